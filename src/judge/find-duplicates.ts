import { comparableWordsOf, isTruncated } from '../base/text/comparable-words.js'
import { nodeKindOf, type Post } from '../base/thread/post.js'

/** Key by which a post repeats another one. It can pass between threads. */
interface DuplicateKey {
  readonly threadId: string
  readonly id: string
  /** Compared words, joined by spaces. Null for a short text, an advert, a bot. */
  readonly words: string | null
  /**
   * True if an export cut the text off. It then repeats a longer text that begins with its words.
   */
  readonly isCut: boolean
}

export function duplicateKeyOf({ threadId, id, text, meta }: Post): DuplicateKey {
  const words = nodeKindOf(meta) === null ? comparableWordsOf(text) : null
  if (words === null) return { threadId, id, words: null, isCut: false }
  const isCut = isTruncated(text)
  // The last word of a cut text may be cut itself.
  return { threadId, id, words: (isCut ? words.slice(0, -1) : words).join(' '), isCut }
}

interface DuplicateLimits {
  readonly posts: number
  readonly characters: number
}

/** For inputs of any size. Choice: both indexes together take about 100 MB at most. */
export const BOUNDED_LIMITS: DuplicateLimits = Object.freeze({
  posts: 50_000,
  characters: 24 * 1024 * 1024,
})

/** For each post the id of the earlier post that it repeats; null for a new one. */
export type Originals = readonly (string | null)[]

/**
 * Finds posts with the words of an earlier one, and texts that an export cut off. One other word
 * makes another text: "a dumb move". In bounded memory two indexes are kept; a full one replaces
 * the older one.
 */
export class DuplicateFinder {
  readonly #limits: DuplicateLimits
  #older: DuplicateIndex | null = null
  #newer = new DuplicateIndex()

  constructor(limits: DuplicateLimits = { posts: Infinity, characters: Infinity }) {
    this.#limits = limits
  }

  /**
   * @returns for each post the id of the first known post with its words, `THREAD/ID` in another
   * thread; null for a new post
   */
  find(keys: readonly DuplicateKey[]): Originals {
    if (
      this.#newer.postCount >= this.#limits.posts ||
      this.#newer.characterCount >= this.#limits.characters
    ) {
      this.#older = this.#newer
      this.#newer = new DuplicateIndex()
    }
    return keys.map((key) => {
      // The newer index always gets the key, whatever the older one holds.
      const latest = this.#newer.add(key)
      const original = this.#older?.find(key) ?? latest
      return (
        original &&
        `${original.threadId === key.threadId ? '' : `${original.threadId}/`}${original.id}`
      )
    })
  }
}

export const findDuplicates = (posts: readonly Post[]): Originals =>
  new DuplicateFinder().find(posts.map(duplicateKeyOf))

/** Number of first words that a cut text must share with the whole one. */
const HEAD_WORD_COUNT = 7
/** The most texts compared for one head: many texts start with the same phrase. */
const CANDIDATE_LIMIT = 16

const headOf = (words: string): string => words.split(' ', HEAD_WORD_COUNT).join(' ')

class DuplicateIndex {
  postCount = 0
  characterCount = 0
  readonly #byWords = new Map<string, DuplicateKey>()
  /** Texts by their first words. */
  readonly #byHead = new Map<string, DuplicateKey[]>()

  /**
   * The first post with the same words, else one that begins with them or begins them. Null for a
   * new text.
   */
  find({ words, isCut }: DuplicateKey): DuplicateKey | null {
    if (words === null) return null
    const same = this.#byWords.get(words)
    if (same !== undefined) return same
    const alike = this.#byHead.get(headOf(words)) ?? []
    return (
      alike.find(
        (other) =>
          (isCut && isBeginning(words, other.words)) ||
          (other.isCut && isBeginning(other.words, words)),
      ) ?? null
    )
  }

  add(key: DuplicateKey): DuplicateKey | null {
    const { words } = key
    this.postCount += 1
    this.characterCount += words?.length ?? 0
    const original = this.find(key)
    if (original !== null || words === null) return original
    this.#byWords.set(words, key)
    const head = headOf(words)
    const alike = this.#byHead.get(head)
    if (alike === undefined) this.#byHead.set(head, [key])
    else if (alike.length < CANDIDATE_LIMIT) alike.push(key)
    return null
  }
}

const isBeginning = (start: string | null, whole: string | null): boolean =>
  start !== null && whole?.startsWith(`${start} `) === true
