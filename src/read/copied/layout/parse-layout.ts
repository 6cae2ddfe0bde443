import { formatCount, nameSome } from '../../../base/text/format-count.js'
import { emptyLedger } from '../../../base/thread/capture-ledger.js'
import type { Post, PostFacts } from '../../../base/thread/post.js'
import { assemblePosts, type FoundPost, type ThreadFacts } from '../../link/assemble-posts.js'
import { choiceOf, knownParent, missingParent, type ParentChoice } from '../../link/mark-choice.js'
import { type Ambiguity, type NoteAt, noteInto } from '../../record/ingest-result.js'
import { engagementOf } from '../../record/json-fields.js'
import { readPageCount } from '../../record/page-count.js'
import { parseDate, settleDayOrder } from '../../record/parse-date.js'
import type { SourceEntry } from '../../table/source-entry.js'
import { kindsOf } from '../kinds/kinds.js'
import { headOf, type Layout, type LayoutId } from '../kinds/layout.js'
import { LAYOUTS } from '../kinds/layout-record.js'
import { type PageAnswer, ROOT, ROOT_INDEX } from '../lines/nest-replies.js'
import { findAnswersByDepth } from '../lines/page-depths.js'
import { type LineRange, linesIn, rangesOf } from '../lines/page-line.js'
import { chooseLayout, chooseVariant } from './choose-layout.js'
import { findAnswers, withLeading } from './find-answers.js'
import { findAdverts, isCut, noteEmbedded, notePage } from './page-notes.js'
import { asResult, type FoundPaste, finishPaste, type PasteResult, type PasteSpan } from './paste-spans.js'
import { type ReadPage, readPage } from './read-page.js'
import type { SplitPage, SplitPost } from './split-types.js'
import { describeUnread } from './stated-counts.js'
import { findNestedAnswers, isLinkToReplies, listClosedReplies, readLikes } from './video-page.js'

/**
 * Reads a copied page by a layout of `LAYOUTS`. Never throws; linear in the text.
 *
 * Every word is in a post, header, byline or line of furniture: see `PasteResult.spans`.
 * A parent that the page omits is the opening post (`meta.isParentInferred`), or null without one.
 *
 * @param chosen layout and split page. Default: the best form of the layout
 */
export function readLayout(
  text: string,
  id: string,
  { layout, page: shown }: ReturnType<typeof chooseVariant> = chooseVariant(text, id),
): PasteResult {
  return finishPaste(
    text,
    shown.lines,
    readThread({ source: layout.id, text, layout, page: shown, threadId: 't1', postCount: 0, ambiguities: [] }),
  )
}

interface Thread {
  readonly source: string
  readonly text: string
  readonly layout: Layout
  readonly page: SplitPage
  readonly threadId: string
  readonly postCount: number
  readonly ambiguities: Ambiguity[]
}

export function readThread(thread: Thread): FoundPaste {
  const { source, text, layout, page: shown, threadId, ambiguities } = thread
  const note = noteInto(ambiguities, shown.lines)
  if (layout.id === 'x-paste' || layout.id === 'bluesky-paste') noteEmbedded(shown, note)
  const read = readPage(text, layout, shown)
  const answers = answersOf(read, note)
  notePage(read, note)
  const laidOut = layOut(read, thread, answers)
  const { headers, found } = laidOut
  const headersOf = new Map(headers.length === 0 ? [] : [[threadId, headers.map(({ start, end }) => text.slice(start, end))] as const])
  const adverts = findAdverts(read.page)
  const facts = new Map([[threadId, factsOf(read, found, adverts.length)]])
  const { posts } = assemblePosts(found, { source, facts, headers: headersOf })
  return {
    source,
    posts,
    spans: laidOut.spans,
    headersOf,
    ambiguities,
    isStream: headOf(layout) === 'none',
    kinds: read.page.mentions === undefined ? read.page.lines.map(({ kind }) => kind) : undefined,
    zone: read.counts.zone,
    notes: describePage(read, posts, { ...laidOut, adverts }),
  }
}

/** Parent of each post. Hidden replies of a video's lists are added to the replies not opened. */
function answersOf({ text, layout, page, posts, counts }: ReadPage, note: NoteAt): readonly PageAnswer[] {
  const { lines, video, mentions } = page
  if (mentions !== undefined) return mentions.answers
  const texts = posts.map(({ parts }) => textOf(text, page, parts[0]))
  const hiddenIn = (range: LineRange): number[] => linesIn([range]).flatMap((at) => counts.unopened.get(at) ?? [])
  const placed = page.comments.map(({ byline, said, below }) => ({ from: byline.from, said, hidden: hiddenIn(below) }))
  const byDepth = layout.depth === undefined ? null : findAnswersByDepth(placed, lines, layout.depth, note)
  if (byDepth !== null) return [...(page.root === null ? [] : [ROOT]), ...byDepth]
  if (video === null) return findAnswers(posts, texts, page.root !== null, { ...layout, head: headOf(layout) })
  const answers = posts.some(({ to }) => to !== null)
    ? findAnswers(posts, texts, page.root !== null, { ...layout, head: headOf(layout) })
    : findNestedAnswers(posts, texts, lines)
  const closed = listClosedReplies(posts, answers, lines)
  // A link to more replies of a counted list adds none.
  if (closed.size > 0) for (const at of counts.unopened.keys()) if (isLinkToReplies(lines[at]?.words ?? '')) counts.unopened.delete(at)
  for (const [at, count] of closed) counts.unopened.set(at, count)
  return answers
}

const hasRootOf = ({ root, video }: SplitPage): boolean => root !== null || video?.root != null

function layOut(read: ReadPage, thread: Thread, answers: readonly PageAnswer[]) {
  const { text, layout, page, posts, quotations, counts } = read
  const { lines, video, mentions } = page
  const idOf = (at: number): string => `p${thread.postCount + at + 1}`
  let last: string | null = null
  const pieces = posts.map((post, index) => {
    const { byline, name, handle, carried, timeText, node, isNameGuessed } = post
    const parts = post.parts.flatMap((part) => rangesOf(linesIn([part]).filter((at) => !quotations.has(at))))
    last = handle ?? name ?? (layout.gone === undefined && mentions === undefined ? last : null)
    const likes = video !== null ? readLikes(post, lines) : layout.gone === undefined ? null : readPoints(page, post, index === 0)
    const facts: PostFacts = {
      ...(node !== null && { node }),
      ...(post.quoted !== undefined && { quotedText: quoteOf(text, page, post.quoted) }),
      ...(isCut(read, post) && { truncated: true }),
      ...(handle !== null && name !== null && { authorName: name }),
      ...(timeText !== null && { timeText }),
      ...(isNameGuessed && { isAuthorInferred: true }),
      ...(post.translation && { translatedText: textOf(text, page, post.translation) }),
      ...(carried.length > 0 && { addressees: withLeading(carried, textOf(text, page, parts[0])) }),
      ...engagementOf({ replies: index === 0 ? counts.replyCount : null, likes }),
    }
    return { byline, parts, author: last, timeText, facts, answer: answers[index] }
  })
  const days = settleDayOrder(pieces.flatMap(({ timeText }) => timeText ?? []))
  const dateOf = (timeText: string): string | null =>
    parseDate(days.of(timeText) + (counts.zone !== null && /\d[:.]\d{2}/.test(timeText) ? counts.zone : ''))
  const spans: PasteSpan[] = []
  const sliceOf = ({ from, to }: LineRange) => ({ start: lines[from]?.start ?? text.length, end: lines[to - 1]?.end ?? text.length })
  const hasRoot = hasRootOf(page)
  const isStream = headOf(layout) === 'none'
  const found = [...(video?.root ? [{ ...video.root, timeText: null, facts: {}, answer: undefined }] : []), ...pieces].map(
    ({ byline, parts, author, timeText, facts, answer }, index): FoundPost => {
      const id = idOf(index)
      const slices = parts.map(sliceOf)
      for (const slice of slices) spans.push({ kind: 'post', ...slice, postId: id })
      if (byline.to > byline.from) spans.push({ kind: 'byline', ...sliceOf(byline), postId: id })
      const isRoot = index < (mentions?.rootCount ?? (hasRoot ? 1 : 0))
      const choice = isRoot ? knownParent(null) : chooseAnswer(answer, page, idOf)
      const isLost = choice.parentId === null && !isRoot && !isStream
      return {
        id,
        threadId: thread.threadId,
        parentId: choice.parentId,
        author,
        createdAt: timeText === null ? null : dateOf(timeText),
        text: slices.map(({ start, end }) => text.slice(start, end).replace(/\r\n?/g, '\n')).join('\n'),
        meta: { ...facts, ...(isLost && { missingParent: MISSING_ROOT }), ...choice.facts },
      }
    },
  )
  const headers = (mentions?.headers ?? (video?.root ? video.headers : headersOf(page))).map(sliceOf)
  for (const header of headers) spans.push({ kind: 'header', ...header, postId: null })
  const wordlessCount = pieces.filter(({ parts, facts }) => parts.length === 0 && facts.node === undefined).length
  return { found, spans, headers, unknownDayCount: days.unknownCount, wordlessCount }
}

function factsOf({ layout, page, counts }: ReadPage, found: readonly FoundPost[], advertCount: number): ThreadFacts {
  const { goneCount, commentCount, unopened, nextAt } = counts
  // Below an article, comments that answer no comment are opening posts. The page's count includes them.
  const openingCount =
    hasRootOf(page) || layout.gone !== undefined ? 0 : found.filter(({ parentId, meta }) => parentId === null && !meta.missingParent).length
  const reportedCount = commentCount === null || (openingCount > 0 && commentCount < found.length) ? null : commentCount - openingCount
  const folded = page.comments.flatMap(({ said, node }) => (node === 'not-found' ? Math.max(0, Number(said['more']) - 1) || 0 : 0))
  return {
    ...(advertCount > 0 && { advertCount }),
    ...(goneCount > 0 && { goneCount }),
    ...(reportedCount !== null && { reportedCount }),
    notOpenedCount: [...unopened.values(), ...folded, nextAt === -1 ? 0 : 1].reduce((sum, count) => sum + count, 0),
    ...(nextAt !== -1 && { notes: [`the page goes on behind ${JSON.stringify(page.lines[nextAt]?.words)}`] }),
  }
}

const NAMED_LIMIT = 10

function describePage(
  { layout, page, posts: shown, counts }: ReadPage,
  posts: readonly Post[],
  said: {
    readonly adverts: readonly string[]
    readonly unknownDayCount: number
    readonly wordlessCount: number
  },
): string[] {
  const { adverts } = said
  const { goneCount, replyCount } = counts
  const [first] = posts
  const capture = { ...emptyLedger(layout.id), ...first?.meta.capture }
  const directCount = posts.filter(({ parentId }) => parentId !== null && parentId === first?.id).length
  return [
    `layout: ${layout.name}`,
    ...(page.mentions?.notes ?? []),
    ...[
      [adverts.length, `left out of the posts: ${nameSome([...new Set(adverts)], NAMED_LIMIT)}`, 'advert'] as const,
      [said.unknownDayCount, 'with day and month in an unknown order; no time is known'] as const,
      [capture.deletedCount, 'deleted according to the page; kept without words'] as const,
      [capture.botCount, 'by bots; kept, and left out of the counts'] as const,
      [goneCount, 'deleted, removed or hidden according to the page; counted as not found'] as const,
      [said.wordlessCount, 'without words, such as a picture alone; kept without text'] as const,
      [
        shown.filter(({ quoted }) => quoted).length,
        'that others quote: kept beside the words that quote them (meta.quotedText), not as posts',
      ] as const,
    ].flatMap(([count, words, what = 'post']) => (count > 0 ? [`${formatCount(count, what)} ${words}`] : [])),
    ...describeUnread(counts, replyCount === null ? posts.length - (hasRootOf(page) ? 1 : 0) : directCount, page.lines),
    ...(layout.rootCounts !== undefined && page.root !== null && replyCount === null
      ? ['the page does not say how many replies the opening post has: the number of missing replies is unknown']
      : []),
  ]
}

/** Parent of comments whose opening post is not in the paste. */
const MISSING_ROOT = '(root post of the page)'

/** Parent of a comment; without one on the page the opening post, as a guess. */
function chooseAnswer(answer: PageAnswer | undefined, page: SplitPage, idOf: (at: number) => string): ParentChoice {
  const { comments, isGuessed, missing } = answer ?? { ...ROOT, isGuessed: true }
  if (missing !== undefined) return missingParent(`@${missing}`)
  const hasRoot = hasRootOf(page)
  const told = comments.flatMap((at) => (hasRoot ? idOf(at + 1) : at === ROOT_INDEX ? [] : idOf(at)))
  const known = told.length === 0 && hasRoot ? [idOf(0)] : told
  return choiceOf(known, isGuessed || (page.mentions === undefined && known.length > 1))
}

const textOf = (text: string, { lines }: SplitPage, part: LineRange | undefined): string =>
  part === undefined ? '' : text.slice(lines[part.from]?.start, lines[part.to - 1]?.end)

/** Quoted post: author, then words. */
const quoteOf = (text: string, page: SplitPage, { handle, name, parts }: SplitPost): string =>
  `${handle === null ? name : `@${handle}`}: ${parts.map((part) => textOf(text, page, part)).join('\n')}`

/** Score of a post: the second of "12 points13 points14 points", which are with a downvote, as it is, and with a vote. */
function readPoints({ lines }: SplitPage, { byline, below }: SplitPost, isFirst: boolean): number | null {
  const wordsOf = ({ from, to }: LineRange): string[] => lines.slice(from, to).map(({ words }) => words)
  const points =
    wordsOf(byline)
      .join(' ')
      .match(/-?\d[\d,.]{0,11}k?(?= points?)/gi) ?? []
  const shown = points.length === 3 ? points[1] : points[0]
  const votes = isFirst ? wordsOf(below) : []
  const upvote = votes.findIndex((words) => /^upvote$/i.test(words))
  return readPageCount(shown ?? (upvote === -1 ? undefined : votes[upvote + 1]))
}

/** Fewest words of a title or article line above the posts; menus have fewer. */
const HEADER_WORD_COUNT = 4
const HEADER_KINDS = kindsOf('Name', 'short', 'long')

function headersOf({ lines, headEnd }: SplitPage): LineRange[] {
  const isHeader = (words: string): boolean => words === '' || words.split(' ').length >= HEADER_WORD_COUNT
  return lines
    .slice(0, headEnd)
    .flatMap(({ words, kind }, at) => (HEADER_KINDS.has(kind) && isHeader(words) ? { from: at, to: at + 1 } : []))
}

/** One source per layout, with all its forms. */
export const LAYOUT_SOURCES: readonly SourceEntry<LayoutId>[] = [
  ...new Map(LAYOUTS.toReversed().map((layout) => [layout.id, layout])).values(),
]
  .reverse()
  .map(({ id, name, sign }) => ({
    id,
    description: `${name}, as copied from the page`,
    sign,
    parse: (text) => asResult(readLayout(text, id)),
    recognise: (sample) => (chooseLayout(sample)?.id === id ? `the bylines look like those of ${name}` : null),
  }))
