import { createHash } from 'node:crypto'
import { type FileHandle, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { PipelineError } from '../../../base/errors.js'
import { parseJson } from '../../../base/json-shape.js'
import { splitLineBlocks } from '../file/stream-lines.js'
import { systemCodeOf, writing } from '../file/system-fault.js'
import { lockFile, OUTPUT_LOCK } from './lock-file.js'
import { putInPlace } from './whole-file.js'

/** Version of the file that holds a {@link RunIdentity}. */
export const RUN_SCHEMA = 'dealstance/run@1'

/** Everything that determines the output of a run. A run can be resumed only with the same identity. */
export interface RunIdentity {
  readonly schema: typeof RUN_SCHEMA
  readonly version: string
  readonly inputs: readonly { readonly name: string; readonly sha256: string }[]
  readonly modelSha256: string
  readonly optionsSha256: string
}

/** An output that is written beside its path, so that a stopped run can be resumed. */
export type ResumableOutput = Awaited<ReturnType<typeof openResumable>>

/**
 * Opens the output at `path`. Until it is complete, bytes go to `path.partial`, and `path.run` identifies their run.
 *
 * @param isResuming continues a stopped run
 * @throws {PipelineError} `OUTPUT_LOCKED`, `OUTPUT_UNWRITABLE`; `RESUME_MISMATCH` where another run was stopped
 */
export async function openResumable(path: string, identity: RunIdentity, isResuming: boolean) {
  /** Releases the lock; must be called. */
  const unlock = await lockFile(path, OUTPUT_LOCK)
  const [partialPath, runPath] = [`${path}.partial`, `${path}.run`]
  const attempt = <Value>(act: () => Promise<Value>): Promise<Value> =>
    writing(path, 'a place to write to', 'Free some space or check the folder, then continue with --resume.', act)
  const openFile = async () => {
    const stopped = isResuming ? await openStopped(path, identity) : null
    return { isStopped: stopped !== null, file: stopped ?? (await openNew(path, identity)) }
  }
  const { isStopped, file } = await attempt(openFile).catch((error: unknown) => unlock().then(() => Promise.reject(error)))
  const hash = createHash('sha256')
  let position = 0
  const put = async (bytes: Uint8Array): Promise<void> => {
    for (let done = 0; done < bytes.length; ) {
      done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten
    }
    position += bytes.length
    hash.update(bytes)
  }
  const written = wholeLines(file)
  return {
    /** Path of the incomplete file. */
    partialPath,
    /** Takes the next rows of a stopped run; null if it wrote fewer, which are dropped. Call it before `write`. */
    takeWritten: (rowCount: number): Promise<readonly string[] | null> =>
      attempt(async () => {
        const rows: Buffer[] = []
        while (isStopped && rows.length < rowCount) {
          const next = await written.next()
          if (next.done) break
          rows.push(next.value)
        }
        if (rows.length < rowCount || !isStopped) {
          await file.truncate(position)
          return null
        }
        for (const row of rows) {
          position += row.length
          hash.update(row)
        }
        return rows.map((row) => row.toString('utf8'))
      }),
    write: (bytes: Uint8Array): Promise<void> => attempt(() => put(bytes)),
    /** Ends writing. @returns SHA-256 of all bytes */
    end: async (): Promise<string> => {
      await written.return(undefined)
      await file.truncate(position).finally(() => file.close())
      return hash.digest('hex')
    },
    /** Renames the file to its path and removes the identity. */
    commit: (): Promise<void> =>
      attempt(async () => {
        await putInPlace(partialPath, path)
        await rm(runPath, { force: true })
      }),
    remove: () => removeRun(path),
    unlock,
  }
}

/** Removes the files of a stopped run beside an output that another run has completed. */
export async function removeLeftBehind(path: string): Promise<void> {
  const text = await readFile(`${path}.run`, 'utf8').catch(() => '')
  if (text.startsWith(`{"schema":"${RUN_SCHEMA}"`)) await removeRun(path)
}

async function removeRun(path: string): Promise<void> {
  for (const ending of ['partial', 'run', 'run.new']) await rm(`${path}.${ending}`, { force: true })
}

/** Begins a run. Another run's rows are removed before its identity, so that neither passes for this run's. */
async function openNew(path: string, identity: RunIdentity): Promise<FileHandle> {
  const file = await open(`${path}.partial`, 'w')
  // Written to another name and renamed, because the run may be stopped here too.
  await writeFile(`${path}.run.new`, `${JSON.stringify(identity)}\n`, { flush: true })
  await rename(`${path}.run.new`, `${path}.run`)
  return file
}

/** Opens the output of a stopped run; null without one. @throws {PipelineError} `RESUME_MISMATCH` for another run */
async function openStopped(path: string, identity: RunIdentity): Promise<FileHandle | null> {
  const run = await nullIfMissing(readFile(`${path}.run`, 'utf8'))
  if (run === null) return null
  const difference = differenceOf(parseJson(run, () => null) as RunIdentity | null, identity)
  if (difference === null) return nullIfMissing(open(`${path}.partial`, 'r+'))
  const message = `${path}.run: expected a stopped run of this command, got one with ${difference}. Repeat the command as it was, or run it without --resume to start again.`
  throw new PipelineError('RESUME_MISMATCH', message, { context: { path } })
}

const nullIfMissing = <Value>(reading: Promise<Value>): Promise<Value | null> =>
  reading.catch((cause: unknown) => {
    if (systemCodeOf(cause) === 'ENOENT') return null
    throw cause
  })

function differenceOf(found: RunIdentity | null, wanted: RunIdentity): string | null {
  if (found?.schema !== RUN_SCHEMA || !Array.isArray(found.inputs)) return 'an identity that is damaged or of another version'
  if (found.version !== wanted.version) return `another version of dealstance (${found.version})`
  if (found.inputs.length !== wanted.inputs.length) return `${found.inputs.length} inputs instead of ${wanted.inputs.length}`
  const changed = wanted.inputs.find(({ sha256 }, index) => found.inputs[index]?.sha256 !== sha256)
  if (changed !== undefined) return `another content of ${changed.name}`
  if (found.modelSha256 !== wanted.modelSha256) return 'another model'
  return found.optionsSha256 === wanted.optionsSha256 ? null : 'other options'
}

/** The whole lines of a file, each with its line feed. */
async function* wholeLines(file: FileHandle): AsyncGenerator<Buffer, undefined> {
  for await (const { bytes, isEnded } of splitLineBlocks(file.createReadStream({ start: 0, autoClose: false }))) {
    if (!isEnded) return
    for (let begin = 0, end = 0; begin < bytes.length; begin = end) {
      end = bytes.indexOf('\n', begin) + 1
      yield bytes.subarray(begin, end)
    }
  }
}
