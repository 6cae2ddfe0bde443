import { decodeEntities, htmlToText } from '../../base/text/html-to-text.js'
import { splitLines } from '../../base/text/split-lines.js'
import type { Stretch } from './article-sentences.js'

/** The parts of an article. Offsets refer to `text`. */
export interface ArticleLayout {
  /** The article as plain text: the input itself, or the visible text of its HTML. */
  readonly text: string
  readonly headline: string | null
  readonly byline: string | null
  readonly publication: string | null
  /** Paragraphs of prose, without headings, labels and captions. */
  readonly paragraphs: readonly Stretch[]
  /** Descriptions of lines typical of article pages: "a byline". */
  readonly signs: readonly string[]
}

/** Elements that are not part of the article. */
const FURNITURE = new Set('nav,footer,aside,form,button,select,figure,figcaption,dialog,menu'.split(','))
/** Tags that identify HTML; plain text may contain a `<3`. */
const HTML = /<(?:!doctype\s+html|html|head|body|article|main|div|p|h1)\b[^<>]*>/i

export const isHtml = (text: string): boolean => HTML.test(text.slice(0, 20_000))

/** A line with fewer words is a heading, caption or label, unless it ends like a sentence or contains a quotation. */
const MIN_PROSE_WORD_COUNT = 12
const MIN_SENTENCE_WORD_COUNT = 4

const PERSON = "\\p{Lu}[\\p{L}'’.-]+(?:\\s+[\\p{Ll}]{2,3})?(?:\\s+\\p{Lu}[\\p{L}'’.-]*){1,3}"
const BYLINE = new RegExp(
  `^(?:[Bb]y|BY|Written by|Author:|Reported by)\\s+(${PERSON}(?:(?:,\\s+|\\s+and\\s+|\\s+&\\s+)${PERSON})*)\\s*(?:[,|·•–—-].*)?$`,
  'u',
)
const FIRST_APPEARED = /(?:first|originally) (?:appeared|published) (?:on|in|at) (?:the )?([\p{Lu}][\p{L}\p{N}&.' -]{1,60}?)\.?$/u
const PAGE_SIGNS: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:related (?:articles|stories|posts|coverage)|more posts|read more|also read|most popular|recommended stories)\b/i,
    'a list of other articles',
  ],
  [
    /^(?:leave a (?:comment|reply)|share this (?:article|story|post)?|listen to this article|image credits?:)/i,
    'the furniture of a news page',
  ],
  [/^\d+ min(?:ute)?s? read$/i, 'a reading time'],
  [/^(?:published|updated|last updated|posted)(?: on|:)? .*\d{4}/i, 'a date line'],
]
/** Lines that end the article on its page. */
const END =
  /^(?:related (?:articles|stories|posts|coverage)|leave a (?:comment|reply)|more posts|most popular|recommended stories|comments \(\d+\)|about the authors?)\b/i

/** Parses an article into headline, byline, publication and paragraphs. */
export function parseLayout(source: string): ArticleLayout {
  const page = isHtml(source) ? parsePage(source) : null
  const text = page?.text ?? source
  const lines = splitLines(text)
  const signs = new Set<string>()
  let { byline = null, publication = null } = page ?? {}
  let headline = page?.headline ?? null
  const paragraphs: Stretch[] = []
  let isOver = false
  for (const [index, { start, end }] of lines.entries()) {
    const line = text.slice(start, end)
    const author = BYLINE.exec(line)?.[1]
    if (author !== undefined && line.length < 200) {
      byline ??= author
      signs.add('a byline')
      continue
    }
    const appeared = FIRST_APPEARED.exec(line)?.[1]
    if (appeared !== undefined) {
      publication ??= appeared.trim()
      signs.add('a note of where it first appeared')
      continue
    }
    for (const [pattern, sign] of PAGE_SIGNS) if (line.length < 120 && pattern.test(line)) signs.add(sign)
    isOver ||= paragraphs.length > 0 && line.length < 120 && END.test(line)
    const isProse = isParagraph(line)
    if (headline === null && index < 5 && !isProse && line.split(/\s+/).length >= 3) headline = line
    if (isProse && !isOver) paragraphs.push({ start, end })
  }
  return { text, headline, byline, publication, paragraphs, signs: [...signs] }
}

/** Whether a line is a paragraph: it is long or a sentence. A short question without a quotation is a heading. */
function isParagraph(line: string): boolean {
  const wordCount = line.split(/\s+/).length
  if (/["“”«]/.test(line) && wordCount >= MIN_SENTENCE_WORD_COUNT && /[.!?…,]["”»]?$|["“]/.test(line)) return true
  return wordCount >= MIN_PROSE_WORD_COUNT
    ? /[.!?…:]["”»’)]*$/u.test(line)
    : wordCount >= MIN_SENTENCE_WORD_COUNT && /[.…]["”»’)]*$/u.test(line)
}

function parsePage(html: string): Pick<ArticleLayout, 'text' | 'headline' | 'byline' | 'publication'> {
  const meta = parseMetaTags(html)
  const heading = contentOf(html, 'h1') ?? contentOf(html, 'title')
  const headline = meta.get('og:title') ?? (heading === null ? null : htmlToText(heading).replace(/\s+/g, ' '))
  const body = contentOf(html, 'article') ?? contentOf(html, 'main') ?? html
  const text = htmlToText(body, { omitted: FURNITURE })
  return { text, headline, byline: meta.get('author') ?? meta.get('article:author') ?? null, publication: meta.get('og:site_name') ?? null }
}

/** Returns the content of the first element with this name. */
function contentOf(html: string, name: string): string | null {
  const open = new RegExp(`<${name}\\b[^<>]*>`, 'i').exec(html)
  if (open === null) return null
  const from = open.index + open[0].length
  // On a page with many articles, the first is the main one.
  const close = new RegExp(`</${name}\\s*>`, 'i').exec(html.slice(from))
  return html.slice(from, close === null ? html.length : from + close.index)
}

function parseMetaTags(html: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const [tag] of html.matchAll(/<meta\b[^<>]*>/gi)) {
    const name = /\b(?:name|property)\s*=\s*["']([^"']*)["']/i.exec(tag)?.[1]?.toLowerCase()
    const content = /\bcontent\s*=\s*(?:"([^"]*)"|'([^']*)')/i.exec(tag)
    const value = decodeEntities(content?.[1] ?? content?.[2] ?? '').trim()
    if (name !== undefined && value !== '' && !/^https?:/.test(value) && !found.has(name)) found.set(name, value)
  }
  return found
}
