import { countEach, groupBy } from '../../../base/statistics/group-by.js'
import { foldSpace } from '../../../base/text/fold-text.js'
import type { PageLine } from '../lines/page-line.js'
import { classesOf, formOf, keyOf, wordPlacesOf } from './line-form.js'

/** Lines of a page as numbers, one row a line, and which of them are alike. */
export interface PageFeatures {
  readonly rows: readonly Float32Array[]
  /** For each line its form, and its words. */
  readonly forms: readonly string[]
  readonly keys: readonly string[]
  /** Places of the words of short lines: see `wordPlacesOf`. */
  readonly words: readonly (readonly number[])[]
}

/** Longest part of a line that is looked at, in UTF-16 units. */
const SHOWN_LENGTH = 400

interface Line {
  readonly words: string
  readonly classes: readonly string[]
  readonly form: string
  readonly key: string
  readonly raw: string
  readonly indent: number
  readonly blankCount: number
}

/** Features of each line: its own shape, how often it recurs, and what stands around it. */
export function featuresOf(text: string, pageLines: readonly PageLine[]): PageFeatures {
  const lines = pageLines.map((line) => lineOf(text, line))
  const page = pageOf(lines)
  const rows = lines.map((line, at) =>
    Float32Array.from([
      ...shapeOf(line),
      ...recurrenceOf(page, line, at),
      ...neighboursOf(page, line, at),
      ...placeOf(page, at),
      ...contextOf(page, line, at),
    ]),
  )
  const { forms, keys } = page
  return { rows, forms, keys, words: keys.map(wordPlacesOf) }
}

function lineOf(text: string, { start, end, indent, blankCountAbove }: PageLine): Line {
  const raw = text.slice(start, Math.min(end, start + SHOWN_LENGTH))
  const words = foldSpace(raw) || raw
  const classes = classesOf(words)
  return {
    words,
    classes,
    form: formOf(words, classes),
    key: keyOf(words),
    raw,
    indent,
    blankCount: blankCountAbove,
  }
}

/** Places of lines that are alike, and a few of them that stand for all. */
interface Places {
  readonly all: readonly number[]
  readonly few: readonly number[]
}

interface Page {
  readonly lines: readonly Line[]
  readonly forms: readonly string[]
  readonly keys: readonly string[]
  readonly places: Readonly<Record<'form' | 'key', ReadonlyMap<string, Places>>>
  readonly counts: Readonly<
    Record<'words' | 'first' | 'last', ReadonlyMap<string | undefined, number>>
  >
  readonly apartShare: number
}

const firstWord = ({ key }: Line): string => key.split(' ', 1).join('')
const lastWord = ({ key }: Line): string => key.slice(key.lastIndexOf(' ') + 1)

function pageOf(lines: readonly Line[]): Page {
  const forms = lines.map(({ form }) => form)
  const keys = lines.map(({ key }) => key)
  const apartCount = lines.filter(({ blankCount }) => blankCount > 0).length
  return {
    lines,
    forms,
    keys,
    places: { form: placesOf(forms), key: placesOf(keys) },
    counts: {
      words: countEach(lines.map(({ words }) => words)),
      first: countEach(lines.map(firstWord)),
      last: countEach(lines.map(lastWord)),
    },
    apartShare: apartCount / Math.max(1, lines.length),
  }
}

/** Most lines alike whose neighbours are compared. */
const ALIKE_LIMIT = 40

function placesOf(names: readonly string[]): Map<string, Places> {
  const groups = groupBy([...names.keys()], (at) => names[at] ?? '')
  return new Map(
    [...groups].map(([name, all]) => {
      const step = Math.max(1, Math.floor(all.length / ALIKE_LIMIT))
      return [name, { all, few: all.filter((_, index) => index % step === 0) }]
    }),
  )
}

const flag = (isTrue: boolean): number => (isTrue ? 1 : 0)
const flags = <Item>(items: readonly Item[], isTrue: (item: Item) => boolean): number[] =>
  items.map((item) => flag(isTrue(item)))

const LENGTHS = [1, 2, 4, 8, 15, 25, 40, 60, 100, 160]
const WORD_COUNTS = [1, 2, 3]
const MANY_WORDS = 12
const FIRST_CLASSES = [...'Aa0x@#E-•>(·"“—*→+|[']
const LAST_CLASSES = [...'.!?…:,)0E·"aAx”]>%']
/** Patterns of moments, counts, accounts and addresses, in any language. */
const PATTERNS = [
  /^[^\p{L}\p{N}]*\d{1,3}\s?\p{L}{1,12}\.?(?:\s\p{L}{1,6})?[^\p{L}\p{N}]*$/u,
  /\b\d{1,2}[:.h]\d{2}\b/,
  /(?<!\d)(?:19|20)\d\d(?!\d)/,
  /\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b|年|월|月/,
  /^[^\p{L}\p{N}]{0,20}\d[\d.,]{0,20}\s?(?:[KMBkmb]|万|천|만|тыс|mil|mi)?\.?[^\p{L}\p{N}]{0,20}$/u,
  /(?<![\w.])@[\w.-]+/,
  /https?:\/\/|\bwww\.|[a-z0-9-]\.(?:com|org|net|io|de|fr|co|uk|social)\b/,
  /^@[\w.-]+(?:@[\w.-]+)?$/,
  / [·•|—–-] |[·•∙]/,
  /@/,
  /:/,
  /^.{2,30}: \S/,
  /\(/,
  /\//,
]

/** A line by itself: length, signs, first and last character, patterns. */
function shapeOf({ words, classes, raw, indent }: Line): number[] {
  const length = words.length
  const parts = words.split(' ')
  const capitalCount = parts.filter((part) => /^\p{Lu}/u.test(part)).length
  const capitalShare = capitalCount / parts.length
  const isOpened = /^\p{Lu}/u.test(words)
  const half = words.slice(0, length >> 1).trim()
  return [
    Math.log1p(length) / 6,
    ...flags(LENGTHS, (limit) => length <= limit),
    Math.min(parts.length, MANY_WORDS) / MANY_WORDS,
    ...flags(WORD_COUNTS, (count) => parts.length === count),
    flag(parts.length >= MANY_WORDS),
    ...sharesOf(classes),
    ...flags(FIRST_CLASSES, (each) => each === classes[0]),
    ...flags(LAST_CLASSES, (each) => each === classes.at(-1)),
    capitalShare,
    flag(parts.length > 1 && capitalShare === 1),
    flag(/\p{Lu}/u.test(words) && !/\p{Ll}/u.test(words)),
    flag(parts.length > 1 && capitalShare < 0.5 && isOpened),
    ...flags(PATTERNS, (pattern) => pattern.test(words)),
    Math.min(4, (words.match(/[.!?…。！？](?:\s|$)/g) ?? []).length) / 4,
    Math.min(5, words.split(',').length - 1) / 5,
    flag(length > 3 && half === words.slice((length + 1) >> 1).trim()),
    flag(/\t| {2,}/.test(raw)),
    flag(indent > 0),
    Math.min(4, indent) / 4,
  ]
}

/** Shares of digits, capitals, letters, pictures and signs among the characters of a line. */
function sharesOf(classes: readonly string[]): number[] {
  const counts = countEach(classes)
  const countOf = (each: string): number => counts.get(each) ?? 0
  const letterCount = countOf('A') + countOf('a') + countOf('x')
  const known = countOf('0') + letterCount + countOf('E') + countOf(' ')
  const length = classes.length
  return [
    countOf('0') / length,
    countOf('A') / length,
    letterCount / length,
    countOf('E') / length,
    (length - known) / length,
    countOf('x') / Math.max(1, letterCount),
    flag(countOf('0') > 0),
    flag(letterCount === 0),
  ]
}

/** How often a line's words, its form, its first and its last word stand on the page. */
function recurrenceOf({ places, counts, lines }: Page, line: Line, at: number): number[] {
  const { form, key, words } = line
  const formCount = places.form.get(form)?.all.length ?? 1
  const keyCount = places.key.get(key)?.all.length ?? 1
  const wordsCount = counts.words.get(words) ?? 1
  const firstCount = counts.first.get(firstWord(line)) ?? 1
  const lastCount = counts.last.get(lastWord(line)) ?? 1
  const scale = Math.log1p(lines.length)
  return [
    ...[formCount, keyCount, wordsCount, firstCount, lastCount].map((count) => Math.log(count) / 4),
    flag(keyCount === 1),
    flag(wordsCount > 1 && keyCount === wordsCount),
    flag(keyCount > wordsCount),
    Math.log1p(keyCount) / scale,
    Math.log1p(formCount) / scale,
    ...distancesOf(places.form.get(form)?.all ?? [], at),
  ]
}

const FAR = 1.2

/** Distances to the lines of the same form above and below, on a log scale. */
function distancesOf(places: readonly number[], at: number): number[] {
  const index = lowerBound(places, at)
  return [places[index - 1], places[index + 1]].map((place) =>
    place === undefined ? FAR : Math.log1p(Math.abs(place - at)) / 5,
  )
}

function lowerBound(sorted: readonly number[], value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}

const NEIGHBOURS = [-3, -2, -1, 1, 2, 3]
const LABEL_LENGTH = 50

/** Whether the lines around are the same, hold this one, or stand in it. */
function neighboursOf({ lines }: Page, { words }: Line, at: number): number[] {
  const folded = words.toLowerCase()
  const isLabel = (each: string): boolean => each.length > 2 && each.length < LABEL_LENGTH
  return NEIGHBOURS.flatMap((offset) => {
    const other = lines[at + offset]?.words ?? ''
    const otherFolded = other.toLowerCase()
    const isOther = other !== '' && other !== words
    return [
      flag(other === words),
      flag(isOther && isLabel(words) && otherFolded.includes(folded)),
      flag(isOther && isLabel(other) && folded.includes(otherFolded)),
    ]
  })
}

/** Blank lines around a line, and where on the page it stands. */
function placeOf({ lines, apartShare }: Page, at: number): number[] {
  const above = lines[at]?.blankCount ?? 0
  const below = lines[at + 1]?.blankCount ?? 0
  const count = lines.length
  return [
    flag(above > 0),
    flag(above > 1),
    flag(below > 0),
    flag(below > 1),
    apartShare,
    flag(at === 0),
    flag(at === count - 1),
    at / count,
    Math.log1p(at) / 6,
    Math.log1p(count - at) / 6,
    Math.log1p(count) / 7,
  ]
}

const OFFSETS = [-4, -3, -2, -1, 1, 2, 3, 4]
/** How alike the neighbours of the lines are that are alike: pages repeat heads and tails. */
function contextOf(page: Page, { form, key }: Line, at: number): number[] {
  const { forms, keys } = page
  const others = (places: Places | undefined): number[] =>
    (places?.few ?? []).filter((each) => each !== at)
  const sameForm = others(page.places.form.get(form))
  const sameKey = others(page.places.key.get(key))
  return OFFSETS.flatMap((offset) => {
    const countAlike = (places: readonly number[], names: readonly string[]): number => {
      const beside = names[at + offset]
      return places.filter((each) => names[each + offset] === beside).length
    }
    const equalCount = countAlike(sameForm, keys)
    return [
      countAlike(sameForm, forms) / Math.max(1, sameForm.length),
      equalCount / Math.max(1, sameForm.length),
      Math.log1p(equalCount) / 4,
      countAlike(sameKey, keys) / Math.max(1, sameKey.length),
    ]
  })
}
