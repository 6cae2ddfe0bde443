import { byLabel, STANCE_SCHEME, type StanceScheme } from '../../src/base/scheme/stance-scheme.js'
import { seededRandom } from '../../src/base/statistics/random/seeded-random.js'
import type { DealStance, Judgement, ScoredPost } from '../../src/judge/stance/stance-prediction.js'

export const [RETREAT = '', PIVOT = '', NEITHER = ''] = STANCE_SCHEME.labels

/** A judgement with this label, or without a label for `unsure` and `unscored`. */
export function judge(label: string, scheme: StanceScheme = STANCE_SCHEME): Judgement {
  if (label === 'unscored')
    return { label: null, lean: null, probabilities: null, status: 'unscored' }
  const lean = scheme.sides.includes(label) ? label : (scheme.sides[0] ?? '')
  const likely = label === 'unsure' ? lean : label
  const rest = 0.4 / (scheme.labels.length - 1)
  const probabilities = byLabel(
    scheme,
    scheme.labels.map((name) => (name === likely ? 0.6 : rest)),
  )
  return {
    label: label === 'unsure' ? null : label,
    lean,
    probabilities,
    status: label === 'unsure' ? 'unsure' : 'scored',
  }
}

/** The post with this judgement, of its own and on each deal. */
export const judgedAs = (post: ScoredPost, judgement: Partial<Judgement>): ScoredPost => ({
  ...post,
  ...judgement,
  stances: post.stances.map((stance) => ({ ...stance, ...judgement })),
})

let lastId = 0

/** A reply about one deal, with overrides. */
export function scoredPost(
  label: string,
  changes: Partial<ScoredPost> = {},
  dealIds: readonly string[] = ['deal-a'],
): ScoredPost {
  const judgement = judge(label)
  const stances: DealStance[] = dealIds.map((dealId) => ({ dealId, by: 'text', ...judgement }))
  const base = {
    threadId: 't1',
    parentId: null,
    author: null,
    createdAt: null,
    text: 'They are giving up.',
    meta: { role: 'reply' as const },
  }
  const result = {
    stances,
    sentiment: 0,
    reason: judgement.status === 'scored' ? null : 'below 0.5',
    flags: [],
    evidence: null,
  }
  return { id: `p${++lastId}`, ...base, ...judgement, ...result, model: 'test-model', ...changes }
}

/** The post, tied to one deal alone. */
export const onDeal = (post: ScoredPost, dealId: string): ScoredPost => ({
  ...post,
  stances: post.stances.map((stance) => ({ ...stance, dealId })),
})

/** The label of a place: retreat, from the first bound on shrewd pivot, from the second neither. */
export function labelAt(place: number, pivotFrom: number, neitherFrom: number): string {
  if (place < pivotFrom) return RETREAT
  return place < neitherFrom ? PIVOT : NEITHER
}

/**
 * `postCount` posts by about a third as many authors, a tenth of them unknown, with labels drawn at
 * 5 : 3 : 2.
 */
export function manyPosts(postCount: number, seed: number): ScoredPost[] {
  const random = seededRandom(seed)
  return Array.from({ length: postCount }, (_, index) => {
    const draw = random()
    const label = labelAt(draw, 0.5, 0.8)
    const author = random() < 0.1 ? null : `author-${Math.floor((random() * postCount) / 3)}`
    const weight = Math.round(random() * 1e4) / 1e4
    const evidence = [
      { start: 0, end: 4, text: random() < 0.5 ? 'They' : 'giving up', toward: label, weight },
    ]
    return scoredPost(
      label,
      {
        id: `p${index + 1}`,
        author,
        sentiment: Math.round((random() * 2 - 1) * 1e4) / 1e4,
        evidence,
      },
      [random() < 0.7 ? 'deal-a' : 'deal-b'],
    )
  })
}
