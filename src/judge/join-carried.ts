import type { Post } from '../base/thread/post.js'
import { type CarriedPost, type Thread, threadAround } from '../base/thread/thread.js'

/** Posts that can be scored in one thread without the context of one affecting another. */
export interface CarriedGroup {
  /** Every post of the group with the posts of their contexts. */
  readonly thread: Thread
  readonly posts: readonly CarriedPost[]
}

/**
 * Joins consecutive posts that carry parts of the same thread, so that shared context is processed once. Posts are joined only where that
 * cannot change a score: they carry the same roots and header pieces; no id appears with different content; no post's missing parent is
 * carried by another; and parents precede their replies, so there is no cycle to cut. Gives groups in the order of their first posts; each
 * post is in one group.
 */
export function joinCarried(posts: readonly CarriedPost[]): CarriedGroup[] {
  const groups: JoinedGroup[] = []
  for (const carried of posts) {
    const own = groupOf(carried)
    const last = groups.at(-1)
    if (last === undefined || !canJoin(last, own)) {
      groups.push(own)
      continue
    }
    for (const [id, record] of own.records) if (!last.records.has(id)) last.records.set(id, record)
    for (const id of own.missingParentIds) last.missingParentIds.add(id)
    last.posts.set(carried.post.id, carried)
  }
  return groups.map(({ key, records, posts: joined }) => {
    const [first, ...others] = [...joined.values()] as [CarriedPost, ...CarriedPost[]]
    const thread = threadAround(first)
    if (key === null || others.length === 0) return { thread, posts: [first] }
    return {
      thread: { ...thread, posts: [...records.values()].map((record) => joined.get(record.id)?.post ?? record) },
      posts: [first, ...others],
    }
  })
}

/** Posts that are joined, one to begin with. */
interface JoinedGroup {
  /** Identifies the thread, its header pieces and its roots: only equal ones are joined. Null for a post that stays alone. */
  readonly key: string | null
  /** The posts of the contexts, then each post itself, by id. */
  readonly records: Map<string, Post>
  /** Parents that the records refer to but do not include. */
  readonly missingParentIds: Set<string>
  readonly posts: Map<string, CarriedPost>
}

/** A post without context stays alone, and so does one whose context lists a reply before its parent. */
function groupOf(carried: CarriedPost): JoinedGroup {
  const { post, context } = carried
  const records = new Map([...(context?.posts ?? []), post].map((record) => [record.id, record]))
  const missingParentIds = new Set<string>()
  const seen = new Set<string>()
  const roots: string[] = []
  let isOrdered = true
  for (const { id, parentId, meta } of records.values()) {
    const isInside = parentId !== null && records.has(parentId)
    if (isInside && !seen.has(parentId)) isOrdered = false
    for (const possible of meta.possibleParents ?? (parentId === null ? [] : [parentId])) {
      if (!records.has(possible)) missingParentIds.add(possible)
    }
    if (!isInside && meta.role === 'root') roots.push(id)
    seen.add(id)
  }
  const key = context !== null && isOrdered ? JSON.stringify([post.threadId, context.headers, roots.sort()]) : null
  return { key, records, missingParentIds, posts: new Map([[post.id, carried]]) }
}

function canJoin(group: JoinedGroup, { key, records, missingParentIds, posts }: JoinedGroup): boolean {
  return (
    key !== null &&
    key === group.key &&
    ![...posts.keys()].some((id) => group.posts.has(id)) &&
    ![...missingParentIds].some((id) => group.records.has(id)) &&
    [...records].every(([id, record]) => !group.missingParentIds.has(id) && isSameContent(record, group.records.get(id) ?? record))
  )
}

/** Whether two records of a post are the same to its replies. */
function isSameContent(left: Post, right: Post): boolean {
  return (
    left === right ||
    (left.text === right.text &&
      left.parentId === right.parentId &&
      left.meta.role === right.meta.role &&
      left.meta.node === right.meta.node &&
      left.meta.isParentInferred === right.meta.isParentInferred &&
      left.meta.possibleParents?.join(' ') === right.meta.possibleParents?.join(' ') &&
      left.meta.language === right.meta.language)
  )
}
