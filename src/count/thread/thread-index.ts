import { type CaptureLedger, parseLedger } from '../../base/thread/capture-ledger.js'
import { type NodeKind, nodeKindOf } from '../../base/thread/post.js'
import { flagValue, LANGUAGE_FLAG } from '../../judge/post-flags.js'
import { dealIdsOf, type ScoredPost } from '../../judge/stance/stance-prediction.js'

const GONE: readonly (NodeKind | null)[] = ['deleted', 'blocked', 'not-found']

/** Facts kept about the posts of a thread. */
export interface IndexedThread {
  /** JSON once another thread begins, to save memory. */
  ids: Set<string> | string
  ledger: CaptureLedger | null
  /** Null without a contribution. */
  dealIds: readonly string[] | null
  readonly counts: Record<'posts' | 'roots' | 'gone' | 'goneRoots' | 'replies' | 'foreign', number>
}

/** Index of all posts by thread. */
export class ThreadIndex {
  readonly #threads = new Map<string, IndexedThread>()
  /** Interrupted threads: packed each time, they take time squared. */
  readonly #scattered = new Set<IndexedThread>()
  #current: IndexedThread | null = null
  hasLedgers = false
  hasGone = false

  /** @returns false for a post that is there already, which changes nothing */
  add(post: ScoredPost): boolean {
    const { id, threadId, meta, flags } = post
    const deals = dealIdsOf(post)
    const thread = this.#open(threadId)
    const ids = thread.ids as Set<string>
    if (ids.has(id)) return false
    ids.add(id)
    const node = nodeKindOf(meta)
    const isRoot = meta.role === 'root'
    const { counts } = thread
    const isGone = GONE.includes(node)
    counts.posts += 1
    if (isRoot) counts.roots += 1
    if (isGone) counts.gone += 1
    if (isGone && isRoot) counts.goneRoots += 1
    if (isGone) this.hasGone = true
    if (flagValue(flags, LANGUAGE_FLAG) !== null) counts.foreign += 1
    if (node === null) {
      if (!isRoot) counts.replies += 1
      const known = thread.dealIds ?? deals
      thread.dealIds = deals.every((dealId) => known.includes(dealId))
        ? known
        : [...new Set([...known, ...deals])]
    }
    const ledger = ledgerOf(meta.capture)
    if (ledger !== null) this.hasLedgers = true
    thread.ledger = largerOf(thread.ledger, ledger)
    return true
  }

  /** All threads with their ids, in the order of their first posts. */
  threads(): Iterable<readonly [threadId: string, thread: IndexedThread]> {
    return this.#threads
  }

  #open(threadId: string): IndexedThread {
    const thread = this.#threads.get(threadId) ?? {
      ids: new Set<string>(),
      ledger: null,
      dealIds: null,
      counts: { posts: 0, roots: 0, gone: 0, goneRoots: 0, replies: 0, foreign: 0 },
    }
    if (thread === this.#current) return thread
    if (this.#current !== null && !this.#scattered.has(this.#current))
      this.#current.ids = JSON.stringify([...(this.#current.ids as Set<string>)])
    if (typeof thread.ids === 'string') {
      thread.ids = new Set(JSON.parse(thread.ids) as string[])
      this.#scattered.add(thread)
    }
    this.#threads.set(threadId, thread)
    this.#current = thread
    return thread
  }
}

/** Null without one, and for a user's own column of that name. */
const ledgerOf = (capture: unknown): CaptureLedger | null =>
  typeof capture === 'object' && capture !== null && Object.hasOwn(capture, 'capturedCount')
    ? parseLedger(capture)
    : null

/** Ties go to the smaller text, so that the order of posts does not matter. */
function largerOf(one: CaptureLedger | null, other: CaptureLedger | null): CaptureLedger | null {
  if (one === null || other === null) return one ?? other
  const difference = sizeOf(one) - sizeOf(other)
  const isFirst =
    difference > 0 || (difference === 0 && JSON.stringify(one) <= JSON.stringify(other))
  return isFirst ? one : other
}

const sizeOf = ({ capturedCount, reportedCount }: CaptureLedger): number =>
  capturedCount + (reportedCount ?? 0)
