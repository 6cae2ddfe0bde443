import { segmentWords } from './segment-words.js'
import type { Token } from './token.js'
import { tokenise } from './tokenise.js'

/** Splits a text into tokens. */
export type Tokenise = (text: string) => readonly Token[]

/** The tokeniser of a model's language; stored with its weights. */
export type TokeniserName = 'wink-nlp' | 'intl-segmenter'

/** Language of models that do not name one. */
export const ENGLISH = 'en'

/** A primary language tag, optionally with a script or region. */
export const LANGUAGE_TAG = /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/

/** wink-nlp for English, `Intl.Segmenter` for every other language. */
export const tokeniserNameOf = (language: string): TokeniserName => (/^en(?:-|$)/.test(language) ? 'wink-nlp' : 'intl-segmenter')

/** @param language BCP 47; default English */
export const tokeniserFor = (language: string = ENGLISH): Tokenise =>
  tokeniserNameOf(language) === 'wink-nlp' ? tokenise : (text) => segmentWords(text, language)
