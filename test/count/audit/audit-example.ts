import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import type { Audit, AuditDesign, AuditLabel } from '../../../src/count/audit/audit.js'
import { drawAudit } from '../../../src/count/audit/draw/draw-audit.js'
import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { judgedAs } from '../scored-posts.js'

export const HASH = 'a'.repeat(64)

/**
 * A design over the posts, with seed 1 unless said otherwise; null: the seed that the posts decide.
 */
export function draw(
  posts: readonly ScoredPost[],
  size: number,
  { seed = 1, ...options }: { seed?: number | null; leftOut?: ReadonlySet<string> } = {},
): AuditDesign {
  return drawAudit(posts, {
    ...options,
    ...(seed !== null && { seed }),
    size,
    labels: STANCE_SCHEME.labels,
  })
}

/** Labels of one coder for every unit. */
export function labelUnits(
  { units }: AuditDesign,
  labelOf: (unit: AuditDesign['units'][number], index: number) => string | null,
): AuditLabel[] {
  return units.map((unit, index) => {
    const { threadId, postId, dealId } = unit
    return {
      threadId,
      postId,
      dealId,
      coder: 'ana',
      label: labelOf(unit, index),
      isAdjudication: false,
    }
  })
}

/** An audit of the posts, labelled by one coder. The ids of the posts are unique. */
export function auditOf(
  posts: readonly ScoredPost[],
  size: number,
  labelOf: (post: ScoredPost, index: number) => string | null,
): Audit {
  const design = draw(posts, size)
  const postOf = new Map(posts.map((post) => [post.id, post]))
  return {
    design,
    labels: labelUnits(design, ({ postId }, index) =>
      labelOf(postOf.get(postId) as ScoredPost, index),
    ),
  }
}

/**
 * The posts as a run writes them whose model has learnt the labels: hand labels stand, and half of
 * every other chance goes to the first label.
 */
export function learntFrom(posts: readonly ScoredPost[], { labels }: Audit): ScoredPost[] {
  const handOf = new Map(
    labels.flatMap(({ postId, label }) => (label === null ? [] : [[postId, label]])),
  )
  const [first = ''] = STANCE_SCHEME.labels
  const record = {
    baseModel: 'test-model',
    adapterSha256: HASH,
    auditSha256: null,
    labelCount: handOf.size,
    deals: [],
  }
  return posts.map((post, index) => {
    const { label, lean, status, probabilities: unlearnt } = post
    const shifted = STANCE_SCHEME.labels.map((name) => [
      name,
      (unlearnt?.[name] ?? 0) / 2 + (name === first ? 0.5 : 0),
    ])
    const hand = handOf.get(post.id)
    const judgement = {
      label: hand ?? label,
      lean,
      status,
      probabilities: Object.fromEntries(shifted),
      labelledBy: hand === undefined ? ('model' as const) : ('hand' as const),
      unlearnt,
    }
    const meta =
      index === 0 ? { ...post.meta, capture: { ...post.meta.capture, learnt: record } } : post.meta
    return { ...judgedAs(post, judgement), meta, model: 'test-model+learnt' }
  })
}
