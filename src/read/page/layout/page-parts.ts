import type { Layout } from '../kinds/layout.js'
import { namesLine } from '../kinds/page-words.js'
import { type LineRange, linesIn, type PageLine, rangesOf } from '../lines/page-line.js'
import { MIN_POST_COUNT } from '../lines/thresholds.js'
import type { Mark } from './page-marks.js'

/** Other posts with a line of the same form at the same place that make the line the page's. */
const RECURRING_COUNT = 2
/** Lines of the page together below the last post that are the page's foot. */
const FOOT_LENGTH = 3

const withoutDigits = (words: string): string => words.toLowerCase().replace(/\d[\d.,]*/g, '0')

/** End of a byline's names and time; badges may follow. */
const endOfByline = (mark: Mark): number =>
  1 +
  Math.max(mark.from, ...[mark.name, mark.full, mark.handle, mark.time, mark.one, mark.title, mark.answers, mark.chip].map((at) => at ?? 0))

/** Page lines below a post: the first run, else the last. For opening posts, those around the time. */
function findTail(body: string, isUntimedRoot: boolean, isLast: boolean): LineRange {
  const runs = [...body.matchAll(/[^Nnxhlyoq]+/g)].map(({ index, 0: { length } }) => ({ from: index, to: index + length }))
  const has = ({ from, to }: LineRange, kinds: RegExp): boolean => kinds.test(body.slice(from, to))
  const stamp = isUntimedRoot ? runs.find((run) => run.from > 0 && has(run, /t/)) : undefined
  const first = runs.find((run) => run.to - run.from >= FOOT_LENGTH || (run.to - run.from > (isLast ? 0 : 1) && has(run, /[crtb]/)))
  return stamp ?? first ?? runs.find(({ to }) => to === body.length) ?? { from: body.length, to: body.length }
}

/** True for a full row of counts. X omits zeros. */
const isFullRow = ({ countLimit, rootCounts }: Layout, letters: string, at: number): boolean =>
  countLimit !== undefined && rootCounts === undefined && (/^c*/.exec(letters.slice(at))?.[0].length ?? 0) === countLimit

/**
 * Returns lines to posts that only look like the page's: "Elon and 3 others", "Learn more", a count.
 * Keeps those that the layout names, or that recur at this place in two other posts.
 *
 * @param marks bylines, the root's first; each post reaches to the next one, the last to `end`
 * @returns letters, with `x` for each returned line, and bylines without such lines at their ends
 */
export function keepWords(
  lines: readonly PageLine[],
  letters: string,
  marks: readonly Mark[],
  { layout, end, hasRoot }: { readonly layout: Layout; readonly end: number; readonly hasRoot: boolean },
): { readonly letters: string; readonly marks: readonly Mark[] } {
  const owners = new Map<string, Set<number>>()
  const keys = new Map<number, string>()
  const posts = marks.map((mark, index) => {
    const to = marks[index + 1]?.from ?? end
    const isTimed = mark.time !== null || mark.one !== null
    const isRoot = hasRoot && index === 0
    const run = findTail(letters.slice(mark.to, to), isRoot && !isTimed, index === marks.length - 1)
    const tail = { from: mark.to + run.from, to: mark.to + run.to }
    const seen = { c: 0, t: 0 }
    const keyOf = (at: number): string => {
      const letter = letters[at] ?? ''
      if (letter === 'g' && lines[at]?.words === lines[at + 1]?.words) return ''
      if (letter !== 'c' && letter !== 't') return /[Nnxhlyoq]/.test(letter) ? '' : withoutDigits(lines[at]?.words ?? '')
      return at >= tail.from && at < tail.to ? `${letter} ${(seen[letter] += 1)}` : ''
    }
    for (let at = to - 1; at >= endOfByline(mark); at -= 1) {
      const key = keyOf(at)
      keys.set(at, key)
      owners.set(key, (owners.get(key) ?? new Set<number>()).add(index))
    }
    return { mark, to, tail, from: endOfByline(mark), foot: !isRoot ? null : isTimed ? /[tcrbse]/ : /[trbse]/ }
  })
  const isPages = (at: number): boolean => {
    const key = keys.get(at)
    // Two posts cannot show recurrence: counts and buttons count as the site's.
    const least = marks.length > RECURRING_COUNT ? RECURRING_COUNT + 1 : /[ctrb]/.test(letters[at] ?? '') ? 1 : marks.length
    if (key === '' || namesLine(layout, lines[at]?.words ?? '') || (owners.get(key ?? '')?.size ?? 0) >= least) return true
    return letters[at] === 'c' && ((lines[at]?.blankCountAbove ?? 0) > 0 || isFullRow(layout, letters, at))
  }
  const made = [...letters]
  // A post left without words gets them back.
  const isWordless = (from: number, to: number): boolean =>
    from < to && /[fm]/.test(made[from] ?? '') && !/[Nnxh]/.test(made.slice(from, to).join(''))
  const kept = posts.map(({ mark, from, to, tail, foot }, index) => {
    let head = mark.to
    while (head > from && !isPages(head - 1)) head -= 1
    let below = tail.from
    while (below < to && !isPages(below) && foot?.test(letters[below] ?? '') !== true) below += 1
    if (index === posts.length - 1 && below === to && tail.to - tail.from >= FOOT_LENGTH) below = tail.from
    for (let at = head; at < below; at += 1) if (!isPages(at)) made[at] = 'x'
    if (isWordless(head, to) && isSentence(lines[head]) && (owners.get(keys.get(head) ?? '')?.size ?? 0) < RECURRING_COUNT) made[head] = 'x'
    return head === mark.to ? mark : { ...mark, to: head }
  })
  return { letters: made.join(''), marks: kept }
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
