import { MAX_POSSIBLE_COUNT } from '../link/mark-choice.js'

/** A comment of a page that lists answers below the comment that heads them and prints their number, as YouTube does. */
export interface ListedComment {
  readonly author: string | null
  readonly named: string | null
  /** Answers that the page counts below it: "3 replies". */
  readonly replyCount: number
  /** Whether the page offers more answers below it: "Show more replies". */
  readonly hasMore: boolean
  readonly age: number | null
}

/** What a comment answers: comments by index, the nearest of several first, `ROOT_INDEX` among them; the root post of the page where there is none. */
export interface PageAnswer {
  readonly comments: readonly number[]
  readonly isGuessed: boolean
  /** Who is answered according to the page, and has no post above: an account or a name, with `@`. */
  readonly missing?: string
}

/** The root post of a page among its comments. */
export const ROOT_INDEX = -1

interface List {
  readonly head: number
  readonly end: number
  /** Whether a comment of the list shows that it is one: it names an account of the list, or its author heads the list. */
  readonly isShown: boolean
  /** Whether as many comments can be answers as the page counts. Else the list is closed, or some of its comments are hidden. */
  readonly isWhole: boolean
}

export const ROOT: PageAnswer = Object.freeze({ comments: Object.freeze([]), isGuessed: false })
const GUESSED_ROOT: PageAnswer = { ...ROOT, isGuessed: true }
/** Lists that must show themselves before others on the page are taken as open too. Choice: one may be so by chance. */
const LEAST_SHOWN_COUNT = 2

/**
 * Finds what each comment answers. A page prints the number of answers whether it shows them or not: the comments below are answers only
 * where so many can be, since none has answers of its own or is older; else they answer the root, which is a guess. In a list, a comment
 * answers the account that it names, else the head. Linear in the comments.
 */
export function nestReplies(comments: readonly ListedComment[]): PageAnswer[] {
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
  const answers: PageAnswer[] = comments.map(() => ROOT)
  for (const { head, end, isShown, isWhole } of lists) {
    if (!isWhole) {
      answers.fill(GUESSED_ROOT, head + 1, end)
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
        answers[at] = { comments: found.length > 0 ? found : isGuessed && shownCount === 0 ? [] : [head], isGuessed: isUnknown }
      }
      if (author !== null) places.set(author.toLowerCase(), [at, ...(places.get(author.toLowerCase()) ?? []).slice(0, MAX_POSSIBLE_COUNT)])
    }
  }
  return answers
}

/** The list that a comment heads: as many comments as the page counts, or those up to the first that cannot be an answer. */
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
