import { openSync, readSync, writeSync } from 'node:fs'
import type { SpillFile, SpillRoom } from '../../aggregate/columns/record-store.js'
import { PipelineError } from '../../errors.js'
import type { SpillFolder } from './spill-folder.js'

/** Choice: columns of a million posts; with a few stores at once a command stays within some 300 MB. */
const MEMORY_BYTE_COUNT = 64 * 2 ** 20

/** Room in a folder for the columns of a breakdown. The files go with the folder. */
export function createSpillRoom(folder: SpillFolder, memoryByteCount = MEMORY_BYTE_COUNT): SpillRoom {
  return { memoryByteCount, open: () => openSpillFile(folder.nextPath()) }
}

interface Piece {
  readonly position: number
  readonly length: number
}

function openSpillFile(path: string): SpillFile {
  const file = attempt(path, () => openSync(path, 'wx+', 0o600))
  const piecesOf = new Map<number, Piece[]>()
  let position = 0
  return {
    append: (partition, words) => {
      const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength)
      attempt(path, () => {
        for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, bytes.length - done, position + done)
      })
      piecesOf.set(partition, [...(piecesOf.get(partition) ?? []), { position, length: bytes.length }])
      position += bytes.length
    },
    load: (partition) => {
      const pieces = piecesOf.get(partition) ?? []
      const bytes = new Uint8Array(pieces.reduce((total, { length }) => total + length, 0))
      let start = 0
      attempt(path, () => {
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

/** @throws {PipelineError} `OUTPUT_UNWRITABLE` for what the disk refuses */
function attempt<Value>(path: string, act: () => Value): Value {
  try {
    return act()
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined
    if (code === undefined) throw cause
    throw explainSpillFault(path, code, cause)
  }
}

/** A disk that has no room for what memory cannot hold. @param code of the system */
export function explainSpillFault(path: string, code: string, cause: unknown): PipelineError {
  const got = code === 'ENOSPC' ? 'a full disk' : `the system error ${code}`
  const message = `${path}: expected room for what memory cannot hold, got ${got}. Name another folder with --spill.`
  return new PipelineError('OUTPUT_UNWRITABLE', message, { cause, context: { path } })
}
