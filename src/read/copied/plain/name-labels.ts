import { countEach, groupBy } from '../../../base/statistics/group-by.js'
import { shapeOf } from '../line-kinds.js'
import { linesIn, rangesOf } from '../lines/page-line.js'
import { LEAST_COUNT, USUAL_SHARE } from '../lines/thresholds.js'
import type { MentionLine } from './mention-lines.js'
import { areApart, areSpread, contentOf, type Label, opensBlock } from './parse-label.js'

/** "L. Marchetti: ", "**Ann Bo** (Leeds): ", "a.\tAnn Bo: " */
const NAME_LABEL =
  /^(?:(?:\p{Ll}{1,4}|\d{1,3})[.)][ \t]+)?(?:\*\*|__)?(?<name>\p{Lu}[^:@*\n]{1,40}?)(?:\*\*|__)?(?: \([^()\n]{1,40}\))?:(?:\*\*|__)?[ \t]+(?=\S)/u
const CAPITALS = /^\p{Lu}{3,}$/u
/** "ACTION: T. Okonjo" */
const PART = /^\p{Lu}{3,}(?: \p{Lu}{2,20}){0,4}:/u

export const NAME_SIGN = 'a name and a colon'

/** A label with a name, and the words behind it. */
interface Spoken extends Label {
  readonly name: string
  readonly words: string
}
type Labels = ReadonlyMap<number, Spoken>

/**
 * Labels by their lines, where names recur, and not in one order as the fields of a form do.
 *
 *     L. Marchetti: It is a pause, not a closure.
 *     T. Okonjo: How long is a pause?
 *     L. Marchetti: Two quarters.
 */
export function findNameLabels(
  text: string,
  lines: readonly MentionLine[],
): [sign: string, labels: Labels] | null {
  const labels = new Map<number, Spoken>()
  for (const [at, line] of lines.entries()) {
    const content = contentOf(text, line)
    const match = NAME_LABEL.exec(content)
    const name = match?.groups?.['name'] ?? ''
    if (match === null || CAPITALS.test(name) || shapeOf(name) !== 'Name') continue
    const { length } = match[0]
    const words = content.slice(length)
    labels.set(at, { handle: '', name, to: undefined, sign: NAME_SIGN, length, words })
  }
  for (const at of listsIn(lines, labels)) labels.delete(at)
  const names = namesOf(labels)
  return isUsual(lines, labels) && openSentences(labels) && areSpread(names) && areSpeakers(names)
    ? [NAME_SIGN, labels]
    : null
}

/** True for labels on most blocks from the first to the last, or on most lines of one. */
function isUsual(lines: readonly MentionLine[], labels: Labels): boolean {
  const places = [...labels.keys()]
  const between = linesIn([{ from: places[0] ?? 0, to: (places.at(-1) ?? 0) + 1 }])
  const isApart = areApart(lines, places)
  const openings = isApart ? between.filter((at) => opensBlock(lines, at)) : between
  return places.length >= USUAL_SHARE * openings.length
}

/** True for labels that mostly stand before sentences: fields of an account have short ones. */
function openSentences(labels: Labels): boolean {
  const sentences = [...labels.values()].filter(({ words }) => shapeOf(words) === 'long')
  return sentences.length >= USUAL_SHARE * labels.size
}

const namesOf = (labels: Labels): string[] => [...labels.values()].map(({ name }) => name)

/** Names that are looked for in a list. */
const LISTED_COUNT = 50

/**
 * Labels of a block that lists several of the names, and those beside it that stand once.
 *
 *     Present: L. Marchetti, T. Okonjo, S. Dunmore
 *     Apologies: R. Keane
 */
function listsIn(lines: readonly MentionLine[], labels: Labels): number[] {
  const counts = countEach(namesOf(labels))
  const names = [...counts.keys()].slice(0, LISTED_COUNT)
  const blocks = rangesOf([...lines.keys()], (at) => opensBlock(lines, at)).map((block) =>
    linesIn([block]).filter((at) => labels.has(at)),
  )
  const isList = (at: number): boolean => {
    const { words = '' } = labels.get(at) ?? {}
    return names.filter((name) => words.includes(name)).length >= LEAST_COUNT
  }
  const isOnce = (at: number): boolean => counts.get(labels.get(at)?.name ?? '') === 1
  return blocks.flatMap((block) => (block.some(isList) ? block.filter(isOnce) : []))
}

/** True for names of which most recur, and one of them above several others. */
function areSpeakers(names: readonly string[]): boolean {
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
