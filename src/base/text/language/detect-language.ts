import type { eld } from 'eld/extrasmall'
import { prefilterEnglish, prefilterLanguage, type UndecidedText } from './prefilter-language.js'

/** Minimum lead of another language's score over the model's. Measured: see `test/base/text/language/detect-language.test.ts` and the README. */
const MIN_LEAD = 0.15
/** Minimum lead when the source names another language. */
const MIN_LEAD_NAMED = 0.02
/** Minimum lead when the source names the model's language. */
const MIN_LEAD_DENIED = 0.3

/** Codes that X and others use for "could not tell", "no words" and the like. */
const NO_LANGUAGE = /^(?:und|zxx|mis|mul|q[a-t][a-z]|art)$/

/** BCP 47 tag for an unknown language. */
const UNDETERMINED = 'und'

let loading: Promise<typeof eld> | null = null

/** One megabyte of n-grams that most runs do not need; loaded for the first uncertain text. */
function detector(): Promise<typeof eld> {
  loading ??= import('eld/extrasmall').then((module) => module.eld)
  return loading
}

/** A text with the language its source gives (BCP 47), if any. */
export interface TextInLanguage {
  readonly text: string
  readonly language?: string | undefined
}

/**
 * Finds texts in other languages than the model's, offline. A text of fewer than five words, or of names, tickers and emoji only, is
 * undetermined and counts as the model's language. So does a text that fits the model's language about as well as any other, and every text
 * if the detector does not support the model's language.
 *
 * @returns per text, the primary language tag (`de`, `zh`, `und` for another alphabet that fits no language), or null for the model's
 *   language
 * @see eld, https://github.com/nitotm/efficient-language-detector-js: naive Bayes over byte n-grams, 60 languages
 */
export async function detectLanguages(texts: readonly TextInLanguage[], modelLanguage = 'en'): Promise<(string | null)[]> {
  const found: (string | null)[] = []
  for (const { text, language } of texts) {
    const undecided = modelLanguage === 'en' ? prefilterEnglish(text) : prefilterLanguage(text)
    found.push(undecided === null ? null : decideLanguage(undecided, await detector(), modelLanguage, language))
  }
  return found
}

function decideLanguage(
  undecided: UndecidedText,
  { detect, info }: typeof eld,
  modelLanguage: string,
  language: string | undefined,
): string | null {
  if (modelLanguage !== 'en' && !Object.values(info().Languages).includes(modelLanguage)) return null
  const { language: likeliest, getScores } = detect(undecided.words)
  if (undecided.isOtherAlphabet && modelLanguage === 'en') return likeliest === '' || likeliest === 'en' ? UNDETERMINED : likeliest
  if (likeliest === '' || likeliest === modelLanguage) return null
  const named = /^[a-z]{2,3}(?![a-z])/.exec(language?.toLowerCase() ?? '')?.[0] ?? null
  const given = named === null || NO_LANGUAGE.test(named) ? null : named
  const scores = getScores()
  const lead = (scores[likeliest] ?? 0) - (scores[modelLanguage] ?? 0)
  const needed = given === null ? MIN_LEAD : given === modelLanguage ? MIN_LEAD_DENIED : MIN_LEAD_NAMED
  return lead < needed ? null : given === null || given === modelLanguage ? likeliest : given
}
