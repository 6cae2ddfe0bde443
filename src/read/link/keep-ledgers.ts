import { type CaptureCount, type CaptureLedger, emptyLedger } from '../../base/thread/capture-ledger.js'
import type { NodeKind, Post } from '../../base/thread/post.js'
import type { ThreadFacts } from './found-post.js'

interface LedgerContext {
  readonly source: string
  readonly facts: ReadonlyMap<string, ThreadFacts>
  readonly duplicatesByThread: ReadonlyMap<string, number>
}

const COUNT_OF_NODE: Readonly<Record<NodeKind, CaptureCount>> = {
  deleted: 'deletedCount',
  blocked: 'blockedCount',
  'not-found': 'notFoundCount',
  advert: 'advertCount',
  retweet: 'retweetCount',
  bot: 'botCount',
}

/** Lists the posts of all threads, a thread's capture ledger on its first post. */
export function keepLedgers(threads: ReadonlyMap<string, readonly Post[]>, context: LedgerContext): Post[] {
  const all: Post[] = []
  for (const [threadId, posts] of threads) {
    const capture = ledgerOf(threadId, posts, context)
    for (const [index, post] of posts.entries()) all.push(index === 0 ? { ...post, meta: { ...post.meta, capture } } : post)
  }
  return all
}

function ledgerOf(threadId: string, posts: readonly Post[], { source, facts: factsOf, duplicatesByThread }: LedgerContext): CaptureLedger {
  const facts = factsOf.get(threadId) ?? {}
  const ledger: { -readonly [Key in keyof CaptureLedger]: CaptureLedger[Key] } = emptyLedger(source)
  const childCounts = new Map<string, number>()
  for (const { parentId, meta } of posts) {
    const { node } = meta
    if (node !== undefined && Object.hasOwn(COUNT_OF_NODE, node)) ledger[COUNT_OF_NODE[node]] += 1
    if (meta.truncated === true) ledger.truncatedCount += 1
    if (meta.missingParent !== undefined) ledger.missingParentCount += 1
    if (isOtherLanguage(meta.language)) ledger.otherLanguageCount += 1
    if (meta.role === 'root' || node === 'advert' || node === 'retweet') continue
    ledger.capturedCount += 1
    if (parentId !== null) childCounts.set(parentId, (childCounts.get(parentId) ?? 0) + 1)
  }
  ledger.reportedCount = facts.reportedCount ?? reportedByPosts(posts, childCounts, ledger.capturedCount)
  ledger.notOpenedCount = facts.notOpenedCount ?? 0
  ledger.advertCount += facts.advertCount ?? 0
  ledger.duplicateCount = (facts.duplicateCount ?? 0) + (duplicatesByThread.get(threadId) ?? 0)
  ledger.depthLimit = facts.depthLimit ?? null
  ledger.notes = [...(facts.notes ?? [])]
  return ledger
}

/** Captured replies plus what each post's own count of replies lies above its captured ones; null when no post has a count. */
function reportedByPosts(posts: readonly Post[], childCounts: ReadonlyMap<string, number>, capturedCount: number): number | null {
  let isReported = false
  let beyond = 0
  for (const { id, meta } of posts) {
    const replyCount = meta.engagement?.replies
    // A retweet or an advert counts the replies of another discussion.
    if (replyCount === undefined || meta.node === 'retweet' || meta.node === 'advert') continue
    isReported = true
    beyond += Math.max(0, replyCount - (childCounts.get(id) ?? 0))
  }
  return isReported ? capturedCount + beyond : null
}

/** Codes that name no language: undetermined, none, several, uncoded, and those that X keeps for tags, links and media. */
const NO_LANGUAGE = /^(?:und|zxx|mul|mis|art|q[a-t][a-z])$/

/** Whether a source says that a post is in a language other than English. */
function isOtherLanguage(language: string | undefined): boolean {
  const primary = language?.split(/[-_]/)[0]?.toLowerCase() ?? ''
  return primary !== '' && primary !== 'en' && !NO_LANGUAGE.test(primary)
}
