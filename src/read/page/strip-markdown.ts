const IMAGE = /!\[[^[\]\n]{0,300}\]\([^()\s]{1,1000}\)/g
const LINK = /\[([^[\]\n]{0,300})\]\([^()\s]{1,1000}\)/g
const ESCAPE = /\\([\\`*_{}[\]()#+\-.!>~|])/g
const STRESS = /(?<![\w*])(\*{1,2})(?=\S)([^*\n]{1,300})(?<=\S)\1(?![\w*])/g
/** What a clipper writes above the page: its address, the day. */
const FRONT_MATTER = /^---\n[\s\S]{1,5000}?\n---\n/

/** Fewest lines that open with a link or a picture, alone and of all that have words: names, times and counts of a clipped page do. */
const LEAST_LINKS = 10
const LINKED_SHARE = 0.3

/** A page that was kept as Markdown, line for line as a reader sees it; null for other texts. Offsets are no longer those of the file. */
export function stripMarkdown(text: string): string | null {
  const linked = text.match(/^!?\[.{0,400}\]\(https?:/gm)?.length ?? 0
  if (linked < LEAST_LINKS || linked < LINKED_SHARE * (text.match(/^.*\S/gm)?.length ?? 0)) return null
  return text
    .replace(FRONT_MATTER, (front) => front.replace(/.+/g, ''))
    .replace(IMAGE, '')
    .replace(LINK, '$1')
    .replace(ESCAPE, '$1')
    .replace(STRESS, '$2')
    .replace(/^(?:---|\*\*\*|\* \* \*)$/gm, '')
}
