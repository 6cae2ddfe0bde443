import { type Phrase, type PhraseIndex, phraseAt } from '../../features/phrase-index.js'
import { factOf, type PostFeatures, type Word } from '../../features/token.js'

/** The most words of a reply that are used. A reply shows its relation to its parent early. */
const MAX_WORDS = 40
/** Length that the bag-of-words vector is scaled to. Chosen by cross-validation by deal. */
const BAG_LENGTH = 2
/** Keeps the logarithm of a probability finite. */
const MIN_PROBABILITY = 1e-4

const COMMON_WORDS: ReadonlySet<string> = new Set(
  'the a an of to in and is it for on that this with be are was at as by i you they we he not have has but or if so just what their its from my your do'.split(
    ' ',
  ),
)

/** A phrase that starts before this word index is early. */
const EARLY = 8

/** Set phrases and the relation each expresses; phrases are normalised by `normalisePhrase`. */
export interface ReplyPhrases {
  readonly kindOf: ReadonlyMap<string, string>
  readonly byFirst: PhraseIndex<string>
}

export type FeatureValue = readonly [name: string, value: number]

/** Words of a post without its leading addressees. */
function wordsOf({ words, addresseeTokenCount }: PostFeatures): readonly string[] {
  const found: string[] = []
  for (let index = addresseeTokenCount; index < words.length && found.length < MAX_WORDS; index++) {
    const word = words[index] as Word
    if (word.kind !== 'mention') found.push(spellingOf(word))
  }
  return found
}

const spellingOf = factOf(({ kind, normal }) => (kind === 'url' || kind === 'email' ? 'http' : normal.replace(/\s+/g, '')))

/** The words of a phrase, tokenised as replies are, joined by spaces. */
export const normalisePhrase = (phrase: PostFeatures): string => wordsOf(phrase).join(' ')

const STARTS_WITH_LETTER = /^\p{L}/u

/** Features of a reply beside its parent that hold for either side the parent may take. No name occurs twice, or contains a tab or line break. */
export function replyFeatures(reply: PostFeatures, phrases: ReplyPhrases): FeatureValue[] {
  const words = wordsOf(reply)
  const values: FeatureValue[] = []
  const add = (name: string, value: number | boolean): void => {
    if (Number(value) !== 0) values.push([name, Number(value)])
  }
  for (let length = 1; length <= 3 && length <= words.length; length++) add(`opens ${words.slice(0, length).join(' ')}`, 1)
  add(`whole ${words.join(' ')}`, words.length > 0 && words.length <= 4)
  add(`closes ${words.at(-1)}`, words.length > 0)
  const bag = bagOf(words)
  for (const name of bag) add(name, BAG_LENGTH / Math.sqrt(bag.size))
  for (const name of phraseFeatureNames(words, phrases)) add(name, 1)
  const isDeep = reply.depth > 1
  const echoedShare = echoedShareOf(words, reply.parent === null ? [] : wordsOf(reply.parent))
  add('answers a reply', isDeep)
  add('answers a reply shortly', isDeep && words.length <= 6)
  add('length', Math.min(1, Math.log1p(words.length) / 5))
  add('at most three words', words.length <= 3)
  add('at most six words', words.length <= 6)
  add('share of words echoed', echoedShare)
  add('echoes a word', echoedShare > 0)
  add('ends with a question mark', words.at(-1)?.endsWith('?') ?? false)
  add('quotes', /["“]/.test(reply.text))
  add('addresses someone', reply.addresseeTokenCount > 0)
  return values
}

/** Names of the features for single words and pairs of adjacent words; `^` precedes the first word and `$` follows the last. */
function bagOf(words: readonly string[]): ReadonlySet<string> {
  const bag = new Set<string>()
  let previous = '^'
  for (const word of words) {
    bag.add(`has ${word}`).add(`has ${previous} ${word}`)
    previous = word
  }
  return words.length > 0 ? bag.add(`has ${previous} $`) : bag
}

function echoedShareOf(words: readonly string[], parentWords: readonly string[]): number {
  const known = new Set(parentWords)
  const content = words.filter((word) => !COMMON_WORDS.has(word) && STARTS_WITH_LETTER.test(word))
  return content.filter((word) => known.has(word)).length / (1 + content.length)
}

/** Features of a reply whose parent takes the side `same`. @param own probabilities of the labels from the reply's own words */
export function sideFeatures(
  own: ArrayLike<number>,
  { same, opposite, neutral }: { readonly same: number; readonly opposite: number; readonly neutral: number },
): FeatureValue[] {
  const logOf = (place: number): number => Math.log(Math.max(own[place] as number, MIN_PROBABILITY))
  return [
    ['words speak for the same side', logOf(same) - logOf(neutral)],
    ['words speak for the other side', logOf(opposite) - logOf(neutral)],
    ['parent takes the later side', same > opposite ? 1 : 0],
  ]
}

/** The longest set phrase that starts at a word, of the given kind if any. */
function longestPhrase(words: readonly string[], start: number, phrases: ReplyPhrases, wanted?: string): Phrase<string> | undefined {
  const begun = phrases.byFirst.get(words[start] as string) ?? []
  const among = wanted === undefined ? begun : begun.filter(({ value }) => phrases.kindOf.get(value) === wanted)
  return phraseAt(among, words, start)
}

/** Features for set phrases of agreement and objection. Their position is more informative than their exact words. */
function phraseFeatureNames(words: readonly string[], phrases: ReplyPhrases): string[] {
  const found = new Set<string>()
  for (let start = 0; start < words.length; start++) {
    const phrase = longestPhrase(words, start, phrases)
    if (phrase === undefined) continue
    const kind = phrases.kindOf.get(phrase.value)
    const length = 1 + phrase.rest.length
    if (start === 0) found.add(`opens with a phrase that ${kind}`)
    if (start === 0 && words.slice(length).every((word) => !/[\p{L}\p{N}]/u.test(word))) found.add(`is a phrase that ${kind}`)
    if (start > 0) found.add(start < EARLY ? `early phrase that ${kind}` : `late phrase that ${kind}`)
    start += length - 1
  }
  return [...found]
}

/** Words that may stand beside a phrase of agreement and change nothing; quotation marks and the like stand there too. */
const BESIDE_AGREEMENT: ReadonlySet<string> = new Set('so much very indeed totally correct true right same + ^ %'.split(' '))
const ENDS_OR_QUOTES = /^[.,!…"'“”‘’*_~]+$/u

/** Whether a post says that it agrees and nothing else: "this.", "so much this", "yes, exactly". It takes the side of what it answers. */
export function isBareAgreement(post: PostFeatures, phrases: ReplyPhrases): boolean {
  const words = wordsOf(post).filter((word) => !ENDS_OR_QUOTES.test(word))
  let agrees = false
  for (let start = 0; start < words.length; ) {
    const phrase = longestPhrase(words, start, phrases, 'agrees')
    if (phrase === undefined && !BESIDE_AGREEMENT.has(words[start] as string)) return false
    agrees ||= phrase !== undefined
    start += 1 + (phrase?.rest.length ?? 0)
  }
  return agrees
}
