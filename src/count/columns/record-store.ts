/** Number of partitions, a power of 2. The first bits of a record's hash choose its partition, so equal hashes share one. */
export const PARTITION_COUNT = 64
const PARTITION_SHIFT = 32 - Math.log2(PARTITION_COUNT)
/** Length in words of the first chunk of a partition, and maximum length of a chunk shared by records. */
const FIRST_CHUNK_LENGTH = 128
const MAX_CHUNK_LENGTH = 32_768
const WORD_BYTE_COUNT = Uint32Array.BYTES_PER_ELEMENT
/** Maximum number of UTF-8 bytes per UTF-16 code unit. */
const MAX_UNIT_BYTE_COUNT = 3

/** Storage outside memory for the records of one store. */
export interface SpillFile {
  /** Appends records to a partition. */
  append(partition: number, words: Uint32Array): void
  /** Reads all words of a partition, in the order they were appended. */
  load(partition: number): Uint32Array
}

/** Provides storage outside memory. Without one, all records stay in memory. */
export interface SpillRoom {
  /** Memory limit of a store in bytes; beyond it, records go to the store's file. */
  readonly memoryByteCount: number
  /** Opens a file for one store. The store closes it. */
  open(): SpillFile
}

interface Chunk {
  readonly words: Uint32Array
  length: number
}

/**
 * Records with a fixed number of fields, each an integer in [0, 2^32), and a text that is usually empty. They are stored in typed arrays,
 * partitioned by the first field, and spilled to disk above the memory limit.
 */
export class RecordStore {
  readonly fieldCount: number
  readonly #room: SpillRoom | null
  #file: SpillFile | null = null
  #chunks: Chunk[][] = Array.from({ length: PARTITION_COUNT }, () => [])
  #heldLength = 0
  count = 0
  readonly #encoder = new TextEncoder()

  constructor(fieldCount: number, room: SpillRoom | null) {
    this.fieldCount = fieldCount
    this.#room = room
  }

  /** Adds a record, whose first field is the high half of a hash. */
  add(fields: ArrayLike<number>, text = ''): void {
    const { fieldCount } = this
    const partition = (fields[0] as number) >>> PARTITION_SHIFT
    const longest = fieldCount + 1 + Math.ceil((MAX_UNIT_BYTE_COUNT * text.length) / WORD_BYTE_COUNT)
    const chunk = this.#chunkOf(partition, longest)
    const { words, length } = chunk
    for (let field = 0; field < fieldCount; field++) words[length + field] = fields[field] as number
    let byteCount = 0
    if (text !== '') {
      const bytes = new Uint8Array(words.buffer, WORD_BYTE_COUNT * (length + fieldCount + 1))
      byteCount = this.#encoder.encodeInto(text, bytes).written
    }
    words[length + fieldCount] = byteCount
    chunk.length = length + fieldCount + 1 + Math.ceil(byteCount / WORD_BYTE_COUNT)
    this.count += 1
  }

  /** Yields the records by partition. */
  *blocks(): Generator<RecordBlock> {
    if (this.count === 0) return
    for (const [partition, chunks] of this.#chunks.entries()) {
      const pieces = chunks.map(({ words, length }) => words.subarray(0, length))
      if (this.#file !== null) pieces.unshift(this.#file.load(partition))
      const block = new RecordBlock(joinWords(pieces), this.fieldCount)
      if (block.places.length > 0) yield block
    }
  }

  #chunkOf(partition: number, length: number): Chunk {
    const chunks = this.#chunks[partition] as Chunk[]
    const last = chunks.at(-1)
    if (last !== undefined && last.length + length <= last.words.length) return last
    const usual = Math.min(MAX_CHUNK_LENGTH, last === undefined ? FIRST_CHUNK_LENGTH : 2 * last.words.length)
    const chunk = { words: new Uint32Array(Math.max(usual, length)), length: 0 }
    this.#heldLength += chunk.words.length
    if (this.#room !== null && WORD_BYTE_COUNT * this.#heldLength > this.#room.memoryByteCount) this.#spill(chunk.words.length)
    ;(this.#chunks[partition] as Chunk[]).push(chunk)
    return chunk
  }

  #spill(nextLength: number): void {
    this.#file ??= this.#room?.open() ?? null
    for (const [partition, chunks] of this.#chunks.entries()) {
      if (chunks.length > 0) this.#file?.append(partition, joinWords(chunks.map(({ words, length }) => words.subarray(0, length))))
    }
    this.#chunks = this.#chunks.map(() => [])
    this.#heldLength = nextLength
  }
}

function joinWords(pieces: readonly Uint32Array[]): Uint32Array {
  const [only] = pieces
  if (pieces.length === 1 && only !== undefined) return only
  const joined = new Uint32Array(pieces.reduce((total, { length }) => total + length, 0))
  let length = 0
  for (const piece of pieces) {
    joined.set(piece, length)
    length += piece.length
  }
  return joined
}

const NUMBER = new Float64Array(1)
const NUMBER_WORDS = new Uint32Array(NUMBER.buffer)

/** A number of 64 bits as two fields of a record. */
export function wordsOf(value: number): [number, number] {
  NUMBER[0] = value
  return [NUMBER_WORDS[0] as number, NUMBER_WORDS[1] as number]
}

/** Inverse of {@link wordsOf}. */
export function numberAt(words: Uint32Array, place: number): number {
  NUMBER_WORDS[0] = words[place] as number
  NUMBER_WORDS[1] = words[place + 1] as number
  return NUMBER[0] as number
}

/** The records of one partition. */
export class RecordBlock {
  /** Field `f` of the record at offset `p` is `words[p + f]`. */
  readonly words: Uint32Array
  readonly places: Uint32Array
  readonly #fieldCount: number
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })

  constructor(words: Uint32Array, fieldCount: number) {
    this.words = words
    this.#fieldCount = fieldCount
    const next = (place: number): number => place + fieldCount + 1 + Math.ceil((words[place + fieldCount] as number) / WORD_BYTE_COUNT)
    let count = 0
    for (let place = 0; place < words.length; place = next(place)) count += 1
    this.places = new Uint32Array(count)
    for (let place = 0, index = 0; place < words.length; place = next(place)) this.places[index++] = place
  }

  textAt(place: number): string {
    const byteCount = this.words[place + this.#fieldCount] as number
    if (byteCount === 0) return ''
    const start = this.words.byteOffset + WORD_BYTE_COUNT * (place + this.#fieldCount + 1)
    return this.#decoder.decode(new Uint8Array(this.words.buffer, start, byteCount))
  }

  /** Sorts the places by these fields, in order of priority. */
  sortBy(...fields: readonly number[]): this {
    const { words } = this
    this.places.sort((one, other) => {
      for (const field of fields) {
        const difference = (words[one + field] as number) - (words[other + field] as number)
        if (difference !== 0) return difference
      }
      return 0
    })
    return this
  }
}
