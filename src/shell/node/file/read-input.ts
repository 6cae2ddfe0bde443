import { readFile, stat } from 'node:fs/promises'
import { type ErrorCode, PipelineError } from '../../../base/errors.js'
import { type DecodeOptions, decode } from '../../../read/record/decode.js'
import { decompressAll } from './decompress.js'
import { systemCodeOf } from './system-fault.js'

export interface ReadInputOptions extends Omit<DecodeOptions, 'name'> {
  /** Source of `-`. Default: standard input of the process. */
  readonly stdin?: AsyncIterable<Uint8Array | string>
}

/**
 * Reads a file, or standard input for `-`, as text.
 *
 * @throws {PipelineError} `INPUT_MISSING`, `INPUT_IS_DIRECTORY`, `INPUT_UNREADABLE` (no permission, an I/O fault, too large),
 *   and errors of `decode`
 */
export async function readInput(path: string, options: ReadInputOptions = {}): Promise<string> {
  const { stdin, ...decodeOptions } = options
  return decode(await readBytes(path, stdin), { ...decodeOptions, name: path === '-' ? 'stdin' : path })
}

/** Reads the bytes of a file, or of standard input for `-`. Decompresses gzip and zstd. */
export async function readBytes(path: string, stdin: AsyncIterable<Uint8Array | string> = process.stdin): Promise<Uint8Array> {
  if (path === '-') return decompressAll(await readAll(stdin, 'stdin'), { name: 'stdin' })
  const bytes = await readFile(path).catch((cause: unknown) => Promise.reject(explainReadFault(path, cause)))
  return decompressAll(bytes, { name: path })
}

async function readAll(stdin: AsyncIterable<Uint8Array | string>, name: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  try {
    for await (const chunk of stdin) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)
  } catch (cause) {
    throw explainReadFault(name, cause)
  }
  return Buffer.concat(chunks)
}

export async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() === true
}

/** Translates a system error of reading a file into an error for the user. */
export function explainReadFault(path: string, cause: unknown): PipelineError {
  const code = systemCodeOf(cause) ?? 'unknown'
  const fail = (errorCode: ErrorCode, message: string): PipelineError =>
    new PipelineError(errorCode, `${path}: ${message}`, { cause, context: { path, systemCode: code } })
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return fail('INPUT_MISSING', 'no file at this path. Check the path, or give - to read stdin.')
  }
  if (code === 'EISDIR') {
    return fail('INPUT_IS_DIRECTORY', `expected a file, got a directory. Name the files in it: ${path.replace(/\/$/, '')}/*.txt`)
  }
  const reasons = { EACCES: 'no permission to read it', EPERM: 'no permission to read it', ERR_FS_FILE_TOO_LARGE: 'a file over 2 GiB' }
  const got = reasons[code as keyof typeof reasons] ?? `the system error ${code}`
  return fail('INPUT_UNREADABLE', `expected a file that can be read, got ${got}. Check its permissions and size.`)
}
