import { editDistance } from '../../base/text/string-distance.js'
import { type Phrase, PhraseIndex, phraseAt } from '../features/phrase-index.js'
import type { Word } from '../features/token.js'
import type { Deal } from './deal.js'
import { collectNames, compactName, type DealName, EVERYDAY_NAMES } from './deal-names.js'

/** A name found in a text, with its place. */
export interface NameHit {
  readonly name: DealName
  /** True for an everyday word in lower case, which may not be a name. */
  readonly isWeak: boolean
}

/** Finds the names in a text from word `from` on, each once. Goes left to right, and takes the longest at each token. */
export type FindNames = (words: readonly Word[], from?: number) => readonly NameHit[]

/** Shortest name found at the start of a handle: "Anthropic" in "@AnthropicAI". Choice: shorter ones begin many people's names. */
const MIN_HANDLE_START_LENGTH = 6

const MAX_HANDLE_START_LENGTH = 40

/** Shortest company name that is found misspelt. Choice: one letter turns many shorter names into other words. */
const MIN_MISSPELT_LENGTH = 8

/** Ends of companies' handles. Before these, a shorter name matches too. */
const HANDLE_ENDINGS: ReadonlySet<string> = new Set(
  'ai app co company corp dev devs global group hq inc labs news official plc press support team tech uk us usa'.split(' '),
)

const NO_HITS: readonly NameHit[] = Object.freeze([])
const HAS_OTHER_MARKS = /[^\p{L}\p{N}]/u

/**
 * Compiles the names of deals into a lookup over tokens. Case and a final s are ignored; hashtags and handles match by their letters. A
 * capitalised company name may have one letter wrong: "Anthropoc".
 */
export function compileNames(deals: readonly Deal[]): FindNames {
  const names = collectNames(deals)
  const phrases = new PhraseIndex(names, ({ key }) => key)
  const nameByCompact = new Map<string, DealName>()
  for (const name of names) if (name.compact.length >= 2 && !nameByCompact.has(name.compact)) nameByCompact.set(name.compact, name)
  const companies = names.filter(({ key, roles }) => key.length >= MIN_MISSPELT_LENGTH && !key.includes(' ') && isCompany(roles))
  const misspelt = (word: string): readonly Phrase<DealName>[] | undefined => {
    const value = word.length < MIN_MISSPELT_LENGTH - 1 ? undefined : companies.find(({ key }) => isMisspelt(word, key))
    return value && [{ rest: [], value }]
  }
  const begunBy = (word: string): readonly Phrase<DealName>[] | undefined => {
    const value = nameByCompact.get(word)
    // "HD DVD" is also written "HDDVD", but "models" is not "Model S".
    const isJoined = value && word.length >= 4 && !EVERYDAY_NAMES.has(word) && !/ \p{L}$/u.test(value.key)
    return phrases.get(word) ?? (isJoined ? [{ rest: [], value }] : undefined)
  }

  /** Names that begin with a word or another form of it. */
  const patternsOfWord = (word: string): readonly Phrase<DealName>[] | undefined => {
    const own = begunBy(word)
    if (own !== undefined || word.length < 4) return own
    // `Intl.Segmenter` does not split off a possessive.
    const owner = word.endsWith("'s") ? begunBy(word.slice(0, -2)) : undefined
    if (owner !== undefined) return owner
    const singular = word.slice(0, -1)
    const plural = word.endsWith('s') && word.length >= 5 && !EVERYDAY_NAMES.has(singular) ? begunBy(singular) : undefined
    if (plural !== undefined) return plural
    return HAS_OTHER_MARKS.test(word) ? begunBy(compactName(word)) : undefined
  }
  const nameOfHandle = (handle: string): DealName | undefined => {
    const letters = compactName(handle)
    const whole = nameByCompact.get(letters)
    if (whole !== undefined) return whole
    for (let length = Math.min(letters.length - 1, MAX_HANDLE_START_LENGTH); length >= 2; length -= 1) {
      const name = nameByCompact.get(letters.slice(0, length))
      if (name === undefined) continue
      if ((length >= MIN_HANDLE_START_LENGTH && !EVERYDAY_NAMES.has(name.key)) || HANDLE_ENDINGS.has(letters.slice(length))) return name
    }
    return undefined
  }

  const patternsOf = ({ kind, normal, text }: Word): readonly Phrase<DealName>[] => {
    if (kind === 'word') return patternsOfWord(normal) ?? (/^\p{Lu}/u.test(text) ? misspelt(normal) : undefined) ?? []
    if (kind !== 'mention' && kind !== 'hashtag') return begunBy(normal) ?? []
    const value = nameOfHandle(normal)
    return value ? [{ rest: [], value }] : []
  }

  return (words, from = 0) => {
    let hits: Map<DealName, NameHit> | undefined
    for (let index = from; index < words.length; ) {
      const word = words[index] as Word
      const pattern = phraseAt(patternsOf(word), words, index)
      index += 1 + (pattern?.rest.length ?? 0)
      if (pattern === undefined) continue
      const name = pattern.value
      if (isModelNumber(words[index]) && [...name.roles.values()].includes('alias')) continue
      const isWeak = EVERYDAY_NAMES.has(name.key) && word.text === word.normal && word.kind === 'word'
      hits ??= new Map()
      if (hits.get(name)?.isWeak ?? true) hits.set(name, { name, isWeak })
    }
    return hits ? [...hits.values()] : NO_HITS
  }
}

const isCompany = (roles: DealName['roles']): boolean => [...roles.values()].some((role) => role === 'mover' || role === 'counterparty')

/** One edit after the first letter. "discovery" is another word than "discover". */
const isMisspelt = (word: string, name: string): boolean =>
  word.charAt(0) === name.charAt(0) && !word.startsWith(name) && !name.startsWith(word) && editDistance(word, name, 1) === 1

/** "Colossus 3" is not the alias "Colossus". */
const isModelNumber = (word: Word | undefined): boolean => word?.kind === 'number' && /^\d{1,2}$/.test(word.normal)
