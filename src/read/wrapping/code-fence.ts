const FENCE = /^(?:```|~~~) ?\w{0,20}$/

/**
 * The text without the fence around all of it; lines keep their numbers.
 *
 *     ```
 *     Ann @ann · 2h
 *     They sold the mill.
 *     ```
 */
export function withoutFence(text: string): string {
  const lines = text.split('\n')
  const isWorded = (line: string): boolean => line.trim() !== ''
  const ends = new Set([lines.findIndex(isWorded), lines.findLastIndex(isWorded)])
  const isFenced = ends.size === 2 && [...ends].every((at) => FENCE.test((lines[at] ?? '').trim()))
  return isFenced ? lines.map((line, at) => (ends.has(at) ? '' : line)).join('\n') : text
}
