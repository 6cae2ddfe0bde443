import type { PostFacts } from '../../base/thread/post.js'
import { type FoundPost, groupIntoThreads, type ThreadFacts } from '../link/group-into-threads.js'
import { nameByWords } from '../link/ids-from-words.js'
import { choiceOf, knownParent, missingParent, type ParentChoice } from '../link/parent-choice.js'
import {
  type Ambiguity,
  type IngestResult,
  type NoteAt,
  noteInto,
  withCautions,
} from '../record/ingest-result.js'
import { engagementOf, parsePageCount } from '../record/json-fields.js'
import { parseDate, settleDayOrder } from '../record/parse-date.js'
import { findAnswersByDepth } from './depths.js'
import { type Answer, findAnswers, ROOT, withLeading } from './find-answered.js'
import { headOf, type Layout } from './layout.js'
import type { KindLine } from './lines/kinds.js'
import { type LineRange, linesIn } from './lines/page-line.js'
import { describeThread, findAdverts, isCut, noteThread } from './page-notes.js'
import { placeWords, withoutPreviews } from './page-words-in-posts.js'
import { parseQuotations, withoutQuotations } from './quotations.js'
import type { SplitPost, SplitThread } from './split-post.js'
import { type PageCounts, parsePageCounts } from './stated-counts.js'
import {
  findNestedAnswers,
  isLinkToReplies,
  listClosedReplies,
  parseLikes,
} from './video-replies.js'

const THREAD_ID = 't1'

/** Posts without lines of the page among their words. */
export type Clean = (
  lines: readonly KindLine[],
  posts: readonly SplitPost[],
  note: NoteAt,
  quotations: ReadonlyMap<number, unknown>,
) => readonly SplitPost[]

/** Findings of the cut beside its posts. */
interface Found {
  /** Takes lines of the page off the words of posts. */
  readonly clean?: Clean
  readonly answers?: readonly Answer[]
  readonly notes?: readonly string[]
  readonly ambiguities?: Ambiguity[]
}

/**
 * Reads a thread that is cut into posts: their parents, what the page counts, and doubtful places.
 */
export function parseThread(
  text: string,
  layout: Layout,
  cut: SplitThread,
  source: string,
  known: Found = {},
): IngestResult {
  const { ambiguities = [] } = known
  // What a preview shows would be a quotation in the post that it is from.
  const split = { ...cut, posts: withoutPreviews(cut.lines, cut.posts) }
  const note = noteInto(ambiguities, split.lines)
  const { posts: quoted, quotations } = parseQuotations(text, layout, split)
  const worded = placeWords(split.lines, quoted, layout, note)
  const shown = known.clean?.(split.lines, worded, note, quotations) ?? worded
  const thread = { ...split, posts: shown }
  const counts = parsePageCounts(thread, layout)
  const answers = known.answers ?? answersOf(text, layout, thread, counts, note)
  const {
    foundPosts,
    worded: placed,
    ...placeCounts
  } = placePosts(text, layout, thread, counts, answers, quotations)
  const { cautions, lostLines } = noteThread(text, thread, { quotations, worded: placed }, note)
  const adverts = findAdverts(thread)
  const facts = new Map([[THREAD_ID, factsOf(layout, thread, counts, foundPosts, adverts.length)]])
  const { posts } = groupIntoThreads(foundPosts, { source, facts })
  const taken = new Set([
    ...placed,
    ...linesIn([...thread.headers, ...shown.map(({ byline }) => byline)]),
  ])
  const furnitureCount = thread.lines.length - taken.size
  const notes = describeThread(layout, thread, counts, posts, {
    ...placeCounts,
    adverts,
    furnitureCount,
    notes: known.notes ?? [],
  })
  const result = nameByWords(
    posts,
    thread.headers.map((range) => textOf(text, thread, range)),
    {
      source,
      reason: `read as ${source}`,
      notes,
      ambiguities: ambiguities.toSorted((left, right) => left.lineNumber - right.lineNumber),
    },
  )
  const summary = withCautions(result.summary, cautions)
  return { ...result, summary: { ...summary, ...(lostLines.length > 0 && { lostLines }) } }
}

/** Parent of each post. Hidden replies of a video's lists are added to the replies not opened. */
function answersOf(
  text: string,
  layout: Layout,
  thread: SplitThread,
  counts: PageCounts,
  note: NoteAt,
): readonly Answer[] {
  const { lines, posts, rootCount } = thread
  const comments = posts.slice(rootCount)
  const hiddenIn = (range: LineRange): number[] =>
    linesIn([range]).flatMap((at) => counts.unopened.get(at) ?? [])
  const placed = comments.map(({ byline, groups, below }) => ({
    from: byline.from,
    below,
    groups,
    hidden: hiddenIn(below),
  }))
  const byDepth =
    layout.depth === undefined ? null : findAnswersByDepth(placed, lines, layout.depth, note)
  if (byDepth !== null)
    return [
      ...posts.slice(0, rootCount).map(() => ROOT),
      ...byDepth.map((answer) => ({ ...answer, posts: answer.posts.map((at) => at + rootCount) })),
    ]
  const texts = posts.map(({ parts }) => textOf(text, thread, parts[0]))
  const isNested = layout.isVideo === true && posts.every(({ to }) => to === null)
  const pageAnswers = isNested
    ? findNestedAnswers(posts, texts, lines)
    : findAnswers(posts, texts, rootCount, layout)
  const answers = aroundFocal(posts, pageAnswers).map((answer) =>
    answer.posts.length > 1 ? { ...answer, isGuessed: true } : answer,
  )
  if (layout.isVideo !== true) return answers
  const closed = listClosedReplies(posts, answers, lines)
  // A link to more replies of a counted list adds none.
  if (closed.size > 0)
    for (const at of counts.unopened.keys())
      if (isLinkToReplies(lines[at]?.words ?? '')) counts.unopened.delete(at)
  for (const [at, count] of closed) counts.unopened.set(at, count)
  return answers
}

/**
 * Answers where the page is about a post below others: each of those answers the one above, and
 * later posts answer the page's.
 */
function aroundFocal(posts: readonly SplitPost[], answers: readonly Answer[]): readonly Answer[] {
  const focal = posts.findIndex(({ isFocal }) => isFocal === true)
  if (focal < 1) return answers
  return answers.map((answer, index) =>
    index === 0 || answer.posts.length > 0 || answer.missing !== undefined
      ? answer
      : { posts: [index <= focal ? index - 1 : focal], isGuessed: true },
  )
}

function placePosts(
  text: string,
  layout: Layout,
  thread: SplitThread,
  counts: PageCounts,
  answers: readonly Answer[],
  quotations: ReadonlyMap<number, unknown>,
) {
  const { lines, rootCount } = thread
  const posts = withoutQuotations(thread.posts, quotations)
  const idOf = (at: number): string => `p${at + 1}`
  const times = posts.flatMap(({ timeText }) => timeText ?? [])
  const quotedTimes = posts.flatMap(({ quoted }) => quoted?.timeText ?? [])
  const days = settleDayOrder([...times, ...quotedTimes])
  const unknownDayCount = days.unknownCount === 0 ? 0 : settleDayOrder(times).unknownCount
  const dateOf = (timeText: string): string | null =>
    parseDate(
      days.of(timeText) + (counts.zone !== null && /\d[:.]\d{2}/.test(timeText) ? counts.zone : ''),
    )
  const isStream = headOf(layout) === 'none'
  const worded = new Set<number>()
  let wordlessCount = 0
  const foundPosts = posts.map((post, index): FoundPost => {
    const { name, handle, timeText, node, parts } = post
    for (const at of linesIn(parts)) worded.add(at)
    if (parts.length === 0 && node === null) wordlessCount += 1
    const isRoot = index < rootCount
    const choice = isRoot ? knownParent(null) : chooseAnswer(answers[index], rootCount, idOf)
    const isLost = choice.parentId === null && !isRoot && !isStream
    const facts: PostFacts = {
      ...factsOfPost(text, thread, post, parts[0]),
      ...engagementOf({
        // A first post that counts no reply is not what others answer.
        replies: (index === 0 && counts.replyCount) || null,
        likes: likesOf(layout, lines, post, index === 0),
      }),
    }
    return {
      id: idOf(index),
      threadId: THREAD_ID,
      parentId: choice.parentId,
      author: handle ?? name,
      createdAt: timeText === null ? null : dateOf(timeText),
      text: parts.map((part) => textOf(text, thread, part).replace(/\r\n?/g, '\n')).join('\n'),
      meta: { ...facts, ...(isLost && { missingParent: MISSING_ROOT }), ...choice.facts },
    }
  })
  return { foundPosts, worded, unknownDayCount, wordlessCount }
}

function factsOfPost(
  text: string,
  thread: SplitThread,
  post: SplitPost,
  firstPart: LineRange | undefined,
): PostFacts {
  const { name, handle, carried, timeText, isBot, isNameGuessed } = post
  const node = post.node ?? (isBot ? 'bot' : null)
  return {
    ...(node !== null && { node }),
    ...(post.quoted !== undefined && { quotedText: quoteOf(text, thread, post.quoted) }),
    ...(isCut(text, thread, post) && { truncated: true }),
    ...(handle !== null && name !== null && { authorName: name }),
    ...(timeText !== null && { timeText }),
    ...(isNameGuessed && { isAuthorInferred: true }),
    ...(post.translation && { translatedText: textOf(text, thread, post.translation) }),
    ...(carried.length > 0 && {
      addressees: withLeading(carried, textOf(text, thread, firstPart)),
    }),
  }
}

function likesOf(
  layout: Layout,
  lines: SplitThread['lines'],
  post: SplitPost,
  isOpening: boolean,
): number | null {
  if (layout.isVideo) return parseLikes(post, lines)
  return layout.gone === undefined ? null : parsePoints(lines, post, isOpening)
}

function factsOf(
  layout: Layout,
  { lines, posts, rootCount }: SplitThread,
  { goneCount, commentCount, unopened, nextAt }: PageCounts,
  foundPosts: readonly FoundPost[],
  advertCount: number,
): ThreadFacts {
  // Below an article, comments that answer no comment are opening posts. The page's count includes
  // them.
  const openingCount =
    rootCount > 0 || layout.gone !== undefined
      ? 0
      : foundPosts.filter(({ parentId, meta }) => parentId === null && !meta.missingParent).length
  const reportedCount =
    commentCount === null || (openingCount > 0 && commentCount < foundPosts.length)
      ? null
      : commentCount - openingCount
  const folded = posts.flatMap(({ groups, node }) =>
    node === 'not-found' ? Math.max(0, Number(groups['more']) - 1) || 0 : 0,
  )
  return {
    ...(advertCount > 0 && { advertCount }),
    ...(goneCount > 0 && { goneCount }),
    ...(reportedCount !== null && { reportedCount }),
    notOpenedCount: [...unopened.values(), ...folded, nextAt === -1 ? 0 : 1].reduce(
      (sum, count) => sum + count,
      0,
    ),
    ...(nextAt !== -1 && {
      notes: [`the page goes on behind ${JSON.stringify(lines[nextAt]?.words)}`],
    }),
  }
}

/** Parent of comments whose opening post is not in the paste. */
const MISSING_ROOT = '(root post of the page)'

/** Parent of a comment; without one on the page the nearest opening post, as a guess. */
function chooseAnswer(
  answer: Answer = { ...ROOT, isGuessed: true },
  rootCount: number,
  idOf: (at: number) => string,
): ParentChoice {
  const { posts, isGuessed, missing } = answer
  if (missing !== undefined) return missingParent(`@${missing}`)
  const known = posts.length === 0 && rootCount > 0 ? [rootCount - 1] : posts
  return choiceOf(known.map(idOf), isGuessed)
}

const textOf = (text: string, { lines }: SplitThread, part: LineRange | undefined): string =>
  part === undefined ? '' : text.slice(lines[part.from]?.start, lines[part.to - 1]?.end)

const quoteOf = (text: string, thread: SplitThread, { handle, name, parts }: SplitPost): string =>
  `${handle === null ? name : `@${handle}`}: ${parts.map((part) => textOf(text, thread, part)).join('\n')}`

/**
 * Score of a post: the second of "12 points13 points14 points", which are with a downvote, as it
 * is, and with a vote.
 */
function parsePoints(
  lines: SplitThread['lines'],
  { byline, below }: SplitPost,
  isFirst: boolean,
): number | null {
  const wordsOf = ({ from, to }: LineRange): string[] =>
    lines.slice(from, to).map(({ words }) => words)
  const points =
    wordsOf(byline)
      .join(' ')
      .match(/-?\d[\d,.]{0,11}k?(?= points?)/gi) ?? []
  const shown = points.length === 3 ? points[1] : points[0]
  const votes = isFirst ? wordsOf(below) : []
  const upvote = votes.findIndex((words) => /^upvote$/i.test(words))
  return parsePageCount(shown ?? (upvote === -1 ? undefined : votes[upvote + 1]))
}
