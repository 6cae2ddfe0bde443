import { formatCount, nameSome } from '../../base/text/format-count.js'
import { lazyPattern } from '../../base/text/lazily.js'
import { parsePageCount } from '../record/json-fields.js'
import type { Layout } from './layout.js'
import { commonKind } from './line-kinds.js'
import { type Kind, lettersOf, over } from './lines/kinds.js'
import type { SplitPost, SplitThread } from './split-post.js'
import { wordsFor } from './words/words.js'

/** Links that open more have a verb or "more". A bare count may count visible replies. */
const OPENS = lazyPattern(
  `(?<![\\p{L}])(?:${wordsFor('show')}|${wordsFor('moreOf')}|continue)(?![\\p{L}])|${wordsFor('opensMore')}`,
  'iu',
)
const HIDES = lazyPattern(`(?<![\\p{L}])(?:${wordsFor('hide')})(?![\\p{L}])`, 'iu')
const ALL_REPLIES = /^(?:read |view |show )?(?:all )?(\d[\d,.]*[km]?) repl(?:y|ies)$/i
const COUNTED = lazyPattern(
  `(?:^(?:all )?|\\| ?)(?<before>\\d[\\d.,]{0,8}k?) (?:de )?(?:comment|${wordsFor('comments')})(?![\\p{L}\\d])|^(?:all )?(?:${wordsFor('comments')}) ?\\(?(?<behind>\\d[\\d.,]{0,8}k?)\\)?$`,
  'iu',
)
const COUNTED_POSTS = lazyPattern(
  `^(?<count>\\d[\\d.,]{0,8}) (?:${wordsFor('posts')})(?: ?[•·] ?${wordsFor('pages')})?$`,
  'iu',
)
const PAGE = lazyPattern(`(?:^|[•·] ?)${wordsFor('pages')}$`, 'iu')
const NEXT = lazyPattern(`^(?:${wordsFor('nextPage')})(?: ?[›»>→])?$`, 'iu')
const ZONE = lazyPattern(
  `(?:${wordsFor('timesAre')}).{0,20}?(?:utc|gmt)(?: ?(?<sign>[-+−–]) ?(?<hours>\\d{1,2})(?::?(?<minutes>\\d{2}))?)?(?![\\d\\p{L}])`,
  'iu',
)

/**
 * Counts in lines between posts: gone posts, comments and replies, hidden replies by line (at least
 * one each). The line of the link to the next page is -1 without one, the time zone is "+01:00".
 */
export function parsePageCounts(
  { lines, posts, rootCount, headEnd, end: threadEnd }: SplitThread,
  layout: Layout,
) {
  const shown: (Kind | null)[] = lines.map(({ kind }) => kind)
  for (const { byline, parts, quoted } of posts)
    for (const { from, to } of [
      byline,
      ...parts,
      ...(quoted ? [quoted.byline, ...quoted.parts] : []),
    ])
      shown.fill(null, from, to)
  const pageWords = shown.map((kind, at) => (kind === null ? '' : (lines[at]?.words ?? '')))
  const wordsAt = (at: number): string => pageWords[at] ?? ''
  const isOpening = (at: number): boolean => {
    const words = wordsAt(at)
    if (shown[at] !== 'more' && commonKind(words) !== 'more') return false
    if (layout.rootCounts !== undefined && ALL_REPLIES.test(words)) return false
    return OPENS().test(words) && !HIDES().test(words)
  }
  const links = [...pageWords.keys()].filter((at) => at >= headEnd && isOpening(at))
  const pages = pageWords.map((words) =>
    /\d$/.test(words) ? PAGE().exec(words)?.groups?.['pages'] : undefined,
  )
  const isNext = (words: string, at: number): boolean => {
    if (pages[at] !== undefined) return Number(pages[at]) > 1
    return layout.depth === 'links'
      ? /^more$/i.test(words)
      : NEXT().test(words) && /^\d+(?: \d+){0,100}$/.test(wordsAt(at - 1))
  }
  const end = posts[rootCount]?.byline.from ?? 0
  const counts = pageWords.flatMap((words, at) => {
    const { before, behind } = (at < end && COUNTED().exec(lines[at]?.words ?? '')?.groups) || {}
    const votes = at < end && /^downvote$/i.test(wordsAt(at - 1)) ? words : ''
    // A topic's posts, counted beside its page numbers, include the opening post.
    const topic =
      pages[at] !== undefined || wordsAt(at + 1) === '1'
        ? COUNTED_POSTS().exec(words)?.groups?.['count']
        : undefined
    const count = parsePageCount(before ?? behind ?? topic ?? votes)
    return count === null ? [] : Math.max(0, topic === undefined ? count : count - 1)
  })
  const zone = pageWords
    .map((words) => (/utc|gmt/i.test(words) ? ZONE().exec(words)?.groups : undefined))
    .find((groups) => groups !== undefined)
  const { sign = '+', hours = '0', minutes = '00' } = zone ?? {}
  return {
    goneCount: countNotices(shown.slice(headEnd, threadEnd)),
    commentCount: counts[0] ?? null,
    replyCount:
      rootCount === 0 || layout.rootCounts === undefined
        ? null
        : parseReplyCount(lines, posts[0], layout.rootCounts),
    unopened: new Map(
      links.map((at) => [
        at,
        Math.max(1, parsePageCount(/\d[\d.,]*k?/i.exec(wordsAt(at))?.[0]) ?? 1),
      ]),
    ),
    nextAt: pageWords.findIndex(isNext),
    zone: zone ? `${sign.replace(/[−–]/, '-')}${hours.padStart(2, '0')}:${minutes}` : null,
  }
}

/** Notices; those in a row, or with a time between, are one. */
const countNotices = (kinds: readonly (Kind | null)[]): number =>
  kinds.filter((kind, at) => {
    const above = kinds[at - 1] === 'time' ? kinds[at - 2] : kinds[at - 1]
    return kind === 'notice' && above !== 'notice'
  }).length

/**
 * Reply count below the opening post: in words, or first of a full row of counts. Null if unknown.
 */
function parseReplyCount(
  lines: SplitThread['lines'],
  opening: SplitPost | undefined,
  countCount: number,
): number | null {
  const below = opening?.quoted?.below ?? opening?.below ?? { from: 0, to: 0 }
  const countTexts = lines
    .slice(below.from, below.to)
    .flatMap(({ words }) => ALL_REPLIES.exec(words)?.[1] ?? [])
  if (countTexts.length === 1) return parsePageCount(countTexts[0])
  const run = over(`(?<!count) count{${countCount}} (?!count)`).exec(
    lettersOf(lines, below.from, below.to),
  )
  return run === null ? null : parsePageCount(lines[below.from + run.index]?.words)
}

export type PageCounts = ReturnType<typeof parsePageCounts>

/**
 * Describes counted but hidden posts, for the summary.
 *
 * @param readCount number of counted posts that were read
 */
export function describeUnread(
  counts: PageCounts,
  readCount: number,
  lines: SplitThread['lines'],
): string[] {
  const { commentCount, replyCount, unopened, nextAt } = counts
  const count = replyCount ?? commentCount ?? 0
  const behindCount = [...unopened.values()].reduce((sum, each) => sum + each, 0)
  const links = nameSome([...unopened.keys()].map((at) => `line ${lines[at]?.lineNumber}`))
  return [
    ...(count > readCount
      ? [
          `${formatCount(count, 'reply', 'replies')}${replyCount === null ? '' : ' to the opening post'} counted by the page, ${readCount} read`,
        ]
      : []),
    ...(unopened.size > 0
      ? [
          `at least ${formatCount(behindCount, 'reply', 'replies')} behind links that were not opened (${links})`,
        ]
      : []),
    ...(nextAt === -1
      ? []
      : [
          `the page goes on elsewhere (line ${lines[nextAt]?.lineNumber}): those posts are missing`,
        ]),
  ]
}
