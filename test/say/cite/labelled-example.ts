import type { PipelineError } from '../../../src/base/errors.js'
import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import { seededRandom } from '../../../src/base/statistics/random/seeded-random.js'
import { aggregate } from '../../../src/count/aggregate.js'
import type { AuditDesign, AuditLabel, AuditUnit } from '../../../src/count/audit/audit.js'
import type { Breakdown } from '../../../src/count/breakdown/breakdown.js'
import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { type Claim, cite } from '../../../src/say/cite/cite.js'
import type { CiteOptions } from '../../../src/say/cite/refusal-words.js'
import { draw } from '../../count/audit/audit-example.js'
import { NEITHER, PIVOT, RETREAT, scoredPost } from '../../count/scored-posts.js'
import { caught } from '../../support/caught.js'

/**
 * So many retreats, pivots and others: replies with ids that carry their true label; the classifier
 * is right on two of three.
 */
export function thread(...counts: readonly number[]): ScoredPost[] {
  const random = seededRandom(4)
  return [RETREAT, PIVOT, NEITHER].flatMap((truth, label) =>
    Array.from({ length: counts[label] ?? 0 }, (_, index) => {
      const predicted =
        random() < 2 / 3 ? truth : ([RETREAT, PIVOT, NEITHER][Math.floor(random() * 3)] ?? truth)
      return scoredPost(predicted, { id: `${truth}:${index}`, author: `${truth}-author-${index}` })
    }),
  )
}

export const truthOf = ({ postId }: AuditUnit): string => postId.slice(0, postId.indexOf(':'))
export const labelBy = (
  coder: string,
  { threadId, postId, dealId }: AuditUnit,
  label: string | null,
  isAdjudication = false,
): AuditLabel => {
  return { threadId, postId, dealId, coder, coderKind: 'person', label, isAdjudication }
}

/** Labels by `ana`, true ones, of the units that `isLabelled` picks. */
export const honest = (
  design: AuditDesign,
  isLabelled: (unit: AuditUnit, index: number) => boolean = () => true,
): AuditLabel[] =>
  design.units.filter(isLabelled).map((unit) => labelBy('ana', unit, truthOf(unit)))

export function breakDown(
  posts: readonly ScoredPost[],
  design: AuditDesign,
  labels: readonly AuditLabel[],
): Breakdown {
  const breakdown = aggregate(posts, {
    scheme: STANCE_SCHEME,
    audit: { audit: { design, labels }, sha256: null },
  })
  const evidence = [
    { role: 'scored' as const, name: 'scored.jsonl', sha256: 'a'.repeat(64) },
    { role: 'audit' as const, name: 'my audit.jsonl', sha256: 'b'.repeat(64) },
  ]
  return { ...breakdown, evidence }
}

/** A breakdown whose only coder, `ana`, gives true labels to the units that `isLabelled` picks. */
export const labelled = (
  posts: readonly ScoredPost[],
  design: AuditDesign,
  isLabelled: (unit: AuditUnit, index: number) => boolean = () => true,
): Breakdown => breakDown(posts, design, honest(design, isLabelled))

export const refusal = (breakdown: Breakdown, options?: CiteOptions): PipelineError =>
  caught(() => cite(breakdown, options))

export const shareOf = ({ shares }: Claim, label: string) => {
  const found = shares.find((share) => share.label === label)
  if (!found) throw new Error(`expected a share of ${label}`)
  return found
}

export const POSTS = thread(180, 120, 100)
export const DESIGN = draw(POSTS, 300)
