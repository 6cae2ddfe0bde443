import { foldSpace } from '../../base/text/fold-text.js'
import { formatCount, nameSome } from '../../base/text/format-count.js'
import { emptyLedger } from '../../base/thread/capture-ledger.js'
import type { Post } from '../../base/thread/post.js'
import { guessNotes } from '../link/parent-choice.js'
import type { NoteAt } from '../record/ingest-result.js'
import { headOf, type Layout } from './layout.js'
import { isMore } from './line-kinds.js'
import { isOf, type KindLine, kindsOf, lettersOf, overAll } from './lines/kinds.js'
import { linesIn } from './lines/page-line.js'
import { NAME_LENGTH_LIMIT } from './lines/thresholds.js'
import type { SplitPost, SplitThread } from './split-post.js'
import { describeUnread, type PageCounts } from './stated-counts.js'

/**
 * True for a post of which the page shows the beginning alone: it or its last line is followed by
 * "Show more".
 */
export function isCut(text: string, { lines }: SplitThread, { parts, below }: SplitPost): boolean {
  const { end = 0 } = lines[(parts.at(-1)?.to ?? 0) - 1] ?? {}
  return (
    (parts.length > 0 && /^show more$/i.test(lines[below.from]?.words ?? '')) || isMore(text, end)
  )
}

/** Doubtful lines for each post from which on a page is cautioned. Choice: every tenth post. */
const DOUBTFUL_SHARE = 0.1

/**
 * Cautions with the numbers of the lines, where a page has many of them for its posts.
 *
 *     lines 36 and 37 look like the page's and stand in posts: compare the posts with the page
 *
 * @param share lines for each post from which on a page is cautioned
 */
export function cautionLines(
  { lines, posts }: SplitThread,
  places: readonly number[],
  [one, several]: readonly [string, string],
  share = DOUBTFUL_SHARE,
): string[] {
  if (places.length === 0 || places.length < share * posts.length) return []
  const numbers = places.map((at) => String(lines[at]?.lineNumber))
  const what =
    numbers.length === 1 ? `line ${numbers[0]} ${one}` : `lines ${nameSome(numbers)} ${several}`
  return [`${what}: compare the posts with the page`]
}

/**
 * Notes places of a thread where another reading is as likely. Gives cautions about lines that may
 * be in the wrong place, and numbers of lost ones.
 */
export function noteThread(
  text: string,
  thread: SplitThread,
  {
    quotations,
    worded,
  }: { readonly quotations: ReadonlyMap<number, unknown>; readonly worded: ReadonlySet<number> },
  note: NoteAt,
) {
  const { lines, posts } = thread
  const leftOut = noteLeftOut(thread, quotations, note)
  const odd = noteOdd(text, thread, worded, note)
  for (const at of quotations.keys())
    if (!quotations.has(at - 1))
      note(
        at,
        'these words stand in a post above; taken for a quotation, not for words of this post',
      )
  const [before, last] = posts.slice(-2)
  if (last?.timeText === null && last.below.from === lines.length && before?.timeText !== null)
    note(last.byline.from, 'ends with the copy, above its time: it may be cut short, or no post')
  for (const post of posts)
    if (isCut(text, thread, post))
      note(
        post.below.from - 1,
        'the page shows the beginning of this post alone; flagged as truncated (meta.truncated)',
      )
  const lost = cautionLines(thread, leftOut, [
    'holds words that stand in no post',
    'hold words that stand in no post',
  ])
  const cautions = [
    ...cautionLines(thread, odd, [
      'looks like the page’s and stands in a post',
      'look like the page’s and stand in posts',
    ]),
    ...lost,
  ]
  return {
    cautions,
    lostLines: lost.length === 0 ? [] : leftOut.map((at) => lines[at]?.lineNumber ?? 1),
  }
}

/**
 * True for the first line of a selection that began in the middle of a post.
 *
 *     ed source builds will remain, but the hosted runner goes on 1 October.
 */
const beginsWithin = (line: KindLine | undefined): boolean =>
  line?.kind === 'long' && /^\s?\p{Ll}/u.test(line.words)

/** Lines of the words of posts. */
export const wordedLines = (posts: readonly SplitPost[]): ReadonlySet<number> =>
  new Set(posts.flatMap(({ parts }) => linesIn(parts)))

/** Notes words outside of every post, byline, quotation and advert; gives their lines. */
function noteLeftOut(
  { lines, posts, headEnd, end, others }: SplitThread,
  quotations: ReadonlyMap<number, unknown>,
  note: NoteAt,
): readonly number[] {
  const leftOut: number[] = []
  const worded = wordedLines(posts)
  const places = posts.flatMap(({ byline, quoted, translation = byline, signature = byline }) => {
    const known = [byline, translation, signature]
    return linesIn(quoted ? [...known, quoted.byline, ...quoted.parts] : known)
  })
  const placed = new Set([...quotations.keys(), ...places])
  const first = lines.findIndex(({ words }) => words !== '')
  if (first < headEnd && !worded.has(first) && beginsWithin(lines[first])) {
    note(first, 'begins within a sentence, above the first post; left out, and may be its end')
    leftOut.push(first)
  }
  let isAdvert = false
  for (let at = headEnd; at < end; at += 1) {
    const kind = lines[at]?.kind
    if (worded.has(at) || placed.has(at)) isAdvert = false
    else if (kind === 'advert' && !worded.has(at - 1)) isAdvert = true
    else if (kind === 'long' && !isAdvert) {
      note(at, 'these words stand in no post; left out with the parts of the page', true)
      leftOut.push(at)
    }
  }
  if (others[0] !== undefined)
    note(
      others[0].from,
      `${formatCount(others.length, 'byline')} from here on, in other parts of the page; not read as posts`,
    )
  return leftOut
}

/**
 * "[09:05, 02/07/2026] Petra: here", "[two replies left out]", "%% a note %%", "Ludo again, at
 * 19:47:"
 */
const ODD =
  /^\[[^\]]{0,40}\d:\d\d[^\]]*\] [^:]{1,60}:|^\[[^[\]]{3,}\]$|^%%|^\S.{0,60} (?:said|wrote):$|^[^:]{1,60}\d:\d\d[^:]{0,60}:$/
const ODD_KINDS = kindsOf(
  'reply',
  'button',
  'count',
  'time',
  'more',
  'advert',
  'notice',
  'heading',
  'end',
  'furniture',
)

/** Notes lines of posts that may be no words of theirs; gives those that look like the page's. */
function noteOdd(
  text: string,
  { lines }: SplitThread,
  worded: ReadonlySet<number>,
  note: NoteAt,
): readonly number[] {
  const odd: number[] = []
  for (const at of worded) {
    const { start = 0, end = 0 } = lines[at] ?? {}
    const words = foldSpace(text.slice(start, Math.min(end, start + 2 * NAME_LENGTH_LIMIT)))
    if (ODD.test(words))
      note(at, 'may begin another post, or be a remark; taken as part of the post', true)
    else if (words.length <= NAME_LENGTH_LIMIT && isOf(lines[at], ODD_KINDS)) {
      note(at, 'a time, a count or a button alone on its line; taken as part of the post')
      odd.push(at)
    }
  }
  return odd
}

/** An account next to "Promoted", without a time. */
const ADVERT =
  'short handle advert|handle furniture advert|advert (?:short handle (?!furniture? time)|untimed)'
const ADVERT_LABEL = kindsOf('advert', 'furniture')

export function findAdverts({ lines, headEnd }: SplitThread): string[] {
  return [...lettersOf(lines).matchAll(overAll(ADVERT))].flatMap(({ index, 0: { length } }) => {
    const account = lines.slice(index, index + length).filter((line) => !isOf(line, ADVERT_LABEL))
    const words = account.map((line) => line.words).join(' ')
    return index >= headEnd && /^(?:@|u\/)/.test(words.split(' ').at(-1) ?? '') ? words : []
  })
}

const NAMED_LIMIT = 10

export function describeThread(
  layout: Layout,
  { lines, posts: shown, rootCount }: SplitThread,
  counts: PageCounts,
  posts: readonly Post[],
  pageFacts: {
    readonly adverts: readonly string[]
    readonly notes: readonly string[]
    readonly unknownDayCount: number
    readonly wordlessCount: number
    readonly furnitureCount: number
  },
): string[] {
  const { adverts } = pageFacts
  const { goneCount, replyCount, zone } = counts
  const [first] = posts
  const capture = { ...emptyLedger(layout.id), ...first?.meta.capture }
  const zoned =
    zone === null ? ': the page shows no zone' : `${zone.replace('+00:00', '')}, as the page says`
  const timedCount = posts.filter(({ createdAt }) => createdAt !== null).length
  const isRootless =
    posts.length > 0 && headOf(layout) !== 'none' && !posts.some(({ meta }) => meta.role === 'root')
  const directCount = posts.filter(
    ({ parentId }) => parentId !== null && parentId === first?.id,
  ).length
  return [
    `layout: ${layout.name}`,
    ...pageFacts.notes,
    ...[
      [
        adverts.length,
        `left out of the posts: ${nameSome([...new Set(adverts)], NAMED_LIMIT)}`,
        'advert',
      ] as const,
      [
        pageFacts.unknownDayCount,
        'with day and month in an unknown order; no time is known',
      ] as const,
      [capture.deletedCount, 'deleted according to the page; kept without words'] as const,
      [capture.botCount, 'by bots; kept, and left out of the counts'] as const,
      [
        goneCount,
        'deleted, removed or hidden according to the page; counted as not found',
      ] as const,
      [
        pageFacts.wordlessCount,
        'without words, such as a picture alone; kept without text',
      ] as const,
      [
        shown.filter(({ quoted }) => quoted).length,
        'that others quote: kept beside the words that quote them (meta.quotedText), not as posts',
      ] as const,
      [
        pageFacts.furnitureCount,
        'of page furniture, or named below, left out of the posts',
        'line',
      ] as const,
      [timedCount, `with the year in its time, taken as UTC${zoned}`] as const,
    ].flatMap(([count, words, what = 'post']) =>
      count > 0 ? [`${formatCount(count, what)} ${words}`] : [],
    ),
    ...describeUnread(counts, replyCount === null ? posts.length - rootCount : directCount, lines),
    ...(layout.rootCounts !== undefined && rootCount > 0 && replyCount === null
      ? [
          'the page does not say how many replies the opening post has: the number of missing replies is unknown',
        ]
      : []),
    ...(isRootless ? ['no root post in the paste'] : []),
    ...guessNotes(posts),
  ]
}
