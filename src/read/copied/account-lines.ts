import { groupBy } from '../../base/statistics/group-by.js'
import type { NoteAt } from '../record/ingest-result.js'
import type { KindLine } from './lines/kinds.js'
import { linesIn, rangesOf } from './lines/page-line.js'
import { LEAST_COUNT, MOST_SHARE, USUAL_SHARE } from './lines/thresholds.js'
import { endEach, endWordsAbove, type SplitPost } from './split-post.js'

const FLAIR_WORD_LIMIT = 6
/** No sentence, no link. */
const FLAIR = /^(?!https?:|[@#>"“«])\S.{0,60}[\p{L}\p{N})\]]$/u

/** True for a few words that are no sentence. */
export const isLabel = (words: string): boolean =>
  FLAIR.test(words) && words.split(' ').length <= FLAIR_WORD_LIMIT

const authorOf = ({ name, handle }: SplitPost): string => handle ?? name ?? ''
const isLong = ({ parts }: SplitPost): boolean => linesIn(parts).length > 1

/**
 * Takes the label of an account off posts: it opens all longer ones of this account, at least two.
 * Where a blank line parts all other lines of posts, it has none below; where one parts the words
 * of most posts from the time, it has none above.
 *
 *     2h
 *     40TB LTO-8 | two copies      <- so above the other post of this account
 *     Tape. Always tape.
 *
 *     I mean it.
 */
export function withoutFlairs(
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
  const below = posts.filter(({ parts }) => !isJoined(parts[0]?.from ?? -1))
  const areBelowSpace = below.length >= LEAST_COUNT && below.length >= USUAL_SHARE * posts.length
  return posts.map((post, index) => {
    const [at = -1, ...places] = linesIn(post.parts)
    const flair = flairs.get(authorOf(post))
    const { words = '' } = lines[at] ?? {}
    // The first line of an opening post may be its title.
    const mayBeLabel = areApart && index > 0
    const isJoinedLabel = mayBeLabel && isLabel(words) && isJoined(places[0] ?? at)
    const isAboveSpace = isJoined(at) && !isJoined(places[0] ?? at) && isLabel(words)
    const isOfByline = areBelowSpace && isAboveSpace
    const isFlair = words === flair || isOfByline || (isJoinedLabel && apart.includes(post))
    if (places.length === 0 || !isFlair) return post
    note(at, 'opens the posts of this account; taken for a label of it')
    return { ...post, parts: rangesOf(places) }
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
export const withoutDashed = (
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
export function withoutSignatures(
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
