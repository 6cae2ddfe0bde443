import { hashText } from '../../base/text/hash-text.js'
import { nodeKindOf } from '../../base/thread/post.js'
import { postKeyOf } from '../../base/thread/unit-key.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import type { AggregateOptions, CountedPosts } from '../breakdown/breakdown.js'
import { type IndexedThread, isEligible, MARK, type SelectablePost, selectablePostOf, ThreadIndex } from './thread-index.js'

/** A post that later posts may leave out, with its thread. */
export interface WaitingPost<Post extends SelectablePost = SelectablePost> {
  readonly post: Post
  readonly thread: IndexedThread
}

/** Whether all posts must be known before it is known whether this one counts. */
export const mustWait = ({ marks, duplicateOf }: SelectablePost, count: CountedPosts): boolean =>
  duplicateOf !== null || (count === 'replies' && (marks & MARK.root) !== 0)

/**
 * Counts the eligible posts that are flagged as repetitions, grouped by original and by deals. Posts about different deals do not repeat each
 * other, since each takes a stance on its own deal. The original counts for its group; if it is absent, the earliest post does. `once`
 * leaves the others out.
 *
 * @returns the posts left out; of each text that is repeated its deals, and how many posts repeat it
 */
export function selectPosts(index: ThreadIndex, waiting: readonly WaitingPost[], isOnce: boolean) {
  const groups = new Map<string, { readonly set: number; readonly hasOriginal: boolean; readonly posts: SelectablePost[] }>()
  for (const { post, thread } of waiting) {
    const { id, threadId, marks, duplicateOf } = post
    if (duplicateOf === null || !isEligible(id, marks, thread)) continue
    const original = findOriginal(index, threadId, duplicateOf)
    // A post does not repeat itself.
    if (original?.id === id && original.threadId === threadId) continue
    const set = index.findEligible(threadId, id) as number
    const key = JSON.stringify([set, original ? postKeyOf(original) : null, original ? null : duplicateOf])
    const group = groups.get(key) ?? { set, hasOriginal: original?.set === set, posts: [] }
    groups.set(key, group)
    group.posts.push(post)
  }
  const leftOut = new Set<SelectablePost>()
  const repetitions: { readonly dealIds: readonly string[]; readonly repeatedCount: number }[] = []
  for (const { set, hasOriginal, posts } of groups.values()) {
    const first = hasOriginal ? null : posts.reduce((earliest, post) => (isBefore(post, earliest) ? post : earliest))
    const repeated = posts.filter((post) => post !== first)
    if (repeated.length > 0) repetitions.push({ dealIds: index.dealsOf(set), repeatedCount: repeated.length })
    if (isOnce) for (const post of repeated) leftOut.add(post)
  }
  return { leftOut, repetitions }
}

/**
 * Finds the eligible post that a flag names: one of the same thread by its id, one of another as `THREAD/ID`. Threads and ids may contain
 * slashes too, so several readings are tried.
 */
function findOriginal(index: ThreadIndex, threadId: string, named: string) {
  const readings = [{ threadId, id: named }]
  for (let slash = named.indexOf('/'); slash >= 0; slash = named.indexOf('/', slash + 1)) {
    readings.push({ threadId: named.slice(0, slash), id: named.slice(slash + 1) })
  }
  for (const reading of readings) {
    const set = index.findEligible(reading.threadId, reading.id)
    if (set !== null) return { ...reading, set }
  }
  return null
}

/** Posts of unknown time are last; ties go to the smaller hash, which is the same for any order of posts. */
function isBefore(one: SelectablePost, other: SelectablePost): boolean {
  const [time, otherTime] = [one.postedAt ?? Number.POSITIVE_INFINITY, other.postedAt ?? Number.POSITIVE_INFINITY]
  if (time !== otherTime) return time < otherTime
  const [[high, low], [otherHigh, otherLow]] = [hashText(postKeyOf(one)), hashText(postKeyOf(other))]
  return high < otherHigh || (high === otherHigh && low < otherLow)
}

export function countedPosts(
  posts: readonly ScoredPost[],
  { count, countDuplicates }: Pick<AggregateOptions, 'count' | 'countDuplicates'>,
): readonly ScoredPost[] {
  // Then no post decides whether another counts.
  if (count === 'posts' && countDuplicates !== 'once') return posts.filter(({ meta }) => nodeKindOf(meta) === null)
  const index = new ThreadIndex(count === 'replies')
  const indexed = posts.map((given): WaitingPost => {
    const post = selectablePostOf(given)
    index.add(post)
    return { post, thread: index.threadOf(post.threadId) }
  })
  const { leftOut } = selectPosts(index, indexed, countDuplicates === 'once')
  return posts.filter((_, place) => {
    const { post, thread } = indexed[place] as WaitingPost
    return isEligible(post.id, post.marks, thread) && !leftOut.has(post)
  })
}
