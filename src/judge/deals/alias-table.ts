import { type Phrase, PhraseIndex, phraseAt } from '../features/phrase-index.js'
import { factIn, type Word } from '../features/token.js'
import type { Deal } from './deal.js'
import { collectNames, compactName, type DealName, EVERYDAY_NAMES } from './deal-names.js'

/** A catalogue name in a text. */
export interface NameHit {
  readonly name: DealName
  /** Whether it is an everyday word in lower case, and so perhaps not a name, wherever it stands. */
  readonly isWeak: boolean
}

/** Finds the names in a text from word `from` on, each once: left to right, without overlaps, the longest where several start at one token. */
export type FindNames = (words: readonly Word[], from?: number) => readonly NameHit[]

/** The shortest name that matches as the prefix of a handle, as "Anthropic" in "@AnthropicAI". Choice: shorter ones begin many people's names. */
const MIN_HANDLE_START_LENGTH = 6

/** The longest prefix of a handle that is looked up. */
const MAX_HANDLE_START_LENGTH = 40

/** Suffixes that companies add to their name in a handle. Before these, a shorter name matches too. */
const HANDLE_ENDINGS: ReadonlySet<string> = new Set(
  'ai app co company corp dev devs global group hq inc labs news official plc press support team tech uk us usa'.split(' '),
)

const NO_HITS: readonly NameHit[] = Object.freeze([])
/** Matches a separator other than a space within a name. */
const HAS_OTHER_MARKS = /[^\p{L}\p{N}]/u

/**
 * Compiles the names of a catalogue into a lookup table over tokens. Case is ignored. Names of several words match as consecutive tokens;
 * hashtags and handles match by their letters; a possessive or plural s is ignored.
 */
export function compileNames(deals: readonly Deal[]): FindNames {
  const names = collectNames(deals)
  const phrases = new PhraseIndex(names, ({ key }) => key)
  const nameByCompact = new Map<string, DealName>()
  for (const name of names) if (name.compact.length >= 2 && !nameByCompact.has(name.compact)) nameByCompact.set(name.compact, name)
  const begunBy = (word: string): readonly Phrase<DealName>[] | undefined => {
    const value = nameByCompact.get(word)
    // "HD DVD" is also written "HDDVD", but "models" is not "Model S".
    const isJoined = value && word.length >= 4 && !EVERYDAY_NAMES.has(word) && !/ \p{L}$/u.test(value.key)
    return phrases.get(word) ?? (isJoined ? [{ rest: [], value }] : undefined)
  }

  /** The names that begin with a word, or else with another form of it. */
  const patternsOfWord = (word: string): readonly Phrase<DealName>[] | undefined => {
    const own = begunBy(word)
    if (own !== undefined || word.length < 4) return own
    // `Intl.Segmenter`, used for other languages, does not split off a possessive.
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

  const patternsOf = ({ kind, normal }: Word): readonly Phrase<DealName>[] => {
    if (kind !== 'mention' && kind !== 'hashtag') return (kind === 'word' ? patternsOfWord(normal) : begunBy(normal)) ?? []
    const value = nameOfHandle(normal)
    return value ? [{ rest: [], value }] : []
  }

  return (words, from = 0) => {
    let hits: Map<DealName, NameHit> | undefined
    for (let index = from; index < words.length; ) {
      const word = words[index] as Word
      const pattern = phraseAt(patternsIn(patternsOf, word), words, index)
      index += 1 + (pattern?.rest.length ?? 0)
      if (pattern === undefined) continue
      const name = pattern.value
      if (name.aliasOf !== null && isModelNumber(words[index])) continue
      const isWeak = EVERYDAY_NAMES.has(name.key) && word.text === word.normal && word.kind === 'word'
      hits ??= new Map()
      if (hits.get(name)?.isWeak ?? true) hits.set(name, { name, isWeak })
    }
    return hits ? [...hits.values()] : NO_HITS
  }
}

const patternsIn = factIn((patternsOf: (word: Word) => readonly Phrase<DealName>[], word) => patternsOf(word))

/** "Colossus 3" is not "Colossus", an alias of one deal. */
const isModelNumber = (word: Word | undefined): boolean => word?.kind === 'number' && /^\d{1,2}$/.test(word.normal)
