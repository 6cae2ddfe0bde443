import { closeSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import type { SpillFolder } from './spill-folder.js'
import { explainSpillFault } from './spill-room.js'

/** A line under the key by which it is sorted. Neither holds a line feed, the key no tab. */
export interface KeyedLine {
  readonly key: string
  readonly line: string
}

/** Sorts more lines than memory holds: what goes beyond the limit waits on the disk. */
export interface SpillSorter {
  push(key: string, line: string): void
  /** All lines by key, those of one key in the order they were pushed. To be called once, when all were pushed. */
  sorted(): Generator<KeyedLine, undefined>
  /** Bytes that went to the disk so far. */
  readonly spilledByteCount: number
}

export interface SpillSortOptions {
  readonly folder: SpillFolder
  /** Memory for lines that wait, in bytes, roughly. */
  readonly memoryByteCount: number
}

/** What a string costs beside its characters, and its place in two lists. */
const STRING_OVERHEAD_BYTE_COUNT = 96
/** Runs merged at once; more are merged in stages, so that files held open stay few. */
const MERGE_WIDTH = 64
const BLOCK_BYTE_COUNT = 256 * 1024

export function createSpillSorter({ folder, memoryByteCount }: SpillSortOptions): SpillSorter {
  let keys: string[] = []
  let lines: string[] = []
  let heldByteCount = 0
  let spilledByteCount = 0
  let runs: string[] = []
  const inMemory = function* (): Generator<KeyedLine, undefined> {
    const order = keys.map((_, index) => index)
    // Stable, so lines of one key keep their order.
    order.sort((one, other) => compare(keys[one] ?? '', keys[other] ?? ''))
    for (const index of order) yield { key: keys[index] ?? '', line: lines[index] ?? '' }
    return undefined
  }
  const spill = (source: Iterable<KeyedLine>): string => {
    const path = folder.nextPath()
    spilledByteCount += writeRun(path, source)
    return path
  }
  const empty = (): void => {
    keys = []
    lines = []
    heldByteCount = 0
  }
  return {
    push: (key, line) => {
      keys.push(key)
      lines.push(line)
      heldByteCount += 2 * STRING_OVERHEAD_BYTE_COUNT + key.length + line.length
      if (heldByteCount < memoryByteCount) return
      runs.push(spill(inMemory()))
      empty()
    },
    sorted: function* () {
      if (runs.length === 0) {
        yield* inMemory()
        return empty() as undefined
      }
      if (keys.length > 0) runs.push(spill(inMemory()))
      empty()
      while (runs.length > MERGE_WIDTH) {
        const merged: string[] = []
        // Neighbours are merged, so that the order of equal keys stays.
        for (let start = 0; start < runs.length; start += MERGE_WIDTH) {
          merged.push(spill(merge(runs.slice(start, start + MERGE_WIDTH).map(readRun))))
        }
        runs = merged
      }
      yield* merge(runs.map(readRun))
      return undefined
    },
    get spilledByteCount() {
      return spilledByteCount
    },
  }
}

/**
 * Lines of one key together, from lines sorted by key.
 *
 * @param limit of the length of the lines of a key, each `lineLength` longer than it is; `error` is thrown for the one beyond it
 */
export function* groupByKey(
  sorted: Iterable<KeyedLine>,
  limit?: { readonly length: number; readonly lineLength?: number; readonly error: (key: string) => Error },
): Generator<{ readonly key: string; readonly lines: readonly string[] }> {
  let current: { key: string; lines: string[] } | undefined
  let length = 0
  for (const { key, line } of sorted) {
    if (current?.key !== key) {
      if (current) yield current
      current = { key, lines: [] }
      length = 0
    }
    current.lines.push(line)
    length += line.length + (limit?.lineLength ?? 0)
    if (limit !== undefined && length > limit.length) throw limit.error(key)
  }
  if (current) yield current
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

function writeRun(path: string, source: Iterable<KeyedLine>): number {
  let byteCount = 0
  try {
    const file = openSync(path, 'wx', 0o600)
    try {
      let block: string[] = []
      let length = 0
      const write = (): void => {
        const bytes = Buffer.from(block.join(''))
        writeFileSync(file, bytes)
        byteCount += bytes.length
        block = []
        length = 0
      }
      for (const { key, line } of source) {
        block.push(key, '\t', line, '\n')
        length += key.length + line.length
        if (length >= BLOCK_BYTE_COUNT) write()
      }
      if (length > 0 || block.length > 0) write()
    } finally {
      closeSync(file)
    }
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined
    if (code === undefined) throw cause
    throw explainSpillFault(path, code, cause)
  }
  return byteCount
}

/** Reads a run once and removes its file. */
function* readRun(path: string): Generator<KeyedLine, undefined> {
  const file = openSync(path, 'r')
  try {
    const buffer = Buffer.alloc(BLOCK_BYTE_COUNT)
    const decoder = new StringDecoder('utf8')
    let rest = ''
    for (let count = readSync(file, buffer); count > 0; count = readSync(file, buffer)) {
      const lines = (rest + decoder.write(buffer.subarray(0, count))).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        const tab = line.indexOf('\t')
        yield { key: line.slice(0, tab), line: line.slice(tab + 1) }
      }
    }
  } finally {
    closeSync(file)
    rmSync(path, { force: true })
  }
  return undefined
}

/** Merges sorted sources; of equal keys the earlier source's lines come first. A heap of the sources' next lines. */
function* merge(sources: readonly Generator<KeyedLine, undefined>[]): Generator<KeyedLine, undefined> {
  interface Head {
    readonly rank: number
    next: KeyedLine
  }
  const heap: Head[] = []
  const isBefore = (one: Head, other: Head): boolean => {
    const order = compare(one.next.key, other.next.key)
    return order === 0 ? one.rank < other.rank : order < 0
  }
  const sink = (from: number): void => {
    let at = from
    for (;;) {
      let least = at
      for (const child of [2 * at + 1, 2 * at + 2]) {
        const [below, current] = [heap[child], heap[least]]
        if (below && current && isBefore(below, current)) least = child
      }
      const [one, other] = [heap[at], heap[least]]
      if (least === at || !one || !other) return
      heap[at] = other
      heap[least] = one
      at = least
    }
  }
  try {
    for (const [rank, source] of sources.entries()) {
      const { value, done } = source.next()
      if (done !== true) heap.push({ rank, next: value })
    }
    for (let at = Math.floor(heap.length / 2); at >= 0; at--) sink(at)
    for (let top = heap[0]; top !== undefined; top = heap[0]) {
      yield top.next
      const { value, done } = sources[top.rank]?.next() ?? { done: true as const, value: undefined }
      if (done !== true) top.next = value
      else {
        const last = heap.pop()
        if (last !== undefined && last !== top) heap[0] = last
      }
      sink(0)
    }
  } finally {
    for (const source of sources) source.return(undefined)
  }
  return undefined
}
