import { STANCE_SCHEME } from '../../base/scheme/stance-scheme.js'
import { KNOWN_DEALS } from '../../judge/deals/known-deals.js'
import { withStop } from './wording.js'

const [RETREAT = '', PIVOT = ''] = STANCE_SCHEME.sides

/** View of the move in posts with the label of a side. */
export const SEEN: Readonly<Record<string, string>> = {
  [RETREAT]: 'the company giving up, behind or desperate',
  [PIVOT]: 'good sense or strength',
}

/** The rule beside the two meanings. */
export const RULE = 'Rejecting or mocking the other reading counts as taking a side.'

/** Meaning of the two sides, for a footnote. */
export const DEFINED = `A ${RETREAT}: the post sees ${SEEN[RETREAT]}. A ${PIVOT}: it sees ${SEEN[PIVOT]}. ${RULE}`

/** The move: in quotes as a user describes it, else in words that are known. */
export function whoseWords(move: string): string {
  const isKnown = move
    .split(', and ')
    .every((part) => KNOWN_DEALS.some((known) => known.move.endsWith(withStop(part))))
  return isKnown ? `The move, as the tool dealstance describes it: ${move}` : `The move: “${move}”`
}
