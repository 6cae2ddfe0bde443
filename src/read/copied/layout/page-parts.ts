import { countEach } from '../../../base/statistics/group-by.js'
import { countKinds, isOf, type KindLine, kindsOf, WORDS } from '../kinds/kinds.js'
import type { Mark } from './page-marks.js'

const EMPTYING = kindsOf('furniture', 'more')
/** Fewest words of a sentence. A picture's label has fewer. */
const SENTENCE_WORD_COUNT = 3

/** Gives a post that would have no words its first line, where that is a sentence and stands on the page once: "Elon and 3 others". */
export function keepWords(lines: readonly KindLine[], marks: readonly Mark[], end: number): readonly KindLine[] {
  const counts = countEach(lines.map(({ words }) => words.toLowerCase().replace(/\d[\d.,]*/g, '0')))
  const made = [...lines]
  for (const [index, { to: at }] of marks.entries()) {
    const line = lines[at]
    const next = marks[index + 1]?.from ?? end
    if (line === undefined || at >= next || !isOf(line, EMPTYING) || countKinds(lines, at, next, WORDS) > 0) continue
    const isOwn = counts.get(line.words.toLowerCase().replace(/\d[\d.,]*/g, '0')) === 1
    if (isOwn && line.words.split(' ').length >= SENTENCE_WORD_COUNT) made[at] = { ...line, kind: 'long' }
  }
  return made
}
