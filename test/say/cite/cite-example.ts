import { STANCE_SCHEME, type StanceScheme } from '../../../src/base/scheme/stance-scheme.js'
import { seededRandom, shuffled } from '../../../src/base/statistics/random/seeded-random.js'
import { emptyLedger } from '../../../src/base/thread/capture-ledger.js'
import { aggregate } from '../../../src/count/aggregate.js'
import type { AuditInput } from '../../../src/count/apply-audit.js'
import type { AuditLabel } from '../../../src/count/audit/audit.js'
import type { Breakdown } from '../../../src/count/breakdown/breakdown.js'
import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { draw } from '../../count/audit/audit-example.js'
import { judgedAs, scoredPost } from '../../count/scored-posts.js'

export const [RETREAT = '', PIVOT = '', NEITHER = ''] = STANCE_SCHEME.labels

export interface Example {
  readonly postCount: number
  readonly rootCount: number
  /** Labels of the sample; those beyond `drawnCount` are left out, those that lack unreadable. */
  readonly labelCounts: readonly number[]
  readonly drawnCount: number
  readonly threadCount: number
  readonly dealId: string
  readonly mover: string | null
  readonly title?: string
  readonly move: string | null
  /**
   * Judgements that a second coder labelled, those of them with another label, and how many of
   * these no third coder settled (default 0).
   */
  readonly second: readonly [count: number, differing: number, unsettled?: number]
  readonly isSkipped: boolean
  /** Part of the labelled posts that the model labels rightly. */
  readonly accuracy: number
  readonly postChanges: (index: number) => Partial<ScoredPost>
}

/** 400 replies, 150 of them labelled: 48 : 30 : 22. */
const EXAMPLE: Example = {
  postCount: 400,
  rootCount: 0,
  labelCounts: [72, 45, 33],
  drawnCount: 150,
  threadCount: 1,
  dealId: 'acme-lease',
  mover: 'Acme',
  move: 'Acme leases its plant to a rival.',
  second: [0, 0],
  isSkipped: false,
  accuracy: 0.65,
  postChanges: () => ({}),
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** Of posts that were all labelled by hand, so many with each label. */
export const censusOf = (...labelCounts: readonly number[]): Partial<Example> => ({
  labelCounts,
  drawnCount: sum(labelCounts),
  postCount: sum(labelCounts),
})

/** A capture of the example's deal, of which a source says how many replies exist. */
export const captureOf = (
  reportedCount: number,
  capturedCount: number,
): NonNullable<Breakdown['capture']> => {
  const bounds = [{ label: RETREAT, low: 0.3, high: 0.7 }]
  const group = {
    dealId: EXAMPLE.dealId,
    capturedCount,
    uncapturedCount: reportedCount - capturedCount,
    bounds,
  }
  return {
    ...emptyLedger('bluesky'),
    reportedCount,
    capturedCount,
    uncapturedCount: 0,
    unknownThreadCount: 0,
    groups: [group],
    threads: [],
  }
}

export interface ExampleOptions extends Partial<Omit<Breakdown, 'audit' | 'scheme'>> {
  readonly others?: readonly Partial<Example>[]
  readonly scheme?: StanceScheme
  readonly isAudited?: boolean
  readonly audit?: Omit<AuditInput, 'audit' | 'sha256'>
  readonly coderKind?: 'person' | 'model' | null
  /** Why labels hold that look suspect. */
  readonly accepted?: string
}

/** A breakdown of one audited deal, and of further ones. */
export function breakdownOf(
  changes: Partial<Example> = {},
  options: ExampleOptions = {},
): Breakdown {
  const {
    others = [],
    scheme = STANCE_SCHEME,
    isAudited = true,
    audit: counting = {},
    coderKind = 'person',
    accepted,
    ...top
  } = options
  const examples = [changes, ...others].map((one): Example => ({ ...EXAMPLE, ...one }))
  const random = seededRandom(3)
  const bare = examples.flatMap((example) => postsOf(example))
  const design = draw(bare, sum(examples.map(({ drawnCount }) => drawnCount)))
  const truth = new Map<string, string | null>()
  for (const { dealId, labelCounts } of examples) {
    const labels = shuffled(
      labelCounts.flatMap((count, index) =>
        Array.from({ length: count }, () => scheme.labels[index] ?? null),
      ),
      random,
    )
    for (const [index, { postId }] of design.units
      .filter((unit) => unit.dealId === dealId)
      .entries())
      truth.set(postId, labels[index] ?? null)
  }
  const anyLabel = (): string => scheme.labels[Math.floor(random() * scheme.labels.length)] ?? ''
  const posts = bare.map((post) => {
    const dealId = post.stances[0]?.dealId
    const { accuracy } = examples.find((example) => example.dealId === dealId) ?? EXAMPLE
    const label = (random() < accuracy ? truth.get(post.id) : null) ?? anyLabel()
    return judgedAs(post, {
      label,
      probabilities: Object.fromEntries(
        scheme.labels.map((name) => [
          name,
          name === label ? 0.7 : 0.3 / (scheme.labels.length - 1),
        ]),
      ),
    })
  })
  const labels = examples.flatMap(
    ({ dealId, second: [count, differing, unsettled = 0], isSkipped }) => {
      const units = design.units.filter((unit) => unit.dealId === dealId)
      const give = (
        coder: string,
        at: number,
        label: string | null,
        isAdjudication = false,
      ): AuditLabel[] => {
        const { threadId, postId } = units[at] ?? { threadId: '', postId: '' }
        return [
          {
            threadId,
            postId,
            dealId,
            coder,
            ...(coderKind && { coderKind }),
            label,
            isAdjudication,
          },
        ]
      }
      return units.flatMap(({ postId }, at) => {
        const own = truth.get(postId) ?? null
        const other = scheme.labels.find((label) => label !== own) ?? null
        const isUnclear = own === null && !isSkipped
        return [
          ...give('ana', at, own).map((given) => ({ ...given, ...(isUnclear && { isUnclear }) })),
          ...(at < count ? give('bo', at, at < differing ? other : own) : []),
          ...(at < differing - unsettled ? give('eva', at, own, true) : []),
        ]
      })
    },
  )
  const deals = new Map(
    examples.map(
      ({ dealId, mover, move, title }) =>
        [dealId, { mover, move, ...(title !== undefined && { title }) }] as const,
    ),
  )
  const evidence = [
    { role: 'scored' as const, name: 'scored.jsonl', sha256: 'b'.repeat(64) },
    ...(isAudited
      ? [{ role: 'audit' as const, name: 'scored.audit.jsonl', sha256: 'a'.repeat(64) }]
      : []),
  ]
  const input = {
    scheme,
    deals,
    ...(isAudited && {
      audit: {
        audit: { design, labels, ...(accepted !== undefined && { accepted }) },
        sha256: 'a'.repeat(64),
        ...counting,
      },
    }),
  }
  return { ...aggregate(posts, input as never), evidence, ...top }
}

const postsOf = ({
  postCount,
  rootCount,
  threadCount,
  dealId,
  postChanges,
}: Example): ScoredPost[] =>
  Array.from({ length: postCount }, (_, index) =>
    scoredPost(
      NEITHER,
      {
        id: `${dealId}:${index}`,
        threadId: `thread-${index % threadCount}`,
        author: `author-${index}`,
        text: `Words of post ${index}, enough of them to read.`,
        meta: { role: index < rootCount ? 'root' : 'reply' },
        ...postChanges(index),
      },
      [dealId],
    ),
  )
