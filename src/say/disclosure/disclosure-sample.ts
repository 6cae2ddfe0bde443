import { formatCount, formatLevel, formatPercentRange } from '../../base/text/format-count.js'
import {
  judgeAgreement,
  MIN_DOUBLE_CODED_COUNT,
  marginOf,
  missingCountOf,
  readiness,
  shortfallWords,
} from '../../count/audited/readiness.js'
import type { BreakdownAudit, GroupAudit } from '../../count/breakdown/breakdown-audit.js'
import { breakdownCaptureOf } from '../../count/breakdown/breakdown-capture.js'
import { disposePosts } from '../../count/breakdown/dispositions.js'
import { describeOrigin } from '../cite/footnote.js'
import { CENSUS_RULE, formatPercent, formatPoints, formatTogether, LEAD_RULE, roundMargin } from '../cite/numbers.js'
import { allOf } from '../cite/sentence.js'
import { countPosts, printableName } from '../cite/wording.js'
import { describeCapture } from '../facts/describe-capture.js'
import { describeDispositions } from '../facts/describe-dispositions.js'
import { describeLearning } from '../facts/describe-learning.js'
import type { DisclosureInput, FilledItem } from './disclosure-item.js'

const NO_AUDIT = { what: 'a random sample labelled by hand: run npm run audit, then aggregate --audit', fact: null }

/** How posts came to be captured, and how some of them came to be labelled by hand. */
export function describeSample({ breakdown, subject, audit, capture }: DisclosureInput): FilledItem {
  const { missingCount, capturedCount } = capture
  const full = breakdownCaptureOf(breakdown)
  const known = missingCount === null ? [] : [`Captured: ${capturedCount} of the ${capturedCount + missingCount} replies known to exist.`]
  const ledger = [...known, ...(full === null ? [] : [printableName(describeCapture(full), 4000)])]
  const unknown =
    missingCount === null ? [{ what: 'how many replies exist in the thread, and so what share was captured', fact: null }] : []
  const record = breakdown.audit
  if (audit === null || record === null) return { statements: ledger, missing: [...unknown, NO_AUDIT] }
  const drawn = audit.isCensus
    ? `All ${countPosts(subject, audit.populationCount)} were labelled in the audit: there is no sample.`
    : `From the captured posts ${audit.drawnCount} were drawn at random without replacement (every post of the deal with the same chance; ${record.size} asked for over all deals, seed ${record.seed}); every post had a known chance to be drawn.`
  return { statements: [...ledger, drawn, ...describeReach(audit)], missing: unknown }
}

/** Which of the drawn posts make up the sample. */
function describeReach(audit: GroupAudit): string[] {
  const reachedCount = audit.labelledCount + missingCountOf(audit)
  if (reachedCount === audit.drawnCount) return []
  return [`The sample is the first ${reachedCount} of these ${audit.drawnCount} in the order drawn; the others were not reached.`]
}

export function describePrecision({ breakdown, subject, audit, capture }: DisclosureInput): FilledItem {
  const population = `${countPosts(subject, subject.postCount)} in all.`
  const way = describeDispositions(disposePosts(subject.group, audit, capture))
  if (audit === null) return { statements: [population, way], missing: [NO_AUDIT] }
  const labelled = `${population.slice(0, -1)}, ${audit.labelledCount} of them labelled in the audit.`
  const state = readiness(breakdown, subject.group)
  if (!state.isReady) {
    return {
      statements: [labelled, way],
      missing: [{ what: `shares that may be quoted: ${shortfallWords(state.missing[0])}`, fact: null }],
    }
  }
  const level = formatLevel(breakdown.options.confidenceLevel)
  const margins = state.intervals.map((interval) => `${printableName(interval.label)} ±${formatPoints(roundMargin(marginOf(interval)))}`)
  return {
    statements: [
      labelled,
      way,
      audit.isCensus
        ? 'Every post was labelled in the audit: no sampling error remains for the share among these posts.'
        : `Margins at ${level} for the shares among these posts: ${margins.join(', ')}. They cover the draw of the hand-labelled sample alone; each holds at that level by itself, ${allOf(margins.length)} together at ${formatTogether(breakdown.options.confidenceLevel, margins.length)} at least.`,
      `Of two sides: ${audit.isCensus ? CENSUS_RULE : LEAD_RULE}.`,
      ...describeWrongLabels(audit),
      'There is no margin of sampling error for any wider group of people.',
    ],
  }
}

function describeWrongLabels({ labelErrors = [], labelledCount, isCensus }: GroupAudit): string[] {
  return labelErrors.map(({ wrongShare, wrongCount, ranges }) => {
    const parts = Object.entries(ranges).map(([label, range]) => `${printableName(label)} ${formatPercentRange(range)}`)
    return `If ${formatPercent(wrongShare)} of the hand labels (${wrongCount} of ${labelledCount}) are wrong, all of them to one side${isCensus ? '' : ', the draw aside'}: ${parts.join(', ')}.`
  })
}

export function describeWeights({ breakdown, subject, audit }: DisclosureInput): FilledItem {
  const record = breakdown.audit
  if (audit === null || record === null) return { statements: ['Every post counts once.'] }
  if (audit.isCensus) return { statements: ['Every post counts once; all are labelled in the audit.'] }
  const lambdas = Object.entries(audit.lambda ?? {}).map(([label, lambda]) => `${printableName(label)} ${lambda.toFixed(2)}`)
  const worth = Object.entries(audit.labelsWorth ?? {}).map(([label, count]) => `${printableName(label)} ${Math.floor(count)}`)
  const proxy = record.proxy === 'probability' ? "the program's calibrated probabilities" : "the program's labels"
  const learning = describeLearning(record)
  return {
    statements: [
      ...(learning === '' ? [] : [learning]),
      subject.deal === null && breakdown.deals.length > 1
        ? 'Every post counts once; a post of the sample stands for as many posts as its deal has per labelled one.'
        : 'Every post counts once, and so does every post of the sample.',
      `The estimate takes ${proxy} as far as the sample shows that they help (${printableName(record.headlineMethod)}; power tuning from 0 to 1: ${lambdas.join(', ')}) and takes their mean error in the sample out. A post without a label of the program is taken for the mean of the others.`,
      `Labels that would give each share as precisely without the program, where ${audit.labelledCount} were given: ${worth.join(', ')}.`,
    ],
  }
}

/** Who labelled, how well they agree, what the program got wrong, and on which files it all stands. */
export function describeQuality(input: DisclosureInput): FilledItem {
  const { breakdown, audit, facts } = input
  const record = breakdown.audit
  const processing = facts.processing === undefined ? [] : [printableName(facts.processing, 4000)]
  if (audit === null || record === null) return { statements: processing, missing: [NO_AUDIT] }
  const coders = facts.coders === undefined ? [] : [`Coders: ${printableName(facts.coders, 4000)}`]
  const unknown: FilledItem['missing'] =
    facts.coders === undefined ? [{ what: 'who the coders were and how they were trained', fact: 'coders' }] : []
  return {
    statements: [
      ...coders,
      ...describeCoding(record),
      ...[describeOrigin(breakdown, record, audit)].filter((statement) => statement !== ''),
      describeErrors(audit),
      ...processing,
      describeFiles(record),
    ],
    missing: [
      ...unknown,
      ...(record.agreement.doubleCodedCount === 0
        ? [{ what: 'judgements labelled by two coders, without which nothing checks the labels', fact: null }]
        : []),
    ],
  }
}

function describeCoding({ coders, agreement }: BreakdownAudit): string[] {
  const { doubleCodedCount, alpha, alphaInterval, agreementShare, kappa } = agreement
  const labelled = `${formatCount(coders.length, 'coder')} labelled ${coders.map(({ labelledCount }) => labelledCount).join(' and ')} judgements of the audit.`
  if (doubleCodedCount === 0) return [labelled]
  const verdict = judgeAgreement(agreement)
  const parts = [
    ...(alpha === null || verdict === 'few'
      ? []
      : [
          `Krippendorff's alpha ${alpha.toFixed(2)}${alphaInterval === null ? '' : ` (${alphaInterval.low.toFixed(2)} to ${alphaInterval.high.toFixed(2)})`}`,
        ]),
    ...(agreementShare === null ? [] : [`agreement ${Math.round(agreementShare * 100)}%`]),
    ...(kappa === null ? [] : [`Cohen's kappa ${kappa.toFixed(2)}`]),
  ]
  return [
    labelled,
    `${formatCount(doubleCodedCount, 'judgement')} labelled by two or more${parts.length === 0 ? '' : `: ${parts.join(', ')}`}.`,
    ...(verdict === 'few' ? [`Krippendorff's alpha needs ${MIN_DOUBLE_CODED_COUNT} judgements labelled by two.`] : []),
    ...agreement.reasons,
  ]
}

const describeErrors = ({ errorCount, unansweredCount, labelledCount }: GroupAudit): string =>
  `The program gave ${errorCount} of the ${labelledCount} hand-labelled posts another label${unansweredCount === 0 ? '' : ` and ${unansweredCount} none`}; this is measured and corrected for.`

const describeFiles = ({ scoredSha256, drawnSha256, sha256 }: BreakdownAudit): string =>
  `Files by SHA-256: scored posts ${scoredSha256}${drawnSha256 === undefined ? '' : ` (at the draw ${drawnSha256})`}${sha256 === null ? '' : `, audit ${sha256}`}.`
