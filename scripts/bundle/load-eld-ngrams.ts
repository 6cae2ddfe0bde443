import { findWord, readBundleFile, readNumbers, readWords } from './word-index.js'

type Scores = Record<string, number>

const NO_SCORES: Scores = {}
/** Maximum number of n-grams with cached scores. */
const CACHE_SIZE = 20_000

/**
 * Emulates an object with one key per n-gram. It avoids fifty thousand nested objects; a text needs
 * a few dozen.
 */
function openNgrams(): Record<string, Scores> {
  const ngrams = readWords('eld-ngrams')
  const ends = readNumbers('eld-score-ends.bin')
  const scores = readBundleFile('eld-scores.bin')
  const kept = new Map<string, Scores>()
  return new Proxy<Record<string, Scores>>(Object.create(null), {
    get: (_, ngram: string) => {
      const known = kept.get(ngram)
      if (known !== undefined) return known
      const place = findWord(ngrams, ngram)
      let languageScores = NO_SCORES
      if (place !== -1) {
        languageScores = {}
        for (
          let at = place === 0 ? 0 : (ends[place - 1] as number);
          at < (ends[place] as number);
          at += 2
        ) {
          languageScores[scores[at] as number] = scores[at + 1] as number
        }
      }
      if (kept.size >= CACHE_SIZE) kept.clear()
      kept.set(ngram, languageScores)
      return languageScores
    },
  })
}

/**
 * Replaces `ngrams/extrasmall.js` of eld with an equivalent object for its detector. See
 * `compactTables`.
 */
export const ngramsData = {
  ...JSON.parse(readBundleFile('eld-languages.json').toString()),
  ngrams: openNgrams(),
}
