import type { eld } from 'eld/extrasmall'
import { doubtEnglish } from './doubt-english.js'

/** How much better another language must fit than English. Measured: see `test/text/detect-language.test.ts` and the README. */
const MIN_LEAD = 0.15
/** Where the source itself names a language other than English. */
const MIN_LEAD_NAMED = 0.02
/** Where the source says that the text is English. */
const MIN_LEAD_DENIED = 0.3

/** What X, and others after it, write for "could not tell", "no words" and the like. */
const NO_LANGUAGE = /^(?:und|zxx|mis|mul|q[a-t][a-z]|art)$/

/** BCP 47: the language of a text that is in none that is known. */
const UNDETERMINED = 'und'

let loading: Promise<typeof eld> | null = null

/** One megabyte of n-grams that most runs can do without: read when the first text is in doubt. */
function detector(): Promise<typeof eld> {
  loading ??= import('eld/extrasmall').then((module) => module.eld)
  return loading
}

/** A text, and the language that its source says it is in (BCP 47), where it says. */
export interface TextInLanguage {
  readonly text: string
  readonly language?: string | undefined
}

/**
 * Finds the texts that are not in English, offline. A text of fewer than five words, or of names, tickers and emoji alone, is
 * undetermined and counts as English; so does one that fits English about as well as any other language.
 *
 * @returns per text the primary language tag (`de`, `zh`, `und` for a foreign alphabet that fits no language), null for English
 * @see eld, https://github.com/nitotm/efficient-language-detector-js: naive Bayes over byte n-grams, 60 languages
 */
export async function detectLanguages(texts: readonly TextInLanguage[]): Promise<(string | null)[]> {
  const found: (string | null)[] = []
  for (const { text, language } of texts) {
    const doubt = doubtEnglish(text)
    if (doubt === null) {
      found.push(null)
      continue
    }
    const { language: likeliest, getScores } = (await detector()).detect(doubt.words)
    const named = /^[a-z]{2,3}(?![a-z])/.exec(language?.toLowerCase() ?? '')?.[0] ?? null
    const given = named === null || NO_LANGUAGE.test(named) ? null : named
    if (doubt.isOtherAlphabet) found.push(likeliest === '' || likeliest === 'en' ? UNDETERMINED : likeliest)
    else if (likeliest === '' || likeliest === 'en') found.push(null)
    else {
      const scores = getScores()
      const lead = (scores[likeliest] ?? 0) - (scores['en'] ?? 0)
      const needed = given === null ? MIN_LEAD : given === 'en' ? MIN_LEAD_DENIED : MIN_LEAD_NAMED
      found.push(lead < needed ? null : given === null || given === 'en' ? likeliest : given)
    }
  }
  return found
}
