import { join } from 'node:path'
import { type ErrorCode, PipelineError } from '../../../base/errors.js'
import { formatCount, nameSome } from '../../../base/text/format-count.js'
import { sha256Of } from '../../../base/text/sha256-text.js'
import type { Post } from '../../../base/thread/post.js'
import type { Thread } from '../../../base/thread/thread.js'
import { withAddress } from '../../../count/thread/thread-address.js'
import type { Layout } from '../../../read/copied/layout.js'
import { formatIngestSummary } from '../../../read/format-ingest-summary.js'
import { decodePage } from '../../../read/html/unwrap-page.js'
import { joinInputs } from '../../../read/link/join-inputs.js'
import type { OnBadRecord } from '../../../read/link/link-records.js'
import { type ParsePostsOptions, parseByLayout, parsePosts } from '../../../read/parse-posts.js'
import { decodeAny } from '../../../read/record/decode.js'
import { type Columns, POST_FIELDS, type PostField } from '../../../read/record/field-names.js'
import { isParquet } from '../../../read/record/file-kinds.js'
import {
  type IngestResult,
  type IngestSummary,
  withCautions,
} from '../../../read/record/ingest-result.js'
import { parseDate } from '../../../read/record/parse-date.js'
import { SOURCES } from '../../../read/sources.js'
import { parseParquet } from '../../../read/table/parse-parquet.js'
import { isXlsx, parseXlsx } from '../../../read/table/parse-xlsx.js'
import { belowOpening } from '../../desk/below-opening.js'
import {
  type InputSource,
  isThere,
  nameOf,
  openSource,
  readWhole,
} from '../../node/file/read-source.js'
import { readSiteFile } from '../../node/read-layout.js'
import {
  type CommandContext,
  type Exclusion,
  type Log,
  type OptionTable,
  type OptionValues,
  usageError,
} from '../kit/command.js'
import { countRecords, type RecordCounts } from './count-records.js'

/** Options of every command that reads posts. */
export const READING_OPTIONS = {
  source: {
    type: 'choice',
    value: 'FORM',
    choices: ['auto', 'list', ...Object.keys(SOURCES)],
    default: 'auto',
    help: 'form of the inputs; list explains',
  },
  'one-post-per': {
    type: 'choice',
    value: 'UNIT',
    choices: ['line', 'paragraph'],
    help: 'line or paragraph, for an unknown layout',
  },
  'all-posts-here': {
    type: 'flag',
    help: 'no post is among the lines of a page that stand in none',
  },
  columns: {
    type: 'text',
    value: 'text=body,…',
    help: `your names for ${POST_FIELDS.filter((field) => !field.startsWith('given')).join(', ')}`,
  },
  'on-bad-record': {
    type: 'choice',
    choices: ['throw', 'skip'],
    default: 'throw',
    help: 'skip: omit bad records, count them',
  },
  sheet: { type: 'text', value: 'NAME', help: 'sheet of a workbook, by its name' },
  missing: { type: 'text', value: 'NA,…', help: 'cells to read as empty' },
  captured: { type: 'text', value: 'DATE', help: 'day of the copy: gives "3h" and "6 Oct" a date' },
} as const satisfies OptionTable

/** Forms are listed, and nothing is read. */
export const listsAlone = (options: OptionTable): Exclusion => ({
  beside: 'source list',
  idle: Object.keys(options),
  why: 'A list of forms reads nothing.',
})

export const SITE_OPTION = {
  site: { type: 'file', help: 'your own record of a site, copied or saved, in JSON' },
} as const satisfies OptionTable

interface ReadingChoices
  extends OptionValues<typeof READING_OPTIONS>,
    OptionValues<typeof SITE_OPTION> {
  readonly given: string | undefined
  readonly url: string | undefined
}

export interface Reading extends Omit<ParsePostsOptions, 'fileName' | 'site' | 'isPart'> {
  readonly source: NonNullable<ParsePostsOptions['source']>
  readonly onBadRecord: OnBadRecord
  readonly sheet: string | undefined
  readonly siteFile: string | undefined
  readonly url: string | undefined
}

export function readingOf(options: Partial<ReadingChoices>): Reading {
  const {
    source = 'auto',
    sheet,
    site: siteFile,
    url,
    'on-bad-record': onBadRecord = 'throw',
    'one-post-per': onePostPer,
    'all-posts-here': isWhole = false,
  } = options
  const columns = parseColumns(options.columns)
  checkGivenColumn(columns, options.given)
  return {
    source: source as Reading['source'],
    onBadRecord,
    sheet,
    siteFile,
    url,
    columns,
    capturedAt: parseCaptured(options.captured),
    missing: options.missing?.split(',').map((text) => text.trim()),
    ...(onePostPer && { onePostPer }),
    ...(isWhole && { isWhole }),
  }
}

export interface Inputs {
  readonly posts: readonly Post[]
  readonly threads: readonly Thread[]
  readonly ownColumns: readonly string[]
  /** SHA-256 of each input's bytes as they were read, by path. */
  readonly sha256s: ReadonlyMap<string, string>
  readonly records: RecordCounts
  /** Input and line of a post, for messages; its id and thread where several have them. */
  placeOf(post: Pick<Post, 'id' | 'threadId'>): string
}

/**
 * Reads posts from every input in turn and logs a summary of each. Then links them over all inputs,
 * see `joinInputs`. A paste, and records without a thread, get a thread per input: `t1`, `t2`, …
 *
 * @param opened inputs that are already open, by index
 */
export async function readInputs(
  paths: readonly string[],
  { siteFile, url, ...reading }: Reading,
  context: CommandContext,
  opened: readonly (InputSource | null)[] = [],
): Promise<Inputs> {
  const { onBadRecord } = reading
  const results: IngestResult[] = []
  const bareLines: string[] = []
  const sha256s = new Map<string, string>()
  const { layout = null, ...site } =
    siteFile === undefined ? {} : await readSiteFile(siteFile, context.io)
  for (const [index, path] of paths.entries()) {
    const name = nameOf(path)
    const source = opened[index] ?? null
    const read = await readPosts(path, source, context, layout, {
      ...reading,
      ...site,
      url,
      threadId: threadIdOf(index),
      onWhole: (bytes) => sha256s.set(path, sha256Of(bytes)),
    })
    const result = url !== undefined && paths.length === 1 ? belowOpening(read, url) : read
    const line = `${name}: ${formatIngestSummary(result.summary, { isBrief: !context.isVerbose })}`
    // Where no input holds a record, the error alone is said.
    if (isBare(result.summary)) bareLines.push(line)
    else context.log.info(line)
    results.push(result)
  }
  if (bareLines.length === paths.length) throw noRecords()
  for (const line of bareLines) context.log.info(line)
  const { threads, posts, skips, isJoined, repeatedCount, apart } = joinInputs(results, {
    names: paths.map(nameOf),
    threadIds: paths.map((_, index) => threadIdOf(index)),
    onBadRecord,
  })
  if (isJoined) {
    const repeated =
      repeatedCount === 0
        ? ''
        : ` (${formatCount(repeatedCount, 'post')} of several inputs counted once)`
    context.log.info(
      `inputs joined: ${formatCount(posts.length, 'post')}${repeated}; parents were looked for in all of them`,
    )
  }
  if (apart.length > 0)
    context.log.info(
      `${formatCount(apart.length, 'thread')} of several inputs begin alike and share no reply: counted apart, as ${nameSome(apart, 5)}`,
    )
  for (const { code, message } of skips) context.log.warn(`skipped: ${message} (${code})`)
  const summaries = results.map(({ summary }) => summary)
  if (posts.length === 0) warnNoPosts(context.log, summaries)
  const named = url === undefined ? { posts, threads } : ofAddress({ posts, threads }, url)
  return {
    ...named,
    ownColumns: [...new Set(results.flatMap(({ ownColumns = [] }) => ownColumns))],
    sha256s,
    records: countRecords(summaries, skips.length),
    placeOf: (post) => placeIn(results, paths.map(nameOf), post),
  }
}

/** Input and line of a post that stands once under its id and thread, else both of them. */
function placeIn(
  results: readonly IngestResult[],
  names: readonly string[],
  { id, threadId }: Pick<Post, 'id' | 'threadId'>,
): string {
  const places = results.flatMap(({ records = [] }, index) =>
    records.flatMap(({ post, lineNumber }) =>
      post.id === id && (post.threadId === threadId || results.length > 1)
        ? [`${names[index]}, line ${lineNumber}`]
        : [],
    ),
  )
  const [place = '', ...others] = places
  return places.length === 0 || others.length > 0 ? `post "${id}" of thread "${threadId}"` : place
}

/** Gives the only thread its address. */
function ofAddress(
  { posts, threads }: Pick<Inputs, 'posts' | 'threads'>,
  url: string,
): Pick<Inputs, 'posts' | 'threads'> {
  const [thread, ...others] = threads
  if (
    !/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : '') ||
    thread === undefined ||
    others.length > 0
  )
    throw usageError(
      `expected --url with the web address of the one thread, got "${url}" for ${formatCount(threads.length, 'thread')}.`,
    )
  const named = withAddress(posts, url)
  // Posts and threads hold the same objects.
  const places = new Map(posts.map((post, index) => [post, index]))
  const namedPost = (post: Post): Post => named[places.get(post) ?? -1] ?? post
  return { posts: named, threads: [{ ...thread, posts: thread.posts.map(namedPost) }] }
}

/** Parses `--captured`; a day alone counts from its noon. */
function parseCaptured(date: string | undefined): string | undefined {
  if (date === undefined) return undefined
  const time = parseDate(/^\d{4}-\d\d-\d\d$/.test(date) ? `${date}T12:00Z` : date)
  if (time === null)
    throw usageError(
      `expected --captured as a date or time such as 2026-06-05 or 2026-06-05T14:30Z, got "${date}". See --help.`,
    )
  return time
}

/**
 * Warns that no post is left.
 *
 * @throws {PipelineError} `INGEST_EMPTY` where the inputs hold no record
 */
export function warnNoPosts(log: Log, summaries: readonly IngestSummary[]): void {
  if (summaries.every(isBare)) throw noRecords()
  log.warn('no post is left: every record was skipped, or the inputs hold header pieces alone')
}

/** True for an input that holds no record. */
const isBare = ({
  postCount,
  skippedCount,
  headerCount,
}: Pick<IngestSummary, 'postCount' | 'skippedCount' | 'headerCount'>): boolean =>
  postCount + skippedCount + headerCount === 0

const noRecords = (): PipelineError =>
  new PipelineError(
    'INGEST_EMPTY',
    'expected posts, got inputs that hold no records. Check that the right file was given.',
  )

/** Default thread of an input's records that name none. */
export const threadIdOf = (index: number): string => `t${index + 1}`

async function readPosts(
  path: string,
  opened: InputSource | null,
  { io }: CommandContext,
  layout: Layout | null,
  {
    onWhole,
    ...options
  }: ParsePostsOptions & {
    readonly sheet: string | undefined
    readonly onWhole: (bytes: Uint8Array) => void
  },
): Promise<IngestResult> {
  const name = nameOf(path)
  // A corpus of ConvoKit is a folder, its posts one file in it.
  const posts = join(path, 'utterances.jsonl')
  const file = opened === null && isThere(posts) ? posts : path
  const source =
    opened ?? (await openSource(file, { stdin: io.stdin, headByteCount: Number.POSITIVE_INFINITY }))
  const bytes = await readWhole(source)
  onWhole(bytes)
  const named = { ...options, ...(source.fileName !== null && { fileName: source.fileName }) }
  const paste = `${options.source}-paste`
  const advice = Object.hasOwn(SOURCES, paste)
    ? { INGEST_JSON_BROKEN: ` A copied page: --source ${paste}.` }
    : ADVICE
  const parse = (): IngestResult | Promise<IngestResult> => {
    if (isXlsx(bytes)) return parseXlsx(bytes, options)
    if (options.sheet !== undefined)
      throw usageError('expected --sheet with a workbook of Excel, got another file. Leave it out.')
    return isParquet(bytes) ? parseParquet(bytes, options) : parseBytes(bytes, name, layout, named)
  }
  return await naming(name, parse, advice)
}

function parseBytes(
  bytes: Uint8Array,
  name: string,
  layout: Layout | null,
  options: ParsePostsOptions,
): IngestResult {
  const page = decodePage(bytes)
  const { text, note } = page === null ? decodeAny(bytes, { name }) : { text: page, note: null }
  const result = layout === null ? parsePosts(text, options) : parseByLayout(text, layout, options)
  return note === null ? result : { ...result, summary: withCautions(result.summary, [note]) }
}

/** Advice that only the command line can give. */
const ADVICE: Partial<Readonly<Record<ErrorCode, string>>> = {
  INGEST_COLUMN_MISSING: ' Here: --columns FIELD=NAME.',
  INGEST_LAYOUT_UNKNOWN:
    ' Here: --source NAME, --site FILE, --one-post-per line or --one-post-per paragraph.',
}

/** Runs a stage on one input, and puts the input's name before the message of an error. */
export async function naming<Value>(
  name: string,
  stage: () => Value | Promise<Value>,
  advice = ADVICE,
): Promise<Value> {
  try {
    return await stage()
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error
    const { code, context, message } = error
    const place = message.startsWith(name) ? '' : `${name}: `
    const codeAdvice = (context['kind'] !== 'page' && advice[code]) || ''
    throw new PipelineError(code, `${place}${message}${codeAdvice}`, {
      cause: error,
      context: { ...context, path: name },
    })
  }
}

export function parseColumns(
  mapping: string | undefined,
): Partial<Record<PostField, string>> | undefined {
  if (mapping === undefined) return undefined
  const columns: Partial<Record<PostField, string>> = {}
  for (const pair of mapping.split(',')) {
    const [, field, columnText = ''] = /^\s*(\w+)\s*=(.*)$/s.exec(pair) ?? []
    const column = columnText.trim()
    const known = POST_FIELDS.find((name) => name === field)
    if (known === undefined || column === '') {
      throw usageError(
        `expected --columns as text=body,author=user with fields of ${POST_FIELDS.join(', ')}, got "${pair}". See --help.`,
      )
    }
    columns[known] = column
  }
  return columns
}

/**
 * Refuses the column of given labels without the name of their source, and the name without the
 * column.
 */
function checkGivenColumn(
  { given: column, givenProbability: chances }: Columns = {},
  labelSource?: string,
): void {
  if (
    (labelSource === undefined) === (column === undefined) &&
    (chances === undefined || column !== undefined)
  )
    return
  const got =
    labelSource === undefined
      ? `the column ${column ?? chances} alone`
      : `--given ${labelSource} without the column`
  throw usageError(
    `expected classify --columns given=COLUMN with --given NAME, the model or tool that gave these labels, got ${got}.`,
  )
}
