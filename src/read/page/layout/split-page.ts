import { groupBy } from '../../../base/statistics/group-by.js'
import { foldSpace } from '../../../base/text/fold-text.js'
import { headOf, type Layout } from '../kinds/layout.js'
import { createLetterer, matchLine, nameAnswered, readTime, shapeOf } from '../kinds/page-words.js'
import type { PageAnswer } from '../lines/nest-replies.js'
import { halve, type LineRange, linesIn, type PageLine, rangesOf, readPageLines } from '../lines/page-line.js'
import { MIN_POST_COUNT } from '../lines/thresholds.js'
import { wordsFor } from '../words/words.js'
import { type CutLine, cutLines, LINE_HEAD_LIMIT, withoutMark } from './cut-lines.js'
import {
  bylineOf,
  endOfReplies,
  endOfRoot,
  endOfThread,
  findMarks,
  findRoot,
  isQuoteLabel,
  leaveOutOdd,
  type Mark,
  resolveChips,
  resolveNames,
  shiftNames,
  withHeadlines,
} from './page-marks.js'
import { keepWords } from './page-parts.js'
import { endOfWords, type Place, partsOf, readHabits, STAMP } from './post-words.js'
import { readVideo, type Video, withoutChannel } from './video-page.js'

export interface SplitPost {
  readonly byline: LineRange
  readonly parts: readonly LineRange[]
  readonly name: string | null
  readonly handle: string | null
  readonly timeText: string | null
  /** Answered account, named above the words. */
  readonly to: string | null
  readonly carried: readonly string[]
  readonly below: LineRange
  readonly quoted?: SplitPost
  readonly said: Readonly<Record<string, string | undefined>>
  /** Placeholder of a deleted or folded post. */
  readonly node: 'deleted' | 'not-found' | null
  /** True for an author that other words on the page suggest. */
  readonly isNameGuessed?: boolean
}

/** Thread whose posts name whom they answer. Its opening posts stand first among the comments. */
export interface Mentions {
  readonly rootCount: number
  readonly headers: readonly LineRange[]
  readonly answers: readonly PageAnswer[]
  readonly adverts: readonly string[]
  readonly notes: readonly string[]
}

export interface SplitPage {
  readonly lines: readonly PageLine[]
  readonly letters: string
  readonly root: SplitPost | null
  readonly comments: readonly SplitPost[]
  readonly video: Video | null
  readonly headEnd: number
  /** First line of the page's other parts, and the bylines in them. */
  readonly end: number
  readonly others: readonly LineRange[]
  readonly mentions?: Mentions
}

/** "Hugh → Greta": Hugh answers Greta. */
const ARROW = /^(\S.{0,60}?) ?[→➤▸»⇒▶↪] ?(\S.{0,60})$/u
/** "Hugh  Greta": the same, where one of them writes elsewhere on the page. */
const NAME_PAIR = /^(\S(?:.{0,58}\S)?)[ \u00a0]{2,4}(\S.{0,60})$/u
/** "Hugh  Guest", "Hugh Mod  Greta": role of an account. */
const NAME_BADGE = /[ \u00a0]{2,4}(?:guest|mod(?:erator)?|author|admin)(?: .{0,60})?$|[ \u00a0](?:guest|mod|author|admin)(?=[ \u00a0]{2})/iu
/** "5d88 likesReply" */
const GLUED_TIME = /^(\d{1,3}(?:s|m|h|d|w|y|mo))(?=\d|reply)/i
/** "Ann Bo · Follow": button beside the name. */
const FOLLOW_BUTTON = new RegExp(`\\s?[·•] ?(?:${wordsFor('follow')})$`, 'iu')
const FOLLOW_LINE = new RegExp(`^(?:[+·•] ?)?(?:${wordsFor('follow')})$`, 'u')

/** "Ann Bo Ann Bo is offline" */
const OFFLINE = /^(.{2,40}) \1 is (?:off|on)line$/i

const WITHIN = / \n@\w{1,15}\n \S$/
/** Splits a page by the bylines of a layout. Linear in the text. */
export function splitPage(text: string, layout: Layout, pageLines: readonly PageLine[] = readPageLines(text)): SplitPage {
  const line = layout.line?.()
  const isCut = line?.source.includes('(?<text>') === true
  const whole = pageLines.map((each) => withoutMark(text, each, layout.isMessages === true))
  const lines: readonly CutLine[] = isCut && line ? cutLines(text, whole, line) : whole
  const letterOf = createLetterer(layout, isCut ? null : /^/)
  const badgeAt = (at: number): boolean => letterOf(lines[at]?.words ?? '', text.slice(lines[at]?.start, lines[at]?.end)) === 'g'
  const read = lines
    .map(({ words, start, end, whole }, index) => {
      if (whole !== undefined) return 'l'
      // Caption of a picture above the name that it repeats, maybe with a badge between.
      const [one, two] = [lines[index + 1], lines[index + 2]]
      if (words !== '' && words === one?.words && one.blankCountAbove === 0 && letterOf(words, words) !== 'c')
        return letterOf(lines[index - 1]?.words ?? '', '') === 'p' ? 'p' : 'g'
      if (words !== '' && words === two?.words && two.blankCountAbove + (one?.blankCountAbove ?? 0) === 0 && badgeAt(index + 1)) return 'g'
      if (words === '') return end - start < LINE_HEAD_LIMIT ? 'f' : 'x'
      const letter = letterOf(words, text.slice(start, end))
      // X sets accounts named within a sentence on lines of their own.
      const above = lines[index - 1]?.words ?? ''
      if (letter === 'h' && WITHIN.test(text.slice(Math.max(0, start - 2), end + 3)) && letterOf(above, above) !== 'q') return 'x'
      // Words of a message may look like a byline.
      if (letter === 'a' && isCut && (lines[index - 1]?.whole?.end ?? -1) >= end) return shapeOf(words)
      // WhatsApp puts a direction mark before its own lines.
      return layout.isMessages === true && text[start] === '\u200e' && !/[ad]/.test(letter) ? 'f' : letter
    })
    .join('')
  const letters = layout.isMessages === true ? withoutOwnAdverts(read, layout) : withButtons(lines, read)
  const first = letters.indexOf('s')
  // Menus above the comments may hold their headings.
  const start = layout.ends === 'reply' ? letters.lastIndexOf('s', Math.max(first, letters.indexOf('t', first))) : first
  const byline = bylineOf(layout)
  const head = headOf(layout)
  const above = findRoot(letters, layout, byline, start)
  const root = above === undefined ? undefined : shiftNames([above], lines, letters)[0]
  const found = findMarks(letters, byline, root === undefined ? 0 : endOfRoot(letters, root.to, layout))
  const below =
    head === 'page' || (root === undefined && head !== 'post') || (layout.ends !== undefined && root === undefined)
      ? found.filter(({ from }) => from > start)
      : found
  // A heading ends no comment: name, date and counts above it are the article's.
  const isHead = root === undefined && /^[^Nnxh]*s/.test(letters.slice(below[0]?.to, below[1]?.from))
  const known = below.length > (layout.id === 'page-paste' ? found.length / 2 : 0) ? below.slice(isHead ? 1 : 0) : found
  const end = layout.isMessages === true ? letters.length : endOfPosts(lines, letters, layout, root, known)
  const others = known.filter(({ from }) => from >= end)
  const inThread = known.filter(({ from }) => from < end)
  const named = layout.hasReplyNames === true ? resolveNames(inThread, lines, root) : inThread
  const comments = leaveOutOdd(shiftNames(resolveChips(named, lines), lines, letters), lines, letters)
  const headed = layout.hasHeadlines === true ? withHeadlines(comments, lines, letters) : comments
  const shown = root === undefined ? headed : [root, ...headed]
  const headEnd = shown[0]?.from ?? read.length
  const video = layout.isVideo === true ? readVideo(lines, headEnd) : null
  const seen = video === null ? letters : withoutChannel(lines, letters, headEnd, video)
  const kept =
    layout.isMessages === true
      ? { letters: seen, marks: shown }
      : keepWords(lines, seen, shown, { layout, end, hasRoot: root !== undefined })
  const { letters: ownLetters, marks } = kept
  const halves = marks.flatMap(({ name }) => pairIn(rawName(text, lines[name ?? -1])))
  const habits = readHabits(lines, ownLetters, marks, halves)
  const posts: SplitPost[] = []
  let last: SplitPost | null = null
  for (const [index, mark] of marks.entries()) {
    if (mark.odd === 'card') continue
    const post = readPost(text, lines, ownLetters, mark, marks[index + 1]?.from ?? end, {
      layout,
      isRoot: root !== undefined && index === 0,
      isLast: index === marks.length - 1,
      isTimed: mark.time !== null || mark.one !== null,
      habits,
    })
    if (mark.odd !== 'quoted') {
      last = post
      if (post !== null) posts.push(post)
    } else if (last !== null && post !== null) posts.push(withCard(posts.pop() ?? last, post))
  }
  const isRootRead = root !== undefined || (head === 'post' && layout.root === undefined)
  const [opening = null, ...answers] = posts
  // A leading handle of a commenter makes it a reply: the opening post was not copied.
  const asked = layout.carriesHandles === true ? (lines[opening?.parts[0]?.from ?? -1]?.words ?? '') : ''
  const isAnswer = answers.some(({ handle }) => handle !== null && `@${handle.split('@')[0]}` === asked && handle !== opening?.handle)
  if (!isRootRead || opening === null || isAnswer) return { lines, letters, root: null, comments: posts, video, headEnd, end, others }
  if (isProfile(lines, opening, answers))
    return { lines, letters, root: null, comments: answers, video, headEnd: answers[0]?.byline.from ?? headEnd, end, others }
  return { lines, letters, root: withStamp(lines, opening, answers[0]?.byline.from ?? end), comments: answers, video, headEnd, end, others }
}

/**
 * End of the thread. If a commenter posts again further down, it ends after that.
 * Not on X, whose "Discover more" shows the same accounts.
 */
function endOfPosts(
  lines: readonly PageLine[],
  letters: string,
  { carriesHandles }: Layout,
  root: Mark | undefined,
  marks: readonly Mark[],
): number {
  const nameOf = (mark: Mark | undefined): string => lines[mark?.handle ?? mark?.name ?? -1]?.words ?? ''
  const end = Math.min(endOfThread(letters, (root ?? marks[0])?.to ?? 0), endOfReplies(letters, marks))
  const names = new Set(marks.filter(({ from }) => from < end).map(nameOf))
  const again = carriesHandles ? undefined : marks.findLast((mark) => names.has(nameOf(mark) || ' ') && nameOf(mark) !== nameOf(root))
  return again === undefined || again.from < end ? end : endOfThread(letters, again.to)
}

/** Joins a post and its quoted card. Without words above the card, the last line below is the post's. */
function withCard(post: SplitPost, quoted: SplitPost): SplitPost {
  const places = linesIn(quoted.parts)
  const own = post.parts.length === 0 && places.length > 1 ? places.at(-1) : undefined
  if (own === undefined) return { ...post, quoted }
  return { ...post, parts: rangesOf([own]), below: quoted.below, quoted: { ...quoted, parts: rangesOf(places.slice(0, -1)) } }
}

/** Words of given letters between posts: names and headlines that another layout would read. */
export function countStray({ letters }: Pick<SplitPage, 'letters'>, posts: readonly SplitPost[], stray: RegExp): number {
  const count = ({ from, to }: LineRange): number => letters.slice(from, to).match(stray)?.length ?? 0
  const all = count({ from: posts[0]?.byline.from ?? 0, to: posts.at(-1)?.parts.at(-1)?.to ?? 0 })
  return posts.flatMap(({ byline, parts }) => [byline, ...parts]).reduce((left, range) => left - count(range), all)
}

const TIMED_SHARE = 0.8
const PROFILE = /^(?:[\d.,]+[km]? (?:followers|following)|joined \p{L}+ \d{4}|edit profile)$/iu

const NEWEST_SHARE = 0.8

/** True for newest first: most ages in one unit rise from post to post, "4m", "9m", "13m". */
export function isNewestFirst(comments: readonly SplitPost[]): boolean {
  const ages = comments.map(({ timeText }) => /^(?<count>\d{1,3}) ?(?<unit>\D{1,12})$/u.exec(timeText ?? '')?.groups)
  const moved = ages.flatMap((age, index) => {
    const step = Number(ages[index + 1]?.['count']) - Number(age?.['count'])
    return step && ages[index + 1]?.['unit'] === age?.['unit'] ? [step] : []
  })
  const isRisen = moved.filter((step) => step > 0).length >= NEWEST_SHARE * moved.length
  return moved.length >= MIN_POST_COUNT && isRisen
}

/** True for a profile or menu in place of the opening post: no time, but followers or short lines alone. */
function isProfile(lines: readonly PageLine[], { timeText, parts }: SplitPost, comments: readonly SplitPost[]): boolean {
  const timedCount = comments.filter((post) => post.timeText !== null).length
  if (timeText !== null || timedCount < MIN_POST_COUNT || timedCount < TIMED_SHARE * comments.length) return false
  const own = parts.flatMap(({ from, to }) => lines.slice(from, to).map(({ words }) => words))
  if (isNewestFirst(comments)) return own.every((words) => shapeOf(words) !== 'x')
  return own.some((words) => PROFILE.test(words)) || (own.length >= MIN_POST_COUNT && own.every((words) => shapeOf(words) !== 'x'))
}

/** Opening post with its stamp below its quoted post: "4:18 PM · Nov 9, 2026". */
function withStamp(lines: readonly PageLine[], post: SplitPost, end: number): SplitPost {
  const quote = lines.slice(post.below.from, end).findIndex(({ words }) => isQuoteLabel(words))
  if (post.timeText !== null || quote === -1) return post
  const stamp = lines.slice(post.below.from + quote, end).find(({ words }) => STAMP.test(words) && readTime(words) !== null)
  return stamp === undefined ? post : { ...post, timeText: readTime(stamp.words) }
}

/** Adverts of a chat stand below "Forwarded"; a sign above a count is a reaction. Others are words. */
const withoutOwnAdverts = (letters: string, { byline }: Layout): string =>
  (byline.includes('furniture advert') ? letters.replace(/(?<!f)a/g, 'x') : letters).replace(/b(?!c)/g, 'n')

function handlesIn(lines: readonly PageLine[], letters: string, from: number, to: number): string[] {
  const at = letters.slice(from, to).indexOf('q')
  if (at === -1) return []
  return lines
    .slice(from + at, to)
    .flatMap(({ words }) => [...words.matchAll(/(?<![\w@])@(\w[\w.-]{0,62})/g)].map(([, handle = '']) => handle))
}

const rawName = (text: string, { start, end } = { start: 0, end: 0 }): string =>
  end - start < LINE_HEAD_LIMIT ? text.slice(start, end).replace(NAME_BADGE, '') : ''
const pairIn = (raw: string): string[] => NAME_PAIR.exec(raw)?.slice(1).map(foldSpace) ?? []

/** Reads the post under a byline; null for an advert, a notice, or a missing end. */
function readPost(text: string, lines: readonly CutLine[], letters: string, mark: Mark, next: number, place: Place): SplitPost | null {
  const { layout, isRoot } = place
  const wordsAt = (index: number | null): string | null => (index === null ? null : (lines[index]?.words ?? null))
  let from = mark.to
  while (isRoot && from + 1 < next && /[fpg]/.test(letters[from] ?? '')) from += 1
  while (from + 1 < next && isRoot && FOLLOW_LINE.test(wordsAt(from)?.toLowerCase() ?? '')) from += 1
  const wordsEnd = endOfWords(lines, letters, from, next, place)
  if (wordsEnd === null) return null
  let bodyEnd = Math.min(wordsEnd, next)
  // A post below a title needs no words; a button is no placeholder of a deleted post.
  if (
    mark.title === null
      ? layout.gone !== undefined && bodyEnd === from + 1 && /[rbfm]/.test(letters[from] ?? '')
      : !/[^brcfgmtpsea]/.test(letters.slice(from, bodyEnd))
  )
    bodyEnd = from
  // A badge or a count may be the whole post.
  if (bodyEnd <= from && letters[from - 1] === 'g' && layout.ends !== undefined && mark.time === null) from -= 1
  const below = letters.slice(bodyEnd, next)
  const timeBelow = below.search(layout.ends?.includes('line') ? /[tl]/ : /t/)
  const timeAt = mark.time ?? (timeBelow === -1 ? null : bodyEnd + timeBelow)
  const oneAt = letters.slice(mark.from, mark.to).search(/[lyo]/)
  const oneLine = lines[mark.from + oneAt]?.whole ?? lines[mark.from + oneAt]
  const one =
    oneAt === -1 || oneLine === undefined
      ? undefined
      : layout.line && matchLine(layout.line(), text.slice(oneLine.start, Math.min(oneLine.end, oneLine.start + LINE_HEAD_LIMIT)))
  const pick = (group: string): string | undefined => [group, `${group}2`, `${group}3`].map((each) => one?.[each]?.trim()).find(Boolean)
  const raw = rawName(text, lines[mark.name ?? -1])
  const named = pick('name') ?? (foldSpace(raw) || wordsAt(mark.name))
  const shown = named === null ? null : halve(named)
  const pair = pairIn(raw)
  const isPair = pair.some((name) => place.habits.names.has(name))
  const [before, behind] = ARROW.exec(shown ?? '')?.slice(1) ?? (isPair ? pair : [])
  const answered = mark.answers === null ? behind : wordsAt(mark.answers)
  const byline = letters.slice(mark.from, mark.to)
  const words = partsOf(lines, letters, from, bodyEnd, layout.isMessages === true)
  const gone = layout.gone?.()
  const isGone = bodyEnd <= from + 1 && from < next && gone !== undefined && wordsAt(from)?.replace(gone, '').trim() === ''
  const parts = [...(mark.title === null ? [] : [{ from: mark.title, to: mark.title + 1 }]), ...(isGone ? [] : words)]
  const isNotice =
    layout.gone === undefined &&
    parts.length === 0 &&
    (layout.isMessages === true ||
      /[da]/.test(letters.slice(mark.from, next)) ||
      /d[fgp]{1,4}$/.test(letters.slice(Math.max(0, mark.from - 5), mark.from)) ||
      (!isRoot && !place.isTimed))
  if (isNotice || (!isRoot && (byline.includes('a') || (layout.isMessages === true && /[do]/.test(byline))))) return null
  const head =
    mark.title === null
      ? { from: mark.from, to: from }
      : mark.title === mark.from
        ? { from: mark.from + 1, to: mark.to }
        : { from: mark.from, to: mark.title }
  const isGoneAbove = gone !== undefined && lines.slice(mark.from, mark.to).some(({ words }) => words.search(gone) !== -1)
  const handle = one?.['handle'] ?? wordsAt(mark.handle)
  return {
    byline: isGone ? { from: head.from, to: from + 1 } : head,
    parts,
    // A long line has empty `words`: no name.
    name: (before ?? shown)?.replace(FOLLOW_BUTTON, '').replace(OFFLINE, '$1') || null,
    handle: (gone === undefined ? handle : handle?.replace(gone, ''))?.replace(/^(?:@|u\/)/, '') || null,
    timeText:
      pick('time') ??
      (timeAt === null ? null : readTime((wordsAt(timeAt) ?? '').replace(/^\S{1,12} points? ?[•·] ?|\*$/gi, ''))) ??
      (timeAt === null || letters[timeAt] !== 'l' ? null : layout.line && matchLine(layout.line(), wordsAt(timeAt) ?? '')?.['time']) ??
      GLUED_TIME.exec(wordsAt(bodyEnd) ?? '')?.[1] ??
      null,
    said: one ?? {},
    node:
      isGone || (words.length === 0 && isGoneAbove) ? 'deleted' : parts.length === 0 && one?.['more'] !== undefined ? 'not-found' : null,
    to: one?.['to']?.trim() ?? (answered == null ? null : nameAnswered(answered, layout.words, place.habits.names)),
    carried: handlesIn(lines, letters, mark.from, from),
    below: { from: bodyEnd, to: next },
  }
}

const BUTTON_WORD_LIMIT = 3
const BUTTON_LENGTH_LIMIT = 30
/** Fewest places of a button, in all and per "Reply", and share of them above a count or a button. */
const BUTTON_COUNT = 4
const BUTTON_SHARE = 0.5
const BESIDE_SHARE = 0.8

/** Turns short lines that recur above counts and buttons into buttons, in any language. Names stand above times. */
function withButtons(lines: readonly PageLine[], letters: string): string {
  const isShort = (words: string): boolean => words.length <= BUTTON_LENGTH_LIMIT && words.split(' ').length <= BUTTON_WORD_LIMIT
  const short = lines.flatMap(({ words }, at) => (/[Nn]/.test(letters[at] ?? '') && isShort(words) ? [at] : []))
  const places = groupBy(short, (at) => lines[at]?.words ?? '')
  const answerCount = letters.match(/r/g)?.length ?? 0
  const buttons = [...places.values()].filter((all) => {
    const beside = all.filter((at) => /^[rbc](?![cgf]{0,2}t)/.test(letters.slice(at + 1, at + 5)))
    return all.length >= Math.max(BUTTON_COUNT, answerCount * BUTTON_SHARE) && beside.length >= BESIDE_SHARE * all.length
  })
  if (buttons.length === 0) return letters
  const made = [...letters]
  for (const at of buttons.flat()) made[at] = 'b'
  return made.join('')
}
