import { countEach } from '../../../base/statistics/group-by.js'
import { countKinds, isOf, type Kind, type KindLine, kindsOf, WORDS } from '../kinds/kinds.js'
import type { Layout } from '../kinds/layout.js'
import { namesLine } from '../kinds/recognise-line.js'
import { type LineRange, linesIn, type PageLine, rangesOf } from '../lines/page-line.js'
import { MIN_POST_COUNT } from '../lines/thresholds.js'
import type { Mark } from './page-marks.js'

/** Number of other posts with a like line at the same place that makes it a line of the page. */
const RECURRING_COUNT = 2
/** Number of page lines in a row below the last post that makes them the page's foot. */
const FOOT_LENGTH = 3

const endOfByline = (mark: Mark): number =>
  1 +
  Math.max(mark.from, ...[mark.name, mark.full, mark.handle, mark.time, mark.one, mark.title, mark.answers, mark.chip].map((at) => at ?? 0))

/** Kinds of words and bylines. Lines of other kinds may be the page's. */
const WORDED = kindsOf('Name', 'short', 'long', 'handle', 'line', 'untimed', 'opening', 'answered')
const TIME = kindsOf('time')
const BUTTONS = kindsOf('count', 'time', 'reply', 'button')
const ROOT_FOOT = kindsOf('time', 'count', 'reply', 'button', 'heading', 'end')
const UNTIMED_ROOT_FOOT = kindsOf('time', 'reply', 'button', 'heading', 'end')
const EMPTYING = kindsOf('furniture', 'more')

/** Page lines below a post: the first run, else the last. For opening posts, those around the time. */
function findTail(lines: readonly KindLine[], { from, to }: LineRange, isUntimedRoot: boolean, isLast: boolean): LineRange {
  const own = rangesOf(linesIn([{ from, to }]).filter((at) => !isOf(lines[at], WORDED)))
  const lengthOf = (run: LineRange): number => run.to - run.from
  const stamp = isUntimedRoot ? own.find((run) => run.from > from && countKinds(lines, run.from, run.to, TIME) > 0) : undefined
  const first = own.find(
    (run) => lengthOf(run) >= FOOT_LENGTH || (lengthOf(run) > (isLast ? 0 : 1) && countKinds(lines, run.from, run.to, BUTTONS) > 0),
  )
  return stamp ?? first ?? own.find((run) => run.to === to) ?? { from: Math.max(from, to), to: Math.max(from, to) }
}
/** Rows of counts on a page that leaves out zeros: their lengths differ, and a line of the words adds one count alone. */
function findRows(lines: readonly KindLine[], tails: readonly LineRange[], limit: number): ReadonlySet<number> {
  const rows = tails.map(({ from, to }) => linesIn([{ from, to }]).filter((at) => lines[at]?.kind === 'count'))
  const counts = countEach(rows.map(({ length }) => length))
  const own = rows.flatMap((row) => {
    const others = [...counts].flatMap(([length, times]) => (times > Number(length === row.length) ? length : []))
    const isUneven = others.includes(0) || others.length > 1 || row.length > Math.max(...others) + 1
    // A count alone on the page is one above a button.
    const isRow = others.some((length) => length > 0) || row.length > 1 || isOf(lines[(row[0] ?? 0) + 1], BUTTONS)
    return row.length <= limit && isUneven && isRow ? row : []
  })
  return new Set(own)
}

/** True for a full row of counts. X omits zeros. */
const isFullRow = ({ countLimit, rootCounts }: Layout, lines: readonly KindLine[], at: number): boolean => {
  const end = lines.findIndex(({ kind }, other) => other >= at && kind !== 'count')
  return countLimit !== undefined && rootCounts === undefined && (end === -1 ? lines.length : end) - at === countLimit
}

/**
 * Returns lines to posts that only look like the page's: "Elon and 3 others", "Learn more", a count.
 * Keeps those that the layout names, or that recur at this place in two other posts.
 *
 * @param marks bylines, the root's first; each post reaches to the next one, the last to `end`
 * @returns lines, of kind `long` where they are returned, and bylines without such lines at their ends
 */
export function keepWords(
  lines: readonly KindLine[],
  marks: readonly Mark[],
  { layout, end, hasRoot }: { readonly layout: Layout; readonly end: number; readonly hasRoot: boolean },
): { readonly lines: readonly KindLine[]; readonly marks: readonly Mark[] } {
  const kindAt = (at: number): Kind => lines[at]?.kind ?? 'long'
  const owners = new Map<string, Set<number>>()
  const keys = new Map<number, string>()
  const posts = marks.map((mark, index) => {
    const to = marks[index + 1]?.from ?? end
    const isTimed = mark.time !== null || mark.one !== null
    const isRoot = hasRoot && index === 0
    const tail = findTail(lines, { from: mark.to, to }, isRoot && !isTimed, index === marks.length - 1)
    const seen = { count: 0, time: 0 }
    const keyOf = (at: number): string => {
      const kind = kindAt(at)
      if (kind === 'badge' && lines[at]?.words === lines[at + 1]?.words) return ''
      if (kind !== 'count' && kind !== 'time')
        return WORDED.has(kind) ? '' : (lines[at]?.words ?? '').toLowerCase().replace(/\d[\d.,]*/g, '0')
      return at >= tail.from && at < tail.to ? `${kind} ${(seen[kind] += 1)}` : ''
    }
    for (let at = to - 1; at >= endOfByline(mark); at -= 1) {
      const key = keyOf(at)
      keys.set(at, key)
      owners.set(key, (owners.get(key) ?? new Set<number>()).add(index))
    }
    return { mark, to, tail, from: endOfByline(mark), foot: !isRoot ? null : isTimed ? ROOT_FOOT : UNTIMED_ROOT_FOOT }
  })
  const answers = posts.filter(({ foot }) => foot === null).map(({ tail }) => tail)
  const rows = answers.length > 1 ? findRows(lines, answers, layout.countLimit ?? (layout.isVideo ? 1 : 0)) : new Set<number>()
  const isPages = (at: number): boolean => {
    const key = keys.get(at)
    if (rows.has(at)) return true
    // Two posts cannot show recurrence: counts and buttons count as the site's.
    const least = marks.length > RECURRING_COUNT ? RECURRING_COUNT + 1 : isOf(lines[at], BUTTONS) ? 1 : marks.length
    if (key === '' || namesLine(layout, lines[at]?.words ?? '') || (owners.get(key ?? '')?.size ?? 0) >= least) return true
    return kindAt(at) === 'count' && ((lines[at]?.blankCountAbove ?? 0) > 0 || isFullRow(layout, lines, at))
  }
  const made = [...lines]
  const giveBack = (at: number): void => {
    const line = made[at]
    if (line !== undefined) made[at] = { ...line, kind: 'long' }
  }
  // A post that would have no words keeps its lines.
  const isWordless = (from: number, to: number): boolean =>
    from < to && isOf(made[from], EMPTYING) && countKinds(made, from, to, WORDS) === 0
  const kept = posts.map(({ mark, from, to, tail, foot }, index) => {
    let head = mark.to
    while (head > from && !isPages(head - 1)) head -= 1
    let below = tail.from
    while (below < to && !isPages(below) && foot?.has(kindAt(below)) !== true) below += 1
    if (index === posts.length - 1 && below === to && tail.to - tail.from >= FOOT_LENGTH) below = tail.from
    for (let at = head; at < below; at += 1) if (!isPages(at)) giveBack(at)
    if (isWordless(head, to) && isSentence(lines[head]) && (owners.get(keys.get(head) ?? '')?.size ?? 0) < RECURRING_COUNT) giveBack(head)
    return head === mark.to ? mark : { ...mark, to: head }
  })
  return { lines: made, marks: kept }
}

/** Fewest words of a sentence. A picture's label has fewer. */
const SENTENCE_WORD_COUNT = 3
const isSentence = (line: PageLine | undefined): boolean => (line?.words.split(' ').length ?? 0) >= SENTENCE_WORD_COUNT

const SIGNED_SHARE = 0.7

/** Drops the author's name below the words, where most posts have it. A single signer writes a letter. */
export function withoutSignatures<
  One extends { readonly parts: readonly LineRange[]; readonly name: string | null; readonly handle: string | null },
>(lines: readonly PageLine[], posts: readonly One[]): One[] {
  const isSigned = ({ parts, name, handle }: One): boolean => {
    const places = linesIn(parts)
    return places.length > 1 && lines[places.at(-1) ?? 0]?.words === (handle ?? name)
  }
  const isUsual = posts.filter(isSigned).length >= Math.max(MIN_POST_COUNT, SIGNED_SHARE * posts.length)
  return posts.map((post) => (isUsual && isSigned(post) ? { ...post, parts: rangesOf(linesIn(post.parts).slice(0, -1)) } : post))
}
