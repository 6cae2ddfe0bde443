import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { PipelineError } from '../../../base/errors.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { streamLines } from '../../node/file/stream-lines.js'
import { lockFile, OUTPUT_LOCK } from '../../node/write/lock-file.js'
import { openResumable, type ResumableOutput, type RunIdentity, removeLeftBehind } from '../../node/write/resumable-output.js'
import { EXIT, exitCodeOf } from '../kit/command.js'
import { followLink, type Output, openOutput, withOutput } from '../kit/write-output.js'
import { isFile, isRowFormat, isTableFile, openScoredSink, type RowFormat, type ScoredTarget } from './write-posts.js'

/** Destination of scored posts. */
export interface ScoredOutput extends Pick<ResumableOutput, 'takeWritten'> {
  /** Takes lines of JSON; only in formats of rows. */
  put(bytes: Uint8Array): Promise<void>
  /** Completes the output. @param last writes what needs all posts. @returns SHA-256 of the lines of a scored file; null for other formats */
  commit(last?: (output: Pick<Output, 'write'>) => Promise<void>): Promise<string | null>
  /** Abandons the output. The part that a run can resume from is kept, unless the error lies in the data or the options. */
  discard(error: unknown): Promise<void>
  /** Whether the output replaces an existing file. */
  readonly isReplacing: boolean
  logKept(): void
  /** Releases the lock of the output. Must be called. */
  release(): Promise<void>
}

interface ScoredOutputOptions extends ScoredTarget {
  readonly format: string
  readonly isResuming: boolean
}

/** @param identity of a run that can be resumed; null for others, whose file appears whole at the end */
export async function openScoredOutput(options: ScoredOutputOptions, identity: RunIdentity | null): Promise<ScoredOutput> {
  const { out, format } = options
  return identity === null || out === undefined || !isRowFormat(format)
    ? openPlain(options)
    : openForResuming(options, format, out, identity)
}

/** A file is locked, since a run that can be resumed may be writing it, and what a stopped one left goes once this one is whole. */
async function openPlain(options: ScoredOutputOptions): Promise<ScoredOutput> {
  const { out, format, context } = options
  const output = await openOutput(out ?? null, context.io)
  const target = out !== undefined && (await isFile(out)) ? await followLink(out) : null
  const release = await (target === null ? Promise.resolve(async () => {}) : lockFile(target, OUTPUT_LOCK)).catch(
    async (error: unknown) => {
      await output.discard()
      throw error
    },
  )
  const table = isTableFile(format) ? await openScoredSink(format, output, options) : null
  const hash = format === 'jsonl' ? createHash('sha256') : null
  return {
    takeWritten: async () => null,
    put: async (bytes) => {
      hash?.update(bytes)
      if (table !== null) await table.add(postsOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8').split('\n')))
      else if (hash !== null && bytes.length > 0) await output.write(bytes)
    },
    commit: async (last) => {
      await table?.end()
      await last?.(output)
      await output.commit()
      if (target !== null) await removeLeftBehind(target)
      return hash?.digest('hex') ?? null
    },
    discard: () => output.discard(),
    isReplacing: false,
    logKept: () => {},
    release,
  }
}

async function openForResuming(options: ScoredOutputOptions, format: RowFormat, out: string, identity: RunIdentity): Promise<ScoredOutput> {
  const { isResuming, context } = options
  const target = await followLink(out)
  const output = await openResumable(target, { identity, isResuming })
  const logKept = (): void => context.log.info(`${target}: the scored part is kept; run the same command with --resume to continue`)
  return {
    takeWritten: output.takeWritten,
    put: output.append,
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
          await table.add(postsOf(lines))
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

const postsOf = (lines: readonly string[]): ScoredPost[] => lines.flatMap((line) => (line === '' ? [] : (JSON.parse(line) as ScoredPost)))

/** After an error in the data or options, a run cannot be resumed. After an I/O error it can. */
const isFaultOfData = (error: unknown): boolean =>
  error instanceof PipelineError && [EXIT.data, EXIT.usage].some((code) => code === exitCodeOf(error.code))
