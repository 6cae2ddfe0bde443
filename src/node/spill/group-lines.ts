import { createSpillSorter, groupByKey, type SpillSortOptions } from './spill-sort.js'

/** The lines of one group, in the order of their places. */
export interface LineGroup {
  /** Place of its first line. */
  readonly place: number
  readonly lines: readonly string[]
}

/** Brings the lines of each group together. Lines that exceed memory wait on disk. */
export interface LineGrouper {
  /**
   * @param group holds no tab and no line feed
   * @param place integer >= 0, larger with each line
   */
  push(group: string, place: number, line: string): void
  /** All groups in the order of their first lines. Can be called once, after the last line. */
  groups(): Generator<LineGroup>
}

const PLACE_DIGIT_COUNT = 16

/** @param limit of a group, see `groupByKey` */
export function createLineGrouper({ folder, memoryByteCount }: SpillSortOptions, limit?: Parameters<typeof groupByKey>[1]): LineGrouper {
  const options = { folder, memoryByteCount: memoryByteCount / 2 }
  const byGroup = createSpillSorter(options)
  return {
    push: (group, place, line) => byGroup.push(group, `${String(place).padStart(PLACE_DIGIT_COUNT, '0')}${line}`),
    groups: function* () {
      const byPlace = createSpillSorter(options)
      for (const { lines } of groupByKey(byGroup.sorted(), limit)) {
        const first = lines[0]?.slice(0, PLACE_DIGIT_COUNT) ?? ''
        for (const line of lines) byPlace.push(first, line.slice(PLACE_DIGIT_COUNT))
      }
      for (const { key, lines } of groupByKey(byPlace.sorted())) yield { place: Number(key), lines }
    },
  }
}
