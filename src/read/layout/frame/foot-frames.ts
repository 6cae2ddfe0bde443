import { foldSpace } from '../../../base/text/fold-text.js'
import { commonLetter } from '../page-words.js'
import { type FrameLine, mayBeName } from './frame-lines.js'
import type { FramedPost } from './framed-post.js'

/** Share of posts that must have their name at the same place for it to be there in all. */
const NAMED_SHARE = 0.8
/** The button that answers a post stands so few lines from its time. */
const BUTTON_LIMIT = 5
const CAPTION_LENGTH_LIMIT = 60

/** Whether the button that answers a post stands beside its time: words are above, then. */
function isFoot(lines: readonly FrameLine[], at: number): boolean {
  const { words = '', time = null } = lines[at] ?? {}
  if (/[br]/.test(lines[at - 1]?.letter ?? '') && mayBeName(lines[at + 1] ?? (lines[at] as FrameLine))) return true
  if (
    words
      .replace(time?.time ?? '', '')
      .split(/[·•∙|]/u)
      .some((part) => commonLetter(foldSpace(part)) === 'r')
  )
    return true
  for (let step = 1; step <= BUTTON_LIMIT; step += 1) {
    const { letter = null } = lines[at + step] ?? {}
    if (letter === 'r') return true
    if (!/[bcfg]/.test(letter ?? '')) return false
  }
  return false
}

const isWord = ({ letter }: FrameLine): boolean => letter === null || /[hqpt]/.test(letter)

/** Posts between lines with times that stand below their words. Null where they stand above, or are no posts. Linear in the lines. */
export function readFeet(lines: readonly FrameLine[], anchors: readonly number[], least: number): FramedPost[] | null {
  const feet = anchors.filter((at) => isFoot(lines, at))
  const between = anchors.filter((at) => at >= (feet[0] ?? 0) && at <= (feet.at(-1) ?? 0))
  if (feet.length < Math.max(least, NAMED_SHARE * between.length)) return null
  const found = feet.map((anchor, index) => ({ anchor, ...regionOf(lines, feet[index - 1] ?? null, anchor, feet.length) }))
  const isApart = ({ from, to }: { from: number; to: number }): boolean => to - from > 2 && (lines[from + 1]?.blankCountAbove ?? 0) > 0
  // What stands apart above the name is of the page.
  const hasApart = found.filter(isApart).length > (1 - NAMED_SHARE) * found.length
  const areNames = (at: number): boolean => [at, at + 1].every((place) => mayBeName(lines[place] as FrameLine))
  // Above the first name stands the head of the page.
  const isHeaded = !found.slice(1).some(({ from, to }) => to - from > 2 && areNames(from))
  const regions = found.map((region, index) => {
    let { from } = region
    if (!hasApart && isApart(region)) from += 1
    else if (index === 0 && isHeaded) while (from + 2 < region.to && areNames(from)) from += 1
    return { ...region, from }
  })
  const share = (isOne: (region: (typeof regions)[number]) => boolean): number => regions.filter(isOne).length / regions.length
  const isNameAt = (at: number, { from, to }: { from: number; to: number }): boolean => {
    const line = at >= from && at < to ? lines[at] : undefined
    return line !== undefined && mayBeName(line)
  }
  const isAbove = share((region) => region.to - region.from > 1 && isNameAt(region.from, region)) >= NAMED_SHARE
  const isBelow = share((region) => region.to - region.from > 1 && isNameAt(region.to - 1, region)) >= NAMED_SHARE
  if (!isAbove && !isBelow) return null
  const isCaption = (at: number): boolean => {
    const { letter = null, words = '' } = lines[at] ?? {}
    return letter === null && words.length <= CAPTION_LENGTH_LIMIT && /[^.!?…,:;]$/u.test(words)
  }
  const hasCaptions = isAbove && share(({ from, to }) => to - from > 2 && isCaption(from + 1)) >= NAMED_SHARE
  return regions.map(({ anchor, from, to }) => {
    const timeText = lines[anchor]?.time?.time ?? null
    if (!isAbove) return { top: from, from, to: to - 1, author: lines[to - 1]?.words ?? null, timeText, replyTo: null }
    const author = isNameAt(from, { from, to }) ? (lines[from]?.words ?? null) : null
    let at = author === null ? from : from + 1
    if (hasCaptions && to - at > 1 && isCaption(at)) at += 1
    let replyTo: string | null = null
    for (; at < to - 1 && /[gfhq]/.test(lines[at]?.letter ?? ''); at += 1) {
      if (lines[at]?.letter !== 'q') continue
      replyTo = lines[at + 1]?.words ?? null
    }
    return { top: from, from: at, to, author, timeText, replyTo }
  })
}

/** The lines of a post above its time, without what closes the one above it. */
function regionOf(lines: readonly FrameLine[], above: number | null, anchor: number, count: number): { from: number; to: number } {
  let to = anchor
  while (to - 1 > (above ?? -1) && !isWord(lines[to - 1] as FrameLine)) to -= 1
  let from = to
  // What stands below most posts is a button, whatever it says.
  const isButton = (line?: FrameLine): boolean => /[mdsabrce]/.test(line?.letter ?? '') || (line?.count ?? 0) * 2 > count
  while (from - 1 > (above ?? -1) && !isButton(lines[from - 1])) from -= 1
  while (from < to && !isWord(lines[from] as FrameLine)) from += 1
  return { from, to }
}
