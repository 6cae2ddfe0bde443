import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { PipelineError } from '../../../base/errors.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { streamLines } from '../../node/file/stream-lines.js'
import { lockFile, OUTPUT_LOCK } from '../../node/write/lock-file.js'
import { openResumable, type ResumableOutput, type RunIdentity, removeLeftBehind } from '../../node/write/resumable-output.js'
import { cleanUpOnStop } from '../../node/write/whole-file.js'
import { EXIT, exitCodeOf } from '../kit/exit-codes.js'
import { followLink, type Output, openOutput, withOutput } from '../kit/write-output.js'
import { isFile, isRowFormat, isTableFile, openScoredWriter, type RowFormat, type ScoredTarget } from './write-posts.js'

/** Destination of scored posts. In formats of rows it takes lines of JSON. Its end gives the SHA-256 of a scored file; null for other formats. */
export interface ScoredOutput extends Output<string | null>, Pick<ResumableOutput, 'takeWritten'> {
  /** True if the output replaces an existing file. */
  readonly isReplacing: boolean
}

interface ScoredOutputOptions extends ScoredTarget {
  readonly format: string
  readonly out: string | undefined
  readonly isResuming: boolean
}

/** @param identity of a run that can be resumed; null for others, whose file appears only at the end */
export async function openScoredOutput(options: ScoredOutputOptions, identity: RunIdentity | null): Promise<ScoredOutput> {
  const { out, format } = options
  return identity === null || out === undefined || !isRowFormat(format)
    ? openPlain(options)
    : openForResuming(options, format, out, identity)
}

/** Locks a file, since a resumable run may be writing it. Removes leftovers of a stopped run once this file is whole. */
async function openPlain(options: ScoredOutputOptions): Promise<ScoredOutput> {
  const { out, format, context } = options
  const output = await openOutput(out ?? null, context.io)
  const target = out !== undefined && (await isFile(out)) ? await followLink(out) : null
  try {
    if (target !== null) context.onExit(await lockFile(target, OUTPUT_LOCK))
  } catch (error) {
    await output.discard()
    throw error
  }
  const table = isTableFile(format) ? await openScoredWriter(format, output, options) : null
  const hash = createHash('sha256')
  return {
    isReplacing: false,
    takeWritten: async () => null,
    write: async (data) => {
      hash.update(data)
      if (table !== null) await table.write(postsOf((typeof data === 'string' ? data : new TextDecoder().decode(data)).split('\n')))
      else if (data.length > 0) await output.write(data)
    },
    end: async () => {
      await table?.end()
      await output.end()
      if (target !== null) await removeLeftBehind(target)
      return format === 'jsonl' ? hash.digest('hex') : null
    },
    discard: output.discard,
  }
}

/** The partial file outlives the run, which can be resumed from it, unless the data or options are at fault. */
async function openForResuming(options: ScoredOutputOptions, format: RowFormat, out: string, identity: RunIdentity): Promise<ScoredOutput> {
  const { isResuming, context } = options
  const target = await followLink(out)
  const output = await openResumable(target, identity, isResuming)
  context.onExit(output.unlock)
  const logKept = (): void => context.log.info(`${target}: the scored part is kept; run the same command with --resume to continue`)
  const cancelCleanUp = cleanUpOnStop(logKept)
  return {
    isReplacing: existsSync(target),
    takeWritten: output.takeWritten,
    write: (data) => output.write(typeof data === 'string' ? Buffer.from(data) : data),
    end: async () => {
      const sha256 = await output.end()
      if (isTableFile(format)) {
        // A table may hold thread facts once, and its end may describe all rows. So it is built after all lines are written.
        await withOutput(out, context.io, async (file) => {
          const table = await openScoredWriter(format, file, options)
          for await (const { lines } of streamLines(createReadStream(output.partialPath), { name: output.partialPath })) {
            await table.write(postsOf(lines))
          }
          await table.end()
        })
        await output.remove()
      } else await output.commit()
      cancelCleanUp()
      return isTableFile(format) ? null : sha256
    },
    discard: async (error) => {
      await output.end().catch(() => {})
      // After an error in the data or options, a run cannot be resumed. After an I/O error it can.
      if (error instanceof PipelineError && [EXIT.data, EXIT.usage].some((code) => code === exitCodeOf(error.code))) await output.remove()
      else logKept()
      cancelCleanUp()
    },
  }
}

const postsOf = (lines: readonly string[]): ScoredPost[] => lines.flatMap((line) => (line === '' ? [] : (JSON.parse(line) as ScoredPost)))
