import type { FrameLine } from './frame-lines.js'

/** A post between two frames; line numbers, half-open. */
export interface FramedPost {
  readonly top: number
  readonly from: number
  readonly to: number
  readonly author: string | null
  readonly timeText: string | null
  /** Who is answered, as the page says above the words. */
  readonly replyTo: string | null
}

/** Without a closing line the last post is as long as the longest above, and ends above other parts of the page. */
export function lastEnd(lines: readonly FrameLine[], from: number, bounds: readonly { from: number; to: number }[]): number {
  const longest = bounds.slice(0, -1).reduce((most, bound) => Math.max(most, bound.to - bound.from), 1)
  for (let at = from + 1; at < Math.min(lines.length, from + longest); at += 1) {
    const { letter = null, blankCountAbove = 0 } = lines[at] ?? {}
    const isMenu =
      blankCountAbove > 0 &&
      [0, 1, 2].every((step) => (lines[at + step]?.words.length ?? 40) < 40 && (step === 0 || lines[at + step]?.blankCountAbove === 0))
    if (/[esda]/.test(letter ?? '') || isMenu) return at
  }
  return Math.min(lines.length, from + longest)
}
