import { PipelineError } from '../../errors.js'
import { isScoredRecord } from '../../ingest/record/parse-post.js'
import { type InputSource, openSource } from '../../node/file/read-source.js'
import { streamLines } from '../../node/file/stream-lines.js'
import type { ShardedThread } from '../../node/shard/write-shards.js'
import { type GroupedLine, groupLines } from '../../node/spill/group-lines.js'
import type { SpillFolder } from '../../node/spill/spill-folder.js'
import type { CommandContext } from '../kit/command.js'

const MEBIBYTE = 1024 * 1024

/** Whether an input is JSON Lines of scored posts, by its first record. */
export function holdsScoredLines(source: InputSource | null | undefined): boolean {
  const text = Buffer.from(source?.head.subarray(0, HEAD_BYTE_COUNT) ?? []).toString('utf8')
  const line = text.split('\n').find((one) => one.trim() !== '') ?? ''
  try {
    return isScoredRecord(JSON.parse(line))
  } catch {
    return false
  }
}

const HEAD_BYTE_COUNT = MEBIBYTE

/**
 * Lines of scored posts as they stand, by thread: threads in the order of their first line over all inputs.
 *
 * @param opened inputs that were opened before, by index
 * @throws {PipelineError} `SCORED_INVALID` for a line that is no scored post
 */
export async function* readScoredThreads(
  opened: readonly (InputSource | null)[],
  paths: readonly string[],
  { memory, 'max-window': window }: { readonly memory: number; readonly 'max-window': number },
  folder: SpillFolder,
  { io }: CommandContext,
): AsyncGenerator<ShardedThread> {
  const batches = async function* (): AsyncGenerator<GroupedLine[]> {
    for (const [index, path] of paths.entries()) {
      const source =
        opened[index] ??
        (await openSource(path, { stdin: io.stdin, headByteCount: HEAD_BYTE_COUNT, maxWindowByteCount: window * MEBIBYTE }))
      for await (const { lines, firstLineNumber } of streamLines(source.chunks(), { name: source.name })) {
        yield lines.flatMap((line, at) => (line.trim() === '' ? [] : [toGrouped(line, `${source.name}, line ${firstLineNumber + at}`)]))
      }
    }
  }
  let [group, waiting]: [string | null, string[]] = [null, []]
  for await (const each of groupLines(batches(), { folder, memoryByteCount: memory * MEBIBYTE })) {
    if (each.group !== group && waiting.length > 0) {
      yield { lines: waiting, postCount: waiting.length }
      waiting = []
    }
    group = each.group
    waiting.push(each.line)
  }
  if (waiting.length > 0) yield { lines: waiting, postCount: waiting.length }
}

function toGrouped(given: string, where: string): GroupedLine {
  const line = given.endsWith('\r') ? given.slice(0, -1) : given
  let record: unknown
  try {
    record = JSON.parse(line)
  } catch {
    record = null
  }
  const threadId = isScoredRecord(record) ? (record as { readonly threadId?: unknown }).threadId : null
  if (typeof threadId === 'string') return { group: threadId, line }
  const got = typeof record === 'object' && record !== null && Object.hasOwn(record, 'error') ? 'a row with an error' : 'something else'
  throw new PipelineError(
    'SCORED_INVALID',
    `${where}: expected a scored post like those before, got ${got}. Give scored posts alone (the output of classify --format jsonl), or none.`,
    { context: { where } },
  )
}
