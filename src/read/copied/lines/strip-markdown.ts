const IMAGE = /!\[[^[\]\n]{0,300}\]\([^()\s]{1,1000}\)/g
const LINK = /\[([^[\]\n]{0,300})\]\([^()\s]{1,1000}\)/g
/** Link in a plain-text mail: "Ann Bo<https://x.com/annbo>". */
const MAIL_LINK = /(?<=\S)<https?:\/\/[^<>\s]{1,1000}>/g
const STRESS = /(?<![\w*])(\*{1,2})(?=\S)([^*\n]{1,300})(?<=\S)\1(?![\w*])/g
const FRONT_MATTER = /^---\n[\s\S]{1,5000}?\n---\n/

/** Fewest lines that open with a link or picture, as names and times of a clipped page do. */
const LEAST_LINKS = 10
const LINKED_SHARE = 0.3

/** Page kept as Markdown or mail, as a reader sees it; null for other texts. Offsets change. */
export function stripMarkdown(text: string): string | null {
  if ((text.match(MAIL_LINK)?.length ?? 0) >= LEAST_LINKS) return text.replace(MAIL_LINK, '')
  const linked = text.match(/^!?\[.{0,400}\]\(https?:/gm)?.length ?? 0
  if (linked < LEAST_LINKS || linked < LINKED_SHARE * (text.match(/^.*\S/gm)?.length ?? 0)) return null
  return text
    .replace(FRONT_MATTER, (front) => front.replace(/.+/g, ''))
    .replace(IMAGE, '')
    .replace(LINK, '$1')
    .replace(/\\([\\`*_{}[\]()#+\-.!>~|])/g, '$1')
    .replace(STRESS, '$2')
    .replace(/^(?:---|\*\*\*|\* \* \*)$/gm, '')
}
