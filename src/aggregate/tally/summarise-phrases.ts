import type { PhraseSummary } from '../breakdown/breakdown.js'
import { UNITS } from './summarise-sentiment.js'

/** A phrase with the sum of its weights, a whole number of ten-thousandths. */
export interface PhraseSum {
  readonly phrase: string
  readonly postCount: number
  readonly weightUnits: number
}

/** The phrases that spoke loudest for a side in the posts that took it: strongest first, then by number of posts, then by code units. */
export function strongestPhrases(sums: readonly PhraseSum[], phraseCount: number): PhraseSummary[] {
  return [...sums]
    .sort((one, other) => other.weightUnits - one.weightUnits || other.postCount - one.postCount || (one.phrase < other.phrase ? -1 : 1))
    .slice(0, phraseCount)
    .map(({ phrase, postCount, weightUnits }) => ({ phrase, postCount, weight: weightUnits / UNITS }))
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
