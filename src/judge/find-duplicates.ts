import {
  extractComparableWords,
  extractWords,
  haveSameLetters,
  haveSameWords,
  mayHaveSameWords,
  SKETCH_LENGTH,
  sketchText,
  type TextSketch,
  type TextWords,
} from '../base/text/duplicate/same-words.js'
import { grown } from '../base/text/hash-text.js'
import { memoise } from '../base/text/lazily.js'
import { nodeKindOf, type Post } from '../base/thread/post.js'

/** What tells whether a post repeats another one. It can pass between threads. */
export interface DuplicateKey {
  readonly threadId: string
  readonly id: string
  readonly text: string
  /** Null for a text too short to be a duplicate, and for a post that is no contribution (an advert, a bot): it neither repeats nor is repeated. */
  readonly sketch: TextSketch | null
  /** What the author says in quotations, as statements in news articles: the words of each, with spaces at both ends, so that only whole words match. */
  readonly quoted: { readonly speaker: string; readonly lines: readonly string[] } | null
}

/** Fewer quoted words may be a phrase that anyone uses: "a positive view". */
const MIN_QUOTED_WORD_COUNT = 5

export function duplicateKeyOf({ threadId, id, text, author, meta }: Post): DuplicateKey {
  const isContribution = nodeKindOf(meta) === null
  const { quotations } = meta
  const isQuoting = isContribution && author !== null && Array.isArray(quotations)
  return {
    threadId,
    id,
    text,
    sketch: isContribution ? sketchText(text) : null,
    quoted: isQuoting ? { speaker: author, lines: quotations.flatMap(normaliseQuotation) } : null,
  }
}

function normaliseQuotation(quotation: unknown): string[] {
  const words = typeof quotation === 'string' ? extractWords(quotation) : []
  return words.length < MIN_QUOTED_WORD_COUNT ? [] : [` ${words.join(' ')} `]
}

/** How much an index holds before it is full: posts, or characters of their texts. */
export interface DuplicateLimits {
  readonly posts: number
  readonly characters: number
}

/** For inputs of any size. Choice: both indexes together take about 100 MB at most. */
export const BOUNDED_LIMITS: DuplicateLimits = Object.freeze({ posts: 50_000, characters: 24 * 1024 * 1024 })
/** For posts held in memory: each is compared with all before it. */
export const UNBOUNDED_LIMITS: DuplicateLimits = Object.freeze({ posts: Number.POSITIVE_INFINITY, characters: Number.POSITIVE_INFINITY })

/** For each post the id of the earlier post that it repeats; null for a new one. */
export type Originals = readonly (string | null)[]

/**
 * Finds posts that repeat an earlier one, exactly or nearly (see `haveSameWords`), in time linear in the texts. Where memory is bounded, two
 * indexes are kept; when the newer one is full it replaces the older one.
 */
export class DuplicateFinder {
  readonly #limits: DuplicateLimits
  #older: DuplicateIndex | null = null
  #newer = new DuplicateIndex()

  constructor(limits: DuplicateLimits = UNBOUNDED_LIMITS) {
    this.#limits = limits
  }

  /** @returns for each post the id of the first one remembered with the same words, as `THREAD/ID` when it is in another thread; null for a new post */
  find(keys: readonly DuplicateKey[]): Originals {
    if (this.#newer.postCount >= this.#limits.posts || this.#newer.characterCount >= this.#limits.characters) {
      this.#older = this.#newer
      this.#newer = new DuplicateIndex()
    }
    return keys.map((key) => {
      // The newer index is always asked, so that its contents do not depend on the older one.
      const latest = this.#newer.add(key)
      return nameOf(this.#older?.find(key) ?? latest, key)
    })
  }
}

/** The duplicates among posts that are held together. */
export const findDuplicates = (posts: readonly Post[]): Originals => new DuplicateFinder().find(posts.map(duplicateKeyOf))

/** A post's id, after the thread's name where the post belongs to another thread. */
const nameOf = (original: PostName | null, { threadId }: DuplicateKey): string | null =>
  original && `${original.threadId === threadId ? '' : `${original.threadId}/`}${original.id}`

/** The most candidates compared per hash. Keeps the time linear when thousands of texts start with the same phrase. */
const CANDIDATE_LIMIT = 16
/** Number of originals whose words are cached: the words of all would take more memory than the texts. */
const CACHED_ORIGINAL_COUNT = 2048
/** The most quotations kept for a speaker: those of up to a few hundred articles. */
const QUOTATION_LIMIT = 1000

type PostName = Pick<DuplicateKey, 'threadId' | 'id'>
/** What is kept of an original: its hashes are in the index. */
type Original = PostName & Pick<DuplicateKey, 'text'> & Pick<TextSketch, 'wordCount' | 'isTruncated'>

class DuplicateIndex {
  postCount = 0
  characterCount = 0
  readonly #originals: Original[] = []
  readonly #hashes = new HashIndex()
  /** For each speaker the quoted words, and the first post that quotes them. */
  readonly #bySpeaker = new Map<string, { readonly words: string; readonly post: PostName }[]>()
  readonly #wordsOf = memoise(extractComparableWords, CACHED_ORIGINAL_COUNT)

  /** @returns the first post remembered with the same words, otherwise one with nearly the same, or that quotes the same words of its author; null for none */
  find(key: DuplicateKey): PostName | null {
    return this.#findText(key) ?? this.#findQuoted(key)
  }

  #findQuoted({ quoted }: DuplicateKey): PostName | null {
    const known = quoted === null ? [] : (this.#bySpeaker.get(quoted.speaker) ?? [])
    return known.find(({ words }) => quoted?.lines.some((line) => words.includes(line) || line.includes(words)))?.post ?? null
  }

  #findText({ text, sketch }: DuplicateKey): Original | null {
    if (sketch === null) return null
    let own: TextWords | null = null
    const refused: number[] = []
    const index = this.#hashes.find(sketch.hashes, (candidate, place) => {
      const original = this.#originals[candidate] as Original
      if (place > 0 && (!mayHaveSameWords(sketch, original) || refused.includes(candidate))) return false
      if (place > 0) refused.push(candidate)
      own ??= extractComparableWords(text)
      const known = this.#wordsOf(original.text)
      return known !== null && own !== null && (place === 0 ? haveSameLetters : haveSameWords)(known, own)
    })
    return this.#originals[index] ?? null
  }

  /** Like `find`, and remembers a new text. */
  add(key: DuplicateKey): PostName | null {
    const { threadId, id, text, sketch, quoted } = key
    this.postCount += 1
    this.characterCount += text.length
    const found = this.find(key)
    if (quoted !== null) {
      const known = this.#bySpeaker.get(quoted.speaker) ?? []
      this.#bySpeaker.set(quoted.speaker, known)
      for (const words of quoted.lines) if (known.length < QUOTATION_LIMIT) known.push({ words, post: found ?? { threadId, id } })
    }
    if (found !== null || sketch === null) return found
    const { wordCount, isTruncated, hashes } = sketch
    this.#originals.push({ threadId, id, text, wordCount, isTruncated })
    this.#hashes.add(hashes)
    return null
  }
}

/** Texts by the hashes of their sketches, in chains of numbers: maps and lists of as many took 60 MB more. */
class HashIndex {
  #hashes = new Int32Array(1024)
  /** The first hash of each chain and the one after each, as places plus 1; 0 for none. */
  #heads = new Int32Array(1024)
  #next = new Int32Array(1024)
  #length = 0

  /** The first text with an equal hash that is the one wanted, by the order of hashes, then of texts; -1 for none. */
  find(hashes: readonly number[], isWanted: (text: number, place: number) => boolean): number {
    for (const [place, hash] of hashes.entries()) {
      for (let node = this.#heads[hash & (this.#heads.length - 1)] as number; node !== 0; node = this.#next[node - 1] as number) {
        const text = Math.floor((node - 1) / SKETCH_LENGTH)
        if (this.#hashes[node - 1] === hash && isWanted(text, place)) return text
      }
    }
    return -1
  }

  add(hashes: readonly number[]): void {
    if (this.#length + SKETCH_LENGTH > this.#hashes.length) {
      this.#hashes = grown(this.#hashes)
      this.#heads = new Int32Array(this.#hashes.length)
      this.#next = new Int32Array(this.#hashes.length)
      for (let at = 0; at < this.#length; at++) this.#link(at)
    }
    for (const hash of hashes) {
      this.#hashes[this.#length] = hash
      this.#link(this.#length++)
    }
  }

  /** Puts a hash at the end of its chain, unless enough texts with an equal one stand there. */
  #link(at: number): void {
    const [heads, next, hashes] = [this.#heads, this.#next, this.#hashes]
    const slot = (hashes[at] as number) & (heads.length - 1)
    let [last, equalCount] = [0, 0]
    for (let node = heads[slot] as number; node !== 0; node = next[node - 1] as number) {
      if (hashes[node - 1] === hashes[at] && ++equalCount === CANDIDATE_LIMIT) return
      last = node
    }
    if (last === 0) heads[slot] = at + 1
    else next[last - 1] = at + 1
  }
}
