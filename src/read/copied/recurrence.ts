import { countEach } from '../../base/statistics/group-by.js'
import { foldSpace } from '../../base/text/fold-text.js'
import type { NoteAt } from '../record/ingest-result.js'
import { parseTime } from './line-kinds.js'
import { isOf, type KindLine, kindsOf } from './lines/kinds.js'
import { linesIn, rangesOf } from './lines/page-line.js'
import { MIN_POST_COUNT, SENTENCE_WORD_COUNT, USUAL_SHARE } from './lines/thresholds.js'
import type { SplitPost } from './split-post.js'

/**
 * Longest line that recurrence may take from posts, in UTF-16 units. A crowd repeats no longer one
 * by chance.
 */
const LABEL_LENGTH_LIMIT = 40
/** Lines that may stand one below the other at the same end of most posts. */
const ROUND_LIMIT = 3

/**
 * Form of a line: numbers, times and addresses are alike, whatever they are.
 *
 *     Q 1 tl O 3.1K                ->  q tl o
 *     2d                           ->  (time)
 *     (https://x.com/a/status/9)   ->  (~)
 */
export function formOf(words: string): string {
  if (parseTime(words) !== null) return '(time)'
  const form = words
    .toLowerCase()
    .replace(/https?:\/\/[^\s()]+/g, '~')
    .replace(/\d[\d.,]{0,20}(?: ?[kmb])?(?![\p{L}\d])/gu, ' ')
  return foldSpace(form) || '(count)'
}

/** Handles open replies, and sentences are somebody's words. */
const isPhrase = (words: string): boolean =>
  words !== '' &&
  words.length <= LABEL_LENGTH_LIMIT &&
  !words.startsWith('@') &&
  !/[.!?…]["'”)]?$/.test(words)

type Edge = 'first' | 'last'

const edgeOf = ({ parts }: SplitPost, edge: Edge): number =>
  edge === 'first' ? (parts[0]?.from ?? -1) : (parts.at(-1)?.to ?? 0) - 1

/** Place of the line at an end of each post, -1 where the post would have no words left. */
const edgesOf = (posts: readonly SplitPost[], edge: Edge): number[] =>
  posts.map((post) => (linesIn(post.parts).length > 1 ? edgeOf(post, edge) : -1))

/**
 * Form at the same end of most posts of several lines, by several authors; undefined without one.
 */
function recurringForm(
  lines: readonly KindLine[],
  posts: readonly SplitPost[],
  edges: readonly number[],
): string | undefined {
  const forms = edges.map((at) => {
    const { words = '' } = lines[at] ?? {}
    return isPhrase(words) ? formOf(words) : ''
  })
  const longCount = edges.filter((at) => at >= 0).length
  const usual = [...countEach(forms.filter((form) => form !== ''))].find(
    ([, count]) => count >= MIN_POST_COUNT && count > USUAL_SHARE * longCount,
  )?.[0]
  if (usual === undefined) return undefined
  const authors = posts.flatMap(({ name, handle }, index) =>
    forms[index] === usual ? (handle ?? name ?? `${index}`) : [],
  )
  return new Set(authors).size > 1 ? usual : undefined
}

/** A post without one of its lines. A time among them is that of the post, if it has no other. */
function withoutLine(post: SplitPost, lines: readonly KindLine[], place: number): SplitPost {
  const time = parseTime(lines[place]?.words ?? '')
  return {
    ...post,
    parts: rangesOf(linesIn(post.parts).filter((at) => at !== place)),
    timeText: post.timeText ?? time,
  }
}

/**
 * Takes lines off posts that stand at the same end of most of them: they are the page's, in the
 * opening post too.
 *
 *     Ann Bo
 *     Investing Group      <- so under three of five names
 *     They sold the one thing that worked.
 */
function withoutRecurring(
  lines: readonly KindLine[],
  posts: readonly SplitPost[],
  note: NoteAt,
): readonly SplitPost[] {
  let left = posts
  for (const edge of ['first', 'last'] as const)
    for (let round = 0; round < ROUND_LIMIT; round += 1) {
      const edges = edgesOf(left, edge)
      const form = recurringForm(lines, left, edges)
      if (form === undefined) break
      const isTaken = edges.map((at) => at >= 0 && formOf(lines[at]?.words ?? '') === form)
      const count = isTaken.filter(Boolean).length
      note(
        edges[isTaken.indexOf(true)] ?? 0,
        `this line and those like it stand ${edge} in ${count} posts; taken for the page's, not for words of posts`,
      )
      left = left.map((post, index) =>
        isTaken[index] ? withoutLine(post, lines, edges[index] ?? -1) : post,
      )
    }
  return left
}

/** First line below the words of a post that is no mere label: its tail begins there. */
export const startOfTail = (lines: readonly KindLine[], { below }: SplitPost): number =>
  linesIn([below]).find((at) => !isOf(lines[at], LABEL)) ?? below.from
const LABEL = kindsOf('furniture')
const REPLY = kindsOf('reply')

/** Fewest posts with the same tail. */
const LEAST_TAIL_COUNT = 2

/**
 * Ends posts where the tail stands that most others have: what follows it is the page's. Below
 * the last post that may be anything, below others a few labels.
 *
 *     They blink.
 *     19                                         <- so below the words of every other post
 *     View more
 *     Ann Bo
 */
export function withoutCoda(
  lines: readonly KindLine[],
  posts: readonly SplitPost[],
  note: NoteAt,
): readonly SplitPost[] {
  const forms = posts.map((post) => wordsForm(lines[startOfTail(lines, post)]))
  const replies = posts.map(({ below }) =>
    wordsForm(lines.slice(below.from, below.to).find((line) => isOf(line, REPLY))),
  )
  const others = forms.slice(0, -1)
  // A count may stand above the button that ends most posts.
  const counts = countEach(
    others.flatMap((form, index) => [...new Set([form, replies[index] ?? ''])]),
  )
  const isUsual = (form: string): boolean => {
    const count = counts.get(form) ?? 0
    return form !== '' && count >= LEAST_TAIL_COUNT && count > USUAL_SHARE * others.length
  }
  return posts.map((post, index) => {
    const isLast = index === posts.length - 1
    if ((!isLast && index === 0) || isUsual(forms[index] ?? '')) return post
    const isTail = (at: number): boolean => isUsual(wordsForm(lines[at]))
    const { from = 0 } = post.parts[0] ?? {}
    // Lines between parts of a post are the page's.
    const places = linesIn([{ from: from + 1, to: post.parts.at(-1)?.to ?? 0 }])
    const tail = places.findIndex(isTail)
    const at = places[tail]
    if (at === undefined || !(isLast || areLabels(lines, places.slice(tail + 1)))) return post
    note(at, 'ends this post as it ends the others; what follows is taken for the page')
    return {
      ...post,
      parts: rangesOf(linesIn(post.parts).filter((place) => place < at)),
      below: { from: at, to: post.below.to },
    }
  })
}

const wordsForm = (line: KindLine | undefined): string =>
  line === undefined || line.words === '' ? '' : formOf(line.words)

const TAIL_LINE_LIMIT = 3
/** True for a few short lines without the end of a sentence. */
const areLabels = (lines: readonly KindLine[], places: readonly number[]): boolean =>
  places.length <= TAIL_LINE_LIMIT &&
  places.every((at) => {
    const { words = '' } = lines[at] ?? {}
    return isPhrase(words) && words.split(' ').length <= SENTENCE_WORD_COUNT
  })

/**
 * Posts without lines of the page: what recurs around their words, and what follows the last tail.
 */
export const withoutPageLines: typeof withoutCoda = (lines, posts, note) =>
  withoutRecurring(lines, withoutCoda(lines, posts, note), note)
