import { PipelineError, type TypedCommand } from '../../base/errors.js'
import { formatNumber, formatPart, nameSome } from '../../base/text/format-count.js'
import type { UnitTaken } from '../../base/thread/capture-ledger.js'
import { auditPathBeside } from '../../count/audit/audit.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import type { GroupAudit } from '../../count/breakdown/breakdown-audit.js'
import type { Shortfall } from '../../count/breakdown/shortfall.js'
import { MIN_ALPHA } from '../../count/may-print/refusals.js'
import { MIN_EXPLAINED } from '../../count/share/assisted.js'
import { alphaWords, phrases, shortfallWords } from '../facts/finding-words.js'
import type { DisclosureFacts } from '../facts/parse-facts-file.js'
import { countOf, type Subject } from '../facts/subject.js'
import { shellWord } from '../format/display-width.js'
import { printableName } from '../format/names.js'

/** The number to quote, and the files behind it. */
export interface CiteOptions {
  /** Needed where the breakdown holds several deals; null is as good as none. */
  readonly dealId?: string | null
  /** For the source in the footnote. */
  readonly facts?: DisclosureFacts | null
  /** Names of the files in refusals; default: those in the breakdown. */
  readonly files?: { readonly scored: readonly string[]; readonly audit: string | null }
}

/** Commands that refusals name, without the name of the program. */
interface CiteCommands {
  /** @param more further options, such as `--size 60` */
  audit(more?: string): string
  readonly cite: string
}

function commandsOf(
  { evidence = [], audit }: Breakdown,
  { files, dealId = null }: CiteOptions,
  typed: TypedCommand,
): CiteCommands {
  const named = (role: string): string[] =>
    evidence.flatMap((file) => (file.role === role ? [file.name ?? '-'] : []))
  const paths = (files?.scored ?? named('scored')).filter((path) => path !== '-')
  const scored = paths.map(shellWord).join(' ') || 'SCORED'
  const path = files ? files.audit : (named('audit')[0] ?? null)
  const isElsewhere = path !== null && path !== auditPathBeside(paths[0] ?? '')
  const place = (option: string): string => (isElsewhere ? ` ${option} ${shellWord(path)}` : '')
  const [coder, ...others] = audit?.coders ?? []
  const by =
    coder && others.length === 0 && coder.coder !== 'a' ? ` --coder ${shellWord(coder.coder)}` : ''
  return {
    audit: (more = '') =>
      typed(
        `audit ${scored}${place('--out')}${/--(adjudicate|coder)/.test(more) ? '' : by}${more === '' ? '' : ` ${more}`}`,
      ),
    cite: typed(
      `cite ${scored}${place('--audit')}${dealId === null ? '' : ` --deal ${shellWord(dealId)}`}`,
    ),
  }
}

interface RefusalInput {
  readonly breakdown: Breakdown
  readonly subject: Subject
  readonly commands: CiteCommands
}

/** Way out of every refusal of suspect labels. */
const orGiveReason = ({ audit }: CiteCommands): string =>
  `or give the reason why they hold, which is printed: ${audit('--accept "WHY"')}`

const lookOr = (commands: CiteCommands): string =>
  `Look at them with audit --export, ${orGiveReason(commands)}`

/** The refusal of `cite`: the reason, the next step, and the counts as context. */
export function refusalOf(
  shortfall: Shortfall,
  breakdown: Breakdown,
  subject: Subject,
  request: CiteOptions,
): PipelineError {
  const { labelledCount, drawnCount, undecidedCount, agreement, modelAgreement } =
    subject.audit ?? ({} as Partial<GroupAudit>)
  const message = (typed: TypedCommand) => {
    const commands = commandsOf(breakdown, request, typed)
    return `Not for print: ${reasonOf(shortfall, { breakdown, subject, commands })}`
  }
  return new PipelineError(shortfall.code, message, {
    context: {
      ...shortfall,
      dealId: subject.dealId,
      labelledCount,
      drawnCount,
      undecidedCount,
      doubleCodedCount: agreement?.doubleCodedCount,
      alpha: agreement?.alpha,
      ...modelAgreement,
    },
  })
}

function reasonOf(shortfall: Shortfall, input: RefusalInput): string {
  const { subject, commands } = input
  if (shortfall.code === 'CITE_FEW_CAPTURED')
    return `${shortfallWords(shortfall)}. Capture more of the thread, or quote what was written.`
  if (shortfall.code === 'CITE_NO_POSTS')
    return `${shortfallWords(shortfall)}. ${unitAdvice(shortfall.unit, input.breakdown)}`
  if (shortfall.code === 'CITE_MOVER_UNNAMED')
    return `${shortfallWords(shortfall)}. Count the company that they name, copy the posts with what they answer, or give the reason why they are on this one, which is printed: ${commands.audit('--unnamed "WHY"')}.`
  if (shortfall.code === 'CITE_NOT_AUDITED') return unauditedReason(shortfall, input)
  const { audit } = subject
  if (audit === null)
    throw new PipelineError('INTERNAL', 'expected an audit behind audited posts, got none.')
  const { drawnCount, labelledCount, labelCounts, agreement, modelAgreement } = audit
  const { equalCount = 0, judgedCount = 0 } = modelAgreement ?? {}
  switch (shortfall.code) {
    case 'CITE_DEAL_BY_DEAL':
      return `${shortfallWords(shortfall)}.`
    case 'CITE_INCOMPLETE':
      return incompleteReason(audit, input)
    case 'CITE_TOO_FEW_LABELS':
      return `a sample of ${formatNumber(drawnCount)} of the ${countOf(subject.group)}${placeOf(subject)} is too small: ${formatNumber(shortfall.needed.count)} are needed. Enlarge it with ${commands.audit(shortfall.needed.option)}, label the new posts, then run ${commands.cite}.`
    case 'CITE_CODERS_DISAGREE':
      return `coders agree too little: on ${formatPart(agreement.unanimousCount, agreement.doubleCodedCount)} posts that two read. Krippendorff's alpha is ${alphaWords(agreement)}; at least ${MIN_ALPHA} is needed. Agree with the coders on what each label means, and have them read a new sample: ${commands.audit('--redraw')}.`
    case 'CITE_LABELS_COPIED':
      return `the labels equal the model's on all ${formatNumber(judgedCount)} posts, and nobody read them twice. Was the model's label hidden from the coder? Have a second coder read the sample, ${orGiveReason(commands)}.`
    case 'CITE_LABELS_ALIKE': {
      const label = Object.keys(labelCounts).find((name) => labelCounts[name] === labelledCount)
      return `all ${formatNumber(labelledCount)} labels are ${printableName(label ?? '')}, where the model sees others. Was a column filled down, or a key held? ${lookOr(commands)}.`
    }
    case 'CITE_LABELS_AT_CHANCE':
      return `the labels equal the model's on ${formatPart(equalCount, judgedCount)} posts, no more than by chance. Do they belong to other posts, or are they shifted by a row? ${lookOr(commands)}.`
    case 'CITE_LABELS_APART':
      return `${shortfallWords(shortfall)}. Correct one of the two labels with ${commands.audit()}, or quote the other move.`
    case 'CITE_MODEL_WEAK':
      return `the model explains too little of the labels to help: R² ${shortfall.explained.toFixed(2)}, at least ${MIN_EXPLAINED} is needed. Leave --assisted out: ${commands.cite}.`
  }
}

function unitAdvice(unit: UnitTaken, { capture }: Breakdown): string {
  if (unit === 'quotation') return 'Quote them, with their speakers.'
  if (unit === 'page') {
    const lines = (capture?.threads ?? []).flatMap(({ lostLines = [] }) => lostLines)
    return `Compare lines ${nameSome(lines.map(String), 12)} with the page: if no post is among these lines, read the text again with --all-posts-here.`
  }
  return `If they are posts, read the text again with --one-post-per ${unit}; else give the posts with their authors.`
}

function unauditedReason(
  shortfall: Extract<Shortfall, { readonly code: 'CITE_NOT_AUDITED' }>,
  { breakdown, subject, commands }: RefusalInput,
): string {
  const { needed, labelled } = shortfall
  const { postCount } = subject.group
  const posts = `${countOf(subject.group)}${placeOf(subject)}`
  if (needed === null)
    return `there ${postCount === 1 ? 'is' : 'are'} ${posts}, too few for any share. Quote what was written instead.`
  const enough =
    needed.count === postCount
      ? 'all of them need a label'
      : `${formatNumber(needed.count)} labels are enough for ±10 percentage points`
  if (breakdown.audit === null)
    return `nobody has checked a sample of the ${posts}. Run ${commands.audit()} (${enough}), then ${commands.cite}.`
  if (labelled !== undefined && labelled.openCount > 0) {
    const rest = labelled.labelledCount === 0 ? 'them' : 'the rest'
    return `${formatPart(labelled.labelledCount, labelled.drawnCount)} posts picked are labelled${placeOf(subject)}. Label ${rest} with ${commands.audit()}, then run ${commands.cite}.`
  }
  return `${shortfallWords(shortfall)}${placeOf(subject)}. Pick more with ${commands.audit(needed.option)}, label them, then run ${commands.cite} (${enough}).`
}

const placeOf = ({ dealId }: Subject): string =>
  dealId === null ? '' : ` (deal “${printableName(dealId)}”)`

/** Reason for a sample with posts open, skipped or disputed, or over a third unreadable. */
function incompleteReason(audit: GroupAudit, { subject, commands }: RefusalInput): string {
  const { drawnCount, labelledCount, openCount, skippedCount, undecidedCount, unclearCount } = audit
  const missingCount = drawnCount - labelledCount
  const states = phrases([
    [openCount, 'not looked at'],
    [skippedCount, 'skipped'],
    [undecidedCount, 'disputed'],
    [unclearCount, 'unreadable'],
  ])
  const isUnclearAlone = unclearCount > 0 && openCount + skippedCount + undecidedCount === 0
  const steps = [
    openCount > 0 ? commands.audit() : '',
    skippedCount > 0 ? commands.audit('--skipped') : '',
    undecidedCount > 0 ? commands.audit('--adjudicate') : '',
    isUnclearAlone ? commands.audit('--coder SOMEBODY-WHO-CAN-TELL') : '',
    commands.cite,
  ].filter(Boolean)
  return `${formatPart(missingCount, drawnCount)} posts picked${placeOf(subject)} ${missingCount === 1 ? 'has' : 'have'} no label: ${states}. The whole sample counts. Run ${steps.join(', then ')}.`
}
