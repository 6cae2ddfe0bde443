import { PipelineError } from '../base/errors.js'
import { parseJson } from '../base/json-shape.js'
import { formatCount } from '../base/text/format-count.js'
import { UNKNOWN_PAGE } from './copied/infer-layout.js'
import type { Layout } from './copied/layout.js'
import { LAYOUTS } from './copied/layouts.js'
import { asResult } from './copied/paste-spans.js'
import { takeOffRecurring } from './copied/plain/item-lines.js'
import { type OnePostPer, parsePlain } from './copied/plain/parse-plain.js'
import { splitThread } from './copied/posts.js'
import { readLayout, readSplit } from './copied/read-thread.js'
import { type DetectedSource, detectSource } from './detect-source.js'
import { readHtml } from './html/read-html.js'
import type { SiteRecord } from './html/site-record.js'
import { formatRemark } from './record/ingest-counter.js'
import type { IngestResult } from './record/ingest-result.js'
import { isJsonObject } from './record/json-fields.js'
import { dateShown, dayAfter, reckonTime, secondsAgo } from './record/parse-date.js'
import { REPAIRED, repairEncoding } from './record/repair-encoding.js'
import {
  findList,
  isBetter,
  judgeReading,
  mayBeUnknownPage,
  type Reading,
  settleDoubt,
  withCaution,
  withFirst,
  withNearest,
} from './settle-doubt.js'
import { SOURCES, type SourceId } from './sources.js'
import { excerpt } from './table/parse-jsonl.js'
import type { ParseRecordsOptions } from './table/parse-records.js'
import type { ParseSource } from './table/source-entry.js'

/** Source, columns and layout of a text. */
export interface ParsePostsOptions extends ParseRecordsOptions {
  /** Form of the text. Default `auto`: detected from the file name and the text. */
  readonly source?: SourceId | 'auto'
  /** Name of the text's file; its ending may tell the form. */
  readonly fileName?: string
  /** Unit of a post in plain text of unknown layout. Only with `source` `auto` or `paste`. */
  readonly onePostPer?: OnePostPer
  /** Time of the page's copy, ISO 8601 in UTC. It turns ages ("2h") and yearless days into times. */
  readonly capturedAt?: string | undefined
  /** Record of the site of a page in HTML. Default: that of the known site. */
  readonly site?: SiteRecord
  /** True for a part of a page, such as a copied selection: its first and last post may be cut. */
  readonly isPart?: boolean
}

/**
 * Reads posts from a text of any known form.
 *
 * Doubtful boundaries of a paste are noted in its thread's ledger (`meta.capture.notes`).
 * A mostly doubtful paste is refused, unless `source` or `onePostPer` is given.
 *
 * @throws {PipelineError} `INGEST_EMPTY` for white space, `INGEST_FORMAT_UNKNOWN` for an unknown source,
 * `INGEST_LAYOUT_UNKNOWN` for a text without a thread in a known layout,
 * `USAGE_OPTION_INVALID` for `onePostPer` with another source, and errors of `parseJsonl`, `parseJson`, `parseCsv`
 */
export function parsePosts(text: string, options: ParsePostsOptions = {}): IngestResult {
  refuseAnswer(text)
  return withTimes(repaired(readPosts(text, options)), options.capturedAt)
}

const ANSWER_FIELDS: ReadonlySet<string> = new Set(
  'message,error,errors,status,statuscode,code,detail,details,title,type,reason,documentation_url,retry_after,request_id'.split(','),
)
const ANSWER_LENGTH_LIMIT = 2000
/** Words of a page that a site shows in place of the one asked for. */
const ERROR_PAGE =
  /\b(?:too many requests|you appear to be a bot|checking your browser|verify(?:ing)? (?:that )?you are (?:a )?human|enable javascript and cookies to continue|access denied|403 forbidden|error 10\d\d)\b/i

/** Refuses what is answered in place of posts: `{"message": "Too Many Requests", "error": 429}`, or a page that says so. */
function refuseAnswer(text: string): void {
  const whole = text.trim()
  if (whole.length > ANSWER_LENGTH_LIMIT) return
  const record = whole.startsWith('{') ? parseJson(whole, () => null) : null
  const names = isJsonObject(record) ? Object.keys(record).map((name) => name.toLowerCase()) : []
  const isAnswer = names.some((name) => /^(?:error|status)/.test(name)) && names.every((name) => ANSWER_FIELDS.has(name))
  // A thread has blank lines or names; these pages are a heading and a few sentences.
  const isPage = /^<(?:!doctype|html)/i.test(whole) || (!/\n[ \t\r]{0,8}\n|@|[{,;\t] {0,8}"/.test(whole) && whole.split('\n').length <= 6)
  const refused = isAnswer ? 'an answer of an interface' : isPage && ERROR_PAGE.test(whole) ? 'a page of an error' : null
  if (refused === null) return
  const message = `expected posts, got ${refused} that refuses them: ${excerpt(whole.replace(/<[^<>]*>/g, ' ').trim())}. Ask again later, or export the posts otherwise.`
  throw new PipelineError('INGEST_LAYOUT_UNKNOWN', message, { context: { kind: 'answer' } })
}

/** The posts with characters repaired whose encoding was misread before they came here. Records were repaired one by one. */
function repaired(result: IngestResult): IngestResult {
  if (result.records !== undefined) return result
  let count = 0
  const posts = result.posts.map((post) => {
    const [text, author] = [repairEncoding(post.text), post.author && repairEncoding(post.author)]
    if (text === post.text && author === post.author) return post
    count += 1
    return { ...post, text, author }
  })
  return count === 0 ? result : withNote({ ...result, posts }, formatRemark(REPAIRED, count))
}

function readPosts(text: string, options: ParsePostsOptions): IngestResult {
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
  const found: DetectedSource =
    wanted !== 'auto'
      ? { source: wanted, reason: 'given by the caller' }
      : rest.site !== undefined
        ? { source: 'html' as const, reason: `given by the record ${rest.site.name}` }
        : detectSource(text, fileName, rest.columns)
  const { source, reason, layout } = found
  const isPage = PAGES.has(source)
  const result =
    layout !== undefined
      ? asResult(readLayout(text, layout.id, layout))
      : source === 'html'
        ? withNearest(text, () => readHtml(text, rest))
        : (SOURCES[source] as ParseSource)(text, rest)
  const named = { ...result, summary: { ...result.summary, source, reason } }
  if (source !== 'paste' && !isPage) return named
  const reading = judgeReading(text, named, wanted !== 'auto', isPage)
  return readOtherwise(reading) ?? settleDoubt(reading)
}

/**
 * Reads posts from a page by the caller's layout.
 *
 * @throws {PipelineError} `INGEST_LAYOUT_UNKNOWN` for a text without its bylines
 */
export function parseByLayout(text: string, layout: Layout, options: ParsePostsOptions = {}): IngestResult {
  const thread = splitThread(text, layout)
  const result = asResult(readSplit(text, layout, thread, layout.id))
  if (result.posts.length === 0) {
    const message = `expected posts as the layout ${layout.id} lays them out, got ${formatCount(thread.lines.length, 'line')} and no byline among them. Compare its byline with the page.`
    throw new PipelineError('INGEST_LAYOUT_UNKNOWN', message, { context: { layout: layout.id } })
  }
  const named = { ...result, summary: { ...result.summary, source: layout.id, reason: 'a layout given by the caller' } }
  return withTimes(settleDoubt(judgeReading(text, named, true, true)), options.capturedAt)
}

const withNote = (read: IngestResult, note: string) => ({ ...read, summary: { ...read.summary, notes: [...read.summary.notes, note] } })

/**
 * Adds the times that a page shows, counted from `capturedAt` if given.
 * Else yearless days get the year of their thread's opening post.
 */
function withTimes(result: IngestResult, capturedAt: string | undefined): IngestResult {
  const openedAt = new Map<string, string>()
  for (const { threadId, createdAt, meta } of result.posts)
    if (meta.role === 'root' && createdAt !== null && !openedAt.has(threadId)) openedAt.set(threadId, createdAt)
  const timeOf = (shown: string, threadId: string): string | null => {
    if (capturedAt !== undefined) return reckonTime(shown, capturedAt)
    const opened = openedAt.get(threadId)
    // The markup of a page gives its instants. A shown time without a zone is not one.
    return opened === undefined || result.summary.source === 'html' ? null : dayAfter(shown, opened)
  }
  const { posts, count } = dateShown(result.posts, (shown, { threadId }) => timeOf(shown, threadId))
  if (capturedAt !== undefined)
    return withNote({ ...result, posts }, `${formatCount(count, 'time')} reckoned from ${capturedAt}, as exact as the page shows them`)
  const dated =
    count === 0
      ? result
      : withNote({ ...result, posts }, `${formatCount(count, 'day')} without a year dated by the year of the opening post`)
  // Records say of each time that is not known.
  if (result.records !== undefined) return dated
  const ageCount = posts.filter(({ createdAt, meta }) => createdAt === null && secondsAgo(String(meta['timeText'])) !== null).length
  return ageCount === 0 ? dated : withNote(dated, `${formatCount(ageCount, 'post')} with an age for a time: give --captured DATE`)
}

/** Layouts of pages, which resemble each other. */
const PAGES: ReadonlySet<string> = new Set(LAYOUTS.map(({ id }) => id))

const NAME_AND_COLON = /^[^:\n]{1,40}: \S/

/** Other readings of a page in a doubtful layout, the surest first. */
const OTHERS = [
  {
    source: 'paste',
    reason: 'most posts stand under bylines or open with a mention',
    caution: 'its posts were read by their bylines and mentions',
  },
  { source: UNKNOWN_PAGE, reason: 'lines that recur set posts apart', caution: 'lines that recur set its posts apart' },
] as const

/** Better reading than a doubtful one, with a caution; null without one. */
function readOtherwise(reading: Reading): IngestResult | null {
  const { text } = reading
  const take = (source: SourceId, result: IngestResult, reason: string, caution: string): IngestResult =>
    withCaution({ ...result, summary: { ...result.summary, source, reason } }, caution)
  const others = mayBeUnknownPage(reading) ? OTHERS.filter(({ source }) => source !== 'paste' || reading.isPage) : []
  for (const { source, reason, caution } of others) {
    const found = (SOURCES[source] as ParseSource)(text, {})
    if (isBetter(reading, found.posts, source === UNKNOWN_PAGE))
      return take(
        source,
        withFirst(found),
        `no known layout fits, and ${reason}`,
        `the layout of this page is not known, and ${caution}: compare them with the page`,
      )
  }
  const per = findList(reading)
  if (per === null) return null
  const list = parsePlain(text, per, takeOffRecurring(text).lines)
  const areNamed = list.posts.filter(({ text: own }) => NAME_AND_COLON.test(own)).length * 2 > list.posts.length
  const caution = areNamed
    ? `each ${per} was taken for a post, with the words before its colon; if those are names, give a CSV with the columns author and text`
    : `each ${per} was taken for a post: the text names no authors`
  return take('paste', list, `every ${per} looks like a post, and none is named`, caution)
}
