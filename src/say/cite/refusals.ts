import { type ErrorCode, PipelineError } from '../../base/errors.js'
import { formatNumber, formatPart, formatPercentRange } from '../../base/text/format-count.js'
import { auditPathBeside } from '../../count/audit/audit.js'
import { MIN_QUOTED_COUNT } from '../../count/audit/draw/plan-audit.js'
import { marginOf } from '../../count/audited/lead.js'
import { isHeadline, MAX_MISSING_SHARE, MIN_ALPHA, type NeededLabels, type Shortfall } from '../../count/audited/readiness.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import type { BreakdownAudit, GroupAudit } from '../../count/breakdown/breakdown-audit.js'
import { type CiteSubject, countPosts, readerWords } from '../facts/wording.js'
import { shellWord } from '../format/display-width.js'
import { printableName } from '../format/names.js'
import { alphaWords, isUntold, lackWords } from '../rules/cautions-on-labels.js'

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

/** @param files default: the names in the breakdown @param dealId the deal that was asked for */
export function commandsOf({ evidence = [], audit, options }: Breakdown, files: CiteFiles | undefined, dealId?: string): CiteCommands {
  const named = (role: string): string[] => evidence.flatMap((file) => (file.role === role ? [file.name ?? '-'] : []))
  const paths = (files?.scored ?? named('scored')).filter((path) => path !== '-')
  const scored = paths.map(shellWord).join(' ') || 'SCORED'
  const path = files ? files.audit : (named('audit')[0] ?? null)
  const isElsewhere = path !== null && path !== auditPathBeside(paths[0] ?? '')
  const place = (option: string): string => (isElsewhere ? ` ${option} ${shellWord(path)}` : '')
  const [coder, ...others] = audit?.coders ?? []
  const by = coder && others.length === 0 && coder.coder !== 'a' ? ` --coder ${shellWord(coder.coder)}` : ''
  const counting = options.count === 'replies' ? ' --count replies' : ''
  return {
    audit: (more) =>
      `npm run audit -- ${scored}${place('--out')}${more.includes('--adjudicate') ? '' : by}${more === '' ? '' : ` ${more}`}`,
    cite: `npm run cite -- ${scored}${place('--audit')}${dealId === undefined ? '' : ` --deal ${shellWord(dealId)}`}${counting}`,
  }
}

/** A refusal of `cite`: the reason, and the next step. */
const notReady = (code: ErrorCode, why: string, context: Readonly<Record<string, unknown>> = {}): PipelineError =>
  new PipelineError(code, `Not ready to cite: ${why}`, { context })

export interface RefusalInput {
  readonly breakdown: Breakdown
  readonly subject: CiteSubject
  /** As a share; half of the widest interval that may be quoted. */
  readonly halfWidth: number
  readonly commands: CiteCommands
}

export function refusalOf(shortfall: Shortfall, input: RefusalInput): PipelineError {
  const { breakdown, subject, commands } = input
  if (shortfall.code === 'CITE_NOT_AUDITED') return refuseUnaudited(shortfall, input)
  const { audit } = subject
  const record = breakdown.audit
  if (audit === null || record === null) throw new PipelineError('INTERNAL', 'expected an audit behind audited posts, got none.')
  switch (shortfall.code) {
    case 'CITE_INCOMPLETE':
      return refuseIncomplete(shortfall.missingCount, audit, input)
    case 'CITE_TOO_FEW_LABELS':
      return refuseFew(shortfall.needed, audit, record, input)
    case 'CITE_CODERS_DISAGREE':
      return refuseCoders(audit, record, commands)
    case 'CITE_LABELS_COPIED':
      return refuseCopied(audit)
    case 'CITE_LABELS_ALIKE':
      return refuseAlike(audit)
    case 'CITE_LABELS_AT_CHANCE':
      return refuseChance(audit)
    case 'CITE_TOO_WIDE':
      return refuseWide(shortfall, audit, input)
  }
}

type Unaudited = Extract<Shortfall, { readonly code: 'CITE_NOT_AUDITED' }>

function refuseUnaudited({ needed, labelled }: Unaudited, { breakdown, subject, halfWidth, commands }: RefusalInput): PipelineError {
  const { postCount } = subject
  const refuse = (why: string) => notReady('CITE_NOT_AUDITED', why, { dealId: subject.deal?.dealId ?? null })
  if (needed === null) {
    return refuse(
      `there ${postCount === 1 ? 'is' : 'are'} ${countPosts(subject, postCount)}${placeOf(subject)}, too few for any share. Quote what was written instead.`,
    )
  }
  if (labelled && isUntold(labelled))
    return refuse(
      `coders marked ${formatPart(labelled.unclearCount, labelled.drawnCount)} posts picked “cannot tell”${placeOf(subject)}: the others give no share, and a larger sample does not help. Have somebody label them who can tell: ${commands.audit('--coder SOMEBODY-WHO-CAN-TELL')}, then ${commands.cite}.`,
    )
  const { count } = needed
  const points = pointsOf(halfWidth)
  const enough =
    count === postCount
      ? `${postCount === 2 ? 'both' : 'all'} ${countPosts(subject, postCount).replace(/^2 /, '')} need a label`
      : `about ${formatNumber(count)} labels of ${countPosts(subject, postCount)} are enough for ±${points} points; --plan ±${points} says whether fewer are`
  const { audit } = breakdown
  if (audit === null) {
    return refuse(
      `nobody has checked a sample of the ${countPosts(subject, postCount)}${placeOf(subject)}. Run ${commands.audit(needed.option)} (${enough}), then ${commands.cite}.`,
    )
  }
  const record = subject.deal === null ? null : (audit.deals.find(({ dealId }) => dealId === subject.deal?.dealId) ?? null)
  const done = record === null ? 'fewer than two' : `${formatNumber(record.labelledCount)} of the ${formatNumber(record.drawnCount)}`
  return refuse(
    `${done} posts picked are labelled${placeOf(subject)}. ${goOn({ breakdown, commands }, needed, record === null ? 0 : record.drawnCount - record.labelledCount)} (${enough}).`,
  )
}

function refuseFew(needed: NeededLabels, audit: GroupAudit, record: BreakdownAudit, input: RefusalInput): PipelineError {
  const { breakdown, halfWidth, subject, commands } = input
  const { postCount } = subject
  const { labelledCount, drawnCount } = audit
  const { count, moreCount, size } = needed
  const least = postCount <= MIN_QUOTED_COUNT ? `all ${countPosts(subject, postCount)} must be` : `at least ${MIN_QUOTED_COUNT} are needed`
  return notReady(
    'CITE_TOO_FEW_LABELS',
    `${formatNumber(labelledCount)} of ${countPosts(subject, postCount)} ${labelledCount === 1 ? 'is' : 'are'} ${readerWords(record).labelled}${placeOf(subject)}, and ${least}: with fewer, one label decides too much. Label ${formatNumber(moreCount)} more${count > MIN_QUOTED_COUNT && count < postCount ? `, ${formatNumber(count)} in all, as ±${pointsOf(halfWidth)} points need` : ''}. ${goOn({ breakdown, commands }, needed, drawnCount - labelledCount)}.`,
    { labelledCount, neededCount: count, size },
  )
}

function refuseWide(
  { needed, widest }: Extract<Shortfall, { readonly code: 'CITE_TOO_WIDE' }>,
  audit: GroupAudit,
  { breakdown, subject, halfWidth, commands }: RefusalInput,
): PipelineError {
  const { postCount } = subject
  const { labelledCount, drawnCount } = audit
  const { count, moreCount, basis, size } = needed
  const margin = marginOf(widest)
  const open = drawnCount - labelledCount
  const because = basis === 'labels' ? 'if the model errs as the labels so far show' : 'even if the model is no help'
  const more = `About ${formatNumber(moreCount)} more ${moreCount === 1 ? 'label is' : 'labels are'} enough (${formatPart(count, postCount)} in all, ${because})`
  const wider = Math.ceil(margin * 200 - 1e-9) / 2
  return notReady(
    'CITE_TOO_WIDE',
    `${formatNumber(labelledCount)} labels give the share of ${printableName(widest.label)} to ±${(margin * 100).toFixed(1)} points${placeOf(subject)}; the limit is ±${pointsOf(halfWidth)}. ${more}. ${open > 0 && size > (breakdown.audit?.size ?? 0) ? `First label ${open === 1 ? 'the sampled post that has' : `the ${open} sampled posts that have`} no label yet. ` : ''}${goOn({ breakdown, commands }, needed, open)}. Or ask for less: --max-width ±${wider}.`,
    { label: widest.label, margin, labelledCount, neededCount: count, size },
  )
}

/** The next command, by which the sample grows and keeps its labels. */
function goOn(
  { breakdown: { audit }, commands }: Pick<RefusalInput, 'breakdown' | 'commands'>,
  { size, option }: NeededLabels,
  openCount: number,
): string {
  if (audit === null) return ''
  if (size <= audit.size && openCount > 0) return `Label the rest of the sample with ${commands.audit('')}, then run ${commands.cite}`
  const kept = audit.counts.labelledCount === 0 ? '' : ' (its labels are kept)'
  return `Enlarge the sample with ${commands.audit(option)}${kept}, label the new posts, then run ${commands.cite}`
}

const placeOf = ({ deal }: CiteSubject): string => (deal === null ? '' : ` (deal “${printableName(deal.dealId)}”)`)

const pointsOf = (share: number): number => Number((share * 100).toFixed(4))

/** Refuses scattered missing labels: they may be missing because of the posts' content. The others are then not a random sample. */
function refuseIncomplete(missingCount: number, audit: GroupAudit, { subject, commands, halfWidth }: RefusalInput): PipelineError {
  const { labelledCount, drawnCount, undecidedCount, unclearCount } = audit
  const sampleCount = labelledCount + missingCount
  const openCount = missingCount - undecidedCount - unclearCount
  const states = lackWords({ missingCount, undecidedCount, unclearCount }, 'skipped, or without a label or a row in an imported table')
  const sample =
    sampleCount < drawnCount
      ? `the first ${formatPart(sampleCount, drawnCount)} posts picked`
      : `the ${formatNumber(sampleCount)} posts picked`
  const why =
    missingCount > MAX_MISSING_SHARE * sampleCount
      ? `At most a third may lack a label: as it stands, ${boundsOf(subject)}`
      : `Without them an interval is wider than ±${pointsOf(halfWidth)} points`
  const steps = [
    ...(openCount > 0 ? [commands.audit('--skipped')] : []),
    ...(undecidedCount > 0 ? [commands.audit('--adjudicate')] : []),
    ...(unclearCount > 0 && openCount === 0 ? [commands.audit('--coder SOMEBODY-WHO-CAN-TELL')] : []),
    commands.cite,
  ].join(', then ')
  return notReady(
    'CITE_INCOMPLETE',
    `${formatNumber(missingCount)} of ${sample} ${missingCount === 1 ? 'has' : 'have'} no label that counts${placeOf(subject)}: ${states}. ${why}. Label them: ${steps}.${openCount > 0 ? ' Or fill the empty cells of the table, add the rows that it lacks, and --import it again.' : ''}`,
    { labelledCount, missingCount, drawnCount, undecidedCount, unclearCount },
  )
}

/** "retreat is 12% to 71%, shrewd pivot 5% to 64%". */
const boundsOf = ({ group }: CiteSubject): string =>
  group.intervals
    .filter(isHeadline)
    .map((one, index) => `${printableName(one.label)} ${index === 0 ? 'is ' : ''}${formatPercentRange(one)}`)
    .join(', ')

const refuseCoders = ({ agreement }: GroupAudit, { size }: BreakdownAudit, commands: CiteCommands): PipelineError =>
  notReady(
    'CITE_CODERS_DISAGREE',
    `coders agree too little: on ${formatNumber(agreement.unanimousCount)} of the ${formatNumber(agreement.doubleCodedCount)} posts that two or more labelled. Krippendorff's alpha is ${alphaWords(agreement)}; at least ${MIN_ALPHA} is needed. The meaning of a label depends on the coder. Agree with the coders on each meaning, and have them label a new sample: ${commands.audit(`--size ${size} --seed OTHER --out NEW.audit.jsonl`)}.`,
    { alpha: agreement.alpha, doubleCodedCount: agreement.doubleCodedCount },
  )

function refuseAlike({ labelCounts, labelledCount, modelAgreement }: GroupAudit): PipelineError {
  const [label = ''] = Object.entries(labelCounts).flatMap(([name, count]) => (count === labelledCount ? [name] : []))
  return notReady(
    'CITE_LABELS_ALIKE',
    `all ${formatNumber(labelledCount)} labels are ${printableName(label)}, ${formatNumber(modelAgreement?.equalCount ?? 0)} of them like the model, no more than by chance. Was a column filled down, or a key held? Look at them with audit --export, ${OR_GIVE_REASON}.`,
    { label, labelledCount },
  )
}

/** Way out of every refusal of suspect labels. */
const OR_GIVE_REASON = 'or give the reason why they hold, which is printed: --accept-agreement "why"'

function refuseCopied({ modelAgreement }: GroupAudit): PipelineError {
  const { equalCount = 0, judgedCount = 0 } = modelAgreement ?? {}
  return notReady(
    'CITE_LABELS_COPIED',
    `the labels look copied from the model: they equal it on ${formatPart(equalCount, judgedCount)} posts. Have other coders label the sample blind, ${OR_GIVE_REASON}.`,
    { equalCount, judgedCount },
  )
}

function refuseChance({ modelAgreement }: GroupAudit): PipelineError {
  const { equalCount = 0, judgedCount = 0 } = modelAgreement ?? {}
  return notReady(
    'CITE_LABELS_AT_CHANCE',
    `the labels equal the model's on ${formatPart(equalCount, judgedCount)} posts, no more than by chance. Do they belong to other posts, or are they shifted by a row? Look at them with audit --export, ${OR_GIVE_REASON}.`,
    { equalCount, judgedCount },
  )
}
