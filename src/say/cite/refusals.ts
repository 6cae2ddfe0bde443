import { type ErrorCode, PipelineError } from '../../base/errors.js'
import { formatNumber, formatPart } from '../../base/text/format-count.js'
import { auditPathBeside } from '../../count/audit/audit.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import type { BreakdownAudit, GroupAudit } from '../../count/breakdown/breakdown-audit.js'
import type { NeededLabels, Shortfall } from '../../count/breakdown/verdict.js'
import { MIN_EXPLAINED } from '../../count/share/assisted.js'
import { MIN_ALPHA } from '../../count/verdict/readiness.js'
import { type CiteSubject, countPosts } from '../facts/wording.js'
import { shellWord } from '../format/display-width.js'
import { printableName } from '../format/names.js'
import { alphaWords } from '../rules/finding-words.js'
import { phrases } from '../rules/words.js'

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
export function commandsOf({ evidence = [], audit }: Breakdown, files: CiteFiles | undefined, dealId?: string): CiteCommands {
  const named = (role: string): string[] => evidence.flatMap((file) => (file.role === role ? [file.name ?? '-'] : []))
  const paths = (files?.scored ?? named('scored')).filter((path) => path !== '-')
  const scored = paths.map(shellWord).join(' ') || 'SCORED'
  const path = files ? files.audit : (named('audit')[0] ?? null)
  const isElsewhere = path !== null && path !== auditPathBeside(paths[0] ?? '')
  const place = (option: string): string => (isElsewhere ? ` ${option} ${shellWord(path)}` : '')
  const [coder, ...others] = audit?.coders ?? []
  const by = coder && others.length === 0 && coder.coder !== 'a' ? ` --coder ${shellWord(coder.coder)}` : ''
  return {
    audit: (more) =>
      `npm run audit -- ${scored}${place('--out')}${more.includes('--adjudicate') ? '' : by}${more === '' ? '' : ` ${more}`}`,
    cite: `npm run cite -- ${scored}${place('--audit')}${dealId === undefined ? '' : ` --deal ${shellWord(dealId)}`}`,
  }
}

/** A refusal of `cite`: the reason, and the next step. */
const notReady = (code: ErrorCode, why: string, context: Readonly<Record<string, unknown>> = {}): PipelineError =>
  new PipelineError(code, `Not ready to cite: ${why}`, { context })

export interface RefusalInput {
  readonly breakdown: Breakdown
  readonly subject: CiteSubject
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
      return refuseIncomplete(audit, input)
    case 'CITE_TOO_FEW_LABELS':
      return refuseFew(shortfall.needed, audit, input)
    case 'CITE_CODERS_DISAGREE':
      return refuseCoders(audit, record, commands)
    case 'CITE_LABELS_COPIED':
      return refuseCopied(audit)
    case 'CITE_LABELS_ALIKE':
      return refuseAlike(audit)
    case 'CITE_LABELS_AT_CHANCE':
      return refuseChance(audit)
    case 'CITE_MODEL_WEAK':
      return refuseWeak(shortfall.explained, commands)
  }
}

type Unaudited = Extract<Shortfall, { readonly code: 'CITE_NOT_AUDITED' }>

function refuseUnaudited({ needed, labelled }: Unaudited, { breakdown, subject, commands }: RefusalInput): PipelineError {
  const { postCount } = subject
  const posts = `${countPosts(subject, postCount)}${placeOf(subject)}`
  const refuse = (why: string) => notReady('CITE_NOT_AUDITED', why, { dealId: subject.deal?.dealId ?? null })
  if (needed === null)
    return refuse(`there ${postCount === 1 ? 'is' : 'are'} ${posts}, too few for any share. Quote what was written instead.`)
  const enough = needed.count === postCount ? 'all of them need a label' : `${formatNumber(needed.count)} labels are enough for ±10 points`
  if (breakdown.audit === null)
    return refuse(`nobody has checked a sample of the ${posts}. Run ${commands.audit('')} (${enough}), then ${commands.cite}.`)
  if (labelled !== undefined && labelled.openCount > 0) {
    const done = `${formatPart(labelled.labelledCount, labelled.drawnCount)} posts picked are labelled`
    const rest = labelled.labelledCount === 0 ? 'them' : 'the rest'
    return refuse(`${done}${placeOf(subject)}. Label ${rest} with ${commands.audit('')}, then run ${commands.cite}.`)
  }
  const done = labelled === undefined ? 'none of the posts is picked' : 'too few of the posts picked have a label'
  return refuse(
    `${done}${placeOf(subject)}. Pick more with ${commands.audit(needed.option)}, label them, then run ${commands.cite} (${enough}).`,
  )
}

const placeOf = ({ deal }: CiteSubject): string => (deal === null ? '' : ` (deal “${printableName(deal.dealId)}”)`)

function refuseFew({ count, option }: NeededLabels, { drawnCount }: GroupAudit, { subject, commands }: RefusalInput): PipelineError {
  const posts = `${countPosts(subject, subject.postCount)}${placeOf(subject)}`
  const why = `a sample of ${formatNumber(drawnCount)} of the ${posts} is too small`
  return notReady(
    'CITE_TOO_FEW_LABELS',
    `${why}: ${formatNumber(count)} are needed. Enlarge it with ${commands.audit(option)}, label the new posts, then run ${commands.cite}.`,
    {
      drawnCount,
      neededCount: count,
    },
  )
}

/** Refuses a sample with posts that nobody looked at, on which coders differ, or of which over a third lack a label. */
function refuseIncomplete(
  { drawnCount, labelledCount, openCount, skippedCount, undecidedCount, unclearCount }: GroupAudit,
  { subject, commands }: RefusalInput,
): PipelineError {
  const missingCount = drawnCount - labelledCount
  const states = phrases(
    [openCount, `${formatNumber(openCount)} not looked at`],
    [skippedCount, `${formatNumber(skippedCount)} skipped`],
    [undecidedCount, `${formatNumber(undecidedCount)} on which coders differ`],
    [unclearCount, `${formatNumber(unclearCount)} unreadable`],
  )
  const steps = [
    ...(openCount > 0 ? [commands.audit('')] : []),
    ...(skippedCount > 0 ? [commands.audit('--skipped')] : []),
    ...(undecidedCount > 0 ? [commands.audit('--adjudicate')] : []),
    ...(unclearCount > 0 && openCount + skippedCount + undecidedCount === 0 ? [commands.audit('--coder SOMEBODY-WHO-CAN-TELL')] : []),
    commands.cite,
  ].join(', then ')
  const posts = `${formatPart(missingCount, drawnCount)} posts picked${placeOf(subject)} ${missingCount === 1 ? 'has' : 'have'} no label`
  return notReady('CITE_INCOMPLETE', `${posts}: ${states}. The whole sample counts. Run ${steps}.`, {
    ...{ labelledCount, missingCount, drawnCount, undecidedCount, unclearCount },
  })
}

const refuseCoders = ({ agreement }: GroupAudit, { size }: BreakdownAudit, commands: CiteCommands): PipelineError =>
  notReady(
    'CITE_CODERS_DISAGREE',
    `coders agree too little: on ${formatPart(agreement.unanimousCount, agreement.doubleCodedCount)} posts that two read. Krippendorff's alpha is ${alphaWords(agreement)}; at least ${MIN_ALPHA} is needed. Agree with the coders on what each label means, and have them label a new sample: ${commands.audit(`--size ${size} --seed OTHER --out NEW.audit.jsonl`)}.`,
    { alpha: agreement.alpha, doubleCodedCount: agreement.doubleCodedCount },
  )

/** Way out of every refusal of suspect labels. */
const OR_GIVE_REASON = 'or give the reason why they hold, which is printed: --accept-agreement "why"'

function refuseAlike({ labelCounts, labelledCount }: GroupAudit): PipelineError {
  const [label = ''] = Object.entries(labelCounts).flatMap(([name, count]) => (count === labelledCount ? [name] : []))
  return notReady(
    'CITE_LABELS_ALIKE',
    `all ${formatNumber(labelledCount)} labels are ${printableName(label)}, where the model sees others. Was a column filled down, or a key held? Look at them with audit --export, ${OR_GIVE_REASON}.`,
    { label, labelledCount },
  )
}

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

const refuseWeak = (explained: number, { cite }: CiteCommands): PipelineError =>
  notReady(
    'CITE_MODEL_WEAK',
    `the model explains too little of the labels to help: R² ${explained.toFixed(2)}, at least ${MIN_EXPLAINED} is needed. Leave --assisted out: ${cite}.`,
    { explained },
  )
