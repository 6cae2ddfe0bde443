import { isComplete, judgeAgreement, MAX_MISSING_SHARE, MIN_ALPHA, missingCountOf } from '../../aggregate/audit/audit-reach.js'
import type { Breakdown } from '../../aggregate/breakdown/breakdown.js'
import type { BreakdownAudit, GroupAudit } from '../../aggregate/breakdown/breakdown-audit.js'
import { PipelineError } from '../../errors.js'
import { formatCount } from '../../text/format-count.js'
import type { CiteSubject } from './cite-subject.js'
import { printableName } from './cite-wording.js'

/**
 * Labels that are missing here and there may be missing for what the posts say: the others are then no random sample.
 *
 * @throws {PipelineError} `CITE_INCOMPLETE` where more than 5 % of the sample has no label
 */
export function checkComplete(breakdown: Breakdown, { deal }: Pick<CiteSubject, 'deal'>, audit: GroupAudit): void {
  if (isComplete(audit)) return
  const { labelledCount, drawnCount, undecidedCount, reachedCount } = audit
  const missingCount = missingCountOf(audit)
  const sampleCount = labelledCount + missingCount
  const place = deal === null ? '' : ` (deal "${printableName(deal.dealId)}")`
  const openCount = missingCount - undecidedCount
  const states = [
    ...(openCount > 0 ? [`${openCount} skipped or not reached`] : []),
    ...(undecidedCount > 0 ? [`${undecidedCount} on which coders differ`] : []),
  ]
  const sample =
    sampleCount < drawnCount ? `the first ${sampleCount} of ${drawnCount} judgements drawn` : `the ${sampleCount} judgements drawn`
  const old = reachedCount === undefined ? ' The breakdown does not say which they are: aggregate again first.' : ''
  throw new PipelineError(
    'CITE_INCOMPLETE',
    `expected labels of at least ${100 - MAX_MISSING_SHARE * 100}% of ${sample}, got ${labelledCount}${place}: ${missingCount} ${missingCount === 1 ? 'has' : 'have'} none (${states.join(', ')}). The ${formatCount(labelledCount, 'label')} are not those of the first judgements in the order drawn, and so of no random part.${old} Get the missing ones with ${labelCommands(breakdown, openCount, undecidedCount)}.`,
    { context: { labelledCount, missingCount, drawnCount, undecidedCount } },
  )
}

/** @throws {PipelineError} `CITE_CODERS_DISAGREE` where coders who labelled the same judgements agree too little */
export function checkCoders(breakdown: Breakdown, { agreement }: BreakdownAudit): void {
  if (judgeAgreement(agreement) !== 'low') return
  const { scored } = filesOf(breakdown)
  throw new PipelineError(
    'CITE_CODERS_DISAGREE',
    `expected coders who agree with a Krippendorff's alpha of at least ${MIN_ALPHA}, got ${agreement.alpha?.toFixed(2)} on ${agreement.doubleCodedCount} judgements that two or more labelled: what a label means depends on who gave it. Settle with the coders what each label means, and have them label a new sample: npm run audit -- ${scored} --size ${breakdown.audit?.size ?? 'N'} --seed OTHER --out NEW.audit.jsonl.`,
    { context: { alpha: agreement.alpha, doubleCodedCount: agreement.doubleCodedCount } },
  )
}

/** The commands behind which the missing labels are there, with the names of the files as far as the breakdown knows them. */
export function labelCommands(breakdown: Breakdown, openCount: number, undecidedCount: number): string {
  const { scored, audit } = filesOf(breakdown)
  const coders = breakdown.audit?.coders ?? []
  const coder = coders.length === 1 && coders[0] ? ` --coder ${shellWord(coders[0].coder)}` : ''
  return [
    ...(openCount > 0 ? [`npm run audit -- ${scored} --out ${audit}${coder} --skipped`] : []),
    ...(undecidedCount > 0 ? [`npm run audit -- ${scored} --out ${audit} --adjudicate`] : []),
    `npm run aggregate -- ${scored} --audit ${audit} --format json`,
  ].join(', then ')
}

function filesOf({ evidence = [] }: Breakdown): { readonly scored: string; readonly audit: string } {
  const named = (role: string): string[] => evidence.flatMap((file) => (file.role === role ? [file.name ?? '-'] : [])).map(shellWord)
  const [audit = 'AUDIT.jsonl'] = named('audit')
  return { scored: named('scored').join(' ') || 'SCORED', audit }
}

/** One word of a command line: in quotes where a shell would read it otherwise. */
const shellWord = (word: string): string => (/^[\w./@+-]+$/.test(word) ? word : `'${printableName(word, 200).replaceAll("'", "'\\''")}'`)
