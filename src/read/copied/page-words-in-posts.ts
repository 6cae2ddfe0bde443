import { smallestOf } from '../../base/statistics/extremes.js'
import { countEach, groupBy } from '../../base/statistics/group-by.js'
import type { NoteAt } from '../record/ingest-result.js'
import { isLabel, withoutDashed, withoutFlairs, withoutSignatures } from './account-lines.js'
import type { Layout } from './layout.js'
import { isOf, type KindLine, kindsOf } from './lines/kinds.js'
import { isDayAndClock } from './lines/kinds-by-place.js'
import { linesIn, rangesOf } from './lines/page-line.js'
import { startOfPoll } from './lines/poll.js'
import { LEAST_COUNT, MOST_SHARE, SENTENCE_WORD_COUNT, USUAL_SHARE } from './lines/thresholds.js'
import { formOf, startOfTail } from './recurrence.js'
import { endEach, type SplitPost } from './split-post.js'
import { wordsFor } from './words/words.js'

/** Posts with the words that their places give them. */
export const placeWords = (
  lines: readonly KindLine[],
  posts: readonly SplitPost[],
  { hasSignatures, hasFlairs, head, isVideo }: Layout,
  note: NoteAt,
): readonly SplitPost[] => {
  // On a page of no known site a name may stand below the words of its post.
  const answering = head === 'none' ? posts : withAnsweredNames(lines, posts, isVideo === true)
  const shown = hasFlairs === true ? withoutFlairs(lines, answering, note) : answering
  const apart = withoutNextName(lines, shown)
  const above = withoutBelowSpace(lines, withoutTagLabels(lines, apart))
  const tailed = withoutApart(lines, withoutPolls(lines, above, note))
  const ended = withoutEditMarks(lines, tailed)
  const worded = withoutPictures(lines, withOnlyWords(lines, withoutDashed(lines, ended, note)))
  return hasSignatures ? withoutSignatures(lines, worded, note) : worded
}

/** "GIPHY", "May be an image of text". */
export const PICTURED = new RegExp(`^(?:${wordsFor('described')})$`, 'iu')

/** Takes what stands for a picture alone, or the count below it, for no words. */
const withoutPictures = (
  lines: readonly KindLine[],
  posts: readonly SplitPost[],
): readonly SplitPost[] => {
  const isPicture = (at: number): boolean => PICTURED.test(lines[at]?.words ?? '')
  return endEach(posts, ({ name }, places) => {
    const [only = -1, ...others] = places
    const isCount = others.length === 0 && isOf(lines[only], COUNT) && isPicture(only - 1)
    // The name of whoever sent a picture stands below it, too.
    const isSender = (at: number): boolean =>
      lines[at]?.words === name && lines[at - 1]?.kind === 'picture'
    const isNone = isCount || places.every((at) => isPicture(at) || isSender(at))
    return places.length > 0 && isNone ? 0 : -1
  })
}

/**
 * Takes the answered account off the words of a post: a sign that was not copied parted it from the
 * name above.
 *
 *     dan_m
 *
 *     baobureau                   <- wrote a post above
 *     hand-folded by whom?
 *
 * On YouTube "@baobureau" alone is one, too.
 */
function withAnsweredNames(
  lines: readonly KindLine[],
  posts: readonly SplitPost[],
  isVideo: boolean,
): readonly SplitPost[] {
  const known = new Set<string | null>()
  return posts.map((post) => {
    const { name, handle, to, parts } = post
    const [at = -1, ...places] = linesIn(parts)
    const { words = '', blankCountAbove = 0 } = lines[at] ?? {}
    const account = words.replace(/^@(?=[^\s@]+$)/, '')
    const isOther = account !== name && account !== handle && known.has(account)
    for (const each of [name, handle]) known.add(each?.replace(/^@/, '') ?? null)
    const isApart = account === words ? blankCountAbove > 0 : isVideo
    const isAnswered = to === null && isOther && isApart && places.length > 0
    return isAnswered ? { ...post, to: words, parts: rangesOf(places) } : post
  })
}

/**
 * Takes the name that the picture of the next author has off the end of a post.
 *
 *     Too many tampers.
 *     Oro_Official      <-
 *     O
 *     Oro_Official
 */
function withoutNextName(
  lines: readonly KindLine[],
  posts: readonly SplitPost[],
): readonly SplitPost[] {
  return endEach(posts, (_, places, index) => {
    const { name = null, handle = null } = posts[index + 1] ?? {}
    const { words = '' } = lines[places.at(-1) ?? -1] ?? {}
    const isName = words !== '' && (words === name || words === handle)
    return isName && places.length > 1 ? places.length - 1 : -1
  })
}

/**
 * Takes the page's word above a hashtag off the words of posts.
 *
 *     hashtag         <-
 *     #layoffs
 */
const withoutTagLabels = (
  lines: readonly KindLine[],
  posts: readonly SplitPost[],
): readonly SplitPost[] => {
  const isWord = (at: number): boolean =>
    lines[at]?.kind !== 'furniture' || !lines[at + 1]?.words.startsWith('#')
  return posts.map((post) => {
    const places = linesIn(post.parts)
    return places.every(isWord) ? post : { ...post, parts: rangesOf(places.filter(isWord)) }
  })
}

/** Shortest beginning of a post that a preview shows, in UTF-16 units. Choice. */
const PREVIEW_LENGTH = 40

/**
 * Ends the words of posts above the beginning of a later one, and above the name of its author.
 *
 *     Thanks!
 *     ✓ Solved by j_okafor in post #5                  <-
 *     Inactive accounts don’t count. A seat is an…     <- so begins the post of j_okafor below
 */
export function withoutPreviews(
  lines: readonly KindLine[],
  posts: readonly SplitPost[],
): readonly SplitPost[] {
  const wordsOf = (places: readonly number[]): string =>
    places.map((at) => lines[at]?.words ?? '').join(' ')
  const openingOf = (words: string): string => words.slice(0, PREVIEW_LENGTH)
  const worded = posts.map(({ name, handle, parts }, at) => {
    const words = wordsOf(linesIn(parts))
    return { name, handle, at, words }
  })
  const byOpening = groupBy(worded, ({ words }) => openingOf(words))
  return endEach(posts, (_, places, index) => {
    const last = wordsOf(places.slice(-1))
    const shown = last.replace(/ ?(?:…|\.{3})$/, '')
    if (shown === last || shown.length < PREVIEW_LENGTH) return -1
    const alike = byOpening.get(openingOf(shown)) ?? []
    const { name, handle } =
      alike.find(({ at, words }) => at > index && words.startsWith(shown)) ?? {}
    if (name === undefined) return -1
    const above = wordsOf(places.slice(-2, -1))
    const isNamed = [name, handle].some(
      (each = null) => each !== null && each.length >= LEAST_NAME_LENGTH && above.includes(each),
    )
    const end = places.length - (isNamed ? 2 : 1)
    return end > 0 ? end : -1
  })
}

/**
 * Ends the words of posts above a line of one space, where one stands below those of nearly all: a
 * forum parts them from signatures so.
 *
 *     A definite plus if you get a table saw.
 *                                                 <- one space
 *     "Strive for excellence" Tony B              <- no words
 */
function withoutBelowSpace(
  lines: readonly KindLine[],
  posts: readonly SplitPost[],
): readonly SplitPost[] {
  const ends = posts.map(({ parts }) => {
    const places = linesIn([{ from: (parts[0]?.from ?? 0) + 1, to: (parts.at(-1)?.to ?? -1) + 1 }])
    return places.findLast((at) => lines[at]?.isBelowSpace)
  })
  const endCount = ends.filter((end) => end !== undefined).length
  const isGap = ({ blankCountAbove, isBelowSpace }: KindLine): boolean =>
    blankCountAbove > 0 && isBelowSpace === undefined
  // Where each blank line holds a space, as some editors leave it, that parts nothing.
  const isMark = lines.filter(isGap).length >= posts.length
  if (!isMark || endCount < LEAST_COUNT || endCount < MOST_SHARE * posts.length) return posts
  return endEach(posts, (_, places, index) => places.indexOf(ends[index] ?? -1))
}

/** Fewest blank lines that part the words of a page's posts from what stands below them. */
const APART_COUNT = 2

/**
 * Ends the words of posts above a label that as many blank lines part from them as the tails of
 * nearly all posts.
 *
 *     Send me a message and I'll walk you through it.
 *                             <- two blank lines, as above "Reply" in other posts
 *
 *     Solution                <-
 *     Reply
 */
function withoutApart(
  lines: readonly KindLine[],
  posts: readonly SplitPost[],
): readonly SplitPost[] {
  const blanksAt = (at: number): number => lines[at]?.blankCountAbove ?? 0
  const apart = posts.filter(({ below }) => blanksAt(below.from) >= APART_COUNT)
  const least = smallestOf(apart.map(({ below }) => blanksAt(below.from)))
  if (apart.length < LEAST_COUNT || apart.length < MOST_SHARE * posts.length) return posts
  return endEach(posts, ({ below }, places) => {
    const last = places.at(-1) ?? -1
    const isTail = blanksAt(last) >= least && blanksAt(below.from) < least
    return isTail && places.length > 1 && isLabel(lines[last]?.words ?? '') ? places.length - 1 : -1
  })
}

/** Ends the words of posts above a poll. */
function withoutPolls(
  lines: readonly KindLine[],
  posts: readonly SplitPost[],
  note: NoteAt,
): readonly SplitPost[] {
  const wordsAt = (at: number): string => lines[at]?.words ?? ''
  return endEach(posts, ({ below }, places) => {
    const start = startOfPoll(places.map(wordsAt), linesIn([below]).map(wordsAt))
    const first = places[start]
    if (start < 1 || first === undefined) return -1
    note(first, 'short lines above or beside votes, as in a poll; taken for the page’s')
    return start
  })
}

const LEAST_NAME_LENGTH = 3

const EDITED = new RegExp(`^(?:${wordsFor('edited')}):? .{0,40}\\d`, 'iu')

/** "Edytowane 24 stycznia przez Ann Bo": a day between words. */
const MARK = /^\p{L}{4,20} \d{1,2}\.? \p{L}{3,10} .{1,60}$/u

/** Last lines of a post among which a mark of a later change stands: a signature may follow. */
const MARKED_LINE_COUNT = 3

/**
 * Takes the mark of a later change off the end of a post, with what stands below: it holds the
 * author's name and a time.
 *
 *     We keep the plans.
 *     Modifié en dernier par jeanluc_b le mar. 17 nov. 2026 20:44, modifié 1 fois.     <-
 *     Measure twice.
 *
 * Elsewhere the mark is a line of the page: "Last edited: Nov 26, 2026".
 */
function withoutEditMarks(
  lines: readonly KindLine[],
  posts: readonly SplitPost[],
): readonly SplitPost[] {
  return endEach(posts, (post, places) => {
    const name = post.name ?? post.handle ?? ''
    if (name.length < LEAST_NAME_LENGTH) return -1
    const isMark = (at: number): boolean => {
      const { words = '' } = lines[at] ?? {}
      const isSigned = words.endsWith(` ${name}`) && MARK.test(words)
      return isSigned || (words.includes(name) && (isDayAndClock(words) || EDITED.test(words)))
    }
    const isBelowMark = (at: number): boolean => {
      const above = lines[at - 1]
      return above?.kind === 'furniture' && EDITED.test(above.words)
    }
    const start = Math.max(1, places.length - MARKED_LINE_COUNT)
    return places.findIndex((at, place) => place >= start && (isMark(at) || isBelowMark(at)))
  })
}

const COUNT = kindsOf('count')
const PAGE_WORDS = kindsOf('furniture', 'button', 'reply', 'more', 'heading', 'end')
const NO_WORDS = kindsOf('badge', 'picture', 'notice', 'answered', 'count', 'time')
const PICTURE = new RegExp(
  `^(?:image|gif|alt|video|photo|${['described', 'picture', 'edited'].map(wordsFor).join('|')})$`,
  'iu',
)

/**
 * Gives a post that has no words the line above its tail, where the tail begins as that of most
 * posts: nothing is the page's there, whatever it says.
 *
 *     Kit
 *     2h
 *     Share         <- the words of the post
 *     Upvote        so begins the tail of every other post
 */
function withOnlyWords(
  lines: readonly KindLine[],
  posts: readonly SplitPost[],
): readonly SplitPost[] {
  const formAt = (at: number): string => formOf(lines[at]?.words ?? '')
  const worded = posts.filter(({ parts }) => parts.length > 0)
  const forms = countEach(worded.map((post) => formAt(startOfTail(lines, post))))
  const wordsAbove = ({ parts }: SplitPost): string => lines[(parts[0]?.from ?? 0) - 1]?.words ?? ''
  const heads = countEach(worded.map(wordsAbove))
  const isHead = (at: number): boolean => (heads.get(lines[at]?.words ?? '') ?? 0) >= LEAST_COUNT
  const isTail = (at: number): boolean => {
    const count = forms.get(formAt(at)) ?? 0
    return count >= LEAST_COUNT && count > USUAL_SHARE * worded.length
  }
  return posts.map((post) => {
    const [only = -1, ...others] = linesIn(post.parts)
    const hasWords =
      only !== -1 && (others.length > 0 || !isOf(lines[only], COUNT) || !isTail(only))
    if (hasWords || post.node !== null) return post
    const { byline } = post
    const tail = linesIn([{ from: byline.from + 1, to: post.below.to }]).find(isTail) ?? -1
    const at = tail - 1
    const isInByline = at < byline.to && !isOf(lines[at], PAGE_WORDS)
    if (tail === -1 || isInByline || isHead(at) || !mayBeWords(lines[at])) return post
    return {
      ...post,
      byline: { from: byline.from, to: Math.min(byline.to, at) },
      parts: [{ from: at, to: tail }],
      below: { from: tail, to: post.below.to },
    }
  })
}

/** True for a line of a few words with letters that shows no picture. */
function mayBeWords(line: KindLine | undefined): boolean {
  const { words = '' } = line ?? {}
  const isLong = words.split(' ').length > SENTENCE_WORD_COUNT
  return /\p{L}/u.test(words) && !isOf(line, NO_WORDS) && !isLong && !PICTURE.test(words)
}
