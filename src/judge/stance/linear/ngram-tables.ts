import type { LinearModel, NgramTables } from './linear-model.js'

/**
 * Layout of a slot: the n-gram's hash (int32), its inverse document frequency (float32), 0 or {@link EMPTY} (int16) and its weights (int16
 * each). Three labels fill 16 bytes, small enough to keep most of the table in the processor's cache.
 */
export const KEY_WORD = 0
export const IDF_WORD = 1
export const MARK_HALF = 4
export const WEIGHTS_HALF = 5
/** Marks an empty slot. */
export const EMPTY = -1

/** Binary logarithm of the slot size in 32-bit words. A power of two, so that no slot crosses a cache line. */
export const strideBitsOf = ({ scheme: { labels } }: LinearModel): number => Math.ceil(Math.log2((WEIGHTS_HALF + labels.length) / 2))

/** @param Memory `SharedArrayBuffer` for tables that other threads read, too */
export function buildNgramTables(
  model: LinearModel,
  Memory: ArrayBufferConstructor | SharedArrayBufferConstructor = ArrayBuffer,
): NgramTables {
  const { keys, wordCount } = model.vocabulary
  return { words: buildTable(model, 0, wordCount, Memory), characters: buildTable(model, wordCount, keys.length, Memory) }
}

/** @param first,end range of the block in the model's vocabulary */
function buildTable(
  model: LinearModel,
  first: number,
  end: number,
  Memory: ArrayBufferConstructor | SharedArrayBufferConstructor,
): Int32Array {
  const { keys, idf } = model.vocabulary
  const labelCount = model.scheme.labels.length
  const stride = 1 << strideBitsOf(model)
  let bits = 4
  while (1 << bits < (end - first) * 1.5) bits++
  const shift = 32 - bits
  const mask = (1 << bits) - 1
  const words = new Int32Array(new Memory((4 * stride) << bits))
  const floats = new Float32Array(words.buffer)
  const halves = new Int16Array(words.buffer)
  for (let half = MARK_HALF; half < halves.length; half += stride * 2) halves[half] = EMPTY
  for (let index = first; index < end; index++) {
    const key = keys[index] as number
    let slot = key >>> shift
    while (halves[slot * stride * 2 + MARK_HALF] !== EMPTY) slot = (slot + 1) & mask
    const place = slot * stride
    words[place + KEY_WORD] = key
    floats[place + IDF_WORD] = idf[index] as number
    halves[place * 2 + MARK_HALF] = 0
    for (let label = 0; label < labelCount; label++) {
      halves[place * 2 + WEIGHTS_HALF + label] = model.weights[index * labelCount + label] as number
    }
  }
  return words
}
