import { closeSync, openSync, readSync, rmSync, statSync } from 'node:fs'
import { lstat, mkdir, open, realpath, rm, stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { PipelineError } from '../../../base/errors.js'
import { systemCodeOf, unwritable, writing } from '../../node/file/system-fault.js'
import { cleanUpOnStop, putInPlace, temporaryPathOf } from '../../node/write/whole-file.js'
import { type CliIo, lastLine, usageError } from './command.js'

/** The destination of a command's data. */
export interface Output {
  write(data: string | Uint8Array): Promise<void>
  /** Completes the output. A file appears under its name only now. */
  commit(): Promise<void>
  /** Abandons the output and leaves no file behind. */
  discard(): Promise<void>
}

/** The reader closed the pipe, so there is no one to report to. */
export class ClosedPipeError extends Error {}

/**
 * Opens stdout, or a file that appears whole or not at all: a temporary file in the same folder is renamed at the end.
 * Devices and named pipes (such as `/dev/null`) are written directly.
 *
 * @param path null or `-` for stdout
 */
export async function openOutput(path: string | null, { stdout }: CliIo): Promise<Output> {
  if (path === null || path === '-') {
    const write = promisify<string | Uint8Array, void>(stdout.write.bind(stdout))
    return { write: (data) => whenTaken('stdout', () => write(data)), commit: async () => {}, discard: async () => {} }
  }
  const target = await followLink(path)
  const existing = await stat(target).catch(() => null)
  if (existing?.isDirectory()) {
    const message = `${path}: expected ${PLACE}, got a directory. Give the name of a file.`
    throw new PipelineError('OUTPUT_UNWRITABLE', message, { context: { path } })
  }
  keepAudit(target)
  const isInPlace = existing !== null && !existing.isFile()
  const written = isInPlace ? target : temporaryPathOf(target)
  const file = await writing(path, PLACE, 'Check the folder and its permissions.', () => open(written, 'w'))
  const cancelCleanUp = cleanUpOnStop(() => {
    if (!isInPlace) rmSync(written, { force: true })
  })
  return {
    write: (data) => whenTaken(path, () => file.writeFile(data)),
    commit: () =>
      writing(path, PLACE, 'Check the disk and its permissions.', async () => {
        await file.close()
        if (!isInPlace) await putInPlace(written, target)
        cancelCleanUp()
      }),
    discard: async () => {
      await file.close().catch(() => {})
      if (!isInPlace) await rm(written, { force: true })
      cancelCleanUp()
    },
  }
}

/** Labels by hand exist nowhere else. @throws {PipelineError} `USAGE_OPTION_INVALID` for an output that would replace an audit */
export function keepAudit(path: string): void {
  // Enough to know an audit by: its first line opens with its schema. A pipe, a device, or what cannot be read is none.
  const head = Buffer.alloc(64)
  try {
    if (!statSync(path).isFile()) return
    const file = openSync(path, 'r')
    try {
      readSync(file, head)
    } finally {
      closeSync(file)
    }
  } catch {}
  if (!head.includes('"dealstance/audit@')) return
  throw usageError(`expected an output of its own, got ${path}, an audit, whose labels would be lost. Name another file.`)
}

/** Resolves a symbolic link to its target. Other paths stay the same. */
export async function followLink(path: string): Promise<string> {
  return (await lstat(path).catch(() => null))?.isSymbolicLink() ? await realpath(path).catch(() => path) : path
}

/** Checks that a file can be written, without changing it, before long work begins. */
export async function probeOutput(path: string, io: CliIo): Promise<void> {
  const existing = await stat(path).catch(() => null)
  const isInPlace = existing !== null && !existing.isFile() && !existing.isDirectory()
  if (!isInPlace) await (await openOutput(path, io)).discard()
}

/** Passes an output to `body`, then commits it; discards it if `body` throws. */
export async function withOutput<Value>(path: string | null, io: CliIo, body: (output: Output) => Promise<Value>): Promise<Value> {
  const output = await openOutput(path, io)
  try {
    const value = await body(output)
    await output.commit()
    return value
  } catch (error) {
    await output.discard()
    throw error
  }
}

/** Waits until the data are taken, so that a slow reader does not fill the memory. */
function whenTaken(name: string, act: () => Promise<void>): Promise<void> {
  lastLine.erase()
  return act().catch((cause: unknown) => {
    const code = systemCodeOf(cause)
    if (code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED') throw new ClosedPipeError()
    throw code === null ? cause : unwritable(name, PLACE, 'Check the space on the disk.', cause)
  })
}

export const makeFolder = (path: string): Promise<unknown> =>
  writing(path, 'a place for a folder', 'Give another folder.', () => mkdir(path, { recursive: true }))

const PLACE = 'a place to write to'
