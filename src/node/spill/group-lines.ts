import type { SpillFolder } from './spill-folder.js'
import { createSpillSorter } from './spill-sort.js'

/** A line and what it belongs to. Holds no line feed. */
export interface GroupedLine {
  readonly group: string
  readonly line: string
}

const PLACE_DIGIT_COUNT = 16

/**
 * Brings the lines of each group together, wherever they stood: groups in the order of their first line, lines in their own. What goes
 * beyond the memory waits on the disk.
 *
 * @param memoryByteCount for lines that wait, roughly
 */
export async function* groupLines(
  batches: AsyncIterable<readonly GroupedLine[]>,
  { folder, memoryByteCount }: { readonly folder: SpillFolder; readonly memoryByteCount: number },
): AsyncGenerator<GroupedLine> {
  const byGroup = createSpillSorter({ folder, memoryByteCount: memoryByteCount / 2 })
  let lineCount = 0
  for await (const lines of batches) {
    for (const { group, line } of lines) {
      // JSON, since a key holds no tab and no line feed.
      byGroup.push(JSON.stringify(group), `${String(lineCount).padStart(PLACE_DIGIT_COUNT, '0')}\t${line}`)
      lineCount += 1
    }
  }
  const byPlace = createSpillSorter({ folder, memoryByteCount: memoryByteCount / 2 })
  let [last, place] = ['', '']
  for (const { key, line } of byGroup.sorted()) {
    if (key !== last) [last, place] = [key, line.slice(0, PLACE_DIGIT_COUNT)]
    byPlace.push(place, `${key}\t${line.slice(PLACE_DIGIT_COUNT + 1)}`)
  }
  for (const { line } of byPlace.sorted()) {
    const tab = line.indexOf('\t')
    yield { group: JSON.parse(line.slice(0, tab)) as string, line: line.slice(tab + 1) }
  }
}
