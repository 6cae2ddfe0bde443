import type { eld } from 'eld/extrasmall'
import { type DoubtfulText, doubtEnglish, doubtLanguage } from './prefilter-language.js'

/** How much better another language must fit than the one that is read. Measured: see `test/text/language/detect-language.test.ts` and the README. */
const MIN_LEAD = 0.15
/** Where the source itself names another language. */
const MIN_LEAD_NAMED = 0.02
/** Where the source says that the text is in the language that is read. */
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
 * Finds the texts that are not in the language that is read, offline. A text of fewer than five words, or of names, tickers and emoji
 * alone, is undetermined and counts as being in it; so does one that fits it about as well as any other language, and every text where
 * the detector does not know the language that is read.
 *
 * @param home the language that is read, its primary tag; default English
 * @returns per text the primary language tag (`de`, `zh`, `und` for a foreign alphabet that fits no language), null for the one read
 * @see eld, https://github.com/nitotm/efficient-language-detector-js: naive Bayes over byte n-grams, 60 languages
 */
export async function detectLanguages(texts: readonly TextInLanguage[], home = 'en'): Promise<(string | null)[]> {
  const found: (string | null)[] = []
  for (const { text, language } of texts) {
    const doubt = home === 'en' ? doubtEnglish(text) : doubtLanguage(text)
    found.push(doubt === null ? null : settle(doubt, await detector(), home, language))
  }
  return found
}

function settle(doubt: DoubtfulText, { detect, info }: typeof eld, home: string, language: string | undefined): string | null {
  if (home !== 'en' && !Object.values(info().Languages).includes(home)) return null
  const { language: likeliest, getScores } = detect(doubt.words)
  if (doubt.isOtherAlphabet && home === 'en') return likeliest === '' || likeliest === 'en' ? UNDETERMINED : likeliest
  if (likeliest === '' || likeliest === home) return null
  const named = /^[a-z]{2,3}(?![a-z])/.exec(language?.toLowerCase() ?? '')?.[0] ?? null
  const given = named === null || NO_LANGUAGE.test(named) ? null : named
  const scores = getScores()
  const lead = (scores[likeliest] ?? 0) - (scores[home] ?? 0)
  const needed = given === null ? MIN_LEAD : given === home ? MIN_LEAD_DENIED : MIN_LEAD_NAMED
  return lead < needed ? null : given === null || given === home ? likeliest : given
}
