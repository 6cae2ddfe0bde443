import { type FrameLine, mayBeName } from './frame-lines.js'
import { FRAME_LINE_LIMIT, findShownNames, nameBefore, type ShownName } from './frame-names.js'

/** What stands above the words of a post, around its time. */
export interface Header {
  /** Its last time, and its first. */
  readonly anchor: number
  readonly first: number
  readonly shown: ShownName | undefined
  /** Its first line; null where neither a name nor a blank line shows it. */
  readonly top: number | null
}

/** The line below the nearest blank one above, where all between may stand in a header. */
function blockTop(lines: readonly FrameLine[], anchor: number, above: number): number | null {
  for (let at = anchor; at > Math.max(above, anchor - FRAME_LINE_LIMIT); at -= 1) {
    const line = lines[at]
    if (line === undefined || /[brm]/.test(line.letter ?? '') || (line.letter === null && !mayBeName(line) && line.words.length > 2))
      return null
    // A time in a paragraph of its own has its name in the one above.
    if (line.blankCountAbove > 0 && (at < anchor || nameBefore(line) !== '')) return at
  }
  return null
}

/** Headers by the lines of their times; times below each other, or between a name and its caption, are of one header. */
export function readHeaders(lines: readonly FrameLine[], anchors: readonly number[]): Header[] {
  const shown = findShownNames(lines, anchors)
  const isJoined = (at: number, below: number | undefined): boolean =>
    below !== undefined && ((below === at + 1 && lines[below]?.blankCountAbove === 0) || (shown.get(below)?.top ?? below) <= at)
  let first: number | null = null
  let above = -1
  return anchors.flatMap((anchor, index) => {
    first ??= anchor
    if (isJoined(anchor, anchors[index + 1])) return []
    const name = shown.get(anchor) ?? shown.get(first)
    const header = { anchor, first, shown: name, top: name === undefined ? blockTop(lines, first, above) : Math.min(name.top, first) }
    first = null
    above = anchor
    return [header]
  })
}
