import { foldText } from '../../src/base/text/fold-text.js'
import type { CorpusFinding, CorpusPost } from './corpus.js'

/**
 * Minimum number of words of a compared post. Shorter posts repeat by chance ("nice") and are only
 * counted.
 */
const MIN_WORD_COUNT = 6
/** Minimum Jaccard index of the word sets of two near-duplicates. */
const MIN_OVERLAP = 0.8

export interface DuplicateCheck {
  readonly findings: readonly CorpusFinding[]
  /** Posts of fewer than six words whose text also occurs in another split. */
  readonly shortDuplicateCount: number
}

interface WordSet {
  readonly post: CorpusPost
  /** Distinct words, rarest in the corpus first. */
  readonly words: readonly string[]
}

/**
 * Finds near-duplicates across splits: pairs of posts with at least six words that share four
 * fifths of their distinct words. Held-out posts are ignored, as are word order, case and
 * punctuation.
 *
 * Only posts that share one of their rarest words are compared (prefix filtering), which misses no
 * pair with this overlap.
 *
 * @see Chaudhuri, Ganti and Kaushik (2006), ICDE, on prefix filtering
 */
export function checkDuplicates(posts: readonly CorpusPost[]): DuplicateCheck {
  const placed = posts
    .filter((post) => post.split !== 'held-out')
    .map((post) => ({ post, words: wordsOf(post.text) }))
  const frequency = new Map<string, number>()
  for (const { words } of placed)
    for (const word of new Set(words)) frequency.set(word, (frequency.get(word) ?? 0) + 1)
  const rank = (word: string) => frequency.get(word) ?? 0
  const wordSets = placed
    .filter(({ words }) => words.length >= MIN_WORD_COUNT)
    .map(({ post, words }) => ({
      post,
      words: [...new Set(words)].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)),
    }))
  const findings = [...rarePairs(wordSets)].flatMap(([{ post, words }, other]) => {
    const overlap = jaccard(words, other.words)
    return overlap >= MIN_OVERLAP ? findingOf(post, other.post, overlap) : []
  })
  return { findings, shortDuplicateCount: countShortDuplicates(placed) }
}

/** Pairs of posts of two splits that share one of their rarest words, each pair once. */
function* rarePairs(wordSets: readonly WordSet[]): Generator<[WordSet, WordSet]> {
  const byRareWord = new Map<string, WordSet[]>()
  for (const current of wordSets) {
    const { length } = current.words
    const prefix = current.words.slice(0, length - Math.ceil(MIN_OVERLAP * length) + 1)
    const others = prefix.flatMap((word) => byRareWord.get(word) ?? [])
    for (const other of new Set(others))
      if (other.post.split !== current.post.split) yield [current, other]
    for (const word of prefix) {
      const bucket = byRareWord.get(word) ?? []
      bucket.push(current)
      byRareWord.set(word, bucket)
    }
  }
}

function findingOf(post: CorpusPost, other: CorpusPost, overlap: number): CorpusFinding {
  const share = `${Math.floor(overlap * 100)} % of the words`
  const message = `expected no near-duplicate across splits, got "${post.id}" (${post.split}) and "${other.id}" (${other.split}), ${share}; hold one of them out`
  return {
    file: `threads/${post.file}.jsonl`,
    lineNumber: post.lineNumber,
    rule: 'duplicate',
    message,
  }
}

function countShortDuplicates(
  placed: readonly { post: CorpusPost; words: readonly string[] }[],
): number {
  const splitsOf = new Map<string, Set<string>>()
  const short = placed.filter(({ words }) => words.length > 0 && words.length < MIN_WORD_COUNT)
  for (const { post, words } of short) {
    const key = words.join(' ')
    splitsOf.set(key, (splitsOf.get(key) ?? new Set<string>()).add(post.split))
  }
  return short.filter(({ words }) => (splitsOf.get(words.join(' '))?.size ?? 0) > 1).length
}

function jaccard(first: readonly string[], second: readonly string[]): number {
  const all = new Set(first)
  const sharedCount = second.filter((word) => all.has(word)).length
  return sharedCount / (first.length + second.length - sharedCount)
}

const wordsOf = (text: string): readonly string[] =>
  foldText(text).match(/[\p{L}\p{N}]+(?:'[\p{L}\p{N}]+)*/gu) ?? []
