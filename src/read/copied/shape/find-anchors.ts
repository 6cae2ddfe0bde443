import { addTo, groupBy } from '../../../base/statistics/group-by.js'
import { isBareForm, type ShapeLine, wordsBeforeMoment } from './features.js'

/** Lines that may stand once a post. */
export interface Anchors {
  readonly places: readonly number[]
  /** Likelihood: moments are the surest, a group of them the least. */
  readonly bonus: number
}

/** Fewest posts of a page. */
export const LEAST_POST_COUNT = 3
/** Most forms of lines that are tried as anchors, beside moments. */
const FORM_LIMIT = 6
/** Most groups of moments that are tried as anchors. */
const GROUP_LIMIT = 4
const SURE_BONUS = 0.1
const GROUP_BONUS = -0.15

/**
 * Sets of lines that may stand once a post.
 *
 *     2 hours ago        moments in known words
 *     1 v                maybe moments: a number with one or two letters
 *     Reply              lines of one form
 */
export function findAnchors(lines: readonly ShapeLine[]): Anchors[] {
  const placesOf = (isOne: (line: ShapeLine) => boolean): number[] =>
    lines.filter(isOne).map(({ at }) => at)
  const sure = placesOf(({ moment }) => moment !== null)
  const ages = placesOf(({ moment, isAge }) => moment !== null || isAge)
  const maybe = placesOf(({ moment, isMaybeMoment }) => moment !== null || isMaybeMoment)
  const alone = placesOf((line) => line.moment !== null && wordsBeforeMoment(line) === '')
  const sets: Anchors[] = [{ places: sure, bonus: SURE_BONUS }]
  if (ages.length > sure.length) sets.push({ places: ages, bonus: 0 })
  if (maybe.length > ages.length) sets.push({ places: maybe, bonus: 0 })
  if (alone.length < sure.length) sets.push({ places: alone, bonus: SURE_BONUS })
  const all = [...sets, ...groupMoments(lines, sure), ...findForms(lines)]
  return all
    .map(({ places, bonus }) => ({ places: joinNear(lines, places), bonus }))
    .filter(({ places }) => places.length >= LEAST_POST_COUNT)
}

/**
 * Moments of one kind, where posts show several.
 *
 *     Joined
 *     Mar 3, 2015         below "joined"
 *     Jun 3, 2026         above "add bookmark"
 *     Add bookmark
 */
function groupMoments(lines: readonly ShapeLine[], places: readonly number[]): Anchors[] {
  const groups = new Map<string, number[]>()
  for (const at of places) {
    const [verb = ''] = wordsBeforeMoment(lines[at]).split(' ')
    if (verb !== '') addTo(groups, `behind ${verb}`, at)
    for (const [side, form] of [
      ['below', lines[at - 1]?.form],
      ['above', lines[at + 1]?.form],
    ])
      if (form !== undefined && !isBareForm(form)) addTo(groups, `${side} ${form}`, at)
  }
  return mostFrequent(
    [...groups.values()].filter(({ length }) => length < places.length),
    GROUP_LIMIT,
  ).map((groupPlaces) => ({ places: groupPlaces, bonus: GROUP_BONUS }))
}

function findForms(lines: readonly ShapeLine[]): Anchors[] {
  const forms = groupBy(
    lines.filter(({ form, moment }) => moment === null && !isBareForm(form)),
    ({ form }) => form,
  )
  const places = [...forms.values()].map((formLines) => formLines.map(({ at }) => at))
  return mostFrequent(places, FORM_LIMIT).map((formPlaces) => ({ places: formPlaces, bonus: 0 }))
}

const mostFrequent = (groups: readonly number[][], limit: number): number[][] =>
  groups
    .filter(({ length }) => length >= LEAST_POST_COUNT)
    .sort((left, right) => right.length - left.length)
    .slice(0, limit)

const BETWEEN_LINE_LIMIT = 2
const BETWEEN_WORD_LIMIT = 4

/**
 * Anchors of which those that stand one below the other, without words between, are of one post.
 *
 *     ulla-k commented on Mar 3, 2026
 *     ulla-k
 *     on Mar 3, 2026                     <- this one stays
 */
function joinNear(lines: readonly ShapeLine[], places: readonly number[]): number[] {
  const kept: number[] = []
  for (const at of places) {
    const above = kept.at(-1)
    if (above !== undefined && areOfOne(lines, above, at)) kept.pop()
    kept.push(at)
  }
  return kept
}

function areOfOne(lines: readonly ShapeLine[], above: number, at: number): boolean {
  if (at - above - 1 > BETWEEN_LINE_LIMIT) return false
  const between = lines.slice(above + 1, at)
  const isShort = ({ isCommon, isNamelike, wordCount }: ShapeLine): boolean =>
    isCommon || (isNamelike && wordCount <= BETWEEN_WORD_LIMIT)
  if (!between.every(isShort)) return false
  const name = between.at(-1)?.words
  return (
    between.every(({ isCommon }) => isCommon) ||
    (name !== undefined && lines[above]?.words.includes(name) === true)
  )
}
