import { accountOf } from '../../base/scheme/find-label.js'
import { extractWords } from '../../base/text/comparable-words.js'
import { lazily } from '../../base/text/lazily.js'
import type { JudgedPost } from '../../count/tally/shares.js'
import type { ShownLabel } from './hand-labels.js'

/** Shorter posts name a side without arguing for it: "So they gave up." */
const MIN_WORD_COUNT = 12
/** Words of somebody else first: readers would take them for the author's. */
const OPENS_QUOTED = /^["“„«>]/
/** Posts that share this part of the shorter one's words say the same. Choice. */
const SAME_SHARE = 0.7

/**
 * The posts that argue most clearly for a side, by probability: at most one of each author, none by
 * the authors of those chosen before, no short ones, none that opens with a quotation, no near
 * repetitions; those that a reader was unsure of only for want of others.
 */
export function strongestPosts<Shown extends JudgedPost & ShownLabel>(
  judged: readonly Shown[],
  side: string,
  count: number,
  before: readonly Shown[] = [],
): Shown[] {
  const candidates = judged.filter(
    ({ post, label }) =>
      label === side &&
      !post.flags.some((flag) => flag.startsWith('duplicate-of:')) &&
      !OPENS_QUOTED.test(post.text) &&
      hasEnoughWords(post.text),
  )
  const sure = candidates.filter(({ isInDoubt = false }) => !isInDoubt)
  const ranked = (sure.length === 0 ? candidates : sure)
    .map((each) => ({ each, probability: each.judgement.probabilities?.[side] ?? 0 }))
    .sort((one, other) => other.probability - one.probability)
  const authors = new Set(before.map(({ post }) => accountOf(post)))
  const chosen: { readonly each: Shown; readonly words: ReadonlySet<string> }[] = []
  for (const { each } of ranked) {
    if (chosen.length >= count) break
    const account = accountOf(each.post)
    if (account !== null && authors.has(account)) continue
    const words = new Set(extractWords(each.post.text))
    if (chosen.some((other) => saySame(words, other.words))) continue
    authors.add(account)
    chosen.push({ each, words })
  }
  return chosen.map(({ each }) => each)
}

function saySame(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  const [short, long] = one.size <= other.size ? [one, other] : [other, one]
  return (
    short.size > 0 && [...short].filter((word) => long.has(word)).length >= SAME_SHARE * short.size
  )
}

const segmenter = lazily(() => new Intl.Segmenter('en', { granularity: 'word' }))

function hasEnoughWords(text: string): boolean {
  let count = 0
  for (const { isWordLike } of segmenter().segment(text))
    if (isWordLike === true && ++count >= MIN_WORD_COUNT) return true
  return false
}
