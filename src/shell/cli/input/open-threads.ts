import { createHash } from 'node:crypto'
import { PipelineError } from '../../../base/errors.js'
import { parseJson } from '../../../base/json-shape.js'
import type { DealRecord } from '../../../base/thread/capture-ledger.js'
import { withRecordedDeals } from '../../../base/thread/deal-record.js'
import type { Post } from '../../../base/thread/post.js'
import type { ColumnTypes } from '../../../base/thread/table-columns.js'
import type { Thread } from '../../../base/thread/thread.js'
import { detectSource } from '../../../read/detect-source.js'
import { formatIngestSummary } from '../../../read/format-ingest-summary.js'
import { IngestCounter } from '../../../read/record/ingest-counter.js'
import { sampleOwnColumns } from '../../../read/record/own-columns.js'
import { ColumnTypeFinder, columnTypesOf } from '../../../say/rows/source-columns.js'
import {
  hashContent,
  type InputSource,
  isFile,
  nameOf,
  openSource,
  sampleLines,
} from '../../node/file/read-source.js'
import { type CommandContext, usageError } from '../kit/command.js'
import { startReading } from '../kit/progress.js'
import { countRecords, type RecordCounts } from './count-records.js'
import {
  type Inputs,
  naming,
  type Reading,
  readInputs,
  threadIdOf,
  warnNoPosts,
} from './read-inputs.js'
import { checkHeldCount, ScatteredThreadError, streamThreads } from './stream-threads.js'

/** Posts in the order of the input, and their threads. */
interface HeldPosts {
  readonly posts: readonly Post[]
  readonly threads: readonly Thread[]
}

/** The posts of all inputs, as whole threads. */
export interface OpenThreads {
  readonly postCount: number
  readonly records: RecordCounts
  readonly ownColumns: readonly string[]
  readonly types: ColumnTypes
  /** Deals of the user's own whose records the posts carry. */
  readonly deals: readonly DealRecord[]
  /** SHA-256 of each input's bytes as they were read, decompressed, by path. */
  readonly sha256s: ReadonlyMap<string, string>
  /**
   * The posts in the order of the input, and their threads; null for a file whose threads stand
   * together, which each walk reads anew.
   */
  readonly held: HeldPosts | null
  threads(): AsyncIterable<Thread> | Iterable<Thread>
}

/**
 * Larger files of JSON Lines are read thread by thread where each thread stands together. Choice:
 * they take half a gigabyte when held.
 */
const LARGE_BYTE_COUNT = 64 * 1024 * 1024

/**
 * Reads all inputs and logs what was read. A large file of JSONL whose threads stand together
 * streams; everything else is held.
 */
export async function openThreads(
  paths: readonly string[],
  reading: Reading,
  context: CommandContext,
  largeByteCount = LARGE_BYTE_COUNT,
): Promise<OpenThreads> {
  const [path = '-', ...others] = paths
  // A pipe can be read once.
  const isPlain = others.length === 0 && isFile(path)
  const source = isPlain ? await openSource(path, { headByteCount: largeByteCount }) : null
  const isLarge = source !== null && (!source.isWhole || holdsManyLines(source.head))
  const lines = isLarge ? findLines(source, reading) : null
  if (lines === null) return hold(await readInputs(paths, reading, context, [source]))
  await source?.close()
  return (
    (await openTogether(path, lines, reading, context)) ??
    hold(await readInputs(paths, reading, context))
  )
}

/**
 * Files of more lines are read thread by thread too: short posts take much more than their bytes.
 */
const MANY_LINE_COUNT = 250_000

function holdsManyLines(bytes: Uint8Array): boolean {
  let lineCount = 0
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, end + 1)) lineCount += 1
  return lineCount > MANY_LINE_COUNT
}

function hold({ posts, threads, ownColumns, sha256s, records }: Inputs): OpenThreads {
  checkHeldCount(posts.length)
  const deals = [...withRecordedDeals(new Map<string, DealRecord>(), posts).values()]
  return {
    postCount: posts.length,
    records,
    ownColumns,
    types: columnTypesOf(posts, ownColumns),
    deals,
    sha256s,
    held: { posts, threads },
    threads: () => threads,
  }
}

/** Why a file is JSON Lines, and its own columns; null for another form. */
type Lines = Pick<OpenThreads, 'ownColumns'> & { readonly reason: string }

function findLines(
  input: InputSource,
  { source: sourceOption, siteFile, onePostPer, columns = {} }: Reading,
): Lines | null {
  if (siteFile !== undefined || onePostPer !== undefined) return null
  // UTF-16 begins with a mark.
  const text = input.head[0] === 0xff || input.head[0] === 0xfe ? null : sampleLines(input)
  if (text === null || (sourceOption !== 'auto' && sourceOption !== 'jsonl')) return null
  const { source, reason } =
    sourceOption === 'jsonl'
      ? { source: sourceOption, reason: 'given by the caller' }
      : detectSource(text, input.fileName ?? undefined, columns)
  if (source !== 'jsonl') return null
  const records = text.split('\n').map((line) => parseJson(line, () => null))
  return { reason, ownColumns: sampleOwnColumns(records, columns) }
}

/**
 * Reads a file once to know its posts. Gives null for a file in which a thread does not stand
 * together.
 */
async function openTogether(
  path: string,
  { ownColumns, reason }: Lines,
  { url, ...options }: Reading,
  context: CommandContext,
): Promise<OpenThreads | null> {
  const name = nameOf(path)
  const reading = { ...options, threadId: threadIdOf(0) }
  const counter = new IngestCounter()
  const types = new ColumnTypeFinder()
  const deals = new Map<string, DealRecord>()
  const progress = startReading([path], context, 'now scoring')
  const hash = createHash('sha256')
  const onBytes = (bytes: Uint8Array): void => {
    hash.update(bytes)
    progress.onBytes(bytes)
  }
  try {
    await naming(name, async () => {
      for await (const { posts } of streamThreads(path, {
        ...reading,
        counter,
        onBytes,
      })) {
        for (const post of posts) types.add(post, ownColumns)
        for (const deal of withRecordedDeals(new Map<string, DealRecord>(), posts).values())
          deals.set(deal.id, deal)
      }
    })
  } catch (error) {
    if (error instanceof ScatteredThreadError) return null
    throw error
  } finally {
    progress.end()
  }
  const summary = counter.summarise('jsonl', reason)
  if (url !== undefined)
    throw usageError(
      `expected --url with one thread, got ${name}, which is read thread by thread. Leave it out.`,
    )
  context.log.info(`${name}: ${formatIngestSummary(summary, { isBrief: !context.isVerbose })}`)
  if (summary.postCount === 0) warnNoPosts(context.log, [summary])
  const sha256 = hash.digest('hex')
  return {
    postCount: summary.postCount,
    records: countRecords([summary]),
    ownColumns,
    types: types.types(),
    deals: [...deals.values()],
    sha256s: new Map([[path, sha256]]),
    held: null,
    threads: () => streamAgain(path, sha256, reading),
  }
}

/**
 * Reads a file again.
 *
 * @throws {PipelineError} `INPUT_CHANGED` where it holds other bytes than before
 */
async function* streamAgain(
  path: string,
  sha256: string,
  reading: Omit<Parameters<typeof streamThreads>[1], 'counter' | 'onBytes'>,
): AsyncGenerator<Thread> {
  const hash = createHash('sha256')
  const onBytes = (bytes: Uint8Array): void => void hash.update(bytes)
  const changed = (cause?: unknown): PipelineError =>
    new PipelineError(
      'INPUT_CHANGED',
      `${path}: expected the same bytes at each reading, got others: the file changed while it was read. Run again.`,
      { context: { path }, cause },
    )
  try {
    yield* streamThreads(path, { ...reading, counter: new IngestCounter(), onBytes })
  } catch (cause) {
    if ((await hashContent(path).catch(() => null)) !== sha256) throw changed(cause)
    throw cause
  }
  if (hash.digest('hex') !== sha256) throw changed()
}
