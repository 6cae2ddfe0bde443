import { chooseVariant, type LayoutChoice, lacksSign } from './copied/choose-layout.js'
import { splitThread } from './copied/cut-posts.js'
import type { Layout } from './copied/layout.js'
import { linesIn } from './copied/lines/page-line.js'
import { cautionLines, wordedLines } from './copied/page-notes.js'
import { type Clean, parseThread } from './copied/parse-thread.js'
import { withoutCoda } from './copied/recurrence.js'
import type { SplitPost, SplitThread } from './copied/split-post.js'
import { recutPosts } from './copied/tags/recut-posts.js'
import { LEAST_LINE_COUNT, tagPage } from './copied/tags/tagged-page.js'
import { type IngestResult, withCautions } from './record/ingest-result.js'
import { isOlderAge, parseAge } from './record/parse-date.js'

/**
 * Reads a copied page by a layout of `LAYOUTS`. Never throws; linear in the text.
 *
 * A parent that the page omits is the opening post (`meta.isParentInferred`), or null without one.
 *
 * @param choice default: the form of the layout that fits best
 */
export function parseLayout(
  text: string,
  id: string,
  { layout, thread }: LayoutChoice = { layout: chooseVariant(text, id) },
): IngestResult {
  const leftOut: number[] = []
  const whole = withoutOpening(text, layout, thread ?? splitThread(text, layout))
  const split = withoutListBelow(whole, leftOut)
  const clean = cleanByTags(text, layout, split, leftOut)
  const result = parseThread(text, layout, split, layout.id, { clean })
  const cautions = cautionLines(split, leftOut, LEFT_OUT, 0)
  return { ...result, summary: withCautions(result.summary, cautions) }
}

/** Fewest comments whose order tells. Choice. */
const LEAST_COMMENT_COUNT = 4

/**
 * A thread without an opening post, where a title stands above, no line of the site does, and other
 * posts are surely older than the first: comments on what the title names, newest first.
 */
function withoutOpening(text: string, { id }: Layout, split: SplitThread): SplitThread {
  const { headers, posts } = split
  const [first, ...others] = posts.map(({ timeText }) => parseAge(timeText ?? ''))
  if (headers.length === 0 || posts.length < LEAST_COMMENT_COUNT || !first) return split
  const areComments =
    others.every((age) => age && age.seconds >= first.seconds) &&
    others.some((age) => age && isOlderAge(age, first))
  return areComments && lacksSign(text, id) ? { ...split, rootCount: 0 } : split
}

/** Fewest entries of a list below a thread, and posts above for each. Choice. */
const LEAST_LISTED_COUNT = 2
const POSTS_PER_LISTED = 2
/** Share of posts with a reply button that makes it the end of each. Choice. */
const BUTTON_SHARE = 0.9

/**
 * A thread without the list below it, whose entries look like posts and lack the reply button of
 * all above.
 *
 *     tracey_m
 *     No.
 *     1h ago
 *     Reply
 *     You may like                 <- no entry below has "Reply"
 *     The self checkout knows
 *     kasper_k
 *     5d ago
 *
 * @param leftOut takes the places of its lines
 */
function withoutListBelow(split: SplitThread, leftOut: number[]): SplitThread {
  const { lines, posts, rootCount } = split
  const hasButton = ({ below }: SplitPost): boolean =>
    lines.slice(below.from, below.to).some(({ kind }) => kind === 'reply')
  const end = posts.findLastIndex(hasButton) + 1
  const comments = posts.slice(rootCount, end)
  const listed = posts.slice(end)
  const isList =
    listed.length >= LEAST_LISTED_COUNT &&
    comments.length >= POSTS_PER_LISTED * listed.length &&
    comments.filter(hasButton).length >= BUTTON_SHARE * comments.length
  if (!isList) return split
  for (const at of linesIn(listed.flatMap(({ parts }) => parts))) leftOut.push(at)
  return { ...split, posts: posts.slice(0, end) }
}

const LEFT_OUT = [
  'looks like the page’s and is left out',
  'look like the page’s and are left out',
] as const

/**
 * Logarithms of the odds that a layout whose line the page shows is right on a line of words, and
 * on any other. By trial.
 */
const LAYOUT_WEIGHTS = { words: 4, page: 9 }

/**
 * Takes lines of the page off the words of posts: what recurs, and what the tags say.
 *
 * @param leftOut takes the places of lines that the layout has as words, and the tags have not
 */
function cleanByTags(
  text: string,
  { id }: Layout,
  { rootCount, end }: SplitThread,
  leftOut: number[],
): Clean {
  return (lines, posts, note, quotations) => {
    const kept = withoutCoda(lines, posts, note)
    const mayErr = lines.length >= LEAST_LINE_COUNT && !lacksSign(text, id)
    const page = mayErr ? tagPage(text) : null
    if (page === null) return kept
    const cut = { lines, posts: kept, quotations, rootCount, end, weights: LAYOUT_WEIGHTS }
    const recut = recutPosts(page, cut)
    const before = wordedLines(kept)
    const after = wordedLines(recut)
    for (const at of before) if (!after.has(at) && !quotations.has(at)) leftOut.push(at)
    for (const at of after) if (!before.has(at)) note(at, 'looks like words of a post; taken in')
    return recut
  }
}
