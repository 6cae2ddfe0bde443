import { countEach } from '../../../base/statistics/group-by.js'
import { type FrameLine, isAnswered, mayBeName, withoutDigits } from './frame-lines.js'

/** So many lines above a time may belong to its frame. */
export const FRAME_LINE_LIMIT = 12
/** Fewest frames that show a name in the same way. */
const LEAST_SHOWN = 3
const CAPTION_LENGTH_LIMIT = 100

/** A name, and the first line of the frame that shows it. */
export interface ShownName {
  readonly name: string
  readonly top: number
}

/** The name before a time on one line: "@ann, 2 days ago", "Posted by ann, today", "Ann, Hull, England, 2 hours ago". */
export function nameBefore({ time }: FrameLine): string {
  const words = (time?.before ?? '')
    .replace(/(?<=\S) ?\[[^[\]]{1,20}\]$/, '')
    .replace(
      /^(?:posted|published|asked|answered|replied|updated|created|commented|wrote)(?: on| at)?$|^(?:replied|replying|in reply) to .*$/i,
      '',
    )
    .replace(/^(?:(?:posted |post |comment )?(?:by|von|par|por|da|door) )?@?|(?:,? (?:at|on))?[ ,·•∙|:»–—-]*$/giu, '')
    .trim()
  const parts = words.split(', ')
  return /\p{L}/u.test(words) ? ((parts.length > 2 ? parts[0] : words) ?? '') : ''
}

interface Pair extends ShownName {
  readonly form: string
}

/** Whether a line with a time is the byline of the post above: it is in the form of the one below. */
const isOther = (lines: readonly FrameLine[], at: number, to: number): boolean =>
  at < to && lines[at]?.time != null && formOf(lines[at]) === formOf(lines[to])
const formOf = (line: FrameLine | undefined): string =>
  line === undefined ? '' : (line.time?.before ?? '').replace(nameBefore(line), '\u0001')

/** Names that another line of the frame repeats, alone or in a caption, or above which their first letters stand. */
function findPairs(lines: readonly FrameLine[], from: number, to: number): Pair[] {
  const pairs: Pair[] = []
  for (let at = from; at <= to; at += 1) {
    const line = lines[at]
    if (line === undefined || isAnswered(lines, at) || isOther(lines, at, to)) continue
    const before = nameBefore(line)
    const name = mayBeName(line) ? line.words : before
    if (name.length < 2) continue
    const initials = lines[at - 1]?.words ?? ''
    if (
      at > from &&
      /^[\p{L}\p{N}]\.?[\p{L}\p{N}]?$/u.test(initials) &&
      name.toLowerCase().startsWith(initials.slice(0, 1).toLowerCase())
    ) {
      pairs.push({ name, top: at - 1, form: '\u0001' })
    }
    if (line.letter === null && lines[at + 1]?.letter === 'h' && at + 1 < to) pairs.push({ name, top: at, form: '\u0003' })
    for (let other = from; other <= to + 1; other += 1) {
      const { words = '' } = lines[other] ?? {}
      if (
        other === at ||
        (at === from + 1 && other === to + 1) ||
        words.length > CAPTION_LENGTH_LIMIT ||
        !words.includes(name) ||
        isOther(lines, other, to)
      )
        continue
      const place = words.indexOf(name)
      const isWhole = !/[\p{L}\p{N}]/u.test((words[place - 1] ?? ' ') + (words[place + name.length] ?? ' '))
      const form = lines[other]?.time ? '\u0002' : withoutDigits(words.replace(name, '\u0001'))
      if (isWhole) pairs.push({ name, top: Math.min(at, other), form: name === before ? `${form}\u0000` : form })
    }
  }
  return pairs
}

/** Names that frames show twice, in a way that several frames have, by the lines of their times. */
export function findShownNames(lines: readonly FrameLine[], anchors: readonly number[]): Map<number, ShownName> {
  const windows = anchors.map((anchor, index) => {
    const from = Math.max(0, anchor - FRAME_LINE_LIMIT, anchors[index - 1] ?? 0)
    return { anchor, pairs: findPairs(lines, from, anchor) }
  })
  const counts = countEach(windows.flatMap(({ pairs }) => [...new Set(pairs.map(({ form }) => form))]))
  const shown = new Map<number, ShownName>()
  for (const { anchor, pairs } of windows) {
    const known = pairs.filter(({ form }) => (counts.get(form) ?? 0) >= LEAST_SHOWN)
    // What most frames show is the name; a place may repeat a word of it by chance.
    const best = known.reduce<Pair | undefined>(
      (most, pair) => ((counts.get(pair.form) ?? 0) > (counts.get(most?.form ?? '') ?? 0) ? pair : most),
      undefined,
    )
    if (best === undefined) continue
    const top = known.reduce((least, pair) => (pair.name === best.name ? Math.min(least, pair.top) : least), best.top)
    shown.set(anchor, { name: best.name, top })
  }
  return shown
}

/** Names, where they stand so far above the time as most others do: what else stands there is of the page. */
export function nameAtUsualPlace(
  lines: readonly FrameLine[],
  headers: readonly { readonly first: number; readonly shown: ShownName | undefined }[],
  names: readonly (string | null)[],
): (string | null)[] {
  const heights = headers.map(({ first }, index) => {
    let height = 1
    while (height <= FRAME_LINE_LIMIT && lines[first - height]?.words !== names[index]) height += 1
    return height
  })
  // What more than half have is the middle one.
  const middle = [...heights].sort((one, other) => one - other)[heights.length >> 1] ?? FRAME_LINE_LIMIT + 1
  const isUsual = middle <= FRAME_LINE_LIMIT && heights.filter((height) => height === middle).length * 2 > heights.length
  const usual = isUsual ? middle : undefined
  return headers.map(({ first, shown }, index) => {
    const line = usual === undefined || shown !== undefined || heights[index] === usual ? undefined : lines[first - usual]
    return line !== undefined && mayBeName(line) && line.count * 2 < headers.length ? line.words : (names[index] ?? null)
  })
}
