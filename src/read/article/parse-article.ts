import { splitLines, type TextLine } from '../../base/text/split-lines.js'
import type { Post } from '../../base/thread/post.js'
import { findFields } from '../record/field-names.js'
import { giveIds } from '../record/give-ids.js'
import { summarise } from '../record/ingest-counter.js'
import type { Ambiguity, IngestResult } from '../record/ingest-result.js'
import type { SourceSample } from '../record/source-sample.js'
import { findDelimiter, firstLineOf } from '../table/parse-csv.js'
import { findStatements, type Statement } from './article-statements.js'

interface ArticleParts {
  readonly headline: string | null
  readonly byline: string | null
  readonly publication: string | null
  /** Paragraphs of prose, without headings, labels and captions. */
  readonly paragraphs: readonly TextLine[]
  /** Descriptions of lines typical of article pages: "a byline". */
  readonly signs: readonly string[]
}

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
function parseParts(text: string): ArticleParts {
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
    for (const [pattern, sign] of PAGE_SIGNS) if (line.length < 120 && pattern.test(line)) signs.add(sign)
    isOver ||= paragraphs.length > 0 && line.length < 120 && END.test(line)
    const isProse = isParagraph(line)
    if (headline === null && index < 5 && !isProse && line.split(/\s+/).length >= 3) headline = line
    if (isProse && !isOver) paragraphs.push(span)
  }
  return { headline, byline, publication, paragraphs, signs: [...signs] }
}

/** Whether a line is a paragraph: it is long or a sentence. A short question without a quotation is a heading. */
function isParagraph(line: string): boolean {
  const wordCount = line.split(/\s+/).length
  if (/["“”«]/.test(line) && wordCount >= MIN_SENTENCE_WORD_COUNT && /[.!?…,]["”»]?$|["“]/.test(line)) return true
  return wordCount >= MIN_PROSE_WORD_COUNT
    ? /[.!?…:]["”»’)]*$/u.test(line)
    : wordCount >= MIN_SENTENCE_WORD_COUNT && /[.…]["”»’)]*$/u.test(line)
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
  const numbered = [root, ...statements.map((statement, index) => toPost(statement, `p${index + 2}`))]
  const { threadId, posts } = giveIds(numbered, headline === null ? [] : [headline])
  const ambiguities = unattributed.map(({ paragraph }): Ambiguity => {
    const { lineNumber } = paragraphs[paragraph] as TextLine
    return { lineNumber, message: 'a quotation that nobody is named for: left out' }
  })
  const speakerCount = new Set(statements.map(({ speaker }) => speaker.name)).size
  const notes = [`an article; ${statements.length} statements of ${speakerCount} named speakers answer it. The article chose whom to quote`]
  const headers = new Map(headline === null ? [] : [[threadId, [headline]]])
  return {
    posts,
    headers,
    summary: summarise(posts, headers, { source: 'article', reason: 'read as article', skips: [], ambiguities, notes }),
  }
}

function toPost({ speaker, form, text, quotations, span }: Statement, id: string): Post {
  return {
    id,
    threadId: 't1',
    parentId: 'p1',
    author: speaker.name,
    createdAt: null,
    text,
    meta: {
      role: 'reply',
      statement: form,
      ...(quotations.length > 0 && { quotations }),
      ...(speaker.isOrganisation && { organisation: true }),
      span: [span.start, span.end],
    },
  }
}

/** Minimum number of words of a long paragraph. Successive posts of a thread are seldom this long. */
const LONG_WORD_COUNT = 20
/** Minimum share of an article's words in long paragraphs. */
const MIN_LONG_SHARE = 0.6
/** Minimum number of quotations of named speakers. Fewer suffice with a byline or similar signs. */
const MIN_QUOTED_COUNT = 3
/** Number of UTF-16 units examined. */
const SAMPLE_LENGTH = 50_000

/** Tags of a page; plain text may contain a `<3`. */
const HTML = /<(?:!doctype\s+html|html|head|body|article|main|div|p|h1)\b[^<>]*>/i

/** A short line with the age of a post, typical of forums. */
const AGO = /^.{0,60}\b\d+\s?(?:min|minute|hour|day|month|year)s? ago\b/gim

/** Whether the first line is a table header, that is, names at least two columns of posts. */
function isTable(sample: string): boolean {
  const line = firstLineOf(sample)
  return line.length < 1000 && findFields(line.split(findDelimiter(line)).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'))).size >= 2
}

/** Recognises an article: most words are in long paragraphs, and it quotes named speakers or has signs of a news page. */
export function recogniseArticle({ text, fileName }: SourceSample): string | null {
  const sample = text.slice(0, SAMPLE_LENGTH)
  if (HTML.test(sample) || /^\s*[{[]/.test(sample) || /\.(?:csv|tsv|tab|jsonl|ndjson|json)$/i.test(fileName ?? '') || isTable(sample))
    return null
  const wordCounts = sample.split('\n').map((line) => (line.trim() === '' ? 0 : line.trim().split(/\s+/).length))
  const total = wordCounts.reduce((sum, count) => sum + count, 0)
  const long = wordCounts.filter((count) => count >= LONG_WORD_COUNT)
  const longShare = total === 0 ? 0 : long.reduce((sum, count) => sum + count, 0) / total
  // Handles at the start of lines and lines with the age of a post indicate a thread.
  const isThread = /^[ \t]*@\w/m.test(sample) || (sample.match(AGO) ?? []).length > 1
  if (long.length < 2 || longShare < MIN_LONG_SHARE || isThread) return null
  const { paragraphs, signs } = parseParts(sample)
  const { statements } = findStatements(sample, paragraphs)
  const quoted = statements.filter(({ form }) => form !== 'reported')
  const speakers = new Set(quoted.map(({ speaker }) => speaker.name))
  if (quoted.length >= MIN_QUOTED_COUNT && speakers.size >= 2) {
    return `long paragraphs that name the speakers of ${quoted.length} quotations`
  }
  return signs.length > 0 ? `long paragraphs, and ${signs.join(' and ')}` : null
}
