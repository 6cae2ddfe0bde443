import { SKETCH_LENGTH, sketchText } from '../base/text/duplicate/text-sketch.js'
import { nodeKindOf } from '../base/thread/node-kind.js'
import type { Post } from '../base/thread/post.js'

/** The texts of posts that may be repeated. */
export interface KeyTexts {
  /** UTF-8 of each post in turn: its thread, its id and, where it has a sketch, its text. */
  readonly bytes: Uint8Array
  /** The end of each of these; three for a post. */
  readonly ends: Uint32Array
}

/** Compact keys of posts for finding duplicates. They pass between threads without being copied. */
export interface DuplicateKeys extends KeyTexts {
  /** Number of posts. */
  readonly count: number
  /** The sketch of each post in turn; zeros where it has none. */
  readonly sketches: Int32Array
  /** 1 where a post has a sketch. */
  readonly isSketched: Uint8Array
  /** Posts that quote somebody. */
  readonly quoting: readonly { readonly row: number; readonly speaker: string; readonly quotations: readonly string[] }[]
}

/** The keys of posts. A post that is no contribution (an advert, a bot) gets no sketch: it neither repeats nor is repeated. */
export function packDuplicateKeys(posts: readonly Post[]): DuplicateKeys {
  const sketches = new Int32Array(posts.length * SKETCH_LENGTH)
  const isSketched = new Uint8Array(posts.length)
  const ends = new Uint32Array(posts.length * 3)
  const quoting: DuplicateKeys['quoting'][number][] = []
  const texts = new Utf8Builder()
  for (const [row, { id, threadId, text, author, meta }] of posts.entries()) {
    const isContribution = nodeKindOf(meta) === null
    const sketch = isContribution ? sketchText(text) : null
    if (sketch !== null) {
      sketches.set(sketch, row * SKETCH_LENGTH)
      isSketched[row] = 1
    }
    ends[3 * row] = texts.add(threadId)
    ends[3 * row + 1] = texts.add(id)
    ends[3 * row + 2] = sketch === null ? texts.length : texts.add(text)
    const { quotations } = meta
    if (isContribution && author !== null && Array.isArray(quotations)) {
      quoting.push({ row, speaker: author, quotations: quotations.filter((quotation) => typeof quotation === 'string') })
    }
  }
  return { count: posts.length, sketches, isSketched, bytes: texts.bytes(), ends, quoting }
}

export const threadOf = (keys: KeyTexts, row: number): string => textAt(keys, 3 * row)
export const idOf = (keys: KeyTexts, row: number): string => textAt(keys, 3 * row + 1)
export const textOf = (keys: KeyTexts, row: number): string => textAt(keys, 3 * row + 2)

const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true })

const textAt = ({ bytes, ends }: KeyTexts, index: number): string =>
  UTF8.decode(bytes.subarray(index === 0 ? 0 : ends[index - 1], ends[index]))

const START_BYTE_COUNT = 1024
/** A UTF-16 unit takes at most so many bytes of UTF-8. */
const BYTES_PER_UNIT = 3

class Utf8Builder {
  readonly #encoder = new TextEncoder()
  #bytes = new Uint8Array(START_BYTE_COUNT)
  #length = 0

  get length(): number {
    return this.#length
  }

  add(text: string): number {
    const wanted = this.#length + BYTES_PER_UNIT * text.length
    if (wanted > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(2 * this.#bytes.length, wanted))
      larger.set(this.#bytes.subarray(0, this.#length))
      this.#bytes = larger
    }
    this.#length += this.#encoder.encodeInto(text, this.#bytes.subarray(this.#length)).written
    return this.#length
  }

  /** A copy without room to spare, which can be handed to another thread. */
  bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }
}
