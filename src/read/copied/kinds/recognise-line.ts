import { compilePattern, lazyPattern, longPattern, memoise } from '../../../base/text/lazily.js'
import lines from '../words/lines.json' with { type: 'json' }
import { fillIn, wordsFor } from '../words/words.js'
import { COUNT_LINE, countOrTime, TIME_SIGN } from './counts-and-times.js'
import { type Kind, WORDED_KINDS } from './kinds.js'
import type { Layout, Words } from './layout.js'

/** Whole lines common to many sites. A layout's own words come first. */
const COMMON: Words = lines

/** Matches in lower case: a case-insensitive regular expression takes five times as long to make. */
const matchersFor = (words: Words, timeSign?: RegExp): (readonly [ReturnType<typeof longPattern>, Kind])[] =>
  WORDED_KINDS.flatMap((kind) => {
    const pattern = longPattern(`^(?:${fillIn(words[kind] ?? '')})$`, 'u', kind === 'time' ? timeSign : undefined)
    return words[kind] === undefined ? [] : [[pattern, kind] as const]
  })
const COMMON_MATCHERS = matchersFor(COMMON, TIME_SIGN)
const REMEMBERED_COUNT_LIMIT = 4096
const HANDLE = /^@[^\s@,;:!?()"“”]{1,63}$/u
const NAME_LENGTH_LIMIT = 60
const NAME_WORD_LIMIT = 8
const PARTICLE = /^(?:van|de|der|den|von|und|of|the|da|di|del|du|la|le|el|al|bin|ibn|y|e|and|&|to)$/iu

/** Shape of words: a name, short enough for one, or neither. */
export function shapeOf(words: string): 'Name' | 'short' | 'long' {
  if (words.length > NAME_LENGTH_LIMIT || words === '' || words.startsWith('http')) return 'long'
  const parts = words.split(' ')
  const isSentence = /[!?:;,…]$/u.test(words) || (words.endsWith('.') && (parts.at(-1) ?? '').length > 4)
  if (parts.length > NAME_WORD_LIMIT || (isSentence && parts.length > 1)) return 'long'
  if (isSentence || !/[\p{L}\p{N}]/u.test(words)) return 'short'
  return parts.length <= 6 && parts.every((part) => !/^\p{Ll}/u.test(part) || parts.length === 1 || PARTICLE.test(part)) ? 'Name' : 'short'
}

/** Groups of a one-line byline, or undefined. `line` is in lower case where it has the flag d. */
export function matchLine(line: RegExp, raw: string): Readonly<Record<string, string | undefined>> | undefined {
  const text = line.hasIndices ? raw.toLowerCase() : raw
  const match = line.exec(text)
  const places = match?.indices?.groups
  if (places === undefined || text.length !== raw.length) return match?.groups
  return Object.fromEntries(Object.entries(places).map(([name, place]) => [name, place && raw.slice(...place)]))
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
  const { gone } = layout
  return (
    words === '' ||
    (gone !== undefined && words.replace(gone(), '').trim() === '') ||
    matchersOf(layout).first.some(([matcher]) => matcher.test(folded))
  )
}

export const commonKind = memoise((words: string): Kind | null => {
  const folded = words.toLowerCase()
  return COUNT_LINE.test(words) ? 'count' : (COMMON_MATCHERS.find(([matcher]) => matcher.test(folded))?.[1] ?? countOrTime(words))
}, REMEMBERED_COUNT_LIMIT)

/** Removes dots at the edges: "· 88", "2d •". */
const withoutDots = (words: string): string => words.replace(/^[·•∙|] (?=\S)|(?<=\S) [·•∙|]$/gu, '')

/** True for a one-line byline with its time, or of a layout without times. */
function hasTime(groups: Readonly<Record<string, string | undefined>>): boolean {
  const times = Object.keys(groups).filter((group) => group.startsWith('time'))
  return times.length === 0 || times.some((group) => groups[group] !== undefined)
}

/**
 * Makes a function from a line (folded, raw) to its kind.
 *
 * @param sign quick test for whole bylines; null where such lines were cut elsewhere
 */
export function createKindReader(layout: Layout, sign: RegExp | null): (words: string, raw: string) => Kind {
  let line: RegExp | undefined
  const { first, handle } = matchersOf(layout)
  const known = new Map<string, Kind>()
  const find = (words: string, raw: string): Kind => {
    if (words === '') return 'long'
    if (layout.line !== undefined && sign?.test(raw)) line ??= compilePattern(layout.line(), raw)
    const times = line === undefined ? undefined : matchLine(line, raw)
    const folded = words.toLowerCase()
    if (times?.['opening'] !== undefined) return 'opening'
    if (times !== undefined) return hasTime(times) ? 'line' : 'untimed'
    for (const [matcher, kind] of first) if (matcher.test(folded)) return kind
    const common = commonKind(words) ?? commonKind(withoutDots(words))
    if (common !== null) return common
    return handle.test(folded) ? 'handle' : shapeOf(words)
  }
  return (words, raw) => {
    const found = known.get(raw) ?? find(words, raw)
    if (known.size < REMEMBERED_COUNT_LIMIT) known.set(raw, found)
    return found
  }
}

const AROUND_NAME = lazyPattern(wordsFor('aroundName'), 'giu')
/** Answered account: "Replying to NAME", "NAME said:", or the layout's group `to`. A handle ends at a space. */
export function nameAnswered(words: string, { answered = '' }: Words = {}, names?: ReadonlySet<string>): string {
  const own = answered.includes('(?<to>') ? new RegExp(`^(?:${answered})$`, 'iu').exec(words)?.groups?.['to'] : undefined
  if (own !== undefined) return own
  const shown = words.replace(AROUND_NAME(), '')
  const named = shown.replace(/^@(?=[^\s@])/, '')
  return named === shown || names?.has(named) ? named : named.replace(/^([^\s@]+?)(?:さん\S*)?(?:\s.*)?$/su, '$1')
}

/** Thread labels that nobody writes as words: "Most Activity". */
export const THREAD_LABELS: ReadonlySet<string> = new Set(['main post', 'original post', 'opening post', 'most activity'])
export const isThreadLabel = (words: string): boolean => THREAD_LABELS.has(words.toLowerCase().replace(/ ?:$/, ''))
