import type { ByLabel, StanceScheme } from '../scheme/stance-scheme.js'
import { orderFreeSum } from '../statistics/mean.js'
import { roundDecimals } from '../statistics/round-decimals.js'
import type { PhraseSummary } from './breakdown.js'
import type { JudgedPost } from './judged-post.js'
import { PRINTED_DECIMALS } from './summarise-sentiment.js'

/**
 * The phrases that spoke loudest for each side, in the posts that took it: evidence weights added up by normalised phrase,
 * strongest first, then by number of posts, then by code units.
 */
export function summarisePhrases(
  judged: readonly JudgedPost[],
  scheme: StanceScheme,
  phraseCount: number,
): ByLabel<readonly PhraseSummary[]> {
  const phrases: Record<string, readonly PhraseSummary[]> = Object.create(null) as Record<string, readonly PhraseSummary[]>
  for (const side of scheme.sides) phrases[side] = strongest(judged, side, phraseCount)
  return phrases
}

function strongest(judged: readonly JudgedPost[], side: string, phraseCount: number): PhraseSummary[] {
  const weightsOf = new Map<string, { weights: number[]; postCount: number }>()
  for (const { evidence, judgement } of judged) {
    if (judgement.label !== side) continue
    const inPost = new Set<string>()
    for (const { text, toward, weight } of evidence) {
      const phrase = toward === side ? normalisePhrase(text) : ''
      if (phrase === '') continue
      let entry = weightsOf.get(phrase)
      if (!entry) weightsOf.set(phrase, (entry = { weights: [], postCount: 0 }))
      entry.weights.push(roundDecimals(weight, PRINTED_DECIMALS))
      if (!inPost.has(phrase)) entry.postCount++
      inPost.add(phrase)
    }
  }
  return [...weightsOf]
    .map(([phrase, { weights, postCount }]) => ({ phrase, postCount, weight: orderFreeSum(weights) }))
    .sort((one, other) => other.weight - one.weight || other.postCount - one.postCount || (one.phrase < other.phrase ? -1 : 1))
    .slice(0, phraseCount)
}

/** Lower case, straight quotes, single spaces, no punctuation around: spellings that a reader takes for the same phrase. */
export function normalisePhrase(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\u2018\u2019\u02bc]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/\s+/g, ' ')
    .replace(/^[\s\p{P}]+|[\s\p{P}]+$/gu, '')
}
