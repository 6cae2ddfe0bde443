import { type CaptureLedger, parseLedger } from '../../base/thread/capture-ledger.js'
import { isParentGuessed } from '../../base/thread/known-parent.js'
import { type NodeKind, nodeKindOf } from '../../base/thread/post.js'
import { DUPLICATE_FLAG, flagValue, LANGUAGE_FLAG } from '../../judge/post-flags.js'
import type { Judgement, ScoredPost } from '../../judge/stance/stance-prediction.js'

/** The part of a judgement that is counted: a label, or the reason that there is none. */
export type Verdict = Pick<Judgement, 'label' | 'status'>

/** Bits of `marks`. `gone`: a placeholder for a post without its text. `byDefault`: the heading of its thread names its deal. */
export const MARK = Object.freeze({ root: 1, noContribution: 2, truncated: 4, foreign: 8, gone: 16, byDefault: 32 })
const MARK_BIT_COUNT = 6

/** Levels below the opening post, which has 0. `deepest` and all below are one; `awaited`: it hangs on a post that has not come. */
export const LEVEL = Object.freeze({ deepest: 5, unknown: 6, awaited: 7 })
const STATE_BIT_COUNT = MARK_BIT_COUNT + 3

const GONE: readonly NodeKind[] = ['deleted', 'blocked', 'not-found']

/** The fields of a scored post that a breakdown counts, and those that decide whether it counts. */
export interface CountedPost {
  readonly id: string
  readonly threadId: string
  readonly parentId: string | null
  readonly answers: readonly string[] | null
  readonly dealIds: readonly string[]
  /** The repeated post, as the flag of scoring names it; null without one. */
  readonly duplicateOf: string | null
  readonly marks: number
  readonly author: string | null
  /** Its top-level verdict, and that on each of its deals. */
  readonly verdicts: Verdict & { readonly stances: readonly (Verdict & { readonly dealId: string })[] }
  /** From -1 to 1. */
  readonly sentiment: number
}

export function countedPostOf(post: ScoredPost): CountedPost {
  const { id, threadId, parentId, author, flags, meta, deals: dealIds, stances, sentiment } = post
  const node = nodeKindOf(meta)
  const isForeign = flags.length > 0 && flagValue(flags, LANGUAGE_FLAG) !== null
  // Written out: a spread takes longer than everything else here.
  return {
    id,
    threadId,
    parentId,
    dealIds,
    author,
    verdicts: post,
    sentiment,
    answers: meta.role === 'root' ? [] : parentId === null || isParentGuessed({ meta }) ? null : possibleParentsOf(parentId, meta),
    duplicateOf: flags.length === 0 ? null : flagValue(flags, DUPLICATE_FLAG),
    marks:
      (meta.role === 'root' ? MARK.root : 0) |
      (node === null ? 0 : MARK.noContribution) |
      (meta.truncated === true ? MARK.truncated : 0) |
      (isForeign ? MARK.foreign : 0) |
      (node !== null && GONE.includes(node) ? MARK.gone : 0) |
      (stances.some(({ by }) => by === 'default') ? MARK.byDefault : 0),
  }
}

/** A user's own column of the name may hold anything. */
const possibleParentsOf = (parentId: string, { possibleParents }: ScoredPost['meta']): readonly string[] =>
  Array.isArray(possibleParents) ? possibleParents : [parentId]

/** Null without one, and for a user's own column of that name. */
export const ledgerOf = (capture: unknown): CaptureLedger | null =>
  typeof capture === 'object' && capture !== null && Object.hasOwn(capture, 'capturedCount') ? parseLedger(capture) : null

/** Marks, level and deals of a post in one whole number. */
type PostState = number

export interface IndexedThread {
  /** State by post id; as JSON while posts of other threads come. */
  posts: Map<string, PostState> | string
  /** Ids that contributions reply to, without known non-roots. Null where no root is to be left out. */
  readonly answered: Set<string> | null
  ledger: CaptureLedger | null
}

/**
 * Index of all posts by thread, with the state of each. Posts of a thread mostly come together, so a thread is stored as one text when the
 * next one begins. A thread that comes back stays open.
 */
export class ThreadIndex {
  readonly #threads = new Map<string, IndexedThread>()
  readonly #dealSets: (readonly string[])[] = []
  readonly #numberOf = new Map<string, number>()
  #last: { readonly dealIds: readonly string[]; readonly number: number } | null = null
  readonly #hasAnswers: boolean
  #current: { readonly threadId: string; readonly thread: IndexedThread; readonly isNew: boolean } | null = null
  hasLedgers = false
  hasGone = false

  /** @param hasAnswers true to find the roots with replies */
  constructor(hasAnswers: boolean) {
    this.#hasAnswers = hasAnswers
  }

  /** @returns the level of a new post; null for one that is there already, which changes nothing */
  add(post: CountedPost, ledger: CaptureLedger | null = null): number | null {
    const { id, parentId, marks, dealIds } = post
    const thread = this.#open(post.threadId)
    const posts = thread.posts as Map<string, PostState>
    if (posts.has(id)) return null
    posts.set(id, (this.#numberDeals(dealIds) << STATE_BIT_COUNT) | (LEVEL.awaited << MARK_BIT_COUNT) | marks)
    if ((marks & MARK.gone) !== 0) this.hasGone = true
    if (parentId !== null && (marks & MARK.noContribution) === 0) {
      const parent = posts.get(parentId)
      if (parent === undefined || (parent & MARK.root) !== 0) thread.answered?.add(parentId)
    }
    if (ledger !== null) {
      this.hasLedgers = true
      if (thread.ledger === null || isLarger(ledger, thread.ledger)) thread.ledger = ledger
    }
    return this.place(post)
  }

  /** Finds the level of an added post: one below the posts that it answers, if they share a known level. */
  place({ id, threadId, answers }: Pick<CountedPost, 'id' | 'threadId' | 'answers'>): number {
    const posts = this.#open(threadId).posts as Map<string, PostState>
    const levels = answers === null ? [LEVEL.unknown] : answers.map((each) => levelIn(posts.get(each)))
    const lowest = levels.reduce((one, other) => Math.max(one, other), -1)
    const isKnown = lowest < LEVEL.unknown && levels.every((each) => each === lowest)
    const level = isKnown ? Math.min(lowest + 1, LEVEL.deepest) : lowest === LEVEL.awaited ? LEVEL.awaited : LEVEL.unknown
    posts.set(id, ((posts.get(id) as PostState) & ~(LEVEL.awaited << MARK_BIT_COUNT)) | (level << MARK_BIT_COUNT))
    return level
  }

  /**
   * Places posts that came before one that they answer, in reverse: files are newest first, if not in order.
   *
   * @returns those whose level is still not known
   */
  placeEarly(early: readonly CountedPost[], take: (post: CountedPost, level: number) => void = () => {}): CountedPost[] {
    let left = [...early]
    for (let before = Number.POSITIVE_INFINITY; left.length < before; ) {
      before = left.length
      left = left.reverse().filter((post) => {
        const level = this.place(post)
        take(post, level)
        return level === LEVEL.awaited
      })
    }
    return left
  }

  levelOf({ threadId, id }: Pick<CountedPost, 'threadId' | 'id'>): number {
    return levelIn((this.#open(threadId).posts as Map<string, PostState>).get(id))
  }

  /** @param threadId of a post that was added */
  threadOf(threadId: string): IndexedThread {
    return this.#open(threadId)
  }

  /** Index of an eligible post's deals among the distinct sets of deals. Null for a post that is not eligible or not there. */
  findEligible(threadId: string, id: string): number | null {
    const thread = this.#threads.get(threadId)
    const state = thread && this.#unpacked(thread).get(id)
    return thread === undefined || state === undefined || !isEligible(id, state, thread) ? null : dealSetOf(state)
  }

  threads(): Iterable<readonly [threadId: string, thread: IndexedThread]> {
    return this.#threads
  }

  /** @param set index of a set of deals */
  dealsOf(set: number): readonly string[] {
    return this.#dealSets[set] ?? []
  }

  #open(threadId: string): IndexedThread {
    if (this.#current?.threadId === threadId) return this.#current.thread
    if (this.#current?.isNew === true) {
      const { thread } = this.#current
      thread.posts = JSON.stringify([...(thread.posts as Map<string, PostState>)])
    }
    const known = this.#threads.get(threadId)
    const thread = known ?? { posts: new Map(), answered: this.#hasAnswers ? new Set() : null, ledger: null }
    if (known === undefined) this.#threads.set(threadId, thread)
    else this.#unpacked(known)
    this.#current = { threadId, thread, isNew: known === undefined }
    return thread
  }

  #unpacked(thread: IndexedThread): Map<string, PostState> {
    thread.posts = postsOf(thread)
    return thread.posts
  }

  #numberDeals(dealIds: readonly string[]): number {
    // Most posts share the list of the post before.
    if (this.#last?.dealIds === dealIds) return this.#last.number
    const sorted = [...dealIds].sort()
    const key = JSON.stringify(sorted)
    const number = this.#numberOf.get(key) ?? this.#dealSets.push(sorted) - 1
    this.#numberOf.set(key, number)
    this.#last = { dealIds, number }
    return number
  }
}

export const dealSetOf = (state: PostState): number => state >> STATE_BIT_COUNT

const levelIn = (state: PostState = -1): number => (state >> MARK_BIT_COUNT) & LEVEL.awaited

/** True if a post is a contribution, and no root with replies where these are left out. @param marks alone, or the state */
export const isEligible = (id: string, marks: number, { answered }: IndexedThread): boolean =>
  (marks & MARK.noContribution) === 0 && ((marks & MARK.root) === 0 || answered?.has(id) !== true)

export const postsOf = ({ posts }: IndexedThread): Map<string, PostState> =>
  typeof posts === 'string' ? new Map(JSON.parse(posts) as [string, PostState][]) : posts

/** Ties go to the smaller text, so that the order of posts does not matter. */
function isLarger(one: CaptureLedger, other: CaptureLedger): boolean {
  const difference = sizeOf(one) - sizeOf(other)
  return difference > 0 || (difference === 0 && JSON.stringify(one) < JSON.stringify(other))
}

const sizeOf = ({ capturedCount, reportedCount }: CaptureLedger): number => capturedCount + (reportedCount ?? 0)
