import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { PipelineError } from '../../../base/errors.js'
import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import type { Sink } from '../../../pipeline/score-batches.js'
import type { TableExtras } from '../../../say/rows/scored-columns.js'
import { streamLines } from '../../node/file/stream-lines.js'
import type { ScoredRows } from '../../node/score/score-plan.js'
import { lockOutput, openResumable, type ResumableOutput, type RunIdentity, removeLeftBehind } from '../../node/write/resumable-output.js'
import type { CommandContext } from '../kit/command.js'
import { EXIT, exitCodeOf } from '../kit/exit-code.js'
import type { CliIo } from '../kit/io.js'
import { followLink, type Output, openOutput, withOutput } from '../kit/write-output.js'
import { isFile, isTableFile, openScoredSink, type RowFormat } from './write-posts.js'

/** Destination of scored batches. */
export interface BulkSink extends Omit<Sink<ScoredRows>, 'end'>, Pick<ResumableOutput, 'takeWritten'> {
  /** Completes the output. @returns SHA-256 of the lines of a scored file; null for other formats */
  commit(): Promise<string | null>
  /** Abandons the output. The part that a run can resume from is kept, unless the error lies in the data or the options. */
  discard(error: unknown): Promise<void>
  /** Whether the output replaces an existing file. */
  readonly isReplacing: boolean
  /** Logs that the scored part is kept. */
  logKept(): void
  /** Releases the lock of the output. Must be called. */
  release(): Promise<void>
}

interface BulkSinkOptions {
  /** Undefined for stdout. */
  readonly out: string | undefined
  readonly format: RowFormat
  readonly scheme: StanceScheme
  readonly extras: TableExtras
  readonly isResuming: boolean
  readonly context: CommandContext
}

export async function openBulkSink(options: BulkSinkOptions, identity: RunIdentity | null): Promise<BulkSink> {
  return identity === null || options.out === undefined ? openPlain(options) : openForResuming(options, options.out, identity)
}

async function openPlain(options: BulkSinkOptions): Promise<BulkSink> {
  const { out, format, context } = options
  const output = await openOutput(out ?? null, context.io)
  const table = isTableFile(format) ? await openScoredSink(format, output, options) : null
  const hash = format === 'jsonl' ? createHash('sha256') : null
  return {
    takeWritten: async () => null,
    put: async ({ bytes }) => {
      hash?.update(bytes)
      if (table === null) return bytes.length > 0 ? output.write(bytes) : undefined
      return table.addLines(linesOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')))
    },
    commit: async () => {
      await table?.end()
      await output.commit()
      return hash?.digest('hex') ?? null
    },
    discard: () => output.discard(),
    isReplacing: false,
    logKept: () => {},
    release: async () => {},
  }
}

async function openForResuming(options: BulkSinkOptions, out: string, identity: RunIdentity): Promise<BulkSink> {
  const { format, isResuming, context } = options
  const target = await followLink(out)
  const output = await openResumable(target, { identity, isResuming })
  const logKept = (): void => context.log.info(`${target}: the scored part is kept; run the same command with --resume to continue`)
  return {
    takeWritten: output.takeWritten,
    put: ({ bytes }) => output.append(bytes),
    commit: async () => {
      const sha256 = await output.close()
      if (!isTableFile(format)) {
        await output.commit()
        return sha256
      }
      // A table says once what is said of threads, and its end may describe all rows: it is built when all lines are written.
      await withOutput(out, context.io, async (file) => {
        const table = await openScoredSink(format, file, options)
        for await (const { lines } of streamLines(createReadStream(output.partialPath), { name: output.partialPath })) {
          await table.addLines(lines.filter((line) => line !== ''))
        }
        await table.end()
      })
      await output.remove()
      return null
    },
    discard: async (error) => {
      await output.close().catch(() => {})
      if (isFaultOfData(error)) await output.remove()
      else logKept()
    },
    isReplacing: existsSync(target),
    logKept,
    release: output.unlock,
  }
}

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '')

/** After an error in the data or options, a run cannot be resumed. After an I/O error it can. */
function isFaultOfData(error: unknown): boolean {
  if (!(error instanceof PipelineError)) return false
  const code = exitCodeOf(error.code)
  return code === EXIT.BAD_DATA || code === EXIT.USAGE
}

/**
 * {@link withOutput} for a file that a bulk run may be writing or may have left incomplete: locks it, and removes the files of a stopped run.
 */
export async function withHeldOutput<Value>(path: string | null, io: CliIo, body: (output: Output) => Promise<Value>): Promise<Value> {
  if (path === null || !(await isFile(path))) return withOutput(path, io, body)
  const target = await followLink(path)
  const held: { unlock?: () => Promise<void> } = {}
  try {
    const value = await withOutput(path, io, async (output) => {
      held.unlock = await lockOutput(target)
      return body(output)
    })
    await removeLeftBehind(target)
    return value
  } finally {
    await held.unlock?.()
  }
}
