import { accountOf } from '../../base/scheme/find-label.js'
import { byLabel, type StanceScheme } from '../../base/scheme/stance-scheme.js'
import { confusionMatrix } from '../../base/statistics/agreement/confusion-matrix.js'
import { countEach, groupBy } from '../../base/statistics/group-by.js'
import { compactName } from '../../base/text/fold-text.js'
import type { Post } from '../../base/thread/post.js'
import { spellingsOf } from '../../judge/deals/company-name.js'
import { modelLabel } from '../../judge/stance/stance-prediction.js'
import { rankCoders } from '../audit/settle-labels.js'
import type { ShareInterval } from '../breakdown/breakdown.js'
import type { AuditCounts, GroupAudit, LargeAccount, Lead } from '../breakdown/breakdown-audit.js'
import { placeOf } from '../thread/thread-address.js'
import { agreementOf } from './agreement.js'
import { assistShares } from './assisted.js'
import { type SampleCounts, shareIntervals } from './intervals.js'
import type { FrameUnit } from './join-audit.js'
import { compareWithModel } from './label-origin.js'
import { countSample, countWithout, type Estimate, standingOf } from './lead-without-one-account.js'

/** Fewer labelled posts than this give no estimate. */
const MIN_LABELLED_COUNT = 2

interface AuditGroupOptions {
  readonly scheme: StanceScheme
  readonly isAssisted: boolean
  readonly roots: readonly Post[]
  readonly fileCount: number
  readonly mover?: string | null
}

/** The audit of one group; no intervals for too few labels, or posts of several samples. */
export interface AuditedGroup {
  readonly audit: GroupAudit
  readonly intervals: readonly ShareInterval[]
}

export function auditGroup(units: readonly FrameUnit[], options: AuditGroupOptions): AuditedGroup {
  const { scheme, isAssisted } = options
  const { labels, sides } = scheme
  const drawn = units.filter(({ outcome }) => outcome !== null)
  const labelled = drawn.filter(({ label }) => label !== null)
  const labelsByUnit = drawn.map((unit) => unit.given)
  const predicted = labelled.map(({ judgement }) => modelLabel(judgement))
  const compared = compareWithModel(labelled)
  const outcomes = countOutcomes(units)
  const sample = countSample(units, labels)
  const labelCounts = byLabel(scheme, sample.hitCounts)
  const threads = new Set(units.map(({ post }) => post.threadId))
  const roots = options.roots.filter(({ threadId }) => threads.has(threadId))
  const answers = units.map(({ post }) => post)
  const place = placeOf(roots, threads.size, answers)
  const counted = {
    ...outcomes,
    threadCount: threads.size,
    ...(Object.values(place).some(Boolean) && { place }),
    populationCount: units.length,
    isCensus: units.length > 0 && outcomes.drawnCount - outcomes.openCount === units.length,
    errorCount: labelled.filter(({ label }, at) => ![null, label].includes(predicted[at] ?? null))
      .length,
    confusion: confusionMatrix(
      labelled.map(({ label }) => label as string),
      predicted,
      labels,
    ),
    labelCounts,
    ...(compared && { modelAgreement: compared }),
    coders: rankCoders(labelsByUnit.flat()).map(([coder, labelledCount]) => ({
      coder,
      labelledCount,
    })),
    agreement: agreementOf(labelsByUnit, scheme),
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
  const plain = shareIntervals(sample, labels)
  const assisted = isAssisted && !counted.isCensus ? assistShares(units, plain, scheme) : null
  const intervals = assisted?.intervals ?? plain
  const shares = byLabel(
    scheme,
    intervals.map(({ share }) => share),
  )
  const estimate: Estimate = (left, leftOut) => {
    const leftShares = shareIntervals(left, labels)
    if (assisted === null) return leftShares
    const out = new Set(leftOut)
    const rest = units.filter((unit) => !out.has(unit))
    return assistShares(rest, leftShares, scheme).intervals
  }
  const { lead, most } = standingOf(sample, { units, labels, sides, estimate })
  const isThread = threads.size === 1 && roots.length < units.length
  const [opening = null] = isThread ? roots : []
  const largeAccounts = listLargeAccounts(units, sample, lead, { ...options, opening })
  const help = assisted && { assisted: { explained: assisted.explained, worth: assisted.worth } }
  return { audit: { ...counted, ...help, shares, most, lead, largeAccounts }, intervals }
}

export function countOutcomes(units: readonly FrameUnit[]): AuditCounts {
  const counts = countEach(units.map(({ outcome }) => outcome))
  const count = (outcome: FrameUnit['outcome']): number => counts.get(outcome) ?? 0
  return {
    drawnCount: units.length - count(null),
    labelledCount: count('labelled'),
    openCount: count('open'),
    skippedCount: count('skipped'),
    unclearCount: count('unclear'),
    undecidedCount: count('undecided'),
  }
}

/** An author with at least this share of the posts, and with two posts, is named. */
const LARGE_ACCOUNT_SHARE = 0.1

function listLargeAccounts(
  units: readonly FrameUnit[],
  sample: SampleCounts,
  lead: Lead | null,
  { scheme, mover = null, opening }: AuditGroupOptions & { readonly opening: Post | null },
): LargeAccount[] {
  const { labels } = scheme
  const company = mover === null ? [] : spellingsOf(mover).map(compactName)
  const isOfMover = ({ post: { author, meta } }: FrameUnit): boolean =>
    [author, meta['authorName']].some((name) => company.includes(compactName(String(name))))
  const isOfOpener = ({ post: { id, author, meta } }: FrameUnit): boolean =>
    author === opening?.author && id !== opening?.id && meta['isAuthorInferred'] !== true
  const least = Math.max(2, LARGE_ACCOUNT_SHARE * units.length - 1e-9)
  const accounts = [...groupBy(units, ({ post }) => accountOf(post))].map(
    ([account, leftOutUnits]) => {
      const isMover = account !== null && leftOutUnits.some(isOfMover)
      const isLarge = account !== null && leftOutUnits.length >= least
      const isOpener = account !== null && leftOutUnits.some(isOfOpener)
      return { isMover, isOpener, isNamed: isMover || isOpener || isLarge, leftOutUnits }
    },
  )
  return accounts
    .filter(({ isNamed }) => isNamed)
    .sort((one, other) => other.leftOutUnits.length - one.leftOutUnits.length)
    .map(({ isMover, isOpener, leftOutUnits }): LargeAccount => {
      const spellingCount = new Set(leftOutUnits.map(({ post }) => post.author)).size
      const left = countWithout(sample, leftOutUnits, labels)
      const postCount = leftOutUnits.length
      const { one, postCount: decidingCount } = lead?.without ?? {}
      const isDeciding = one === 'account' && postCount === decidingCount
      return {
        postCount,
        ...(isMover && { isMover }),
        ...(isOpener && { isOpener }),
        ...(spellingCount > 1 && { spellingCount }),
        otherLabelCounts: byLabel(scheme, left.hitCounts),
        ...(isDeciding && { isDeciding }),
      }
    })
}
