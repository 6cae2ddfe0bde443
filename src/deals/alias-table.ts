import type { Token } from '../features/token.js'
import { remember } from '../text/memoise.js'
import type { Deal } from './deal.js'
import { collectNames, type DealName, squeeze } from './deal-names.js'
import { isEverydayWord } from './everyday-words.js'
import { compileNearSpelling } from './near-spelling.js'

/** A name of the catalogue in a text. */
export interface NameHit {
  readonly name: DealName
  /** Index of the first token, and how many tokens the name takes. */
  readonly tokenIndex: number
  readonly tokenCount: number
  /** An everyday word written in small letters: perhaps no name at all. */
  readonly isWeak: boolean
}

/** Names of deals to be found in a text. */
export interface AliasTable {
  /** Names in a text from the token `from` on, left to right, none overlapping; where several begin at a token the longest. */
  find(tokens: readonly Token[], from?: number): readonly NameHit[]
}

interface Pattern {
  readonly name: DealName
  /** The normals after the first. */
  readonly rest: readonly string[]
}

/** Shortest name that a longer handle may begin with, as "Anthropic" in "@AnthropicAI". Choice: shorter ones begin many people's names. */
const MIN_HANDLE_START_LENGTH = 6

/** Letters of a handle that are looked at. */
const MAX_HANDLE_START_LENGTH = 40

/** What companies put after their name in a handle; a shorter name counts before these. */
const HANDLE_ENDINGS: ReadonlySet<string> = new Set(
  'ai app co company corp dev devs global group hq inc labs news official plc press support team tech uk us usa'.split(' '),
)

/** Words of which it is kept whether names begin with them. */
const REMEMBERED_WORD_COUNT = 16_384

const NO_HITS: readonly NameHit[] = Object.freeze([])
/** The mark between the words of a name that a post may write where the catalogue has a space. */
const HAS_OTHER_MARKS = /[^\p{L}\p{N}]/u

/**
 * Compiles the names of a catalogue into a table over tokens. Case never counts. Names of several words are matched as a row of tokens;
 * hashtags and handles by their letters; a possessive or plural s is ignored; words of six letters and more may be misspelt by one edit.
 */
export function compileAliasTable(deals: readonly Deal[]): AliasTable {
  const patternsByFirst = new Map<string, Pattern[]>()
  const nameBySqueezed = new Map<string, DealName>()
  for (const { name, written } of collectNames(deals)) {
    const [first = '', ...rest] = name.key.split(' ')
    addTo(patternsByFirst, first, { name, rest })
    const squeezed = squeeze(written)
    if (squeezed.length >= 2 && !nameBySqueezed.has(squeezed)) nameBySqueezed.set(squeezed, name)
  }
  // "HD DVD" is also written "HDDVD"; names of one word are there already, and "models" is no "Model S".
  for (const [squeezed, name] of nameBySqueezed)
    if (squeezed.length >= 4 && !patternsByFirst.has(squeezed) && !isEverydayWord(squeezed))
      patternsByFirst.set(squeezed, [{ name, rest: [] }])
  for (const patterns of patternsByFirst.values()) patterns.sort((a, b) => b.rest.length - a.rest.length)
  const nearSpelling = compileNearSpelling(patternsByFirst.keys())

  const patternsOfWord = remember((word): readonly Pattern[] | null => {
    const exact = patternsByFirst.get(word)
    if (exact !== undefined) return exact
    // The segmenter of other languages than English keeps a possessive whole.
    const owner = word.endsWith("'s") ? patternsByFirst.get(word.slice(0, -2)) : undefined
    if (owner !== undefined) return owner
    const near = nearSpelling(word)
    if (near !== null) return patternsByFirst.get(near) ?? null
    return (HAS_OTHER_MARKS.test(word) ? patternsByFirst.get(squeeze(word)) : undefined) ?? null
  }, REMEMBERED_WORD_COUNT)

  const patternsOf = ({ kind, normal }: Token): readonly Pattern[] | null =>
    kind === 'word' && normal.length >= 4 ? patternsOfWord(normal) : (patternsByFirst.get(normal) ?? null)

  const nameOfHandle = (handle: string): DealName | undefined => {
    const letters = squeeze(handle)
    const whole = nameBySqueezed.get(letters)
    if (whole !== undefined) return whole
    for (let length = Math.min(letters.length - 1, MAX_HANDLE_START_LENGTH); length >= 2; length -= 1) {
      const name = nameBySqueezed.get(letters.slice(0, length))
      if (name === undefined) continue
      if ((length >= MIN_HANDLE_START_LENGTH && !name.isEveryday) || HANDLE_ENDINGS.has(letters.slice(length))) return name
    }
    return undefined
  }

  const find = (tokens: readonly Token[], from = 0): readonly NameHit[] => {
    let hits: NameHit[] | undefined
    for (let index = from; index < tokens.length; ) {
      const token = tokens[index] as Token
      let name: DealName | undefined
      let tokenCount = 1
      if (token.kind === 'mention' || token.kind === 'hashtag') name = nameOfHandle(token.normal)
      else {
        const pattern = patternsOf(token)?.find(({ rest }) => follows(tokens, index + 1, rest))
        if (pattern !== undefined) {
          name = pattern.name
          tokenCount = 1 + pattern.rest.length
        }
      }
      if (name !== undefined && !(name.aliasOf !== null && isModelNumber(tokens[index + tokenCount]))) {
        const isWeak = name.isEveryday && token.text === token.normal && token.kind === 'word'
        ;(hits ??= []).push({ name, tokenIndex: index, tokenCount, isWeak })
      }
      index += tokenCount
    }
    return hits ?? NO_HITS
  }
  return Object.freeze({ find })
}

/** "Colossus 3" is another thing than "Colossus", which alone points at one deal. */
function isModelNumber(token: Token | undefined): boolean {
  return token?.kind === 'number' && /^\d{1,2}$/.test(token.normal)
}

function follows(tokens: readonly Token[], from: number, normals: readonly string[]): boolean {
  for (let offset = 0; offset < normals.length; offset += 1) if (tokens[from + offset]?.normal !== normals[offset]) return false
  return true
}

function addTo<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}

/** One hit a name, in order of first appearance: weak only where every one is. */
export function distinctHits(hits: readonly NameHit[]): readonly NameHit[] {
  if (hits.length < 2) return hits
  const byName = new Map<DealName, NameHit>()
  for (const hit of hits) if (byName.get(hit.name)?.isWeak ?? true) byName.set(hit.name, hit)
  return [...byName.values()]
}
