import { largestOf } from '../../base/statistics/extremes.js'
import { addTo, countEach } from '../../base/statistics/group-by.js'
import { compilePattern, lazily, longPattern } from '../../base/text/lazily.js'
import type { IngestResult } from '../record/ingest-result.js'
import { countKinds, isOf, type Kind, kindsOf, WORDS } from './kinds.js'
import type { Layout, Words } from './layout.js'
import { commonKind, parseTime, shapeOf, TIME_SIGN } from './line-kinds.js'
import { type PageLine, parsePageLines } from './page-line.js'
import { parseThread } from './parse-thread.js'
import { countStray, splitThread } from './posts.js'
import { withoutCoda } from './recurrence.js'
import type { SplitThread } from './split-post.js'
import {
  CLEAR_SHARE,
  HEAD_LINE_LIMIT,
  LEAST_COUNT,
  MIN_POST_COUNT,
  SOME_SHARE,
  USUAL_SHARE,
} from './thresholds.js'
import unknownPage from './words/unknown-page.json' with { type: 'json' }
import { fillIn, wordsFor } from './words/words.js'

const NAMED_SHARE = 0.9

const timePattern = (source: string) => {
  const line = lazily(() => compilePattern(new RegExp(source, 'du'), ''))
  return { ...longPattern(source, 'u', TIME_SIGN), line }
}
/** Time, maybe behind a verb or a number: "replied to Ann on 3 May", "#2 — 3 May". */
const TIMED = timePattern(`^${wordsFor('timedLine')}$`)
/** Name before a time: "by Ann » 3 May", "Ann, 2 hours ago", "Ann Nov 10 @ 4:40pm". */
const SIGNED = timePattern(`^${wordsFor('signedLine')}$`)

/** Lines of unknown sites: beside names, below words, in place of posts. */
const OWN: Words = { ...unknownPage, notice: fillIn(unknownPage.notice) }

/** Label above the answered account, on its own line. */
const ANSWERED_BELOW = /^(?:in (?:reply|response)|replying|responding) to:?$/

const LABEL = /^(\p{L}[\p{L} ]{2,30}): ?\S/u
const LABEL_ABOVE =
  /^(?:join(?:ed)?(?: date)?|member since|registered|registriert seit|inscrit le|updated on|last (?:post|updated)|due date):?$/i
const TIME_LENGTH_LIMIT = 100
/** Form of a line: its words with every number as 0. */
export const withoutNumbers = (words: string): string =>
  words.toLowerCase().replace(/\d+(?:[.,]\d+){0,40}k?/gi, '0')

/** True for a line that ends with a time: "2d", "Ann, 2d", "replied 2d". */
export const isTimed = (line: string): boolean => {
  const words = line.toLowerCase()
  return (
    words.length < TIME_LENGTH_LIMIT &&
    (parseTime(words) !== null || TIMED.test(words) || SIGNED.test(words))
  )
}

/** Time of a line with at most a verb before it: "posted at 7:02 AM". */
export const timeIn = (words: string): string | null =>
  TIMED.exec(words.toLowerCase())?.groups?.['time'] ?? null

/** Keys of lines: words with numbers as 0, or the label before a colon. Times have the empty key. */
const membersOf = (lines: readonly PageLine[]) =>
  lines.map((line, at) => {
    const words = line.words.toLowerCase()
    const label = LABEL.exec(words)?.[1]
    const isOther =
      label !== undefined ||
      /^(?:joined|member since|last edited|edited) /.test(words) ||
      LABEL_ABOVE.test(lines[at - 1]?.words ?? '')
    const isTime = !isOther && isTimed(words)
    const key = isTime ? '' : label === undefined ? withoutNumbers(words) : `${label}:`
    return { ...line, key, isTime, kind: isTime ? ('time' as const) : commonKind(line.words) }
  })
type Member = ReturnType<typeof membersOf>[number]

const patternOf = (key: string): string =>
  key
    .replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
    .replaceAll('0', '\\d[\\d.,]*k?')
    .replace(/:$/, ': ?.{1,80}')
const anyOf = (...words: readonly (string | undefined)[]): string =>
  words.filter(Boolean).join('|') || '(?!)'

/** Patterns of the page's own words: lines above and below times, lines below most and some posts. */
type OwnWords = Readonly<Record<'above' | 'below' | 'closing' | 'button', readonly string[]>>

const PAGE_KINDS = kindsOf(
  'badge',
  'furniture',
  'handle',
  'count',
  'picture',
  'button',
  'reply',
  'answered',
  'more',
  'time',
)
const LABEL_KINDS = kindsOf('button', 'more', 'answered')
const BUTTON_KINDS = kindsOf('count', 'button', 'reply', 'more')

function sortWords(members: readonly Member[]): OwnWords | null {
  const times = members.flatMap(({ isTime }, at) => (isTime ? [at] : []))
  const anchors = times.filter((at, index) => at - (times[index - 1] ?? -3) > 2)
  if (anchors.length < MIN_POST_COUNT) return null
  const counts = countEach(members.map(({ key }) => key))
  const countAt = (at: number): number =>
    members[at]?.key ? (counts.get(members[at]?.key ?? '') ?? 0) : 0
  const isAtLeast = (count: number, share: number): boolean =>
    count >= Math.max(LEAST_COUNT, share * anchors.length)
  const isUsual = (at: number): boolean => isAtLeast(countAt(at), USUAL_SHARE)
  const wordsAt = (at: number): string => members[at]?.words ?? ''
  const isCaption = (at: number): boolean => wordsAt(at) !== '' && wordsAt(at) === wordsAt(at + 1)
  const isKind = (at: number, kinds: ReadonlySet<Kind>): boolean => {
    const kind = members[at]?.kind ?? null
    return kind !== null && kinds.has(kind)
  }
  const isOfPage = (at: number): boolean => isUsual(at) || isCaption(at) || isKind(at, PAGE_KINDS)
  const above = new Map<string, number>()
  const below = new Map<string, number>()
  const count = (counted: Map<string, number>, { key }: Member): void =>
    void counted.set(key, (counted.get(key) ?? 0) + 1)
  for (const [index, anchor] of anchors.entries()) {
    for (let at = anchor + 1; at < anchor + HEAD_LINE_LIMIT && isOfPage(at); at += 1)
      count(below, members[at] as Member)
    const end = Math.max(anchors[index - 1] ?? -1, anchor - HEAD_LINE_LIMIT)
    let top = anchor - 1
    while (top > end && !isCaption(top)) top -= 1
    for (let at = anchor - 1; at > end && (top > end ? at > top : isOfPage(at)); at -= 1)
      count(above, members[at] as Member)
  }
  const places = new Map<string, number[]>()
  for (const [at, { key, kind }] of members.entries())
    if ((kind === null || LABEL_KINDS.has(kind)) && isAtLeast(countAt(at), SOME_SHARE))
      addTo(places, key, at)
  const found = {
    above: [] as string[],
    below: [] as string[],
    closing: [] as string[],
    button: [] as string[],
  }
  const isClosing = (at: number): boolean => {
    const { key = '' } = members[at] ?? {}
    return isUsual(at) && ((above.get(key) ?? 0) + (below.get(key) ?? 0)) * 2 <= countAt(at)
  }
  for (const [key, at] of places) {
    const isMostly = (isOne: (each: number) => boolean): boolean =>
      at.filter(isOne).length > CLEAR_SHARE * at.length
    const pattern = patternOf(key)
    if (isClosing(at[0] ?? -1)) found.closing.push(pattern)
    else if (isUsual(at[0] ?? -1))
      ((above.get(key) ?? 0) > (below.get(key) ?? 0) ? found.above : found.below).push(pattern)
    else if (isMostly((each) => members[each - 1]?.isTime === true)) found.below.push(pattern)
    // Names stand above times and words, buttons above buttons.
    else if (isMostly((each) => isClosing(each + 1) || isKind(each + 1, BUTTON_KINDS)))
      found.button.push(pattern)
  }
  return found
}

/** Candidate layouts: the page's words with each form of byline. @param answered form of "Replying to NAME" */
function proposeLayouts({ above, below, closing, button }: OwnWords, answered: string): Layout[] {
  const words: Words = {
    ...OWN,
    badge: anyOf(OWN.badge, ...above, ...below),
    button: anyOf(...button),
    reply: anyOf(OWN.reply, ...closing),
  }
  const page = { ...NONE, line: TIMED.line, words, countLimit: HEAD_LINE_LIMIT }
  const under = `[badge furniture count picture more]{0,6} ${answered}? [badge furniture count picture more]{0,6}`
  const time = `(?:(?<time>time) time?|line [time line]?) ${under}`
  const beside = '[badge furniture handle count picture answered]{0,8}'
  const closed =
    '(?<=[reply button more] [badge furniture count button more]{0,4}) [badge picture]{0,4} (?<name>short)'
  return [
    { ...page, byline: `[badge picture]{0,4} (?<name>short) (?<handle>handle)? ${beside} ${time}` },
    {
      ...page,
      byline: `[badge picture]{0,4} (?<name>short) (?:[badge picture]? (?<full>short))? ${beside} ${time}`,
    },
    { ...page, byline: `${closed} (?<reply>short)? ${beside} ${time}`, hasReplyNames: true },
    { ...page, byline: `${closed} [^time line reply]{0,5} ${time}` },
    { ...page, line: SIGNED.line, byline: `[badge furniture picture]{0,4} line ${under}` },
    {
      ...page,
      byline:
        '(?:(?<time>time)|line) badge? (?<name>short) (?:[badge furniture count handle picture button line]|short){0,8} [badge count] (?=words)',
      words: {
        ...words,
        badge: anyOf(OWN.badge, ...below, ...closing),
        reply: anyOf(OWN.reply, ...above),
      },
    },
  ]
}

const NONE: Layout = {
  id: 'page-paste',
  name: 'not known; lines that recur set the posts apart',
  head: 'none',
  byline: '(?!)',
}
/** Reading time of an article: the page lists articles. */
const READING_TIME = /\d[ -]?min(?:ute)?s?\.? read$/i

const LEFT_KINDS = kindsOf('time', 'badge', 'reply', 'button', 'line')
const APART_KINDS = kindsOf(
  'reply',
  'button',
  'count',
  'badge',
  'furniture',
  'handle',
  'picture',
  'more',
)
const TIME_KINDS = kindsOf('time', 'line')
const STRAY_KINDS = kindsOf('Name', 'short', 'long', 'handle', 'line', 'time')

function scorePage({ lines, posts }: SplitThread): number | null {
  const count = (isOne: (post: (typeof posts)[number], at: number) => boolean): number =>
    posts.filter(isOne).length
  const { length } = posts
  const nameOf = ({ name, handle }: (typeof posts)[number]): string => name ?? handle ?? ''
  const isNamed = (name: string): boolean =>
    /\p{L}/u.test(name) && !/^(?:[-–—*•>] |on$)/i.test(name) && parseTime(name) === null
  const worded = count(({ parts }) =>
    parts.some(({ from, to }) => countKinds(lines, from, to, WORDS) > 0),
  )
  if (
    length < MIN_POST_COUNT ||
    count((post) => isNamed(nameOf(post))) < NAMED_SHARE * length ||
    worded < USUAL_SHARE * length
  )
    return null
  // "Part 1", "Part 2" are no names.
  const most = largestOf(
    countEach(posts.map((post) => nameOf(post).replace(/ [^\p{L}\d ]?\d[\d.,]*/gu, ' 0'))).values(),
  )
  const isLeft = (at: number): boolean => isOf(lines[at], LEFT_KINDS)
  const left = count(
    ({ parts }) => isLeft(parts[0]?.from ?? -1) || isLeft((parts.at(-1)?.to ?? 0) - 1),
  )
  const apart = count(({ byline, below }) => {
    const shown = [...lines.slice(byline.from, byline.to), ...lines.slice(below.from, below.to)]
    const isTimeLast = isOf(shown.at(-1), TIME_KINDS)
    return (
      shown.some((line) => isOf(line, APART_KINDS)) ||
      !isTimeLast ||
      (lines[byline.from]?.blankCountAbove ?? 0) > 0
    )
  })
  if (most > USUAL_SHARE * length || left > SOME_SHARE * length || apart < USUAL_SHARE * length)
    return null
  const timed = count(({ timeText }) => timeText !== null)
  const shaped = count((post) => shapeOf(nameOf(post)) === 'Name')
  const stray = countStray(lines, posts, STRAY_KINDS)
  const lineCount = posts
    .flatMap(({ parts }) => parts)
    .reduce((sum, { from, to }) => sum + to - from, 0)
  return worded + timed + shaped / 2 - 2 * left - stray / 2 - lineCount / 1000
}

/** Infers a layout from the lines that repeat around posts; null if none set posts apart. Linear in the text. */
function inferLayout(
  text: string,
): { readonly layout: Layout; readonly thread: SplitThread } | null {
  const lines = parsePageLines(text)
  const words = sortWords(membersOf(lines))
  const areBelow =
    lines.filter((line) => ANSWERED_BELOW.test(line.words.toLowerCase())).length >= LEAST_COUNT
  const answered = areBelow
    ? '(?:answered (?<first>handle|short))'
    : '(?:answered (?<first>handle)|(?<to>answered))'
  const proposed = words === null ? [] : proposeLayouts(words, answered)
  const readings = proposed.map((layout) => ({ layout, thread: splitThread(text, layout, lines) }))
  const scored = readings.flatMap((reading) => {
    const score = scorePage(reading.thread)
    return score === null ? [] : { ...reading, score }
  })
  const [best = null] = scored.sort((left, right) => right.score - left.score)
  const listedCount = lines.filter((line) => READING_TIME.test(line.words)).length
  return best === null || listedCount * 2 > best.thread.posts.length ? null : best
}

export const UNKNOWN_PAGE = 'page-paste'

/**
 * Names without the picture before them and the place behind them, where most names have one.
 *
 *     👤 Renate W. · Altstadt Süd      ->  Renate W.
 */
function shortenNames(thread: SplitThread): SplitThread {
  const shorten = (name: string | null): string | null => {
    if (name === null) return null
    const bare = name.replace(/^\p{Extended_Pictographic}\S* /u, '')
    const place = bare.search(/ [·•|] \S/u)
    return (place === -1 ? bare : bare.slice(0, place)) || name
  }
  const { posts } = thread
  const count = posts.filter(({ name }) => shorten(name) !== name).length
  if (count < CLEAR_SHARE * posts.length) return thread
  return { ...thread, posts: posts.map((post) => ({ ...post, name: shorten(post.name) })) }
}

/** Reads a page by a layout inferred from it. Gives no posts without a layout, and parents only where the page names them. */
export function parseUnknownPage(text: string): IngestResult {
  const { layout, thread } = inferLayout(text) ?? { layout: NONE, thread: splitThread(text, NONE) }
  return parseThread(text, layout, shortenNames(thread), UNKNOWN_PAGE, { clean: withoutCoda })
}
