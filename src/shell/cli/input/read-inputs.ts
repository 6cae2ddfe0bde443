import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type ErrorCode, PipelineError } from '../../../base/errors.js'
import { formatCount } from '../../../base/text/format-count.js'
import type { Post } from '../../../base/thread/post.js'
import type { Thread } from '../../../base/thread/thread.js'
import { formatIngestSummary } from '../../../read/format-ingest-summary.js'
import type { Layout } from '../../../read/layout/layout.js'
import { joinInputs } from '../../../read/link/join-inputs.js'
import { type ParsePostsOptions, parseByLayout, parsePosts } from '../../../read/parse-posts.js'
import { decodeAny } from '../../../read/record/decode.js'
import { POST_FIELDS, type PostField } from '../../../read/record/field-names.js'
import type { IngestResult, IngestSummary } from '../../../read/record/ingest-result.js'
import { parseDate } from '../../../read/record/parse-date.js'
import { SOURCES } from '../../../read/sources.js'
import { isParquet, parseParquet } from '../../../read/table/parse-parquet.js'
import { isXlsx, parseXlsx, readSheets } from '../../../read/table/parse-xlsx.js'
import { factsGiver, type TableFacts } from '../../../say/rows/scored-columns.js'
import { inFile } from '../../node/batch/batch-plan.js'
import { hashFile, type InputSource, isThere, nameOf, openSource, readWhole } from '../../node/file/read-source.js'
import { readLayoutFile } from '../../node/read-layout.js'
import { isTableHead, readTableFacts } from '../../node/scored/scored-tables.js'
import { type CommandContext, type Log, type OptionTable, type OptionValues, usageError } from '../kit/command.js'
import { keepAudit } from '../kit/write-output.js'

/** Options of every command that reads posts. */
export const INGEST_OPTIONS = {
  source: {
    type: 'choice',
    value: 'FORM',
    choices: ['auto', 'list', ...Object.keys(SOURCES)],
    default: 'auto',
    help: 'form of the inputs; list explains',
  },
  'one-post-per': { type: 'choice', value: 'UNIT', choices: ['line', 'paragraph'], help: 'line or paragraph, for an unknown layout' },
  layout: { type: 'text', value: 'FILE', help: 'your own record of how a page is laid out, in JSON' },
  columns: { type: 'text', value: 'text=body,…', help: `your names of ${POST_FIELDS.join(', ')}` },
  'on-bad-record': { type: 'choice', choices: ['throw', 'skip'], default: 'throw', help: 'skip: leave them out, counted' },
  captured: { type: 'text', value: 'DATE', help: 'day of the copy: gives "3h" and "6 Oct" a date' },
  names: { type: 'choice', choices: ['pseudonyms', 'keep'], default: 'pseudonyms', help: 'in private chats' },
  verbose: { type: 'flag', help: 'on a terminal: every note on what was read', topic: 'Terminal' },
} as const satisfies OptionTable

export interface Inputs {
  readonly posts: readonly Post[]
  readonly threads: readonly Thread[]
  /** Columns of the sources that are no field of a post, each once. */
  readonly ownColumns: readonly string[]
}

/**
 * Reads posts from every input in turn and logs a summary for each, then links them over all inputs: see `joinInputs`. A paste, and records
 * that name no thread, get a thread per input: `t1`, `t2`, …
 *
 * @param opened inputs that are already open, by index
 */
export async function readInputs(
  paths: readonly string[],
  options: OptionValues<typeof INGEST_OPTIONS>,
  context: CommandContext,
  opened: readonly (InputSource | null)[] = [],
): Promise<Inputs> {
  const columns = parseColumns(options.columns)
  const capturedAt = parseCaptured(options.captured)
  const { 'on-bad-record': onBadRecord, 'one-post-per': onePostPer } = options
  const results: IngestResult[] = []
  if (options.layout !== undefined && givenSource({ ...options, layout: undefined }) !== 'auto')
    throw usageError('expected --layout alone, got it with --source or --one-post-per. Leave one of them out.')
  const layout = options.layout === undefined ? null : await readLayoutFile(options.layout, context.io)
  for (const [index, path] of paths.entries()) {
    const name = nameOf(path)
    const source = opened[index] ?? null
    const result = await readPosts(path, source, context, layout, {
      source: options.source as 'auto',
      onBadRecord,
      threadId: threadIdOf(index),
      names: options.names,
      ...(capturedAt !== null && { capturedAt }),
      ...(onePostPer && { onePostPer }),
      ...(columns && { columns }),
    })
    // A terminal gets the notes and ambiguous places as numbers, unless it asks for all.
    const isBrief = !options.verbose && context.io.stderr.isTTY === true
    context.log.info(`${name}: ${formatIngestSummary(result.summary, { isBrief })}`)
    results.push(result)
  }
  const threadIds = paths.map((_, index) => threadIdOf(index))
  const { threads, skips, isJoined } = joinInputs(results, { names: paths.map(nameOf), threadIds, onBadRecord })
  const posts = threads.flatMap((thread) => thread.posts)
  if (isJoined) context.log.info(`inputs joined: ${formatCount(posts.length, 'post')}; parents were looked for in all of them`)
  for (const { code, message } of skips) context.log.warn(`skipped: ${message} (${code})`)
  const summaries = results.map(({ summary }) => summary)
  if (posts.length === 0) warnNoPosts(context.log, summaries)
  return { posts, threads, ownColumns: [...new Set(results.flatMap(({ ownColumns = [] }) => ownColumns))] }
}

/** Parses `--captured`; a day alone counts from its noon. */
export function parseCaptured(date: string | undefined): string | null {
  if (date === undefined) return null
  const time = parseDate(/^\d{4}-\d\d-\d\d$/.test(date) ? `${date}T12:00Z` : date)
  if (time === null)
    throw usageError(`expected --captured as a date or time such as 2026-06-05 or 2026-06-05T14:30Z, got "${date}". See --help.`)
  return time
}

export const givenSource = (options: Pick<OptionValues<typeof INGEST_OPTIONS>, 'source' | 'one-post-per' | 'layout'>): string =>
  options['one-post-per'] === undefined && options.layout === undefined ? options.source : 'paste'

/** Warns that no post is left. @throws {PipelineError} `INGEST_EMPTY` where the inputs hold no record */
export function warnNoPosts(log: Log, summaries: readonly Pick<IngestSummary, 'skippedCount' | 'headerCount'>[]): void {
  const isBare = summaries.every(({ skippedCount, headerCount }) => skippedCount === 0 && headerCount === 0)
  if (isBare)
    throw new PipelineError('INGEST_EMPTY', 'expected posts, got inputs that hold no records. Check that the right file was given.')
  log.warn('no post is left: every record was skipped, or the inputs hold header pieces alone')
}

/** Default thread of an input's records that name none. */
export const threadIdOf = (index: number): string => `t${index + 1}`

async function readPosts(
  path: string,
  opened: InputSource | null,
  { io }: CommandContext,
  layout: Layout | null,
  options: ParsePostsOptions,
): Promise<IngestResult> {
  const name = nameOf(path)
  // A corpus of ConvoKit is a folder, its posts one file in it.
  const posts = join(path, 'utterances.jsonl')
  const file = opened === null && isThere(posts) ? posts : path
  const source = opened ?? (await openSource(file, { stdin: io.stdin, headByteCount: Number.POSITIVE_INFINITY }))
  const bytes = await readWhole(source)
  const named = { ...options, ...(source.fileName !== null && { fileName: source.fileName }) }
  const paste = `${options.source}-paste`
  const advice = Object.hasOwn(SOURCES, paste) ? { INGEST_JSON_BROKEN: ` A copied page: --source ${paste}.` } : ADVICE
  const sheets = isXlsx(bytes) ? await naming(name, () => readSheets(bytes)) : undefined
  const parse = (): IngestResult | Promise<IngestResult> =>
    isParquet(bytes)
      ? parseParquet(bytes, options, source.maxWindowByteCount)
      : sheets !== undefined
        ? parseXlsx(bytes, options, sheets)
        : parseBytes(bytes, name, layout, named)
  const result = await naming(name, parse, advice)
  const facts = isTableHead(bytes) ? await readTableFacts(bytes, path, sheets) : null
  return facts === null ? result : withFacts(result, facts)
}

/** With what a table of scored posts says of its threads. */
function withFacts({ posts, records, ...rest }: IngestResult, facts: TableFacts): IngestResult {
  const withMeta = (post: Post, give: ReturnType<typeof factsGiver>): Post => ({ ...post, meta: give(post.threadId, post.meta) })
  const [toPost, toRecord] = [factsGiver(facts), factsGiver(facts)]
  return {
    ...rest,
    posts: posts.map((post) => withMeta(post, toPost)),
    ...(records && { records: records.map((record) => ({ ...record, post: withMeta(record.post, toRecord) })) }),
  }
}

function parseBytes(bytes: Uint8Array, name: string, layout: Layout | null, options: ParsePostsOptions): IngestResult {
  const { text, note } = decodeAny(bytes, { name })
  const result = layout === null ? parsePosts(text, options) : parseByLayout(text, layout, options)
  return note === null ? result : { ...result, summary: { ...result.summary, notes: [note, ...result.summary.notes] } }
}

/** No output may be an input, another output, or an audit: labels by hand are never written over. @param audit the file that takes labels */
export function checkPaths(inputs: readonly (string | undefined)[], outputs: readonly (string | undefined)[] = [], audit?: string): void {
  const paths = inputs.filter((path) => path !== undefined)
  if (paths.length === 0) throw new PipelineError('USAGE_INPUT_ABSENT', 'expected a file, or - for stdin, got no input. See --help.')
  if (paths.filter((path) => path === '-').length > 1) {
    throw usageError('expected stdin (-) once, got it twice. It can be read only once.')
  }
  const files = new Set(paths.filter((path) => path !== '-').map((path) => resolve(path)))
  for (const output of [audit, ...outputs]) {
    if (output === undefined || output === '-') continue
    if (files.has(resolve(output)))
      throw usageError(`expected an output of its own, got ${output}, an input or another output, which would be lost. Name another file.`)
    files.add(resolve(output))
    if (output !== audit) keepAudit(output)
  }
}

/** Advice that only the command line can give. */
const ADVICE: Partial<Readonly<Record<ErrorCode, string>>> = {
  INGEST_COLUMN_MISSING: ' Here: --columns FIELD=NAME.',
  INGEST_LAYOUT_UNKNOWN: ' Here: --source NAME, --layout FILE, --one-post-per line or --one-post-per paragraph.',
}

/** Runs a stage on one input, and puts the input's name before the message of an error. */
export async function naming<Value>(name: string, stage: () => Value | Promise<Value>, advice = ADVICE): Promise<Value> {
  try {
    return await stage()
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error
    const { code, context, message } = inFile(error, name)
    throw new PipelineError(code, `${message}${advice[code] ?? ''}`, { cause: error, context })
  }
}

export function parseColumns(given: string | undefined): Partial<Record<PostField, string>> | null {
  if (given === undefined) return null
  const columns: Partial<Record<PostField, string>> = {}
  for (const pair of given.split(',')) {
    const [, field, given = ''] = /^\s*(\w+)\s*=(.*)$/s.exec(pair) ?? []
    const column = given.trim()
    const known = POST_FIELDS.find((name) => name === field)
    if (known === undefined || column === '') {
      throw usageError(`expected --columns as text=body,author=user with fields of ${POST_FIELDS.join(', ')}, got "${pair}". See --help.`)
    }
    columns[known] = column
  }
  return columns
}

/**
 * Refuses inputs whose posts would count twice: the same file under any name, or another of the same bytes. Only files of equal size are
 * read, as a stream; pipes, empty files, and paths that nothing is under are left to those who read them.
 */
export async function checkRepeats(paths: readonly string[]): Promise<void> {
  const firstOf = new Map<string, string>()
  const take = (key: string, path: string): void => {
    const first = firstOf.get(key)
    const message = `${path}: expected posts that are not in yet, got those of ${first} a second time. Leave one of them out.`
    if (first !== undefined) throw usageError(message, { path, first })
    firstOf.set(key, path)
  }
  const pathsOfSize = new Map<number, string[]>()
  for (const path of paths) {
    const found = path === '-' ? undefined : await stat(path).catch(() => undefined)
    if (found === undefined || !(found.isFile() || found.isDirectory())) continue
    take(`${found.dev}:${found.ino}`, path)
    if (found.isFile() && found.size > 0) pathsOfSize.set(found.size, [...(pathsOfSize.get(found.size) ?? []), path])
  }
  // Who reads the file names the fault.
  for (const alike of pathsOfSize.values())
    for (const path of alike.length > 1 ? alike : []) take(await hashFile(path).catch(() => path), path)
}
