import { sum } from '../../base/statistics/estimate/mean.js'
import { splitLines, type TextLine } from '../../base/text/split-lines.js'
import type { Post } from '../../base/thread/post.js'
import { asResult } from '../paste/paste-spans.js'
import { summarise } from '../record/ingest-counter.js'
import type { Ambiguity, IngestResult } from '../record/ingest-result.js'
import { findStatements } from './article-statements.js'

const countWords = (text: string): number => text.match(/\S+/g)?.length ?? 0
const PERSON = "\\p{Lu}[\\p{L}'’.-]+(?:\\s+[\\p{Ll}]{2,3})?(?:\\s+\\p{Lu}[\\p{L}'’.-]*){1,3}"
const BYLINE = new RegExp(
  `^(?:[Bb]y|BY|Written by|Author:|Reported by)\\s+(${PERSON}(?:(?:,\\s+|\\s+and\\s+|\\s+&\\s+)${PERSON})*)\\s*(?:[,|·•–—-].*)?$`,
  'u',
)
const FIRST_APPEARED = /(?:first|originally) (?:appeared|published) (?:on|in|at) (?:the )?([\p{Lu}][\p{L}\p{N}&.' -]{1,60}?)\.?$/u
const END =
  /^(?:related (?:articles|stories|posts|coverage)|leave a (?:comment|reply)|more posts|most popular|recommended stories|comments \(\d+\)|about the authors?)\b/i
const FURNITURE =
  /^(?:(?:read more|also read)\b|share this (?:article|story|post)?|listen to this article|image credits?:|\d+ min(?:ute)?s? read$|(?:published|updated|last updated|posted)(?: on|:)? .*\d{4})/i

/** Headline, byline, publication, paragraphs of prose (without headings, labels and captions), and lines typical of article pages: "a byline". */
function parseParts(text: string) {
  const signs = new Set<string>()
  let headline: string | null = null
  let byline: string | null = null
  let publication: string | null = null
  const paragraphs: TextLine[] = []
  let isOver = false
  for (const [index, span] of splitLines(text).entries()) {
    const line = text.slice(span.start, span.end)
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
    const isEnd = line.length < 120 && END.test(line)
    if (isEnd || (line.length < 120 && FURNITURE.test(line))) signs.add('the furniture of a news page')
    isOver ||= isEnd && paragraphs.length > 0
    if (isProse(line)) paragraphs.push(...(isOver ? [] : [span]))
    else if (headline === null && index < 5 && countWords(line) >= 3) headline = line
  }
  return { headline, byline, publication, paragraphs, signs: [...signs] }
}

/** Whether a line is prose: it quotes, or ends as a sentence does. A short line that ends in "?" or ":" is a heading or a label. */
function isProse(line: string): boolean {
  const wordCount = countWords(line)
  const isSentence = (wordCount < 12 ? /[.…]["”»’)]*$/u : /[.!?…:]["”»’)]*$/u).test(line)
  return wordCount >= 4 && (isSentence || /["“”«]/.test(line))
}

/**
 * Parses the text of a news article into a thread. The article is the root: headline and first paragraph, by the byline or else the
 * publication. Each statement of a named speaker is a reply to it.
 *
 * The text of a reply is the quotation, or the sentence that reports it. `meta.statement` says which (`quoted`, `partly quoted`, `reported`),
 * `meta.quotations` holds the speaker's own words, and `meta.span` is the half-open UTF-16 span in the article. Quotations without
 * a named speaker are listed as ambiguities and are not posts.
 */
export function parseArticle(text: string): IngestResult {
  const { headline, byline, publication, paragraphs } = parseParts(text)
  const { statements, unattributed } = findStatements(text, paragraphs)
  const [lead] = paragraphs
  const root: Post = {
    id: 'p1',
    threadId: 't1',
    parentId: null,
    author: byline ?? publication,
    createdAt: null,
    text: [headline ?? '', lead ? text.slice(lead.start, lead.end) : ''].filter((piece) => piece !== '').join('\n\n'),
    meta: { role: 'root', statement: 'article', ...(headline !== null && { headline }), ...(publication !== null && { publication }) },
  }
  const replies = statements.map(
    ({ speaker, form, text, quotations, span }, index): Post => ({
      ...root,
      id: `p${index + 2}`,
      parentId: root.id,
      author: speaker.name,
      text,
      meta: {
        role: 'reply',
        statement: form,
        ...(quotations.length > 0 && { quotations }),
        ...(speaker.isOrganisation && { organisation: true }),
        span: [span.start, span.end],
      },
    }),
  )
  const ambiguities = unattributed.map(({ paragraph }): Ambiguity => {
    return { lineNumber: paragraphs[paragraph]?.lineNumber ?? 1, message: 'a quotation that nobody is named for: left out' }
  })
  const speakerCount = new Set(statements.map(({ speaker }) => speaker.name)).size
  const notes = [`an article; ${statements.length} statements of ${speakerCount} named speakers answer it. The article chose whom to quote`]
  const posts = [root, ...replies]
  const headersOf = new Map(headline === null ? [] : [[root.threadId, [headline]]])
  const summary = summarise(posts, headersOf, { source: 'article', reason: 'read as article', skips: [], ambiguities, notes })
  return asResult({ posts, headersOf, summary })
}

/** Most words of an article stand in paragraphs so long: successive posts of a thread are seldom. */
const LONG_WORD_COUNT = 20
const MIN_LONG_SHARE = 0.6
/** Fewer quotations of named speakers suffice with a byline or similar signs. */
const MIN_QUOTED_COUNT = 3
const SAMPLE_LENGTH = 50_000

/** Tags of a page; plain text may contain a `<3`. */
const HTML = /<(?:!doctype\s+html|html|head|body|article|main|div|p|h1)\b[^<>]*>/i

const AGO = /^.{0,60}\b\d+\s?(?:min|minute|hour|day|month|year)s? ago\b/gim

/** Recognises an article: most words are in long paragraphs, and it quotes named speakers or has signs of a news page. Says which, or null. */
export function recogniseArticle(text: string): string | null {
  const sample = text.slice(0, SAMPLE_LENGTH)
  // Handles at the start of lines and lines with the age of a post indicate a thread.
  if (HTML.test(sample) || /^[ \t]*@\w/m.test(sample) || (sample.match(AGO) ?? []).length > 1) return null
  const { paragraphs, signs } = parseParts(sample)
  const long = paragraphs.map(({ start, end }) => countWords(sample.slice(start, end))).filter((count) => count >= LONG_WORD_COUNT)
  if (long.length < 2 || sum(long) < MIN_LONG_SHARE * countWords(sample)) return null
  const quoted = findStatements(sample, paragraphs).statements.filter(({ form }) => form !== 'reported')
  if (quoted.length >= MIN_QUOTED_COUNT && new Set(quoted.map(({ speaker }) => speaker.name)).size >= 2) {
    return `long paragraphs that name the speakers of ${quoted.length} quotations`
  }
  return signs.length > 0 ? `long paragraphs, and ${signs.join(' and ')}` : null
}
