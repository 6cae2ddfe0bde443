import { readTime } from '../kinds/counts-and-times.js'
import { countKinds, holds, type Kind, type KindLine } from '../kinds/kinds.js'
import { headOf, type Layout } from '../kinds/layout.js'
import { type LineRange, type PageLine, readPageLines } from '../lines/page-line.js'
import { readKinds } from './line-kinds.js'
import {
  bylineOf,
  endOfRoot,
  endOfThread,
  findMarks,
  findRoot,
  type Mark,
  resolveChips,
  resolveNames,
  shiftNames,
  withHeadlines,
} from './page-marks.js'
import { keepWords } from './page-parts.js'
import { readHabits, STAMP } from './post-words.js'
import { isQuoteLabel, leaveOutOdd } from './quoted-posts.js'
import { pairIn, rawName, readPost } from './read-post.js'
import type { SplitPage, SplitPost } from './split-types.js'
import { readVideo, withoutChannel } from './video-page.js'

export function splitPage(text: string, layout: Layout, pageLines: readonly PageLine[] = readPageLines(text)): SplitPage {
  const given = readKinds(text, layout, pageLines)
  const { root, comments, end, others } = findBylines(given, layout)
  const shown = root === undefined ? comments : [root, ...comments]
  const headEnd = shown[0]?.from ?? given.length
  const video = layout.isVideo === true ? readVideo(given, headEnd) : null
  const seen = video === null ? given : withoutChannel(given, headEnd, video)
  const posts = readPosts(text, keepWords(seen, shown, end), shown, end, layout, root !== undefined)
  const page = { lines: given, video, headEnd, end, others }
  return { ...page, ...chooseOpening(page, posts, layout, root !== undefined) }
}

/** Bylines of a page: of its opening post, of comments, and in other parts of the page. */
function findBylines(lines: readonly KindLine[], layout: Layout) {
  const byline = bylineOf(layout)
  const isHeading = ({ kind }: KindLine): boolean => kind === 'heading'
  const first = lines.findIndex(isHeading)
  // Menus above the comments may repeat the heading of the comments.
  const firstTime = lines.findIndex(({ kind }, at) => at >= first && kind === 'time')
  const start = layout.ends === 'reply' ? lines.slice(0, Math.max(first, firstTime) + 1).findLastIndex(isHeading) : first
  const above = findRoot(lines, layout, byline, start)
  const root = above === undefined ? undefined : shiftNames([above], lines)[0]
  const found = findMarks(lines, byline, root === undefined ? 0 : endOfRoot(lines, root.to, layout))
  const head = headOf(layout)
  const isBelowHeading = head === 'page' || (root === undefined && (head !== 'post' || layout.ends !== undefined))
  const below = isBelowHeading ? found.filter(({ from }) => from > start) : found
  // A heading ends no comment: name, date and counts above it are the article's.
  const isHead = root === undefined && holds(lines, below[0]?.to ?? 0, below[1]?.from ?? lines.length, '^[^words]* heading')
  const known = below.length > (layout.id === 'page-paste' ? found.length / 2 : 0) ? below.slice(isHead ? 1 : 0) : found
  const end = endOfPosts(lines, layout, root, known)
  const inThread = known.filter(({ from }) => from < end)
  const named = layout.hasReplyNames === true ? resolveNames(inThread, lines, root) : inThread
  const marks = leaveOutOdd(shiftNames(resolveChips(named, lines), lines), lines)
  const comments = layout.hasHeadlines === true ? withHeadlines(marks, lines) : marks
  return { root, comments, end, others: known.filter(({ from }) => from >= end) }
}

function readPosts(
  text: string,
  lines: readonly KindLine[],
  marks: readonly Mark[],
  end: number,
  layout: Layout,
  hasRoot: boolean,
): SplitPost[] {
  const halves = marks.flatMap(({ name }) => pairIn(rawName(text, lines[name ?? -1])))
  const habits = readHabits(lines, marks, halves)
  const posts: SplitPost[] = []
  let last: SplitPost | null = null
  for (const [index, mark] of marks.entries()) {
    if (mark.odd === 'card') continue
    const post = readPost(text, lines, mark, marks[index + 1]?.from ?? end, {
      layout,
      isRoot: hasRoot && index === 0,
      isLast: index === marks.length - 1,
      isTimed: mark.time !== null || mark.one !== null,
      habits,
    })
    if (mark.odd !== 'quoted') {
      last = post
      if (post !== null) posts.push(post)
    } else if (last !== null && post !== null) posts.push({ ...(posts.pop() ?? last), quoted: post })
  }
  return posts
}

function chooseOpening(
  { lines, headEnd, end }: Pick<SplitPage, 'lines' | 'headEnd' | 'end'>,
  posts: readonly SplitPost[],
  layout: Layout,
  hasRoot: boolean,
): Pick<SplitPage, 'root' | 'comments' | 'headEnd'> {
  const isRootRead = hasRoot || (headOf(layout) === 'post' && layout.root === undefined)
  const [opening = null, ...answers] = posts
  if (!isRootRead || opening === null) return { root: null, comments: posts, headEnd }
  const firstAnswer = answers[0]?.byline.from
  return { root: withStamp(lines, opening, firstAnswer ?? end), comments: answers, headEnd }
}

/**
 * End of the thread. If a commenter posts again further down, it ends after that.
 * Not on X, whose "Discover more" shows the same accounts.
 */
function endOfPosts(lines: readonly KindLine[], { carriesHandles }: Layout, root: Mark | undefined, marks: readonly Mark[]): number {
  const nameOf = (mark: Mark | undefined): string => lines[mark?.handle ?? mark?.name ?? -1]?.words ?? ''
  const end = endOfThread(lines, (root ?? marks[0])?.to ?? 0)
  const names = new Set(marks.filter(({ from }) => from < end).map(nameOf))
  const again = carriesHandles ? undefined : marks.findLast((mark) => names.has(nameOf(mark) || ' ') && nameOf(mark) !== nameOf(root))
  return again === undefined || again.from < end ? end : endOfThread(lines, again.to)
}

/** Lines of given kinds between posts: names and headlines that another layout would read. */
export function countStray(lines: readonly KindLine[], posts: readonly SplitPost[], stray: ReadonlySet<Kind>): number {
  const count = ({ from, to }: LineRange): number => countKinds(lines, from, to, stray)
  const all = count({ from: posts[0]?.byline.from ?? 0, to: posts.at(-1)?.parts.at(-1)?.to ?? 0 })
  return posts.flatMap(({ byline, parts }) => [byline, ...parts]).reduce((left, range) => left - count(range), all)
}

/** Opening post with its stamp below its quoted post: "4:18 PM · Nov 9, 2026". */
function withStamp(lines: readonly PageLine[], post: SplitPost, end: number): SplitPost {
  const quote = lines.slice(post.below.from, end).findIndex(({ words }) => isQuoteLabel(words))
  if (post.timeText !== null || quote === -1) return post
  const stamp = lines.slice(post.below.from + quote, end).find(({ words }) => STAMP.test(words) && readTime(words) !== null)
  return stamp === undefined ? post : { ...post, timeText: readTime(stamp.words) }
}
