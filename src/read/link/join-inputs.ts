import { addTo } from '../../base/statistics/group-by.js'
import { buildThreads, type Thread } from '../../base/thread/thread.js'
import type { IngestResult, PlacedPost, Skip } from '../record/ingest-result.js'
import { isHeaderPiece } from '../record/parse-post.js'
import { joinCaptures } from './join-captures.js'
import { linkParents, NO_LINE, type OnBadRecord } from './link-parents.js'

/**
 * Ties the posts of several inputs to each other, as if they stood in one: parents are looked for in all inputs, threads of one name are
 * one thread. See `joinCaptures`, `settleThreads` and `linkParents`.
 *
 * @returns `isJoined`: whether a post of one input was tied to, or taken for, one of another input
 */
export function joinInputs(
  results: readonly IngestResult[],
  { names, threadIds, onBadRecord }: Readonly<Record<'names' | 'threadIds', readonly string[]>> & { readonly onBadRecord: OnBadRecord },
): { readonly threads: readonly Thread[]; readonly skips: readonly Skip[]; readonly isJoined: boolean } {
  const [only, ...others] = results
  if (only !== undefined && others.length === 0) return { threads: inRecordOrder(only), skips: [], isJoined: false }
  const joined = joinCaptures(results)
  const unnamed = results.map(() => new UnnamedPosts())
  for (const [index, { records = [] }] of results.entries()) for (const record of records) unnamed[index]?.add(record)
  const settled = settleThreads(unnamed, threadIds)
  const placed = new Map<string, PlacedPost[]>()
  const headersOf = new Map<string, string[]>()
  for (const [index, { records, posts, headers, summary }] of joined.entries()) {
    const input = names[index] ?? summary.source
    for (const [threadId, pieces] of records === undefined ? headers : []) for (const piece of pieces) addTo(headersOf, threadId, piece)
    for (const record of records ?? posts.map((post): PlacedPost => ({ post, lineNumber: NO_LINE }))) {
      const threadId = record.isUnnamed === true ? (settled[index] ?? record.post.threadId) : record.post.threadId
      const post = { ...record.post, threadId }
      const group = placed.get(threadId) ?? []
      placed.set(threadId, group)
      if (records !== undefined && isHeaderPiece(record)) addTo(headersOf, threadId, post.text)
      else group.push({ ...record, input, post })
    }
  }
  const skips: Skip[] = []
  const threads = buildThreads(linkParents([...placed.values()].flat(), onBadRecord, skips), headersOf)
  const told = new Set(results.flatMap((result, index) => result.summary.skips.map((skip) => keyOf(skip, names[index]))))
  const inputOf = ({ message }: Skip): string | undefined => names.find((name) => message.startsWith(`${name}: `))
  const fresh = skips.filter((skip) => !told.has(keyOf(skip, inputOf(skip))))
  const missingCount = results.reduce((total, { summary }) => total + summary.missingParentCount, 0)
  const stillMissing = threads.reduce((total, { posts }) => total + posts.filter(({ meta }) => meta.missingParent !== undefined).length, 0)
  const isJoined = joined.some((result, index) => result !== results[index]) || fresh.length > 0 || stillMissing < missingCount
  return { threads, skips: fresh, isJoined }
}

/** The threads of one input: a header piece or a skipped record may be the first record of one. */
function inRecordOrder({ posts, headers, records = [] }: IngestResult): Thread[] {
  const order = new Map<string, number>()
  for (const { post } of records) if (!order.has(post.threadId)) order.set(post.threadId, order.size)
  return buildThreads(posts, headers).sort((one, other) => (order.get(one.id) ?? 0) - (order.get(other.id) ?? 0))
}

const keyOf = ({ lineNumber, code }: Skip, name = ''): string => `${name}\n${lineNumber}\n${code}`

/** The posts of one input that name no thread. */
export class UnnamedPosts {
  readonly ids = new Set<string>()
  readonly parentIds = new Set<string>()

  add(placed: PlacedPost): void {
    const { post, isUnnamed } = placed
    if (isUnnamed !== true || isHeaderPiece(placed)) return
    this.ids.add(post.id)
    const parentId = post.parentId ?? post.meta.missingParent
    if (parentId !== undefined) this.parentIds.add(parentId)
  }
}

/**
 * Finds the inputs whose unnamed posts are one thread: one input answers a post that stands in another one alone, and no two of them
 * hold the same id. Inputs that count their posts from 1 each stay apart.
 *
 * @param threadIds the thread of each input's unnamed posts, as long as nothing ties them to another input
 * @returns the same, where inputs are one thread that of the first of them
 */
export function settleThreads(unnamed: readonly UnnamedPosts[], threadIds: readonly string[]): string[] {
  const holders = new Map<string, number[]>()
  for (const [index, { ids }] of unnamed.entries()) for (const id of ids) addTo(holders, id, index)
  const groups = unnamed.map((_, index) => new Set([index]))
  for (const [index, { ids, parentIds }] of unnamed.entries()) {
    for (const parentId of parentIds) {
      if (ids.has(parentId)) continue
      const [holder, ...others] = holders.get(parentId) ?? []
      const [own, other] = [groups[index], groups[holder ?? index]]
      if (holder === undefined || others.length > 0 || own === undefined || other === undefined || own === other) continue
      if (![...own].every((one) => [...other].every((two) => areApart(unnamed[one]?.ids, unnamed[two]?.ids)))) continue
      for (const member of other) {
        own.add(member)
        groups[member] = own
      }
    }
  }
  return threadIds.map((threadId, index) => threadIds[Math.min(...(groups[index] ?? [index]))] ?? threadId)
}

function areApart(one: ReadonlySet<string> = new Set(), other: ReadonlySet<string> = new Set()): boolean {
  for (const id of one) if (other.has(id)) return false
  return true
}
