import type { PhraseSummary } from '../breakdown/breakdown.js'
import { UNITS } from './summarise-sentiment.js'

/** An evidence phrase for a post's label, with the sum of its weights in that post, in ten-thousandths. */
export type PhraseUnits = readonly [phrase: string, units: number]

/** A phrase with the sum of its weights, in integer ten-thousandths. */
export interface PhraseSum {
  readonly phrase: string
  readonly postCount: number
  readonly weightUnits: number
}

/** Selects the strongest phrases, in descending order of weight, then of posts, then by UTF-16 code units. */
export function strongestPhrases(sums: readonly PhraseSum[], phraseCount: number): PhraseSum[] {
  return [...sums]
    .sort((one, other) => other.weightUnits - one.weightUnits || other.postCount - one.postCount || (one.phrase < other.phrase ? -1 : 1))
    .slice(0, phraseCount)
}

export const describePhrase = ({ phrase, postCount, weightUnits }: PhraseSum): PhraseSummary => ({
  phrase,
  postCount,
  weight: weightUnits / UNITS,
})

/** Folds spellings of one phrase: NFC, lower case, straight quotes, single spaces, no punctuation at either end. */
export function normalisePhrase(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\u2018\u2019\u02bc]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/\s+/g, ' ')
    .replace(/^[\s\p{P}]+|(?<![\s\p{P}])[\s\p{P}]+$/gu, '')
}
