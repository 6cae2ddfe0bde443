import { compactName } from '../../base/text/fold-text.js'
import { PhraseIndex, phraseAt } from '../features/phrase-index.js'
import type { Word } from '../features/token.js'
import type { Deal } from './deal.js'
import { collectNames, type DealName } from './deal-names.js'

/**
 * Finds the names in a text from word `from` on, each once. Goes left to right, and takes the
 * longest at each token.
 */
export type FindNames = (words: readonly Word[], from?: number) => readonly DealName[]

const NO_NAMES: readonly DealName[] = Object.freeze([])
const HAS_OTHER_MARKS = /[^\p{L}\p{N}]/u

/**
 * Compiles the names of deals into a lookup over tokens. Case is ignored; hashtags, handles and
 * "Colossus-1" match by their letters.
 */
export function compileNames(deals: readonly Deal[]): FindNames {
  const names = collectNames(deals)
  const phrases = new PhraseIndex(names, ({ key }) => key)
  const byLetters = new PhraseIndex(
    names.filter(({ compact }) => compact.length >= 2),
    ({ compact }) => compact,
  )
  const namesAt = ({ kind, normal }: Word) => {
    const isHandle = kind === 'mention' || kind === 'hashtag'
    const phrase = isHandle ? undefined : phrases.get(normal)
    // `Intl.Segmenter` does not split off a possessive.
    return (
      phrase ??
      (isHandle || HAS_OTHER_MARKS.test(normal)
        ? byLetters.get(compactName(normal.replace(/['’]s$/u, '')))
        : undefined) ??
      []
    )
  }
  return (words, from = 0) => {
    let names: Set<DealName> | undefined
    for (let index = from; index < words.length; ) {
      const phrase = phraseAt(namesAt(words[index] as Word), words, index)
      index += 1 + (phrase?.rest.length ?? 0)
      if (phrase !== undefined) (names ??= new Set()).add(phrase.value)
    }
    return names ? [...names] : NO_NAMES
  }
}
