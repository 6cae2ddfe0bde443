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
  const groups: CarriedGroup[] = []
  let group: GroupBuilder | null = null
  for (const carried of posts) {
    const candidate = toCandidate(carried)
    if (candidate !== null && group?.add(candidate)) continue
    if (group) groups.push(group.build())
    group = null
    if (candidate === null) groups.push({ thread: threadAround(carried), posts: [carried] })
    else group = new GroupBuilder(candidate)
  }
  if (group) groups.push(group.build())
  return groups
}

/** A post whose context allows it to be joined with others. */
interface JoinCandidate {
  readonly carried: CarriedPost
  /** Identifies the thread, its header pieces and its roots. Only candidates with equal keys are joined. */
  readonly key: string
  /** The context, then the post itself. */
  readonly records: readonly Post[]
  /** Parents that the records refer to but do not include. */
  readonly missingParentIds: readonly string[]
}

/** Null for a post without context, and for one whose context lists a reply before its parent. */
function toCandidate(carried: CarriedPost): JoinCandidate | null {
  const { post, context } = carried
  if (context === null) return null
  const records = [...context.posts, post]
  const ids = new Set(records.map(({ id }) => id))
  const seen = new Set<string>()
  const missingParentIds: string[] = []
  const roots: string[] = []
  for (const { id, parentId, meta } of records) {
    const isInside = parentId !== null && ids.has(parentId)
    if (isInside && !seen.has(parentId)) return null
    for (const possible of meta.possibleParents ?? (parentId === null ? [] : [parentId])) {
      if (!ids.has(possible)) missingParentIds.push(possible)
    }
    if (!isInside && meta.role === 'root') roots.push(id)
    seen.add(id)
  }
  return { carried, key: JSON.stringify([post.threadId, context.headers, roots.sort()]), records, missingParentIds }
}

class GroupBuilder {
  readonly #key: string
  readonly #records = new Map<string, Post>()
  readonly #missingParentIds = new Set<string>()
  readonly #posts = new Map<string, CarriedPost>()

  constructor(first: JoinCandidate) {
    this.#key = first.key
    this.#addRecords(first)
  }

  /** Adds a post to the group if it can be joined; gives whether it was added. */
  add(candidate: JoinCandidate): boolean {
    const { key, records, missingParentIds, carried } = candidate
    const canJoin =
      key === this.#key &&
      !this.#posts.has(carried.post.id) &&
      !missingParentIds.some((id) => this.#records.has(id)) &&
      records.every((record) => !this.#missingParentIds.has(record.id) && isSameContent(record, this.#records.get(record.id) ?? record))
    if (canJoin) this.#addRecords(candidate)
    return canJoin
  }

  build(): CarriedGroup {
    const posts = [...this.#posts.values()]
    const [first] = posts as [CarriedPost]
    const records = [...this.#records.values()].map((record) => this.#posts.get(record.id)?.post ?? record)
    return { thread: { id: first.post.threadId, posts: records, headers: first.context?.headers ?? [] }, posts }
  }

  #addRecords({ records, missingParentIds, carried }: JoinCandidate): void {
    for (const record of records) if (!this.#records.has(record.id)) this.#records.set(record.id, record)
    for (const id of missingParentIds) this.#missingParentIds.add(id)
    this.#posts.set(carried.post.id, carried)
  }
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
