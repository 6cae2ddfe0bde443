import { checkSchemeTag, schemeTag } from '../../../base/scheme/scheme-tag.js'
import { aggregate } from '../../../count/aggregate.js'
import {
  type Audit,
  type AuditDesign,
  type AuditLabel,
  auditPathBeside,
  type CoderKind,
} from '../../../count/audit/audit.js'
import type { AuditEvent } from '../../../count/audit/audit-event.js'
import type { AuditFile } from '../../../count/audit/audit-file.js'
import { acceptEvent } from '../../../count/audit/label/corrections.js'
import { coderRegister, kindOfCoder } from '../../../count/audit/settle-labels.js'
import { KNOWN_DEALS_BY_ID } from '../../../judge/deals/known-deals.js'
import { AuditDesk } from '../../desk/audit-desk.js'
import {
  type AuditLog,
  closedLog,
  createAuditLog,
  lockAudit,
  openAuditLog,
} from '../../node/audit/audit-log.js'
import { isThere } from '../../node/file/read-source.js'
import { checkAuditMatches } from '../../node/scored/refuse-other-audit.js'
import type { FileLock } from '../../node/write/lock-file.js'
import { readGivenAudit, readRun, readSchemeOption, withoutAudits } from '../input/read-audited.js'
import { checkPaths } from '../input/read-paths.js'
import { type CommandContext, namedFiles, usageError } from '../kit/command.js'
import { commandOf } from '../kit/run-command.js'
import {
  AUDIT_EXCLUSIONS,
  AUDIT_OPTIONS,
  type AuditOptions,
  checkCoder,
  checkPerson,
  doubleCodeShareOf,
  LABEL_OPTIONS,
  parseSize,
  SHEET_OPTIONS,
} from './audit-options.js'
import { logOutlook, nameDealCommand } from './audit-plan.js'
import { chooseDesign, describeDraw } from './draw-sample.js'
import { ask, type DeskRun, goOn, label, suggestAgain } from './label-desk.js'
import { type ReadLabels, readLabels, unknownKind } from './read-sheet.js'
import { checkSheet, writeSheet } from './write-sheet.js'

/**
 * Reads scored posts, draws a sample or takes the one that was drawn, and takes labels: from a
 * sheet or on the page.
 */
export const audit = commandOf(
  {
    name: 'audit',
    summary:
      'Picks a random sample of scored posts and records your labels: on a page of this machine, or from a CSV file.',
    inputs: { word: 'SCORED…', help: 'output of classify --format jsonl, or -' },
    options: AUDIT_OPTIONS,
    exclusions: AUDIT_EXCLUSIONS,
    examples: [
      'scored.jsonl --coder ana',
      'scored.jsonl --size ±5 --coder-kind person',
      'scored.jsonl --import labels.csv --out audit.jsonl',
    ],
    notes: `Each label is on disk before the next post shows. The same command goes on where you stopped.
Two coders take turns in one file, or label apart with --export and --import.`,
    next: 'cite scored.jsonl',
  },
  async (options, inputs, context) => {
    const paths = withoutAudits(inputs, context)
    checkCoder(options.coder)
    if (options.size !== undefined) parseSize(options.size)
    checkSheet(options)
    const path = outputOf(options, paths)
    checkPaths(paths, { ...namedFiles(options, SHEET_OPTIONS), audit: path })
    // First the lock, then the file: what was read must still stand when labels are written.
    const isRead = isThere(path) && isOnlyExport(options)
    const lock = isRead ? null : await lockAudit(path, options.coder)
    context.onExit(() => lock?.release())
    const existing = isThere(path) ? await readGivenAudit(path, context) : null
    const scheme = await schemeOf(existing, options.scheme, path)
    const scored = await readRun(paths, scheme, context)
    if (existing !== null) checkAuditMatches(existing.design, scored, path)
    const thread = { ...scored, scheme, deals: KNOWN_DEALS_BY_ID }
    const labels = existing?.labels ?? []
    if (options.import === undefined && labels.length === 0)
      logWork(thread, paths, existing, context)
    const design = chooseDesign(existing, { scored, scheme, path }, options)
    const isChanged = existing !== null && design !== existing.design
    const sheet = { design, posts: scored.posts, labels }
    const read =
      options.import === undefined
        ? null
        : await readLabels(options.import, sheet, options, context)
    const events = [...(read?.events ?? []), ...acceptanceOf(options, labels, read)]
    const coderKind = await readCoderKind(options, labels, context)
    checkPerson(options.coder, coderKind, design.model)
    const log = await openLog(path, { lock, existing, design, events })
    context.onExit(() => log.close())
    const desk = new AuditDesk(thread, log, {
      coder: options.coder,
      coderKind,
      isAdjudication: options.adjudicate,
      isReopened: options.skipped,
      doubleCodeShare: doubleCodeShareOf(options, design.units.length),
    })
    if (isChanged) await desk.take(design)
    if (existing === null || isChanged) describeDraw(design, scored.posts, path, context)
    if (existing !== null && events.length > 0) await log.append(events)
    const run: DeskRun = { desk, log, thread, options, paths, context }
    const isWritten = options.export !== undefined && (await writeSheet(options.export, run))
    read?.logOutcome(run)
    if (read === null && reasonIn(options) === undefined) await takeLabels(run, isWritten)
    else goOn(run)
  },
)

/** True if the command leaves an audit file as it is. */
const isOnlyExport = ({
  import: sheet,
  export: copy,
  size,
  redraw,
  ...options
}: AuditOptions): boolean =>
  copy !== undefined && (reasonIn(options) ?? sheet ?? size) === undefined && !redraw

/** Why something is taken that is refused without a reason. */
const reasonIn = ({ accept, unnamed }: Pick<AuditOptions, 'accept' | 'unnamed'>) =>
  accept ?? unnamed

/** Labels on the page, or names the command that takes the written sheet back. */
async function takeLabels(run: DeskRun, isWritten: boolean): Promise<void> {
  const sheet = run.options.export
  if (sheet === undefined) await label(run)
  else if (isWritten && sheet !== '-') suggestAgain(run, LABEL_OPTIONS, '--import', sheet)
}

/** Logs how many posts are to be labelled before a sentence may be cited. */
function logWork(
  { posts, scheme, deals }: DeskRun['thread'],
  paths: readonly string[],
  existing: Audit | null,
  context: CommandContext,
): void {
  const place = {
    nameDeal: nameDealCommand(context, ['THREAD'], paths[0] ?? 'scored.jsonl'),
    ...(existing && { drawnCount: existing.design.units.length }),
  }
  logOutlook(aggregate(posts, { scheme, deals }), place, context)
}

/** The events that take the labels, or the company, for a reason; none without the options. */
function acceptanceOf(
  { accept, unnamed }: AuditOptions,
  labels: readonly AuditLabel[],
  read: ReadLabels | null,
): AuditEvent[] {
  const at = new Date().toISOString()
  const events = [
    ...(accept === undefined ? [] : [acceptEvent(accept, at)]),
    ...(unnamed === undefined ? [] : [acceptEvent(unnamed, at, 'mover')]),
  ]
  if (events.length > 0 && labels.length + (read?.events.length ?? 0) === 0)
    throw usageError(
      `expected ${accept === undefined ? '--unnamed' : '--accept'} with labels that are given, got a sample without any.`,
    )
  return events
}

interface Opening {
  readonly lock: FileLock | null
  readonly existing: AuditFile | null
  readonly design: AuditDesign
  readonly events: readonly AuditEvent[]
}

/** Opens the log, under its lock if it will be written. */
async function openLog(
  path: string,
  { lock, existing, design, events }: Opening,
): Promise<AuditLog> {
  if (existing === null) return createAuditLog(path, design, events, lock)
  return lock === null ? closedLog(path, existing) : openAuditLog(path, existing, lock)
}

function outputOf({ out }: AuditOptions, paths: readonly string[]): string {
  if (out !== undefined && out !== '-') return out
  const [first = ''] = paths
  if (out === '-' || first === '-') {
    throw usageError(
      'expected --out with the name of a file, got none: labels are written as they come.',
    )
  }
  return auditPathBeside(first)
}

/** An existing audit names its own labels; `--scheme` may only repeat them. */
async function schemeOf(existing: Audit | null, option: string | undefined, path: string) {
  const ownScheme = existing?.design.scheme
  const scheme = await readSchemeOption(option, ownScheme)
  if (existing !== null) checkSchemeTag(ownScheme ? schemeTag(ownScheme) : null, scheme, path)
  return scheme
}

/**
 * The kind of the coder: from the option, the labels before, or an answer at the terminal, else
 * unknown, with a warning.
 */
async function readCoderKind(
  options: AuditOptions,
  labels: readonly AuditLabel[],
  context: CommandContext,
): Promise<CoderKind> {
  const { coder, 'coder-kind': kindOption } = options
  // Imported and exported files name their own coders.
  if ((options.import ?? options.export ?? reasonIn(options)) !== undefined)
    return kindOption ?? 'unknown'
  coderRegister(labels)({ coder, ...(kindOption && { coderKind: kindOption }) }, '--coder')
  const known = kindOption ?? kindOfCoder(labels, coder)
  if (known !== 'unknown' || kindOption !== undefined) return known
  const answer = await ask(`Who labels as ${coder}: a person or a model? [p/m] `, context)
  if (answer === null) context.log.warn(unknownKind([coder]))
  if (/^p/i.test(answer ?? '')) return 'person'
  return /^m/i.test(answer ?? '') ? 'model' : 'unknown'
}
