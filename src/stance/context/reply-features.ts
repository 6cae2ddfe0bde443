import type { PostFeatures } from '../../features/post-features.js'
import type { Token } from '../../features/token.js'

/** Words of a reply that are read: what a reply is to its parent, it says early. */
const MAX_WORDS = 40
/** The bag of words counts as one vector of this length. Choice: cross-validation by deal. */
const BAG_LENGTH = 2
/** Keeps the logarithm of a probability finite. */
const LEAST_PROBABILITY = 1e-4

const COMMON_WORDS: ReadonlySet<string> = new Set(
  'the a an of to in and is it for on that this with be are was at as by i you they we he not have has but or if so just what their its from my your do'.split(
    ' ',
  ),
)

/** Phrases that begin before this word are early. */
const EARLY = 8

/** Phrases by what they do, each as `normalisePhrase` gives it. */
export interface ReplyPhrases {
  readonly kindOf: ReadonlyMap<string, string>
  /** Words of the longest phrase that begins with a word. */
  readonly longestFrom: ReadonlyMap<string, number>
}

/** A feature by its name, and its value. */
export type NamedValue = readonly [name: string, value: number]

const wordsByPost = new WeakMap<PostFeatures, readonly string[]>()

/** The words that are read, without those that only address someone. Kept per post: all replies ask for their parent's. */
function wordsOf(post: PostFeatures): readonly string[] {
  let words = wordsByPost.get(post)
  if (!words) wordsByPost.set(post, (words = readWords(post)))
  return words
}

const HAS_SPACE = /\s/

function readWords({ tokens, addresseeTokenCount }: PostFeatures): readonly string[] {
  const words: string[] = []
  for (let index = addresseeTokenCount; index < tokens.length && words.length < MAX_WORDS; index++) {
    const { kind, normal } = tokens[index] as Token
    if (kind === 'mention') continue
    words.push(kind === 'url' || kind === 'email' ? 'http' : HAS_SPACE.test(normal) ? normal.replace(/\s+/g, '') : normal)
  }
  return words
}

/** Words of a phrase, as replies are read, joined by spaces. */
export function normalisePhrase(phrase: PostFeatures): string {
  return wordsOf(phrase).join(' ')
}

/** How a reply opens and what words it uses, whatever its parent says; no name comes twice. */
export interface ReplyWords {
  /** How it opens and closes. Names hold no tab and no line break. */
  readonly ends: readonly string[]
  /** Words by themselves (null before them) and behind another; `^` stands before the first, `$` behind the last. */
  readonly bag: readonly (readonly [previous: string | null, word: string])[]
  /** What each entry of the bag counts. */
  readonly bagValue: number
  /** What its set phrases do, by name. */
  readonly phrases: readonly string[]
}

export function readReplyWords(reply: PostFeatures, phrases: ReplyPhrases): ReplyWords {
  const words = wordsOf(reply)
  const ends: string[] = []
  for (let length = 1; length <= 3 && length <= words.length; length++) ends.push(`opens ${words.slice(0, length).join(' ')}`)
  if (words.length > 0 && words.length <= 4) ends.push(`whole ${words.join(' ')}`)
  if (words.length > 0) ends.push(`closes ${words.at(-1)}`)
  const bag = fillBag(words)
  return { ends, bag, bagValue: BAG_LENGTH / Math.sqrt(bag.length), phrases: namePhrases(words, phrases) }
}

function fillBag(words: readonly string[]): (readonly [string | null, string])[] {
  const bag: (readonly [string | null, string])[] = []
  const met = new Set<string>()
  const addPair = (previous: string, word: string): void => {
    if (!bag.some(([before, entry]) => before === previous && entry === word)) bag.push([previous, word])
  }
  let previous = '^'
  for (const word of words) {
    const isNew = !met.has(word)
    if (isNew) {
      met.add(word)
      bag.push([null, word], [previous, word])
    } else addPair(previous, word)
    previous = word
  }
  if (words.length > 0) addPair(previous, '$')
  return bag
}

/** {@link readReplyWords} as names and values. */
export function nameWords(reply: PostFeatures, phrases: ReplyPhrases): NamedValue[] {
  const { ends, bag, bagValue, phrases: named } = readReplyWords(reply, phrases)
  return [
    ...ends.map((name) => [name, 1] as const),
    ...bag.map(([previous, word]) => [nameInBag(previous, word), bagValue] as const),
    ...named.map((name) => [name, 1] as const),
  ]
}

const IN_BAG = 'has '
const nameInBag = (previous: string | null, word: string): string =>
  previous === null ? `${IN_BAG}${word}` : `${IN_BAG}${previous} ${word}`

/** The entry of the bag that a name stands for, or null for a name of something else. */
export function bagEntryOf(name: string): readonly [previous: string | null, word: string] | null {
  if (!name.startsWith(IN_BAG)) return null
  const end = name.indexOf(' ', IN_BAG.length)
  return end === -1 ? [null, name.slice(IN_BAG.length)] : [name.slice(IN_BAG.length, end), name.slice(end + 1)]
}

/** Set phrases of agreement and of objection: where one stands says more than which one it is. */
function namePhrases(words: readonly string[], { kindOf, longestFrom }: ReplyPhrases): string[] {
  const found = new Set<string>()
  for (let start = 0; start < words.length; start++) {
    const longest = Math.min(longestFrom.get(words[start] as string) ?? 0, words.length - start)
    for (let length = longest; length > 0; length--) {
      const kind = kindOf.get(words.slice(start, start + length).join(' '))
      if (kind === undefined) continue
      if (start === 0) found.add(`opens with a phrase that ${kind}`)
      if (start === 0 && words.slice(length).every((word) => !/[\p{L}\p{N}]/u.test(word))) found.add(`is a phrase that ${kind}`)
      if (start > 0) found.add(start < EARLY ? `early phrase that ${kind}` : `late phrase that ${kind}`)
      start += length - 1
      break
    }
  }
  return [...found]
}

/** What can be said of how a reply stands beside its parent, whatever side that takes. */
export interface ReplyStance {
  readonly isDeep: boolean
  readonly wordCount: number
  /** Share of its telling words that its parent has too. */
  readonly echoedShare: number
  readonly asks: boolean
  readonly quotes: boolean
  readonly addresses: boolean
}

export function readReplyStance(reply: PostFeatures): ReplyStance {
  const words = wordsOf(reply)
  const heard = new Set(reply.parent === null ? [] : wordsOf(reply.parent))
  let tellingCount = 0
  let echoedCount = 0
  for (const word of words) {
    if (COMMON_WORDS.has(word) || !STARTS_WITH_LETTER.test(word)) continue
    tellingCount += 1
    if (heard.has(word)) echoedCount += 1
  }
  return {
    isDeep: reply.depth > 1,
    wordCount: words.length,
    echoedShare: echoedCount / (1 + tellingCount),
    asks: words.at(-1)?.endsWith('?') ?? false,
    quotes: /["“]/.test(reply.text),
    addresses: reply.addresseeTokenCount > 0,
  }
}

const STARTS_WITH_LETTER = /^\p{L}/u

/**
 * How a reply stands beside its parent, when the parent takes one side.
 *
 * @param own    probabilities of the labels by the reply's own words
 * @param places where the parent's side, the other side and the neutral label stand among the labels
 */
export function nameReply(
  { isDeep, wordCount, echoedShare, asks, quotes, addresses }: ReplyStance,
  own: ArrayLike<number>,
  { same, opposite, neutral }: { readonly same: number; readonly opposite: number; readonly neutral: number },
): NamedValue[] {
  const logOf = (place: number): number => Math.log(Math.max(own[place] as number, LEAST_PROBABILITY))
  const values: NamedValue[] = [
    ['words speak for the same side', logOf(same) - logOf(neutral)],
    ['words speak for the other side', logOf(opposite) - logOf(neutral)],
    ['answers a reply', isDeep ? 1 : 0],
    ['answers a reply shortly', isDeep && wordCount <= 6 ? 1 : 0],
    ['length', Math.min(1, Math.log1p(wordCount) / 5)],
    ['at most three words', wordCount <= 3 ? 1 : 0],
    ['at most six words', wordCount <= 6 ? 1 : 0],
    ['share of words echoed', echoedShare],
    ['echoes a word', echoedShare > 0 ? 1 : 0],
    ['ends with a question mark', asks ? 1 : 0],
    ['quotes', quotes ? 1 : 0],
    ['addresses someone', addresses ? 1 : 0],
    ['parent takes the later side', same > opposite ? 1 : 0],
  ]
  return values.filter(([, value]) => value !== 0)
}
