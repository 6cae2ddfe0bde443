import { byLabel, STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import { emptyLedger } from '../../../src/base/thread/capture-ledger.js'
import type { Breakdown, DealBreakdown, GroupBreakdown, ShareInterval } from '../../../src/count/breakdown/breakdown.js'
import type { DealAudit } from '../../../src/count/breakdown/breakdown-audit.js'
import type { ThreadPlace } from '../../../src/count/thread/thread-place.js'

export const [RETREAT = '', PIVOT = '', NEITHER = ''] = STANCE_SCHEME.labels
/** Of a two-sided 95 % interval. */
const Z = 1.959963984540054

export interface Example {
  readonly postCount: number
  readonly rootCount: number
  readonly labelCounts: readonly number[]
  readonly drawnCount: number
  readonly shares: readonly number[]
  readonly standardErrors: readonly number[]
  readonly threadCount: number
  readonly place?: ThreadPlace
  readonly dealId: string
  readonly mover: string | null
  readonly move: string | null
  readonly labels: readonly string[]
}

/** 400 replies, 150 of them labelled: 48 : 30 : 22 with standard errors of 4, 3.6 and 3.3 points. */
const EXAMPLE: Example = {
  postCount: 400,
  rootCount: 0,
  labelCounts: [72, 45, 33],
  drawnCount: 150,
  shares: [0.48, 0.3, 0.22],
  standardErrors: [0.04, 0.036, 0.033],
  threadCount: 1,
  dealId: 'acme-lease',
  mover: 'Acme',
  move: 'Acme leases its plant to a rival.',
  labels: STANCE_SCHEME.labels,
}

const HASHES = { audit: 'a'.repeat(64), scored: 'b'.repeat(64) }
const NO_AGREEMENT = {
  doubleCodedCount: 0,
  unanimousCount: 0,
  alpha: null,
  alphaInterval: null,
  agreementShare: null,
  byLabel: [],
}
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

function groupOf(example: Example): { group: GroupBreakdown; audit: Omit<DealAudit, 'dealId'> } {
  const { postCount, labelCounts, shares, standardErrors, labels } = example
  const labelledCount = sum(labelCounts)
  const laidOut = <Value>(values: readonly Value[]) => byLabel({ ...STANCE_SCHEME, labels }, values)
  const intervals = labels.map((label, index): ShareInterval => {
    const [share = 0, standardError = 0, count = 0] = [shares[index], standardErrors[index], labelCounts[index]]
    const low = Math.min(share, Math.max(count / postCount, share - Z * standardError))
    const high = Math.max(share, Math.min((postCount - labelledCount + count) / postCount, share + Z * standardError))
    return { estimand: 'captured', method: 'ppi++', confidenceLevel: 0.95, label, share, low, high, standardError, isHeadline: true }
  })
  // What must never be quoted stands beside.
  const decoys = labels.map((label): ShareInterval => {
    return { estimand: 'population', method: 'cluster-bootstrap-percentile', confidenceLevel: 0.95, label, low: 0, high: 1 }
  })
  return {
    group: {
      postCount,
      rootCount: example.rootCount,
      authorCount: Math.min(90, postCount),
      unknownAuthorCount: 0,
      unsureCount: 0,
      unscoredCount: 0,
      shares: laidOut(labels.map(() => 1 / labels.length)),
      sidedShares: null,
      bounds: [],
      intervals: [...decoys, ...intervals],
      depths: [],
      sentiment: { mean: 0, byLabel: laidOut(labels.map(() => null)) },
      cautions: [],
      findings: [],
    },
    audit: {
      drawnCount: example.drawnCount,
      labelledCount,
      skippedCount: example.drawnCount - labelledCount,
      unclearCount: 0,
      undecidedCount: 0,
      reachedCount: labelledCount,
      coders: labelledCount > 0 ? ['ana'] : [],
      agreement: NO_AGREEMENT,
      labelError: 0.1,
      sidedShares: null,
      settledBy: [],
      written: { first: '2026-03-14T08:00:00.000Z', last: '2026-03-17T21:00:00.000Z', undatedCount: 0 },
      largeAccounts: [],
      populationCount: postCount,
      absentParentCount: 0,
      crowdedLabels: [],
      isCensus: labelledCount === postCount,
      errorCount: 12,
      unansweredCount: 0,
      labelCounts: laidOut(labelCounts),
      shares: labelledCount < 2 ? null : laidOut(shares),
      lambda: laidOut(labels.map(() => 0.9)),
      labelsWorth: laidOut(labels.map(() => 180.5)),
      threadCount: example.threadCount,
      ...(example.place && { place: example.place }),
    },
  }
}

/** Of posts that were all labelled by hand, so many with each label. */
export const censusOf = (...labelCounts: readonly [number, number, number]): Partial<Example> => {
  const postCount = sum(labelCounts)
  const shares = labelCounts.map((count) => count / postCount)
  return { labelCounts, drawnCount: postCount, postCount, shares, standardErrors: [0, 0, 0] }
}

/** A capture of the example's deal, of which a source says how many replies exist. */
export const captureOf = (reportedCount: number, capturedCount: number): NonNullable<Breakdown['capture']> => {
  const bounds = [{ label: RETREAT, low: 0.3, high: 0.7 }]
  const group = { dealId: EXAMPLE.dealId, capturedCount, uncapturedCount: reportedCount - capturedCount, bounds }
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

/** A breakdown of one audited deal, and of further ones. */
export function breakdownOf(
  changes: Partial<Example> = {},
  { others = [], ...top }: { others?: readonly Partial<Example>[] } & Partial<Breakdown> = {},
): Breakdown {
  const examples = [changes, ...others].map((one): Example => ({ ...EXAMPLE, ...one }))
  const made = examples.map((example) => ({ example, ...groupOf(example) }))
  const [first] = made
  if (!first) throw new Error('expected an example')
  const overall = made.length === 1 ? first : groupOf({ ...first.example, postCount: sum(examples.map(({ postCount }) => postCount)) })
  return {
    schema: 'dealstance/breakdown@1',
    model: 'linear-en',
    options: { count: 'posts', confidenceLevel: 0.95, resampleCount: 2000, seed: 1 },
    deals: made.map(({ example: { dealId, mover, move }, group }): DealBreakdown => ({ dealId, mover, move, ...group })),
    overall: overall.group,
    unlinkedPostCount: 0,
    audit: {
      sha256: HASHES.audit,
      scoredSha256: HASHES.scored,
      size: sum(examples.map(({ drawnCount }) => drawnCount)),
      seed: 1,
      headlineMethod: 'ppi++',
      proxy: 'probability',
      counts: {
        drawnCount: first.audit.drawnCount,
        labelledCount: first.audit.labelledCount,
        skippedCount: first.audit.skippedCount,
        unclearCount: 0,
        undecidedCount: 0,
      },
      coders: [{ coder: 'ana', kind: 'person', labelledCount: first.audit.labelledCount }],
      origin: {
        labelsBy: { person: first.audit.labelledCount, model: 0, unknown: 0 },
        ...{ isSeedChosen: false, correctedCount: 0, sizesBefore: [], setAside: {} },
      },
      agreement: NO_AGREEMENT,
      deals: made.map(({ example: { dealId }, audit }): DealAudit => ({ dealId, ...audit })),
      overall: null,
    },
    capture: null,
    ...top,
  }
}

/** The breakdown with coders of its deals who agree so far on judgements that two labelled. */
export function agreeing({ audit, ...breakdown }: Breakdown, changes: { doubleCodedCount: number; alpha: number }): Breakdown {
  if (audit === null) throw new Error('expected an audit')
  const alphaInterval = { low: changes.alpha - 0.1, high: changes.alpha + 0.1 }
  const agreement = { ...NO_AGREEMENT, unanimousCount: changes.doubleCodedCount, agreementShare: 1, alphaInterval, ...changes }
  return { ...breakdown, audit: { ...audit, deals: audit.deals.map((deal) => ({ ...deal, agreement })) } }
}
