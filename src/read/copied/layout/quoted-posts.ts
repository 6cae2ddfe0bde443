import { holds, isOf, type KindLine, kindsOf } from '../kinds/kinds.js'
import { wordsFor } from '../words/words.js'
import type { Mark } from './page-marks.js'

const QUOTE_LABEL = new RegExp(`^(?:${wordsFor('quoted')})$`, 'iu')

/** True for X's label above a quoted post. */
export const isQuoteLabel = (words: string): boolean => QUOTE_LABEL.test(words)

const BESIDE_NAME = kindsOf('badge', 'picture')

/** Kinds that end a post. */
const POST_END = kindsOf('count', 'reply', 'button')

/** Share of bylines in one form that makes others, without dot or handle, quotes or cards. */
const USUAL_SHARE = 0.7
const BUTTON_SHARE = 0.75

export function leaveOutOdd(marks: readonly Mark[], lines: readonly KindLine[]): Mark[] {
  const usual = (['dot', 'handle'] as const).filter(
    (group) => marks.length > 3 && marks.filter((mark) => mark[group] !== null).length >= USUAL_SHARE * marks.length,
  )
  const isQuoted = ({ from }: Mark): boolean => {
    let at = from - 1
    while (isOf(lines[at], BESIDE_NAME)) at -= 1
    return isQuoteLabel(lines[at]?.words ?? '')
  }
  const areSplit = usual.length > 0 && marks.filter(({ one }) => one === null).length >= USUAL_SHARE * marks.length
  // A one-line byline right below words or another byline, where most take several lines.
  const isCard = (mark: Mark, above: Mark | undefined): boolean =>
    areSplit && mark.one !== null && above !== undefined && above.one === null && holds(lines, above.to, mark.from, '^words*$')
  // A label above nearly all posts is a button. On a page of quotes it stands above every second one.
  const isButton = marks.filter(isQuoted).length > BUTTON_SHARE * marks.length
  const hasEnd = (from: number, to: number | undefined): boolean => lines.slice(from, to).some((line) => isOf(line, POST_END))
  return marks.map((mark, index) => {
    if ((!isButton && isQuoted(mark)) || isCard(mark, marks[index - 1])) return { ...mark, odd: 'quoted' }
    const lacks = mark.one === null ? usual.find((group) => mark[group] === null) : undefined
    if (lacks === undefined) return mark
    if (lacks === 'handle') return { ...mark, odd: 'card' }
    // Between counts of two posts it is an ordinary post.
    const isApart = hasEnd(marks[index - 1]?.to ?? 0, mark.from) && hasEnd(mark.to, marks[index + 1]?.from)
    return isApart ? mark : { ...mark, odd: 'quoted' }
  })
}
