import { countEach, groupBy } from '../../base/statistics/group-by.js'
import type { NoteAt } from '../record/ingest-result.js'
import type { Layout } from './layout.js'
import { isOf, type KindLine, kindsOf } from './lines/kinds.js'
import { isDayAndClock } from './lines/kinds-by-place.js'
import { linesIn, rangesOf } from './lines/page-line.js'
import { startOfPoll } from './lines/poll.js'
import { LEAST_COUNT, MOST_SHARE, SENTENCE_WORD_COUNT, USUAL_SHARE } from './lines/thresholds.js'
import { formOf, startOfTail } from './recurrence.js'
import type { SplitPost } from './split-post.js'
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
  const above = withoutBelowSpace(lines, apart)
  const ended = withoutEditMarks(lines, withoutPolls(lines, above, note))
  const worded = withoutPictures(lines, withOnlyWords(lines, withoutDashed(lines, ended, note)))
  return hasSignatures ? withoutSignatures(lines, worded, note) : worded
}

const authorOf = ({ name, handle }: SplitPost): string => handle ?? name ?? ''
const isLong = ({ parts }: SplitPost): boolean => linesIn(parts).length > 1

/** "GIPHY", "May be an image of text". */
export const PICTURED = new RegExp(`^(?:${wordsFor('described')})$`, 'iu')

/** Takes what stands for a picture alone, or the count below it, for no words. */
const withoutPictures = (
  lines: readonly KindLine[],
  posts: readonly SplitPost[],
): readonly SplitPost[] => {
  const isPicture = (at: number): boolean => PICTURED.test(lines[at]?.words ?? '')
  return endEach(posts, (_, places) => {
    const [only = -1, ...others] = places
    const isCount = others.length === 0 && isOf(lines[only], COUNT) && isPicture(only - 1)
    return places.length > 0 && (isCount || places.every(isPicture)) ? 0 : -1
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

const FLAIR_WORD_LIMIT = 6
/** No sentence, no link. */
const FLAIR = /^(?!https?:|[@#>"“«])\S.{0,60}[\p{L}\p{N})\]]$/u

const isLabel = (words: string): boolean =>
  FLAIR.test(words) && words.split(' ').length <= FLAIR_WORD_LIMIT

/**
 * Takes the label of an account off posts: it opens all longer ones of this account, at least two.
 * Where a blank line parts all other lines of posts, it has none below.
 *
 *     2h
 *     40TB LTO-8 | two copies      <- so above the other post of this account
 *     Tape. Always tape.
 *
 *     I mean it.
 */
function withoutFlairs(
  lines: readonly KindLine[],
  posts: readonly SplitPost[],
  note: NoteAt,
): readonly SplitPost[] {
  const wordsOf = ({ parts }: SplitPost): string => lines[linesIn(parts)[0] ?? -1]?.words ?? ''
  const long = posts.filter(isLong)
  const byAuthor = groupBy(long, authorOf)
  const flairs = new Map(
    [...byAuthor].flatMap(([author, [first, ...others]]) => {
      const flair = first === undefined ? '' : wordsOf(first)
      const isUsual = others.length > 0 && others.every((post) => wordsOf(post) === flair)
      return author !== '' && isLabel(flair) && isUsual ? [[author, flair]] : []
    }),
  )
  const isJoined = (at: number): boolean => lines[at]?.blankCountAbove === 0
  const apart = long.filter(({ parts }) => !linesIn(parts).slice(2).some(isJoined))
  const parted = apart.filter(({ parts }) => !isJoined(linesIn(parts).at(-1) ?? -1))
  const areApart = parted.length >= LEAST_COUNT && apart.length >= MOST_SHARE * long.length
  return posts.map((post, index) => {
    const [at = -1, ...places] = linesIn(post.parts)
    const flair = flairs.get(authorOf(post))
    const { words = '' } = lines[at] ?? {}
    // The first line of an opening post may be its title.
    const mayBeLabel = areApart && index > 0
    const isJoinedLabel = mayBeLabel && isLabel(words) && isJoined(places[0] ?? at)
    const isFlair = words === flair || (isJoinedLabel && apart.includes(post))
    if (places.length === 0 || !isFlair) return post
    note(at, 'opens the posts of this account; taken for a label of it')
    return { ...post, parts: rangesOf(places) }
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

/** Gives the page the lines of each post from an index on; a post without one, -1, stays. */
const endEach = (
  posts: readonly SplitPost[],
  indexIn: (post: SplitPost, places: readonly number[], at: number) => number,
): readonly SplitPost[] =>
  posts.map((post, at) => {
    const places = linesIn(post.parts)
    const index = indexIn(post, places, at)
    return index === -1 ? post : endWordsAbove(post, places, index)
  })

/** Gives the page the lines of a post from one of them on. */
function endWordsAbove(post: SplitPost, places: readonly number[], index: number): SplitPost {
  const from = places[index] ?? post.below.from
  return { ...post, parts: rangesOf(places.slice(0, index)), below: { from, to: post.below.to } }
}

const LEAST_NAME_LENGTH = 3

const EDITED = new RegExp(`^(?:${wordsFor('edited')}):? .{0,40}\\d`, 'iu')

/** "Bearbeitet·5 Tg." */
const EDITED_BEFORE = new RegExp(`^(?:${wordsFor('edited')}) ?[·•] ?.{0,8}\\d.{0,10}$`, 'iu')

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
    const isTimed = (at: number): boolean => at > 0 && EDITED_BEFORE.test(lines[at]?.words ?? '')
    if (places.length > 1 && isTimed(places.at(-1) ?? -1)) return places.length - 1
    const isBelowMark = (at: number): boolean => {
      const above = lines[at - 1]
      return above?.kind === 'furniture' && EDITED.test(above.words)
    }
    const start = Math.max(1, places.length - MARKED_LINE_COUNT)
    return places.findIndex((at, place) => place >= start && (isMark(at) || isBelowMark(at)))
  })
}

/** "--", "______" above a signature. */
const DASHES = /^(?:--|_{4,})$/
const DASHED_LINE_COUNT = 5

/**
 * Ends the words of posts above a line of dashes near their end: a signature stands below.
 *
 *     Class action. Who's in?
 *     --                          <-
 *     4x OwlEye 2K | fw 3.11.0
 */
const withoutDashed = (
  lines: readonly KindLine[],
  posts: readonly SplitPost[],
  note: NoteAt,
): readonly SplitPost[] =>
  endEach(posts, (_, places) => {
    const start = Math.max(1, places.length - DASHED_LINE_COUNT)
    const index = places.findIndex((at, i) => i >= start && DASHES.test(lines[at]?.words ?? ''))
    // Below a blank line the answer to what stands above goes on.
    if (places.slice(index + 1).some((at) => lines[at]?.blankCountAbove !== 0)) return -1
    if (index !== -1) note(places[index] ?? 0, 'parts a signature from the words above it')
    return index
  })

/** Fewest words of a signature: writers sign with fewer, "Regards, Barb". */
const LEAST_SIGNATURE_WORD_COUNT = 4

/**
 * Takes signatures off posts: the same lines end all longer posts of an account, at least two. Tags
 * and addresses are words.
 *
 *     I never said that.
 *
 *     Measure twice, swear once.        <- so below the other post of this account
 */
function withoutSignatures(
  lines: readonly KindLine[],
  posts: readonly SplitPost[],
  note: NoteAt,
): readonly SplitPost[] {
  const byAuthor = groupBy(posts.filter(isLong), authorOf)
  const lengths = new Map<SplitPost, number>()
  for (const [author, authorPosts] of byAuthor)
    if (author !== '')
      for (const post of authorPosts) lengths.set(post, signatureLength(lines, authorPosts))
  const areSigned = [...lengths.values()].some((length) => length > 0)
  return posts.map((post) => {
    const places = linesIn(post.parts)
    const length = lengths.get(post) ?? 0
    const at = places[places.length - Math.max(1, length)] ?? -1
    if (length > 0) {
      note(at, 'ends all posts of this account: its signature')
      const signature = { from: at, to: (places.at(-1) ?? at) + 1 }
      return { ...endWordsAbove(post, places, places.length - length), signature }
    }
    if (areSigned && places.length > 1 && byAuthor.get(authorOf(post))?.length === 1)
      note(at, 'may be a signature, as others have; taken as words')
    return post
  })
}

/** Number of lines at the end of posts that are the same in all; 0 for a few words. */
function signatureLength(lines: readonly KindLine[], posts: readonly SplitPost[]): number {
  const bodies = posts.map(({ parts }) => linesIn(parts))
  const [first = []] = bodies
  const isSame = (distance: number): boolean => {
    const { words = '' } = lines[first.at(-distance) ?? -1] ?? {}
    return (
      !/^(?:$|[#@]|https?:)/.test(words) &&
      bodies.every(
        (body) => body.length > distance && lines[body.at(-distance) ?? -1]?.words === words,
      )
    )
  }
  let length = 0
  while (posts.length > 1 && isSame(length + 1)) length += 1
  const words = first.slice(first.length - length).map((at) => lines[at]?.words ?? '')
  const wordCount = words.join(' ').split(' ').length
  return wordCount >= LEAST_SIGNATURE_WORD_COUNT ? length : 0
}

const COUNT = kindsOf('count')
const PAGE_WORDS = kindsOf('furniture', 'button', 'reply', 'more', 'heading', 'end')
const NO_WORDS = kindsOf('badge', 'picture', 'notice', 'advert', 'answered', 'count', 'time')
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
