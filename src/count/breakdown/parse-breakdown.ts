import { checkShape, misfitError, type ShapeFault } from '../../base/json-shape.js'
import { parseRecordedScheme } from '../../base/scheme/scheme-tag.js'
import type { Breakdown, GroupBreakdown } from './breakdown.js'
import type { AuditCounts, GroupAudit } from './breakdown-audit.js'
import { breakdownCaptureOf } from './breakdown-capture.js'
import { BREAKDOWN, FULL_CAPTURE } from './breakdown-shape.js'

/** Allowed rounding error of a sum of shares, since the order of addition may differ. */
const TOLERANCE = 1e-6
const FAULT: ShapeFault = {
  code: 'BREAKDOWN_INVALID',
  advice: 'Give the output of aggregate --format json, or of classify --breakdown, unchanged.',
}

type Fail = (expected: string, got: unknown) => never

/**
 * Checks a breakdown parsed from a file: the output of `aggregate --format json` or `classify --breakdown`, or the record of
 * `classify --format json` that contains one. Checks every field that citations and disclosures use, and their consistency: an audited
 * share is within its interval, shares sum to 1, counts agree. Other fields pass unchecked.
 *
 * @param value result of `JSON.parse`
 * @param where place of the breakdown, for messages: "breakdown.json"
 * @throws {PipelineError} `BREAKDOWN_INVALID`, which names the first invalid field
 */
export function parseBreakdown(value: unknown, where: string): Breakdown {
  const fail: Fail = (expected, got) => {
    throw misfitError(expected, got, where, FAULT)
  }
  const inner = (value as { readonly breakdown?: unknown } | null)?.breakdown ?? value
  const breakdown = checkShape(BREAKDOWN, inner, where, 'a breakdown', FAULT) as unknown as Breakdown
  const { deals, overall, audit } = breakdown
  const scheme = breakdown.scheme === undefined ? null : parseRecordedScheme(breakdown.scheme, where)
  const dealIds = deals.map(({ dealId }) => dealId)
  if (new Set(dealIds).size !== dealIds.length) fail('every deal once', dealIds)
  for (const [name, group] of [...deals.map((deal, index) => [`deals[${index}]`, deal] as const), ['overall', overall] as const]) {
    checkGroup(group, name, fail)
    const [labels, sides] = [Object.keys(group.sentiment.byLabel), Object.keys(group.phrases)]
    if (scheme === null) continue
    if (labels.join('\n') !== scheme.labels.join('\n')) fail(`${name}.sentiment.byLabel by the labels of the scheme`, labels)
    if (sides.join('\n') !== scheme.sides.join('\n')) fail(`${name}.phrases by the sides of the scheme`, sides)
  }
  if (breakdownCaptureOf(breakdown) !== null) checkShape(FULL_CAPTURE, breakdown, where, 'a breakdown', FAULT)
  if (audit === null) return breakdown
  checkCounts(audit.counts, 'audit.counts', fail)
  const coders = audit.coders.map(({ coder }) => coder)
  if (new Set(coders).size !== coders.length) fail('every coder once', coders)
  for (const [index, group] of audit.deals.entries()) {
    const name = `audit.deals[${index}]`
    checkGroupAudit(group, deals.find(({ dealId }) => dealId === group.dealId) ?? fail(`${name} among the deals`, group.dealId), name, fail)
  }
  if (audit.overall !== null) checkGroupAudit(audit.overall, overall, 'audit.overall', fail)
  return breakdown
}

function checkGroup(group: GroupBreakdown, name: string, fail: Fail): void {
  const { postCount, intervals } = group
  for (const field of ['rootCount', 'authorCount', 'unknownAuthorCount', 'unsureCount', 'unscoredCount'] as const) {
    if (group[field] > postCount) fail(`${name}.${field} to be at most ${postCount}`, group[field])
  }
  for (const [index, { low, high, share, standardError }] of intervals.entries()) {
    const place = `${name}.intervals[${index}]`
    if (high < low) fail(`${place}.high to be a number from ${low} to 1`, high)
    if (share === undefined) continue
    if (share < low || share > high) fail(`${place}.share to be a number from ${low} to ${high}`, share)
    if (standardError === undefined) fail(`${place}.standardError to be a number`, standardError)
  }
}

function checkCounts({ drawnCount, labelledCount, skippedCount, undecidedCount }: AuditCounts, name: string, fail: Fail): void {
  if (labelledCount + skippedCount + undecidedCount === drawnCount) return
  fail(`${name}.drawnCount to be the sum of labelled, skipped and undecided`, drawnCount)
}

/** Checks the audit of a group for consistency with the group. */
function checkGroupAudit(audit: GroupAudit, group: GroupBreakdown, name: string, fail: Fail): void {
  checkCounts(audit, name, fail)
  const { labelledCount, populationCount, drawnCount, reachedCount = drawnCount, labelCounts } = audit
  if (populationCount !== group.postCount) fail(`${name}.populationCount to be the group's postCount`, populationCount)
  if (drawnCount > populationCount) fail(`${name}.drawnCount to be at most ${populationCount}`, drawnCount)
  if (audit.isCensus !== (populationCount > 0 && labelledCount === populationCount)) {
    fail(`${name}.isCensus to say whether all are labelled`, audit.isCensus)
  }
  if (reachedCount > drawnCount || reachedCount < labelledCount) {
    fail(`${name}.reachedCount to be from labelledCount to drawnCount`, reachedCount)
  }
  if (sumOf(labelCounts) !== labelledCount) fail(`${name}.labelCounts to sum to ${labelledCount}`, Object.values(labelCounts))
  if (audit.shares === null) return
  if (Math.abs(sumOf(audit.shares) - 1) > TOLERANCE) fail(`${name}.shares to sum to 1`, sumOf(audit.shares))
  const shares = Object.entries(audit.shares)
  const sides = Object.keys(group.phrases)
  if (sides.length === 0 || sides.some((side) => !shares.some(([label]) => label === side))) fail('phrases by sides that are labels', sides)
  const headlines = group.intervals.filter(({ estimand, isHeadline }) => estimand === 'captured' && isHeadline === true)
  for (const [label, share] of shares) {
    const [interval, ...more] = headlines.filter((one) => one.label === label)
    if (interval?.share === undefined || more.length > 0) fail(`one headline interval of "${label}" beside ${name}`, headlines.length)
    else if (Math.abs(interval.share - share) > TOLERANCE)
      fail(`${name}.shares."${label}" to be the headline share ${interval.share}`, share)
    if (labelCounts[label] === undefined) fail(`${name}.labelCounts to have "${label}"`, labelCounts)
  }
  const alone = headlines.find(({ label }) => !shares.some(([known]) => known === label))
  if (alone !== undefined) fail(`${name}.shares to have "${alone.label}"`, shares)
}

const sumOf = (numbers: { readonly [label: string]: number }): number => Object.values(numbers).reduce((sum, one) => sum + one, 0)
