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
  /** Words of the longest phrase. */
  readonly longest: number
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

function readWords({ tokens, addresseeTokenCount }: PostFeatures): readonly string[] {
  const words: string[] = []
  for (let index = addresseeTokenCount; index < tokens.length && words.length < MAX_WORDS; index++) {
    const { kind, normal } = tokens[index] as Token
    if (kind === 'mention') continue
    words.push(kind === 'url' || kind === 'email' ? 'http' : normal.replace(/\s+/g, ''))
  }
  return words
}

/** Words of a phrase, as replies are read, joined by spaces. */
export function normalisePhrase(phrase: PostFeatures): string {
  return wordsOf(phrase).join(' ')
}

/** How a reply opens and what words it uses, whatever its parent says. Names hold no tab and no line break. */
export function nameWords(reply: PostFeatures, phrases: ReplyPhrases): NamedValue[] {
  const words = wordsOf(reply)
  const named: NamedValue[] = []
  for (let length = 1; length <= 3 && length <= words.length; length++) named.push([`opens ${words.slice(0, length).join(' ')}`, 1])
  if (words.length > 0 && words.length <= 4) named.push([`whole ${words.join(' ')}`, 1])
  if (words.length > 0) named.push([`closes ${words.at(-1)}`, 1])
  const bag = new Set<string>()
  let previous = '^'
  for (const word of words) {
    bag.add(`has ${word}`).add(`has ${previous} ${word}`)
    previous = word
  }
  if (words.length > 0) bag.add(`has ${previous} $`)
  const value = BAG_LENGTH / Math.sqrt(bag.size)
  for (const name of bag) named.push([name, value])
  return [...named, ...namePhrases(words, phrases)]
}

/** Set phrases of agreement and of objection: where one stands says more than which one it is. */
function namePhrases(words: readonly string[], phrases: ReplyPhrases): NamedValue[] {
  const found = new Set<string>()
  for (let start = 0; start < words.length; start++) {
    const longest = Math.min(phrases.longest, words.length - start)
    for (let length = longest; length > 0; length--) {
      const kind = phrases.kindOf.get(words.slice(start, start + length).join(' '))
      if (kind === undefined) continue
      if (start === 0) found.add(`opens with a phrase that ${kind}`)
      if (start === 0 && words.slice(length).every((word) => !/[\p{L}\p{N}]/u.test(word))) found.add(`is a phrase that ${kind}`)
      if (start > 0) found.add(start < EARLY ? `early phrase that ${kind}` : `late phrase that ${kind}`)
      start += length - 1
      break
    }
  }
  return [...found].map((name) => [name, 1] as const)
}

/**
 * How a reply stands beside its parent, when the parent takes one side.
 *
 * @param own    probabilities of the labels by the reply's own words
 * @param places where the parent's side, the other side and the neutral label stand among the labels
 */
export function nameReply(
  reply: PostFeatures,
  own: ArrayLike<number>,
  { same, opposite, neutral }: { readonly same: number; readonly opposite: number; readonly neutral: number },
): NamedValue[] {
  const logOf = (place: number): number => Math.log(Math.max(own[place] as number, LEAST_PROBABILITY))
  const words = wordsOf(reply)
  const heard = new Set(reply.parent === null ? [] : wordsOf(reply.parent).filter((word) => !COMMON_WORDS.has(word)))
  const telling = words.filter((word) => /^\p{L}/u.test(word) && !COMMON_WORDS.has(word))
  const echoed = telling.filter((word) => heard.has(word)).length
  const isDeep = reply.depth > 1
  const values: NamedValue[] = [
    ['words speak for the same side', logOf(same) - logOf(neutral)],
    ['words speak for the other side', logOf(opposite) - logOf(neutral)],
    ['answers a reply', isDeep ? 1 : 0],
    ['answers a reply shortly', isDeep && words.length <= 6 ? 1 : 0],
    ['length', Math.min(1, Math.log1p(words.length) / 5)],
    ['at most three words', words.length <= 3 ? 1 : 0],
    ['at most six words', words.length <= 6 ? 1 : 0],
    ['share of words echoed', echoed / (1 + telling.length)],
    ['echoes a word', echoed > 0 ? 1 : 0],
    ['ends with a question mark', words.at(-1)?.endsWith('?') ? 1 : 0],
    ['quotes', /["“]/.test(reply.text) ? 1 : 0],
    ['addresses someone', reply.addresseeTokenCount > 0 ? 1 : 0],
    ['parent takes the later side', same > opposite ? 1 : 0],
  ]
  return values.filter(([, value]) => value !== 0)
}
