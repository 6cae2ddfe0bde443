import { PipelineError } from '../../base/errors.js'
import { formatCount, formatNumber, MIN_PERCENT_COUNT } from '../../base/text/format-count.js'
import { unitKeyOf } from '../../base/thread/unit-key.js'
import type { Audit } from '../../count/audit/audit.js'
import { settleLabels } from '../../count/audit/settle-labels.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import { findSubject, placeWords } from '../facts/wording.js'
import { listed } from '../format/names.js'
import { posts, verb } from '../rules/finding-words.js'
import { type CitedWords, citedWords } from './cited-words.js'
import type { QuotedShare } from './numbers.js'
import { amountOf, bracket, targetOf, verdictWords } from './sentence.js'

/** A result with the labels behind it. */
interface AuditedResult {
  readonly breakdown: Breakdown
  readonly audit: Audit | null
}

/**
 * One sentence: what a former result said, what is right, and why.
 *
 * @param dealId the deal of both, where there are several
 * @throws {PipelineError} `USAGE_OPTION_INVALID` for a former result that `cite` would have
 *   refused, and where the sentence stays the same
 */
export function renderCorrection(
  former: AuditedResult,
  now: AuditedResult,
  dealId?: string,
): string {
  const [formerWords, nowWords] = [former, now].map(({ breakdown }) => {
    const subject = findSubject(breakdown, dealId)
    if (subject.group.verdict.isReady) return citedWords(breakdown, subject)
    throw invalid(
      `a result that cite would have printed, got one that it refuses (${subject.group.verdict.missing[0].code})`,
    )
  }) as [CitedWords, CitedWords]
  const { subject, quotedShares, wording } = nowWords
  const count =
    formerWords.subject.postCount === subject.postCount
      ? ''
      : ` (not ${formatNumber(formerWords.subject.postCount)})`
  const wordsOf = amountsOf(formerWords, nowWords)
  const rangeOf = (share: QuotedShare): string =>
    wordsOf === amountOf ? bracket(share, nowWords) : ''
  const claims = quotedShares.map((share, index) => {
    const before = formerWords.quotedShares.find(({ label }) => label === share.label)
    const was = before === undefined ? 'none' : wordsOf(before, formerWords)
    const amount = wordsOf(share, nowWords)
    const words =
      index === 0 ? wording.saw(share.label, targetOf(nowWords)) : wording.also(share.label)
    return {
      isSame: was === amount,
      text: `${was === amount ? `still ${was}` : `not ${was} but ${amount}`} ${words}${rangeOf(share)}`,
    }
  })
  const wasAhead = verdictWords(formerWords)
  const ahead = verdictWords(nowWords)
  if (claims.every(({ isSame }) => isSame) && wasAhead === ahead && count === '')
    throw invalid('a result that differs, got the same one: nothing is to be corrected')
  const what = `of ${formatNumber(subject.postCount)}${count} ${subject.noun === 'post' ? 'posts' : 'replies'} ${placeWords(subject)}`
  const why = listed(reasons(former, now, nowWords))
  return `Correction: ${what}, ${claims.map(({ text }) => text).join(', and ')}, since ${why}${aheadWords(wasAhead, ahead)}.`
}

/** "; more saw a retreat, where we said: these labels do not show which side is larger" */
function aheadWords(was: string, now: string): string {
  if (was === now) return ''
  if (now === '') return `; we no longer say: ${was}`
  return `; ${now}${was === '' ? '' : `, where we said: ${was}`}`
}

/**
 * "2 labels were corrected", "the sample was made larger, from 80 to 120 posts", "38 posts were
 * added".
 */
function reasons(former: AuditedResult, now: AuditedResult, { subject }: CitedWords): string[] {
  const dealId = subject.deal?.dealId ?? null
  const labelsOf = ({ audit }: AuditedResult) => {
    const units =
      audit === null
        ? []
        : settleLabels(audit).filter(({ unit }) => dealId === null || unit.dealId === dealId)
    return new Map(units.map(({ unit, label }) => [unitKeyOf(unit), { ...unit, label }]))
  }
  const old = labelsOf(former)
  const nowLabels = labelsOf(now)
  const both = [...nowLabels].flatMap(([key, now]) => {
    const was = old.get(key)
    return was === undefined ? [] : [{ was, now }]
  })
  // An id that names other words: row numbers as ids, or a copy that was edited.
  if (both.some(({ was, now }) => was.textHash !== now.textHash))
    return ['the posts were copied anew']
  const changed = both.filter(
    ({ was, now }) => was.label !== null && was.label !== now.label,
  ).length
  const filled = both.filter(({ was, now }) => was.label === null && now.label !== null).length
  const added = subject.postCount - findSubject(former.breakdown, dealId ?? undefined).postCount
  const sizes = [old.size, nowLabels.size].map(formatNumber).join(' to ')
  const isGrown = both.length === old.size
  const changes: readonly (readonly [boolean, string])[] = [
    [
      added !== 0,
      `${posts(Math.abs(added))} ${verb(Math.abs(added), 'was', 'were')} ${added > 0 ? 'added' : 'taken out'}`,
    ],
    [
      added === 0 && isGrown && nowLabels.size > old.size,
      `the sample was made larger, from ${sizes} posts`,
    ],
    [!isGrown, 'other posts were picked'],
    [changed > 0, `${formatCount(changed, 'label')} ${verb(changed, 'was', 'were')} corrected`],
    [
      filled > 0,
      `${formatCount(filled, 'post')} without a label ${verb(filled, 'has', 'have')} one`,
    ],
  ]
  const changeWords = changes.flatMap(([isSo, words]) => (isSo ? [words] : []))
  return changeWords.length > 0 ? changeWords : ['the model was used in another way']
}

/** Amounts of two results in one unit. */
function amountsOf(formerWords: CitedWords, nowWords: CitedWords) {
  const was = formerWords.subject.postCount
  const now = nowWords.subject.postCount
  if (was === now || Math.min(was, now) >= MIN_PERCENT_COUNT) return amountOf
  return ({ printed }: QuotedShare, { subject }: CitedWords): string =>
    `${formatNumber(printed.count)} of ${formatNumber(subject.postCount)}`
}

const invalid = (expectedAndGot: string): PipelineError =>
  new PipelineError('USAGE_OPTION_INVALID', `--corrects: expected ${expectedAndGot}.`, {
    context: { option: 'corrects' },
  })
