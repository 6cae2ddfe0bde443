import type { SpillRoom } from '../../../src/count/columns/record-store.js'

/** A spill room in memory. */
export const smallRoom = (memoryByteCount: number): SpillRoom => ({
  memoryByteCount,
  open: () => {
    const piecesOf = new Map<number, Uint32Array[]>()
    return {
      append: (partition, words) => void piecesOf.set(partition, [...(piecesOf.get(partition) ?? []), words.slice()]),
      load: (partition) => {
        const pieces = piecesOf.get(partition) ?? []
        const words = new Uint32Array(pieces.reduce((total, { length }) => total + length, 0))
        let length = 0
        for (const piece of pieces) {
          words.set(piece, length)
          length += piece.length
        }
        return words
      },
    }
  },
})
