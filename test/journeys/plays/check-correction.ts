import { aggregate } from '../../../src/count/aggregate.js'
import type { Audit } from '../../../src/count/audit/audit.js'
import { cite } from '../../../src/say/cite/cite.js'
import { renderCorrection } from '../../../src/say/cite/correction.js'
import { DEALS, type Play, type Scene } from './make-scene.js'
import { numbersIn } from './read-outputs.js'

/** Two results of one thread, and the reason that a correction must name. */
export interface Correction {
  readonly name: string
  readonly before: Play
  readonly after: Partial<Play>
  /** Labels that a coder changes afterwards. */
  readonly changed?: number
  readonly reason: string
}

const PLAY: Play = { name: 'a correction', replyCount: 60, shares: [0.3, 0.5, 0.2] }

export const CORRECTIONS: readonly Correction[] = [
  { name: 'one label', before: PLAY, after: {}, changed: 1, reason: '1 label was corrected' },
  { name: 'nine labels', before: PLAY, after: {}, changed: 9, reason: '9 labels were corrected' },
  {
    name: 'replies were added',
    before: PLAY,
    after: { replyCount: 90, size: 90 },
    reason: '30 posts were added',
  },
  {
    name: 'from counts to percents',
    before: { ...PLAY, replyCount: 80, size: 80 },
    after: { replyCount: 110, size: 110 },
    reason: '30 posts were added',
  },
  {
    name: 'a larger sample',
    before: { ...PLAY, replyCount: 300, size: 40 },
    after: { size: 90 },
    reason: 'the sample was made larger, from 40 to 90 posts',
  },
]

/** The audit with the first labels changed to another one. */
function withChanges({ audit, scheme }: Scene, count: number): Audit {
  const labels = audit.labels.map((each, at) =>
    at < count ? { ...each, label: scheme.labels.find((name) => name !== each.label) ?? '' } : each,
  )
  return { ...audit, labels }
}

const resultOf = ({ posts, scheme }: Scene, audit: Audit) => ({
  audit,
  breakdown: aggregate(posts, { scheme, deals: DEALS, audit: { audit, sha256: null } }),
})

/**
 * What a sentence of correction says that the two results do not. Empty where all is true.
 *
 * @param scenes of the plays before and after, of one seed
 */
export function correctionFaults(
  { changed = 0, reason }: Correction,
  [before, after]: readonly [Scene, Scene],
): string[] {
  const old = resultOf(before, before.audit)
  const now = resultOf(after, withChanges(after, changed))
  const [was, is] = [old, now].map(({ breakdown }) => cite(breakdown))
  const said = renderCorrection(old, now)
  const known = [was, is].flatMap((claim) => [
    ...Object.values(claim?.population ?? {}),
    ...(claim?.shares ?? []).flatMap(({ printed }) => Object.values(printed)),
  ])
  const [words = '', why = ''] = said.split(', since ')
  const isOneUnit = !(/\d%/.test(words) && /not \d+ but|still \d+ saw/.test(words))
  return [
    ...([`${reason}.`, `${reason};`].some((words) => why.startsWith(words))
      ? []
      : [`not "${reason}": ${said}`]),
    ...numbersIn(words).flatMap((number) => (known.includes(number) ? [] : [`${number}: ${said}`])),
    ...(isOneUnit ? [] : [`counts beside percents: ${said}`]),
  ]
}
