import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { mkdir, open, readlink, realpath, stat } from 'node:fs/promises'
import { dirname, extname, resolve } from 'node:path'
import { promisify } from 'node:util'
import { PipelineError } from '../../../base/errors.js'
import { ANSI_STYLE, PLAIN_STYLE, type Style } from '../../../say/format/style.js'
import { systemCodeOf, unwritable, writing } from '../../node/file/system-fault.js'
import { openWhole, probeWhole } from '../../node/write/whole-file.js'
import {
  type CliIo,
  type CommandContext,
  DEFAULT_WIDTH,
  lastLine,
  usageError,
  wantsColour,
  widthOf,
} from './command.js'

/** Writes rows, or bytes, to one place, some at a time. */
export interface Writer<Rows> {
  write(rows: Rows): Promise<void>
  /** Writes the end. A file appears under its name only now. */
  end(): Promise<void>
}

export interface Output extends Writer<string | Uint8Array> {
  /** Abandons the output and leaves no file. */
  discard(): Promise<void>
}

/** Error of a closed pipe, which is not reported. */
export class ClosedPipeError extends Error {}

/**
 * Opens stdout, or a file that appears whole or not at all. Devices and named pipes (such as
 * `/dev/null`) are written directly.
 */
async function openOutput(path: string | null, { stdout }: CliIo): Promise<Output> {
  if (path === null || path === '-') {
    const write = promisify<string | Uint8Array, void>(stdout.write.bind(stdout))
    return {
      write: (data) => whenTaken('stdout', () => write(data)),
      end: async () => {},
      discard: async () => {},
    }
  }
  const { target, isInPlace } = await placeOf(path)
  const file = await writing(path, PLACE, FOLDER_ADVICE, () =>
    isInPlace ? openInPlace(target) : openWhole(target),
  )
  return {
    write: (data) => whenTaken(path, () => file.write(data)),
    end: () => writing(path, PLACE, 'Check the disk and its permissions.', file.end),
    discard: file.discard,
  }
}

/** Way to write at a path: a file, made whole beside it, or a device or pipe in place. */
async function placeOf(path: string): Promise<{ target: string; isInPlace: boolean }> {
  const target = await writing(path, PLACE, 'Give the name of a file.', () => targetOf(path))
  const existing = await stat(target).catch(() => null)
  if (existing?.isDirectory()) {
    const message = `${path}: expected ${PLACE}, got a directory. Give the name of a file.`
    throw new PipelineError('OUTPUT_UNWRITABLE', message, { context: { path } })
  }
  keepAudit(target)
  return { target, isInPlace: existing !== null && !existing.isFile() }
}

/**
 * The file that a path leads to through links, which need not exist.
 *
 * @throws the system's error for links in a loop
 */
async function targetOf(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (cause) {
    if (systemCodeOf(cause) === 'ELOOP') throw cause
    const link = await readlink(path).catch(() => null)
    if (link === null) return path
    return targetOf(resolve(await realpath(dirname(path)), link))
  }
}

async function openInPlace(path: string): Promise<Output> {
  const file = await open(path, 'w')
  return {
    write: (data) => file.writeFile(data),
    end: () => file.close(),
    discard: () => file.close().catch(() => {}),
  }
}

/**
 * Tells an audit by its first line, which opens with its schema. A pipe, a device, or an unreadable
 * file is not an audit.
 */
export function isAudit(path: string): boolean {
  const head = Buffer.alloc(64)
  try {
    if (!statSync(path).isFile()) return false
    const file = openSync(path, 'r')
    try {
      readSync(file, head)
    } finally {
      closeSync(file)
    }
  } catch {}
  return head.includes('"dealstance/audit@')
}

/** Refuses an output that would replace an audit, whose labels exist nowhere else. */
export function keepAudit(path: string): void {
  if (!isAudit(path)) return
  throw usageError(
    `expected an output of its own, got ${path}, an audit, whose labels would be lost. Name another file.`,
  )
}

/** Checks that a file can be written, without changing it, before long work begins. */
export async function probeOutput(path: string): Promise<void> {
  const { target, isInPlace } = await placeOf(path)
  if (!isInPlace) await writing(path, PLACE, FOLDER_ADVICE, () => probeWhole(target))
}

export async function withOutput<Value>(
  path: string | null,
  io: CliIo,
  body: (output: Output) => Promise<Value>,
): Promise<Value> {
  const output = await openOutput(path, io)
  try {
    const value = await body(output)
    await output.end()
    return value
  } catch (error) {
    await output.discard()
    throw error
  }
}

/**
 * Writes a text to stdout or a file, and names the file on stderr.
 *
 * @param what such as "citation"
 */
export async function writeText(
  path: string | undefined,
  text: string,
  what: string,
  { io, log }: CommandContext,
): Promise<void> {
  await withOutput(path ?? null, io, (output) => output.write(text))
  if (path !== undefined) log.info(`${what} written to ${path}`)
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
  writing(path, 'a place for a folder', 'Give another folder.', () =>
    mkdir(path, { recursive: true }),
  )

const PLACE = 'a place to write to'
const FOLDER_ADVICE = 'Check the folder and its permissions.'

const FORMATS_BY_ENDING: Readonly<Record<string, readonly string[]>> = {
  '.jsonl': ['jsonl'],
  '.ndjson': ['jsonl'],
  '.csv': ['csv', 'labels'],
  '.json': ['json'],
  '.txt': ['table', 'text'],
  '.parquet': ['parquet'],
  '.xlsx': ['xlsx'],
  '.html': ['html'],
  '.htm': ['html'],
  '.md': ['markdown'],
}

/**
 * Chooses the output format: the given one, else that of the file's ending, which must be a choice,
 * else the standard one.
 */
export function chooseFormat<Format extends string>({
  wantedFormat,
  out,
  choices,
  standard,
  advice = `, or give the form with --format ${choices.join('|')}`,
}: {
  readonly wantedFormat?: string | undefined
  readonly out: string | undefined
  readonly choices: readonly Format[]
  readonly standard: Format
  /** For a file of another ending. */
  readonly advice?: string
}): Format {
  const formatsOf = (ending: string): readonly Format[] =>
    choices.filter((choice) => FORMATS_BY_ENDING[ending]?.includes(choice))
  const ending = out === undefined ? '' : extname(out).toLowerCase()
  const format =
    wantedFormat === undefined
      ? formatsOf(ending)[0]
      : choices.find((choice) => choice === wantedFormat)
  if (format !== undefined && formatsOf(ending).length > 0 && !formatsOf(ending).includes(format))
    throw usageError(
      `expected --format and the ending of --out to agree, got --format ${format} and ${out}. Change one, or leave --format out.`,
    )
  if (format !== undefined) return format
  if (ending === '') return standard
  const endings = Object.keys(FORMATS_BY_ENDING).filter((one) => formatsOf(one).length > 0)
  throw usageError(
    `expected a file that ends in ${endings.join(', ')}, got ${out}. Name another${advice}.`,
  )
}

/** Width and style of tables: those of the terminal, or the standard ones for a file. */
export function tableStyleOf(
  out: string | undefined,
  { io, isColourRefused }: CommandContext,
): { width: number; style: Style } {
  if (out !== undefined) return { width: DEFAULT_WIDTH, style: PLAIN_STYLE }
  return {
    width: widthOf(io.stdout),
    style: wantsColour(io.stdout, io.env, isColourRefused) ? ANSI_STYLE : PLAIN_STYLE,
  }
}
