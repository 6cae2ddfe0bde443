import { countEach } from '../../base/statistics/group-by.js'

const DAY_AND_CLOCK = String.raw`\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? \d{1,2}[:.]\d{2}(?: ?[ap]m)?`
/** Foot of a printed page: its address and number, or its number and when it was printed. */
const FOOT = new RegExp(
  String.raw`^(https?://\S{1,500}[ \t]+(\d{1,4})/(\d{1,4})|(\d{1,4}) of (\d{1,4})[ \t]+${DAY_AND_CLOCK})$`,
  'i',
)
/** Its head: when it was printed, and the title. */
const HEAD = new RegExp(String.raw`^${DAY_AND_CLOCK}[ \t]+\S`, 'i')

/**
 * The text without what a browser prints at the foot and the head of each page; lines keep their
 * numbers.
 *
 *     Nobody here would say no
 *     https://forum.example/t/9  2/3           <-
 *     3/18/25, 9:02 PM  The mill is sold       <-
 *     to that cheque.
 */
export function withoutPrintMarks(text: string): string {
  if (!/\d\/\d|\d of \d/.test(text)) return text
  const lines = text.split('\n')
  const feet = lines.flatMap((line, at) => {
    const [, , page, total, number = page, count = total] = FOOT.exec(line.trim()) ?? []
    return number === undefined ? [] : { at, number: Number(number), count }
  })
  const areInOrder = feet.every(({ number, count }, index) => {
    const above = feet[index - 1]
    return above === undefined || (number === above.number + 1 && count === above.count)
  })
  if (feet.length === 0 || !areInOrder) return text
  const below = [-1, ...feet.map(({ at }) => at)].map((foot) => {
    let at = foot + 1
    while (lines[at]?.trim() === '') at += 1
    return at
  })
  const counts = countEach(below.map((at) => lines[at]?.trim() ?? ''))
  const isHead = (at: number): boolean => {
    const words = lines[at]?.trim() ?? ''
    return HEAD.test(words) || (counts.get(words) ?? 0) > 1
  }
  const marks = new Set([...feet.map(({ at }) => at), ...below.filter(isHead)])
  return lines.map((line, at) => (marks.has(at) ? '' : line)).join('\n')
}
