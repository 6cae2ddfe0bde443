import { describe, expect, it } from 'vitest'
import { byLabel, STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import { seededRandom } from '../../../src/base/statistics/random/seeded-random.js'
import { aggregate } from '../../../src/count/aggregate.js'
import type { Audit } from '../../../src/count/audit/audit.js'
import type { Breakdown } from '../../../src/count/breakdown/breakdown.js'
import type { DealAudit } from '../../../src/count/breakdown/breakdown-audit.js'
import {
  type Judgement,
  likeliestOf,
  type ScoredPost,
} from '../../../src/judge/stance/stance-prediction.js'
import { draw, labelUnits } from '../audit/audit-example.js'
import { judgedAs, manyPosts } from '../scored-posts.js'

/** Labels at random: the classifier knows nothing of them. */
function label(design: Audit['design'], seed: number): Audit {
  const random = seededRandom(seed)
  return {
    design,
    labels: labelUnits(
      design,
      () => scheme.labels[Math.floor(random() * scheme.labels.length)] ?? '',
    ),
  }
}

const breakDown = (posts: readonly ScoredPost[], audit: Audit) =>
  aggregate(posts, { scheme, audit: { audit, sha256: null } })

const sumOf = ({ audit }: Breakdown, countOf: (deal: DealAudit) => number) =>
  (audit?.deals ?? []).reduce((sum, deal) => sum + countOf(deal), 0)

/**
 * The posts as a learnt run writes them: probabilities of another model, the hand labels in place
 * of its own.
 */
function learn(
  posts: readonly ScoredPost[],
  audit: Audit,
  isKept: boolean,
): { learnt: ScoredPost[]; asModel: ScoredPost[] } {
  const random = seededRandom(9)
  const handOf = new Map(audit.labels.map((one) => [one.postId, one.label]))
  const pairs = posts.map((post) => {
    const weights = scheme.labels.map(
      (name) => (post.probabilities?.[name] ?? 0) * (0.2 + random()),
    )
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    const probabilities = byLabel(
      scheme,
      weights.map((weight) => weight / total),
    )
    const own: Judgement = {
      label: likeliestOf(probabilities),
      lean: post.lean,
      probabilities,
      status: 'scored',
    }
    const hand = handOf.get(post.id)
    const kept = isKept ? { unlearnt: post.probabilities } : {}
    const judged: Judgement = {
      ...own,
      labelledBy: hand == null ? 'model' : 'hand',
      label: hand ?? own.label,
      ...kept,
    }
    return [judgedAs(post, judged), judgedAs(post, own)] as const
  })
  return { learnt: pairs.map(([one]) => one), asModel: pairs.map(([, other]) => other) }
}

describe('an audit of a file that learnt from it', () => {
  const posts = manyPosts(240, 3)
  const audit = label(draw(posts, 60), 4)

  it('never takes a hand label for the answer of the classifier', () => {
    const { learnt, asModel } = learn(posts, audit, false)
    const found = breakDown(learnt, audit)
    const expected = breakDown(asModel, audit)
    expect(sumOf(found, ({ errorCount }) => errorCount)).toBeGreaterThan(20)
    expect(found.audit).toEqual(expected.audit)
    expect(found.overall.intervals).toEqual(expected.overall.intervals)
  })

  it('counts hand labels as they were given', () => {
    const { learnt, asModel } = learn(posts, audit, false)
    const counted = (list: readonly ScoredPost[]) => aggregate(list, { scheme }).overall.shares
    const handOf = new Map(audit.labels.map((one) => [one.postId, one.label]))
    const expected = byLabel(
      scheme,
      scheme.labels.map(
        (name) =>
          asModel.filter((post) => (handOf.get(post.id) ?? post.label) === name).length /
          posts.length,
      ),
    )
    expect(counted(learnt)).toEqual(expected)
    expect(counted(learnt)).not.toEqual(counted(asModel))
  })

  it('has no estimate by labels where a person labelled what the model could not judge', () => {
    const { learnt } = learn(posts, audit, false)
    const [unit] = audit.design.units
    const handed = learnt.map((post) =>
      post.id === unit?.postId ? judgedAs(post, { probabilities: null, lean: null }) : post,
    )
    const found = breakDown(handed, label(draw(handed, 60), 4))
    expect(
      sumOf(found, ({ confusion }) => confusion.reduce((sum, row) => sum + (row.at(-1) ?? 0), 0)),
    ).toBe(1)
  })

  it('compares the coder with what the model said before it learnt', () => {
    const copied: Audit = {
      ...audit,
      labels: audit.labels.map((one) => ({
        ...one,
        label: posts.find(({ id }) => id === one.postId)?.label ?? null,
      })),
    }
    const { learnt } = learn(posts, copied, true)
    expect(
      sumOf(breakDown(learnt, copied), ({ modelAgreement }) => modelAgreement?.equalCount ?? 0),
    ).toBe(60)
  })
})
