import type { NoteAt } from '../../record/ingest-result.js'
import { linesIn } from '../page-line.js'
import { LEAST_COUNT, MIN_POST_COUNT, NAME_WORD_LIMIT } from '../thresholds.js'
import { timeIn } from '../timed-line.js'
import { isTimeLine, type MentionLine } from './mention-lines.js'
import type { Named, Stretch } from './stretches.js'

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
const SIGNS_AROUND = /^[^\p{L}\p{N}(]{1,12}|[^\p{L}\p{N}).]{1,12}$/gu

/**
 * Account of a line: one handle, maybe a name before and a time or bracketed badge behind; null for
 * others.
 */
function parseAccount({ words, role, handles }: MentionLine) {
  const {
    above = '',
    handle = role === 'handle' ? handles[0] : undefined,
    tail = '',
  } = ACCOUNT.exec(words)?.groups ?? {}
  const said = tail.replace(SIGNS_AROUND, '')
  const time = timeIn(said)
  const name = above.replace(SIGNS_AROUND, '').replace(/[^\p{L}\p{N}).]{0,12}\($/u, '')
  const isOther =
    (said !== '' && time === null && !/^\(.*\)$/.test(said)) ||
    name.split(' ').length > NAME_WORD_LIMIT
  if (handle === undefined || isOther || /[,:;!?]/.test(name)) return null
  return {
    handle,
    name: name || null,
    time,
    isDotted: time !== null && /^\s?[·•|*~–—-]/.test(tail),
  }
}

/**
 * Bylines of accounts: a handle, maybe a name before or above, a time behind or below. With a time
 * they are never words.
 */
function findAccounts(
  lines: readonly MentionLine[],
): (Byline & { readonly isTimed: boolean; readonly isApart: boolean })[] {
  const gapAbove = (at: number): number => lines[at]?.blankCountAbove ?? 1
  let free = 0
  return lines.flatMap((line, at) => {
    const account =
      at < free || /^(?:answered|furniture|section)$/.test(line.role) ? null : parseAccount(line)
    if (account === null) return []
    const above = at > free ? lines[at - 1] : undefined
    const hasName =
      account.name === null &&
      line.blankCountAbove === 0 &&
      above?.role === 'words' &&
      /^.{1,60}$/u.test(above.words)
    let to = at + 1
    while (gapAbove(to) === 0 && isTimeLine(lines[to])) to += 1
    const times = lines.slice(at + 1, to).map(({ words }) => words.replace(/^[·•|\s]+/, ''))
    const isTimed = account.isDotted || (line.role === 'handle' && to > at + 1)
    const startsBlock =
      at - 1 === free ||
      gapAbove(at - 1) > 0 ||
      !/^(?:words|mention)$/.test(lines[at - 2]?.role ?? '')
    const isOpen =
      at === 0 || line.blankCountAbove > 0 || above?.role === 'furniture' || above?.role === 'weak'
    const isApart = gapAbove(to) > 0
    const isNamed = account.name !== null || (hasName && startsBlock)
    if (
      !isTimed &&
      !(isNamed && (isOpen || hasName || account.time !== null)) &&
      (!isOpen || isApart)
    )
      return []
    free = to
    const from = hasName && (isTimed || startsBlock) ? at - 1 : at
    const name = account.name ?? (from < at ? (above?.words ?? null) : null)
    const timeText = account.time ?? times.find((words) => words !== '') ?? null
    return {
      from,
      to,
      handle: account.handle,
      name,
      timeText,
      isTimed,
      isApart,
      isSure: isTimed || line.role !== 'handle',
    }
  })
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
  const blockCount = lines.filter(
    ({ blankCountAbove }, at) => at === 0 || blankCountAbove > 0,
  ).length
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
  const own = new Set(linesIn(bylines))
  const isUnder = (at: number): boolean =>
    own.has(at) || own.has(at - 1) || lines[at - 1]?.role === 'answered'
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
  found: readonly Byline[],
  note: NoteAt,
): Named {
  const end = lines.findIndex(({ role }, at) => role === 'end' && at >= (found[0]?.to ?? 0))
  const stop = end === -1 ? lines.length : end
  if (stop < lines.length)
    note(
      stop,
      'the thread is taken to end here; lines from here on are read as other parts of the page',
    )
  const bylines = found.filter(({ from }) => from < stop)
  const stretches = bylines.map(
    ({ from: first, to: second, isSure, ...byline }, index): Stretch => {
      const to = bylines[index + 1]?.from ?? stop
      let from = second
      while (from < to && lines[from]?.role === 'answered') from += 1
      const carried = lines.slice(second, from).flatMap(({ handles }) => handles)
      return { ...byline, byline: { from: first, to: second }, words: { from, to }, carried }
    },
  )
  const isBare = found.every(({ isSure, name }) => !isSure && name === null)
  const form = isBare
    ? 'stand under handles alone on their lines; taken as their authors, not as addressees'
    : ''
  return { lines, stretches, form }
}
