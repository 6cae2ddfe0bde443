import type { Post } from '../../base/thread/post.js'
import { findFields } from '../record/field-names.js'
import { giveIds } from '../record/give-ids.js'
import { summarise } from '../record/ingest-counter.js'
import type { Ambiguity, IngestResult } from '../record/ingest-result.js'
import type { SourceSample } from '../record/source-sample.js'
import { findDelimiter, firstLineOf } from '../table/parse-csv.js'
import { isHtml, parseLayout } from './article-layout.js'
import { findStatements, type Statement } from './article-statements.js'

/**
 * Parses a news article, as plain text or HTML, into a thread. The article is the root: headline and first paragraph, by the byline or else the
 * publication. Each statement of a named speaker is a reply to it.
 *
 * The text of a reply is the quotation, or the sentence that reports it. `meta.statement` says which (`quoted`, `partly quoted`, `reported`),
 * `meta.quotations` holds the speaker's own words, and `meta.span` is the half-open UTF-16 span in the article's plain text. Quotations without
 * a named speaker are listed as ambiguities and are not posts.
 */
export function parseArticle(source: string): IngestResult {
  const { text, headline, byline, publication, paragraphs } = parseLayout(source)
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
  const lineOf = lineCounter(text)
  const ambiguities = unattributed.map(
    ({ start }): Ambiguity => ({ lineNumber: lineOf(start), message: 'a quotation that nobody is named for: left out' }),
  )
  const speakerCount = new Set(statements.map(({ speaker }) => speaker.name)).size
  const notes = [
    `an article; ${statements.length} statements of ${speakerCount} named speakers answer it. The article chose whom to quote`,
    ...(isHtml(source) ? ['line numbers and spans are those of the text that a reader of the page sees'] : []),
  ]
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

/** Returns a function from an offset to its 1-based line number. Successive offsets must not decrease. */
function lineCounter(text: string): (offset: number) => number {
  let lineNumber = 1
  let from = 0
  return (offset) => {
    for (let feed = text.indexOf('\n', from); feed !== -1 && feed < offset; feed = text.indexOf('\n', from)) {
      lineNumber += 1
      from = feed + 1
    }
    return lineNumber
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

/** A short line with the age of a post, typical of forums. */
const AGO = /^.{0,60}\b\d+\s?(?:min|minute|hour|day|month|year)s? ago\b/gim

/** Whether the first line is a table header, that is, names at least two columns of posts. */
function isTable(sample: string): boolean {
  const line = firstLineOf(sample)
  return line.length < 1000 && findFields(line.split(findDelimiter(line)).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'))).size >= 2
}

/** Whether a page has an <article> for each post, as many forums and networks do. */
function isListOfPosts(html: string): boolean {
  const articles = html.match(/<article\b[^<>]*>/gi) ?? []
  return articles.length > 2 && articles.filter((tag) => /comment|reply|message|tweet|status|post/i.test(tag)).length * 2 > articles.length
}

/** Recognises an article: most words are in long paragraphs, and it quotes named speakers or has signs of a news page. */
export function recogniseArticle({ text, fileName }: SourceSample): string | null {
  const sample = text.slice(0, SAMPLE_LENGTH)
  if (/^\s*[{[]/.test(sample) || /\.(?:csv|tsv|tab|jsonl|ndjson|json)$/i.test(fileName ?? '') || isTable(sample)) return null
  const page = isHtml(sample)
  if (page && /class=["'](?:athing|comtr|commtext|hnuser|thing|Comment)\b/.test(sample)) return null
  if (page && isListOfPosts(sample)) return null
  const layout = parseLayout(sample)
  const wordCounts = layout.text.split('\n').map((line) => (line.trim() === '' ? 0 : line.trim().split(/\s+/).length))
  const total = wordCounts.reduce((sum, count) => sum + count, 0)
  const long = wordCounts.filter((count) => count >= LONG_WORD_COUNT)
  const longShare = total === 0 ? 0 : long.reduce((sum, count) => sum + count, 0) / total
  if (page && /<article\b/i.test(sample)) return 'the page holds an <article>'
  // Handles at the start of lines and lines with the age of a post indicate a thread.
  const isThread = /^[ \t]*@\w/m.test(layout.text) || (layout.text.match(AGO) ?? []).length > 1
  if (long.length < 2 || longShare < MIN_LONG_SHARE || isThread) return null
  const { statements } = findStatements(layout.text, layout.paragraphs)
  const quoted = statements.filter(({ form }) => form !== 'reported')
  const speakers = new Set(quoted.map(({ speaker }) => speaker.name))
  if (quoted.length >= MIN_QUOTED_COUNT && speakers.size >= 2) {
    return `long paragraphs that name the speakers of ${quoted.length} quotations`
  }
  return layout.signs.length > 0 ? `long paragraphs, and ${layout.signs.join(' and ')}` : null
}
