import { largestOf } from '../../../base/statistics/extremes.js'
import { mostFrequent } from '../../../base/statistics/group-by.js'
import { isLabel, isWordy, type ShapeLine } from './features.js'
import { LEAST_POST_COUNT } from './find-anchors.js'
import type { ShapePost } from './post.js'

const HEADER_LINE_COUNT = 3

/** Posts without the head of the page, which has a moment and labels, but no sentence. */
export function withoutHeader(
  lines: readonly ShapeLine[],
  posts: readonly ShapePost[],
): readonly ShapePost[] {
  const [opening, ...others] = posts
  const body = (opening?.body ?? []).map((at) => lines[at] as ShapeLine)
  const { name: nextName = null } = others[0] ?? {}
  const holdsNext = body.some(({ words }) => words === nextName)
  const isNoPost = holdsNext || body.length > HEADER_LINE_COUNT || isAnnounced(posts)
  const areLabels = !body.some(isWordy) && isNoPost
  const isHeader = body.length === 0 || areLabels || isArticle(lines, posts)
  return isHeader && others.length >= LEAST_POST_COUNT - 1 ? others : posts
}

const SHARED_SHARE = 0.8

/**
 * True where the head of the page names the author and the day of the first post, and no line ends
 * it, as lines end nearly all others.
 *
 *     jo
 *     Feb 3, 2026 · 5 comments
 *     Return to top                 <- the next line is the head of the post
 *     jo
 *     Feb 3, 2026
 */
function isAnnounced([opening, ...others]: readonly ShapePost[]): boolean {
  const [next, ...below] = others
  const isAbutting = (post: ShapePost | undefined, other: ShapePost | undefined): boolean =>
    (post?.body.at(-1) ?? -2) + 1 === other?.from
  const isSame = opening?.name === next?.name && opening?.moment === next?.moment
  const closedCount = below.filter((post, index) => !isAbutting(others[index], post)).length
  return isSame && isAbutting(opening, next) && closedCount >= SHARED_SHARE * below.length
}

/** Day with its year, or a clock: what an article shows, not the age of a comment. */
const STAMP = /\b20\d{2}\b|\d:\d{2}/

/**
 * True for an article above comments: its moment is of another kind, the line that ends the
 * comments is not below it, and its author writes none of them.
 *
 *     By Nadia Trench
 *     12th Feb 2026, 07:05      others show "9 hours ago"
 *     Barlow is to close its pubs.
 */
function isArticle(lines: readonly ShapeLine[], posts: readonly ShapePost[]): boolean {
  const [opening, ...others] = posts
  const isStamped = ({ timeAt }: ShapePost): boolean => STAMP.test(lines[timeAt]?.words ?? '')
  const least = SHARED_SHARE * others.length
  const tail = mostFrequent(
    others.flatMap(({ body }) => lines[(body.at(-1) ?? -2) + 1]?.form ?? []),
  )
  if (opening === undefined || tail === null || tail[1] < least) return false
  if (!isStamped(opening) || others.filter(isStamped).length > others.length - least) return false
  const isOfOthers = others.some(({ name }) => name === opening.name)
  const end = others[0]?.from ?? lines.length
  const hasTail = lines.slice(opening.timeAt, end).some(({ form }) => form === tail[0])
  return !isOfOthers && !hasTail && opening.handle === null
}

const FOOT_LINE_COUNT = 6
const FOOT_WORD_LIMIT = 5
const FOOT_LABEL_SHARE = 0.7

/**
 * Posts without the foot of the page below the last, which no tail sets apart: it is far longer
 * than the others, and labels without end stand below its words.
 *
 *     Does the jack survive?
 *     Technology                    <- the foot
 *     Subscribe
 *     Create post
 */
export function withoutFoot(
  lines: readonly ShapeLine[],
  posts: readonly ShapePost[],
): readonly ShapePost[] {
  const last = posts.at(-1)
  const most = Math.max(0, largestOf(posts.slice(0, -1).map(({ body }) => body.length)))
  if (last === undefined || last.body.length <= Math.max(FOOT_LINE_COUNT, 2 * most)) return posts
  const areLabels = last.body.map((at) => isLabel(lines[at] as ShapeLine, FOOT_WORD_LIMIT))
  const start = startOfFoot(areLabels)
  return start === -1
    ? posts
    : [...posts.slice(0, -1), { ...last, body: last.body.slice(0, start) }]
}

/** Place of the first label below the first line with mostly labels from there on; -1 without. */
function startOfFoot(areLabels: readonly boolean[]): number {
  let labelCount = areLabels.filter(Boolean).length
  for (const [index, isOne] of areLabels.entries()) {
    const count = areLabels.length - index
    if (count < FOOT_LINE_COUNT) return -1
    if (isOne && index > 0 && labelCount >= FOOT_LABEL_SHARE * count) return index
    if (isOne) labelCount -= 1
  }
  return -1
}
