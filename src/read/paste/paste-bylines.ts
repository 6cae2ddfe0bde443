import { timeIn } from '../layout/infer-layout.js'
import { linesIn } from '../page/page-line.js'
import { isFullStamp, isTimeLine, type PasteLine } from './paste-line.js'

/** Lines that name an author: indices into the lines, half-open. */
export interface Mark {
  readonly from: number
  readonly to: number
  readonly handle: string
  readonly name: string | null
  readonly time: string | null
  /** Whether a time stands with the handle; a bare handle under a short line may be the start of a post. */
  readonly isTimed: boolean
  /** Whether a name stands above most posts, so that it is one here too. The handle is the name. */
  readonly isNameAlone?: true
}

/** A name line is no longer than this. X allows 50 units. */
const NAME_LENGTH_LIMIT = 60

/** So many bylines of one form show that it is one, where no time stands with them. */
const MIN_ACCOUNT_COUNT = 4

/** Finds the bylines of a paste: "Name @handle · 2h" on one line, or name, handle and time on lines of their own. */
function findMarks(text: string, lines: readonly PasteLine[]): Mark[] {
  const marks: Mark[] = []
  let free = 0
  // A name right above each handle: where most stand so, a blank line may part them from the words.
  const bare = lines.flatMap(({ kind }, index) => (kind === 'handle' ? [index] : []))
  const paired = bare.filter(
    (index) => lines[index]?.blankCountAbove === 0 && (index === 1 || (lines[index - 1]?.blankCountAbove ?? 0) > 0),
  )
  const arePairs = paired.length >= MIN_ACCOUNT_COUNT && paired.length * 2 > bare.length
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index]
    if (line === undefined || (line.kind !== 'byline' && line.kind !== 'handle')) continue
    const above = index > free ? lines[index - 1] : undefined
    const hasName =
      (above?.kind === 'text' || (arePairs && (above?.blankCountAbove ?? 0) > 0)) &&
      above !== undefined &&
      line.blankCountAbove === 0 &&
      above.handles.length === 0 &&
      above.end - above.start <= NAME_LENGTH_LIMIT
    const startsBlock = index - 1 === free || (above?.blankCountAbove ?? 0) > 0 || lines[index - 2]?.kind !== 'text'
    let to = index + 1
    const times: string[] = line.time === '' ? [] : [line.time]
    for (let next = lines[to]; next !== undefined && times.length < 4 && next.blankCountAbove === 0; next = lines[to]) {
      const content = next.end - next.start <= NAME_LENGTH_LIMIT ? text.slice(next.start, next.end) : ''
      if (content === '' || !isTimeLine(content)) break
      times.push(content)
      to += 1
    }
    const isTimed = line.kind === 'byline' || times.length > 0
    if (!isTimed && !(hasName && startsBlock && (arePairs || lines[to]?.blankCountAbove === 0))) continue
    const takesNameAbove = line.name === '' && hasName
    const time = times.map((piece) => piece.replace(/^[·•|\s]+/, '')).filter((piece) => piece !== '')[0] ?? null
    const name = takesNameAbove && above ? text.slice(above.start, above.end) : line.name === '' ? null : line.name
    marks.push({ from: takesNameAbove ? index - 1 : index, to, handle: line.handles[0] ?? '', name, time, isTimed })
    free = to
    index = to - 1
  }
  return marks
}

const ACCOUNT = /^[@＠﹫](?<handle>[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]{0,60}[\p{L}\p{N}_])?)\)?(?<tail>[^@＠﹫]{0,300})$/u
const SIGNS_AROUND = /^[^\p{L}\p{N}(]{1,12}|[^\p{L}\p{N}).]{1,12}$/gu
const ACCOUNT_LENGTH_LIMIT = 360
const ACCOUNT_NAME_WORD_LIMIT = 6

/** A line with one handle and no words beside it, but a name before it, a time or a badge in brackets behind; null for any other. */
function readAccount(content: string): Pick<Mark, 'handle' | 'name' | 'time'> | null {
  const at = content.search(/[@＠﹫]/)
  const { handle, tail = '' } = (at === -1 ? null : ACCOUNT.exec(content.slice(at)))?.groups ?? {}
  if (handle === undefined || at > NAME_LENGTH_LIMIT) return null
  const said = tail.replace(SIGNS_AROUND, '')
  const time = timeIn(said)
  const name = content
    .slice(0, at)
    .replace(SIGNS_AROUND, '')
    .replace(/[^\p{L}\p{N}).]{0,12}\($/u, '')
  const isOther = (said !== '' && time === null && !/^\(.*\)$/.test(said)) || name.split(' ').length > ACCOUNT_NAME_WORD_LIMIT
  return isOther || /[,:;!?]/.test(name) ? null : { handle, name: name || null, time }
}

/** Lines of that form above words as bylines, where they are spread over several accounts. */
function findAccounts(text: string, lines: readonly PasteLine[]): Mark[] {
  const isApart = ({ to }: Pick<Mark, 'to'>): boolean => (lines[to]?.blankCountAbove ?? 1) > 0
  const found = lines.flatMap((line, from): Mark[] => {
    const isOpen = from === 0 || line.blankCountAbove > 0 || lines[from - 1]?.kind === 'furniture'
    const account = line.end - line.start <= ACCOUNT_LENGTH_LIMIT ? readAccount(text.slice(line.start, line.end)) : null
    const isAlone = account?.name === null && isApart({ to: from + 1 })
    // With a name and a time it needs no blank line above.
    return account === null || isAlone || !(isOpen || (account.name !== null && account.time !== null))
      ? []
      : [{ ...account, from, to: from + 1, isTimed: line.kind !== 'handle' }]
  })
  // A blank line stands below most of them, or they are words of their own.
  const apart = found.filter(isApart)
  const marks = apart.length >= MIN_ACCOUNT_COUNT && apart.length * 2 > found.length ? found : found.filter((mark) => !isApart(mark))
  // Handles alone are bylines where they open half of all blocks: a reply seldom breaks the line behind a mention.
  const blockCount = lines.filter(({ blankCountAbove }, index) => index === 0 || blankCountAbove > 0).length
  if (marks.every(({ isTimed }) => !isTimed)) return marks.length >= 2 && marks.length * 2 >= blockCount ? marks : []
  return marks.length >= MIN_ACCOUNT_COUNT && new Set(marks.map(({ handle }) => handle.toLowerCase())).size >= 3 ? marks : []
}

const NAME_LINE = /^[^@.!?…:;,]{1,60}(?: [\p{Lu}]\.)?(?:\*\*|__)?:?$/u
const NAME_MARKS = /^(?:\*\*|__)|(?:\*\*|__)?:?(?:\*\*|__)?$/gu

/** Names alone above posts, where most replies that open with a mention have one short line without a handle directly above. */
function findNamesAbove(text: string, lines: readonly PasteLine[]): Mark[] {
  const isName = (index: number): boolean => {
    const line = lines[index]
    const below = lines[index + 1]
    if (line === undefined || below === undefined || line.kind !== 'text' || line.handles.length > 0) return false
    if (below.blankCountAbove > 0 || (index > 0 && line.blankCountAbove === 0 && lines[index - 1]?.kind !== 'section')) return false
    return line.end - line.start <= NAME_LENGTH_LIMIT && NAME_LINE.test(text.slice(line.start, line.end))
  }
  const addressed = lines.flatMap(({ kind, handles }, index) => (kind === 'text' && handles.length > 0 ? [index] : []))
  const namedCount = addressed.filter((index) => isName(index - 1)).length
  if (namedCount < 4 || namedCount * 2 <= addressed.length) return []
  return lines.flatMap((line, index): Mark[] => {
    if (!isName(index)) return []
    const name = text.slice(line.start, line.end).replace(NAME_MARKS, '')
    return [{ from: index, to: index + 1, handle: name, name, time: null, isTimed: true, isNameAlone: true }]
  })
}

/** The marks that head posts. Where a page prints times, a handle without one is part of a post, but for the post in focus. */
function headingMarks(text: string, lines: readonly PasteLine[], marks: readonly Mark[]): Mark[] {
  const firstTimed = marks.findIndex((mark) => mark.isTimed)
  if (firstTimed === -1) return [...marks]
  return marks.filter((mark, index) => {
    if (mark.isTimed || (index === 0 && firstTimed === 1)) return true
    return stampUnder(text, lines, mark, marks[index + 1]?.from ?? lines.length) !== null
  })
}

/** The full time stamp in the body of a mark, as printed, or null. */
export function stampUnder(text: string, lines: readonly PasteLine[], mark: Mark, to: number): string | null {
  const stamps = lines.slice(mark.to, to).flatMap(({ kind, start, end }) => (kind === 'furniture' ? [text.slice(start, end)] : []))
  return stamps.find(isFullStamp) ?? null
}

/** The bylines of a paste in the first form that it has, and whether they, not blank lines, divide it: most posts stand under one. */
export function findBylines(text: string, lines: readonly PasteLine[]): { marks: readonly Mark[]; namesAbove: number; arePosts: boolean } {
  const headed = headingMarks(text, lines, findMarks(text, lines))
  const accounts = findAccounts(text, lines)
  const own = new Set(linesIn(accounts))
  const both = [...accounts, ...headed.filter(({ from, to }) => !own.has(from) && !own.has(to - 1))].sort(
    (left, right) => left.from - right.from,
  )
  const marks = accounts.length > headed.length ? both : headed
  const above = marks.length > 0 ? [] : findNamesAbove(text, lines)
  if (marks.length === 0) return { marks: above, namesAbove: above.length, arePosts: false }
  const timedCount = marks.filter(({ isTimed }) => isTimed).length
  const isByline = new Set(linesIn(marks))
  const isUnder = (index: number): boolean => isByline.has(index) || isByline.has(index - 1) || lines[index - 1]?.kind === 'replying'
  const mentionCount = lines.filter(({ handles, kind }, index) => handles.length > 0 && kind !== 'replying' && !isUnder(index)).length
  return { marks, namesAbove: 0, arePosts: timedCount > 0 ? timedCount > mentionCount : marks.length > Math.max(1, mentionCount) }
}
