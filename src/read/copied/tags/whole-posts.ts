import { largestOf } from '../../../base/statistics/extremes.js'
import { countEach } from '../../../base/statistics/group-by.js'
import { isOf, type KindLine, kindsOf } from '../lines/kinds.js'
import { linesIn } from '../lines/page-line.js'
import { LEAST_COUNT, MOST_SHARE } from '../lines/thresholds.js'
import { formOf } from '../recurrence.js'
import { wordsFor } from '../words/words.js'
import type { TaggedPage } from './tagged-page.js'
import type { TaggedPost } from './tagged-posts.js'

type PageShapes = Pick<TaggedPage, 'lines' | 'shapes'>

/**
 * Posts with the lines that stand where others have words, and without nameless ones above the
 * first head and below the last: an article, a form. A page whose posts have no heads stays.
 *
 *     Mike says:
 *     December 20, 2016 at 11:19 am
 *     Three to nothing.                <- words, as they stand below other heads
 *     They win the recount too.
 */
export function wholePosts(page: PageShapes, posts: readonly TaggedPost[]): readonly TaggedPost[] {
  const opened = withOpening(page, posts)
  const joined = joinBelow(opened)
  const first = joined.findIndex(isHeaded)
  const last = joined.findLastIndex(isHeaded)
  const headedCount = joined.filter(isHeaded).length
  if (headedCount < LEAST_COUNT || headedCount < MOST_SHARE * (last - first + 1)) return posts
  const kept = joined.filter((post, at) => (at >= first && at <= last) || !isHeadless(post))
  const forms = page.lines.map(({ words }) => formOf(words))
  const gaps = [aboveWords, withinWords, opened[0] === posts[0] ? belowWords : belowReplies]
  return gaps.reduce<readonly TaggedPost[]>((whole, gap) => withGap(page, forms, whole, gap), kept)
}

/** What marks the account that opened the thread, beside its name or behind it. */
const OPENER = new RegExp(`(?:^|\\s)\\(?(?:op|${wordsFor('author')})\\)?$`, 'iu')
const OPENING = kindsOf('Name', 'short', 'long')

/**
 * Posts with the opening one, whose account writes below as well: its name stands right above the
 * words, or in a line with digits above them where a post below is marked as the opener's.
 *
 *     ann_bo to Harbours · 3 days ago     <- head
 *     12                                  <- votes
 *     They sold the harbour.              <- words
 *     You must log in to comment.
 *     ann_bo
 *     OP
 */
function withOpening(page: PageShapes, posts: readonly TaggedPost[]): readonly TaggedPost[] {
  const { lines, shapes } = page
  const [first, ...others] = posts
  if (first === undefined) return posts
  const nameAt = (first.body[0] ?? 0) - 1
  const above = lines[nameAt]?.words ?? ''
  if (isHeadless(first) && others.some(({ name }) => name === above && name !== ''))
    return [{ ...first, name: above, nameAt, from: Math.min(first.from, nameAt) }, ...others]
  const isMarked = (post: TaggedPost): boolean =>
    linesIn([{ from: post.nameAt, to: post.body[0] ?? 0 }]).some((at) =>
      OPENER.test(lines[at]?.words ?? ''),
    )
  const opener = posts.find((post) => post.name !== null && isMarked(post))?.name ?? null
  if (opener === null || (first.name === opener && isHeaded(first))) return posts
  const end = isHeadless(first) ? (others[0]?.from ?? first.to) : first.from
  const headAt = lines.slice(0, end).findLastIndex(({ words }) => {
    const parts = words.split(/[\s,:·•]+/)
    return parts.includes(opener) && /\d/.test(words)
  })
  const body = headAt === -1 ? [] : bodyBelow(lines, headAt + 1, end)
  if (body.length === 0) return posts
  const moment = shapes[headAt]?.moment ?? null
  const opening = { ...first, name: opener, nameAt: headAt, timeAt: headAt, moment, body }
  const range = { from: headAt, to: (body.at(-1) ?? headAt) + 1 }
  const rest = isHeadless(first) ? others : posts
  return [{ ...opening, ...range, handle: null, answered: null, isNameGuessed: false }, ...rest]
}

/** Lines from the first long one to the last, none of the page's between them. */
function bodyBelow(lines: readonly KindLine[], from: number, to: number): number[] {
  const region = lines.slice(from, to)
  const start = region.findIndex(({ kind }) => kind === 'long')
  if (start === -1) return []
  const stop = region.findIndex((line, at) => at > start && !isOf(line, OPENING))
  const words = region.slice(start, stop === -1 ? region.length : stop)
  // A label of the page may be long.
  const last = words.findLastIndex((line) => line.kind === 'long' && !line.words.endsWith(':'))
  return linesIn([{ from: from + start, to: from + start + last + 1 }])
}

const isHeadless = ({ name, handle, isNameGuessed, moment }: TaggedPost): boolean =>
  handle === null && moment === null && (name === null || isNameGuessed)

const isHeaded = (post: TaggedPost): boolean =>
  post.moment !== null && post.name !== null && !post.isNameGuessed && endOfHead(post) > 0

/** First line below name and time; 0 where the words stand above these. */
function endOfHead({ nameAt, timeAt, body: [start = 0] }: TaggedPost): number {
  return largestOf([-1, nameAt, timeAt].filter((at) => at < start)) + 1
}

/** Posts with headless ones that go on right below their words. */
function joinBelow(posts: readonly TaggedPost[]): readonly TaggedPost[] {
  const joined: TaggedPost[] = []
  for (const post of posts) {
    const above = joined.at(-1)
    const goesOn = isHeadless(post) && above?.body.at(-1) === post.from - 1
    if (above !== undefined && goesOn && isHeaded(above))
      joined[joined.length - 1] = { ...above, body: [...above.body, ...post.body], to: post.to }
    else joined.push(post)
  }
  return joined
}

const WORDED = kindsOf('Name', 'short', 'long')
/** No count, and no remark in brackets. */
const OPENS_WORDS = /^[^\d([].*\p{L}|^\p{L}/u

/** Tells lines that may be words: their form is that of no other line of the page. */
function oddLines(
  { lines, shapes }: PageShapes,
  forms: readonly string[],
  posts: readonly TaggedPost[],
): (at: number) => boolean {
  const worded = new Set(posts.flatMap(({ body }) => body))
  const names = new Set(posts.flatMap(({ name }) => name ?? []))
  const counts = countEach(forms.filter((_, at) => !worded.has(at)))
  return (at) => {
    const { words = '' } = lines[at] ?? {}
    const isOfPage = worded.has(at) || names.has(words) || !isOf(lines[at], WORDED)
    if (isOfPage || (shapes[at]?.moment ?? null) !== null) return false
    // A long line has empty words.
    return words === '' || (counts.get(forms[at] ?? '') === 1 && OPENS_WORDS.test(words))
  }
}

/** Lines beside the words of a post, the nearest first. */
type Gap = (post: TaggedPost, next: TaggedPost | undefined, index: number) => readonly number[]

const placesOf = (from: number, to: number): number[] => linesIn([{ from, to }])

/** Above the words of the first post stands the title. */
const aboveWords: Gap = (post, _, index) =>
  index === 0 ? [] : placesOf(endOfHead(post), post.body[0] ?? 0).toReversed()
const withinWords: Gap = ({ body }) =>
  placesOf(body[0] ?? 0, body.at(-1) ?? 0).filter((at) => !body.includes(at))
const belowWords: Gap = ({ body }, next) => {
  const from = (body.at(-1) ?? 0) + 1
  return placesOf(from, next?.from ?? from)
}

/** Below an opening post that no tag shows, the list of the others begins. */
const belowReplies: Gap = (post, next, index) => (index === 0 ? [] : belowWords(post, next, index))

/**
 * True for a few words without a full stop right below a name, as a badge has.
 *
 *     Ann Bo
 *     Account verificato      <-
 */
function isBadge({ lines }: PageShapes, { nameAt }: TaggedPost, at: number): boolean {
  const { words = '' } = lines[at] ?? {}
  return at === nameAt + 1 && /^\p{Lu}[^.!?…:]*$/u.test(words) && words.split(' ').length < 4
}

/** Posts with the odd lines next to their words, where nearly all have none in this gap. */
function withGap(
  page: PageShapes,
  forms: readonly string[],
  posts: readonly TaggedPost[],
  gapOf: Gap,
): readonly TaggedPost[] {
  const isOdd = oddLines(page, forms, posts)
  const names = posts.flatMap(({ name }) => name ?? [])
  const added = posts.map((post, index) => {
    const isAnswered = names.some((name) => post.answered?.includes(name))
    const gap = gapOf(post, posts[index + 1], index)
    const end = gap.findIndex(
      (at) =>
        !isOdd(at) ||
        isBadge(page, post, at) ||
        (isAnswered && page.lines[at]?.words === post.answered),
    )
    return end === -1 ? gap : gap.slice(0, end)
  })
  const emptyCount = added.filter(({ length }) => length === 0).length
  if (emptyCount < MOST_SHARE * posts.length) return posts
  return posts.map((post, index) => withWords(page, post, added[index] ?? []))
}

/** A post with more words, of which it answers none. */
function withWords({ lines }: PageShapes, post: TaggedPost, places: readonly number[]): TaggedPost {
  if (places.length === 0) return post
  const isAnswered = places.some((at) => lines[at]?.words === post.answered)
  return {
    ...post,
    answered: isAnswered ? null : post.answered,
    body: [...post.body, ...places].toSorted((one, other) => one - other),
  }
}
