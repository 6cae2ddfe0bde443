import { STANCE_SCHEME } from '../../base/scheme/stance-scheme.js'

const [RETREAT = '', PIVOT = ''] = STANCE_SCHEME.sides

/** View of the move in posts with the label of a side. */
export const SEEN: Readonly<Record<string, string>> = {
  [RETREAT]: 'the company giving up, behind or desperate',
  [PIVOT]: 'good sense or strength',
}

/** Meaning of the two sides, for a footnote. */
export const DEFINED = `A ${RETREAT}: the post sees ${SEEN[RETREAT]}. A ${PIVOT}: it sees ${SEEN[PIVOT]}. Rejecting, belittling or mocking the other reading counts too.`
