import { countEach, groupBy } from '../../../base/statistics/group-by.js'
import { shapeOf } from '../line-kinds.js'
import { linesIn, rangesOf } from '../lines/page-line.js'
import { LEAST_COUNT, USUAL_SHARE } from '../lines/thresholds.js'
import { type LineHead, NAME_SIGN, parseLineHead, TIME_SIGN } from './line-heads.js'
import type { MentionLine } from './mention-lines.js'
import { areApart, areSpread, contentOf, opensBlock } from './parse-label.js'

/** "ACTION: T. Okonjo" */
const PART = /^\p{Lu}{3,}(?: \p{Lu}{2,20}){0,4}:/u

type Heads = ReadonlyMap<number, LineHead>

/**
 * Names that open lines, by these lines: with times, or names that recur, and not in one order as
 * the fields of a form do.
 *
 *     L. Marchetti: It is a pause, not a closure.
 *     T. Okonjo: How long is a pause?
 *     L. Marchetti: Two quarters.
 */
export function findNameLabels(
  text: string,
  lines: readonly MentionLine[],
): [sign: string, heads: Heads] | null {
  const timed = new Map<number, LineHead>()
  const named = new Map<number, LineHead>()
  for (const [at, line] of lines.entries()) {
    const head = parseLineHead(contentOf(text, line), line.depth !== null)
    if (head?.sign === TIME_SIGN) timed.set(at, head)
    if (head?.sign === NAME_SIGN) named.set(at, head)
  }
  const timedNames = namesOf(timed)
  const areTimed = areSpeakers(timedNames) || openSentences(timed)
  if (areTimed && isUsual(lines, timed) && areSpread(timedNames)) return [TIME_SIGN, timed]
  const strays = areOnItems(lines, [...named.keys()])
    ? [...named.keys()].filter((at) => lines[at]?.depth == null)
    : listsIn(lines, named)
  for (const at of strays) named.delete(at)
  const names = namesOf(named)
  return isUsual(lines, named) && openSentences(named) && areSpread(names) && areSpeakers(names)
    ? [NAME_SIGN, named]
    : null
}

/** True for heads on most blocks from the first to the last, or on most lines of one. */
function isUsual(lines: readonly MentionLine[], heads: Heads): boolean {
  const places = [...heads.keys()]
  const between = linesIn([{ from: places[0] ?? 0, to: (places.at(-1) ?? 0) + 1 }])
  const isApart = areApart(lines, places)
  const openings = isApart ? between.filter((at) => opensBlock(lines, at)) : between
  return places.length >= USUAL_SHARE * openings.length
}

/** True for heads that mostly stand before sentences: fields of an account have short ones. */
function openSentences(heads: Heads): boolean {
  const openings = [...heads.values()].filter(({ words }) => words !== '')
  const sentences = openings.filter(({ words }) => shapeOf(words) === 'long')
  return sentences.length >= USUAL_SHARE * openings.length
}

const namesOf = (heads: Heads): string[] =>
  [...heads.values()].map(({ handle, name = '' }) => handle || name)

/** Names that are looked for in a list. */
const LISTED_COUNT = 50

/**
 * Labels of a block that lists several of the names, and those beside it that stand once.
 *
 *     Present: L. Marchetti, T. Okonjo, S. Dunmore
 *     Apologies: R. Keane
 */
function listsIn(lines: readonly MentionLine[], heads: Heads): number[] {
  const counts = countEach(namesOf(heads))
  const names = [...counts.keys()].slice(0, LISTED_COUNT)
  const blocks = rangesOf([...lines.keys()], (at) => opensBlock(lines, at)).map((block) =>
    linesIn([block]).filter((at) => heads.has(at)),
  )
  const isList = (at: number): boolean => {
    const { words = '' } = heads.get(at) ?? {}
    return names.filter((name) => words.includes(name)).length >= LEAST_COUNT
  }
  const isOnce = (at: number): boolean => counts.get(heads.get(at)?.name ?? '') === 1
  return blocks.flatMap((block) => (block.some(isList) ? block.filter(isOnce) : []))
}

/** True for names of which most recur, and one of them above several others. */
export function areSpeakers(names: readonly string[]): boolean {
  const placesOf = groupBy([...names.keys()], (at) => names[at] ?? '')
  const again = [...placesOf.values()].filter(({ length }) => length > 1)
  const isMixed = again.some((each) => new Set(each.flatMap((at) => names[at + 1] ?? [])).size > 1)
  return again.flat().length >= USUAL_SHARE * names.length && isMixed
}

/** True for places that are mostly items of a list. */
export const areOnItems = (lines: readonly MentionLine[], places: readonly number[]): boolean =>
  places.filter((at) => lines[at]?.depth != null).length > USUAL_SHARE * places.length

/** True for an item, or a label in capitals: they open another part of a text. */
export const opensPart = (text: string, line: MentionLine | undefined): boolean =>
  line !== undefined && (line.depth !== null || PART.test(contentOf(text, line)))
