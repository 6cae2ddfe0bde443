import { addTo, countEach } from '../../../base/statistics/group-by.js'
import { readFeet } from './foot-frames.js'
import type { FrameLine } from './frame-lines.js'
import type { FramedPost } from './framed-post.js'
import { Frames, leastCount } from './frames.js'

const LEAST_POSTS = 4
/** Share of posts that must have a name and words, and at most that still hold a line that recurs. */
const WHOLE_SHARE = 0.9
const LEFT_SHARE = 0.2
/** Share of posts that must be more than buttons and counts. */
const WORDS_SHARE = 0.5
/** A name that more posts show is a word of the page. */
const AUTHOR_SHARE = 0.5
const SHAPE_LIMIT = 3
/** Lines of menus have fewer words. */
const MENU_WORD_LIMIT = 12
/** The heading of the comments stands so few lines below. */
const HEADING_LIMIT = 3

/** Whether a line that recurs or a time begins or ends the words of a post, among others. */
function hasFrame(lines: readonly FrameLine[], { from, to }: FramedPost, least: number): boolean {
  if (to - from < 2) return false
  return [from, to - 1].some((at) => {
    const line = lines[at]
    return line !== undefined && (line.time?.before === '' || (line.key !== '' && line.count >= least))
  })
}

function shareOfOne(names: readonly unknown[]): number {
  return [...countEach(names).values()].reduce((most, count) => Math.max(most, count), 0) / names.length
}

/** The page itself prints the name below the words, where it closes so many posts and so large a share. */
const LEAST_CLOSED = 3
const CLOSED_SHARE = 0.7

/** Posts without the last line that ends all posts of their author, of two at least: a signature. */
function withoutSignatures(lines: readonly FrameLine[], posts: readonly FramedPost[]): FramedPost[] {
  const endings = new Map<string | null, Set<string>>()
  const counts = countEach(posts.map(({ author }) => author))
  const isClosedByName = ({ from, to, author }: FramedPost): boolean => to - from > 1 && lines[to - 1]?.words === author
  const areClosed = posts.filter(isClosedByName).length >= Math.max(LEAST_CLOSED, CLOSED_SHARE * posts.length)
  const ended = posts.map((post) => {
    const to = endOfWords(lines, counts, post)
    return { ...post, to: areClosed && isClosedByName({ ...post, to }) ? to - 1 : to }
  })
  for (const { author, from, to } of ended) {
    const known = endings.get(author) ?? new Set()
    endings.set(author, known.add(to - from > 1 ? (lines[to - 1]?.words ?? '') : ''))
  }
  return ended.map((post) => {
    const [ending = '', other] = endings.get(post.author) ?? []
    // Who signs with the own name writes a letter.
    const isOwn = post.author?.split(' ').some((word) => ending.split(/[\s.,]+/).includes(word) || word.startsWith(ending.replace('.', '')))
    const isSigned = (counts.get(post.author) ?? 0) > 1 && other === undefined && ending !== '' && !isOwn
    return { ...post, to: endOfWords(lines, counts, isSigned ? { ...post, to: post.to - 1 } : post) }
  })
}

const EVENT = /(?:\d{1,3} \p{L}{1,20} ago|yesterday|\d:\d\d(?: ?[ap]m)?)\.?$/iu
const PICTURE = /^[^\p{L}\p{N}\p{P}\s]+$/u

/** Where words end above buttons, reactions with their counts, and what the page says of its people: "Ann closed this 3 days ago". */
function endOfWords(lines: readonly FrameLine[], names: ReadonlyMap<string | null, unknown>, { from, to }: FramedPost): number {
  const heading = lines.slice(from + 1, to).findIndex(({ letter }) => letter === 's')
  let end = heading === -1 ? to : from + 1 + heading
  while (end - 1 > from) {
    const { letter = null, words = '' } = lines[end - 1] ?? {}
    const isReaction = PICTURE.test(words) && lines[end]?.letter === 'c'
    const isEvent = EVENT.test(words) && words.length < 120 && (/^(?:last )?edited /i.test(words) || startsWithName(words, names))
    const isNote = end - 2 > from && /^(?:last )?edited .{1,60} by /i.test(lines[end - 2]?.words ?? '')
    if (isNote) end -= 2
    else if (isEvent || isReaction || /[frme]/.test(letter ?? '')) end -= 1
    else if (letter === 'c' && end - 2 > from && PICTURE.test(lines[end - 2]?.words ?? '')) end -= 2
    else break
  }
  return end
}

const NAME_WORD_LIMIT = 6
function startsWithName(words: string, names: ReadonlyMap<string | null, unknown>): boolean {
  const parts = words.split(' ', NAME_WORD_LIMIT)
  return parts.some((_, index) => names.has(parts.slice(0, index + 1).join(' ')))
}

/** What an article takes to read: the page lists articles. */
const READING_TIME = /\d[ -]?min(?:ute)?s?\.? read$/i

/** Finds the posts of a page by the lines that recur around them; null where they do not set posts apart. Linear in the lines. */
export function findFrames(lines: readonly FrameLine[]): FramedPost[] | null {
  const listedCount = lines.filter(({ words }) => READING_TIME.test(words)).length
  const timed = lines.flatMap(({ time }, at) => (time === null ? [] : [at]))
  const byShape = new Map<string, number[]>()
  for (const at of timed) {
    const { time, before } = lines[at]?.time ?? { time: '', before: '' }
    const shape = `${before === ''}${time.replace(/\p{L}+/gu, 'a').replace(/\d+/g, '0')}`
    addTo(byShape, shape, at)
  }
  const shapes = [...byShape.values()].sort((one, other) => other.length - one.length).slice(0, SHAPE_LIMIT)
  let best: { posts: FramedPost[]; score: number } | null = null
  for (const anchors of [timed, ...shapes]) {
    if (anchors.length < LEAST_POSTS) continue
    const foot = readFeet(lines, anchors, LEAST_POSTS)
    const posts = isWhole(lines, foot) ? foot : readHeads(lines, anchors)
    if (posts === null || listedCount * 2 > posts.length || !isWhole(lines, posts)) continue
    const score = posts.filter((post) => isNamed(post) || isGone(lines, post)).length - 2 * countLeft(lines, posts)
    if (best === null || score > best.score) best = { posts, score }
  }
  return (
    best?.posts.filter(
      (post, at) => post.to > post.from && !isGone(lines, post) && !(at === 0 && (isMenu(lines, post) || !hasWords(lines, post))),
    ) ?? null
  )
}

/** Posts between times that stand above their words; null where too many times head none. */
function readHeads(lines: readonly FrameLine[], anchors: readonly number[]): FramedPost[] | null {
  const first = new Frames(lines, anchors).read()
  const { posts } = new Frames(lines, [...new Set(first.anchors)]).read()
  const lost = first.isSigned.slice(first.isSigned.indexOf(true), first.isSigned.lastIndexOf(true)).filter((isOne) => !isOne).length
  return lost <= LEFT_SHARE * posts.length ? withoutSignatures(lines, posts) : null
}

const isNamed = ({ author, from, to }: FramedPost): boolean => author !== null && to > from
/** Whether lines of few words above the heading of the comments are all of a post: menus of the page. */
const isMenu = (lines: readonly FrameLine[], { from, to }: FramedPost): boolean =>
  lines.slice(to, to + HEADING_LIMIT).some(({ letter }) => letter === 's') &&
  lines.slice(from, to).every(({ words, letter }) => letter !== null || (words !== '' && words.split(' ').length <= MENU_WORD_LIMIT))
/** Whether a notice stands in place of its words. */
const isGone = (lines: readonly FrameLine[], { top, from, to }: FramedPost): boolean =>
  lines.slice(from, to).every(({ letter }) => letter === 'd') && lines.slice(top, to).some(({ letter }) => letter === 'd')
const hasWords = (lines: readonly FrameLine[], { from, to }: FramedPost): boolean =>
  lines.slice(from, to).some(({ letter }) => letter === null || letter === 'h')
const countLeft = (lines: readonly FrameLine[], posts: readonly FramedPost[]): number =>
  posts.filter((post) => hasFrame(lines, post, leastCount(posts.length))).length

/** Whether nearly all posts have a name and words, and few hold a line that recurs. */
function isWhole(lines: readonly FrameLine[], posts: readonly FramedPost[] | null): posts is FramedPost[] {
  const whole = posts?.filter((post) => isNamed(post) || isGone(lines, post)) ?? []
  if (posts === null || whole.length < LEAST_POSTS || whole.length < WHOLE_SHARE * posts.length) return false
  if (posts.filter((post) => hasWords(lines, post)).length < WORDS_SHARE * posts.length) return false
  // Numbered things are no names.
  const share = shareOfOne(whole.map(({ author }) => author?.replace(/ [^\p{L}\d ]?\d[\d.,]*/gu, ' 0')))
  return share <= AUTHOR_SHARE && countLeft(lines, posts) <= LEFT_SHARE * posts.length
}
