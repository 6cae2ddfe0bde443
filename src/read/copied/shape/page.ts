import { countEach, groupBy, mostFrequent } from '../../../base/statistics/group-by.js'
import type { LineRange } from '../lines/page-line.js'
import { isBareForm, isWordy, type ShapeLine, wordsBeforeMoment } from './features.js'

/** Page with the lines that stand once a post, and what recurs around them. */
export interface Page {
  readonly lines: readonly ShapeLine[]
  /** Places of the lines that stand once a post. */
  readonly anchors: readonly number[]
  /** True for lines that are the page's, by their recurrence. */
  readonly isStrong: readonly boolean[]
  /** True for these, and for lines that pages print around posts anywhere. */
  readonly isPage: readonly boolean[]
  /** How often the same words stand alone on a line. */
  readonly counts: ReadonlyMap<string, number>
}

/** Share of the posts that counts as most of them. */
const MOST_SHARE = 0.7
/** Share of the posts that counts as all but a few. */
const FULL_SHARE = 0.95
/** Share of one form at a place from which on the place is no place of names. */
const SAME_SHARE = 0.6
const LEAST_COUNT = 3

/** Finds which lines recur around anchors: their form stands in most stretches between them. */
export function pageOf(lines: readonly ShapeLine[], anchors: readonly number[]): Page {
  const isAnchor = new Set(anchors)
  const counts = countEach(lines.map(({ words }) => words))
  const named = findNames(lines, anchors)
  const isStrong = findRecurring(lines, anchors, isAnchor, named)
  const isPage = lines.map(
    (line) =>
      isAnchor.has(line.at) ||
      isStrong[line.at] === true ||
      line.isCommon ||
      isByline(lines, line, counts),
  )
  const page = { lines, anchors, isStrong, isPage, counts }
  return withNeighbours(page, named)
}

/** Longest label, in words. */
const LABEL_WORD_LIMIT = 8
/** Rounds in which lines beside those of the page become the page's. */
const ROUND_LIMIT = 3

/**
 * Page with the lines that recur in a part of its posts: each time beside a line of the page, where
 * the post has other words.
 *
 *     19
 *     You must log in to vote     <- below a count, under posts but not under their replies
 *     2 replies
 */
function withNeighbours(page: Page, named: ReadonlySet<string>): Page {
  const isStrong = [...page.isStrong]
  const isPage = [...page.isPage]
  const isBeside = besideWords(page)
  // Below the last post stands the foot of the page, whatever ends the others.
  const foot = page.anchors.at(-1) ?? 0
  const areMost = (group: readonly ShapeLine[], isOne: (at: number) => boolean): boolean => {
    const above = group.filter(({ at }) => at < foot)
    const count = above.filter(({ at }) => isOne(at)).length
    return count >= 2 && count >= MOST_SHARE * above.length
  }
  const isLine = ({ at, form, wordCount }: ShapeLine): boolean =>
    isPage[at] !== true && !named.has(form) && !isBareForm(form) && wordCount <= LABEL_WORD_LIMIT
  for (let round = 0; round < ROUND_LIMIT; round += 1) {
    const groups = groupBy(page.lines.filter(isLine), ({ form }) => form)
    const recurring = [...groups.values()].filter(
      (group) =>
        group.length >= LEAST_COUNT &&
        areMost(group, (at) => isBeside[at] === true) &&
        [-1, 1].some((side) => areMost(group, (at) => isPage[at + side] === true)),
    )
    for (const { at } of recurring.flat()) {
      isStrong[at] = true
      isPage[at] = true
    }
    if (recurring.length === 0) break
  }
  return { ...page, isStrong, isPage }
}

/** For each line, whether its post has other words. The last run holds the next name. */
function besideWords(page: Page): boolean[] {
  const holds: boolean[] = page.lines.map(() => false)
  for (const { from, to } of stretchesOf(page)) {
    const runs = runsIn(page, from, to)
    const places = runs.flatMap((run) => placesIn(run.from, run.to))
    const nameAt = runs.length > 1 ? (runs.at(-1)?.from ?? to) : (places.at(-1) ?? to)
    const words = places.filter((at) => at < nameAt)
    for (const at of placesIn(from, to)) holds[at] = words.some((each) => each !== at)
  }
  return holds
}

/** True for a moment alone, or behind words that begin with a name of the page. */
function isByline(
  lines: readonly ShapeLine[],
  line: ShapeLine,
  counts: ReadonlyMap<string, number>,
): boolean {
  if (line.moment === null) return false
  // A date in a paragraph of its own is somebody's words.
  const above = lines[line.at - 1]
  if (line.isApart && /^\d[\d\p{P}]{1,40}$/u.test(line.words) && above && isWordy(above))
    return false
  const before = wordsBeforeMoment(line)
  const parts = before.split(' ')
  return before === '' || parts.some((_, index) => counts.has(parts.slice(0, index + 1).join(' ')))
}

function findRecurring(
  lines: readonly ShapeLine[],
  anchors: readonly number[],
  isAnchor: ReadonlySet<number>,
  named: ReadonlySet<string>,
): boolean[] {
  const seenIn = countStretches(lines, isAnchor)
  const least = Math.max(LEAST_COUNT, Math.ceil(MOST_SHARE * anchors.length))
  const full = Math.max(least, Math.ceil(FULL_SHARE * anchors.length))
  const labels = findLabels(lines, anchors)
  return lines.map(({ at, form }) => {
    if (labels.has(form)) return true
    const count = seenIn.get(form) ?? 0
    const isName = named.has(form) && count < full
    return !isAnchor.has(at) && !isName && count >= least
  })
}

/** The number of stretches in which each form stands. */
function countStretches(
  lines: readonly ShapeLine[],
  isAnchor: ReadonlySet<number>,
): Map<string, number> {
  const lastIn = new Map<string, number>()
  const counts = new Map<string, number>()
  let stretch = 0
  for (const { at, form } of lines) {
    if (isAnchor.has(at)) stretch += 1
    if (lastIn.get(form) === stretch) continue
    lastIn.set(form, stretch)
    counts.set(form, (counts.get(form) ?? 0) + 1)
  }
  return counts
}

/**
 * Forms of names that recur: they stand at a place above anchors where other words stand too.
 *
 *     grumpyholder        <- as often as "Reply", but not in the same place of most posts
 *     2 hours ago
 */
function findNames(lines: readonly ShapeLine[], anchors: readonly number[]): Set<string> {
  const varied = new Set<string>()
  const constant = new Set<string>()
  let isNamed = false
  for (const distance of [1, 2, 3]) {
    const slot = anchors.flatMap((anchor) => lines[anchor - distance] ?? [])
    const most = mostFrequent(slot.map(({ form }) => form))
    const isConstant = most !== null && most[1] > SAME_SHARE * slot.length
    // Above a label of all posts stands the end of the post before.
    if (isNamed && isConstant && !isBareForm(most[0])) break
    const names = slot.filter(({ isNamelike, isCommon }) => isNamelike && !isCommon)
    isNamed ||= !isConstant && names.length > SAME_SHARE * slot.length
    for (const { form } of isConstant ? slot : names) (isConstant ? constant : varied).add(form)
  }
  for (const form of [...constant, ...findLabels(lines, anchors)]) varied.delete(form)
  return varied
}

/**
 * Forms of labels above names: other words stand below each of them.
 *
 *     Comment options      <- not the name: above "Ann", "Bo" and "Cy"
 *     Ann
 *     2 hours ago
 */
function findLabels(lines: readonly ShapeLine[], anchors: readonly number[]): Set<string> {
  const below = new Map<string, Set<string>>()
  for (const anchor of anchors) {
    const label = lines[anchor - 2]
    const name = lines[anchor - 1]
    if (!label?.isNamelike || label.isCommon || !name?.isNamelike || name.isCommon) continue
    below.set(label.form, (below.get(label.form) ?? new Set()).add(name.words))
  }
  return new Set([...below].flatMap(([form, names]) => (names.size >= LEAST_COUNT ? form : [])))
}

/** Stretches: before the first anchor, between anchors, below the last. */
export function stretchesOf({ lines, anchors }: Page): LineRange[] {
  const all = [-1, ...anchors, lines.length]
  return all.slice(1).map((to, index) => ({ from: (all[index] ?? -1) + 1, to }))
}

/** Runs of lines that are not the page's, between two places. */
export function runsIn({ isPage }: Page, from: number, to: number): LineRange[] {
  const runs: LineRange[] = []
  for (let at = from; at < to; at += 1) {
    if (isPage[at]) continue
    const above = runs.at(-1)?.to === at ? runs.pop() : undefined
    runs.push({ from: above?.from ?? at, to: at + 1 })
  }
  return runs
}

export const placesIn = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index)
