import { PipelineError } from '../../../base/errors.js'
import { parseJson } from '../../../base/json-shape.js'
import { isScoredRecord } from '../../../read/record/parse-post.js'
import { type InputSource, openSource } from '../../node/file/read-source.js'
import { streamLines } from '../../node/file/stream-lines.js'
import type { ShardedThread } from '../../node/shard/write-shards.js'
import type { SpillFolder } from '../../node/spill/spill-folder.js'
import { createLineGrouper } from '../../node/spill/spill-sort.js'
import type { CommandContext } from '../kit/command.js'

const MEBIBYTE = 1024 * 1024

/** Whether an input is JSON Lines of scored posts, by its first record. */
export function holdsScoredLines(source: InputSource | null | undefined): boolean {
  const text = Buffer.from(source?.head.subarray(0, MEBIBYTE) ?? []).toString('utf8')
  return isScoredRecord(parseJson(text.split('\n').find((one) => one.trim() !== '') ?? '', () => null))
}

/**
 * Streams the unchanged lines of scored posts by thread, in the order of the threads' first lines over all inputs.
 *
 * @param opened inputs that are already open, by index
 */
export async function* readScoredThreads(
  opened: readonly (InputSource | null)[],
  paths: readonly string[],
  { memory, 'max-window': window }: { readonly memory: number; readonly 'max-window': number },
  folder: SpillFolder,
  { io }: CommandContext,
): AsyncGenerator<ShardedThread> {
  const grouper = createLineGrouper({ folder, memoryByteCount: memory * MEBIBYTE })
  let place = 0
  for (const [index, path] of paths.entries()) {
    const options = { stdin: io.stdin, maxWindowByteCount: window * MEBIBYTE }
    const source = opened[index] ?? (await openSource(path, options))
    for await (const { lines, firstLineNumber } of streamLines(source.chunks(), { name: source.name })) {
      for (const [at, text] of lines.entries()) {
        const line = text.replace(/\r$/, '')
        if (line.trim() !== '') grouper.push(threadOf(line, `${source.name}, line ${firstLineNumber + at}`), place++, line)
      }
    }
  }
  for (const { lines } of grouper.groups()) yield { lines, postCount: lines.length }
}

/** The thread id of a scored post, as JSON. */
function threadOf(line: string, where: string): string {
  const record = parseJson(line, () => null)
  const threadId = isScoredRecord(record) ? (record as { readonly threadId?: unknown }).threadId : null
  if (typeof threadId === 'string') return JSON.stringify(threadId)
  const got = typeof record === 'object' && record !== null && Object.hasOwn(record, 'error') ? 'a row with an error' : 'something else'
  const message = `${where}: expected a scored post like those before, got ${got}. Give scored posts alone (the output of classify --format jsonl), or none.`
  throw new PipelineError('SCORED_INVALID', message, { context: { where } })
}
