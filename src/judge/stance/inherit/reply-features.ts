import { NGRAM_NEGATIONS } from '../../features/negation.js'
import { type Phrase, type PhraseIndex, phraseAt } from '../../features/phrase-index.js'
import type { PostFeatures, Word } from '../../features/token.js'

/** The most words of a reply that are used. A reply shows its relation to its parent early. */
const MAX_WORDS = 40

const COMMON_WORDS: ReadonlySet<string> = new Set(
  (
    'the a an of to in and is it for on that this with be are was at as by i you they we he not have has but or if so just what their its ' +
    'from my your do will would can could about all them there who how when than then out up no more his her our us me any some get like one ' +
    'been being were did does into over only also very too even because which these those after before own via new part plan'
  ).split(' '),
)

/** A phrase that starts before this word index is early. */
const EARLY = 8

/** Set phrases and the relation each expresses; phrases are normalised by `normalisePhrase`. */
export interface ReplyPhrases {
  readonly kindOf: ReadonlyMap<string, string>
  readonly byFirst: PhraseIndex<string>
}

export type FeatureValue = readonly [name: string, value: number]

/** Lines that quote what a post answers, as mail and forums mark them. */
const QUOTED_LINE = /^[ \t]*>.*$/gm

/** Words of a post without its leading addressees, and without quoted lines, which are its parent's words. */
function wordsOf({ words, starts, text, addresseeTokenCount }: PostFeatures): readonly string[] {
  const quoted = text.includes('>')
    ? [...text.matchAll(QUOTED_LINE)].map(({ index, 0: line }) => [index, index + line.length] as const)
    : []
  const found: string[] = []
  for (let index = addresseeTokenCount; index < words.length && found.length < MAX_WORDS; index++) {
    const word = words[index] as Word
    const start = starts[index] as number
    if (word.kind !== 'mention' && !quoted.some(([from, to]) => start >= from && start < to)) found.push(spellingOf(word))
  }
  return found
}

const spellingOf = ({ kind, normal }: Word): string => (kind === 'url' || kind === 'email' ? 'http' : normal.replace(/\s+/g, ''))

/** The words of a phrase, tokenised as replies are, joined by spaces. */
export const normalisePhrase = (phrase: PostFeatures): string => wordsOf(phrase).join(' ')

/** Features of a reply and its parent that do not depend on the parent's side. No name occurs twice, or contains a tab or line break. */
export function replyFeatures(reply: PostFeatures, phrases: ReplyPhrases): FeatureValue[] {
  const words = wordsOf(reply)
  const values: FeatureValue[] = []
  const add = (name: string, value: number | boolean): void => {
    if (Number(value) !== 0) values.push([name, Number(value)])
  }
  for (let length = 1; length <= 3 && length <= words.length; length++) add(`opens ${words.slice(0, length).join(' ')}`, 1)
  for (const name of phraseFeatureNames(words, phrases)) add(name, 1)
  const content = contentOf(words)
  const known = new Set(reply.parent === null ? [] : contentOf(wordsOf(reply.parent)))
  const echoedCount = content.filter((word) => known.has(word)).length
  add('share of words echoed', echoedCount / (1 + content.length))
  add('echoes a word', echoedCount > 0)
  add('ends with a question mark', asks(words))
  add('quotes', /["“]/.test(reply.text))
  add('addresses someone', reply.addresseeTokenCount > 0)
  return values
}

const asks = (words: readonly string[]): boolean => words.at(-1)?.endsWith('?') ?? false

/** Words that name things, without the plural's "s". */
const contentOf = (words: readonly string[]): string[] =>
  words.flatMap((word) =>
    word.length > 2 && /^[\p{L}\p{N}$]/u.test(word) && !COMMON_WORDS.has(word) ? [word.length > 3 ? word.replace(/s$/, '') : word] : [],
  )

/** The move that a thread is about, in words. */
export interface MoveWords {
  readonly mover: string
  readonly move: string
}

const SPLIT = /[^\p{L}\p{N}$%'-]+/u
const namedIn = (text: string): string[] => contentOf(text.toLowerCase().split(SPLIT))

/** Feature of every reply that may have drifted. */
export const DRIFT = 'drift'

/** Features that measure the drift of a deep reply from the move: does it name the mover, or words of the move or the first post? */
export function driftFeatures(reply: PostFeatures, target: MoveWords | null): FeatureValue[] {
  if (reply.depth < 2) return []
  const words = wordsOf(reply)
  const content = new Set(contentOf(words))
  const mover = new Set(namedIn(target?.mover ?? ''))
  const move = new Set([...namedIn(target?.move ?? ''), ...(reply.root === null ? [] : contentOf(wordsOf(reply.root)))])
  const moveCount = [...content].filter((word) => move.has(word) && !mover.has(word)).length
  const named: readonly (readonly [string, boolean])[] = [
    [DRIFT, true],
    ['drift, names the mover', [...content].some((word) => mover.has(word))],
    ['drift, names the move', moveCount > 0],
    ['drift, names the move again', moveCount > 1],
    ['drift, asks', asks(words)],
  ]
  return named.flatMap(([name, holds]): FeatureValue[] => (holds ? [[name, 1]] : []))
}

/** The longest set phrase that starts at a word, of the given kind if any. */
function longestPhrase(words: readonly string[], start: number, phrases: ReplyPhrases, wanted?: string): Phrase<string> | undefined {
  const begun = phrases.byFirst.get(words[start] as string) ?? []
  const among = wanted === undefined ? begun : begun.filter(({ value }) => phrases.kindOf.get(value) === wanted)
  return phraseAt(among, words, start)
}

/** A negation reverses phrases that start within this many words after it: "can't agree with", "not quite right". */
const NEGATION_REACH = 3
/** Words after a phrase of agreement that reverse it: "exactly wrong". */
const TURNS_BACK: ReadonlySet<string> = new Set('wrong backwards incorrect false not opposite'.split(' '))
const ENDS_CLAUSE = /^[.,;:!?…]+$/
const OTHER_KIND: Readonly<Record<string, string>> = { agrees: 'disagrees', disagrees: 'agrees' }

/** Features for set phrases of agreement and objection. Their position is more informative than their exact words. */
function phraseFeatureNames(words: readonly string[], phrases: ReplyPhrases): string[] {
  const found = new Set<string>()
  let negatedUntil = -1
  for (let start = 0; start < words.length; start++) {
    const word = words[start] as string
    const phrase = longestPhrase(words, start, phrases)
    if (phrase === undefined) {
      if (NGRAM_NEGATIONS.has(word) || (word === 'from' && words[start - 1] === 'far')) negatedUntil = start + NEGATION_REACH
      else if (ENDS_CLAUSE.test(word)) negatedUntil = -1
      continue
    }
    const length = 1 + phrase.rest.length
    const said = phrases.kindOf.get(phrase.value) as string
    const isTurned = start <= negatedUntil || (said === 'agrees' && TURNS_BACK.has(words[start + length] ?? ''))
    const kind = isTurned ? (OTHER_KIND[said] ?? said) : said
    // "Can't agree" is a phrase of its own, and "with this" belongs to it.
    if (said === 'disagrees' && length > 1 && words.slice(start, start + length).some((each) => NGRAM_NEGATIONS.has(each)))
      negatedUntil = start + length - 1 + NEGATION_REACH
    if (start === 0) found.add(`opens with a phrase that ${kind}`)
    if (start === 0 && words.slice(length).every((each) => !/[\p{L}\p{N}]/u.test(each))) found.add(`is a phrase that ${kind}`)
    if (start > 0) found.add(start < EARLY ? `early phrase that ${kind}` : `late phrase that ${kind}`)
    start += length - 1
  }
  return [...found]
}

/** Words and marks beside a phrase of agreement that do not change it. */
const BESIDE_AGREEMENT: ReadonlySet<string> = new Set('so much very indeed totally correct true right same + ^ %'.split(' '))
const ENDS_OR_QUOTES = /^[.,!…"'“”‘’*_~]+$/u

/** True for a post that only agrees: "this.", "so much this", "yes, exactly". It takes the side of its parent. */
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
