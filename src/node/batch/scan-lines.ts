import type { Hash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { PipelineError } from '../../errors.js'
import type { LineSource } from '../../ingest/line/line-source.js'
import type { UnnamedPosts } from '../../ingest/link/settle-threads.js'
import { MAX_LINE_BYTE_COUNT } from '../../ingest/record/decode.js'
import type { PlacedPost } from '../../ingest/record/ingest-result.js'
import type { ParseRecordsOptions } from '../../ingest/table/parse-records.js'
import { splitLineBlocks } from '../file/line-blocks.js'
import { explainReadFault } from '../file/read-input.js'
import { lineTooLong } from '../file/stream-lines.js'
import type { FileStamp } from '../resume/file-stamp.js'
import { UNNAMED_KEY } from './batch-plan.js'
import { inFile, parseLine } from './read-record.js'

/** A file of one record a line that can be read again and again, from any place. */
export interface LineFile {
  readonly path: string
  readonly name: string
  /** Index of the input. */
  readonly input: number
  readonly form: LineSource
  readonly options: ParseRecordsOptions
  /** See `numberLine`. */
  readonly isNumbered: boolean
  readonly byteCount: number
  /** Of an input that is read where it stands. */
  readonly stamp?: FileStamp
  /** Whether records that are none are refused where they are found; default: they are passed over, whoever reads them in earnest meets them. */
  readonly isStrict?: boolean
  /** Takes the posts down that name no thread; absent for an only input. Filled by a scan, or when the file was spooled. */
  readonly unnamed?: UnnamedPosts
}

/** A line that is not blank. One object serves all lines: keep nothing of it. */
export interface ScannedLine {
  /** Of its thread, without tabs; empty where the record names no thread. */
  key: string
  /** Bytes of the file, half-open, without the line end. */
  start: number
  end: number
  lineNumber: number
  recordIndex: number
  /** The line as it stands. */
  text(): string
}

/** Whole lines of a file. */
export interface LineBlock {
  readonly byteCount: number
  forEach(visit: (line: ScannedLine) => void): void
}

const READ_BYTE_COUNT = 1024 * 1024
const CARRIAGE_RETURN = 13
const BRACE_END = 125

/** How the records that we write begin; what follows is the id of the thread. */
const OWN_START = /\{"id":"(?:[^"\\]|\\.)*","threadId":"([^"\\\u0080-\u00ff]+)"/y
const OWN_NUMBERS = /\d+\t(\d+)\t(\d+)\t([^\t]*)\t/y

/**
 * Reads a file block by block and finds the thread of each line: by how our own records begin, else by reading the record. Faults of records
 * that are read here end it where the file is strict, so that a long run does not find them late.
 *
 * @param hash takes all bytes in, where it is wanted
 * @throws {PipelineError} `INPUT_UNREADABLE`, `INGEST_LINE_TOO_LONG`; of a strict file, the first fault that is seen
 */
export async function* scanBlocks(file: LineFile, hash: Hash | null = null): AsyncGenerator<LineBlock> {
  const handle = await open(file.path, 'r').catch((cause: unknown) => Promise.reject(explainReadFault(file.name, cause)))
  try {
    const reader = new LineReader(file)
    const onTooLong = (): never => {
      throw lineTooLong(file.name, MAX_LINE_BYTE_COUNT, reader.lineNumber)
    }
    let offset = 0
    for await (const { bytes } of splitLineBlocks(readHandle(handle, hash), { onTooLong })) {
      yield reader.block(bytes, offset)
      offset += bytes.length
    }
  } finally {
    await handle.close()
  }
}

async function* readHandle(handle: FileHandle, hash: Hash | null): AsyncGenerator<Uint8Array> {
  for (let position = 0; ; ) {
    const buffer = Buffer.allocUnsafe(READ_BYTE_COUNT)
    const { bytesRead } = await handle.read(buffer, 0, READ_BYTE_COUNT, position)
    if (bytesRead === 0) return
    position += bytesRead
    const chunk = buffer.subarray(0, bytesRead)
    hash?.update(chunk)
    yield chunk
  }
}

/** Numbers the lines of a file as its blocks come. */
class LineReader {
  lineNumber = 1
  readonly #file: LineFile
  readonly #isOwnForm: boolean
  #recordIndex = 0
  #key = ''
  #rawKey = ''

  constructor(file: LineFile) {
    this.#file = file
    this.#isOwnForm = file.form.id === 'jsonl' && file.options.columns === undefined
  }

  block(bytes: Buffer, offset: number): LineBlock {
    return { byteCount: bytes.length, forEach: (visit) => this.#visitLines(bytes, offset, visit) }
  }

  #visitLines(bytes: Buffer, offset: number, visit: (line: ScannedLine) => void): void {
    const hasMark = offset === 0 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
    let from = hasMark ? 3 : 0
    const text = bytes.toString('latin1')
    const line: ScannedLine = {
      key: '',
      start: 0,
      end: 0,
      lineNumber: 0,
      recordIndex: 0,
      text: () => bytes.toString('utf8', line.start - offset, line.end - offset),
    }
    const header = new NextFound(text, '"header"')
    const thread = new NextFound(text, '"threadId"')
    const words = new NextFound(text, '"text":"')
    for (; from < text.length; this.lineNumber += 1) {
      const feed = text.indexOf('\n', from)
      const to = feed === -1 ? text.length : feed
      line.start = offset + from
      line.end = offset + to
      line.lineNumber = this.lineNumber
      line.recordIndex = this.#recordIndex
      if (this.#file.isNumbered) {
        OWN_NUMBERS.lastIndex = from
        const [, lineNumber = '', recordIndex = '', key = ''] = OWN_NUMBERS.exec(text) ?? []
        line.lineNumber = Number(lineNumber)
        line.recordIndex = Number(recordIndex)
        line.key = this.#keep(key, (raw) => this.#settled(Buffer.from(raw, 'latin1').toString('utf8')))
        visit(line)
      } else if (this.#isOwn(text, from, to, { header, thread, words }) || this.#readLine(line)) {
        line.key = this.#key
        visit(line)
      }
      from = to + 1
    }
  }

  /** Whether a line begins and ends as our own records do, holds a text, and neither a second thread nor a header piece. */
  #isOwn(
    text: string,
    from: number,
    to: number,
    { header, thread, words }: Readonly<Record<'header' | 'thread' | 'words', NextFound>>,
  ): boolean {
    if (!this.#isOwnForm || !endsRecord(text, to) || !words.isBefore(from, to)) return false
    OWN_START.lastIndex = from
    const raw = OWN_START.exec(text)?.[1]
    if (raw === undefined || OWN_START.lastIndex > to || header.isBefore(from, to) || thread.isBefore(OWN_START.lastIndex, to)) return false
    this.#keep(raw, (id) => JSON.stringify(id))
    this.#recordIndex += 1
    return true
  }

  /** @returns false for a blank line */
  #readLine(line: ScannedLine): boolean {
    const text = line.text()
    if (text.trim() === '') return false
    const { form, options } = this.#file
    try {
      const record = form.read(
        parseLine(text, line.lineNumber, form),
        { lineNumber: line.lineNumber, recordCount: this.#recordIndex },
        options,
      )
      this.#rawKey = '\n'
      this.#key = record.threadId === null ? '' : JSON.stringify(record.threadId)
      if (!record.isHeader) this.#recordIndex += 1
      if (form.id === 'jsonl') this.#file.unnamed?.add(record.kept as PlacedPost)
    } catch (fault) {
      if (!(fault instanceof PipelineError)) throw fault
      // Bytes that are no text have a fault of their own, which is told when they are read.
      if (this.#file.isStrict === true && !/[\ufffd\0]/.test(text)) throw inFile(fault, this.#file.name)
      // It goes with the thread before it, so that it cuts none in two.
      this.#recordIndex += 1
    }
    return true
  }

  #settled(key: string): string {
    return key === UNNAMED_KEY ? JSON.stringify(this.#file.options.threadId ?? 't1') : key
  }

  /** The key of the line before, where it is the same: most are. */
  #keep(raw: string, toKey: (raw: string) => string): string {
    if (raw !== this.#rawKey) {
      this.#rawKey = raw
      this.#key = toKey(raw)
    }
    return this.#key
  }
}

/** Looks for a word from line to line without looking at any place twice. */
class NextFound {
  readonly #text: string
  readonly #word: string
  #at = -1

  constructor(text: string, word: string) {
    this.#text = text
    this.#word = word
  }

  /** Whether it stands in `[from, to)`; `from` may not go back. */
  isBefore(from: number, to: number): boolean {
    if (this.#at < from) {
      const found = this.#text.indexOf(this.#word, from)
      this.#at = found === -1 ? Number.POSITIVE_INFINITY : found
    }
    return this.#at < to
  }
}

function endsRecord(text: string, end: number): boolean {
  const last = text.charCodeAt(end - 1)
  return (last === CARRIAGE_RETURN ? text.charCodeAt(end - 2) : last) === BRACE_END
}
