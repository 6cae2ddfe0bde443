import type { Post } from '../thread/post.js'
import { type CarriedPost, threadAround } from '../thread/post-context.js'
import type { Thread } from '../thread/thread.js'

/** Posts that can be judged in one thread without a word of one's context reaching another. */
export interface CarriedGroup {
  /** Holds every post of the group, and what they carry. */
  readonly thread: Thread
  readonly posts: readonly CarriedPost[]
}

/**
 * Joins posts that stand one behind the other and carry parts of one thread, so that what they share is read once. Only where nothing can
 * change by it: they carry the same roots and header pieces, never the same id with other words, and no one's missing parent is carried by
 * another; parents stand before their answers, which leaves no circle to be cut.
 *
 * @returns groups in the order of their first posts, each post in one
 */
export function joinCarried(posts: readonly CarriedPost[]): CarriedGroup[] {
  const groups: CarriedGroup[] = []
  let open: Joining | null = null
  for (const carried of posts) {
    const line = readLine(carried)
    if (line !== null && open?.add(line)) continue
    if (open) groups.push(open.close())
    open = null
    if (line === null) groups.push({ thread: threadAround(carried), posts: [carried] })
    else open = new Joining(line)
  }
  if (open) groups.push(open.close())
  return groups
}

/** A post with its context, as far as it may be joined. */
interface CarriedLine {
  readonly carried: CarriedPost
  /** What must be equal: the thread, its header pieces, its roots. */
  readonly key: string
  /** The post last. */
  readonly records: readonly Post[]
  /** Parents named that are not carried. */
  readonly outside: readonly string[]
}

/** Null for a post that stands alone, or whose context is in no order. */
function readLine(carried: CarriedPost): CarriedLine | null {
  const { post, context } = carried
  if (context === null) return null
  const records = [...context.posts, post]
  const ids = new Set(records.map(({ id }) => id))
  const seen = new Set<string>()
  const outside: string[] = []
  const roots: string[] = []
  for (const { id, parentId, meta } of records) {
    const isInside = parentId !== null && ids.has(parentId)
    if (isInside && !seen.has(parentId)) return null
    if (!isInside && parentId !== null) outside.push(parentId)
    if (!isInside && meta.role === 'root') roots.push(id)
    seen.add(id)
  }
  return { carried, key: JSON.stringify([post.threadId, context.headers, roots.sort()]), records, outside }
}

class Joining {
  readonly #key: string
  readonly #records = new Map<string, Post>()
  readonly #outside = new Set<string>()
  readonly #posts = new Map<string, CarriedPost>()

  constructor(first: CarriedLine) {
    this.#key = first.key
    this.#take(first)
  }

  /** @returns whether the post may be joined; then it is */
  add(line: CarriedLine): boolean {
    const { key, records, outside, carried } = line
    const isFit =
      key === this.#key &&
      !this.#posts.has(carried.post.id) &&
      !outside.some((id) => this.#records.has(id)) &&
      records.every((record) => !this.#outside.has(record.id) && isSame(record, this.#records.get(record.id) ?? record))
    if (isFit) this.#take(line)
    return isFit
  }

  close(): CarriedGroup {
    const posts = [...this.#posts.values()]
    const [first] = posts as [CarriedPost]
    const records = [...this.#records.values()].map((record) => this.#posts.get(record.id)?.post ?? record)
    return { thread: { id: first.post.threadId, posts: records, headers: first.context?.headers ?? [] }, posts }
  }

  #take({ records, outside, carried }: CarriedLine): void {
    for (const record of records) if (!this.#records.has(record.id)) this.#records.set(record.id, record)
    for (const id of outside) this.#outside.add(id)
    this.#posts.set(carried.post.id, carried)
  }
}

/** Whether two records of a post read the same for those that answer it. */
function isSame(left: Post, right: Post): boolean {
  return (
    left === right ||
    (left.text === right.text &&
      left.parentId === right.parentId &&
      left.meta.role === right.meta.role &&
      left.meta.node === right.meta.node &&
      left.meta.language === right.meta.language)
  )
}
