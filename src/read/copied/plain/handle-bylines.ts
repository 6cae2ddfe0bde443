import type { NoteAt } from '../../record/ingest-result.js'
import { linesIn } from '../lines/page-line.js'
import { LEAST_COUNT, MIN_POST_COUNT, NAME_WORD_LIMIT } from '../lines/thresholds.js'
import { timeIn } from '../timed-line.js'
import { isTimeLine, type MentionLine } from './mention-lines.js'
import type { Named, Stretch } from './named-posts.js'
import { opensBlock } from './parse-label.js'

export interface Byline {
  readonly from: number
  readonly to: number
  /** Null for a name without a handle. */
  readonly handle: string | null
  readonly name: string | null
  readonly timeText: string | null
  /** False for a bare handle, which may open a reply. */
  readonly isSure: boolean
}

const ACCOUNT =
  /^(?<above>[^@＠﹫]{0,60})[@＠﹫](?<handle>[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]{0,60}[\p{L}\p{N}_])?)\)?(?<tail>[^@＠﹫]*)$/u
const NEVER_ACCOUNTS = /^(?:answered|furniture|section)$/
const MAIL_ADDRESS = /^[\w.+-]+@[\w-]+\.[\w.]+$/
const SIGNS_AROUND = /^[^\p{L}\p{N}(]{1,12}|[^\p{L}\p{N}).]{1,12}$/gu

/**
 * Account of a line: one handle, maybe a name before and a time or bracketed badge behind; null for
 * others.
 */
function parseAccount({ words, role, handles }: MentionLine) {
  if (NEVER_ACCOUNTS.test(role) || MAIL_ADDRESS.test(words)) return null
  const {
    above = '',
    handle = role === 'handle' ? handles[0] : undefined,
    tail = '',
  } = ACCOUNT.exec(words)?.groups ?? {}
  const tailWords = tail.replace(SIGNS_AROUND, '')
  const time = timeIn(tailWords)
  const name = above.replace(SIGNS_AROUND, '').replace(/[^\p{L}\p{N}).]{0,12}\($/u, '')
  const isOther =
    (tailWords !== '' && time === null && !/^\(.*\)$/.test(tailWords)) ||
    name.split(' ').length > NAME_WORD_LIMIT
  if (handle === undefined || isOther || /[,:;!?]/.test(name)) return null
  return {
    handle,
    name: name || null,
    time,
    isDotted: time !== null && /^\s?[·•|*~–—-]/.test(tail),
  }
}

interface AccountByline extends Byline {
  readonly isTimed: boolean
  /** True above a blank line or the end. */
  readonly isApart: boolean
}

/**
 * Bylines of accounts: a handle, maybe a name before or above, a time behind or below. One with a
 * time is never taken for words.
 */
function findAccounts(lines: readonly MentionLine[]): AccountByline[] {
  const bylines: AccountByline[] = []
  let free = 0
  for (const at of lines.keys()) {
    const byline = at < free ? null : parseByline(lines, at, free)
    if (byline === null) continue
    free = byline.to
    bylines.push(byline)
  }
  return bylines
}

/** Name in the line above a handle, clear where it opens a block. */
function findName(lines: readonly MentionLine[], at: number, free: number) {
  const { role, words = '' } = lines[at - 1] ?? {}
  const isName = role === 'words' && /^.{1,60}$/u.test(words)
  if (at <= free || opensBlock(lines, at) || !isName) return null
  const isFirst = at - 1 === free || opensBlock(lines, at - 1)
  return { words, isClear: isFirst || !/^(?:words|mention)$/.test(lines[at - 2]?.role ?? '') }
}

function endOfTimes(lines: readonly MentionLine[], from: number): number {
  let to = from
  while (!opensBlock(lines, to) && isTimeLine(lines[to])) to += 1
  return to
}

/** @param free first line below the byline before */
function parseByline(
  lines: readonly MentionLine[],
  at: number,
  free: number,
): AccountByline | null {
  const line = lines[at]
  const account = line && parseAccount(line)
  if (!account) return null
  const { handle, name, time, isDotted } = account
  const above = name === null ? findName(lines, at, free) : null
  const to = endOfTimes(lines, at + 1)
  const isTimed = isDotted || (line.role === 'handle' && to > at + 1)
  const isApart = opensBlock(lines, to)
  const isBelowPage = at > free && /^(?:furniture|weak)$/.test(lines[at - 1]?.role ?? '')
  const isOpen = opensBlock(lines, at) || isBelowPage
  const isNamed = name === null ? above?.isClear === true : isOpen || time !== null
  if (!isTimed && !isNamed && (!isOpen || isApart)) return null
  const shown = isTimed || isNamed ? above : null
  const times = lines.slice(at + 1, to).map(({ words }) => words.replace(/^[·•|\s]+/, ''))
  return {
    from: shown === null ? at : at - 1,
    to,
    handle,
    name: name ?? shown?.words ?? null,
    timeText: time ?? times.find(Boolean) ?? null,
    isTimed,
    isApart,
    isSure: isTimed || line.role !== 'handle',
  }
}

/**
 * Bylines in the first form found. `arePosts` where most posts have one: then they divide the
 * paste, not blank lines.
 */
export function findBylines(lines: readonly MentionLine[]): {
  readonly bylines: readonly Byline[]
  readonly arePosts: boolean
} {
  const all = findAccounts(lines)
  const timed = all.filter(({ isTimed }) => isTimed)
  const others = all.filter(({ isTimed }) => !isTimed)
  // A blank line below most of them distinguishes them from words.
  const apartCount = others.filter(({ isApart }) => isApart).length
  const loose =
    apartCount >= MIN_POST_COUNT && apartCount * 2 > others.length
      ? others
      : others.filter(({ isApart }) => !isApart)
  // Bare handles are bylines where they open half of all blocks: replies seldom break the line
  // after a mention.
  const blockCount = lines.filter((_, at) => opensBlock(lines, at)).length
  const personCount = new Set(loose.map(({ handle }) => handle?.toLowerCase())).size
  const areMany =
    loose.length >= MIN_POST_COUNT &&
    personCount >= LEAST_COUNT &&
    loose.some(({ isSure, name }) => isSure || name !== null)
  const isForm =
    loose.length > timed.length &&
    (areMany || (loose.length >= 2 && loose.length * 2 >= blockCount))
  // The focused post has its time below its words.
  const focused =
    timed.length > 0 && all[0]?.isTimed === false && all[1]?.isTimed === true ? all.slice(0, 1) : []
  const bylines = isForm
    ? [...timed, ...loose].sort((left, right) => left.from - right.from)
    : [...focused, ...timed]
  if (bylines.length === 0) return { bylines, arePosts: false }
  const bylineLines = new Set(linesIn(bylines))
  const isUnder = (at: number): boolean =>
    bylineLines.has(at) || bylineLines.has(at - 1) || lines[at - 1]?.role === 'answered'
  const mentionCount = lines.filter(
    ({ role }, at) => (role === 'mention' || role === 'handle') && !isUnder(at),
  ).length
  const sureCount = bylines.filter(({ isSure }) => isSure).length
  return {
    bylines,
    arePosts: sureCount > 0 ? sureCount > mentionCount : bylines.length > Math.max(1, mentionCount),
  }
}

export function findBylined(
  lines: readonly MentionLine[],
  allBylines: readonly Byline[],
  note: NoteAt,
): Named {
  const end = lines.findIndex(({ role }, at) => role === 'end' && at >= (allBylines[0]?.to ?? 0))
  const stop = end === -1 ? lines.length : end
  if (stop < lines.length)
    note(
      stop,
      'the thread is taken to end here; lines from here on are read as other parts of the page',
    )
  const bylines = allBylines.filter(({ from }) => from < stop)
  const stretches = bylines.map(
    ({ from: first, to: second, isSure, ...byline }, index): Stretch => {
      const to = bylines[index + 1]?.from ?? stop
      let from = second
      while (from < to && lines[from]?.role === 'answered') from += 1
      const carried = lines.slice(second, from).flatMap(({ handles }) => handles)
      return { ...byline, byline: { from: first, to: second }, words: { from, to }, carried }
    },
  )
  const isBare = allBylines.every(({ isSure, name }) => !isSure && name === null)
  const form = isBare
    ? 'stand under handles alone on their lines; taken as their authors, not as addressees'
    : ''
  return { lines, stretches, form }
}
