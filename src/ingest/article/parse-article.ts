import type { Post } from '../../thread/post.js'
import { findFields } from '../record/field-names.js'
import type { Ambiguity, IngestResult } from '../record/ingest-result.js'
import { summarise } from '../record/ingest-result.js'
import type { SourceSample } from '../record/source-sample.js'
import { findDelimiter, firstLineOf } from '../table/parse-csv.js'
import type { ParseRecordsOptions } from '../table/parse-records.js'
import { isHtml, readLayout } from './article-layout.js'
import { findStatements, type Statement } from './article-statements.js'

/**
 * Reads a news article, plain text or HTML, as a thread: the article is the root (headline and first paragraph, by its byline, else by its
 * publication), each statement of a named speaker a post that answers it.
 *
 * The text of a post is the quotation, or the sentence in which the article reports what was said. `meta.statement` says which
 * (`quoted`, `partly quoted`, `reported`), `meta.quotations` holds the speaker's own words, `meta.span` the place in the article's plain
 * text, UTF-16, half-open. Quotations that nobody is named for are listed as ambiguities, and are no posts.
 */
export function parseArticle(source: string, options: ParseRecordsOptions = {}): IngestResult {
  const threadId = options.threadId ?? 't1'
  const { text, headline, byline, publication, paragraphs } = readLayout(source)
  const { statements, unattributed } = findStatements(text, paragraphs)
  const [lead] = paragraphs
  const root: Post = {
    id: 'p1',
    threadId,
    parentId: null,
    author: byline ?? publication,
    createdAt: null,
    text: [headline ?? '', lead ? text.slice(lead.start, lead.end) : ''].filter((piece) => piece !== '').join('\n\n'),
    meta: { role: 'root', statement: 'article', ...(headline !== null && { headline }), ...(publication !== null && { publication }) },
  }
  const posts = [root, ...statements.map((statement, index) => toPost(statement, { id: `p${index + 2}`, threadId }))]
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

function toPost({ speaker, form, text, quotations, span }: Statement, { id, threadId }: Pick<Post, 'id' | 'threadId'>): Post {
  return {
    id,
    threadId,
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

/** 1-based number of the line at an offset; offsets must not fall. */
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

/** Paragraphs of so many words are prose; posts of a thread are seldom so long, one after the other. */
const LONG_WORD_COUNT = 20
/** Share of an article's words that stand in long paragraphs. */
const MIN_LONG_SHARE = 0.6
/** As many quotations of named speakers make an article; fewer do beside a byline and the like. */
const MIN_QUOTED_COUNT = 3
/** As much of a text is looked at. */
const SAMPLE_LENGTH = 50_000

/** A short line with the age of a post, as forums print it. */
const AGO = /^.{0,60}\b\d+\s?(?:min|minute|hour|day|month|year)s? ago\b/gim

/** A first line that names two columns of posts heads a table, whatever long texts stand in it. */
function isTable(sample: string): boolean {
  const line = firstLineOf(sample)
  return line.length < 1000 && findFields(line.split(findDelimiter(line)).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'))).size >= 2
}

/** Plain text is an article when most of its words stand in long paragraphs and it names speakers, or has what only news pages have. */
export function recogniseArticle({ text, fileName }: SourceSample): string | null {
  const sample = text.slice(0, SAMPLE_LENGTH)
  if (/^\s*[{[]/.test(sample) || /\.(?:csv|tsv|tab|jsonl|ndjson|json)$/i.test(fileName ?? '') || isTable(sample)) return null
  const page = isHtml(sample)
  if (page && /class=["'](?:athing|comtr|commtext|hnuser|thing|Comment)\b/.test(sample)) return null
  const layout = readLayout(sample)
  const wordCounts = layout.text.split('\n').map((line) => (line.trim() === '' ? 0 : line.trim().split(/\s+/).length))
  const total = wordCounts.reduce((sum, count) => sum + count, 0)
  const long = wordCounts.filter((count) => count >= LONG_WORD_COUNT)
  const longShare = total === 0 ? 0 : long.reduce((sum, count) => sum + count, 0) / total
  if (page && /<article\b/i.test(sample)) return 'the page holds an <article>'
  // Handles at the start of lines, and lines that say how long ago, are those of a thread.
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
