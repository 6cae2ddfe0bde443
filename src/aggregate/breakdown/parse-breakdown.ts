import { checkArguments } from '../../arguments/check-arguments.js'
import { TEXT } from '../../arguments/shapes.js'
import { parseRecordedScheme } from '../../scheme/scheme-tag.js'
import type { StanceScheme } from '../../scheme/stance-scheme.js'
import { CAPTURE_COUNTS } from '../../thread/capture-ledger.js'
import { BREAKDOWN_SCHEMA, type Breakdown } from './breakdown.js'
import { checkOrigin } from './check-origin.js'
import { type Checks, checksAt, type Fields } from './checks-at.js'

/** Allowed rounding error of a sum of shares, since the order of addition may differ. */
const TOLERANCE = 1e-6
const HASH = /^[0-9a-f]{64}$/

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
  checkArguments('parseBreakdown', { where: [where, TEXT] })
  const checks = checksAt(where, {
    code: 'BREAKDOWN_INVALID',
    advice: 'Give the output of aggregate --format json, or of classify --breakdown, unchanged.',
  })
  const { fail, list, record, string, stringOrNull, number, count, oneOf } = checks
  const outer = record(value, 'a breakdown')
  const breakdown = 'breakdown' in outer ? record(outer['breakdown'], 'breakdown') : outer
  if (breakdown['schema'] !== BREAKDOWN_SCHEMA) fail(`schema "${BREAKDOWN_SCHEMA}"`, breakdown['schema'])
  stringOrNull(breakdown['model'], 'model')
  const scheme = breakdown['scheme'] === undefined ? null : parseRecordedScheme(breakdown['scheme'], where)
  const options = record(breakdown['options'], 'options')
  oneOf(options['count'], ['posts', 'replies'], 'options.count')
  number(options['confidenceLevel'], 0.5, 0.9999, 'options.confidenceLevel')
  const dealIds = list(breakdown['deals'], 'deals').map((entry, index) => {
    const name = `deals[${index}]`
    const deal = record(entry, name)
    checkGroup(deal, name, checks)
    checkLabels(deal, name, scheme, checks)
    stringOrNull(deal['mover'], `${name}.mover`)
    stringOrNull(deal['move'], `${name}.move`)
    return string(deal['dealId'], `${name}.dealId`)
  })
  if (new Set(dealIds).size !== dealIds.length) fail('every deal once', dealIds)
  const overall = record(breakdown['overall'], 'overall')
  checkGroup(overall, 'overall', checks)
  checkLabels(overall, 'overall', scheme, checks)
  count(breakdown['unlinkedPostCount'], 'unlinkedPostCount')
  if (breakdown['capture'] !== null) checkCapture(record(breakdown['capture'], 'capture'), checks)
  if (breakdown['evidence'] !== undefined)
    list(breakdown['evidence'], 'evidence').forEach((file, index) => void record(file, `evidence[${index}]`))
  if (breakdown['audit'] !== null) {
    const groups = new Map<string | null, Fields>([[null, overall]])
    for (const [index, entry] of list(breakdown['deals'], 'deals').entries()) groups.set(dealIds[index] ?? null, entry as Fields)
    checkAudit(record(breakdown['audit'], 'audit'), groups, checks)
  }
  return breakdown as unknown as Breakdown
}

/** Checks a full capture; one with only counts passes. */
function checkCapture(capture: Fields, { list, record, string, stringOrNull, number, count }: Checks): void {
  if (!Array.isArray(capture['groups']) || !Array.isArray(capture['threads'])) return
  if (capture['reportedCount'] !== null) count(capture['reportedCount'], 'capture.reportedCount')
  string(capture['source'], 'capture.source')
  for (const name of [...CAPTURE_COUNTS, 'uncapturedCount', 'unknownThreadCount']) count(capture[name], `capture.${name}`)
  for (const [index, entry] of capture['groups'].entries()) {
    const place = `capture.groups[${index}]`
    const group = record(entry, place)
    stringOrNull(group['dealId'], `${place}.dealId`)
    count(group['uncapturedCount'], `${place}.uncapturedCount`)
    count(group['capturedCount'], `${place}.capturedCount`)
    for (const [at, one] of list(group['bounds'], `${place}.bounds`).entries()) {
      const bound = record(one, `${place}.bounds[${at}]`)
      string(bound['label'], `${place}.bounds[${at}].label`)
      number(bound['high'], number(bound['low'], 0, 1, `${place}.bounds[${at}].low`), 1, `${place}.bounds[${at}].high`)
    }
  }
}

function checkGroup(group: Fields, name: string, { fail, list, record, strings, string, number, count, oneOf }: Checks): void {
  const postCount = count(group['postCount'], `${name}.postCount`)
  for (const field of ['rootCount', 'authorCount', 'unknownAuthorCount', 'unsureCount', 'unscoredCount']) {
    if (count(group[field], `${name}.${field}`) > postCount) fail(`${name}.${field} to be at most ${postCount}`, group[field])
  }
  strings(group['cautions'], `${name}.cautions`)
  record(group['phrases'], `${name}.phrases`)
  record(record(group['sentiment'], `${name}.sentiment`)['byLabel'], `${name}.sentiment.byLabel`)
  for (const [index, entry] of list(group['intervals'], `${name}.intervals`).entries()) {
    const place = `${name}.intervals[${index}]`
    const interval = record(entry, place)
    oneOf(interval['estimand'], ['captured', 'population'], `${place}.estimand`)
    string(interval['method'], `${place}.method`)
    string(interval['label'], `${place}.label`)
    number(interval['confidenceLevel'], 0.5, 0.9999, `${place}.confidenceLevel`)
    const low = number(interval['low'], 0, 1, `${place}.low`)
    const high = number(interval['high'], low, 1, `${place}.high`)
    if (interval['share'] === undefined) continue
    number(interval['share'], low, high, `${place}.share`)
    number(interval['standardError'], 0, Number.MAX_VALUE, `${place}.standardError`)
  }
}

/** Checks a group against the breakdown's scheme. Without a recorded scheme the labels are not checked. */
function checkLabels(group: Fields, name: string, scheme: StanceScheme | null, { fail, record }: Checks): void {
  if (scheme === null) return
  const labels = Object.keys(record(record(group['sentiment'], `${name}.sentiment`)['byLabel'], `${name}.sentiment.byLabel`))
  const sides = Object.keys(record(group['phrases'], `${name}.phrases`))
  if (labels.join('\n') !== scheme.labels.join('\n')) fail(`${name}.sentiment.byLabel by the labels of the scheme`, labels)
  if (sides.join('\n') !== scheme.sides.join('\n')) fail(`${name}.phrases by the sides of the scheme`, sides)
}

function checkAudit(audit: Fields, groups: ReadonlyMap<string | null, Fields>, checks: Checks): void {
  const { fail, list, record, strings, string, number, count, oneOf } = checks
  const hash = (value: unknown, name: string): void => {
    if (!HASH.test(string(value, name))) fail(`${name} to be 64 hex digits`, value)
  }
  if (audit['sha256'] !== null) hash(audit['sha256'], 'audit.sha256')
  hash(audit['scoredSha256'], 'audit.scoredSha256')
  oneOf(audit['method'], ['uniform', 'stratified'], 'audit.method')
  oneOf(audit['proxy'], ['probability', 'label'], 'audit.proxy')
  string(audit['headlineMethod'], 'audit.headlineMethod')
  count(audit['size'], 'audit.size')
  count(audit['seed'], 'audit.seed')
  checkCounts(record(audit['counts'], 'audit.counts'), 'audit.counts', checks)
  checkOrigin(audit, checks)
  const agreement = record(audit['agreement'], 'audit.agreement')
  count(agreement['doubleCodedCount'], 'audit.agreement.doubleCodedCount')
  for (const [field, low] of [
    ['alpha', -1],
    ['agreementShare', 0],
    ['kappa', -1],
  ] as const) {
    if (agreement[field] !== null) number(agreement[field], low, 1, `audit.agreement.${field}`)
  }
  strings(agreement['reasons'], 'audit.agreement.reasons')
  if (agreement['alphaInterval'] !== null) {
    const interval = record(agreement['alphaInterval'], 'audit.agreement.alphaInterval')
    number(interval['high'], number(interval['low'], -1, 1, 'audit.agreement.alphaInterval.low'), 1, 'audit.agreement.alphaInterval.high')
  }
  const audited = list(audit['deals'], 'audit.deals').map((entry, index) => {
    const deal = record(entry, `audit.deals[${index}]`)
    return [string(deal['dealId'], `audit.deals[${index}].dealId`), deal, `audit.deals[${index}]`] as const
  })
  for (const [dealId, group, name] of audited)
    checkGroupAudit(group, groups.get(dealId) ?? fail(`${name} among the deals`, dealId), name, checks)
  if (audit['overall'] !== null) {
    checkGroupAudit(record(audit['overall'], 'audit.overall'), groups.get(null) as Fields, 'audit.overall', checks)
  }
}

function checkCounts(counts: Fields, name: string, { fail, count }: Checks): void {
  const of = (field: string): number => count(counts[field], `${name}.${field}`)
  if (of('labelledCount') + of('skippedCount') + of('undecidedCount') !== of('drawnCount')) {
    fail(`${name}.drawnCount to be the sum of labelled, skipped and undecided`, counts['drawnCount'])
  }
}

/** Checks the size of the sample and the bounds of its missing labels; both are absent in breakdowns of 0.1.0. */
function checkReach(audit: Fields, name: string, { fail, count, record, number }: Checks): void {
  const { reachedCount, missingBounds } = audit
  if (reachedCount === undefined) return
  const reached = count(reachedCount, `${name}.reachedCount`)
  if (reached > (audit['drawnCount'] as number) || reached < (audit['labelledCount'] as number)) {
    fail(`${name}.reachedCount to be from labelledCount to drawnCount`, reached)
  }
  if (missingBounds === null || missingBounds === undefined) return
  for (const [label, range] of Object.entries(record(missingBounds, `${name}.missingBounds`))) {
    const place = `${name}.missingBounds."${label}"`
    number(record(range, place)['high'], number(record(range, place)['low'], 0, 1, `${place}.low`), 1, `${place}.high`)
  }
}

/** Checks what the footnote says of coders, wrong labels and large accounts, and the confusion; absent in breakdowns of 0.2.0 and before. */
function checkDoubts({ coders = [], labelErrors = [], largeAccounts = [], confusion = {} }: Fields, name: string, checks: Checks): void {
  const { list, record, strings, number, count } = checks
  for (const [hand, row] of Object.entries(record(confusion, `${name}.confusion`))) {
    for (const posts of Object.values(record(row, `${name}.confusion."${hand}"`))) count(posts, `${name}.confusion."${hand}"`)
  }
  strings(coders, `${name}.coders`)
  for (const [index, entry] of list(labelErrors, `${name}.labelErrors`).entries()) {
    const place = `${name}.labelErrors[${index}]`
    const { wrongShare, wrongCount, ranges } = record(entry, place)
    number(wrongShare, 0, 1, `${place}.wrongShare`)
    count(wrongCount, `${place}.wrongCount`)
    for (const [label, range] of Object.entries(record(ranges, `${place}.ranges`))) {
      const { low, high } = record(range, `${place}.ranges."${label}"`)
      number(high, number(low, 0, 1, `${place}.low`), 1, `${place}.high`)
    }
  }
  for (const [index, entry] of list(largeAccounts, `${name}.largeAccounts`).entries()) {
    const place = `${name}.largeAccounts[${index}]`
    const { postCount, changes } = record(entry, place)
    count(postCount, `${place}.postCount`)
    for (const change of changes === null ? [] : Object.values(record(changes, `${place}.changes`)))
      number(change, -1, 1, `${place}.changes`)
  }
}

/** Checks the audit of a group for consistency with the group. */
function checkGroupAudit(audit: Fields, group: Fields, name: string, checks: Checks): void {
  const { fail, list, record, number, count } = checks
  checkCounts(audit, name, checks)
  const [labelledCount, populationCount] = [audit['labelledCount'] as number, count(audit['populationCount'], `${name}.populationCount`)]
  if (populationCount !== group['postCount']) fail(`${name}.populationCount to be the group's postCount`, populationCount)
  if ((audit['drawnCount'] as number) > populationCount) fail(`${name}.drawnCount to be at most ${populationCount}`, audit['drawnCount'])
  if (audit['isCensus'] !== (populationCount > 0 && labelledCount === populationCount)) {
    fail(`${name}.isCensus to say whether all are labelled`, audit['isCensus'])
  }
  checkReach(audit, name, checks)
  checkDoubts(audit, name, checks)
  for (const field of ['errorCount', 'unansweredCount']) count(audit[field], `${name}.${field}`)
  const labelCounts = Object.entries(record(audit['labelCounts'], `${name}.labelCounts`))
  const counted = labelCounts.map(([label, labels]) => count(labels, `${name}.labelCounts."${label}"`))
  if (counted.reduce((sum, labels) => sum + labels, 0) !== labelledCount) fail(`${name}.labelCounts to sum to ${labelledCount}`, counted)
  for (const [index, entry] of list(audit['countingUnits'], `${name}.countingUnits`).entries()) {
    count(record(entry, `${name}.countingUnits[${index}]`)['unitCount'], `${name}.countingUnits[${index}].unitCount`)
  }
  if (audit['shares'] === null) return
  const shares = Object.entries(record(audit['shares'], `${name}.shares`))
  const total = shares.reduce((sum, [label, share]) => sum + number(share, 0, 1, `${name}.shares."${label}"`), 0)
  if (Math.abs(total - 1) > TOLERANCE) fail(`${name}.shares to sum to 1`, total)
  for (const [label, lambda] of Object.entries(record(audit['lambda'], `${name}.lambda`))) number(lambda, 0, 1, `${name}.lambda."${label}"`)
  const sides = Object.keys(group['phrases'] as Fields)
  if (sides.length === 0 || sides.some((side) => !shares.some(([label]) => label === side))) fail('phrases by sides that are labels', sides)
  const headlines = list(group['intervals'], `${name}.intervals`).filter((entry) => {
    const interval = entry as Fields
    return interval['estimand'] === 'captured' && interval['isHeadline'] === true
  }) as Fields[]
  for (const [label, share] of shares) {
    const [interval, ...more] = headlines.filter((one) => one['label'] === label)
    if (interval === undefined || more.length > 0) fail(`one headline interval of "${label}" beside ${name}`, headlines.length)
    else if (Math.abs(number(interval['share'], 0, 1, `the headline share of "${label}"`) - (share as number)) > TOLERANCE) {
      fail(`${name}.shares."${label}" to be the headline share ${interval['share']}`, share)
    }
    if (!labelCounts.some(([known]) => known === label)) fail(`${name}.labelCounts to have "${label}"`, Object.fromEntries(labelCounts))
  }
  const alone = headlines.find((interval) => !shares.some(([label]) => label === interval['label']))
  if (alone !== undefined) fail(`${name}.shares to have "${alone['label']}"`, shares)
}
