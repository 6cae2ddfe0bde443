import { formatCount, formatNumber, formatPart } from '../../../base/text/format-count.js'
import { type AuditEvent, isSampleComplete } from '../../../count/audit/audit-event.js'
import type { AuditFile } from '../../../count/audit/audit-file.js'
import { findDrawn, findStanding, firstReading } from '../../../count/audit/corrections.js'
import { isCannotTell, labelReader } from '../../../count/audit/label/label-table.js'
import { CANNOT_TELL, labelWord, SKIPPED } from '../../../count/audit/label/label-task.js'
import { countUnits } from '../../../count/audit/population.js'
import { rankCoders } from '../../../count/audit/settle-labels.js'
import { shellWord } from '../../../say/format/display-width.js'
import type { AuditDesk, DeskThread } from '../../desk/audit-desk.js'
import type { AuditLog } from '../../node/audit/audit-log.js'
import { type AuditServer, serveLabelPage } from '../../node/audit/audit-server.js'
import { builtIn, openInBrowser } from '../../node/lazy-node-modules.js'
import { STOP_SIGNALS } from '../../node/write/whole-file.js'
import { placeOf, SCHEME_OPTION } from '../input/read-audited.js'
import {
  type COMMON_OPTIONS,
  type CommandContext,
  givenWords,
  type OptionValues,
  suggestNext,
  typedCommand,
  usageError,
} from '../kit/command.js'
import { AUDIT_OPTIONS } from './audit-options.js'
import { mainDealOption } from './audit-plan.js'

export type AuditOptions = OptionValues<typeof AUDIT_OPTIONS & typeof COMMON_OPTIONS>

/** Options that a plan leaves to the draw. */
export const PLANNED: ReadonlySet<string> = new Set(['plan', 'size'])
/** Options that still have an effect once the sample is drawn. */
const LASTING = ['until', 'out', 'coder', 'open', 'scheme', 'double-code', 'adjudicate', 'skipped']
const DRAWN: ReadonlySet<string> = new Set(Object.keys(AUDIT_OPTIONS).filter((name) => !LASTING.includes(name)))

/** A drawn sample on the desk, and its command. */
export interface DeskRun {
  readonly desk: AuditDesk
  readonly log: AuditLog
  readonly thread: DeskThread
  readonly options: AuditOptions
  readonly paths: readonly string[]
  readonly context: CommandContext
}

export const suggestAgain = ({ options, paths, context }: DeskRun, ...more: string[]): void =>
  suggestNext(context, 'audit', ...paths, ...givenWords(options, AUDIT_OPTIONS, DRAWN), ...more)

const citeWords = ({ log, thread, options, paths }: DeskRun): string[] => [
  ...['cite', ...paths, ...placeOf(log.path, paths), ...givenWords(options, SCHEME_OPTION)],
  ...mainDealOption(countUnits(thread.posts)),
]

/** True if the sample holds a judgement that nobody looked at. */
const isOpen = ({ desk }: DeskRun): boolean => !isSampleComplete(desk.audit())

/** Names the next command: more labels, or the citation. */
export function goOn(run: DeskRun, isNarrow = false): void {
  if (isOpen(run) && !isNarrow) suggestAgain(run)
  else suggestNext(run.context, ...citeWords(run))
}

/** Labels the open judgements on a page. */
export async function label(run: DeskRun): Promise<void> {
  const { desk, log, options, context } = run
  const { unit, isNarrow, widthSoFar } = desk.open().state()
  if (unit === null)
    context.log.info(
      options.adjudicate ? 'no post is left on which coders differ' : isNarrow ? `narrow enough: ${widthSoFar}` : nothingLeft(run),
    )
  else await stayServed(await serveLabelPage(desk), options.open, context)
  const state = desk.session.state()
  const { doneCount, totalCount, skippedCount } = state
  const skipped = skippedCount === 0 ? '' : ` (${formatNumber(skippedCount)} of them skipped; --skipped goes through them again)`
  const restCount = log.design.units.length - totalCount
  const others =
    restCount === 0 || state.isAdjudication
      ? ''
      : `; ${formatCount(restCount, 'other')} of the sample ${restCount === 1 ? 'is' : 'are'} left to other coders (--double-code says how many are labelled twice)`
  const advice = doneCount < totalCount && !state.isNarrow ? ' The same command goes on from here.' : ''
  context.log.info(
    `${formatPart(doneCount, totalCount)} posts done by coder ${options.coder}${skipped}${others}, all on disk in ${log.path}.${advice}`,
  )
  goOn(run, state.isNarrow)
}

/** Words on the next step for a coder without work. */
function nothingLeft(run: DeskRun): string {
  const { coder } = run.options
  if (isOpen(run)) return `nothing is left to label for coder ${coder}: the rest is another coder's, named with --coder`
  const [command = '', ...rest] = citeWords(run).map(shellWord)
  return `nothing is left to label for coder ${coder}. Run ${typedCommand(run.context, command)} ${rest.join(' ')}; --relabel ID corrects a label, --coder names another coder`
}

/** @throws {PipelineError} `USAGE_OPTION_INVALID` for options of a correction that lack each other, or stand beside others */
export function checkCorrection(options: AuditOptions): void {
  const { relabel, label: given, reason, deal } = options
  if (relabel === undefined) {
    if (given !== undefined || deal !== undefined)
      throw usageError('expected --label and --deal beside --relabel ID, got none. See --help-all.')
    if (reason !== undefined && options.import === undefined)
      throw usageError('expected --reason beside --relabel ID or --import FILE, got neither. See --help-all.')
    return
  }
  const other = (['size', 'plan', 'import', 'export'] as const).find((name) => options[name] !== undefined)
  if (other !== undefined) throw usageError(`expected --relabel without --${other}, got both. Correct the label first.`)
  if ((given === undefined) !== (reason === undefined))
    throw usageError(
      `expected --label and --reason together, got ${given === undefined ? '--reason' : '--label'} alone. Add --${given === undefined ? 'label' : 'reason "why"'}, or leave both out.`,
    )
  if (relabel === ALL && given !== undefined)
    throw usageError('expected --relabel with the id of one post beside --label, got all. Name the post.')
}

/** Opens the list of labels on the page. */
const ALL = 'all'

/** The coder who corrects: the one who gave the label, named only where several coders gave one. */
export function correctingCoder(audit: AuditFile, options: AuditOptions): string {
  const { relabel: id = ALL, deal: dealId, coder, adjudicate: isAdjudication } = options
  if (id !== ALL) return findStanding(audit, findDrawn(audit.design, { id, dealId }), { coder, isAdjudication }).coder
  const ranked = rankCoders(audit.labels)
  const isNamed = ranked.some(([name]) => name === coder) || coder !== AUDIT_OPTIONS.coder.default
  return isNamed ? coder : (ranked[0]?.[0] ?? coder)
}

/** Gives a labelled post a second label that counts, from the options or the page. */
export async function relabel(run: DeskRun, coder: string): Promise<void> {
  const { desk, log, options, context } = run
  const { relabel: id = ALL, deal: dealId, adjudicate: isAdjudication } = options
  const post = { id, dealId }
  const beforeCount = correctionCount(log.events)
  if (options.label === undefined || options.reason === undefined) {
    const place = id === ALL ? null : log.design.units.indexOf(findDrawn(log.design, post))
    const server = await serveLabelPage(desk)
    const url = `${server.url}#correct${place === null ? '' : `=${place}`}`
    await stayServed({ ...server, url }, options.open, context)
  } else {
    const unit = findDrawn(log.design, post)
    const standing = findStanding(desk.audit(), unit, { coder, isAdjudication })
    const labelOf = labelReader(log.design.labels)
    const known = log.design.labels.join(', ')
    const { label: given, reason } = options
    const named = labelOf(given)
    if (named === undefined)
      throw usageError(`expected --label with one of ${known}, ${SKIPPED}, ${CANNOT_TELL}, got "${given.slice(0, 80)}".`)
    const event = await desk.relabel(post, { label: named, reason, isUnclear: named === null && isCannotTell(given) })
    context.log.info(
      `post ${event.postId}: ${labelWord(event)} in place of ${standing.label}, by coder ${coder}; the first label stays in ${log.path}`,
    )
  }
  const count = correctionCount(log.events) - beforeCount
  if (count > 0) context.log.info(`${formatCount(count, 'label')} corrected`)
  goOn(run)
}

const correctionCount = (events: readonly AuditEvent[]): number => events.length - firstReading(events).length

/** The answer to a question on the terminal; null without one. */
export async function ask(question: string, { io }: CommandContext): Promise<string | null> {
  if (io.stderr.isTTY !== true || io.stdin !== process.stdin || !process.stdin.isTTY) return null
  const lines = builtIn.readline().createInterface({ input: process.stdin, output: process.stderr })
  try {
    return (await lines.question(question)).trim()
  } finally {
    lines.close()
  }
}

/** Prints the address of the label page. Closes it when it is finished or the process is asked to end (Ctrl-C). */
async function stayServed({ url, finished, close }: AuditServer, isOpened: boolean, context: CommandContext): Promise<void> {
  // The signal is caught, so that the command ends normally.
  const stopped = new Promise((resolve) => {
    for (const signal of STOP_SIGNALS) process.once(signal, resolve)
    context.onExit(() => {
      for (const signal of STOP_SIGNALS) process.off(signal, resolve)
    })
  })
  try {
    // The address must be seen, even with --quiet.
    context.io.stderr.write(`Label page, for this machine alone: ${url}\n`)
    context.log.info('Ctrl-C ends it; every label is on disk before the next post shows.')
    if (isOpened) openInBrowser(url)
    await Promise.race([stopped, finished])
  } finally {
    await close()
  }
}
