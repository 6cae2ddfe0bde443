import { formatCount, nameSome } from '../../base/text/format-count.js'
import { emptyLedger } from '../../base/thread/capture-ledger.js'
import type { PostFacts } from '../../base/thread/post.js'
import { MIN_POST_COUNT } from '../doubt/thresholds.js'
import { assemblePosts, type FoundPost, type ThreadFacts } from '../link/assemble-posts.js'
import { choiceOf, knownParent, missingParent, type ParentChoice } from '../link/mark-choice.js'
import { findFrames } from '../page/find-frames.js'
import { type PageAnswer, ROOT, ROOT_INDEX } from '../page/nest-replies.js'
import { findAnswersByDepth } from '../page/page-depths.js'
import { findQuotations, type LineRange, linesIn, rangesOf, readPageCount } from '../page/page-line.js'
import { asResult, finishPaste, type PasteResult, type PasteSpan } from '../paste/paste-spans.js'
import { type Ambiguity, type NoteAt, noteInto } from '../record/ingest-result.js'
import { engagementOf } from '../record/json-fields.js'
import { parseDate } from '../record/parse-date.js'
import { HIDDEN_NAMES, hideNames } from '../record/sentinels.js'
import type { SourceEntry } from '../source-entry.js'
import type { ParseRecordsOptions } from '../table/parse-records.js'
import { chooseLayout, chooseVariant } from './choose-layout.js'
import { isMore } from './cut-lines.js'
import { findAnswers } from './find-answers.js'
import { headOf, type LayoutId } from './layout.js'
import { LAYOUTS } from './layouts.js'
import { describeUnread, readPageCounts } from './page-counts.js'
import { isSite } from './post-words.js'
import { isNewestFirst, isTalkRecord, REMARK, type SplitPage, type SplitPost } from './split-page.js'
import { findNestedAnswers, readLikes } from './video-page.js'

/**
 * Reads a page or chat that was copied as text, by a layout of `LAYOUTS`. Never throws, and every word is in a post, a header, a byline or
 * a line of furniture (see `PasteResult.spans`). Linear in the text. A parent that the page does not tell is the post that it is about
 * (`meta.isParentInferred`), or none where that is not a post.
 *
 * @param split the page taken apart; default: by the best of the forms that the layout has
 */
export function readLayout(
  text: string,
  id: string,
  options: Pick<ParseRecordsOptions, 'names'> = {},
  { layout, page: shownPage }: ReturnType<typeof chooseVariant> = chooseVariant(text, id),
): PasteResult {
  const { lines, video } = shownPage
  const ambiguities: Ambiguity[] = []
  const note = noteInto(ambiguities, lines)
  if (layout.id === 'x-paste' || layout.id === 'bluesky-paste') noteEmbedded(shownPage, note)
  const isTurned = layout.carriesHandles === true && shownPage.root === null && isNewestFirst(shownPage.comments)
  const page = isTurned ? { ...shownPage, comments: shownPage.comments.toReversed() } : shownPage
  const shownPosts = page.root === null ? page.comments : [page.root, ...page.comments]
  const authored = layout.isMessages === true ? [] : shownPosts.map(({ parts, handle, name }) => ({ parts, author: handle ?? name }))
  const quotations = findQuotations(text, page.lines, authored)
  // Where the page does not say whom a post answers, it is who it quotes by name, maybe with the minute.
  const stamps = new Set(shownPosts.map(({ name, timeText }) => `${name} ${timeText}`))
  const posts = shownPosts.map((post) => {
    const at = layout.hasReplyNames || post.to !== null ? undefined : linesIn(post.parts).find((line) => quotations.get(line) != null)
    const to = quotations.get(at ?? -1) ?? post.to
    const stamped = `${to} ${/↑ ?(.{1,40})$/.exec(lines[at ?? -1]?.words ?? '')?.[1]}`
    return { ...post, to: stamps.has(stamped) ? stamped : to }
  })
  const texts = posts.map(({ parts }) => textOf(text, page, parts[0]))
  const counts = readPageCounts(page, shownPosts, layout)
  const hiddenIn = (range: LineRange): number[] => linesIn([range]).flatMap((at) => counts.unopened.get(at) ?? [])
  const placed = page.comments.map(({ byline, said, below }) => ({ from: byline.from, said, hidden: hiddenIn(below) }))
  const byDepth = layout.depth === undefined ? null : findAnswersByDepth(placed, lines, layout.depth, note)
  const answers =
    byDepth !== null
      ? [...(page.root === null ? [] : [ROOT]), ...byDepth]
      : video === null || posts.some(({ to }) => to !== null)
        ? findAnswers(posts, texts, page.root !== null, { ...layout, head: headOf(layout) })
        : findNestedAnswers(posts, texts, lines)
  if (layout.isMessages !== true) noteDoubtful(page, note)
  if (isTalkRecord(text, layout))
    for (const [at, { words }] of lines.entries())
      if (page.letters[at] === 'e' || (page.letters[at] === 'f' && REMARK.test(words)))
        note(at, 'stands in brackets, or under a time without a name; left out of the message above')
  const areTimed = page.comments.length >= MIN_POST_COUNT && page.comments.every(({ timeText }) => timeText !== null)
  if (page.root?.timeText === null && page.root.parts[0] !== undefined && areTimed)
    note(page.root.parts[0].from, 'no time stands with these words as with all others; taken for the opening post, but may be a profile')
  const isHidden = layout.isMessages === true && options.names !== 'keep'
  const nameOf = isHidden ? hideNames(text) : (name: string) => name
  let last: string | null = null
  const adverts = layout.isMessages === true ? [] : findAdverts(page)
  const { goneCount, commentCount, replyCount, zone } = counts
  const isStream = headOf(layout) === 'none'
  const hasRoot = page.root !== null || video?.root != null
  for (const at of quotations.keys())
    if (!quotations.has(at - 1)) note(at, 'these words stand in a post above; taken for a quotation, not for words of this post')
  const frames = layout.isMessages === true ? new Set<number>() : findFrames(lines, authored, note)
  for (const { parts, below } of layout.carriesHandles === true ? posts : []) {
    const isCard = isSite(lines[below.from]) && !/[Nnxh]/.test(page.letters[below.from + 1] ?? 'x') && linesIn(parts).length > 1
    if (isCard)
      note(below.from - 1, "stands above a site's name that ends the post; may be the title of the link's card, not words of the post")
  }
  for (const { parts, quoted } of posts)
    if (quoted !== undefined && (parts[0]?.from ?? 0) > quoted.byline.from)
      for (const at of linesIn([...quoted.parts, ...parts]))
        note(at, 'words below a quoted name: all but the last line are taken for the words quoted, the last line for those of who quotes')
  const isCut = ({ parts, below }: SplitPost): boolean => {
    const { end = 0 } = lines[(parts.at(-1)?.to ?? 0) - 1] ?? {}
    return lines[below.from]?.words.toLowerCase() === layout.cut || (!layout.isMessages && isMore(text, end))
  }
  for (const post of posts)
    if (isCut(post)) note(post.below.from - 1, 'the page shows the beginning of this post alone; flagged as truncated (meta.truncated)')
  const pieces = posts.map((post, index) => {
    const { byline, name, handle, timeText, node } = post
    const parts = post.parts.flatMap((part) => rangesOf(linesIn([part]).filter((at) => !quotations.has(at) && !frames.has(at))))
    last = handle ?? name ?? (layout.gone === undefined ? last : null)
    const likes = video !== null ? readLikes(post, lines) : layout.gone === undefined ? null : readPoints(page, post, index === 0)
    const facts: PostFacts = {
      ...(node !== null && { node }),
      ...(post.quoted !== undefined && { quotedText: quoteOf(text, page, post.quoted) }),
      ...(isCut(post) && { truncated: true }),
      ...(handle !== null && name !== null && { authorName: nameOf(name) }),
      ...(timeText !== null && { timeText }),
      ...engagementOf({ replies: index === 0 ? replyCount : null, likes }),
    }
    return { byline, parts, author: last === null ? null : nameOf(last), timeText, facts, answer: answers[index] }
  })
  const spans: PasteSpan[] = []
  const sliceOf = ({ from, to }: LineRange) => ({ start: lines[from]?.start ?? text.length, end: lines[to - 1]?.end ?? text.length })
  const found = [...(video?.root ? [{ ...video.root, timeText: null, facts: {}, answer: undefined }] : []), ...pieces].map(
    ({ byline, parts, author, timeText, facts, answer }, index): FoundPost => {
      const id = `p${index + 1}`
      const slices = parts.map(sliceOf)
      for (const slice of slices) spans.push({ kind: 'post', ...slice, postId: id })
      spans.push({ kind: 'byline', ...sliceOf(byline), postId: id })
      const isRoot = hasRoot && index === 0
      const choice = isRoot ? knownParent(null) : chooseAnswer(answer, hasRoot, nameOf)
      const isLost = choice.parentId === null && !isRoot && !isStream
      return {
        id,
        threadId: 't1',
        parentId: choice.parentId,
        author,
        createdAt: timeText === null ? null : parseDate(/\d[:.]\d{2}/.test(timeText) ? timeText + (zone ?? '') : timeText),
        text: slices.map(({ start, end }) => text.slice(start, end).replace(/\r\n?/g, '\n')).join('\n'),
        meta: { ...facts, ...(isLost && { missingParent: MISSING_ROOT }), ...choice.facts },
      }
    },
  )
  const headers = (video?.root ? video.headers : headersOf(page)).map(sliceOf)
  for (const header of headers) spans.push({ kind: 'header', ...header, postId: null })
  const headersByThread = new Map(headers.length === 0 ? [] : [['t1', headers.map(({ start, end }) => text.slice(start, end))] as const])
  // Below an article each comment that answers none is an opening post: the others are the replies that the page counts.
  const openingCount =
    hasRoot || layout.gone !== undefined ? 0 : found.filter(({ parentId, meta }) => parentId === null && !meta.missingParent).length
  const reportedCount = commentCount === null || (openingCount > 0 && commentCount < found.length) ? null : commentCount - openingCount
  const folded = page.comments.flatMap(({ said, node }) => (node === 'not-found' ? Math.max(0, Number(said['more']) - 1) || 0 : 0))
  const thread: ThreadFacts = {
    ...(adverts.length > 0 && { advertCount: adverts.length }),
    ...(goneCount > 0 && { goneCount }),
    ...(reportedCount !== null && { reportedCount }),
    notOpenedCount: [...counts.unopened.values(), ...folded, counts.nextAt === -1 ? 0 : 1].reduce((sum, count) => sum + count, 0),
    ...(counts.nextAt !== -1 && { notes: [`the page goes on behind ${JSON.stringify(lines[counts.nextAt]?.words)}`] }),
  }
  const assembled = assemblePosts(found, { source: layout.id, facts: new Map([['t1', thread]]), headers: headersByThread })
  const capture = { ...emptyLedger(layout.id), ...assembled.posts[0]?.meta.capture }
  const directCount = assembled.posts.filter(({ parentId }) => parentId !== null && parentId === assembled.posts[0]?.id).length
  const wordless = pieces.filter(({ parts, facts }) => parts.length === 0 && facts.node === undefined && layout.isMessages !== true)
  return finishPaste(text, lines, {
    source: layout.id,
    posts: assembled.posts,
    spans,
    headersOf: headersByThread,
    ambiguities,
    isStream,
    isChat: layout.isMessages === true,
    letters: page.letters,
    zone,
    notes: [
      `layout: ${layout.name}`,
      ...(isTurned ? ['the page shows the newest post first; the posts are put in the order of their times'] : []),
      ...(isHidden ? [HIDDEN_NAMES] : []),
      ...[
        [adverts.length, `left out of the posts: ${nameSome([...new Set(adverts)], NAMED_LIMIT)}`, 'advert'] as const,
        [capture.deletedCount, 'deleted according to the page; kept without words'] as const,
        [capture.botCount, 'by bots; kept, and left out of the counts'] as const,
        [goneCount, 'deleted, removed or hidden according to the page; counted as not found'] as const,
        [wordless.length, 'without words, such as a picture alone; kept without text'] as const,
        [
          posts.filter(({ quoted }) => quoted).length,
          'that others quote: kept beside the words that quote them (meta.quotedText), not as posts',
        ] as const,
      ].flatMap(([count, said, what = 'post']) => (count > 0 ? [`${formatCount(count, what)} ${said}`] : [])),
      ...describeUnread(counts, replyCount === null ? found.length - (hasRoot ? 1 : 0) : directCount, lines),
      ...(layout.rootCounts !== undefined && page.root !== null && replyCount === null
        ? ['the page does not tell how many replies the opening post has: how many are missing is not known']
        : []),
    ],
  })
}

/** What comments answer whose root post is not in the paste. */
const MISSING_ROOT = '(root post of the page)'

/** The post that a comment answers: the root post, as a guess, where the page does not tell. */
function chooseAnswer(answer: PageAnswer | undefined, hasRoot: boolean, nameOf: (name: string) => string): ParentChoice {
  const { comments, isGuessed, missing } = answer ?? { ...ROOT, isGuessed: true }
  if (missing !== undefined) return missingParent(`@${nameOf(missing)}`)
  const told = comments.flatMap((at) => (hasRoot ? `p${at + 2}` : at === ROOT_INDEX ? [] : `p${at + 1}`))
  const known = told.length === 0 && hasRoot ? ['p1'] : told
  return choiceOf(known, isGuessed || known.length > 1)
}

const textOf = (text: string, { lines }: SplitPage, part: LineRange | undefined): string =>
  part === undefined ? '' : text.slice(lines[part.from]?.start, lines[part.to - 1]?.end)

/** The words of a quoted post behind whose they are. */
const quoteOf = (text: string, page: SplitPage, { handle, name, parts }: SplitPost): string =>
  `${handle === null ? name : `@${handle}`}: ${parts.map((part) => textOf(text, page, part)).join('\n')}`

/** The points in a byline; of the root post, those below "Upvote" too. Of three the page shows the second: it holds the score with no vote, as it is, and with one. */
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

/** Says which words of the page are in no post, byline, quotation or advert. */
function noteDoubtful({ lines, letters, root, comments, headEnd, end, others }: SplitPage, note: NoteAt): void {
  const posts = root === null ? comments : [root, ...comments]
  const title = root?.parts[0]?.from ?? 0
  if (/\(self\.[\w-]+\)$/.test(lines[title]?.words ?? ''))
    note(title, 'ends with a place in brackets, maybe behind a flair; kept as it stands')
  const worded = new Set(posts.flatMap(({ parts }) => linesIn(parts)))
  const placed = new Set(posts.flatMap(({ byline, quoted }) => linesIn(quoted ? [byline, quoted.byline, ...quoted.parts] : [byline])))
  let isAdvert = false
  for (let at = headEnd; at < end; at += 1) {
    if (worded.has(at) || placed.has(at)) isAdvert = false
    else if (letters[at] === 'a' && !worded.has(at - 1)) isAdvert = true
    else if (letters[at] === 'x' && !isAdvert) note(at, 'these words stand in no post; left out with the parts of the page')
  }
  const tail = root === null ? /x(?=[^Nnxh]*r)/.exec(letters.slice(0, headEnd)) : null
  if (tail !== null) note(tail.index, 'a button stands below these words, and no name above: may be the end of a post; not read as one')
  if (others[0] !== undefined)
    note(
      others[0].from,
      `${formatCount(others.length, 'byline')} from here on, below what heads other parts of the page; not read as posts`,
    )
}

const ENDED_SHARE = 0.8

/** Says which posts stand right below the words of another where nearly all others have counts between: pages show so whom a post quotes. */
function noteEmbedded({ comments, root }: SplitPage, note: NoteAt): void {
  const posts = root === null ? comments : [root, ...comments]
  const isOpen = ({ below }: SplitPost): boolean => below.from === below.to
  if (posts.filter((post) => !isOpen(post)).length < Math.max(MIN_POST_COUNT, ENDED_SHARE * posts.length)) return
  for (const [index, { byline, parts }] of posts.entries()) {
    const above = posts[index - 1]
    if (above !== undefined && isOpen(above))
      note(
        parts[0]?.from ?? byline.from,
        'stands right below the words of another post, without the counts that end posts here; may be quoted there',
      )
  }
}

const NAMED_LIMIT = 10

/** An account with the mark of an advert below or above it, and no time as posts have. */
const ADVERT = /[Nn]ha|hfa|a(?:[Nn]h(?!f?t)|y)/g

function findAdverts({ lines, letters, headEnd }: SplitPage): string[] {
  return [...letters.matchAll(ADVERT)].flatMap(({ index, 0: [...read] }) => {
    const words = read.flatMap((letter, at) => (/[af]/.test(letter) ? [] : (lines[index + at]?.words ?? [])))
    return index >= headEnd && /^(?:@|u\/)/.test(words.join(' ').split(' ').at(-1) ?? '') ? words.join(' ') : []
  })
}

/** A line above the posts with so many words is a title or the words of an article; shorter ones are menus. */
const HEADER_WORD_COUNT = 4

/** Titles and words above the posts. */
export function headersOf({ lines, letters, headEnd }: Pick<SplitPage, 'lines' | 'letters' | 'headEnd'>): LineRange[] {
  const isHeader = (words: string): boolean => words === '' || words.split(' ').length >= HEADER_WORD_COUNT
  return lines
    .slice(0, headEnd)
    .flatMap(({ words }, at) => (/[Nnx]/.test(letters[at] ?? '') && isHeader(words) ? { from: at, to: at + 1 } : []))
}

/** One source for each layout of pages and chats, whatever forms it has. */
export const LAYOUT_SOURCES: readonly SourceEntry<LayoutId>[] = [
  ...new Map(LAYOUTS.toReversed().map((layout) => [layout.id, layout])).values(),
]
  .reverse()
  .map(({ id, name, sign }) => ({
    id,
    description: `${name}, as copied from the page or exported as text`,
    sign,
    parse: (text, options) => asResult(readLayout(text, id, options)),
    recognise: (sample) => (chooseLayout(sample)?.id === id ? `the bylines look like those of ${name}` : null),
  }))
