import { PipelineError } from '../index.js'
import { findStreamForm, type InputSource, openSource, SAMPLE_BYTE_COUNT, type StreamForm } from '../node.js'
import { parseColumns } from './input/read-inputs.js'
import type { CommandContext } from './kit/command.js'
import { openInputs } from './read-streams.js'

const MEBIBYTE = 1024 * 1024
/** Fewer records are scored before a second thread has started. */
const LEAST_RECORD_COUNT = 1000

/** An input that is read record by record. */
export interface BulkInput extends StreamForm {
  readonly path: string
  readonly source: InputSource
}

/** Inputs opened so far, and whether they are to be scored in parts. */
export interface OpenedForBulk {
  /** By index; null for a folder. */
  readonly sources: readonly (InputSource | null)[]
  /** Null where all posts are to be held at once. */
  readonly inputs: readonly BulkInput[] | null
}

interface BulkReading {
  readonly source: string
  readonly columns: string | undefined
  readonly memory: number
  readonly 'max-window': number
  readonly threads: number
  readonly resume: boolean
}

/**
 * Opens inputs until they hold more than --memory together, then the others too, if each can be read record by record. Smaller ones are held,
 * unless several threads or receipts were asked for.
 *
 * @throws {PipelineError} what `openSource` throws; `USAGE_OPTION_INVALID` for --resume with a form that is read whole
 */
export async function openForBulk(paths: readonly string[], options: BulkReading, context: CommandContext): Promise<OpenedForBulk> {
  const maxWindowByteCount = options['max-window'] * MEBIBYTE
  const limits = { paths, isLinked: true, memoryByteCount: options.memory * MEBIBYTE, maxWindowByteCount }
  const { sources, isLarge } = await openInputs(limits, context)
  if (!isLarge && (!(options.threads > 1 || options.resume) || countLines(sources) <= LEAST_RECORD_COUNT)) return { sources, inputs: null }
  const columns = parseColumns(options.columns)
  const inputs: BulkInput[] = []
  for (const [index, path] of paths.entries()) {
    const isOpen = index < sources.length
    const source = isOpen
      ? (sources[index] ?? null)
      : await openSource(path, { stdin: context.io.stdin, headByteCount: SAMPLE_BYTE_COUNT, maxWindowByteCount })
    const found = source === null ? null : findStreamForm(source, options.source, columns)
    if (source === null || found === null) {
      for (const opened of inputs.slice(sources.length)) await opened.source.close()
      if (!isOpen) await source?.close()
      if (options.resume) throw notInParts(path)
      return { sources, inputs: null }
    }
    inputs.push({ ...found, path, source })
  }
  return { sources, inputs }
}

/** How many lines inputs hold that were read whole; more than there are posts. */
function countLines(sources: readonly (InputSource | null)[]): number {
  let count = 0
  for (const source of sources) {
    if (source === null) continue
    for (let feed = source.head.indexOf(10); feed !== -1; feed = source.head.indexOf(10, feed + 1)) count += 1
    count += 1
  }
  return count
}

function notInParts(path: string): PipelineError {
  const name = path === '-' ? 'stdin' : path
  const message = `${name}: expected one record a post (jsonl, csv, tsv, reddit or parquet) for --resume, got another form, which is read whole. Run ingest first and give its output.`
  return new PipelineError('USAGE_OPTION_INVALID', message, { context: { path } })
}
