import { foldText } from '../../src/text/fold-text.js'
import type { CorpusFinding, CorpusPost } from './corpus.js'

/** Posts shorter than this repeat by chance ("nice"): only counted. */
const LEAST_WORDS = 6
/** Shared words over all words (Jaccard) from which two posts are near-duplicates. */
const LEAST_OVERLAP = 0.8

export interface DuplicateCheck {
  readonly findings: readonly CorpusFinding[]
  /** Posts under six words whose words stand in another split too. */
  readonly shortDuplicateCount: number
}

interface WordSet {
  readonly post: CorpusPost
  /** Different words, rarest in the corpus first. */
  readonly words: readonly string[]
}

/**
 * Finds posts of six words and more that say the same in two splits: at least four fifths of their different words
 * are shared. Posts that are held out are left aside. Word order, case and punctuation don't count.
 *
 * Only posts that share one of their rarest words are compared: two sets that overlap by four fifths must.
 *
 * @see Chaudhuri, Ganti and Kaushik (2006), ICDE, on prefix filtering
 */
export function checkDuplicates(posts: readonly CorpusPost[]): DuplicateCheck {
  const placed = posts.filter((post) => post.split !== 'held-out').map((post) => ({ post, words: wordsOf(post.text) }))
  const frequency = new Map<string, number>()
  for (const { words } of placed) for (const word of new Set(words)) frequency.set(word, (frequency.get(word) ?? 0) + 1)
  const rank = (word: string) => frequency.get(word) ?? 0
  const findings: CorpusFinding[] = []
  const byRareWord = new Map<string, WordSet[]>()
  for (const { post, words } of placed) {
    if (words.length < LEAST_WORDS) continue
    const current = { post, words: [...new Set(words)].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)) }
    const prefix = current.words.slice(0, current.words.length - Math.ceil(LEAST_OVERLAP * current.words.length) + 1)
    const met = new Set<WordSet>()
    for (const word of prefix) {
      const bucket = byRareWord.get(word) ?? []
      for (const other of bucket) {
        if (other.post.split === post.split || met.has(other)) continue
        met.add(other)
        const overlap = jaccard(current.words, other.words)
        if (overlap >= LEAST_OVERLAP) findings.push(findingOf(post, other.post, overlap))
      }
      bucket.push(current)
      byRareWord.set(word, bucket)
    }
  }
  return { findings, shortDuplicateCount: countShortDuplicates(placed) }
}

function findingOf(post: CorpusPost, other: CorpusPost, overlap: number): CorpusFinding {
  const share = `${Math.floor(overlap * 100)} % of the words`
  const message = `expected no near-duplicate across splits, got "${post.id}" (${post.split}) and "${other.id}" (${other.split}), ${share}; hold one of them out`
  return { file: `threads/${post.file}.jsonl`, lineNumber: post.lineNumber, rule: 'duplicate', message }
}

function countShortDuplicates(placed: readonly { post: CorpusPost; words: readonly string[] }[]): number {
  const splitsOf = new Map<string, Set<string>>()
  const short = placed.filter(({ words }) => words.length > 0 && words.length < LEAST_WORDS)
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

function wordsOf(text: string): readonly string[] {
  return foldText(text).match(/[\p{L}\p{N}]+(?:'[\p{L}\p{N}]+)*/gu) ?? []
}
