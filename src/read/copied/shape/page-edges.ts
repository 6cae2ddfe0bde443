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
  const areLabels = !body.some(isWordy) && (holdsNext || body.length > HEADER_LINE_COUNT)
  const isHeader = body.length === 0 || areLabels
  return isHeader && others.length >= LEAST_POST_COUNT - 1 ? others : posts
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
  const most = Math.max(0, ...posts.slice(0, -1).map(({ body }) => body.length))
  if (last === undefined || last.body.length <= Math.max(FOOT_LINE_COUNT, 2 * most)) return posts
  const areLabels = last.body.map((at) => isLabel(lines[at] as ShapeLine, FOOT_WORD_LIMIT))
  const start = areLabels.findIndex((isOne, index) => {
    const below = areLabels.slice(index)
    return (
      index > 0 &&
      isOne &&
      below.length >= FOOT_LINE_COUNT &&
      below.filter(Boolean).length >= FOOT_LABEL_SHARE * below.length
    )
  })
  return start === -1
    ? posts
    : [...posts.slice(0, -1), { ...last, body: last.body.slice(0, start) }]
}
