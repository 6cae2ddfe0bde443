import { openSync, readSync, writeSync } from 'node:fs'
import type { SpillFile, SpillRoom } from '../../../count/columns/record-store.js'
import { type SpillFolder, spilling } from './spill-folder.js'

/** Choice: columns of a million posts. A command with a few stores stays within some 300 MB. */
const MEMORY_BYTE_COUNT = 64 * 2 ** 20

/** Space in a folder for the columns of a breakdown. The files are removed with the folder. */
export function createSpillRoom(folder: SpillFolder, memoryByteCount = MEMORY_BYTE_COUNT): SpillRoom {
  return { memoryByteCount, open: () => openSpillFile(folder.nextPath()) }
}

function openSpillFile(path: string): SpillFile {
  const file = spilling(path, () => openSync(path, 'wx+', 0o600))
  const piecesOf = new Map<number, { readonly position: number; readonly length: number }[]>()
  let position = 0
  return {
    append: (partition, words) => {
      const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength)
      spilling(path, () => {
        for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, bytes.length - done, position + done)
      })
      piecesOf.set(partition, [...(piecesOf.get(partition) ?? []), { position, length: bytes.length }])
      position += bytes.length
    },
    load: (partition) => {
      const pieces = piecesOf.get(partition) ?? []
      const bytes = new Uint8Array(pieces.reduce((total, { length }) => total + length, 0))
      let start = 0
      spilling(path, () => {
        for (const piece of pieces) {
          for (let done = 0; done < piece.length; ) {
            const count = readSync(file, bytes, start + done, piece.length - done, piece.position + done)
            if (count === 0) throw Object.assign(new Error('the file is shorter than it was'), { code: 'EIO' })
            done += count
          }
          start += piece.length
        }
      })
      return new Uint32Array(bytes.buffer)
    },
  }
}
