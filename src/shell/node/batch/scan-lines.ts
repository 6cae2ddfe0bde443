import type { Hash } from 'node:crypto'
import type { BigIntStats } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { PipelineError } from '../../../base/errors.js'
import type { LineSource } from '../../../read/line/line-source.js'
import type { UnnamedPosts } from '../../../read/link/settle-threads.js'
import { MAX_LINE_BYTE_COUNT } from '../../../read/record/decode.js'
import type { PlacedPost } from '../../../read/record/ingest-result.js'
import type { ParseRecordsOptions } from '../../../read/table/parse-records.js'
import { splitLineBlocks } from '../file/line-blocks.js'
import { explainReadFault } from '../file/read-input.js'
import { lineTooLong } from '../file/stream-lines.js'
import { UNNAMED_KEY } from './batch-plan.js'
import { inFile, parseLine } from './parse-record.js'

/** A file with one record per line that can be read repeatedly, from any place. */
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
  /** State of an input that is read in place. */
  readonly stamp?: Pick<BigIntStats, 'ino' | 'size' | 'mtimeNs'>
  /** Throws for bad records that the scan finds. Default: they are reported when their batch is read. */
  readonly isStrict?: boolean
  /** Collects the posts that name no thread; absent for a single input. Filled by the scan, or by spooling. */
  readonly unnamed?: UnnamedPosts
  /** See `ownColumnsOf`. */
  readonly ownColumns: readonly string[]
}

/** A line that is not blank. The object is reused for the next line. */
export interface ScannedLine {
  /** Key of the thread, without tabs; empty for a record that names none. */
  key: string
  /** Byte offsets in the file, half-open, without the line end. */
  start: number
  end: number
  lineNumber: number
  recordIndex: number
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

/** Start of a record as we write it, up to the id of the thread. */
const OWN_START = /\{"id":"(?:[^"\\]|\\.)*","threadId":"([^"\\\u0080-\u00ff]+)"/y
const OWN_NUMBERS = /\d+\t(\d+)\t(\d+)\t([^\t]*)\t/y

/**
 * Reads a file block by block and finds the thread of each line. Records as we write them are recognised by their start; others are parsed.
 *
 * @param hash receives all bytes
 * @throws {PipelineError} `INPUT_UNREADABLE`, `INGEST_LINE_TOO_LONG`; in a strict file, the first bad record that is parsed here
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

/** Numbers the lines of a file over its blocks. */
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

  /** Whether a line starts and ends like our own records, and holds one text, one thread and no header piece. */
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
      // Invalid UTF-8 is reported when its batch is read.
      if (this.#file.isStrict === true && !/[\ufffd\0]/.test(text)) throw inFile(fault, this.#file.name)
      // It joins the preceding thread, which it would otherwise split.
      this.#recordIndex += 1
    }
    return true
  }

  #settled(key: string): string {
    return key === UNNAMED_KEY ? JSON.stringify(this.#file.options.threadId ?? 't1') : key
  }

  /** Reuses the key of the preceding line, which is usually the same. */
  #keep(raw: string, toKey: (raw: string) => string): string {
    if (raw !== this.#rawKey) {
      this.#rawKey = raw
      this.#key = toKey(raw)
    }
    return this.#key
  }
}

/** Finds a word in successive ranges, and searches every place once. */
class NextFound {
  readonly #text: string
  readonly #word: string
  #at = -1

  constructor(text: string, word: string) {
    this.#text = text
    this.#word = word
  }

  /** Whether the word starts in `[from, to)`; `from` must not decrease. */
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
