import { countEach } from '../../base/statistics/group-by.js'
import { foldSpace } from '../../base/text/fold-text.js'
import { nameGlued } from './answered-names.js'
import { headOf, type Layout } from './layout.js'
import { findMarks, type Mark, type Marks } from './layout-bylines.js'
import { matchLine, nameAnswered, parseKinds, parseTime } from './line-kinds.js'
import { countKinds, holds, isOf, type KindLine, kindsOf, WORDS } from './lines/kinds.js'
import { halve, type LineRange, type PageLine, parsePageLines } from './lines/page-line.js'
import { LINE_LENGTH_LIMIT, SENTENCE_WORD_COUNT } from './lines/thresholds.js'
import { findTranslation } from './lines/translation.js'
import { startOfWords } from './page-posts.js'
import { endOfWords, type Place, parseHabits, partsOf } from './post-words.js'
import { formOf, startOfTail } from './recurrence.js'
import type { SplitPost, SplitThread } from './split-post.js'
import { parseVideo, withoutChannel } from './video-replies.js'

/**
 * Cuts a page into posts by a layout: its lines have kinds, kinds make bylines, below each stands a
 * post. Linear in the text.
 */
export function splitThread(
  text: string,
  layout: Layout,
  pageLines: readonly PageLine[] = parsePageLines(text),
): SplitThread {
  const lines = parseKinds(text, layout, pageLines)
  const marks = findMarks(lines, layout)
  const titles = new Set(marks.marks.map(({ title }) => title))
  const bare = lines.map((line, at) => (titles.has(at) ? withoutPlace(line) : line))
  return parseMarkedPosts(text, bare, marks, layout)
}

/** Part of Reddit behind a title, and a glued label: "Mill soldNews (self.investing)". */
const PLACE_BEHIND =
  /(?:(?<=[\p{Ll}\d?!.)”"])(?:\p{Lu}\p{Ll}{2,9} )?(?:News|Discussion|Question|Opinion|Article|Analysis|Advice|Rant))?\s?\(self\.\w{1,40}\)$/u

function withoutPlace(line: KindLine): KindLine {
  const words = line.words.replace(PLACE_BEHIND, '')
  return { ...line, words, end: line.end - (line.words.length - words.length) }
}

function parseMarkedPosts(
  text: string,
  lines: readonly KindLine[],
  { marks, hasRoot, end, others }: Marks,
  layout: Layout,
): SplitThread {
  const headEnd = marks[0]?.from ?? lines.length
  const video = layout.isVideo === true ? parseVideo(lines, headEnd) : null
  const ofPosts = video === null ? lines : withoutChannel(lines, headEnd, video.root)
  const shown = keepWords(ofPosts, marks, end)
  const halves = marks.flatMap(({ name }) => pairIn(rawName(text, lines[name ?? -1])))
  const habits = parseHabits(shown, marks, halves)
  const parsed = marks.map((mark, index) =>
    mark.embedded === 'card'
      ? null
      : parseMarkedPost(text, shown, mark, marks[index + 1]?.from ?? end, {
          layout,
          isRoot: (hasRoot && index === 0) || mark.isFocal === true,
          isLast: index === marks.length - 1,
          isTimed: mark.time !== null || mark.one !== null,
          habits,
        }),
  )
  const posts = nameGlued(joinQuoted(marks, parsed))
  const thread = { lines, headEnd, end, others }
  if (video !== null)
    return { ...thread, posts: [video.root, ...posts], rootCount: 1, headers: video.headers }
  const headless = headlessPost(shown, posts)
  if (headless !== null)
    return { ...thread, posts: [headless, ...posts], rootCount: 0, headers: [] }
  const isOpened = hasRoot || (headOf(layout) === 'post' && layout.root === undefined)
  return {
    ...thread,
    posts,
    rootCount: isOpened && posts.length > 0 ? 1 : 0,
    headers: headersOf(lines, headEnd),
  }
}

/**
 * Post whose head was not copied: the page begins with its words, and goes on as below most others.
 *
 *     And then they sold the fab anyway.      <- first line of the page
 *     Show more
 *     reply                                   <- so below the words of other posts
 *     cjharrow 1 day ago
 */
function headlessPost(lines: readonly KindLine[], posts: readonly SplitPost[]): SplitPost | null {
  const headEnd = posts[0]?.byline.from ?? 0
  const head = [...lines.slice(0, headEnd).keys()]
  const end = head.find((at) => !isOf(lines[at], WORDS)) ?? 0
  const tail = head.find((at) => at >= end && !isOf(lines[at], BELOW_WORDS)) ?? 0
  if (end === 0 || tail === 0) return null
  const formAt = (at: number): string => formOf(lines[at]?.words ?? '')
  const formsAt = (at: number): string => `${formAt(at)}\n${formAt(at + 1)}`
  // A short line may be a label of the page: two lines below it are as below other words.
  const isAlike =
    lines[0]?.kind === 'long'
      ? (post: SplitPost) => formAt(startOfTail(lines, post)) === formAt(tail)
      : ({ below }: SplitPost) => formsAt(below.from) === formsAt(end)
  if (2 * posts.filter(isAlike).length <= posts.length) return null
  return {
    byline: { from: 0, to: 0 },
    parts: [{ from: 0, to: end }],
    name: null,
    handle: null,
    timeText: null,
    groups: {},
    node: null,
    to: null,
    carried: [],
    below: { from: end, to: headEnd },
  }
}

/** Posts with the last that each quotes. A quoted post goes with a post that is left out. */
function joinQuoted(marks: readonly Mark[], parsed: readonly (SplitPost | null)[]): SplitPost[] {
  const posts: SplitPost[] = []
  let owner: SplitPost | null = null
  for (const [index, { embedded }] of marks.entries()) {
    const post = parsed[index] ?? null
    if (embedded === undefined) owner = post
    if (post === null || owner === null) continue
    if (embedded === undefined) posts.push(post)
    else posts[posts.length - 1] = { ...owner, quoted: post }
  }
  return posts
}

/**
 * Gives a post that would have no words its first line, where that is a sentence and stands on the
 * page once: "Elon and 3 others".
 */
function keepWords(
  lines: readonly KindLine[],
  marks: readonly Mark[],
  end: number,
): readonly KindLine[] {
  const keyOf = ({ words }: KindLine): string => words.toLowerCase().replace(/\d[\d.,]*/g, '0')
  const counts = countEach(lines.map(keyOf))
  const made = [...lines]
  for (const [index, { to: at }] of marks.entries()) {
    const line = lines[at]
    const next = marks[index + 1]?.from ?? end
    if (
      line === undefined ||
      at >= next ||
      line.kind !== 'furniture' ||
      countKinds(lines, at, next, WORDS) > 0
    )
      continue
    if (counts.get(keyOf(line)) === 1 && line.words.split(' ').length >= SENTENCE_WORD_COUNT)
      made[at] = { ...line, kind: 'long' }
  }
  return made
}

const HEADER_KINDS = kindsOf('Name', 'short', 'long', 'signature')

/** Titles in the head of a page. */
export function headersOf(lines: readonly KindLine[], headEnd: number): LineRange[] {
  const isHeader = (words: string): boolean =>
    words === '' || words.split(' ').length > SENTENCE_WORD_COUNT
  return lines
    .slice(0, headEnd)
    .flatMap(({ words, kind }, at) =>
      HEADER_KINDS.has(kind) && isHeader(words) ? { from: at, to: at + 1 } : [],
    )
}

/** "Hugh → Greta": Hugh answers Greta. */
const ARROW = /^(\S.{0,60}?) ?[→➤▸»⇒▶↪] ?(\S.{0,60})$/u
/** "Hugh  Greta": also an answer, where one of them writes elsewhere on the page. */
const NAME_PAIR = /^(\S(?:.{0,58}\S)?)[ \u00a0]{2,4}(\S.{0,60})$/u
/** "Hugh  Guest", "Hugh Mod  Greta": role of an account. */
const NAME_BADGE =
  /[ \u00a0]{2,4}(?:guest|mod(?:erator)?|author|admin)(?: .{0,60})?$|[ \u00a0]mod$|[ \u00a0](?:guest|mod|author|admin)(?=[ \u00a0]{2})/iu
/** "mod · ", "#2 · ", "3 points · ", "*", " (Edited)" */
const BESIDE_TIME = /^(?:mod|#\d{1,7}|\S{1,12} points?)? ?[•·] ?|\*$| \(edited\)$/gi
/** "5d88 likesReply" */
const GLUED_TIME = /^(\d{1,3}(?:s|m|h|d|w|y|mo))(?=\d|reply)/i
const BUTTONS = kindsOf('reply', 'button', 'furniture', 'more', 'end')
const OF_PAGE = kindsOf(
  'button',
  'reply',
  'count',
  'furniture',
  'badge',
  'more',
  'time',
  'picture',
  'heading',
  'end',
  'advert',
)
const ONE_LINE = kindsOf('line', 'untimed', 'opening')
const TIME = kindsOf('time')
const BELOW_WORDS = kindsOf('more', 'furniture')

function handlesIn(
  lines: readonly KindLine[],
  { from: head, answers, handle: ownAt }: Mark,
  to: number,
): string[] {
  const from = answers ?? head
  const headLines = lines.slice(from, to).filter((_, index) => from + index !== ownAt)
  if (!headLines.some(({ kind }) => kind === 'answered') && lines[from - 1]?.kind !== 'answered')
    return []
  return headLines.flatMap(({ words }) =>
    [...words.matchAll(/(?<![\w@])@(\w[\w.-]{0,62})/g)].map(([, handle = '']) => handle),
  )
}

/** Name as it stands in the text, white space kept, without the account's role. */
const rawName = (text: string, { start, end } = { start: 0, end: 0 }): string =>
  end - start < LINE_LENGTH_LIMIT ? text.slice(start, end).replace(NAME_BADGE, '') : ''
const pairIn = (raw: string): string[] => NAME_PAIR.exec(raw)?.slice(1).map(foldSpace) ?? []

function bodyOf(
  lines: readonly KindLine[],
  mark: Mark,
  next: number,
  place: Place,
): LineRange | null {
  const { layout } = place
  const from = startOfWords(lines, mark.to, next, place)
  const end = endOfWords(lines, from, next, place)
  if (end === null) return null
  const to = Math.min(end, next)
  // A post below a title needs no words; a button is no placeholder of a deleted post.
  const isWordless =
    mark.title === null
      ? layout.gone !== undefined && to === from + 1 && isOf(lines[from], BUTTONS)
      : lines.slice(from, to).every((line) => isOf(line, OF_PAGE))
  if (!isWordless && to > from) return { from, to }
  // The line of a badge or a count may be the whole post.
  const isBadge =
    lines[from - 1]?.kind === 'badge' && layout.ends !== undefined && mark.time === null
  return { from: isBadge ? from - 1 : from, to: isWordless ? from : to }
}

type Groups = SplitPost['groups']

/** Groups of a byline on one line; none for other bylines. */
function parseOneLine(
  text: string,
  lines: readonly KindLine[],
  { from, to }: Mark,
  { layout }: Place,
): Groups {
  const bylineLine = lines.slice(from, to).find((line) => isOf(line, ONE_LINE))
  const line = bylineLine?.whole ?? bylineLine
  const pattern = layout.opens ?? layout.line
  if (line === undefined || pattern === undefined) return {}
  const end = Math.min(line.end, line.start + LINE_LENGTH_LIMIT)
  return matchLine(pattern(), text.slice(line.start, end)) ?? {}
}

/** First of the three forms of a group that has words. */
const pick = (groups: Groups, group: string): string | undefined =>
  [group, `${group}2`, `${group}3`].map((each) => groups[each]?.trim()).find(Boolean)

function parseNames(
  text: string,
  lines: readonly KindLine[],
  mark: Mark,
  nameInGroup: string | undefined,
  { layout, habits }: Place,
) {
  const raw = rawName(text, lines[mark.name ?? -1])
  const named = nameInGroup ?? (foldSpace(raw) || lines[mark.name ?? -1]?.words || null)
  const shown = named === null ? null : halve(named)
  const pair = pairIn(raw)
  const isPair = pair.some((name) => habits.names.has(name))
  const [before, behind] = ARROW.exec(shown ?? '')?.slice(1) ?? (isPair ? pair : [])
  const answered = mark.answers === null ? behind : lines[mark.answers]?.words
  return {
    // A long line has empty `words`, and so no name.
    name: (before ?? shown) || null,
    answered: answered === undefined ? null : nameAnswered(answered, layout.words, habits.names),
  }
}

/** Time of a post: in its byline, or the first below its words. */
function parseTimeText(lines: readonly KindLine[], mark: Mark, below: LineRange): string | null {
  const line =
    mark.time === null
      ? lines.slice(below.from, below.to).find((each) => isOf(each, TIME))
      : lines[mark.time]
  const glued = GLUED_TIME.exec(lines[below.from]?.words ?? '')?.[1] ?? null
  if (line === undefined) return glued
  const words = line.words.replace(BESIDE_TIME, '')
  const shown = parseTime(words)
  // "19 sty": a time by its place, in a language without words here.
  return shown ?? glued ?? (isOf(line, TIME) && words.length > 1 ? words : null)
}

function isNotice(
  lines: readonly KindLine[],
  mark: Mark,
  next: number,
  { layout, isRoot, isTimed }: Place,
): boolean {
  if (layout.gone !== undefined) return false
  return (
    holds(lines, mark.from, next, '[notice advert]') ||
    holds(
      lines,
      Math.max(0, mark.from - 5),
      mark.from,
      'notice [furniture badge picture]{1,4} $',
    ) ||
    (!isRoot && !isTimed)
  )
}

/** True for one line that says that the post is gone. A long line has empty `words`. */
const isPlaceholder = (
  lines: readonly KindLine[],
  { from, to }: LineRange,
  next: number,
  gone: RegExp | undefined,
): boolean => {
  const { words = '' } = lines[from] ?? {}
  const isOne = to <= from + 1 && from < next && words !== ''
  return isOne && gone !== undefined && words.replace(gone, '').trim() === ''
}

/** True for a placeholder that folds the post: "Comment score below threshold". */
const isShownFolded = (words = '', gone: RegExp | undefined): boolean =>
  [...words.matchAll(gone ?? /(?!)/g)].some(({ groups }) => groups?.['folded'] !== undefined)

function nodeOf(isFolded: boolean, isDeleted: boolean): SplitPost['node'] {
  if (isFolded) return 'not-found'
  return isDeleted ? 'deleted' : null
}

function parseHandle(handle: string | undefined, gone: RegExp | undefined): string | null {
  const shown = gone === undefined ? handle : handle?.replace(gone, '')
  return shown?.replace(/^(?:@|u\/)/, '') || null
}

function parseMarkedPost(
  text: string,
  lines: readonly KindLine[],
  mark: Mark,
  next: number,
  place: Place,
): SplitPost | null {
  const { layout, isRoot } = place
  const body = bodyOf(lines, mark, next, place)
  if (body === null) return null
  const { from, to } = body
  const below = { from: to, to: next }
  const one = parseOneLine(text, lines, mark, place)
  const translation = findTranslation(lines, from, next)
  const words = partsOf(lines, from, translation === null ? to : Math.min(to, translation.from - 1))
  const gone = layout.gone?.()
  const isGone = isPlaceholder(lines, body, next, gone)
  const title = mark.title === null ? [] : [{ from: mark.title, to: mark.title + 1 }]
  const parts = isGone ? title : [...title, ...words]
  if (parts.length === 0 && isNotice(lines, mark, next, place)) return null
  if (!isRoot && holds(lines, mark.from, mark.to, 'advert')) return null
  const head = lines.slice(mark.from, mark.to)
  const isGoneAbove = gone !== undefined && head.some((line) => line.words.search(gone) !== -1)
  const isFolded = isGone
    ? isShownFolded(lines[from]?.words, gone)
    : parts.length === 0 && one['more'] !== undefined
  const isDeleted = isGone || (words.length === 0 && isGoneAbove)
  const { name, answered } = parseNames(text, lines, mark, pick(one, 'name'), place)
  const byline = headOfPost(mark, from)
  return {
    byline: isGone ? { from: byline.from, to: from + 1 } : byline,
    parts,
    name,
    handle: parseHandle(one['handle'] ?? lines[mark.handle ?? -1]?.words, gone),
    timeText: pick(one, 'time') ?? parseTimeText(lines, mark, below),
    groups: one,
    node: nodeOf(isFolded, isDeleted),
    to: one['to']?.trim() ?? answered,
    carried: handlesIn(lines, mark, from),
    ...rareFactsOf(mark, translation, lines.slice(mark.from, from)),
    below,
  }
}

/** "Automated", "Automated by @ann": what a site says of an account. */
const BOT = /^(?:bot|automated(?: (?:by|account).*)?)$/i

const rareFactsOf = ({ isFocal }: Mark, translation: LineRange | null, head: KindLine[]) => ({
  ...(head.some(({ kind, words }) => kind === 'badge' && BOT.test(words)) && { isBot: true }),
  ...(translation && { translation }),
  ...(isFocal === true && { isFocal }),
})

function headOfPost({ from, to, title }: Mark, words: number): LineRange {
  if (title === null) return { from, to: words }
  return title === from ? { from: from + 1, to } : { from, to: title }
}
