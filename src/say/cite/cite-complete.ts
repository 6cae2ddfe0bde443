import { type ErrorCode, PipelineError } from '../../base/errors.js'
import { auditPathBeside } from '../../count/audit/audit-path.js'
import { isComplete, judgeAgreement, MAX_MISSING_SHARE, MIN_ALPHA, missingCountOf } from '../../count/audited/quotable.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import type { BreakdownAudit, GroupAudit } from '../../count/breakdown/breakdown-audit.js'
import { shellWord } from '../format/shell-word.js'
import type { CiteSubject } from './cite-subject.js'
import { printableName } from './cite-wording.js'

/** The files behind a breakdown, as the user names them. */
export interface CiteFiles {
  readonly scored: readonly string[]
  /** Null where there is none yet. */
  readonly audit: string | null
}

/** Commands that refusals name: whole lines that can be typed. */
export interface CiteCommands {
  /** @param more further options, such as `--size 60` */
  audit(more: string): string
  readonly cite: string
}

/** @param files default: the names in the breakdown */
export function commandsOf({ evidence = [], audit, options }: Breakdown, files: CiteFiles | undefined): CiteCommands {
  const named = (role: string): string[] => evidence.flatMap((file) => (file.role === role ? [file.name ?? '-'] : []))
  const paths = (files?.scored ?? named('scored')).filter((path) => path !== '-')
  const scored = paths.map(shellWord).join(' ') || 'SCORED'
  const path = files ? files.audit : (named('audit')[0] ?? null)
  const isElsewhere = path !== null && path !== auditPathBeside(paths[0] ?? '')
  const place = (option: string): string => (isElsewhere ? ` ${option} ${shellWord(path)}` : '')
  const [coder, ...others] = audit?.coders ?? []
  const by = coder && others.length === 0 && coder.coder !== 'a' ? ` --coder ${shellWord(coder.coder)}` : ''
  const counting = `${options.count === 'replies' ? ' --count replies' : ''}${options.countDuplicates === 'once' ? ' --count-duplicates once' : ''}`
  return {
    audit: (more) =>
      `npm run audit -- ${scored}${place('--out')}${more.includes('--adjudicate') ? '' : by}${more === '' ? '' : ` ${more}`}`,
    cite: `npm run cite -- ${scored}${place('--audit')}${counting}`,
  }
}

/** A refusal of `cite`: why there is nothing to print, and what to do. */
export const notReady = (code: ErrorCode, why: string, context: Readonly<Record<string, unknown>> = {}): PipelineError =>
  new PipelineError(code, `Not ready to cite: ${why}`, { context })

/** Labels that are missing here and there may be missing for what the posts say: the others are then no random sample. */
export function checkComplete({ deal }: Pick<CiteSubject, 'deal'>, audit: GroupAudit, commands: CiteCommands): void {
  if (isComplete(audit)) return
  const { labelledCount, drawnCount, undecidedCount, reachedCount } = audit
  const missingCount = missingCountOf(audit)
  const sampleCount = labelledCount + missingCount
  const place = deal === null ? '' : ` (deal “${printableName(deal.dealId)}”)`
  const openCount = missingCount - undecidedCount
  const states = [
    ...(openCount > 0 ? [`${openCount} skipped, or left empty in an imported table`] : []),
    ...(undecidedCount > 0 ? [`${undecidedCount} on which coders differ`] : []),
  ]
  const sample =
    sampleCount < drawnCount ? `the first ${sampleCount} of ${drawnCount} judgements drawn` : `the ${sampleCount} judgements drawn`
  const old = reachedCount === undefined ? ' The breakdown does not say which they are: aggregate again first.' : ''
  const steps = [
    ...(openCount > 0 ? [commands.audit('--skipped')] : []),
    ...(undecidedCount > 0 ? [commands.audit('--adjudicate')] : []),
    commands.cite,
  ].join(', then ')
  throw notReady(
    'CITE_INCOMPLETE',
    `${missingCount} of ${sample} ${missingCount === 1 ? 'has' : 'have'} no label${place}: ${states.join(', ')}. At most ${MAX_MISSING_SHARE * 100}% may lack one, because posts that coders pass over may differ from the others.${old} Label them: ${steps}.${openCount > 0 ? ' Or fill the empty cells of the table and --import it again.' : ''}`,
    { labelledCount, missingCount, drawnCount, undecidedCount },
  )
}

export function checkCoders({ agreement, size }: BreakdownAudit, commands: CiteCommands): void {
  if (judgeAgreement(agreement) !== 'low') return
  throw notReady(
    'CITE_CODERS_DISAGREE',
    `coders agree too little, with a Krippendorff's alpha of ${agreement.alpha?.toFixed(2)} on ${agreement.doubleCodedCount} judgements that two or more labelled; at least ${MIN_ALPHA} is needed. What a label means depends on who gave it. Settle with the coders what each label means, and have them label a new sample: ${commands.audit(`--size ${size} --seed OTHER --out NEW.audit.jsonl`)}.`,
    { alpha: agreement.alpha, doubleCodedCount: agreement.doubleCodedCount },
  )
}
