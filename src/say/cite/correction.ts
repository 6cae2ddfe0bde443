import { PipelineError } from '../../base/errors.js'
import {
  formatCount,
  formatNumber,
  formatPart,
  MIN_PERCENT_COUNT,
} from '../../base/text/format-count.js'
import { unitKeyOf } from '../../base/thread/unit-key.js'
import type { Audit } from '../../count/audit/audit.js'
import { settleLabels } from '../../count/audit/settle-labels.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import { posts, verb } from '../facts/finding-words.js'
import { findSubject, placeWords, unitsOf } from '../facts/subject.js'
import { listed } from '../format/names.js'
import { type Cited, citedOf, type QuotedShare } from './quote-shares.js'
import { amountOf, bracket, targetOf, verdictWords } from './sentence.js'

/** A result with the labels behind it. */
interface AuditedResult {
  readonly breakdown: Breakdown
  readonly audit: Audit | null
}

/**
 * One sentence: what a former result said, what is right, and why.
 *
 * @throws {PipelineError} `USAGE_OPTION_INVALID` for a former result that `cite` would have
 *   refused, and where the sentence stays the same
 */
export function renderCorrection(
  former: AuditedResult,
  now: AuditedResult,
  dealId?: string,
): string {
  const [old, cited] = [former, now].map(({ breakdown }) => {
    const subject = findSubject(breakdown, dealId)
    if (subject.group.verdict.isReady) return citedOf(breakdown, subject)
    throw invalid(
      `a result that cite would have printed, got one that it refuses (${subject.group.verdict.missing[0].code})`,
    )
  }) as [Cited, Cited]
  const { group, sideShares, wording } = cited
  const oldCount = old.group.postCount
  const count = oldCount === group.postCount ? '' : ` (not ${formatNumber(oldCount)})`
  const isComparable =
    oldCount === group.postCount || Math.min(oldCount, group.postCount) >= MIN_PERCENT_COUNT
  const amountIn = (share: QuotedShare, one: Cited): string =>
    isComparable ? amountOf(share, one) : formatPart(share.printed.count, one.group.postCount)
  const claims = sideShares.map((share, index) => {
    const before = old.sideShares.find(({ label }) => label === share.label)
    const was = before === undefined ? 'none' : amountIn(before, old)
    const amount = amountIn(share, cited)
    const words =
      index === 0 ? wording.saw(share.label, targetOf(cited)) : wording.also(share.label)
    const range = isComparable ? bracket(share, cited) : ''
    const isWithin = before !== undefined && isInRange(share, before, old)
    return {
      isSame: was === amount || isWithin,
      text: `${was === amount ? `still ${was}` : `not ${was} but ${amount}`} ${words}${range}`,
    }
  })
  const wasAhead = verdictWords(old)
  const ahead = verdictWords(cited)
  if (claims.every(({ isSame }) => isSame) && wasAhead === ahead && count === '')
    throw invalid('a result that differs, got the same one')
  const what = `of ${formatNumber(group.postCount)}${count} ${unitsOf(group)} ${placeWords(cited)}`
  const why = listed(reasons(former, now, group.postCount - oldCount, cited.dealId))
  return `Correction: ${what}, ${claims.map(({ text }) => text).join(', and ')}, since ${why}${aheadWords(wasAhead, ahead)}.`
}

/** True for a figure of all posts within the range of a sample that was printed. */
const isInRange = ({ share, low, high }: QuotedShare, before: QuotedShare, old: Cited): boolean =>
  low === high && !old.audit.isCensus && before.low <= share && share <= before.high

/** "; more saw a retreat, where we said: most took no side" */
function aheadWords(was: string, now: string): string {
  if (was === now) return ''
  if (now === '') return `; we no longer say: ${was}`
  return `; ${now}${was === '' ? '' : `, where we said: ${was}`}`
}

/**
 * "2 labels were corrected", "the sample was made larger, from 80 to 120 posts".
 *
 * @param added posts that are counted now and were not before
 */
function reasons(
  former: AuditedResult,
  now: AuditedResult,
  added: number,
  dealId: string | null,
): string[] {
  const labelsOf = ({ audit }: AuditedResult) =>
    new Map(
      (audit === null ? [] : settleLabels(audit))
        .filter(({ unit }) => dealId === null || unit.dealId === dealId)
        .map((settled) => [unitKeyOf(settled.unit), settled]),
    )
  const old = labelsOf(former)
  const all = labelsOf(now)
  const both = [...all].flatMap(([key, is]) => {
    const was = old.get(key)
    return was === undefined ? [] : [{ was, is }]
  })
  // An id of other words: row numbers, or an edited copy.
  if (both.some(({ was, is }) => was.unit.textHash !== is.unit.textHash))
    return ['the posts were copied anew']
  const changed = both.filter(({ was, is }) => was.label !== null && was.label !== is.label)
  const settled = changed.filter(({ is }) => is.adjudicator !== undefined).length
  const corrected = changed.length - settled
  const filled = both.filter(({ was, is }) => was.label === null && is.label !== null).length
  const isGrown = both.length === old.size
  const moved = Math.abs(added)
  const changes = [
    added === 0
      ? ''
      : `${posts(moved)} ${verb(moved, 'was', 'were')} ${added > 0 ? 'added' : 'taken out'}`,
    added === 0 && isGrown && all.size > old.size ? grownWords(old.size, all.size, now) : '',
    isGrown ? '' : 'other posts were picked',
    corrected === 0
      ? ''
      : `${formatCount(corrected, 'label')} ${verb(corrected, 'was', 'were')} corrected`,
    settled === 0
      ? ''
      : `settling what the people who read disagreed on changed ${formatCount(settled, 'label')}`,
    filled === 0 ? '' : `${posts(filled)} without a label ${verb(filled, 'has', 'have')} one`,
  ].filter(Boolean)
  return changes.length > 0 ? changes : ['the model was used in another way']
}

/** "all 600 posts were read", "the sample was made larger, from 80 to 120 posts" */
const grownWords = (before: number, after: number, { breakdown }: AuditedResult): string =>
  breakdown.overall.postCount === after
    ? `all ${posts(after)} were read`
    : `the sample was made larger, from ${formatNumber(before)} to ${formatNumber(after)} posts`

const invalid = (expectedAndGot: string): PipelineError =>
  new PipelineError('USAGE_OPTION_INVALID', `--corrects: expected ${expectedAndGot}.`, {
    context: { option: 'corrects' },
  })
