import { groupBy } from '../../base/statistics/group-by.js'
import type { Word } from './token.js'

/** A phrase: its words after the first, and its value. */
interface Phrase<Value> {
  readonly rest: readonly string[]
  readonly value: Value
}

/**
 * Phrases by their first words, the longest first. They are split when a text has their first word.
 */
export class PhraseIndex<Value> {
  readonly #phraseOf: (value: Value) => string
  readonly #unsplit: ReadonlyMap<string, readonly Value[]>
  readonly #split = new Map<string, readonly Phrase<Value>[]>()

  /**
   * @param phraseOf gives the words of a value, joined by single spaces; the last of several values
   * with the same words counts
   */
  constructor(values: Iterable<Value>, phraseOf: (value: Value) => string) {
    this.#phraseOf = phraseOf
    this.#unsplit = groupBy(values, (value) => {
      const phrase = phraseOf(value)
      const end = phrase.indexOf(' ')
      return end === -1 ? phrase : phrase.slice(0, end)
    })
  }

  /** The phrases that begin with a word, longest first. */
  get(first: string): readonly Phrase<Value>[] | undefined {
    const values = this.#unsplit.get(first)
    if (values === undefined) return undefined
    let phrases = this.#split.get(first)
    if (phrases === undefined) {
      const last = new Map(values.map((value) => [this.#phraseOf(value), value]))
      const split = Array.from(last, ([phrase, value]) => ({
        rest: phrase.split(' ').slice(1),
        value,
      }))
      this.#split.set(first, (phrases = split.sort((a, b) => b.rest.length - a.rest.length)))
    }
    return phrases
  }
}

const wordOf = (word: string | Pick<Word, 'normal'> | undefined): string | undefined =>
  typeof word === 'string' ? word : word?.normal

/** The first of some phrases whose other words follow the word at `start`. */
export function phraseAt<Value>(
  phrases: readonly Phrase<Value>[],
  words: readonly (string | Pick<Word, 'normal'>)[],
  start: number,
): Phrase<Value> | undefined {
  return phrases.find(({ rest }) =>
    rest.every((each, offset) => wordOf(words[start + 1 + offset]) === each),
  )
}
