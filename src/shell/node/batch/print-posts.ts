import { isUtf8 } from 'node:buffer'
import { PipelineError } from '../../../base/errors.js'
import type { Post } from '../../../base/thread/post.js'
import { linkParents } from '../../../read/link/link-parents.js'
import { MAX_LINE_BYTE_COUNT } from '../../../read/record/decode.js'
import { IngestCounter } from '../../../read/record/ingest-counter.js'
import type { PlacedPost } from '../../../read/record/ingest-result.js'
import { type PlacedRecord, placePost } from '../../../read/record/place-post.js'
import { parseJsonLine } from '../../../read/table/parse-jsonl.js'
import { renderPostLine } from '../score/row-form.js'
import { LINE_END, type PlainLine, readPlainLine } from './plain-line.js'

/** Linked posts as lines of JSON. */
export interface PrintedPosts {
  readonly summary: IngestCounter
  /** The lines, in blocks that suit writing. */
  blocks(): Generator<Uint8Array>
}

interface PrintOptions {
  /** Thread of records that name none. */
  readonly threadId: string
  /** Number of posts of the input before these. */
  readonly recordIndex?: number
}

const BLOCK_BYTE_COUNT = 1024 * 1024
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf])

/**
 * Reads lines of JSON as posts, links them and prints them as lines of JSON: byte for byte what parsing and rendering each of them gives.
 * Lines that this would not change are not parsed.
 *
 * @param bytes whole threads, the lines of each consecutive
 * @returns null for what has to be read record by record: a fault, a repeated record, a header piece, threads that stand apart
 */
export function printPosts(bytes: Uint8Array, options: PrintOptions): PrintedPosts | null {
  if (!isUtf8(bytes)) return null
  const printer = new PostPrinter(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), options)
  try {
    return printer.print() ? printer : null
  } catch (fault) {
    if (fault instanceof PipelineError) return null
    throw fault
  }
}

class PostPrinter implements PrintedPosts {
  readonly summary = new IngestCounter()
  /** Parts of the bytes, where nothing changes, and lines in place of others. */
  readonly #pieces: Uint8Array[] = []
  readonly #bytes: Buffer
  readonly #options: PrintOptions
  /** End of the last line that was printed. */
  #printedTo = 0
  #recordIndex: number
  readonly #ended = new Set<string>()
  #thread: string | null = null
  #start = { at: 0, printedTo: 0, pieceCount: 0, recordIndex: 0 }
  #rootCount = 0
  readonly #counts = { post: 0, root: 0, thread: 0, header: 0, missingParent: 0, skipped: 0, notes: 0 }
  /** Parents in the thread, by the id of what answers. */
  #parents = new Map<string, string | null>()
  /** Posts that stand above what they answer, or far from it. */
  #ahead: string[] = []
  #mustLink = false

  constructor(bytes: Buffer, options: PrintOptions) {
    this.#bytes = bytes
    this.#options = options
    this.#recordIndex = options.recordIndex ?? 0
  }

  *blocks(): Generator<Uint8Array> {
    const waiting: Uint8Array[] = []
    let byteCount = 0
    for (const piece of this.#pieces) {
      waiting.push(piece)
      byteCount += piece.length
      if (byteCount < BLOCK_BYTE_COUNT) continue
      yield Buffer.concat(waiting.splice(0))
      byteCount = 0
    }
    yield Buffer.concat(waiting)
  }

  /** @returns false for what has to be read record by record */
  print(): boolean {
    const bytes = this.#bytes
    if (bytes.subarray(0, 3).equals(BYTE_ORDER_MARK)) this.#printedTo = 3
    for (let at = this.#printedTo; at < bytes.length; ) {
      // As large as fits into a processor's cache.
      const end = this.#endOfLine(Math.min(bytes.length, at + BLOCK_BYTE_COUNT))
      if (!this.#printBlock(bytes.toString('latin1', at, end), at)) return false
      at = end
    }
    if (!this.#endThread(bytes.length)) return false
    this.#keepTo(bytes.length)
    this.summary.add({ counts: this.#counts, skips: [], notes: [], remarks: [] })
    return this.#ended.size > 0
  }

  /** @param text whole lines, in Latin-1 @param at where they stand */
  #printBlock(text: string, at: number): boolean {
    for (let from = 0; from < text.length; ) {
      const feed = text.indexOf('\n', from)
      const end = feed === -1 ? text.length : feed + 1
      if (end - from > MAX_LINE_BYTE_COUNT) return false
      const plain = readPlainLine(text, from, end)
      if (plain === null ? !this.#addParsed(at + from, at + end) : !this.#addPlain(plain, at + from, at + end)) return false
      from = end
    }
    return true
  }

  #endOfLine(from: number): number {
    const feed = this.#bytes.indexOf(10, from)
    return feed === -1 ? this.#bytes.length : feed + 1
  }

  #addPlain({ id, threadId, parentId, isRoot, addressees }: PlainLine, from: number, end: number): boolean {
    if (!this.#add(id, threadId, parentId, from)) return false
    if (isRoot) this.#rootCount += 1
    if (addressees.length === 0) return true
    this.#keepTo(end - LINE_END.length)
    this.#pieces.push(Buffer.from(`,"addressees":${JSON.stringify(addressees)}${LINE_END}`, 'latin1'))
    this.#printedTo = end
    return true
  }

  #addParsed(from: number, end: number): boolean {
    const record = this.#read(from, end, this.#recordIndex)
    if (record === false) return false
    if (record !== null) {
      const { post } = record.kept
      for (const remark of record.remarks) this.summary.countRemark(remark)
      if (record.isHeader || !this.#add(post.id, post.threadId, post.parentId, from)) return false
      if (post.meta['parentUnchecked'] !== undefined || post.meta.missingParent !== undefined) this.#mustLink = true
      if (post.meta.role === 'root') this.#rootCount += 1
      this.#keepTo(from)
      this.#pieces.push(Buffer.from(renderPostLine(post)))
    } else this.#keepTo(from)
    this.#printedTo = end
    return true
  }

  /** The record of a line; null for a blank line, false where a lone CR may end it. */
  #read(from: number, end: number, recordCount: number): PlacedRecord | null | false {
    const line = this.#bytes.toString('utf8', from, end).trim()
    if (line === '') return null
    return !line.includes('\r') && placePost(parseJsonLine(line, 1), { lineNumber: 1, recordCount }, this.#options)
  }

  #add(id: string, threadId: string, parentId: string | null, from: number): boolean {
    if (threadId !== this.#thread) {
      if (!this.#endThread(from) || this.#ended.has(threadId)) return false
      this.#thread = threadId
      this.#start = { at: from, printedTo: this.#printedTo, pieceCount: this.#pieces.length, recordIndex: this.#recordIndex }
    }
    if (this.#parents.has(id)) return false
    if (parentId !== null && !this.#parents.has(parentId)) this.#ahead.push(id)
    this.#parents.set(id, parentId)
    this.#recordIndex += 1
    return true
  }

  #endThread(end: number): boolean {
    if (this.#thread === null) return true
    if (this.#mustLink || (this.#ahead.length > 0 && !this.#isLinked())) {
      if (!this.#link(end)) return false
    } else {
      this.#counts.post += this.#parents.size
      this.#counts.root += this.#rootCount
      this.#counts.thread += 1
    }
    this.#ended.add(this.#thread)
    this.#parents = new Map()
    this.#rootCount = 0
    this.#ahead = []
    this.#mustLink = false
    return true
  }

  /** Whether every post reaches a root. Linear time. */
  #isLinked(): boolean {
    const settled = new Set<string>()
    for (const id of this.#ahead) {
      const path = new Set<string>()
      for (let at: string | null | undefined = id; at !== null; at = this.#parents.get(at)) {
        if (at === undefined || path.has(at)) return false
        if (settled.has(at)) break
        path.add(at)
      }
      for (const each of path) settled.add(each)
    }
    return true
  }

  /** Prints the thread anew, its posts parsed and linked. */
  #link(end: number): boolean {
    const { at, printedTo, pieceCount, recordIndex } = this.#start
    const placed: PlacedPost[] = []
    for (let from = at; from < end; ) {
      const to = this.#endOfLine(from)
      const record = this.#read(from, to, recordIndex + placed.length)
      if (record === false) return false
      if (record !== null) placed.push(record.kept)
      from = to
    }
    const posts: readonly Post[] = linkParents(placed, 'throw', [])
    for (const post of posts) this.summary.countPost(post)
    this.summary.countThreads(1, 0)
    this.#pieces.length = pieceCount
    this.#printedTo = printedTo
    this.#keepTo(at)
    this.#pieces.push(Buffer.from(posts.map(renderPostLine).join('')))
    this.#printedTo = end
    return true
  }

  /** Prints the bytes before `end` as they are. */
  #keepTo(end: number): void {
    if (this.#printedTo < end) this.#pieces.push(this.#bytes.subarray(this.#printedTo, end))
    this.#printedTo = end
  }
}
