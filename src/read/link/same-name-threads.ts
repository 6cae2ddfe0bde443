import { contentHash, isContentId } from '../../base/thread/content-id.js'
import type { Post } from '../../base/thread/post.js'
import { hashWords } from '../../base/thread/unit-key.js'

type PostFacts = Pick<Post, 'id' | 'threadId' | 'parentId' | 'text'>

/** Posts of one input in a thread: words by id. */
interface Holding {
  readonly input: number
  readonly wordsOf: Map<string, string>
  readonly replyIds: Set<string>
}

/** Name of a thread without one in its source: `t1`, `t2` by input. */
export const NUMBERED_THREAD = /^t\d+$/

/**
 * Separates threads of several inputs that share a name by chance: a number, or an id made of their
 * openings. Threads are apart if a common post id has different words, or if they share only their
 * openings.
 */
export class Namesakes {
  readonly #holdings = new Map<string, Map<number, Holding>>()

  static mayShare = (threadId: string): boolean =>
    NUMBERED_THREAD.test(threadId) || isContentId(threadId)

  add(input: number, { id, threadId, parentId, text }: PostFacts): void {
    if (!Namesakes.mayShare(threadId)) return
    const ofThread = this.#holdings.get(threadId) ?? new Map<number, Holding>()
    this.#holdings.set(threadId, ofThread)
    const holding = ofThread.get(input) ?? { input, wordsOf: new Map(), replyIds: new Set() }
    ofThread.set(input, holding)
    holding.wordsOf.set(id, hashWords(text))
    if (parentId !== null) holding.replyIds.add(id)
  }

  /**
   * Names each separated thread after its own posts, whatever the order of inputs.
   *
   * @returns by input: new names by old ones
   */
  names(): ReadonlyMap<number, ReadonlyMap<string, string>> {
    const named = new Map<number, Map<string, string>>()
    for (const [threadId, holdings] of this.#holdings) {
      if (holdings.size < 2) continue
      const groups = groupHoldings([...holdings.values()])
      if (groups.length < 2) continue
      for (const group of groups) {
        const name = `${threadId}-${digestOf(group)}`
        for (const { input } of group)
          named.set(input, (named.get(input) ?? new Map<string, string>()).set(threadId, name))
      }
    }
    return named
  }
}

const digestOf = (group: readonly Holding[]): string =>
  contentHash(
    [
      ...new Set(group.flatMap(({ wordsOf }) => [...wordsOf].map((entry) => entry.join('\n')))),
    ].sort(),
  )

/** Groups holdings of one thread: each joins the first group it may share, in order of digests. */
function groupHoldings(holdings: readonly Holding[]): Holding[][] {
  const digested = holdings.map((holding) => ({ holding, digest: digestOf([holding]) }))
  const groups: Holding[][] = []
  for (const { holding } of digested.sort((one, other) => (one.digest < other.digest ? -1 : 1))) {
    const group = groups.find((members) => members.every((member) => !areApart(member, holding)))
    if (group) group.push(holding)
    else groups.push([holding])
  }
  return groups
}

function areApart(one: Holding, other: Holding): boolean {
  const shared = [...one.wordsOf.keys()].filter((id) => other.wordsOf.has(id))
  if (shared.length === 0) return false
  if (shared.some((id) => one.wordsOf.get(id) !== other.wordsOf.get(id))) return true
  return (
    one.replyIds.size > 0 && other.replyIds.size > 0 && shared.every((id) => !one.replyIds.has(id))
  )
}
