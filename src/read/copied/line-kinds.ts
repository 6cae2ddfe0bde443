import { countEach } from '../../base/statistics/group-by.js'
import { foldSpace } from '../../base/text/fold-text.js'
import { compilePattern, lazyPattern, longPattern, memoise } from '../../base/text/lazily.js'
import type { Layout, Words } from './layout.js'
import { type Kind, type KindLine, kindsOf, WORDED_KINDS } from './lines/kinds.js'
import { findScrambled, isNameOfPicture, kindByPlace } from './lines/kinds-by-place.js'
import type { PageLine } from './lines/page-line.js'
import { LINE_LENGTH_LIMIT, NAME_LENGTH_LIMIT, NAME_WORD_LIMIT } from './lines/thresholds.js'
import lines from './words/lines.json' with { type: 'json' }
import { fillIn, wordsFor } from './words/words.js'

/** Quick test for times: a digit, a CJK sign, or the first letters of a word. */
export const TIME_SIGN = new RegExp(wordsFor('timeSign'), 'i')
const TIME_LINE = longPattern(`^${wordsFor('timeLine')}$`, 'u', TIME_SIGN)
/** A capital M is a million; "9m" is nine minutes. */
const COUNT_LINE = new RegExp(`^${wordsFor('countLine')}$`, 'u')
const BUTTON_TIME_LINE = longPattern(`^(?:${wordsFor('buttonTime')})$`, 'u', TIME_SIGN)

export function parseTime(words: string): string | null {
  const folded = words.toLowerCase()
  const time = (TIME_LINE.exec(folded) ?? BUTTON_TIME_LINE.exec(folded))?.[1]?.trim()
  if (time === undefined || folded.length !== words.length) return time ?? null
  const at = folded.indexOf(time)
  return words.slice(at, at + time.length)
}

/** Whole lines common to many sites. A layout's own words come first. */
const COMMON: Words = lines

/**
 * Matches in lower case: a case-insensitive regular expression takes five times as long to make.
 */
const matchersFor = (
  words: Words,
  timeSign?: RegExp,
): (readonly [ReturnType<typeof longPattern>, Kind])[] =>
  WORDED_KINDS.flatMap((kind) => {
    const pattern = longPattern(
      `^(?:${fillIn(words[kind] ?? '')})$`,
      'u',
      kind === 'time' ? timeSign : undefined,
    )
    return words[kind] === undefined ? [] : [[pattern, kind] as const]
  })
const COMMON_MATCHERS = matchersFor(COMMON, TIME_SIGN)
const REMEMBERED_COUNT_LIMIT = 4096
const HANDLE = /^@[^\s@,;:!?()"“”]{1,63}$/u
const PARTICLE =
  /^(?:van|de|der|den|von|und|of|the|da|di|del|du|la|le|el|al|bin|ibn|y|e|and|&|to)$/iu

/** Shape of words: a name, short enough for one, or neither. */
export function shapeOf(words: string): 'Name' | 'short' | 'long' {
  if (words.length > NAME_LENGTH_LIMIT || words === '' || words.startsWith('http')) return 'long'
  const parts = words.split(' ')
  const isSentence =
    /[!?:;,…]$/u.test(words) || (words.endsWith('.') && (parts.at(-1) ?? '').length > 4)
  if (parts.length > 8 || (isSentence && parts.length > 1)) return 'long'
  if (isSentence || !/[\p{L}\p{N}]/u.test(words)) return 'short'
  return parts.length <= NAME_WORD_LIMIT &&
    parts.every((part) => !/^\p{Ll}/u.test(part) || parts.length === 1 || PARTICLE.test(part))
    ? 'Name'
    : 'short'
}

type Groups = Readonly<Record<string, string | undefined>>

/**
 * Groups of a one-line byline as the line spells them, or undefined. The pattern has the places of
 * its groups.
 */
export function matchLine(pattern: RegExp, raw: string): Groups | undefined {
  const folded = raw.toLowerCase()
  const match = pattern.exec(folded)
  const places = match?.indices?.groups
  if (places === undefined || folded.length !== raw.length) return match?.groups
  return Object.fromEntries(
    Object.entries(places).map(([name, place]) => [name, place && raw.slice(...place)]),
  )
}

const makeMatchers = ({ words: { handle, ...others } = {} }: Layout) => ({
  first: matchersFor(others),
  handle: handle === undefined ? HANDLE : longPattern(`^(?:${handle})$`),
})
const compiled = new WeakMap<Layout, ReturnType<typeof makeMatchers>>()

function matchersOf(layout: Layout): ReturnType<typeof makeMatchers> {
  const made = compiled.get(layout) ?? makeMatchers(layout)
  compiled.set(layout, made)
  return made
}

/** True for lines that the layout's own record names, not the common vocabulary. */
export function namesLine(layout: Layout, words: string): boolean {
  const folded = words.toLowerCase()
  return words === '' || matchersOf(layout).first.some(([matcher]) => matcher.test(folded))
}

/**
 * Kind of a line by the words of all sites. `1.2K` is a count, `3h` a time. Null for words.
 */
export const commonKind = memoise((words: string): Kind | null => {
  const folded = words.toLowerCase()
  if (COUNT_LINE.test(words)) return 'count'
  return (
    COMMON_MATCHERS.find(([matcher]) => matcher.test(folded))?.[1] ??
    (TIME_LINE.test(folded) ? 'time' : null)
  )
}, REMEMBERED_COUNT_LIMIT)

/** Removes dots and arrows at the edges: "· 88", "2d •", "3 more replies ➔". */
const withoutDots = (words: string): string =>
  words.replace(/^[·•∙|] (?=\S)|(?<=\S) [·•∙|➔→]$/gu, '')

/** True for a one-line byline with its time, or of a layout without times. */
function hasTime(groups: Groups): boolean {
  const times = Object.keys(groups).filter((group) => group.startsWith('time'))
  return times.length === 0 || times.some((group) => groups[group] !== undefined)
}

function kindOfByline(groups: Groups): Kind {
  if (groups['opening'] !== undefined) return 'opening'
  return hasTime(groups) ? 'line' : 'untimed'
}

export function createKindReader(layout: Layout): (words: string, raw: string) => Kind {
  let line: RegExp | undefined
  const { first, handle } = matchersOf(layout)
  const known = new Map<string, Kind>()
  const find = (words: string, raw: string): Kind => {
    if (words === '') return 'long'
    if (layout.line !== undefined) line ??= compilePattern(layout.line(), raw)
    const groups = line === undefined ? undefined : matchLine(line, raw)
    if (groups !== undefined) return kindOfByline(groups)
    const folded = words.toLowerCase()
    for (const [matcher, kind] of first) if (matcher.test(folded)) return kind
    const common = commonKind(words) ?? commonKind(withoutDots(words))
    if (common !== null) return common
    return handle.test(folded) ? 'handle' : shapeOf(words)
  }
  return (words, raw) => {
    const kind = known.get(raw) ?? find(words, raw)
    if (known.size < REMEMBERED_COUNT_LIMIT) known.set(raw, kind)
    return kind
  }
}

const MORE = new RegExp(
  `(?<=\\S)\\s?(?:(?:…|\\.{3})\\s?(?:(?:see|read|show|view)\\smore|${wordsFor('showMore')})|…\\s?more)$`,
  'iu',
)
const MEASURES = kindsOf('count', 'time')

/** True before "… more". */
export const isMore = (text: string, end: number): boolean =>
  MORE.test((text.slice(Math.max(0, end - 1), end + 30).split('\n', 1)[0] ?? '').trimEnd())

/** Drops the mark behind a line: "… See more". */
function withoutMark(text: string, line: PageLine): PageLine {
  if (!/(?:…|\.{3})[^…]{1,30}$/.test(text.slice(line.end - 40, line.end))) return line
  const mark = MORE.exec(text.slice(Math.max(line.start, line.end - 80), line.end))
  if (mark === null) return line
  const words = line.words
    .slice(0, Math.max(0, line.words.length - foldSpace(mark[0]).length))
    .trim()
  return { ...line, end: line.end - mark[0].length, words }
}

/** Cuts lines with a byline and first words in two. */
function cutLines(text: string, lines: readonly PageLine[], pattern: RegExp): PageLine[] {
  const byline = compilePattern(pattern, text)
  const wordsIn = (start: number, end: number): string =>
    end - start <= LINE_LENGTH_LIMIT ? foldSpace(text.slice(start, end)) : ''
  return lines.flatMap((whole): PageLine[] => {
    const head = text
      .slice(whole.start, Math.min(whole.end, whole.start + LINE_LENGTH_LIMIT))
      .toLowerCase()
    const at = byline.exec(head)?.indices?.groups?.['text']?.[0]
    if (at === undefined) return [whole]
    const start = whole.start + at
    const end = whole.start + text.slice(whole.start, start).trimEnd().length
    const label = { ...whole, end, words: wordsIn(whole.start, end), whole }
    return start < whole.end
      ? [label, { ...whole, start, words: wordsIn(start, whole.end), blankCountAbove: 0 }]
      : [label]
  })
}

/** True for the caption of a picture that repeats the name `distance` lines below it. */
function repeatsName(lines: readonly PageLine[], at: number, distance: number): boolean {
  const end = at + 1 + distance
  return (
    lines[at]?.words === lines[end - 1]?.words &&
    lines.slice(at + 1, end).every(({ blankCountAbove }) => blankCountAbove === 0)
  )
}

export function parseKinds(
  text: string,
  layout: Layout,
  pageLines: readonly PageLine[],
): readonly KindLine[] {
  const whole = pageLines.map((each) => withoutMark(text, each))
  const lines = layout.opens === undefined ? whole : cutLines(text, whole, layout.opens())
  const kindOf = createKindReader(layout)
  const { handle } = matchersOf(layout)
  const kindAt = (at: number): Kind => {
    const words = lines[at]?.words ?? ''
    const kind = kindOf(words, text.slice(lines[at]?.start, lines[at]?.end))
    const isHandle = isNameOfPicture(lines, at, kind, kindOf) && handle.test(words.toLowerCase())
    return isHandle ? 'handle' : kind
  }
  const captionAt = (index: number, words: string): Kind | null => {
    if (words.length > NAME_LENGTH_LIMIT) return null
    if (repeatsName(lines, index, 1) && !MEASURES.has(kindOf(words, words)))
      return kindAt(index - 1) === 'picture' ? 'picture' : 'badge'
    return repeatsName(lines, index, 2) && kindAt(index + 1) === 'badge' ? 'badge' : null
  }
  const scrambled = findScrambled(lines)
  const counts = countEach(lines.map(({ words }) => words))
  const read = (index: number, { words, start, end, whole: cut }: PageLine): Kind => {
    if (cut !== undefined) return 'line'
    const part = scrambled.get(index)
    if (part !== undefined) return part
    if (words === '') return end - start < LINE_LENGTH_LIMIT ? 'furniture' : 'long'
    const caption = captionAt(index, words)
    if (caption !== null) return caption
    const kind = kindByPlace(lines, index, kindAt, counts) ?? kindAt(index)
    // Words of a message may look like a byline.
    return kind === 'advert' && (lines[index - 1]?.whole?.end ?? -1) >= end ? shapeOf(words) : kind
  }
  return lines.map((each, index): KindLine => ({ ...each, kind: read(index, each) }))
}

const answeredBy = memoise((words: string) => new RegExp(`^(?:${words})$`, 'iu'), 64)
const AROUND_NAME = lazyPattern(wordsFor('aroundName'), 'giu')
/**
 * Answered account: "Replying to NAME", "NAME said:", or the layout's group `to`. A handle ends at
 * a space.
 */
export function nameAnswered(
  words: string,
  { answered = '(?!)' }: Words = {},
  names?: ReadonlySet<string>,
): string {
  const nameByLayout = answeredBy(answered).exec(words)?.groups?.['to']
  if (nameByLayout !== undefined) return nameByLayout
  const shown = words.replace(AROUND_NAME(), '')
  const named = shown.replace(/^@(?=[^\s@])/, '')
  return named === shown || names?.has(named)
    ? named
    : named.replace(/^([^\s@]+?)(?:さん\S*)?(?:\s.*)?$/su, '$1')
}

/** Thread labels that nobody writes as words: "Most Activity". */
export const THREAD_LABELS: ReadonlySet<string> = new Set([
  'main post',
  'original post',
  'opening post',
  'most activity',
])
