import { addTo } from '../../../base/statistics/group-by.js'
import { type FrameLine, isLabelled, mayBeName } from './frame-lines.js'
import { FRAME_LINE_LIMIT, findShownNames, nameBefore, type ShownName } from './frame-names.js'

/** What stands above the words of a post, around its time. */
export interface Header {
  /** Its last time, and its first. */
  readonly anchor: number
  readonly first: number
  readonly shown: ShownName | undefined
  /** Its first line; null where neither a name nor a blank line shows it. */
  readonly top: number | null
  /** Whether lines that most headers have show where it begins. */
  readonly isSet: boolean
  /** The line below its last where the author stands below the time. */
  readonly end?: number
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

/** Share of posts that a line must close, and whose names must follow it, to show where headers begin. */
const CLOSED_SHARE = 0.7

/**
 * First lines of headers, by their times: names right below a line that closes most posts, else right above one that most headers have.
 */
function findTops(lines: readonly FrameLine[], anchors: readonly number[]): ReadonlyMap<number, number> {
  const least = CLOSED_SHARE * (anchors.length - 1)
  const seen = anchors.map((anchor, index) => {
    const last = new Map<string, number>()
    for (let at = Math.max((anchors[index - 1] ?? -1) + 1, anchor - FRAME_LINE_LIMIT); at < anchor; at += 1) {
      const { key = '', time = null, count = 0 } = lines[at] ?? {}
      if (key !== '' && time === null && count >= least) last.set(key, at)
    }
    return last
  })
  const isName = (at: number, most = anchors.length / 2): boolean => {
    const line = lines[at]
    return line !== undefined && mayBeName(line) && line.count < most && !/^[-–—*•>] /.test(line.words) && !isLabelled(line.words)
  }
  const keys = [...new Set(seen.flatMap((last) => [...last.keys()]))]
  const usual = (topOf: (last: number, anchor: number) => number | undefined): (number | undefined)[][] =>
    keys
      .map((key) => seen.map((last, index) => topOf(last.get(key) ?? lines.length, anchors[index] ?? 0)))
      .filter((tops) => tops.filter((top) => top !== undefined).length >= least)
  const isBadge = (at: number): boolean => /[gh]/.test(lines[at]?.letter ?? '') || lines[at]?.words.length === 1
  const opened = usual((last) =>
    [last - 1, last - 2].find(
      (at) => last < lines.length && isName(at) && !isBadge(at) && [at + 1, at + 2].slice(0, last - at - 1).every(isBadge),
    ),
  )
  const closed = usual((last, anchor) => [last + 1, last + 2].find((at) => at < anchor && isName(at, least)))
  return new Map(
    anchors.flatMap((anchor, index) => {
      const above = opened.flatMap((tops) => tops[index] ?? [])
      const below = index === 0 ? [] : closed.flatMap((tops) => tops[index] ?? [])
      const top = below.length > 0 ? Math.max(...below) : Math.min(...above)
      return top === Number.POSITIVE_INFINITY ? [] : [[anchor, top] as const]
    }),
  )
}

/** Headers by the lines of their times; times below each other, or between a name and its caption, are of one header. */
export function readHeaders(lines: readonly FrameLine[], anchors: readonly number[]): Header[] {
  const shown = findShownNames(lines, anchors)
  const isJoined = (at: number, below: number | undefined): boolean =>
    below !== undefined && ((below === at + 1 && lines[below]?.blankCountAbove === 0) || (shown.get(below)?.top ?? below) <= at)
  const tops = findTops(lines, anchors)
  let first: number | null = null
  let above = -1
  const headers = anchors.flatMap((anchor, index): Header[] => {
    first ??= anchor
    if (isJoined(anchor, anchors[index + 1])) return []
    const name = shown.get(anchor) ?? shown.get(first)
    const set = tops.get(first)
    const top = name === undefined ? (set ?? blockTop(lines, first, above)) : Math.min(name.top, first)
    const header = { anchor, first, shown: name, top, isSet: set !== undefined }
    first = null
    above = anchor
    return [header]
  })
  return readLowerNames(lines, headers) ?? headers
}

/** Share of headers that must have a thing for it to belong to all, and how far its place may move. */
const SHARED = 0.5
const MOVED_LIMIT = 3

/**
 * Headers whose author stands below the time: what closes the post above stands right above the time, and lines at much the same distance
 * below it recur. Null for others.
 */
function readLowerNames(lines: readonly FrameLine[], headers: readonly Header[]): Header[] | null {
  const least = SHARED * headers.length
  const countAt = (at: number): number => lines[at]?.count ?? 0
  const closed = headers.filter(({ first }) => countAt(first - 1) >= least).length
  const named = headers.filter(({ first, anchor }) => {
    const below = lines[anchor + 1]
    return nameBefore(lines[first] as FrameLine) === '' && below !== undefined && mayBeName(below) && below.count < least
  }).length
  if (closed <= least || named <= least) return null
  const places = new Map<string, number[]>()
  for (const [index, { anchor }] of headers.entries()) {
    const seen = new Set<string>()
    const to = Math.min(anchor + FRAME_LINE_LIMIT, headers[index + 1]?.first ?? lines.length)
    for (let at = anchor + 2; at < to; at += 1) {
      const key = lines[at]?.key ?? ''
      if (countAt(at) >= least && !seen.has(key)) addTo(places, key, at - anchor)
      seen.add(key)
    }
  }
  const usual = new Map<string, number>()
  for (const [key, at] of places) {
    const least = at.reduce((one, other) => Math.min(one, other))
    if (at.length > SHARED * headers.length && at.reduce((one, other) => Math.max(one, other)) - least <= MOVED_LIMIT) usual.set(key, least)
  }
  const closing = new Set(headers.map(({ first }) => lines[first - 1]?.key))
  const heads = [...usual.keys()].filter((key) => !closing.has(key))
  if (heads.length === 0) return null
  return headers.map((header, index) => {
    const { anchor, first } = header
    let end = anchor + 2
    const to = Math.min(anchor + FRAME_LINE_LIMIT, headers[index + 1]?.first ?? lines.length)
    for (let at = anchor + 2; at < to; at += 1) if (heads.includes(lines[at]?.key ?? '')) end = at + 1
    const name = (lines[anchor + 1]?.words ?? '').replace(/^(.{2,40}) \1(?: .*)?$/, '$1')
    return { ...header, end, shown: { name, top: first }, top: first }
  })
}
