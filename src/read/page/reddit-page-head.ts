import { type PageLine, readPageCount } from './page-line.js'
import type { LineRange, PagePiece } from './page-thread.js'
import {
  isDot,
  isGoneText,
  isRedditFurniture,
  isSorting,
  isSubreddit,
  isVoteElsewhere,
  readPageTime,
  readRedditByline,
  readSubmitted,
} from './reddit-page-line.js'

/** The root post of a copied page, and what stands above the comments. */
export interface Head {
  readonly root: PagePiece | null
  readonly headers: readonly LineRange[]
  readonly reportedCount: number | null
  /** The first line that may be a comment's byline. */
  readonly end: number
}

/** The lines from which the comments of a page begin, whatever stands above. */
const COMMENTS_START = /^(?:comments section|sort by:?|sorted by:?.{0,20}|(?:all )?[\d,.]+k? comments?|post a comment!?|search comments)$/i
const COMMENT_COUNT = /^(?:all )?([\d,.]+k?) comments?\b/i

/** Reads the root post: who posted it, its title, and the words below. */
export function readHead(lines: readonly PageLine[]): Head {
  const wordsAt = (at: number): string => lines[at]?.words ?? ''
  const submittedAt = lines.findIndex(({ words }) => readSubmitted(words) !== null)
  const newAt = lines.findIndex((_, at) => isSubreddit(wordsAt(at)) && isDot(wordsAt(at + 1)) && readPageTime(wordsAt(at + 2)) !== null)
  const isByline = (at: number): boolean => readRedditByline(lines, at) !== null
  const opens = lines.findIndex((_, at) => isByline(at))
  // A phone shares "r/name", "u/name • 5h" and the title.
  const sharedAt = opens > 0 && isSubreddit(wordsAt(opens - 1)) && /^u\/\S+ ?[•·]/.test(wordsAt(opens)) ? opens : -1
  const firstByline = lines.findIndex((_, at) => at > Math.max(sharedAt, newAt === -1 ? -1 : newAt + 3) && isByline(at))
  const limit = firstByline === -1 ? lines.length : firstByline
  const nothing = { root: null, headers: headersIn(lines, 0, limit), reportedCount: countIn(lines, 0, limit), end: limit }
  if (submittedAt !== -1 && submittedAt < limit) {
    const submitted = readSubmitted(wordsAt(submittedAt))
    if (submitted === null) return nothing
    const title = submitted.isOld ? submittedAt - 1 : submittedAt + 1
    const bodyFrom = submitted.isOld ? submittedAt + 1 : submittedAt + 2
    return readRoot(lines, { byline: { from: submittedAt, to: submittedAt + 1 }, title, bodyFrom, limit, ...submitted })
  }
  if (newAt !== -1 && newAt < limit) {
    const timeText = readPageTime(wordsAt(newAt + 2))
    const author = /^(?:u\/)?[\w-]{2,23}$/.test(wordsAt(newAt + 3)) ? wordsAt(newAt + 3).replace(/^u\//, '') : null
    const to = newAt + (author === null ? 3 : 4)
    return readRoot(lines, { byline: { from: newAt, to }, title: to, bodyFrom: to + 1, limit, author, timeText })
  }
  const shared = readRedditByline(lines, sharedAt)
  if (shared === null) return nothing
  return readRoot(lines, { byline: { from: sharedAt - 1, to: shared.to }, title: shared.to, bodyFrom: shared.to + 1, limit, ...shared })
}

interface RootPlace {
  readonly byline: LineRange
  readonly title: number
  readonly bodyFrom: number
  readonly limit: number
  readonly author: string | null
  readonly timeText: string | null
}

function readRoot(lines: readonly PageLine[], { byline, title, bodyFrom, limit, author, timeText }: RootPlace): Head {
  const wordsAt = (at: number): string => lines[at]?.words ?? ''
  const isEnd = (at: number): boolean => COMMENTS_START.test(wordsAt(at)) || isRedditFurniture(wordsAt(at)) || isVoteElsewhere(wordsAt(at))
  const hasTitle = title >= 0 && title < limit && !isEnd(title)
  let to = Math.min(bodyFrom, limit)
  while (to < limit && !isEnd(to)) to += 1
  // The score may stand between the words and the first button.
  while (to > bodyFrom && to < limit && readPageCount(wordsAt(to - 1)) !== null) to -= 1
  const parts = [...(hasTitle ? [{ from: title, to: title + 1 }] : []), ...(to > bodyFrom ? [{ from: bodyFrom, to }] : [])]
  const upvote = lines.findIndex(({ words }, at) => at >= to && at < limit && /^upvote$/i.test(words))
  const likes = upvote === -1 ? null : readPageCount(wordsAt(upvote + 1))
  const isGone = to === bodyFrom + 1 && isGoneText(wordsAt(bodyFrom))
  const top = Math.min(byline.from, hasTitle ? title : byline.from)
  return {
    root: {
      byline,
      parts: isGone ? parts.slice(0, hasTitle ? 1 : 0) : parts,
      author,
      timeText,
      likes,
      node: isGone ? 'deleted' : null,
    },
    headers: [...headersIn(lines, 0, top), ...headersIn(lines, to, limit)],
    reportedCount: countIn(lines, to, limit),
    end: limit,
  }
}

/** What stands in the head and is neither furniture nor a count. */
function headersIn(lines: readonly PageLine[], from: number, to: number): LineRange[] {
  const headers: LineRange[] = []
  for (let at = from; at < to; at++) {
    const words = lines[at]?.words ?? ''
    const isPart = isRedditFurniture(words) || isSorting(words) || COMMENTS_START.test(words) || isSubreddit(words) || isDot(words)
    if (!isPart && readPageCount(words) === null && readPageTime(words) === null) headers.push({ from: at, to: at + 1 })
  }
  return headers
}

/** How many comments the page says it has: "45 comments", or the number below "Downvote". */
function countIn(lines: readonly PageLine[], from: number, to: number): number | null {
  for (let at = from; at < to; at++) {
    const words = lines[at]?.words ?? ''
    const counted =
      readPageCount(COMMENT_COUNT.exec(words)?.[1]) ?? (/^downvote$/i.test(words) ? readPageCount(lines[at + 1]?.words) : null)
    if (counted !== null) return counted
  }
  return null
}
