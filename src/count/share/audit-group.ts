import { byLabel, type StanceScheme } from '../../base/scheme/stance-scheme.js'
import { confusionMatrix } from '../../base/statistics/agreement/confusion-matrix.js'
import { countEach, groupBy } from '../../base/statistics/group-by.js'
import type { Post } from '../../base/thread/post.js'
import { compactName, spellingsOf } from '../../judge/deals/company-name.js'
import { modelLabel } from '../../judge/stance/stance-prediction.js'
import { rankCoders } from '../audit/settle-labels.js'
import type { ShareInterval } from '../breakdown/breakdown.js'
import type { AuditCounts, GroupAudit, LargeAccount, Lead } from '../breakdown/breakdown-audit.js'
import { placeOf } from '../thread/thread-place.js'
import { agreementOf } from './agreement.js'
import { assistShares } from './assisted.js'
import type { FrameUnit } from './audit-frame.js'
import { type SampleCounts, shareIntervals } from './intervals.js'
import { compareWithModel } from './label-origin.js'
import { accountOf, countWithout, type Estimate, keepsLead, standingOf } from './lead.js'

/** Fewer labelled posts than this give no estimate. */
const MIN_LABELLED_COUNT = 2

export interface AuditGroupOptions {
  readonly scheme: StanceScheme
  /** True if a model helps to estimate the shares. */
  readonly isAssisted: boolean
  /** The posts that open threads. */
  readonly roots: readonly Post[]
  readonly fileCount: number
  /** The company whose move it is; null where nothing tells it. */
  readonly mover?: string | null
}

function countThreads(units: readonly FrameUnit[], { roots }: Pick<AuditGroupOptions, 'roots'>) {
  const threads = new Set(units.map(({ post }) => post.threadId))
  const place = placeOf(
    roots.filter(({ threadId }) => threads.has(threadId)),
    threads.size,
  )
  return {
    threadCount: threads.size,
    ...((place.platform ?? place.opener ?? place.url) !== null && { place }),
  }
}

/**
 * The audit of one group with its intervals. Without them if too few posts are labelled, or if they
 * come from several samples.
 */
export interface AuditedGroup {
  readonly audit: GroupAudit
  readonly intervals: readonly ShareInterval[]
}

export function auditGroup(units: readonly FrameUnit[], options: AuditGroupOptions): AuditedGroup {
  const { scheme, isAssisted } = options
  const { labels, sides } = scheme
  const drawn = units.filter(({ outcome }) => outcome !== null)
  const labelled = drawn.filter(({ label }) => label !== null)
  const predicted = labelled.map(({ judgement }) => modelLabel(judgement))
  const compared = compareWithModel(labelled)
  const labelGroups = drawn.flatMap((unit) => (unit.given.length > 0 ? [unit.given] : []))
  const outcomes = countOutcomes(drawn)
  const labelCounts = byLabel(
    scheme,
    labels.map((name) => labelled.filter(({ label }) => label === name).length),
  )
  const counted = {
    ...outcomes,
    ...countThreads(units, options),
    populationCount: units.length,
    isCensus: units.length > 0 && labelled.length === units.length,
    errorCount: labelled.filter(
      ({ label }, index) => predicted[index] !== null && predicted[index] !== label,
    ).length,
    confusion: confusionMatrix(
      labelled.map(({ label }) => label as string),
      predicted,
      labels,
    ),
    labelCounts,
    ...(compared && { modelAgreement: compared }),
    coders: rankCoders(labelled.flatMap((unit) => unit.given)).map(([coder, labelledCount]) => ({
      coder,
      labelledCount,
    })),
    agreement: agreementOf(labelGroups, scheme),
    ...(options.fileCount > units.length &&
      units.some(({ post }) => post.stances.some(({ by }) => by === 'column')) && {
        fileCount: options.fileCount,
      }),
    settledBy: [...countEach(labelled.flatMap(({ adjudicator }) => adjudicator ?? []))].map(
      ([coder, count]) => ({ coder, count }),
    ),
  }
  if (labelled.length < MIN_LABELLED_COUNT || new Set(units.map(({ dealId }) => dealId)).size > 1)
    return {
      audit: { ...counted, shares: null, lead: null, most: null, largeAccounts: [] },
      intervals: [],
    }
  const sample: SampleCounts = {
    populationCount: units.length,
    hitCounts: labels.map((label) => labelCounts[label] ?? 0),
    missingCount: outcomes.drawnCount - outcomes.labelledCount - outcomes.openCount,
  }
  const plain = shareIntervals(sample, labels)
  const assisted = isAssisted && !counted.isCensus ? assistShares(units, plain, scheme) : null
  const intervals = assisted?.intervals ?? plain
  const shares = byLabel(
    scheme,
    intervals.map(({ share }) => share),
  )
  const estimate: Estimate = (left, leftOut) =>
    estimateWithout(left, assisted === null ? null : units, leftOut, scheme)
  const { lead, most } = standingOf(sample, { units, labels, sides, estimate })
  return {
    audit: {
      ...counted,
      ...(assisted && { assisted: { explained: assisted.explained, worth: assisted.worth } }),
      shares,
      most,
      lead,
      largeAccounts: listLargeAccounts(units, sample, lead, options, estimate),
    },
    intervals,
  }
}

export function countOutcomes(units: readonly FrameUnit[]): AuditCounts {
  const counts = countEach(units.map(({ outcome }) => outcome))
  const count = (outcome: FrameUnit['outcome']): number => counts.get(outcome) ?? 0
  return {
    drawnCount: units.length,
    labelledCount: count('labelled'),
    openCount: count('open'),
    skippedCount: count('skipped'),
    unclearCount: count('unclear'),
    undecidedCount: count('undecided'),
  }
}

/** @param helped the units that a model helps to estimate; null for shares by the labels alone */
function estimateWithout(
  sample: SampleCounts,
  helped: readonly FrameUnit[] | null,
  leftOut: readonly FrameUnit[],
  scheme: StanceScheme,
): ShareInterval[] {
  const plain = shareIntervals(sample, scheme.labels)
  if (helped === null) return plain
  const out = new Set(leftOut)
  const rest = helped.filter((unit) => !out.has(unit))
  return [...assistShares(rest, plain, scheme).intervals]
}

/** An author with at least this share of the posts, and with two posts, is named. */
const LARGE_ACCOUNT_SHARE = 0.1

function listLargeAccounts(
  units: readonly FrameUnit[],
  sample: SampleCounts,
  lead: Lead | null,
  { scheme, mover = null }: AuditGroupOptions,
  estimate: Estimate,
): LargeAccount[] {
  const { labels } = scheme
  const company = mover === null ? [] : spellingsOf(mover).map(compactName)
  const isMover = ({ post: { author, meta } }: FrameUnit): boolean =>
    [author, meta['authorName']].some((name) => company.includes(compactName(String(name))))
  const least = Math.max(2, LARGE_ACCOUNT_SHARE * units.length - 1e-9)
  const large = [...groupBy(units, accountOf)].filter(
    ([account, accountUnits]) =>
      account !== null && (accountUnits.length >= least || accountUnits.some(isMover)),
  )
  return large
    .sort(([, one], [, other]) => other.length - one.length)
    .map(([, accountUnits]): LargeAccount => {
      const postCount = accountUnits.length
      const spellingCount = new Set(accountUnits.map(({ post }) => post.author)).size
      const left = countWithout(sample, accountUnits, labels)
      const isLeft = left.hitCounts.some((count) => count > 0)
      const isDeciding =
        isLeft &&
        lead?.without === 'account' &&
        !keepsLead({ sample: left, leftOutUnits: accountUnits }, lead, estimate)
      return {
        postCount,
        ...(accountUnits.some(isMover) && { isMover: true }),
        ...(spellingCount > 1 && { spellingCount }),
        otherLabelCounts: byLabel(scheme, left.hitCounts),
        ...(isDeciding && { isDeciding }),
      }
    })
}
