import { SKETCH_LENGTH, sketchText } from '../../text/duplicate/text-sketch.js'
import { nodeKindOf } from '../../thread/node-kind.js'
import type { Post } from '../../thread/post.js'

/** What of posts tells which of them repeat others, packed so that it passes between threads without being copied or made into objects. */
export interface Probes {
  readonly count: number
  /** The sketch of each post in turn; zeros where it has none. */
  readonly sketches: Int32Array
  /** 1 where a post has a sketch. */
  readonly isSketched: Uint8Array
  /** Of each post in turn its thread, its id and, where it has a sketch, its text, in UTF-8. */
  readonly bytes: Uint8Array
  /** Where each of these ends: three for a post. */
  readonly ends: Uint32Array
  /** Posts that quote somebody. */
  readonly quoting: readonly { readonly row: number; readonly speaker: string; readonly quotations: readonly string[] }[]
}

/** @param posts those that are no contributions get no sketch */
export function packProbes(posts: readonly Post[]): Probes {
  const sketches = new Int32Array(posts.length * SKETCH_LENGTH)
  const isSketched = new Uint8Array(posts.length)
  const ends = new Uint32Array(posts.length * 3)
  const quoting: Probes['quoting'][number][] = []
  const pieces: string[] = []
  for (const [row, { id, threadId, text, author, meta }] of posts.entries()) {
    const isContribution = nodeKindOf(meta) === null
    const sketch = isContribution ? sketchText(text) : null
    if (sketch !== null) {
      sketches.set(sketch.numbers, row * SKETCH_LENGTH)
      isSketched[row] = 1
    }
    pieces.push(threadId, id, sketch === null ? '' : text)
    const { quotations } = meta
    if (isContribution && author !== null && Array.isArray(quotations)) {
      quoting.push({ row, speaker: author, quotations: quotations.filter((quotation) => typeof quotation === 'string') })
    }
  }
  let end = 0
  for (const [index, piece] of pieces.entries()) ends[index] = end += Buffer.byteLength(piece)
  // A buffer of its own: small ones share theirs, and could not be handed over.
  const bytes = Buffer.alloc(end)
  bytes.write(pieces.join(''))
  return { count: posts.length, sketches, isSketched, bytes, ends, quoting }
}

export const threadOf = (probes: Probes, row: number): string => pieceOf(probes, 3 * row)
export const idOf = (probes: Probes, row: number): string => pieceOf(probes, 3 * row + 1)
export const textOf = (probes: Probes, row: number): string => pieceOf(probes, 3 * row + 2)

function pieceOf({ bytes, ends }: Probes, index: number): string {
  const start = index === 0 ? 0 : (ends[index - 1] as number)
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8', start, ends[index])
}
