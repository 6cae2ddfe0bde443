import { smallestOf } from '../../../base/statistics/extremes.js'
import { countEach } from '../../../base/statistics/group-by.js'
import { foldSpace } from '../../../base/text/fold-text.js'
import { lazily } from '../../../base/text/lazily.js'
import type { KindLine } from '../lines/kinds.js'
import { type LineRange, linesIn } from '../lines/page-line.js'
import { LEAST_COUNT } from '../lines/thresholds.js'
import { wordsFor } from '../words/words.js'
import { likeliestTags } from './likeliest-tags.js'
import type { LineShape } from './line-shapes.js'
import { namesInLines } from './names-in-lines.js'
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
  const places = placesOf(bodiesOf(page.tags), page.lines.length)
  const areAbove = areNamesAbove(page, places)
  const heads = places.map(({ above, below }) => (areAbove ? above : below))
  const labels = labelsOf(page, heads)
  const posts = places.map((place) => postOf(page, place, areAbove, labels))
  return withNames(page, posts)
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

/** Where the words of a post stand, the lines above them and below, and all of these. */
interface PostPlace {
  readonly body: readonly number[]
  readonly above: LineRange
  readonly below: LineRange
  readonly whole: LineRange
}

const placesOf = (bodies: readonly (readonly number[])[], lineCount: number): PostPlace[] =>
  bodies.map((body, index) => {
    const from = (bodies[index - 1]?.at(-1) ?? -1) + 1
    const to = bodies[index + 1]?.[0] ?? lineCount
    return {
      body,
      above: { from, to: body[0] ?? from },
      below: { from: (body.at(-1) ?? from) + 1, to },
      whole: { from, to },
    }
  })

/**
 * True where more posts have a name above their words than below, or as many no farther off.
 *
 *     Hotels should have a dog.
 *     — Ravi, aged 11             <- below, as a blank line stands above the next words
 */
function areNamesAbove({ tags, lines }: Tagging, places: readonly PostPlace[]): boolean {
  const isFar = (at: number): boolean =>
    (tags[at] === 'page' && /[\p{L}\d]/u.test(lines[at]?.words ?? '')) ||
    (lines[at]?.blankCountAbove ?? 0) > 0
  const gapOf = (from: number, to: number): number =>
    tags.slice(from, to).filter((_, index) => isFar(from + index)).length
  const above = places.flatMap(({ above: { from, to } }) => {
    const index = tags.slice(from, to).lastIndexOf('name')
    return index === -1 ? [] : gapOf(from + index + 1, to + 1)
  })
  const below = places.flatMap(({ below: { from, to } }) => {
    const index = tags.slice(from, to).indexOf('name')
    return index === -1 ? [] : gapOf(from, from + index + 1)
  })
  if (Math.abs(above.length - below.length) > 1) return above.length > below.length
  // Names may be as near on both sides: "Ann", "3w", "Shame.", "Bo", "2w", "Why?", "Add comment".
  const first = places[0]?.body[0] ?? 0
  const isNamedFirst = tags.slice(0, first).includes('name')
  const isNamedLast = tags.includes('name', places.at(-1)?.below.from)
  if (isNamedFirst !== isNamedLast) return isNamedFirst
  const adjacentCount = (gaps: readonly number[]): number => gaps.filter((gap) => gap === 0).length
  return adjacentCount(above) >= adjacentCount(below) || 2 * adjacentCount(below) < places.length
}

/** Share of heads in which a line stands that names nobody. Choice: few write more of a thread. */
const LABEL_SHARE = 0.6

/** Words that stand in most heads of a page: "Location", "Like". */
function labelsOf({ shapes }: Tagging, heads: readonly LineRange[]): ReadonlySet<string> {
  const wordsOf = (head: LineRange): Set<string> =>
    new Set(linesIn([head]).map((at) => shapes[at]?.words ?? ''))
  const counts = countEach(heads.flatMap((head) => [...wordsOf(head)]))
  const least = Math.max(LEAST_COUNT, LABEL_SHARE * heads.length)
  return new Set([...counts].flatMap(([words, count]) => (count >= least ? words : [])))
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
  { body, above, below, whole }: PostPlace,
  isAbove: boolean,
  labels: ReadonlySet<string>,
): TaggedPost {
  const { shapes, tags } = page
  const head = isAbove ? above : below
  const nearest = (tag: Tag): number => {
    const at = isAbove ? tags.lastIndexOf(tag, head.to - 1) : tags.indexOf(tag, head.from)
    return at >= head.from && at < head.to ? at : -1
  }
  const nameAt = barestName(shapes, surestName(page, head, labels), head)
  const handleAt = nearest('handle')
  const ownTimeAt = nearest('time')
  const farTimeAt = tags.indexOf('time', whole.from)
  const timeAt = ownTimeAt === -1 && farTimeAt < whole.to ? farTimeAt : ownTimeAt
  const answeredAt = nearest('answered')
  const start = body[0] ?? 0
  const heads = [nameAt, handleAt, ownTimeAt, start].filter((at) => at >= head.from && at <= start)
  return {
    nameAt,
    name: null,
    handle: shapes[handleAt]?.words.match(/@([^\s@·•|]+)/u)?.[1] ?? null,
    timeAt: timeAt === -1 ? start : timeAt,
    moment: shapes[timeAt]?.moment ?? shapes[nameAt]?.moment ?? null,
    answered: shapes[answeredAt]?.words ?? shapes[nameAt]?.answers ?? null,
    isNameGuessed: false,
    from: smallestOf([...heads, start]),
    to: whole.to,
    body,
  }
}

/** Least share of a name in a line that takes the place of a label. Choice. */
const NAME_SHARE = 0.05

/** Place of the line that most surely shows a name, rather none that labels; -1 without one. */
function surestName(
  { shapes, tags, shares }: Tagging,
  head: LineRange,
  labels: ReadonlySet<string>,
): number {
  const shareOf = (at: number): number => shares[at]?.name ?? 0
  const surestOf = (places: readonly number[]): number =>
    places.reduce((surest, at) => (shareOf(at) > shareOf(surest) ? at : surest), -1)
  const named = linesIn([head]).filter((at) => tags[at] === 'name')
  const isLabel = (at: number): boolean => labels.has(shapes[at]?.words ?? '')
  const others = named.length === 0 ? [] : linesIn([head]).filter((at) => !isLabel(at))
  const isLikely = (at: number): boolean =>
    shapes[at]?.isNamelike === true && shareOf(at) >= NAME_SHARE
  const choices = [named.filter((at) => !isLabel(at)), others.filter(isLikely), named]
  return surestOf(choices.find(({ length }) => length > 0) ?? [])
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
  const quoted = linesIn([{ from, to: body.at(-1) ?? from }]).filter((at) => tags[at] === 'quoted')
  const openings = quoted.flatMap((at) => {
    const { words = '' } = shapes[at] ?? {}
    return words.endsWith(':') ? words : []
  })
  const isQuoted = (name: string): boolean =>
    name !== '' && openings.some((words) => words.startsWith(`${name} `))
  return [...known].find(isQuoted) ?? null
}

/** What parts a name from the account that it answers: "Ann → Bo". */
const BEHIND_NAME = /\s{2,}|\s*[→➤▸»⇒▶↪›]\s*/u

/** Longest part of a line in which a name is looked for, in UTF-16 units. */
const NAME_LINE_LENGTH = 400

/**
 * The line as it stands in the text, up to its moment.
 *
 *     Ann Bo Monday, October 25 2010      -> Ann Bo
 *     ann_b on May 4, 2022, 3:47pm 2      -> ann_b
 *     22.09.20 | 12:45 ann_b              -> ann_b
 *     Ann BoMay 4, 2022 at 3:47 PM        -> Ann Bo
 */
function beforeMoment({ text, lines, shapes }: Tagging, at: number): string {
  const { start = 0, end = 0 } = lines[at] ?? {}
  const raw = text.slice(start, Math.min(end, start + NAME_LINE_LENGTH))
  const moment = shapes[at]?.moment ?? null
  const place = moment === null ? -1 : raw.toLowerCase().indexOf(moment.toLowerCase())
  const isWithinWord = place > 0 && /[\p{L}\p{N}]/u.test(raw[place - 1] ?? '')
  const shown = place > 0 && !isWithinWord ? raw.slice(0, place) : raw
  // "Report this: on May 4, 2022, Ann Bo wrote:"
  if (SPEAKS.test(raw)) return shown
  const { behind, glued, before } = dayPatterns()
  const name = shown.replace(DAY_IN_FRONT, '').replace(behind, '').replace(glued, '')
  // "Uncle Sam" is no Saturday.
  const bare = name === raw ? name : name.replace(before, '')
  // "On May 4, 2022, Ann Bo": the day stands first.
  return /\p{L}/u.test(` ${bare}`.replace(before, '')) ? bare : shown
}

const SPEAKS = new RegExp(` (?:${wordsFor('says')}):?\\s{0,3}$`, 'iu')
const DAY_IN_FRONT = /^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}[\s|,]{1,4}(?:\d{1,2}[:.]\d{2}\s)?(?=\p{L})/u

/** Day and all behind it, the same glued to a name, and words before a day. */
const dayPatterns = lazily(() => {
  const month = wordsFor('month')
  const capital = month.replace(/(?<=^|\|)\p{Ll}/gu, (letter) => letter.toUpperCase())
  const weekday = weekdaysIn(['en', 'de', 'fr', 'es', 'pt', 'it', 'nl'])
  const day = [
    `(?:${month})\\.? \\d`,
    `\\d{1,2}\\.? (?:de )?(?:${month})\\b`,
    '\\d{1,4}[./-]\\d{1,2}[./-]\\d',
  ].join('|')
  const before = [wordsFor('onDay'), wordsFor('at'), weekday].join('|')
  return {
    behind: new RegExp(`\\s(?:(?:${weekday})\\.?,? )?(?:${day})[^]*`, 'iu'),
    glued: new RegExp(`(?<=\\S)(?:${capital}) \\d[^]*`, 'u'),
    before: new RegExp(`\\s(?:${before})\\.?,?\\s{0,3}$`, 'iu'),
  }
})

/** Alternatives of the names of weekdays, long and short. */
function weekdaysIn(locales: readonly string[]): string {
  const week = Array.from({ length: 7 }, (_, day) => new Date(Date.UTC(2026, 0, day + 1)))
  const formats = locales.flatMap((locale) =>
    (['long', 'short'] as const).map(
      (weekday) => new Intl.DateTimeFormat(locale, { weekday, timeZone: 'UTC' }),
    ),
  )
  const names = formats.flatMap((format) => week.map((day) => format.format(day)))
  return [...new Set(names.map((name) => name.toLowerCase().replace(/\.$/, '')))].join('|')
}
