import { addTo, countEach } from '../../../base/statistics/group-by.js'
import type { LineRange } from '../lines/page-line.js'
import { type ShapeLine, wordsBeforeMoment } from './features.js'
import { mostFrequent } from './most-frequent.js'

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
/** Share of the posts that counts as nearly all. */
const NEARLY_SHARE = 0.8
/** Share of the posts that counts as all but a few. */
const FULL_SHARE = 0.95
/** Share of one form at a place from which on the place is no place of names. */
const SAME_SHARE = 0.6
const LEAST_COUNT = 3

/** Finds which lines recur around anchors: their form stands in most stretches between them. */
export function pageOf(lines: readonly ShapeLine[], anchors: readonly number[]): Page {
  const isAnchor = new Set(anchors)
  const counts = countEach(lines.map(({ words }) => words))
  const isStrong = findRecurring(lines, anchors, isAnchor)
  const isPage = lines.map(
    (line) =>
      isAnchor.has(line.at) ||
      isStrong[line.at] === true ||
      line.isCommon ||
      isByline(line, counts),
  )
  return { lines, anchors, isStrong, isPage, counts }
}

/** True for a moment alone, or behind words that begin with a name of the page. */
function isByline(line: ShapeLine, counts: ReadonlyMap<string, number>): boolean {
  if (line.moment === null) return false
  const before = wordsBeforeMoment(line)
  const parts = before.split(' ')
  return before === '' || parts.some((_, index) => counts.has(parts.slice(0, index + 1).join(' ')))
}

function findRecurring(
  lines: readonly ShapeLine[],
  anchors: readonly number[],
  isAnchor: ReadonlySet<number>,
): boolean[] {
  const seenIn = countStretches(lines, isAnchor)
  const least = Math.max(LEAST_COUNT, Math.ceil(MOST_SHARE * anchors.length))
  const full = Math.max(least, Math.ceil(FULL_SHARE * anchors.length))
  const opened = findPrefixes(lines, anchors)
  const named = findNames(lines, anchors)
  return lines.map(({ at, form }) => {
    const count = seenIn.get(form) ?? 0
    const isName = named.has(form) && count < full
    return !isAnchor.has(at) && !isName && (count >= least || opened.has(at))
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
  for (const distance of [1, 2, 3]) {
    const slot = anchors.flatMap((anchor) => lines[anchor - distance] ?? [])
    const most = mostFrequent(slot.map(({ form }) => form))?.[1] ?? 0
    for (const { form, isNamelike, isCommon } of slot)
      if (most > SAME_SHARE * slot.length) constant.add(form)
      else if (isNamelike && !isCommon) varied.add(form)
  }
  for (const form of constant) varied.delete(form)
  return varied
}

const PREFIX_LINE_LENGTH_LIMIT = 40
const SYLLABLE_LINE_LENGTH_LIMIT = 10
const DISTANCES = [-4, -3, -2, -1, 1, 2, 3]

/**
 * Places of short lines that open alike at one distance from nearly all anchors.
 *
 *     26-5-20 10:30
 *     来自江苏               <- "来自" below every time
 */
function findPrefixes(lines: readonly ShapeLine[], anchors: readonly number[]): Set<number> {
  const least = Math.max(LEAST_COUNT, Math.ceil(NEARLY_SHARE * (anchors.length - 1)))
  const places = new Map<string, number[]>()
  for (const anchor of anchors)
    for (const distance of DISTANCES) {
      const { words = '', at = -1 } = lines[anchor + distance] ?? {}
      const prefix = prefixOf(words)
      if (prefix !== '') addTo(places, `${distance} ${prefix}`, at)
    }
  return new Set([...places.values()].filter(({ length }) => length >= least).flat())
}

function prefixOf(words: string): string {
  if (words.length > PREFIX_LINE_LENGTH_LIMIT || /[.!?…]$/.test(words)) return ''
  const first = /^(\p{L}+:?) \S/u.exec(words)?.[1]
  if (first !== undefined) return first
  return /\p{Lo}/u.test(words) && words.length <= SYLLABLE_LINE_LENGTH_LIMIT
    ? words.slice(0, 2)
    : ''
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
