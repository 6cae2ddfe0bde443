import { PipelineError } from '../base/errors.js'
import { formatCount } from '../base/text/format-count.js'
import { detectSource } from './detect-source.js'
import {
  findList,
  isBetterPage,
  isBetterPaste,
  judgeReading,
  mayBeUnknownPage,
  type Reading,
  settleDoubt,
  withCaution,
} from './doubt/settle-doubt.js'
import { readUnknownPage, UNKNOWN_PAGE } from './layout/infer-layout.js'
import type { Layout } from './layout/layout.js'
import { LAYOUTS } from './layout/layouts.js'
import { readLayout } from './layout/parse-layout.js'
import { splitPage } from './layout/split-page.js'
import { stripMarkdown } from './page/strip-markdown.js'
import { type OnePostPer, parsePlain } from './paste/parse-plain.js'
import { takeOffRecurring } from './paste/paste-items.js'
import { asResult } from './paste/paste-spans.js'
import type { IngestResult } from './record/ingest-result.js'
import { reckonTime } from './record/parse-date.js'
import type { ParseSource } from './source-entry.js'
import { SOURCES, type SourceId } from './sources.js'
import type { ParseRecordsOptions } from './table/parse-records.js'

/** The form of a text, and how its records are read. */
export interface ParsePostsOptions extends ParseRecordsOptions {
  /** The form of the text. Default `auto`: found out from the file's name and the text. */
  readonly source?: SourceId | 'auto'
  /** Name of the file that the text is from; its ending may tell the form. */
  readonly fileName?: string
  /** Reads plain text whose layout is unknown: each line, or each paragraph, is a post. With `source` `auto` or `paste`. */
  readonly onePostPer?: OnePostPer
  /** When the page was copied, ISO 8601 in UTC. Posts get times by it where their page shows ages or days without a year. */
  readonly capturedAt?: string | undefined
}

/**
 * Reads posts from a text of any known form: the front door of ingest. Where some boundaries between the posts of a paste are doubtful, the
 * ledger of its thread says so (`meta.capture.notes`); where most are, the paste is refused, unless `source` or `onePostPer` is given.
 *
 * @throws {PipelineError} `INGEST_EMPTY` for a text of white space, `INGEST_FORMAT_UNKNOWN` for a source that does not exist,
 *   `INGEST_LAYOUT_UNKNOWN` for a text that is no thread in a known layout, `USAGE_OPTION_INVALID` for `onePostPer` with another source,
 *   and the faults of the source that was found: see `parsePaste` (none), `parseJsonl`, `parseJson`, `parseCsv`
 */
export const parsePosts = (text: string, options: ParsePostsOptions = {}): IngestResult =>
  withTimes(readPosts(text, options), options.capturedAt)

/** @param isPlain whether the marks of the program that kept the text are taken off: they are of copied text alone, never of data */
function readPosts(text: string, options: ParsePostsOptions, isPlain = false): IngestResult {
  const { source: wanted = 'auto', fileName, onePostPer, ...rest } = options
  const place = fileName === undefined ? '' : `${fileName}: `
  if (text.trim() === '') {
    const message = `${place}expected posts, got nothing but white space. Check that the export or paste was saved.`
    throw new PipelineError('INGEST_EMPTY', message, { context: { fileName } })
  }
  if (wanted !== 'auto' && !Object.hasOwn(SOURCES, wanted)) {
    const message = `expected a source of auto, ${Object.keys(SOURCES).join(', ')}, got "${wanted}".`
    throw new PipelineError('INGEST_FORMAT_UNKNOWN', message, { context: { source: wanted } })
  }
  if (onePostPer !== undefined) {
    if ((onePostPer !== 'line' && onePostPer !== 'paragraph') || (wanted !== 'auto' && wanted !== 'paste')) {
      const message = `expected one post per line or paragraph of a paste, got "${onePostPer}" with the source ${wanted}. Leave one of them out.`
      throw new PipelineError('USAGE_OPTION_INVALID', message, { context: { onePostPer, source: wanted } })
    }
    return withCaution(parsePlain(text, onePostPer), `each ${onePostPer} was read as one post, as the caller asked`)
  }
  const { source, reason } =
    wanted === 'auto' ? detectSource(text, fileName, rest.columns) : { source: wanted, reason: 'given by the caller' }
  const isPage = PAGES.has(source)
  const isCopied = isPage || (wanted === 'auto' && (source === 'paste' || source === 'article'))
  const plain = isCopied && !isPlain ? stripMarkdown(text) : null
  if (plain !== null) return withNote(readPosts(plain, options, true), KEPT)
  const result = (SOURCES[source] as ParseSource)(text, rest)
  const named = { ...result, summary: { ...result.summary, source, reason } }
  if (source !== 'paste' && !isPage) return named
  const reading = judgeReading(text, named, wanted !== 'auto', isPage)
  return readOtherwise(reading) ?? settleDoubt(reading)
}

/**
 * Reads posts from a page by a layout of the caller's own.
 *
 * @throws {PipelineError} `INGEST_LAYOUT_UNKNOWN` for a text in which it finds no byline
 */
export function parseByLayout(text: string, layout: Layout, options: ParsePostsOptions = {}): IngestResult {
  const page = splitPage(text, layout)
  const result = asResult(readLayout(text, layout.id, options, { layout, page }))
  if (result.posts.length === 0) {
    const message = `expected posts as the layout ${layout.id} lays them out, got ${formatCount(page.lines.length, 'line')} and no byline among them. Compare its byline with the page.`
    throw new PipelineError('INGEST_LAYOUT_UNKNOWN', message, { context: { layout: layout.id } })
  }
  const named = { ...result, summary: { ...result.summary, source: layout.id, reason: 'a layout given by the caller' } }
  return withTimes(settleDoubt(judgeReading(text, named, true, true)), options.capturedAt)
}

const KEPT = 'the page was kept as Markdown or in a mail: marks, links and pictures of that are taken off'
const withNote = (read: IngestResult, note: string) => ({ ...read, summary: { ...read.summary, notes: [...read.summary.notes, note] } })

/** Posts with the times that their page shows, reckoned from when it was copied. */
function withTimes(result: IngestResult, capturedAt: string | undefined): IngestResult {
  if (capturedAt === undefined) return result
  let count = 0
  const posts = result.posts.map((post) => {
    const shown = post.createdAt === null ? post.meta['timeText'] : undefined
    const createdAt = typeof shown === 'string' ? reckonTime(shown, capturedAt) : null
    if (createdAt !== null) count += 1
    return createdAt === null ? post : { ...post, createdAt }
  })
  return withNote({ ...result, posts }, `${formatCount(count, 'time')} reckoned from ${capturedAt}, as exact as the page shows them`)
}

/** Layouts of pages and chats, which look like each other. */
const PAGES: ReadonlySet<string> = new Set(LAYOUTS.map(({ id }) => id))

/** The reading that takes the place of a doubtful one, with a caution; null where none fits better. */
function readOtherwise(reading: Reading): IngestResult | null {
  const { text } = reading
  const take = (source: SourceId, result: IngestResult, reason: string, caution: string): IngestResult =>
    withCaution({ ...result, summary: { ...result.summary, source, reason } }, caution)
  const isUnknown = mayBeUnknownPage(reading)
  const paste = isUnknown && reading.isPage ? SOURCES.paste(text, {}) : null
  if (paste !== null && isBetterPaste(reading, paste.posts)) {
    const caution =
      'the layout of this page is not known, and its posts were read by their bylines and mentions: compare them with the page'
    return take('paste', paste, 'no known layout fits, and most posts stand under bylines or open with a mention', caution)
  }
  const page = isUnknown ? asResult(readUnknownPage(text)) : null
  if (page !== null && isBetterPage(reading, page.posts)) {
    const caution = 'the layout of this page is not known, and lines that recur set its posts apart: compare them with the page'
    return take(UNKNOWN_PAGE, page, 'no known layout fits, and lines that recur set posts apart', caution)
  }
  const per = findList(reading)
  if (per === null) return null
  const list = parsePlain(text, per, takeOffRecurring(text).lines)
  const caution = `each ${per} was taken for a post: the text names no authors`
  return take('paste', list, `every ${per} looks like a post, and none is named`, caution)
}
