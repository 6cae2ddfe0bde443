import { closeSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import { type SpillFolder, spilling } from './spill-folder.js'

/** A line and its sort key. Neither holds a line feed; the key holds no tab. */
interface KeyedLine {
  readonly key: string
  readonly line: string
}

interface SpillSortOptions {
  readonly folder: SpillFolder
  /** Approximate memory for waiting lines. */
  readonly memoryByteCount: number
}

/** Overhead of a string and of its entries in two lists. */
const STRING_OVERHEAD_BYTE_COUNT = 96
/** Runs merged at once. More runs are merged in stages, which limits the number of open files. */
const MERGE_WIDTH = 64
const BLOCK_BYTE_COUNT = 256 * 1024

/** Sorts more lines than memory holds. Lines beyond the limit wait on disk. */
export function createSpillSorter({ folder, memoryByteCount }: SpillSortOptions) {
  let keys: string[] = []
  let lines: string[] = []
  let heldByteCount = 0
  let runs: string[] = []
  const inMemory = function* (): Generator<KeyedLine> {
    // The sort is stable, so lines with the same key keep their order.
    const order = keys.map((_, index) => index).sort((one, other) => compare(keys[one] ?? '', keys[other] ?? ''))
    for (const index of order) yield { key: keys[index] ?? '', line: lines[index] ?? '' }
  }
  const spill = (source: Iterable<KeyedLine>): string => {
    const path = folder.nextPath()
    writeRun(path, source)
    return path
  }
  const empty = (): void => {
    keys = []
    lines = []
    heldByteCount = 0
  }
  const read = function* (isKept: boolean): Generator<KeyedLine> {
    if (runs.length === 0) {
      yield* inMemory()
      return isKept ? undefined : empty()
    }
    if (keys.length > 0) runs.push(spill(inMemory()))
    empty()
    while (runs.length > MERGE_WIDTH) {
      const merged: string[] = []
      // Neighbouring runs are merged, so lines with the same key keep their order.
      for (let start = 0; start < runs.length; start += MERGE_WIDTH) {
        merged.push(spill(merge(runs.slice(start, start + MERGE_WIDTH).map((path) => readRun(path, false)))))
      }
      runs = merged
    }
    yield* merge(runs.map((path) => readRun(path, isKept)))
  }
  return {
    push: (key: string, line: string): void => {
      keys.push(key)
      lines.push(line)
      heldByteCount += 2 * STRING_OVERHEAD_BYTE_COUNT + key.length + line.length
      if (heldByteCount < memoryByteCount) return
      runs.push(spill(inMemory()))
      empty()
    },
    /** All lines by key; lines with the same key in the order of `push`. Call it after the last line, once. */
    sorted: () => read(false),
    /** Like `sorted`, but the lines stay: it can be called again. */
    kept: () => read(true),
  }
}

/** Maximum length of a group, where each line counts its own length and `lineLength`. `error` is thrown beyond it. */
export interface LineLimit {
  readonly length: number
  readonly lineLength?: number
  readonly error: (key: string) => Error
}

/** Groups sorted lines by key. */
export function* groupByKey(
  sorted: Iterable<KeyedLine>,
  limit?: LineLimit,
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

function writeRun(path: string, source: Iterable<KeyedLine>): void {
  spilling(path, () => {
    const file = openSync(path, 'wx', 0o600)
    let block = ''
    const flush = (): void => {
      writeFileSync(file, block)
      block = ''
    }
    try {
      for (const { key, line } of source) {
        block += `${key}\t${line}\n`
        if (block.length >= BLOCK_BYTE_COUNT) flush()
      }
      flush()
    } finally {
      closeSync(file)
    }
  })
}

/** Reads a run. @param isKept false to remove its file at the end */
function* readRun(path: string, isKept: boolean): Generator<KeyedLine> {
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
    if (!isKept) rmSync(path, { force: true })
  }
}

/** Merges sorted sources. Among lines with the same key, those of the earlier source come first. */
function* merge(sources: readonly Generator<KeyedLine>[]): Generator<KeyedLine> {
  const nextOf = (source: Generator<KeyedLine>): KeyedLine | null => source.next().value ?? null
  try {
    const heads = sources.map(nextOf)
    for (;;) {
      let least = -1
      for (const [place, head] of heads.entries())
        if (head !== null && (least === -1 || head.key < (heads[least] as KeyedLine).key)) least = place
      if (least === -1) return
      yield heads[least] as KeyedLine
      heads[least] = nextOf(sources[least] as Generator<KeyedLine>)
    }
  } finally {
    for (const source of sources) source.return(undefined)
  }
}

const PLACE_DIGIT_COUNT = 16
/** Lines of a piece of a group whose lines need no other. */
export const PIECE_LINE_COUNT = 1000
/** Separator between a group and the number of its piece. */
const PIECE_MARK = '\u0001'

/** Brings the lines of each group together. Lines that exceed memory wait on disk. @param limit of a group that is kept whole, see `groupByKey` */
export function createLineGrouper({ folder, memoryByteCount }: SpillSortOptions, limit?: LineLimit) {
  const options = { folder, memoryByteCount: memoryByteCount / 2 }
  const byGroup = createSpillSorter(options)
  const aloneCounts = new Map<string, number>()
  const joined = new Set<string>()
  const groupOf = (key: string): string => key.split(PIECE_MARK, 1)[0] ?? ''
  const keyed = function* (): Generator<KeyedLine> {
    for (const { key, line } of byGroup.sorted()) yield { key: joined.has(groupOf(key)) ? groupOf(key) : key, line }
  }
  let byPlace: ReturnType<typeof createSpillSorter> | null = null
  const sortByPlace = () => {
    const sorter = createSpillSorter(options)
    let begun = { group: '', first: '' }
    for (const { key, lines } of groupByKey(keyed(), limit)) {
      // The place of a line stands before it.
      const placed = [...lines].sort(compare)
      const group = groupOf(key)
      if (key === group || begun.group !== group) begun = { group, first: placed[0]?.slice(0, PLACE_DIGIT_COUNT) ?? '' }
      // The pieces of a group come one after another.
      const place = begun.first + key.slice(group.length)
      for (const line of placed) sorter.push(place, line.slice(PLACE_DIGIT_COUNT))
    }
    return sorter
  }
  return {
    /**
     * @param group holds no tab and no line feed
     * @param place integer >= 0, one of its own for each line
     * @param isAlone the line needs no other of its group: a group of such lines alone comes in pieces
     */
    push: (group: string, place: number, line: string, isAlone = false): void => {
      let key = group
      if (isAlone && !joined.has(group)) {
        const count = aloneCounts.get(group) ?? 0
        aloneCounts.set(group, count + 1)
        key += PIECE_MARK + String(Math.floor(count / PIECE_LINE_COUNT)).padStart(PLACE_DIGIT_COUNT, '0')
      } else if (!isAlone) joined.add(group)
      byGroup.push(key, `${String(place).padStart(PLACE_DIGIT_COUNT, '0')}${line}`)
    },
    /** Keeps a group whole, although each of its lines needs no other. */
    join: (group: string): void => void joined.add(group),
    /** The lines of each group by place, groups in the order of their first lines. Call it after the last line; repeatable. */
    groups: function* (): Generator<readonly string[]> {
      byPlace ??= sortByPlace()
      for (const { lines } of groupByKey(byPlace.kept())) yield lines
    },
    /** Pieces of groups beyond the first of each. */
    pieceCount: (): number =>
      [...aloneCounts].reduce((sum, [group, count]) => sum + (joined.has(group) ? 0 : Math.floor((count - 1) / PIECE_LINE_COUNT)), 0),
  }
}
