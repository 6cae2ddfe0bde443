import { readBeside, readNumbers, readWords } from './read-beside.js'
import { findWord } from './word-index.js'

type Scores = Record<string, number>

const NO_SCORES: Scores = {}
/** N-grams whose scores are kept as objects. */
const KEPT_COUNT = 20_000

/** As if each n-gram were a key of an object: fifty thousand objects of objects, of which a text needs a few dozen. */
function openNgrams(): Record<string, Scores> {
  const ngrams = readWords('eld-ngrams.bin')
  const slots = readNumbers('eld-ngrams-index.bin')
  const ends = readNumbers('eld-score-ends.bin')
  const scores = readBeside('eld-scores.bin')
  const kept = new Map<string, Scores>()
  return new Proxy<Record<string, Scores>>(Object.create(null), {
    get: (_, ngram: string) => {
      const known = kept.get(ngram)
      if (known !== undefined) return known
      const place = findWord(ngrams, slots, ngram)
      let found = NO_SCORES
      if (place !== -1) {
        found = {}
        for (let at = place === 0 ? 0 : (ends[place - 1] as number); at < (ends[place] as number); at += 2) {
          found[scores[at] as number] = scores[at + 1] as number
        }
      }
      if (kept.size >= KEPT_COUNT) kept.clear()
      kept.set(ngram, found)
      return found
    },
  })
}

/** Stands in for `ngrams/extrasmall.js` of eld: the same object as far as its detector reads it. See `compactEld`. */
export const ngramsData = { ...JSON.parse(readBeside('eld-languages.json').toString()), ngrams: openNgrams() }
