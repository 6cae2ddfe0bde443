import { smallestOf } from '../../../base/statistics/extremes.js'
import { countEach } from '../../../base/statistics/group-by.js'
import { foldSpace } from '../../../base/text/fold-text.js'
import { isOf, type KindLine, WORDS } from '../lines/kinds.js'
import { type LineRange, linesIn } from '../lines/page-line.js'
import { LEAST_COUNT } from '../lines/thresholds.js'
import { likeliestTags } from './likeliest-tags.js'
import type { LineShape } from './line-shapes.js'
import { namesInLines, withoutDay } from './names-in-lines.js'
import type { Tag, TagShares } from './tag-lines.js'

/** Post as the tags have it: places of lines; -1 where the page shows none. */
export interface TaggedPost {
  readonly nameAt: number
  readonly name: string | null
  readonly handle: string | null
  readonly timeAt: number
  readonly moment: string | null
  /** Answered account, or the line that names it. */
  readonly answered: string | null
  readonly isNameGuessed: boolean
  readonly from: number
  readonly to: number
  readonly body: readonly number[]
}

/** Lines of a page, with the shares of their tags. */
export interface TaggedLines {
  readonly text: string
  readonly lines: readonly KindLine[]
  readonly shapes: readonly LineShape[]
  readonly shares: readonly TagShares[]
}

interface Tagging extends TaggedLines {
  /** The likeliest ones. */
  readonly tags: readonly Tag[]
}

/** Posts of a page by the tags of its lines: the first line of each post's words opens it. */
export function postsOf(taggedLines: TaggedLines): TaggedPost[] {
  const page = { ...taggedLines, tags: likeliestTags(taggedLines.shares) }
  const all = placesOf(bodiesOf(page.tags), page.lines.length)
  const apart = withoutPager(page, all)
  const areAbove = areNamesAbove(page, apart)
  const places = areAbove ? all : apart
  const heads = places.map(({ above, below }) => (areAbove ? above : below))
  const labels = labelsOf(page, heads)
  const isTimeAbove = areAbove && !areTimesBelow(page.tags, places)
  const timesAt = places.map(({ above, below }) =>
    nearestIn(page.tags, 'time', isTimeAbove ? above : below, isTimeAbove),
  )
  const times = new Set(timesAt)
  const posts = places.map((place, index) =>
    postOf(page, place, areAbove, { labels, times, ownTimeAt: timesAt[index] ?? -1 }),
  )
  return withNames(page, posts)
}

/**
 * True where times stand below the words of posts, and the next name below these.
 *
 *     Ann Bo
 *     They sold it.
 *     2 Std.
 *     Cy Dale
 */
function areTimesBelow(tags: readonly Tag[], places: readonly PostPlace[]): boolean {
  const [first] = places
  const isUntimed = first !== undefined && nearestIn(tags, 'time', first.above, true) === -1
  const isOwn = ({ above }: PostPlace): boolean =>
    nearestIn(tags, 'time', above, true) > nearestIn(tags, 'name', above, true)
  return isUntimed && 2 * places.filter(isOwn).length < places.length
}

/** Place of the line with a tag that is nearest to the words below or above; -1 without one. */
function nearestIn(
  tags: readonly Tag[],
  tag: Tag,
  { from, to }: LineRange,
  isAbove: boolean,
): number {
  const shown = tags.slice(from, to)
  const index = isAbove ? shown.lastIndexOf(tag) : shown.indexOf(tag)
  return index === -1 ? -1 : from + index
}

/** Places of the words of each post. */
function bodiesOf(tags: readonly Tag[]): number[][] {
  const bodies: number[][] = []
  for (const [at, tag] of tags.entries()) {
    const last = bodies.at(-1)
    if (tag === 'continues' && last !== undefined) last.push(at)
    else if (tag === 'opens' || tag === 'signed' || tag === 'continues') bodies.push([at])
  }
  return bodies
}

/** Where the words of a post stand, and the lines above them and below. */
interface PostPlace {
  readonly body: readonly number[]
  readonly above: LineRange
  readonly below: LineRange
}

const placesOf = (bodies: readonly (readonly number[])[], lineCount: number): PostPlace[] =>
  bodies.map((body, index) => {
    const from = (bodies[index - 1]?.at(-1) ?? -1) + 1
    const to = bodies[index + 1]?.[0] ?? lineCount
    return {
      body,
      above: { from, to: body[0] ?? from },
      below: { from: (body.at(-1) ?? from) + 1, to },
    }
  })

const NO_WORDS = /^[^\p{L}\p{Extended_Pictographic}]+$/u

/** Places without a last one of numbers, as of the pages of a thread: "1", "/", "3". */
function withoutPager({ shapes }: Tagging, places: readonly PostPlace[]): readonly PostPlace[] {
  // A long line has empty words, and an emoji may be all that a post says.
  const isPager = places.at(-1)?.body.every((at) => NO_WORDS.test(shapes[at]?.words ?? ''))
  return isPager && places.length > LEAST_COUNT ? places.slice(0, -1) : places
}

/** A dash says whose the words above are, as do "Posted by: Ann" and "Comment by Ann — 17.07". */
const ATTRIBUTION =
  /^(?:[—–-]{1,2}\s?\p{L}|posted by: |comment by \S.{0,60}[—–-] |posted (?:at|on) .{4,60} by \S)/iu

/**
 * True where more posts have a name above their words than below, or as many no farther off.
 *
 *     Hotels should have a dog.
 *     — Ravi, aged 11             <- below, as a blank line stands above the next words
 */
function areNamesAbove({ tags, lines }: Tagging, places: readonly PostPlace[]): boolean {
  const nameLines = lines.filter((_, at) => tags[at] === 'name')
  const signedCount = nameLines.filter(({ words }) => ATTRIBUTION.test(words)).length
  if (2 * signedCount > nameLines.length) return false
  const isFar = (at: number): boolean =>
    (tags[at] === 'page' && /[\p{L}\d]/u.test(lines[at]?.words ?? '')) ||
    (lines[at]?.blankCountAbove ?? 0) > 0
  const gapOf = (from: number, to: number): number =>
    tags.slice(from, to).filter((_, index) => isFar(from + index)).length
  const above = places.flatMap((place) => {
    const at = nearestIn(tags, 'name', place.above, true)
    return at === -1 ? [] : gapOf(at + 1, place.above.to + 1)
  })
  const below = places.flatMap((place) => {
    const at = nearestIn(tags, 'name', place.below, false)
    return at === -1 ? [] : gapOf(place.below.from, at + 1)
  })
  if (Math.abs(above.length - below.length) > 1) return above.length > below.length
  // Names may be as near on both sides: "Ann", "3w", "Shame.", "Bo", "2w", "Why?", "Add comment".
  const first = places[0]?.body[0] ?? 0
  const isNamedFirst = !beginsWithin(lines, tags) && tags.slice(0, first).includes('name')
  const isNamedLast = !endsWithin(lines, tags) && tags.includes('name', places.at(-1)?.below.from)
  if (isNamedFirst !== isNamedLast) return isNamedFirst
  const adjacentCount = (gaps: readonly number[]): number => gaps.filter((gap) => gap === 0).length
  const belowCount = adjacentCount(below)
  return belowCount < 2 || belowCount <= 2 * adjacentCount(above)
}

/** True for a copy that begins within the words of a post: no title ends as a sentence does. */
const beginsWithin = ([first]: readonly KindLine[], [tag]: readonly Tag[]): boolean =>
  tag === 'page' && first?.kind === 'long' && /(?:^|[.!?…]["”’)]?|[–—])$/.test(first.words)

/** Lines of a head, with its name. */
const HEAD_LENGTH = 6

/** True for a copy that ends within the words of a post: they stand below a name and its time. */
function endsWithin(lines: readonly KindLine[], tags: readonly Tag[]): boolean {
  const head = tags.slice(-HEAD_LENGTH)
  const isBelowTime = head.includes('time', head.lastIndexOf('name'))
  return tags.at(-1) === 'page' && isOf(lines.at(-1), WORDS) && head.includes('name') && isBelowTime
}

/** Share of heads that a label stands in. Choice: few accounts write more of a thread. */
const LABEL_SHARE = 0.6

/** Words that stand in most heads of a page: "Location", "Like". */
function labelsOf({ shapes }: Tagging, heads: readonly LineRange[]): ReadonlySet<string> {
  const wordsAt = (at: number): string => shapes[at]?.words ?? ''
  const counts = countEach(heads.flatMap((head) => [...new Set(linesIn([head]).map(wordsAt))]))
  const least = Math.max(LEAST_COUNT, LABEL_SHARE * heads.length)
  return new Set([...counts].flatMap(([words, count]) => (count >= least ? words : [])))
}

/** What the heads of a page have: words of most, places of times, and the time of one post. */
interface Heads {
  readonly labels: ReadonlySet<string>
  readonly times: ReadonlySet<number>
  readonly ownTimeAt: number
}

/**
 * A post of its words and of the tagged lines nearest to them.
 *
 *     Ann Bo            name
 *     @annbo            handle
 *     3h                time
 *     They sold it.     opens
 */
function postOf(
  page: Tagging,
  { body, above, below }: PostPlace,
  isAbove: boolean,
  { labels, times, ownTimeAt }: Heads,
): TaggedPost {
  const { shapes, tags } = page
  const head = isAbove ? above : below
  const nearest = (tag: Tag): number => nearestIn(tags, tag, head, isAbove)
  const nameAt = barestName(shapes, surestName(page, head, labels), head)
  const handleAt = nearest('handle')
  const farTimeAt = nearestIn(tags, 'time', { from: above.from, to: below.to }, false)
  const timeAt = ownTimeAt === -1 && !times.has(farTimeAt) ? farTimeAt : ownTimeAt
  const answeredAt = nearest('answered')
  const start = body[0] ?? 0
  const heads = [nameAt, handleAt, ownTimeAt, start].filter((at) => at >= head.from && at <= start)
  return {
    nameAt,
    name: null,
    handle: handleIn(shapes[handleAt]?.words ?? ''),
    timeAt: timeAt === -1 ? start : timeAt,
    moment: shapes[timeAt]?.moment ?? shapes[nameAt]?.moment ?? shapes[handleAt]?.moment ?? null,
    answered: shapes[answeredAt]?.words ?? shapes[nameAt]?.answers ?? null,
    isNameGuessed: false,
    from: smallestOf([...heads, start]),
    to: below.to,
    body,
  }
}

/** "@ann_b · 2h", "ann@social.example" */
const handleIn = (words: string): string | null =>
  /^[\w.-]{1,40}@[\w.-]{1,60}$/.exec(words)?.[0] ?? /@([^\s@·•|]+)/u.exec(words)?.[1] ?? null

/** Least share of a name in a line that takes the place of a label. Choice. */
const NAME_SHARE = 0.05

/** "Profession:Vétérinaire": what an account tells of itself. */
const FIELD = /^\p{L}[\p{L} ]{2,20}:[^\s/]/u

/** Place of the line that most surely shows a name, rather none that labels; -1 without one. */
function surestName(
  { lines, shapes, tags, shares }: Tagging,
  head: LineRange,
  labels: ReadonlySet<string>,
): number {
  const shareOf = (at: number): number => shares[at]?.name ?? 0
  const surestOf = (places: readonly number[]): number =>
    places.reduce((surest, at) => (shareOf(at) > shareOf(surest) ? at : surest), -1)
  const named = linesIn([head]).filter((at) => tags[at] === 'name')
  if (named.length === 0) return -1
  const isOwn = (at: number): boolean => {
    const { words = '' } = shapes[at] ?? {}
    return !labels.has(words) && !FIELD.test(words) && lines[at]?.kind !== 'notice'
  }
  const isLikely = (at: number): boolean =>
    isOwn(at) && shapes[at]?.isNamelike === true && shareOf(at) >= NAME_SHARE
  const choices = [named.filter(isOwn), linesIn([head]).filter(isLikely)]
  return surestOf(choices.find(({ length }) => length > 0) ?? named)
}

/** Picture below a name, as a chat prints it. */
const EMOJI_CODE = /^:[a-z\d_+-]{2,40}:$/

/**
 * Place of the line beside a name that has the name alone, or that of a picture its own; that of
 * the name itself without one.
 *
 *     Mute Ann Bo
 *     Ann Bo           <- also above ":palm_tree:"
 *     A
 */
function barestName(shapes: readonly LineShape[], nameAt: number, { from, to }: LineRange): number {
  const words = shapes[nameAt]?.words ?? ''
  if (EMOJI_CODE.test(words) && nameAt > from) return nameAt - 1
  const isBare = (at: number): boolean => {
    if (at < from || at >= to) return false
    const { words: bare = '', isNamelike = false } = shapes[at] ?? {}
    return words.endsWith(` ${bare}`) && isNamelike && bare.length > 1
  }
  return [nameAt - 1, nameAt + 1].find(isBare) ?? nameAt
}

/** Posts with the names that their lines show, and the account behind a name in the same line. */
function withNames(page: Tagging, posts: readonly TaggedPost[]): TaggedPost[] {
  const named = posts.filter(({ nameAt }) => nameAt !== -1)
  const raw = named.map(({ nameAt }) => beforeMoment(page, nameAt))
  const names = namesInLines(raw)
  const known = new Set(names)
  const nameOf = new Map(named.map(({ nameAt }, index) => [nameAt, index]))
  return posts.map((post) => {
    const index = nameOf.get(post.nameAt)
    if (index === undefined) return post
    const others = (raw[index] ?? '').split(BEHIND_NAME).slice(1).map(foldSpace)
    const behind = others.find((other) => known.has(other))
    const name = names[index] || null
    return { ...post, name, answered: post.answered ?? behind ?? quotedBy(page, post, known) }
  })
}

/** Account that a quotation within a post names: "Ann Bo wrote:". */
function quotedBy(
  { shapes, tags }: Tagging,
  { from, body }: TaggedPost,
  known: ReadonlySet<string>,
): string | null {
  const openings = linesIn([{ from, to: body.at(-1) ?? from }])
    .filter((at) => tags[at] === 'quoted')
    .map((at) => shapes[at]?.words ?? '')
    .filter((words) => words.endsWith(':'))
  const quoted = [...known].find((name) => openings.some((words) => words.startsWith(`${name} `)))
  return quoted ?? null
}

/** What parts a name from the account that it answers: "Ann → Bo". */
const BEHIND_NAME = /\s{2,}|\s*[→➤▸»⇒▶↪›]\s*/u

/** Longest part of a line in which a name is looked for, in UTF-16 units. */
const NAME_LINE_LENGTH = 400

/** "answered May 4th 2022 by Ann Bo" */
const NAME_BEHIND_DAY = /\d{4}\sby\s\S/

/** The line as it stands in the text, up to its moment. */
function beforeMoment({ text, lines, shapes }: Tagging, at: number): string {
  const { start = 0, end = 0 } = lines[at] ?? {}
  const raw = text.slice(start, Math.min(end, start + NAME_LINE_LENGTH))
  if (NAME_BEHIND_DAY.test(raw)) return raw
  const moment = shapes[at]?.moment ?? null
  const place = moment === null ? -1 : raw.toLowerCase().indexOf(moment.toLowerCase())
  const isWithinWord = place > 0 && /[\p{L}\p{N}]/u.test(raw[place - 1] ?? '')
  const shown = place > 0 && !isWithinWord ? raw.slice(0, place) : raw
  return withoutDay(shown, raw)
}
