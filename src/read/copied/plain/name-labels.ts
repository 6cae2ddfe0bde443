import { countEach, groupBy } from '../../../base/statistics/group-by.js'
import { shapeOf } from '../line-kinds.js'
import { linesIn, rangesOf } from '../lines/page-line.js'
import { LEAST_COUNT, USUAL_SHARE } from '../lines/thresholds.js'
import type { MentionLine } from './mention-lines.js'
import { areSpread, contentOf, type Label, opensBlock } from './parse-label.js'

/** "L. Marchetti: ", "**Ann Bo** (Leeds): ", "a.\tAnn Bo: " */
const NAME_LABEL =
  /^(?:(?:\p{Ll}{1,4}|\d{1,3})[.)][ \t]+)?(?:\*\*|__)?(?<name>\p{Lu}[^:@*\n]{1,40}?)(?:\*\*|__)?(?: \([^()\n]{1,40}\))?:(?:\*\*|__)?[ \t]+(?=\S)/u
/** "ACTION" */
const CAPITALS = /^\p{Lu}{3,}$/u
/** "ACTION: T. Okonjo" */
const PART = /^\p{Lu}{3,}(?: \p{Lu}{2,20}){0,4}:/u

const SIGN = 'a name and a colon'

/**
 * Labels by the lines that open with them, where names stand there again and again, and not in one
 * order as the fields of a form do.
 *
 *     L. Marchetti: It is a pause, not a closure.
 *     T. Okonjo: How long is a pause?
 *     L. Marchetti: Two quarters.
 */
export function findNameLabels(
  text: string,
  lines: readonly MentionLine[],
): [sign: string, labels: Labels] | null {
  const labels = new Map<number, Label>()
  for (const [at, line] of lines.entries()) {
    const match = NAME_LABEL.exec(contentOf(text, line))
    const name = match?.groups?.['name'] ?? ''
    if (match === null || CAPITALS.test(name) || shapeOf(name) !== 'Name') continue
    labels.set(at, { handle: '', name, to: undefined, sign: SIGN, length: match[0].length })
  }
  for (const at of listsIn(text, lines, labels)) labels.delete(at)
  const names = namesOf(labels)
  return isUsual(lines, labels) &&
    openSentences(text, lines, labels) &&
    areSpread(names) &&
    areSpeakers(names)
    ? [SIGN, labels]
    : null
}

type Labels = ReadonlyMap<number, Label>

/** True for labels of most blocks between the first and the last, or of most lines in one block. */
function isUsual(lines: readonly MentionLine[], labels: Labels): boolean {
  const [first = 0, ...others] = labels.keys()
  const between = linesIn([{ from: first, to: (others.at(-1) ?? first) + 1 }])
  const isOpening = (at: number): boolean => opensBlock(lines, at)
  const isApart = [...labels.keys()].filter(isOpening).length >= USUAL_SHARE * labels.size
  const places = isApart ? between.filter(isOpening) : between
  return labels.size >= USUAL_SHARE * places.length
}

/** True for labels that mostly stand before sentences: fields of an account have short ones. */
function openSentences(text: string, lines: readonly MentionLine[], labels: Labels): boolean {
  const sentences = [...labels].filter(
    ([at, { length }]) =>
      shapeOf(contentOf(text, lines[at] as MentionLine).slice(length)) === 'long',
  )
  return sentences.length >= USUAL_SHARE * labels.size
}

const namesOf = (labels: Labels): string[] => [...labels.values()].map(({ name = '' }) => name)

/** Names that are looked for in a list. */
const LISTED_COUNT = 50

/**
 * Labels of a block that lists several of the names, and those beside it that stand once.
 *
 *     Present: L. Marchetti, T. Okonjo, S. Dunmore
 *     Apologies: R. Keane
 */
function listsIn(text: string, lines: readonly MentionLine[], labels: Labels): number[] {
  const counts = countEach(namesOf(labels))
  const names = [...counts.keys()].slice(0, LISTED_COUNT)
  const blocks = rangesOf([...lines.keys()], (at) => opensBlock(lines, at)).map((block) =>
    linesIn([block]).filter((at) => labels.has(at)),
  )
  const isList = (at: number): boolean => {
    const words = contentOf(text, lines[at] as MentionLine).slice(labels.get(at)?.length)
    return names.filter((name) => words.includes(name)).length >= LEAST_COUNT
  }
  const isOnce = (at: number): boolean => counts.get(labels.get(at)?.name ?? '') === 1
  return blocks.flatMap((block) => (block.some(isList) ? block.filter(isOnce) : []))
}

/** True for names of which most recur, and one of them above several others. */
function areSpeakers(names: readonly string[]): boolean {
  const counts = countEach(names)
  const again = [...names.keys()].filter((at) => (counts.get(names[at] ?? '') ?? 0) > 1)
  const above = groupBy(again, (at) => names[at] ?? '')
  const isMixed = [...above.values()].some(
    (each) => new Set(each.flatMap((at) => names[at + 1] ?? [])).size > 1,
  )
  return again.length >= USUAL_SHARE * names.length && isMixed
}

/** True for labels that mostly stand on items of a list. */
export const areOnItems = (
  lines: readonly MentionLine[],
  labels: ReadonlyMap<number, unknown>,
): boolean => {
  const items = [...labels.keys()].filter((at) => lines[at]?.depth != null)
  return items.length > USUAL_SHARE * labels.size
}

/** True for an item, or a label in capitals: they open another part of a text. */
export const opensPart = (text: string, line: MentionLine | undefined): boolean =>
  line !== undefined && (line.depth !== null || PART.test(contentOf(text, line)))
