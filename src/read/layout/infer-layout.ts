import { addTo, countEach } from '../../base/statistics/group-by.js'
import { compilePattern, lazily, longPattern } from '../../base/text/lazily.js'
import { MIN_POST_COUNT } from '../doubt/thresholds.js'
import { type LineRange, type PageLine, readPageLines } from '../page/page-line.js'
import type { PasteResult } from '../paste/paste-spans.js'
import type { Layout, Words } from './layout.js'
import { commonLetter, readTime, shapeOf } from './page-words.js'
import { readLayout } from './parse-layout.js'
import { countStray, type SplitPage, type SplitPost, splitPage } from './split-page.js'
import { TIME, TIME_SIGN } from './words/times.js'
import { EDITED, SAYS } from './words/vocabulary.js'

/** A line recurs where it stands so often, and for so large a share of the times; what so many posts have is of the page. */
const LEAST_COUNT = 3
const RECURRING_SHARE = 0.2
const USUAL_SHARE = 0.5
/** Share of its places in which a line must stand beside another for both to belong together. */
const BESIDE_SHARE = 0.6
/** Share of posts that must have a name, and at most that hold lines of the page. */
const NAMED_SHARE = 0.9
const LEFT_SHARE = 0.2

const VERB = `(?:posted|published|asked|answered|replied|replying|updated|created|commented|in reply|${SAYS}|${EDITED})`
const TAIL = '(?: ?\\([^()]{1,30}\\)| #\\d{1,6}| (?:last )?edited(?: by)?(?: .{0,60})?| ?\\|.{0,60})?'
const timePattern = (source: string) => {
  const line = lazily(() => compilePattern(new RegExp(source, 'du'), ''))
  return { ...longPattern(source, 'u', TIME_SIGN), line }
}
/** A time, maybe behind a verb or the number of a post: "replied to Ann on 3 May", "#2 — 3 May". */
const TIMED = timePattern(
  `^(?:#\\d{1,6}\\s{0,2}[—–·|-]{0,2}\\s{0,2})?(?:${VERB}(?: to (?<to>\\S.{0,40}?))?(?: on| at)? ?)?(?<time>${TIME})${TAIL}$`,
)
/** A name before a time: "by Ann » 3 May", "Ann, 2 hours ago", "Ann Nov 10 @ 4:40pm". */
const SIGNED = timePattern(
  `^(?!.{1,60} wrote: ?↑)(?:re: .{1,60} )?(?:(?:posted |post |comment |written )?by:? )?@?(?<name>\\S.{0,60}?)(?:,? (?:on|at|${SAYS})|\\s?[,·•∙|:»–—-]{1,2}){0,2}\\s{1,3}(?<time>${TIME})${TAIL}$`,
)

/** What sites that have no layout of their own print: beside names, below words, in place of posts. */
const OWN: Words = {
  picture: '\\p{L}\\.?\\p{L}?',
  badge:
    'maintainer|collaborator|contributor|(?:new |active |junior |senior |valued )?member|owner|developer|reporter|guest|bullish|bearish|new contributor|original poster|registered|featured|banned|bot account|global moderator|subscriber|top contributor|\\S.{0,60}(?<! is) (?:offline|online)',
  furniture:
    '(?:marked as answer|answer selected by .{1,40}|sign in to view|continue reading|view full answer|\\d+ of \\d+ answers|originally answered: .{1,200}|last edited.{0,120}|no replies|attachments?:?|(?:view|see|show) (?:all )?\\d[\\d.,]*[km]? (?:upvotes?|likes?|shares?|votes?|reactions?))|\\S.{0,80}\\(\\d[\\d.,]{0,8} ?[km]i?b\\).{0,40}|(?:profile )?(?:photo|picture|image|avatar) (?:for|of) .{1,60}',
  count: '[-−–]\\d{1,4}',
  answered: '(?:in (?:reply|response)|replying|responding) to:?',
  reply: 'reply ?(?:…|\\.{3})',
  more: '(?:collapse|expand) (?:all )?(?:replies|comments|thread)|(?:show|view|see) \\d+ more .{1,40}',
  notice: 'this (?:comment|post) (?:was marked as .{1,30}|is (?:awaiting|pending) .{1,240})',
  handle: '@[^\\s@]{1,40}(?:@[^\\s@]{1,60})?',
}

const LABEL = /^(\p{L}[\p{L} ]{2,30}): ?\S/u
const LABEL_ABOVE =
  /^(?:join(?:ed)?(?: date)?|member since|registered|registriert seit|inscrit le|updated on|last (?:post|updated)|due date):?$/i
const TIME_LENGTH_LIMIT = 100
/** Lines that differ in their numbers are of one form. */
export const withoutNumbers = (words: string): string => words.toLowerCase().replace(/\d+(?:[.,]\d+)*k?/gi, '0')

/** Whether a line ends with a time, alone or behind a name or a verb. */
export const isTimed = (line: string): boolean => {
  const words = line.toLowerCase()
  return words.length < TIME_LENGTH_LIMIT && (readTime(words) !== null || TIMED.test(words) || SIGNED.test(words))
}

/** The time in words that are nothing else, but maybe a verb before it: "posted at 7:02 AM". */
export const timeIn = (words: string): string | null => TIMED.exec(words.toLowerCase())?.groups?.['time'] ?? null

/** Lines of a page with what they share: a key of their words with every number as 0, or of the label before a colon. It is empty for times. */
const membersOf = (lines: readonly PageLine[]) =>
  lines.map((line, at) => {
    const words = line.words.toLowerCase()
    const label = LABEL.exec(words)?.[1]
    const isOther =
      label !== undefined || /^(?:joined|member since|last edited|edited) /.test(words) || LABEL_ABOVE.test(lines[at - 1]?.words ?? '')
    const isTime = !isOther && isTimed(words)
    const key = isTime ? '' : label === undefined ? withoutNumbers(words) : `${label}:`
    return { ...line, key, isTime, letter: isTime ? ('t' as const) : commonLetter(line.words) }
  })
type Member = ReturnType<typeof membersOf>[number]

const NAME = '\u0001'
const patternOf = (key: string): string =>
  key
    .replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
    .replaceAll('0', '\\d[\\d.,]*k?')
    .replace(/:$/, ': ?.{1,80}')
    .replace(NAME, '.{1,60}')
const anyOf = (...words: readonly (string | undefined)[]): string => words.filter(Boolean).join('|') || '(?!)'

/** So many lines above a time may be of its header, and a caption stands so near to the name that it repeats. */
const HEADER_LIMIT = 12
const CAPTION_DISTANCE = 3

/** The forms of lines that repeat a name near them in several headers: "Remark from Ann". */
function captionsOf(members: readonly Member[], anchors: readonly number[]): string[] {
  const forms = anchors.flatMap((anchor, index) => {
    const found = new Set<string>()
    const from = Math.max(0, anchor - HEADER_LIMIT, (anchors[index - 1] ?? -1) + 1)
    for (let at = from; at < anchor; at += 1) {
      const { words = '', letter = null } = members[at] ?? {}
      if (words.length < 2 || shapeOf(words) === 'x' || (letter !== null && letter !== 'h')) continue
      for (let other = Math.max(from, at - CAPTION_DISTANCE); other < Math.min(anchor, at + CAPTION_DISTANCE + 1); other += 1) {
        const caption = members[other]?.words ?? ''
        const place = caption.indexOf(words)
        if (other === at || place === -1 || caption.length === words.length) continue
        const isWhole = !/[\p{L}\p{N}]/u.test((caption[place - 1] ?? ' ') + (caption[place + words.length] ?? ' '))
        if (isWhole) found.add(withoutNumbers(caption.replace(words, NAME)))
      }
    }
    return [...found]
  })
  return [...countEach(forms)].filter(([, count]) => count >= LEAST_COUNT).map(([form]) => patternOf(form))
}

/** The page's own words, as patterns: captions of names, lines above times and below them, lines below the words of most posts and of some. */
type OwnWords = Readonly<Record<'captions' | 'above' | 'below' | 'closing' | 'button', readonly string[]>>

/** Sorts the lines that recur on a page by where they stand; null where too few times do. */
function sortWords(members: readonly Member[]): OwnWords | null {
  const times = members.flatMap(({ isTime }, at) => (isTime ? [at] : []))
  const anchors = times.filter((at, index) => at - (times[index - 1] ?? -3) > 2)
  if (anchors.length < MIN_POST_COUNT) return null
  const captions = captionsOf(members, anchors)
  const caption = new RegExp(`^(?:${anyOf(...captions)})$`, 'u')
  const counts = countEach(members.map(({ key }) => key))
  const countAt = (at: number): number => (members[at]?.key ? (counts.get(members[at]?.key ?? '') ?? 0) : 0)
  const isAtLeast = (count: number, share: number): boolean => count >= Math.max(LEAST_COUNT, share * anchors.length)
  const isUsual = (at: number): boolean => isAtLeast(countAt(at), USUAL_SHARE)
  const wordsAt = (at: number): string => members[at]?.words ?? ''
  const isCaption = (at: number): boolean =>
    caption.test(wordsAt(at).toLowerCase()) || (wordsAt(at) !== '' && wordsAt(at) === wordsAt(at + 1))
  const isOfPage = (at: number): boolean => isUsual(at) || isCaption(at) || /[gfhcpbrqmt]/.test(members[at]?.letter ?? '')
  const above = new Map<string, number>()
  const below = new Map<string, number>()
  const count = (counted: Map<string, number>, { key }: Member): void => void counted.set(key, (counted.get(key) ?? 0) + 1)
  for (const [index, anchor] of anchors.entries()) {
    for (let at = anchor + 1; at < anchor + HEADER_LIMIT && isOfPage(at); at += 1) count(below, members[at] as Member)
    const end = Math.max(anchors[index - 1] ?? -1, anchor - HEADER_LIMIT)
    let top = anchor - 1
    while (top > end && !isCaption(top)) top -= 1
    for (let at = anchor - 1; at > end && (top > end ? at > top : isOfPage(at)); at -= 1) count(above, members[at] as Member)
  }
  const places = new Map<string, number[]>()
  for (const [at, { key, letter }] of members.entries())
    if ((letter === null || /[bmq]/.test(letter)) && isAtLeast(countAt(at), RECURRING_SHARE)) addTo(places, key, at)
  const found = { captions, above: [] as string[], below: [] as string[], closing: [] as string[], button: [] as string[] }
  const isClosing = (at: number): boolean => {
    const { key = '' } = members[at] ?? {}
    return isUsual(at) && ((above.get(key) ?? 0) + (below.get(key) ?? 0)) * 2 <= countAt(at)
  }
  for (const [key, at] of places) {
    const isMostly = (isOne: (each: number) => boolean): boolean => at.filter(isOne).length > BESIDE_SHARE * at.length
    const pattern = patternOf(key)
    if (isClosing(at[0] ?? -1)) found.closing.push(pattern)
    else if (isUsual(at[0] ?? -1)) ((above.get(key) ?? 0) > (below.get(key) ?? 0) ? found.above : found.below).push(pattern)
    else if (isMostly((each) => members[each - 1]?.isTime === true)) found.below.push(pattern)
    // Names stand above times and words, buttons above buttons.
    else if (isMostly((each) => isClosing(each + 1) || /[cbrm]/.test(members[each + 1]?.letter ?? ''))) found.button.push(pattern)
  }
  return found
}

/** The records that a page proposes: its own words, with each form that bylines may have. */
function proposeLayouts({ captions, above, below, closing, button }: OwnWords): Layout[] {
  const words: Words = {
    ...OWN,
    picture: anyOf(...captions, OWN.picture),
    badge: anyOf(OWN.badge, ...above, ...below),
    button: anyOf(...button),
    reply: anyOf(OWN.reply, ...closing),
  }
  const page = { ...NONE, line: TIMED.line, words, countLimit: 12 }
  const footed: Layout = {
    ...page,
    byline: '',
    line: SIGNED.line,
    ends: 'time line',
    words: { ...words, badge: anyOf(OWN.badge), button: anyOf(...button, ...closing, ...above, ...below), reply: anyOf(OWN.reply) },
  }
  const under =
    '[badge furniture count picture more]{0,6} (?:answered (?<first>handle)|(?<to>answered))? [badge furniture count picture more]{0,6}'
  const time = `(?:(?<time>time) time?|line [time line]?) ${under}`
  const beside = '[badge furniture handle count picture answered]{0,8}'
  const closed = '(?<=[reply button more] [badge furniture count button more]{0,4}) [badge picture]{0,4} (?<name>short)'
  return [
    { ...page, byline: `[badge picture]{0,4} (?<name>short) (?<handle>handle)? ${beside} ${time}` },
    { ...page, byline: `[badge picture]{0,4} (?<name>short) (?:[badge picture]? (?<full>short))? ${beside} ${time}` },
    { ...page, byline: `(?<name>handle) ${beside} ${time}` },
    { ...page, byline: `${closed} (?<reply>short)? ${beside} ${time}`, hasReplyNames: true },
    { ...page, byline: `${closed} [^time line reply]{0,5} ${time}` },
    // The name may stand at one height above the time, with anything between.
    ...[2, 3, 4, 5].map((height): Layout => ({ ...page, byline: `(?<name>short|handle) [^time line reply]{${height - 1}} ${time}` })),
    { ...page, line: SIGNED.line, byline: `[badge furniture picture]{0,4} line ${under}` },
    {
      ...page,
      byline:
        '(?:(?<time>time)|line) badge? (?<name>short) (?:[badge furniture count handle picture button line]|short){0,8} [badge count] (?=words)',
      words: { ...words, badge: anyOf(OWN.badge, ...below, ...closing), reply: anyOf(OWN.reply, ...above) },
    },
    // Times below the words; a caption may stand below each name.
    { ...footed, byline: '(?<name>short) short (?=words)' },
    { ...footed, byline: 'picture? (?<name>short) badge{0,3}' },
  ]
}

const NONE: Layout = {
  id: 'page-paste',
  name: 'not known; lines that recur set the posts apart',
  sign: '',
  head: 'none',
  byline: '(?!)',
}
/** What an article takes to read: the page lists articles. */
const READING_TIME = /\d[ -]?min(?:ute)?s?\.? read$/i

/** How well a record reads its page; null where its posts have no names or words, hold what recurs, or nothing sets them apart. */
function scorePage({ lines, letters, comments: posts }: SplitPage): number | null {
  const count = (isOne: (post: (typeof posts)[number], at: number) => boolean): number => posts.filter(isOne).length
  const { length } = posts
  const nameOf = ({ name, handle }: (typeof posts)[number]): string => name ?? handle ?? ''
  const isNamed = (name: string): boolean => /\p{L}/u.test(name) && !/^(?:[-–—*•>] |on$)/i.test(name) && readTime(name) === null
  const worded = count(({ parts }) => parts.some(({ from, to }) => /[Nnxh]/.test(letters.slice(from, to))))
  if (length < MIN_POST_COUNT || count((post) => isNamed(nameOf(post))) < NAMED_SHARE * length || worded < USUAL_SHARE * length) return null
  // Numbered things are no names.
  const most = Math.max(...countEach(posts.map((post) => nameOf(post).replace(/ [^\p{L}\d ]?\d[\d.,]*/gu, ' 0'))).values())
  const left = count(({ parts }) => /[tgrbl]/.test(`${letters[parts[0]?.from ?? -1]}${letters[(parts.at(-1)?.to ?? 0) - 1]}`))
  const apart = count(({ byline, below }) => {
    const shown = letters.slice(byline.from, byline.to) + letters.slice(below.from, below.to)
    return /[rbcgfhpm]/.test(shown) || !/[tl]$/.test(shown) || (lines[byline.from]?.blankCountAbove ?? 0) > 0
  })
  if (most > USUAL_SHARE * length || left > LEFT_SHARE * length || apart < USUAL_SHARE * length) return null
  const timed = count(({ timeText }) => timeText !== null)
  const shaped = count((post) => shapeOf(nameOf(post)) === 'N')
  const stray = countStray({ letters }, posts, /[Nnxhlt]/g)
  const lineCount = posts.flatMap(({ parts }) => parts).reduce((sum, { from, to }) => sum + to - from, 0)
  return worded + timed + shaped / 2 - 2 * left - stray / 2 - lineCount / 1000
}

const MENU_LENGTH_LIMIT = 40

/** The last post ends as others show: it is no longer than the longest above, and stands above a menu apart from its words. */
function withoutFoot(page: SplitPage): SplitPage {
  const { lines, comments } = page
  const lengths = comments.map(({ parts }) => (parts.at(-1)?.to ?? 0) - (parts[0]?.from ?? 0))
  const longest = lengths.slice(0, -1).reduce((most, length) => Math.max(most, length), 1)
  const last = comments.at(-1)
  const from = last?.parts[0]?.from ?? 0
  const isMenu = (at: number): boolean =>
    [0, 1, 2].every((step) => {
      const { words, blankCountAbove } = lines[at + step] ?? {}
      return words === undefined || (words.length < MENU_LENGTH_LIMIT && (step === 0) === (blankCountAbove ?? 0) > 0)
    })
  let end = from + 1
  while (end < from + longest && !isMenu(end)) end += 1
  return last === undefined ? page : { ...page, comments: [...comments.slice(0, -1), cutPost(last, from, end)] }
}

/** A page that was read from its last line to its first, since names and times stand below the words. */
function upright(page: SplitPage): SplitPage {
  const turned = ({ from, to }: LineRange): LineRange => ({ from: page.lines.length - to, to: page.lines.length - from })
  const comments = page.comments
    .map((post) => ({ ...post, byline: turned(post.byline), below: turned(post.below), parts: post.parts.map(turned).reverse() }))
    .reverse()
  return {
    ...page,
    lines: page.lines.toReversed(),
    letters: [...page.letters].reverse().join(''),
    comments,
    headEnd: comments[0]?.parts[0]?.from ?? 0,
    end: page.lines.length,
  }
}

/** The layout that a page of no known site shows by the lines that recur around its posts, and the page taken apart by it. Null where none set posts apart. Linear in the text. */
export function inferLayout(text: string): { readonly layout: Layout; readonly page: SplitPage } | null {
  const lines = readPageLines(text)
  const words = sortWords(membersOf(lines))
  const proposed = words === null ? [] : proposeLayouts(words)
  const readings = proposed.map((layout) => ({ layout, page: withoutFoot(splitPage(text, layout, lines)) }))
  const [first] = proposed
  if (first !== undefined) {
    const layout = { ...first, byline: '(?:(?<time>time)|line) furniture{0,2} (?<name>short)' }
    readings.push({ layout, page: upright(withoutFoot(splitPage(text, layout, lines.toReversed()))) })
  }
  const scored = readings.flatMap((reading) => {
    const score = scorePage(reading.page)
    return score === null ? [] : { ...reading, score }
  })
  const [best = null] = scored.sort((left, right) => right.score - left.score)
  const listedCount = lines.filter((line) => READING_TIME.test(line.words)).length
  return best === null || listedCount * 2 > best.page.comments.length ? null : best
}

/** The reader as a source: a fallback, which no text is recognised as. */
export const UNKNOWN_PAGE = 'page-paste'

/** Reads a page in no known layout by the one that it shows itself. A parent is told where the page says whom a post answers. Posts are none where it shows none. */
export function readUnknownPage(text: string): PasteResult {
  const { layout, page } = inferLayout(text) ?? { layout: NONE, page: splitPage(text, NONE) }
  return readLayout(text, UNKNOWN_PAGE, {}, { layout, page: { ...page, comments: mendPosts(page, layout) } })
}

const MENDED_SHARE = 0.7

/** A post with the lines of its words between two. */
export const cutPost = (post: SplitPost, start: number, end: number): SplitPost => ({
  ...post,
  parts: post.parts.flatMap(({ from, to }) => (to <= start || from >= end ? [] : { from: Math.max(from, start), to: Math.min(to, end) })),
})

/** Posts with the names that unknown pages give them: no place behind a name, no menu above it, who is answered beside it. */
function mendPosts({ lines, letters, comments }: SplitPage, { ends }: Layout): SplitPost[] {
  // "Ann Bo | Hull": where most names say more behind a sign, the page puts a place or a rank there.
  const bare = ({ name }: SplitPost): string | undefined => /^(\S.*?) [|·•] /.exec(name ?? '')?.[1]
  const hasPlaces = comments.filter((post) => bare(post) !== undefined).length >= MENDED_SHARE * comments.length
  const [first, ...others] = comments
  let posts = comments
  // Where times stand below the words, the head of the page stands above the first name.
  const areNames = (at: number): boolean => /^[Nn]{2}/.test(letters.slice(at))
  const [start, end] = [first?.parts[0]?.from ?? 0, first?.parts.at(-1)?.to ?? 0]
  if (ends !== undefined && first !== undefined && !others.some(({ parts }) => areNames(parts[0]?.from ?? 0))) {
    let from = start
    while (from + 2 < end && areNames(from)) from += 1
    if (from > start)
      posts = [{ ...cutPost(first, from + 1, end), byline: { from, to: from + 1 }, name: lines[from]?.words ?? '' }, ...others]
  }
  // So it may above the time: who writes below, too, is known.
  const authorOf = ({ name, handle }: SplitPost): string | null => handle ?? name
  const names = new Set(others.map(authorOf))
  if (first !== undefined && !names.has(authorOf(first))) {
    const name = lines.slice(first.byline.from, first.byline.to).findLast(({ words }) => names.has(words))?.words
    if (name !== undefined) posts = [{ ...first, name, handle: null, to: null }, ...others]
  }
  // Between the author's name and the time stands who is answered: an author above.
  const authors = new Set<string | null>()
  return posts.map((post) => {
    const isAnswer = post.to === null && post.handle !== null && authors.has(post.name)
    authors.add(authorOf(post))
    const named = isAnswer ? { ...post, name: post.handle, handle: null, to: post.name } : post
    return hasPlaces ? { ...named, name: bare(named) ?? named.name } : named
  })
}
