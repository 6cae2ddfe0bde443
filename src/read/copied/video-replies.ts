import { MAX_POSSIBLE_COUNT } from '../link/parent-choice.js'
import { parsePageCount } from '../record/json-fields.js'
import { secondsAgo } from '../record/parse-date.js'
import { parseLeadingMentions } from '../record/parse-leading-mentions.js'
import { type Answer, ROOT } from './find-answered.js'
import { isOf, type KindLine, kindsOf } from './lines/kinds.js'
import { linesIn, type PageLine } from './lines/page-line.js'
import type { SplitPost } from './split-post.js'
import { wordsFor } from './words/words.js'

const SUBSCRIBERS = new RegExp(`^(?:${wordsFor('channelCount')})$`, 'iu')
const VIEWS = new RegExp(`^(?:${wordsFor('viewCount')})`, 'iu')
const END_OF_DESCRIPTION = new RegExp(
  `^(?:\\.\\.\\.more|show more|${wordsFor('commentCount')}|${wordsFor('comments')})$`,
  'iu',
)
const REPLY_COUNT = new RegExp(`^(?:${wordsFor('replyCount')})$`, 'iu')
const MORE_REPLIES = new RegExp(
  `^(?!.*\\d)(?:(?:${wordsFor('linkWord')} ){1,6}(?:${wordsFor('replies')})(?: ${wordsFor('linkWord')}){0,4}|${wordsFor('moreRepliesAlone')})$`,
  'iu',
)

/** Lines that may be the name of a channel: no age, no description. */
const CHANNEL = kindsOf('Name', 'short', 'badge')

/** The page's list of comments goes on below such a line, not the replies of one. */
const OF_COMMENTS = new RegExp(wordsFor('comments'), 'iu')

export const isLinkToReplies = (words: string): boolean => MORE_REPLIES.test(words)

/** Number of replies that a line counts: "3 replies", "Ver 3 respuestas". */
export const parseReplyCount = (words: string): number | null =>
  REPLY_COUNT.test(words) ? parsePageCount(/\d[\d.,]*k?/i.exec(words)?.[0]) : null

/**
 * Title of a video as a post of its channel, and the description as headers; null if the paste
 * lacks the title. It stands above the channel or the views, the description above "...more".
 */
export function parseVideo(lines: readonly KindLine[], end: number) {
  const wordsAt = (at: number): string => lines[at]?.words ?? ''
  const find = (pattern: RegExp, from = 0): number =>
    lines.slice(0, end).findIndex(({ words }, at) => at >= from && pattern.test(words))
  const subscribers = find(SUBSCRIBERS)
  const views = find(VIEWS)
  const above = lines[subscribers - 1]?.kind === 'badge' ? subscribers - 1 : subscribers
  const channelAt = subscribers > 0 ? above - 1 : views + 1
  let title = subscribers > 0 ? above - 2 : views - 1
  const isTitle = (at: number): boolean =>
    wordsAt(at) !== wordsAt(channelAt) && !VIEWS.test(wordsAt(at))
  while (subscribers > 0 && title >= 0 && !isTitle(title)) title -= 1
  if (title < 0 || channelAt >= end) return null
  const byline = { from: channelAt, to: channelAt + 1 }
  const parts = [{ from: title, to: title + 1 }]
  const below = { from: channelAt, to: channelAt }
  const root: SplitPost = {
    byline,
    parts,
    below,
    name: isOf(lines[channelAt], CHANNEL) ? wordsAt(channelAt) : null,
    handle: null,
    timeText: null,
    to: null,
    carried: [],
    groups: {},
    node: null,
  }
  const from = views + 1
  const close = find(END_OF_DESCRIPTION, from)
  const isBelow = views > title && subscribers > 0 && close > from
  const headers = isBelow
    ? Array.from({ length: close - from }, (_, at) => ({ from: from + at, to: from + at + 1 }))
    : []
  return { root, headers }
}

/** Turns the channel's name below a comment into furniture: the channel likes it. */
export const withoutChannel = (
  lines: readonly KindLine[],
  headEnd: number,
  { name }: SplitPost,
): KindLine[] =>
  lines.map((line, at) =>
    at >= headEnd && line.words === name ? { ...line, kind: 'furniture' } : line,
  )

export function findNestedAnswers(
  posts: readonly SplitPost[],
  texts: readonly string[],
  lines: readonly PageLine[],
): Answer[] {
  return nestReplies(
    posts.map(({ name, handle, timeText, below }, index) => {
      const shown = lines.slice(below.from, below.to).map(({ words }) => words)
      return {
        author: handle ?? name,
        named: parseLeadingMentions((texts[index] ?? '').slice(0, 100)).handles[0] ?? null,
        replyCount: shown.map(parseReplyCount).find((count) => count !== null) ?? 0,
        hasMore: shown.some((words) => MORE_REPLIES.test(words) && !OF_COMMENTS.test(words)),
        age: secondsAgo(timeText ?? ''),
      }
    }),
  )
}

/** Hidden replies below each comment, by the line of their count. */
export function listClosedReplies(
  posts: readonly SplitPost[],
  answers: readonly (Answer | undefined)[],
  lines: readonly PageLine[],
): Map<number, number> {
  const closed = new Map<number, number>()
  for (const [index, { below }] of posts.entries()) {
    const at = linesIn([below]).find((line) => parseReplyCount(lines[line]?.words ?? '') !== null)
    const count = parseReplyCount(lines[at ?? -1]?.words ?? '')
    if (at === undefined || count === null) continue
    let shownCount = 0
    while ((answers[index + 1 + shownCount]?.posts.length ?? 0) > 0) shownCount += 1
    if (count > shownCount) closed.set(at, count - shownCount)
  }
  return closed
}

export const REPLY_BUTTON = new RegExp(`^(?:${wordsFor('reply')})$`, 'iu')

/** Count between the words of a comment and "Reply". */
export function parseLikes({ below }: SplitPost, lines: readonly PageLine[]): number | null {
  const shown = lines.slice(below.from, below.to).map(({ words }) => words)
  const button = shown.findIndex((words) => REPLY_BUTTON.test(words))
  const counts = shown.slice(0, button === -1 ? shown.length : button).map(parsePageCount)
  return counts.find((count) => count !== null) ?? null
}

/**
 * Comment of a page that lists replies below their head and prints their number, as YouTube does.
 */
export interface ListedComment {
  readonly author: string | null
  readonly named: string | null
  readonly replyCount: number
  /** True above "Show more replies". */
  readonly hasMore: boolean
  readonly age: number | null
}

/**
 * Lists that must visibly be open before others count as open. Choice: one may look open by chance.
 */
const LEAST_SHOWN_COUNT = 2

/**
 * Finds the parent of each comment. Linear in the comments.
 *
 * Open and closed lists both show "3 replies". The next three comments are replies only if none has
 * replies or is older. Else they answer the root, as a guess. A reply answers the account that it
 * names, else the head.
 */
export function nestReplies(comments: readonly ListedComment[]): Answer[] {
  const lists: ReturnType<typeof listBelow>[] = []
  let closedCount = 0
  for (let at = 0; at < comments.length; at += 1) {
    if ((comments[at]?.replyCount ?? 0) === 0) continue
    const list = listBelow(comments, at)
    lists.push(list)
    if (list.isWhole) at = list.end - 1
    else closedCount += 1
  }
  const shownCount = lists.filter(({ isShown }) => isShown).length
  const areAllOpen = closedCount === 0 && shownCount >= LEAST_SHOWN_COUNT
  const answers: Answer[] = comments.map(() => ROOT)
  for (const { head, end, isShown, isWhole } of lists) {
    if (!isWhole) {
      answers.fill({ ...ROOT, isGuessed: true }, head + 1, end)
      continue
    }
    const isGuessed = !(isShown || areAllOpen)
    const unnamed = isGuessed && shownCount === 0 ? [] : [head]
    const below = answersBelow(comments.slice(head, end), head, isGuessed, unnamed)
    for (const [index, answer] of below.entries()) answers[head + 1 + index] = answer
  }
  return answers
}

/** Answers of the comments of a list, its head aside. */
function answersBelow(
  list: readonly ListedComment[],
  head: number,
  isGuessed: boolean,
  unnamed: readonly number[],
): Answer[] {
  const places = new Map<string, number[]>()
  const answers = list.map(({ author, named }, index): Answer => {
    const namedPlaces = (named !== null && places.get(named.toLowerCase())) || []
    const isOwn = isSameAccount(author, list[0]?.author)
    if (author !== null) {
      const key = author.toLowerCase()
      places.set(key, [head + index, ...(places.get(key) ?? []).slice(0, MAX_POSSIBLE_COUNT)])
    }
    if (namedPlaces.length > 0) return { posts: namedPlaces, isGuessed }
    return { posts: unnamed, isGuessed: isGuessed || named !== null || isOwn }
  })
  return answers.slice(1)
}

const isSameAccount = (one: string | null, other: string | null | undefined): boolean =>
  one !== null && one.toLowerCase() === other?.toLowerCase()

/**
 * List below a head: as many comments as it counts, or those up to the first that cannot be a
 * reply. `isWhole`: all that it counts can be replies. `isShown`: a comment names an account of the
 * list, or is by the author of the first.
 */
function listBelow(comments: readonly ListedComment[], head: number) {
  const { replyCount = 0, age = null } = comments[head] ?? {}
  let end = head + 1
  let isCut = false
  for (; end <= head + replyCount && !isCut; end += 1) {
    const next = comments[end]
    const isOlder = age !== null && (next?.age ?? age) > age
    if (next === undefined || next.replyCount > 0 || isOlder)
      return { head, end, isShown: false, isWhole: false }
    isCut = next.hasMore
  }
  const accounts = new Set<string>()
  const listed = comments.slice(head, end)
  const isShown = listed.some(({ author, named }, index) => {
    const isNamed = named !== null && accounts.has(named.toLowerCase())
    if (author !== null) accounts.add(author.toLowerCase())
    return isNamed || (index > 0 && isSameAccount(author, listed[0]?.author))
  })
  return { head, end, isShown: isShown || isCut, isWhole: true }
}
