import { PipelineError } from '../base/errors.js'
import { countEach } from '../base/statistics/group-by.js'
import { formatCount } from '../base/text/format-count.js'
import type { Post } from '../base/thread/post.js'
import { chooseReading, withCaution, withForm } from './choose-reading.js'
import { splitThread } from './copied/cut-posts.js'
import { LAYOUTS, type Layout } from './copied/layout.js'
import { MAIL } from './copied/mail/parse-mail.js'
import { parseThread } from './copied/parse-thread.js'
import { type OnePostPer, parsePlain } from './copied/plain/parse-plain.js'
import { areUsual, type DetectedSource, detectSource } from './detect-source.js'
import { refuseNoPosts } from './doubt/error-page.js'
import type { SiteRecord } from './html/parse-site-record.js'
import { withNearest } from './nearest-form.js'
import { parseLayout } from './parse-layout.js'
import { mendWords } from './record/deleted-or-bot.js'
import { formatRemark } from './record/ingest-counter.js'
import { type IngestResult, withCautions } from './record/ingest-result.js'
import { dateShown, dayAfter, reckonTime, secondsAgo } from './record/parse-date.js'
import { sampleOf } from './record/source-sample.js'
import { withoutRepeats } from './repeated-pieces.js'
import { SOURCES, type SourceId } from './sources.js'
import { enclosedJson } from './table/enclosed-json.js'
import type { ParseRecordsOptions, ParseSource } from './table/parse-records.js'
import { holdsPosts } from './table/unwrap-records.js'
import { PRINTED, WRAPPINGS } from './wrapping/wrappings.js'

/** Source, columns and layout of a text. */
export interface ParsePostsOptions extends ParseRecordsOptions {
  /** Form of the text. Default `auto`: detected from the file name and the text. */
  readonly source?: SourceId | 'auto'
  /** Name of the text's file; its ending may tell the form. */
  readonly fileName?: string
  /** Unit of a post in plain text of unknown layout. Only with `source` `auto` or `paste`. */
  readonly onePostPer?: OnePostPer
  /** No post is among the lines that stand in none, says the caller. */
  readonly isWhole?: boolean
  /**
   * Time of the page's copy, ISO 8601 in UTC. It turns ages ("2h") and yearless days into times.
   */
  readonly capturedAt?: string | undefined
  /** Record of the site of a page in HTML. Default: that of the known site. */
  readonly site?: SiteRecord
}

/**
 * Reads posts from a text of any known form.
 *
 * Doubtful boundaries of a paste are noted in its thread's ledger (`meta.capture.notes`). A mostly
 * doubtful paste is refused, unless `source` or `onePostPer` is given.
 *
 * @throws {PipelineError} `INGEST_EMPTY`, `INGEST_FORMAT_UNKNOWN`, `INGEST_LAYOUT_UNKNOWN`, errors
 *   of the parsers
 */
export function parsePosts(text: string, options: ParsePostsOptions = {}): IngestResult {
  checkInput(text, options)
  const enclosed = enclosedJson(text, (value) => holdsPosts(value, options.columns))
  if (enclosed !== null)
    return withNote(
      parsePosts(enclosed, options),
      'JSON that stands as text within the file was read',
    )
  const result = withUnused(text, parseByForm(text, options), options)
  return withTimes(repaired(result), options.capturedAt)
}

function checkInput(
  text: string,
  { source = 'auto', fileName, onePostPer }: ParsePostsOptions,
): void {
  const place = fileName === undefined ? '' : `${fileName}: `
  if (text.trim() === '') {
    const message = `${place}expected posts, got nothing but white space. Check that the export or paste was saved.`
    throw new PipelineError('INGEST_EMPTY', message, { context: { fileName } })
  }
  if (source !== 'auto' && !Object.hasOwn(SOURCES, source)) {
    const message = `expected a source of auto, ${Object.keys(SOURCES).join(', ')}, got "${source}".`
    throw new PipelineError('INGEST_FORMAT_UNKNOWN', message, { context: { source } })
  }
  const isUnit = onePostPer === undefined || onePostPer === 'line' || onePostPer === 'paragraph'
  if (!isUnit || (onePostPer !== undefined && source !== 'auto' && source !== 'paste')) {
    const message = `expected one post per line or paragraph of a paste, got "${onePostPer}" with the source ${source}. Leave one of them out.`
    throw new PipelineError('USAGE_OPTION_INVALID', message, { context: { onePostPer, source } })
  }
  refuseNoPosts(text, source !== 'auto' || onePostPer !== undefined)
}

/** Layouts of pages, which resemble each other. */
const PAGES: ReadonlySet<string> = new Set(LAYOUTS.map(({ id }) => id))

/** @param isOnce without repeats */
function parseByForm(text: string, options: ParsePostsOptions, isOnce = false): IngestResult {
  const { source: wanted = 'auto', fileName, onePostPer, ...rest } = options
  if (onePostPer !== undefined)
    return withCaution(
      parsePlain(text, onePostPer),
      `each ${onePostPer} is one post, as whoever gave the text says`,
    )
  const { source, reason, choice } = formOf(text, options)
  const isPage = PAGES.has(source)
  const isCopied = isPage || source === 'paste'
  const mayChange = isCopied && wanted === 'auto'
  const pageWrappings = isPage || mayChange ? WRAPPINGS : []
  for (const { unwrap, note } of source === MAIL ? [PRINTED] : pageWrappings) {
    const bare = unwrap(text)
    if (bare === text || bare.trim() === '') continue
    const unwrapped = parseByForm(bare, options)
    return note === null ? unwrapped : withNote(unwrapped, note)
  }
  const read = (): IngestResult =>
    choice === undefined
      ? (SOURCES[source] as ParseSource)(text, rest)
      : parseLayout(text, source, choice)
  const result = source === 'html' ? withNearest(text, read) : read()
  const parseOnce = ({ posts }: IngestResult): IngestResult | null => {
    const once = mayChange ? withoutRepeats(text, posts) : null
    const again = once === null ? null : parseByForm(once, options, true)
    const note = 'lines that a second piece repeats were read once'
    return again === null || isOnce ? again : withNote(again, note)
  }
  const pieced = parseOnce(result)
  if (pieced !== null) return pieced
  const named = withForm(result, source, reason)
  if (!isCopied) return named
  const chosen = chooseReading(text, named, wanted !== 'auto', isPage, rest)
  return (chosen.summary.source === source ? null : parseOnce(chosen)) ?? chosen
}

/** Says that the caller's columns are not used, in forms whose fields are known. */
function withUnused(
  text: string,
  result: IngestResult,
  { columns = {}, missing }: ParsePostsOptions,
): IngestResult {
  const { records, summary } = result
  if (records) return result
  const isNamed = missing || !areUsual(sampleOf(text), columns)
  if (!isNamed) return result
  const caution = `columns or cells are named, but ${summary.source} has none: they are not used`
  return { ...result, summary: withCautions(summary, [caution]) }
}

function formOf(
  text: string,
  { source = 'auto', fileName, site, columns }: ParsePostsOptions,
): DetectedSource {
  if (source !== 'auto') return { source, reason: 'given by the caller' }
  return site === undefined
    ? detectSource(text, fileName, columns)
    : { source: 'html', reason: `given by the record ${site.name}` }
}

/**
 * The posts with characters repaired whose encoding was misread before they came here, and without
 * authors' names that are nobody's. Records were repaired one by one.
 */
function repaired(result: IngestResult): IngestResult {
  if (result.records !== undefined) return result
  const remarks: string[] = []
  const posts = result.posts.map((post) => {
    const { text, author, remark } = mendWords(post)
    if (remark === null) return post
    remarks.push(remark)
    return { ...post, text, author }
  })
  return [...countEach(remarks)].reduce(
    (read, [remark, count]) => withNote(read, formatRemark(remark, count)),
    remarks.length === 0 ? result : { ...result, posts },
  )
}

/**
 * Reads posts from a page by the caller's layout.
 *
 * @throws {PipelineError} `INGEST_LAYOUT_UNKNOWN` for a text without its bylines
 */
export function parseByLayout(
  text: string,
  layout: Layout,
  options: ParsePostsOptions = {},
): IngestResult {
  const thread = splitThread(text, layout)
  const result = parseThread(text, layout, thread, layout.id)
  if (result.posts.length === 0) {
    const message = `expected posts as the layout ${layout.id} lays them out, got ${formatCount(thread.lines.length, 'line')} and no byline among them. Compare its byline with the page.`
    throw new PipelineError('INGEST_LAYOUT_UNKNOWN', message, { context: { layout: layout.id } })
  }
  const named = withForm(result, layout.id, 'a layout given by the caller')
  return withTimes(repaired(chooseReading(text, named, true, true)), options.capturedAt)
}

const withNote = (read: IngestResult, note: string) => ({
  ...read,
  summary: { ...read.summary, notes: [...read.summary.notes, note] },
})

/**
 * Adds the times that a page shows, counted from `capturedAt` if given.
 * Else yearless days get the year of their thread's opening post.
 */
function withTimes(result: IngestResult, capturedAt: string | undefined): IngestResult {
  const openedAt = new Map<string, string>()
  for (const { threadId, createdAt, meta } of result.posts)
    if (meta.role === 'root' && createdAt !== null && !openedAt.has(threadId))
      openedAt.set(threadId, createdAt)
  const timeOf = (shown: string, { threadId }: Post): string | null => {
    if (capturedAt !== undefined) return reckonTime(shown, capturedAt)
    const opened = openedAt.get(threadId)
    // The markup of a page gives its instants. A shown time without a zone is not one.
    return opened === undefined || result.summary.source === 'html' ? null : dayAfter(shown, opened)
  }
  const { posts, count } = dateShown(result.posts, timeOf)
  if (capturedAt !== undefined)
    return withNote(
      { ...result, posts },
      `${formatCount(count, 'time')} reckoned from ${capturedAt}, as exact as the page shows them`,
    )
  const dated =
    count === 0
      ? result
      : withNote(
          { ...result, posts },
          `${formatCount(count, 'day')} without a year dated by the year of the opening post`,
        )
  // Records say of each time that is not known.
  if (result.records !== undefined) return dated
  const ageCount = posts.filter(
    ({ createdAt, meta }) => createdAt === null && secondsAgo(String(meta['timeText'])) !== null,
  ).length
  return ageCount === 0
    ? dated
    : withNote(
        dated,
        `${formatCount(ageCount, 'post')} with an age for a time: give --captured DATE`,
      )
}
