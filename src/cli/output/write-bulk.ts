import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { ResumePoint } from '../../batch/score-threads.js'
import type { Sink } from '../../batch/sinks.js'
import { PipelineError } from '../../errors.js'
import { streamLines } from '../../node/file/stream-lines.js'
import { type RunIdentity, readParts } from '../../node/resume/receipts.js'
import { openResumable, type ResumableOutput } from '../../node/resume/resumable-output.js'
import { scoredFormOf } from '../../node/score/row-form.js'
import type { ScoredRows } from '../../node/score/score-plan.js'
import type { StanceScheme } from '../../scheme/stance-scheme.js'
import { formatCount } from '../../text/format-count.js'
import type { CommandContext } from '../kit/command.js'
import { EXIT, exitCodeOf } from '../kit/exit-code.js'
import { followLink, openOutput, withOutput } from '../kit/write-output.js'
import { openScoredSink, type RowFormat, withMark } from './write-posts.js'

/** Where scored batches go. */
export interface BulkSink extends Omit<Sink<ScoredRows>, 'end'>, Pick<ResumableOutput, 'resume' | 'receipts'> {
  /** All was put. @returns SHA-256 of the lines where they are those of a scored file */
  commit(): Promise<string | null>
  /** Something failed before the commit. What a run can resume from is kept when the fault lies neither in the data nor in the options. */
  discard(error: unknown): Promise<void>
  /** Whether a file stands where this one will. */
  readonly isReplacing: boolean
  /** Logs what is left behind when the run is stopped now. */
  tellKept(): void
  /** Lets other runs write the output: to be called at the end, whatever happened. */
  release(): Promise<void>
  /** The lines that a stopped run has written, batch by batch. */
  written(): AsyncGenerator<readonly string[]>
}

export interface BulkSinkOptions {
  /** Undefined for stdout. */
  readonly out: string | undefined
  readonly format: RowFormat
  readonly scheme: StanceScheme
  readonly isForExcel: boolean
  readonly isResuming: boolean
  readonly context: CommandContext
}

/** Whether receipts can lie beside an output: it is a file, or will be one. */
export async function isFile(path: string | undefined): Promise<boolean> {
  if (path === undefined || path === '-') return false
  const existing = await stat(path).catch(() => null)
  return existing === null || existing.isFile()
}

/** @throws {PipelineError} `OUTPUT_UNWRITABLE`, `RESUME_MISMATCH`, `OUTPUT_LOCKED` */
export async function openBulkSink(options: BulkSinkOptions, identity: RunIdentity | null): Promise<BulkSink> {
  return identity === null || options.out === undefined ? openPlain(options) : openWithReceipts(options, options.out, identity)
}

/** What precedes the first post. */
function prefixOf({ format, scheme, isForExcel }: BulkSinkOptions): string {
  return format === 'parquet' ? '' : withMark(scoredFormOf(format, scheme).header, isForExcel)
}

const START: ResumePoint = { doneCount: 0, since: 0 }

async function openPlain(options: BulkSinkOptions): Promise<BulkSink> {
  const { out, format, scheme, isForExcel, context } = options
  const output = await openOutput(out ?? null, context.io)
  const table = format === 'parquet' ? await openScoredSink(format, output, { scheme, isForExcel }) : null
  const prefix = prefixOf(options)
  if (prefix !== '') await output.write(prefix)
  const hash = format === 'jsonl' ? createHash('sha256') : null
  return {
    resume: START,
    receipts: [],
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
    tellKept: () => {},
    release: async () => {},
    written: async function* () {},
  }
}

async function openWithReceipts(options: BulkSinkOptions, out: string, identity: RunIdentity): Promise<BulkSink> {
  const { format, scheme, isForExcel, isResuming, context } = options
  const target = await followLink(out)
  const prefix = Buffer.from(prefixOf(options))
  const output = await openResumable(target, { identity, isResuming, prefix })
  if (output.droppedCount > 0) {
    context.log.warn(
      `${target}.receipts: ${formatCount(output.droppedCount, 'receipt')} dropped: damaged, or without what they stand for; those parts are scored again`,
    )
  }
  const tellKept = (): void =>
    context.log.info(`${target}: what was scored is kept beside it; the same command with --resume goes on there`)
  return {
    resume: output.resume,
    receipts: output.receipts,
    put: (result) => output.append(result),
    commit: async () => {
      const sha256 = await output.close()
      if (format !== 'parquet') {
        await output.commit()
        return format === 'jsonl' ? sha256 : null
      }
      // A table ends with what it holds: it is made of lines when all of them are there.
      await withOutput(out, context.io, async (file) => {
        const table = await openScoredSink(format, file, { scheme, isForExcel })
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
      else tellKept()
    },
    isReplacing: existsSync(target),
    tellKept,
    release: output.unlock,
    written: async function* () {
      for await (const bytes of readParts(output.partialPath, prefix.length, output.receipts)) yield linesOf(bytes.toString('utf8'))
    },
  }
}

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '')

/** With other data or options nothing could be gone on with; a disk may be there again. */
function isFaultOfData(error: unknown): boolean {
  if (!(error instanceof PipelineError)) return false
  const code = exitCodeOf(error.code)
  return code === EXIT.BAD_DATA || code === EXIT.USAGE
}
