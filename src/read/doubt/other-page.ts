import { splitLines } from '../../base/text/split-lines.js'
import type { Post } from '../../base/thread/post.js'
import { chooseLayout, lacksSign } from '../copied/choose-layout.js'
import { splitThread } from '../copied/cut-posts.js'
import { LEAST_COUNT } from '../copied/lines/thresholds.js'

/** Fewest lines with words of a page with two posts. Choice. */
const LEAST_LINE_COUNT = 10

/**
 * Caution about lines above the first post or below the last that are a page of another site; null
 * without such lines.
 *
 *     reply
 *     Get the Reddit app      <- a page of Reddit, below one of Hacker News
 */
export function describeOtherPage(
  text: string,
  posts: readonly Post[],
  source: string,
): string | null {
  const opening = posts[0]?.text.split('\n')[0] ?? ''
  const ending = posts.at(-1)?.text.split('\n').at(-1) ?? ''
  const start = text.indexOf(opening)
  const end = text.lastIndexOf(ending) + ending.length
  const lines = splitLines(text)
  for (const part of [
    lines.filter((one) => one.end < start),
    lines.filter((one) => one.start > end),
  ]) {
    const from = part.at(0)
    const to = part.at(-1)
    if (from === undefined || to === undefined || part.length < LEAST_LINE_COUNT) continue
    const words = text.slice(from.start, to.end)
    const layout = chooseLayout(words)?.layout
    if (layout === undefined || layout.id === source || lacksSign(words, layout.id)) continue
    const { posts: others } = splitThread(words, layout)
    const timed = others.filter(({ timeText, parts }) => timeText !== null && parts.length > 0)
    if (timed.length >= LEAST_COUNT)
      return `lines ${from.lineNumber} to ${to.lineNumber} look like ${layout.name}, and are not read as posts: give each page a file of its own`
  }
  return null
}
