import { STANCE_SCHEME } from '../../base/scheme/stance-scheme.js'

const [RETREAT = '', PIVOT = ''] = STANCE_SCHEME.sides

/** What posts with the label of a side see. */
export const SEEN: Readonly<Record<string, string>> = {
  [RETREAT]: 'the company giving up, behind or desperate',
  [PIVOT]: 'good sense or strength',
}

/** What the two sides mean, for a footnote. */
export const DEFINED = `A ${RETREAT}: the post sees ${SEEN[RETREAT]}. A ${PIVOT}: it sees ${SEEN[PIVOT]}.`
