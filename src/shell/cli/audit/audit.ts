import { checkSchemeTag, schemeTag } from '../../../base/scheme/scheme-tag.js'
import { STANCE_SCHEME, type StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { formatCount, formatNumber, nameSome } from '../../../base/text/format-count.js'
import type { DealRecord } from '../../../base/thread/capture-ledger.js'
import { nameOfDeal, withRecordedDeals } from '../../../base/thread/deal-record.js'
import { aggregate } from '../../../count/aggregate.js'
import { type Audit, type AuditDesign, type AuditLabel, auditPathBeside, type CoderKind } from '../../../count/audit/audit.js'
import type { LabelEvent } from '../../../count/audit/audit-event.js'
import { drawAudit, growAudit } from '../../../count/audit/draw/draw-audit.js'
import { planAudit, plannedWidthWords } from '../../../count/audit/draw/plan-audit.js'
import { exportLabels, type LabelSheet, labelSheet } from '../../../count/audit/label/export-labels.js'
import { type ImportOptions, type ImportResult, importLabels } from '../../../count/audit/label/label-table.js'
import { CANNOT_TELL, openUnits, SKIPPED } from '../../../count/audit/label/label-task.js'
import { unitViewer } from '../../../count/audit/label/show-unit.js'
import { countUnits, isSeedChosen, sortPopulation, unitCountOf, unitWords } from '../../../count/audit/population.js'
import { coderRegister, kindOfCoder, settleLabels } from '../../../count/audit/settle-labels.js'
import { DEFAULT_HALF_WIDTH } from '../../../count/audited/readiness.js'
import { decode } from '../../../read/record/decode.js'
import { isXlsx, sheetLines } from '../../../read/table/parse-xlsx.js'
import { renderFormSheet } from '../../../say/rows/render-workbook.js'
import { AuditDesk } from '../../desk/audit-desk.js'
import { createAuditLog, openAuditLog, readAudit } from '../../node/audit/audit-log.js'
import { isThere, nameOf, readBytes } from '../../node/file/read-source.js'
import type { ScoredFile } from '../../node/scored/read-scored-posts.js'
import { checkAuditMatches } from '../../node/scored/refuse-changed-file.js'
import { KNOWN_NAMES, readRun, readSchemeOption, withoutAudits } from '../input/read-audited.js'
import { checkPaths } from '../input/read-paths.js'
import { type CliIo, type CommandContext, type CommandForm, givenWords, type OptionsOf, suggestNext, usageError } from '../kit/command.js'
import { parseHalfWidth } from '../kit/half-width.js'
import { runCommand } from '../kit/run-command.js'
import { chooseFormat, withOutput } from '../kit/write-output.js'
import { AUDIT_OPTIONS, checkCoder, parseSize } from './audit-options.js'
import { describeScheme, nameDealCommand, renderPlan, sayOutlook, sizeOf, sizeWords } from './audit-plan.js'
import { type AuditOptions, ask, type DeskRun, goOn, label, PLANNED, suggestAgain } from './label-desk.js'

const AUDIT = {
  name: 'audit',
  summary: 'Picks a random sample of scored posts and records your labels: on a page of this machine, or from a CSV file.',
  inputs: { word: 'SCORED…', help: 'output of classify --format jsonl, or -' },
  options: AUDIT_OPTIONS,
  examples: [
    'npm run audit -- scored.jsonl --plan ±5',
    'npm run audit -- scored.jsonl --size 200 --coder ana',
    'npm run audit -- scored.jsonl --size 200 --import labels.csv --out audit.jsonl',
  ],
  notes: `Each label is on disk before the next post shows. The same command goes on where you stopped.
Two coders take turns in one file, or label apart with --export and --import.
Next: npm run cite -- scored.jsonl`,
} as const satisfies CommandForm

/** Draws a random sample of scored posts and takes a person's labels of it. */
export function audit(argv: readonly string[], io: CliIo): Promise<number> {
  return runCommand(AUDIT, argv, io, auditPosts)
}

async function auditPosts(values: OptionsOf<typeof AUDIT>, given: readonly string[], context: CommandContext) {
  const paths = withoutAudits(given, context)
  const options = values as AuditOptions
  checkCoder(options.coder)
  if (options.reason !== undefined && options.import === undefined)
    throw usageError('expected --reason beside --import FILE, got it alone. See --help.')
  const halfWidth = options.plan === undefined ? null : parseHalfWidth(options.plan)
  const size = options.size === undefined ? null : parseSize(options.size)
  const until = options.until === undefined ? null : parseHalfWidth(options.until, 'until')
  checkSheet(options)
  const path = outputOf(options, paths)
  checkPaths(paths, { read: [options.import], outputs: [options.export], audit: path })
  const existing = isThere(path) ? await readAudit(path) : null
  const scheme = await schemeOf(existing, options.scheme, path)
  const scored = await readRun(paths, scheme, context)
  if (existing !== null) checkAuditMatches(existing.design, scored, path)
  const thread = { ...scored, scheme, deals: KNOWN_NAMES }
  if (options.import === undefined && (existing === null || existing.labels.length === 0)) {
    const place = {
      nameDeal: nameDealCommand(context, ['THREAD'], paths[0] ?? 'scored.jsonl'),
      ...(existing && { drawnCount: existing.design.units.length }),
    }
    sayOutlook(aggregate(scored.posts, { scheme, deals: KNOWN_NAMES, isCapturedOnly: true }), place, context)
  }
  if (halfWidth !== null) {
    const plan = planAudit(scored.posts, { labels: scheme.labels, halfWidth, confidenceLevel: 0.95, audit: existing })
    const deals = withRecordedDeals<Pick<DealRecord, 'title' | 'move'>>(KNOWN_NAMES, scored.posts)
    const nameOf = (dealId: string): string => nameOfDeal({ move: null, ...deals.get(dealId), dealId })
    await withOutput(null, context.io, (output) => output.write(renderPlan(plan, halfWidth, nameOf)))
    suggestNext(
      context,
      'audit',
      ...paths,
      '--size',
      sizeOf(plan.byHandSize, plan),
      ...givenWords(options, AUDIT_OPTIONS, (_, name) => !PLANNED.has(name)),
    )
    return
  }
  const drawing = { ...drawOptionsOf(scored, scheme, options), size }
  const design =
    existing === null ? drawDesign(scored.posts, drawing) : takeDesign(existing.design, scored.posts, { ...options, size }, path)
  const isGrown = existing !== null && design !== existing.design
  const known = existing?.labels ?? []
  const events =
    options.import === undefined ? [] : await readLabels(options.import, { design, posts: scored.posts, labels: known }, options, context)
  const coderKind = await readCoderKind(options, existing?.labels ?? [], context)
  const log = existing === null ? await createAuditLog(path, design, events) : await openAuditLog(path, existing)
  context.onExit(() => log.close())
  const desk = new AuditDesk(thread, log, {
    ...{ coder: options.coder, coderKind, isAdjudication: options.adjudicate, isReopened: options.skipped },
    ...{ doubleCodeShare: options['double-code'], until },
  })
  if (isGrown) await desk.grow(design)
  if (existing === null || isGrown) describeDraw(design, scored.posts, path, context)
  if (existing !== null && events.length > 0) await log.append(events)
  if (log.cutByteCount > 0) context.log.warn(`${path}: a torn last line was cut off: a program was stopped while it wrote it`)
  const run: DeskRun = { desk, log, thread, options, paths, context }
  if (options.export !== undefined) await writeSheet(options.export, run)
  if (options.import !== undefined) goOn(run)
  else if (options.export === undefined) await label(run)
  else if (options.export !== '-') suggestAgain(run, '--import', options.export)
}

function describeDraw(design: AuditDesign, posts: ScoredFile['posts'], path: string, { log }: CommandContext): void {
  const isChosen = isSeedChosen(design, sortPopulation(posts).units)
  const chosen = isChosen ? `; the seed ${design.seed} is not the one that the posts decide, and cite will say so` : ''
  log.info(
    `${unitWords(design.units.length, posts)} picked to label from ${formatCount(posts.length, 'scored post')}, written to ${path}; ${plannedWidthWords(design)}${chosen}`,
  )
  const leftOut = design.strata.filter(({ sampleCount }) => sampleCount === 0)
  if (design.sizesBefore === undefined && leftOut.length > 0)
    log.info(
      `also mentioned, by too few posts to pick from: ${nameSome(leftOut.map(({ dealId, populationCount }) => `${dealId ?? 'no deal'} (${formatNumber(populationCount)})`))}; --size all picks them too`,
    )
}

function checkSheet({ export: path }: AuditOptions): void {
  if (path !== undefined) chooseFormat({ out: path, choices: ['csv', 'xlsx'], standard: 'csv', advice: ' for the labels' })
}

/** Writes the sample as a sheet for the coder. A coder without a label gets what those before left: the posts that two coders label. */
async function writeSheet(path: string, { desk, log, thread, options, context }: DeskRun): Promise<void> {
  const { adjudicate: isAdjudication, 'coder-kind': coderKind = 'unknown', coder } = options
  const audit = desk.audit()
  const settings = { coder, coderKind, isAdjudication, show: unitViewer(thread.posts, thread.deals) }
  const isSecond = !isAdjudication && coder !== AUDIT_OPTIONS.coder.default && audit.labels.every((label) => label.coder !== coder)
  const task = { coder, coderKind, doubleCodeShare: options['double-code'], isAdjudication }
  const open = isSecond && audit.labels.length > 0 ? openUnits(audit.design, log.events, task) : null
  const shown = open === null ? audit : { design: { ...audit.design, units: open }, labels: [] }
  const isWorkbook = path.toLowerCase().endsWith('.xlsx')
  const sheet = isWorkbook ? await renderLabelWorkbook(labelSheet(shown, settings), audit.design.labels) : exportLabels(shown, settings)
  // Without the mark, Excel misreads letters of other scripts.
  const mark = isWorkbook || path === '-' ? '' : '\ufeff'
  await withOutput(path, context.io, (output) => output.write(typeof sheet === 'string' ? mark + sheet : sheet))
  const undecided = isAdjudication ? settleLabels(audit).filter(({ outcome }) => outcome === 'undecided').length : null
  const what = isAdjudication ? ' on which coders differ' : open === null ? ' of the sample' : ` for coder ${coder}`
  const count = formatCount(undecided ?? shown.design.units.length, 'post')
  context.log.info(`${count}${what} written to ${path === '-' ? 'stdout' : path}`)
  context.log.info(`${describeScheme(thread.scheme, 100)}doubt: yes says that you are not sure`)
}

/** Columns of a workbook; those to fill and to read come first. */
const WORKBOOK_COLUMNS = ['label', 'text', 'parent', 'root', 'doubt', 'note', 'move', 'mover', 'reason']

function renderLabelWorkbook({ columns, rows }: LabelSheet, labels: readonly string[]): Promise<Uint8Array> {
  const ordered = [...WORKBOOK_COLUMNS, ...columns.filter((name) => !WORKBOOK_COLUMNS.includes(name))]
  const places = ordered.map((name) => columns.indexOf(name))
  const moved = rows.map((row) => places.map((place) => row[place] ?? ''))
  return renderFormSheet({ columns: ordered, rows: moved, choices: { column: 'label', labels: [...labels, SKIPPED, CANNOT_TELL] } })
}

function outputOf({ out }: AuditOptions, paths: readonly string[]): string {
  if (out !== undefined && out !== '-') return out
  const [first = ''] = paths
  if (out === '-' || first === '-') {
    throw usageError('expected --out with the name of a file, got none: labels are written as they come.')
  }
  return auditPathBeside(first)
}

/** An existing audit names its own labels; `--scheme` may only repeat them. */
async function schemeOf(existing: Audit | null, path: string | undefined, auditPath: string): Promise<StanceScheme> {
  const own = existing?.design.scheme
  if (path === undefined) return own ?? STANCE_SCHEME
  const scheme = await readSchemeOption(path)
  if (existing !== null) checkSchemeTag(own === undefined ? null : schemeTag(own), scheme, auditPath)
  return scheme
}

const isExchange = (options: AuditOptions): boolean => options.import !== undefined || options.export !== undefined

/**
 * Reads the kind of the coder: from the option, the labels before, or an answer at the terminal. Without any it stays unknown, with a
 * warning.
 */
async function readCoderKind(options: AuditOptions, labels: readonly AuditLabel[], context: CommandContext): Promise<CoderKind> {
  const { coder, 'coder-kind': given } = options
  // Imported and exported files name their own coders.
  if (isExchange(options)) return given ?? 'unknown'
  coderRegister(labels)({ coder, ...(given && { coderKind: given }) }, '--coder')
  const known = given ?? kindOfCoder(labels, coder)
  if (known !== 'unknown' || given !== undefined) return known
  const answer = await ask(`Who labels as ${coder}: a person or a model? [p/m] `, context)
  if (answer === null) context.log.warn(unknownKind([coder]))
  return /^p/i.test(answer ?? '') ? 'person' : /^m/i.test(answer ?? '') ? 'model' : 'unknown'
}

const unknownKind = (coders: readonly string[]): string =>
  `nobody said whether ${coders.slice(0, 5).join(', ')} ${coders.length === 1 ? 'is a person or a model' : 'are people or models'}: pass --coder-kind person or model, or cite will not say "labelled by hand"`

/** Reads labels from a CSV file, or stdin for -, and logs the outcome of every row. */
async function readLabels(
  path: string,
  sample: Pick<ImportOptions, 'design' | 'posts' | 'labels'>,
  { coder, 'coder-kind': coderKind, 'all-deals': isForAllDeals, reason }: AuditOptions,
  context: CommandContext,
): Promise<readonly LabelEvent[]> {
  const name = nameOf(path)
  const bytes = await readBytes(path, context.io.stdin, 'labels')
  const sheet = isXlsx(bytes) ? await sheetLines(bytes, 'postId') : decode(bytes, { name })
  const result = importLabels(sheet, {
    ...sample,
    coder,
    ...(coderKind && { coderKind }),
    ...(reason !== undefined && { reason }),
    isForAllDeals,
    at: new Date().toISOString(),
    file: name,
  })
  if (coder !== AUDIT_OPTIONS.coder.default && result.events.length > 0 && !result.coders.some((one) => one.coder === coder)) {
    const got = nameSome(result.coders.map((one) => one.coder))
    throw usageError(
      `expected --coder ${coder} with rows of that coder or of none, got ${name}, whose column coder names ${got}. Leave --coder out, or correct the column.`,
    )
  }
  context.log.info(`${name}: ${describeImport(result)}`)
  const unknown = [...new Set(result.events.filter((event) => event.coderKind === 'unknown').map((event) => event.coder))]
  if (unknown.length > 0) context.log.warn(unknownKind(unknown))
  return [...result.events, ...result.corrections]
}

function describeImport({ rowCount, events, corrections, coders, lines }: ImportResult): string {
  const by = coders.map(({ coder, takenCount }) => `${coder} ${formatNumber(takenCount)}`)
  const left = (what: string, at: readonly number[]): string[] =>
    at.length === 0 ? [] : [`${formatNumber(at.length)} ${what} (${at.length === 1 ? 'line' : 'lines'} ${nameSome(at.map(String))})`]
  return [
    `${formatCount(rowCount, 'row')}: ${formatCount(events.length, 'label')} taken${by.length === 0 ? '' : ` by ${formatCount(by.length, 'coder')} (${nameSome(by)})`}`,
    ...left('of posts outside the sample ignored', lines.outside),
    ...left('known already', lines.known),
    ...(corrections.length === 0 ? [] : [`${formatCount(corrections.length, 'label')} corrected`]),
    ...left('repeated', lines.repeated),
    ...left('without a label', lines.empty),
  ].join(', ')
}

/** The draw that the options ask for; an undefined seed follows from the posts. */
const drawOptionsOf = ({ sha256 }: ScoredFile, scheme: StanceScheme, { seed }: AuditOptions) => {
  const chosen = { ...(seed !== undefined && { seed }) }
  return { ...chosen, scoredSha256: sha256, scheme, labels: scheme.labels, names: KNOWN_NAMES }
}

function drawDesign(
  posts: ScoredFile['posts'],
  { size, ...drawing }: ReturnType<typeof drawOptionsOf> & { readonly size: number | null },
): AuditDesign {
  if (size === null)
    throw usageError(
      `expected --size with the number of posts to pick, got none. --size ${sizeWords(countUnits(posts))} is enough for ±${DEFAULT_HALF_WIDTH * 100} points, the limit that cite has by default; --plan ±5 says how many posts another width needs.`,
    )
  return drawAudit(posts, { ...drawing, size: Math.min(size, unitCountOf(posts)) })
}

/** The design of an existing file, enlarged on request. Refuses options that would not change it. */
function takeDesign(
  design: AuditDesign,
  posts: ScoredFile['posts'],
  { seed, size: asked }: Pick<AuditOptions, 'seed'> & { readonly size: number | null },
  path: string,
): AuditDesign {
  const size = asked === Number.POSITIVE_INFINITY ? Math.max(design.size, unitCountOf(posts)) : asked
  const refuse = (expected: string): never => {
    throw usageError(`${path}: expected ${expected}`, { path })
  }
  const already = 'The sample is taken already; leave the option out, or take another with a new --out.'
  if (seed !== undefined && seed !== design.seed) refuse(`--seed ${design.seed}, got ${seed}. ${already}`)
  if (size === null || size === design.size) return design
  if (size < design.size) refuse(`--size ${design.size} or more, got ${size}: a sample grows and never shrinks. ${already}`)
  return growAudit(design, posts, size)
}
