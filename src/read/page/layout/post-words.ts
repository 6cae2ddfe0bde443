import { countEach } from '../../../base/statistics/group-by.js'
import { type Layout, toLetters } from '../kinds/layout.js'
import { type LineRange, linesIn, type PageLine, rangesOf } from '../lines/page-line.js'

export interface Place {
  readonly layout: Layout
  readonly isRoot: boolean
  readonly isLast: boolean
  /** True with the time in the byline. An opening post may have it below its words. */
  readonly isTimed: boolean
  readonly habits: Habits
}

/** Common ends of the page's posts. */
interface Habits {
  /** Buttons stand above times, both below the words. */
  readonly areButtonsAbove: boolean
  readonly areCountsLast: boolean
  readonly buttons: ReadonlyMap<string, number>
  readonly names: ReadonlySet<string>
}

export function readHabits(
  lines: readonly PageLine[],
  letters: string,
  marks: readonly (LineRange & { readonly name: number | null })[],
  halves: readonly string[],
): Habits {
  const count = (pattern: RegExp): number => letters.match(pattern)?.length ?? 0
  const countedCount = marks.filter(({ to }, index) => holdsCounts(letters.slice(to, marks[index + 1]?.from))).length
  return {
    areButtonsAbove: count(/r[bfc]{0,3}t/g) > count(/t[bfc]{0,3}r/g),
    areCountsLast: marks.length >= COUNTED_LEAST && countedCount >= COUNTED_SHARE * marks.length,
    buttons: countEach(lines.flatMap(({ words }, at) => (letters[at] === 'b' ? words : []))),
    names: new Set([
      ...marks.flatMap(({ name }) => lines[name ?? -1]?.words ?? []),
      ...[...countEach(halves)].flatMap(([half, times]) => (times > 1 ? half : [])),
    ]),
  }
}

/** Smallest share and number of posts that end with counts. */
const COUNTED_SHARE = 0.6
const COUNTED_LEAST = 4

const RARE_COUNT = 2
/** "Sep 27, 2025, 18:03" */
export const STAMP = /^(?=.{0,30}\d[:.]\d{2})(?=.{0,40}\b\d{4}\b)/

/** End of a post's words, above its buttons and counts; null without an end that the layout requires. */
export function endOfWords(lines: readonly PageLine[], letters: string, from: number, next: number, place: Place): number | null {
  const { layout, isRoot, isLast, isTimed, habits } = place
  let to = next
  const whole = letters.slice(from, next)
  const ends = layout.ends === undefined ? null : toLetters(layout.ends)
  const firstEnd = isRoot ? -1 : whole.search(new RegExp(`[${ends ?? 'r'}]`))
  const ended = isRoot
    ? whole.search(/[se]/)
    : firstEnd === -1 && !isLast
      ? whole.search(/(?<=[brcfmt])e/)
      : whole.indexOf('e', Math.max(0, firstEnd))
  // Below the last post a box for the next one may stand.
  const close = ended === -1 && isLast && layout.isMessages !== true ? whole.search(/(?<=[brcfm])s/) : ended
  if (close !== -1) to = from + close
  const { signature } = layout
  const sign = signature === undefined ? -1 : lines.slice(from, next).findIndex(({ words }) => signature.test(words))
  if (sign > 0) to = Math.min(to, from + sign)
  const notice = whole.search(/(?<=^|[brcfmp])[da]/)
  if (notice !== -1 && from + notice < to) to = from + notice
  const body = letters.slice(from, to)
  if (ends !== null && !isRoot) {
    const last = Math.max(...[...ends].map((letter) => body.lastIndexOf(letter)))
    if (last === -1) return null
    const buttons = ends.includes('r') || !habits.areButtonsAbove ? null : /(?<![bfc])[bfc]*r[bfc]*$/.exec(body.slice(0, last))
    if (last === 0) return from
    if (buttons?.index === 0) return from + (isRare(lines[from], habits) ? 1 : 0)
    return withoutPreview(lines, letters, from, from + (buttons?.index ?? last))
  }
  const button = body.lastIndexOf('r')
  const run = /[brcfgmt]{3}|[cm][cfm]/.exec(body)
  if (isRoot) {
    const first = (isTimed ? null : /(?<=.)t(?=[brcfgmt]|$)/.exec(body)) ?? /[brcfgmt]{3}/.exec(body)
    if (first !== null && first.index > 0) to = from + first.index
  } else if (
    button !== -1 &&
    !(
      !isLongButton(lines[from + button]) &&
      ((/[Nnxh]/.test(body[button + 1] ?? '') && /[Nnxh]/.test(body[button - 1] ?? '')) ||
        (button === 0 && habits.areCountsLast && /[Nnxh]/.test(body)))
    )
  ) {
    to = from + button + 1
  } else if (isLast && run !== null && run.index > 0) to = from + run.index
  // An account without a time below a post's counts is an advert's.
  const stranger = !isRoot && layout.carriesHandles === true ? /(?<![cbf])([bf]*)c[cbf]*[Nn]h/.exec(body.slice(1)) : null
  if (stranger !== null) to = Math.min(to, from + 1 + stranger.index + (stranger[1] ?? '').length)
  if (!isRoot && habits.areCountsLast) to = Math.min(to, from + startOfCounts(body, isLast && close !== -1 ? 1 : 2))
  return withoutPreview(lines, letters, from, withoutFurniture(lines, letters, from, to, layout.countLimit ?? 2))
}

/** Start of the last row of counts with at least this many. Notices and cards follow it. */
function startOfCounts(body: string, least: number): number {
  const last = body.lastIndexOf('c')
  let first = last
  while (body[first - 1] === 'c') first -= 1
  return first > 0 && last - first + 1 >= least ? first : body.length
}

const isRare = (line: PageLine | undefined, { buttons }: Habits): boolean => (buttons.get(line?.words ?? '') ?? 0) < RARE_COUNT

/** Steps back over furniture. A second word of the same button belongs to the post. */
function withoutFurniture(lines: readonly PageLine[], letters: string, from: number, end: number, countLimit: number): number {
  const seen = new Set<string>()
  let countCount = 0
  let to = end
  for (; to > from; to -= 1) {
    const letter = letters[to - 1] ?? ''
    const words = lines[to - 1]?.words ?? ''
    if (/[fgmdasep]/.test(letter)) continue
    if (letter === 'c' && countCount < countLimit) countCount += 1
    else if (/[brt]/.test(letter) && !seen.has(words)) seen.add(words)
    else break
  }
  return to
}

/** Site's name alone on a line, as the card of a link prints it. */
const SITE = /^(?:www\.)?[a-z0-9-]{2,40}(?:\.[a-z0-9-]{2,30}){1,3}$/i
const PREVIEW_LINE_LIMIT = 4
export const isSite = (line: PageLine | undefined): boolean => SITE.test(line?.words ?? '')

/**
 * Drops the card of a link at a post's end: the site of its address, or a site in capitals.
 * Returns a line of furniture where the post has no other words.
 */
function withoutPreview(lines: readonly PageLine[], letters: string, from: number, to: number): number {
  const isSized = /\(\d+ [kM]B\)$/.test(lines[to - 1]?.words ?? '')
  for (let at = Math.max(from + 1, to - PREVIEW_LINE_LIMIT); at < to; at += 1) {
    const site = lines[at]?.words ?? ''
    if (SITE.test(site)) {
      // Title and description between the address and the site.
      const top = Math.max(from, at - PREVIEW_LINE_LIMIT)
      const own = lines.slice(top, at).findLastIndex(({ words }) => words.toLowerCase().includes(`${site.toLowerCase()}/`))
      if (own !== -1) return top + own + 1
      if (site === site.toUpperCase()) return at
    }
    if (isSized && /^https?:\S+$/.test(lines[at]?.words ?? '')) return at + 1
  }
  return to === from && /[cbrtgqspe]/.test(letters[from] ?? '') ? from + 1 : to
}

/** Fewest words of a page's notice among a post's lines. */
const NOTICE_WORD_COUNT = 3

/** Label around the description of a picture. */
const PICTURE_LABEL = /^activate to view (?:larger )?(?:image|picture)/i

/** Ranges of words without the furniture around and between them. */
export function partsOf(lines: readonly PageLine[], letters: string, from: number, to: number, isMessage: boolean): LineRange[] {
  let last = to
  while (last > from && /[fmd]/.test(letters[last - 1] ?? '')) last -= 1
  if (last === from && to === from + 1 && !isMessage) return [{ from, to }]
  const isCaption = (at: number): boolean => PICTURE_LABEL.test(lines[at - 1]?.words ?? '') && lines[at - 1]?.words === lines[at + 1]?.words
  const isWords = (at: number): boolean => !/[fmd]/.test(letters[at] ?? '') && !isCaption(at)
  const places = linesIn([{ from, to: last }])
  const first = places.find(isWords) ?? last
  return rangesOf(places.filter((at) => isWords(at) || (at > first && letters[at] === 'f' && !isNotice(lines[at]?.words ?? ''))))
}

const isNotice = (words: string): boolean => words === '' || words.split(' ').length >= NOTICE_WORD_COUNT

/** Nobody writes "Reply to This | Parent" alone on a line. */
const isLongButton = (line: PageLine | undefined): boolean => (line?.words.split(' ').length ?? 0) > NOTICE_WORD_COUNT

/** True for two counts in a row after the first line, or one among counts and buttons at the end. */
function holdsCounts(letters: string): boolean {
  let end = letters.length
  while (end > 1 && 'cfbgmd'.includes(letters[end - 1] as string)) end--
  return letters.includes('cc', 1) || letters.includes('c', end)
}
