import { MAX_POSSIBLE_COUNT } from '../link/mark-choice.js'

/** Comment of a page that lists replies below their head and prints their number, as YouTube does. */
export interface ListedComment {
  readonly author: string | null
  readonly named: string | null
  readonly replyCount: number
  /** True above "Show more replies". */
  readonly hasMore: boolean
  readonly age: number | null
}

/** Posts that one may answer, nearest first, by their places; none for the opening post, or for no post of the page. */
export interface Answer {
  readonly posts: readonly number[]
  readonly isGuessed: boolean
  /** Answered account or name, with `@`, without a post above. */
  readonly missing?: string
}

interface List {
  readonly head: number
  readonly end: number
  /** True for a comment that names an account of the list, or is by its head's author. */
  readonly isShown: boolean
  /** True where the counted number of comments can be replies. Else the list is closed or partly hidden. */
  readonly isWhole: boolean
}

export const ROOT: Answer = Object.freeze({ posts: Object.freeze([]), isGuessed: false })
/** Lists that must visibly be open before others count as open. Choice: one may look open by chance. */
const LEAST_SHOWN_COUNT = 2

/**
 * Finds the parent of each comment. Linear in the comments.
 *
 * Open and closed lists both show "3 replies". The next three comments are replies only if none has replies or is older. Else they answer
 * the root, as a guess. A reply answers the account that it names, else the head.
 */
export function nestReplies(comments: readonly ListedComment[]): Answer[] {
  const lists: List[] = []
  let closedCount = 0
  for (let at = 0; at < comments.length; at += 1) {
    if ((comments[at]?.replyCount ?? 0) === 0) continue
    const list = listBelow(comments, at)
    lists.push(list)
    if (list.isWhole) at = list.end - 1
    else closedCount += 1
  }
  const shownCount = lists.filter(({ isShown }) => isShown).length
  const areAllOpen = closedCount === 0 && shownCount >= LEAST_SHOWN_COUNT
  const answers: Answer[] = comments.map(() => ROOT)
  for (const { head, end, isShown, isWhole } of lists) {
    if (!isWhole) {
      answers.fill({ ...ROOT, isGuessed: true }, head + 1, end)
      continue
    }
    const isGuessed = !(isShown || areAllOpen)
    const places = new Map<string, number[]>()
    for (let at = head; at < end; at += 1) {
      const { author = null, named = null } = comments[at] ?? {}
      const found = (named !== null && places.get(named.toLowerCase())) || []
      if (at > head) {
        const isOwn = author !== null && author.toLowerCase() === comments[head]?.author?.toLowerCase()
        const isUnknown = isGuessed || (found.length === 0 && (named !== null || isOwn))
        answers[at] = { posts: found.length > 0 ? found : isGuessed && shownCount === 0 ? [] : [head], isGuessed: isUnknown }
      }
      if (author !== null) places.set(author.toLowerCase(), [at, ...(places.get(author.toLowerCase()) ?? []).slice(0, MAX_POSSIBLE_COUNT)])
    }
  }
  return answers
}

/** List below a head: the counted number of comments, or those up to the first that cannot be a reply. */
function listBelow(comments: readonly ListedComment[], head: number): List {
  const { replyCount = 0, age = null } = comments[head] ?? {}
  let end = head + 1
  let isCut = false
  for (; end <= head + replyCount && !isCut; end += 1) {
    const next = comments[end]
    if (next === undefined || next.replyCount > 0 || (age !== null && next.age !== null && next.age > age)) {
      return { head, end, isShown: false, isWhole: false }
    }
    isCut = next.hasMore
  }
  const accounts = new Set<string>()
  const listed = comments.slice(head, end)
  const isShown = listed.some(({ author, named }, index) => {
    const isNamed = named !== null && accounts.has(named.toLowerCase())
    if (author !== null) accounts.add(author.toLowerCase())
    return isNamed || (index > 0 && author !== null && author.toLowerCase() === listed[0]?.author?.toLowerCase())
  })
  return { head, end, isShown: isShown || isCut, isWhole: true }
}
