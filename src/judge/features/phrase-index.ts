import { addTo } from '../../base/statistics/group-by.js'
import type { Word } from './token.js'

/** A phrase: its words after the first, and what it stands for. */
export interface Phrase<Value> {
  readonly rest: readonly string[]
  readonly value: Value
}

/** Phrases by their first words, the longest first. @param phrases words joined by single spaces, each phrase once */
export function indexPhrases<Value>(phrases: Iterable<readonly [phrase: string, value: Value]>): Map<string, Phrase<Value>[]> {
  const byFirst = new Map<string, Phrase<Value>[]>()
  for (const [phrase, value] of phrases) {
    const [first = '', ...rest] = phrase.split(' ')
    addTo(byFirst, first, { rest, value })
  }
  for (const each of byFirst.values()) each.sort((a, b) => b.rest.length - a.rest.length)
  return byFirst
}

const wordOf = (word: string | Pick<Word, 'normal'> | undefined): string | undefined => (typeof word === 'string' ? word : word?.normal)

/** The first of some phrases whose other words follow the word at `start`. */
export function phraseAt<Value>(
  phrases: readonly Phrase<Value>[],
  words: readonly (string | Pick<Word, 'normal'>)[],
  start: number,
): Phrase<Value> | undefined {
  return phrases.find(({ rest }) => rest.every((each, offset) => wordOf(words[start + 1 + offset]) === each))
}
