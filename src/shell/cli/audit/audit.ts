import { checkSchemeTag, schemeTag } from '../../../base/scheme/scheme-tag.js'
import { STANCE_SCHEME, type StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { formatCount, nameSome } from '../../../base/text/format-count.js'
import type { DealRecord } from '../../../base/thread/capture-ledger.js'
import { nameOfDeal, withRecordedDeals } from '../../../base/thread/deal-record.js'
import { type Audit, type AuditDesign, type AuditLabel, auditPathBeside, type CoderKind } from '../../../count/audit/audit.js'
import { type LabelEvent, labelsInForce } from '../../../count/audit/audit-event.js'
import { drawAudit, growAudit, leftOutOf } from '../../../count/audit/draw/draw-audit.js'
import { demandWords, planAudit, plannedWidthWords } from '../../../count/audit/draw/plan-audit.js'
import { asDrawn } from '../../../count/audit/drawn-record.js'
import { createLabelSession, type LabelSession } from '../../../count/audit/label/label-session.js'
import { exportLabels, type ImportOptions, type ImportResult, importLabels } from '../../../count/audit/label/label-table.js'
import { retell } from '../../../count/audit/label/label-task.js'
import { unitViewer } from '../../../count/audit/label/show-unit.js'
import { countJudgements, countUnits, isSeedChosen, sortPopulation, unitCountOf } from '../../../count/audit/population.js'
import { coderRegister, kindOfCoder, settleLabels } from '../../../count/audit/settle-labels.js'
import { widthWatcher } from '../../../count/audited/apply-audit.js'
import { DEFAULT_HALF_WIDTH } from '../../../count/audited/readiness.js'
import { type Conclusion, concludeAudit, type NextStep } from '../../../say/card/conclude-audit.js'
import { type AuditLog, createAuditLog, openAuditLog, readAudit } from '../../node/audit/audit-log.js'
import { serveLabelPage } from '../../node/audit/audit-server.js'
import { builtIn } from '../../node/built-in.js'
import { isThere, nameOf, readInput } from '../../node/file/read-source.js'
import { checkAuditMatches, type ScoredFile } from '../../node/scored/read-scored-posts.js'
import { placeOf, readShown } from '../input/read-audited.js'
import { checkPaths } from '../input/read-inputs.js'
import {
  type COMMON_OPTIONS,
  type CommandContext,
  defineCommand,
  givenWords,
  type OptionValues,
  suggestNext,
  usageError,
} from '../kit/command.js'
import { chooseFormat } from '../kit/format.js'
import { stayServed } from '../kit/stay-served.js'
import { withOutput } from '../kit/write-output.js'
import { NAMES_OPTIONS, readDealNames, readSchemeOption } from '../options/counting-options.js'
import { AUDIT_OPTIONS, checkCoder, parseHalfWidth, parseSize } from './audit-options.js'
import { countWith, growLog, mainDealOption, renderPlan, sizeOf, sizeWords } from './audit-plan.js'
import { describeScheme, labelInTerminal } from './audit-terminal.js'
import { continueEarlier, describeEarlier, readEarlier } from './read-earlier.js'

type Options = OptionValues<typeof AUDIT_OPTIONS & typeof COMMON_OPTIONS>

/** Draws a random sample of scored posts and takes a person's labels of it. */
export const audit = defineCommand({
  name: 'audit',
  summary:
    'Draws a random sample of scored posts and takes your labels of it: on a page of this machine, in the terminal, or from a CSV file.',
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
  run: async (values, paths, context) => {
    const options = values as Options
    checkCoder(options.coder)
    const halfWidth = options.plan === undefined ? null : parseHalfWidth(options.plan)
    const size = options.size === undefined ? null : parseSize(options.size)
    const until = options.until === undefined ? null : parseHalfWidth(options.until, 'until')
    chooseFormat({ out: options.export, choices: ['csv'], standard: 'csv', advice: ' for the labels' })
    checkPaths([...paths, options.import], [options.export], outputOf(options, paths))
    if (options.terminal && paths.includes('-')) {
      throw usageError('expected SCORED as a file with --terminal, got stdin, which brings the keys.')
    }
    const path = outputOf(options, paths)
    const existing = isThere(path) ? await readAudit(path) : null
    const earlier = options.earlier === undefined || existing?.design.earlier ? null : await readEarlier(options.earlier)
    const scheme = await schemeOf(existing ?? earlier?.audit ?? null, options.scheme, path)
    const scored = await readShown(paths, scheme, context)
    if (existing !== null) checkAuditMatches(existing.design, scored, path)
    const names = await readDealNames(options.deals, context)
    if (halfWidth !== null) {
      const plan = planAudit(scored.posts, { labels: scheme.labels, halfWidth, confidenceLevel: 0.95, audit: existing })
      const deals = withRecordedDeals<Pick<DealRecord, 'title' | 'move'>>(names, scored.posts)
      const nameOf = (dealId: string): string => nameOfDeal({ move: null, ...deals.get(dealId), dealId })
      await withOutput(null, context.io, (output) => output.write(renderPlan(plan, halfWidth, nameOf)))
      suggestNext(context, 'audit', ...paths, '--size', sizeOf(plan.byHandSize, plan), ...givenWords(options, AUDIT_OPTIONS, PLANNED))
      return
    }
    const drawn = { size, seed: options.seed, isMentioned: options.mentioned, names }
    if (existing !== null && earlier !== null)
      throw usageError(`${path}: expected no audit there with --earlier, got one. Name another with --out.`)
    const continued =
      earlier && continueEarlier(earlier, scored.posts, { ...drawOptionsOf(scored, scheme, drawn), size: drawn.size }, context.log)
    const design =
      continued?.design ??
      (existing === null
        ? await drawDesign(scored, scheme, drawn, { path: paths[0] ?? '', log: context.log })
        : takeDesign(existing.design, scored, drawn, path))
    const isGrown = existing !== null && design !== existing.design
    const known = continued ? labelsInForce(continued.events) : (existing?.labels ?? [])
    const imported =
      options.import === undefined ? [] : await readLabels(options.import, { design, posts: scored.posts, labels: known }, options, context)
    const events = [...(continued?.events ?? []), ...imported]
    const coderKind = await readCoderKind(options, existing?.labels ?? [], context)
    const log = existing === null ? await createAuditLog(path, design, events) : await openAuditLog(path, existing)
    context.onExit(() => log.close())
    if (isGrown) await growLog(log, design, () => countWith(scored.posts, log, names))
    if (existing === null || isGrown) {
      const isChosen = design.forgotten === undefined && isSeedChosen(design)
      const chosen = isChosen ? `; the seed ${design.seed} is not the one that the posts decide, and cite will say so` : ''
      context.log.info(
        `${countJudgements(design.units.length, scored.posts)} drawn to label from ${formatCount(scored.posts.length, 'scored post')}, written to ${path}; ${plannedWidthWords(design)}${chosen}`,
      )
      const demand = demandWords(design, DEFAULT_HALF_WIDTH)
      if (demand !== null) context.log.info(demand)
    }
    const leftOut = design.strata.filter(({ sampleCount }) => sampleCount === 0)
    if (existing === null && leftOut.length > 0)
      context.log.info(
        `also mentioned, by too few posts to draw from: ${nameSome(leftOut.map(({ dealId, populationCount }) => `${dealId ?? 'no deal'} (${populationCount})`))}; --mentioned draws them too`,
      )
    if (existing !== null && events.length > 0) await log.append(events)
    const retold = isExchange(options) ? [] : retell(labelsInForce(log.events), new Map([[options.coder, coderKind]]))
    if (retold.length > 0) {
      await log.append(retold)
      context.log.info(retoldWords(retold))
    }
    if (log.cutByteCount > 0) context.log.warn(`${path}: a torn last line was cut off, left by a program that was stopped while writing`)
    await work(log, scored, { ...options, coderKind, narrow: until, names }, paths, context)
  },
})

/** What is left to do once the file stands: to write a CSV file, or to label. */
async function work(
  log: AuditLog,
  { posts, sha256 }: ScoredFile,
  options: Options & { readonly coderKind: CoderKind; readonly narrow: number | null; readonly names: DealNames },
  paths: readonly string[],
  context: CommandContext,
): Promise<void> {
  const again = (...more: string[]): void => suggestNext(context, 'audit', ...paths, ...givenWords(options, AUDIT_OPTIONS, DRAWN), ...more)
  let session: LabelSession | null = null
  const goOn = (): void => {
    const { design, events } = log
    const isOpen = settleLabels({ design, labels: labelsInForce(events) }).some(({ outcome }) => outcome === 'open')
    if (isOpen && session?.state().isNarrow !== true) again()
    else
      suggestNext(
        context,
        'cite',
        ...paths,
        ...placeOf(log.path, paths),
        ...givenWords(options, NAMES_OPTIONS),
        ...mainDealOption(countUnits(posts)),
      )
  }

  const { names: deals } = options
  const show = unitViewer(posts, deals)
  const scheme = log.design.scheme ?? STANCE_SCHEME
  if (options.export !== undefined) {
    const { coder, coderKind, adjudicate: isAdjudication } = options
    const written = { design: log.design, labels: labelsInForce(log.events) }
    const csv = exportLabels(written, { coder, coderKind, isAdjudication, show })
    await withOutput(options.export, context.io, (output) => output.write(csv))
    const count = isAdjudication ? settleLabels(written).filter(({ outcome }) => outcome === 'undecided').length : log.design.units.length
    const what = isAdjudication ? ' on which coders differ' : ' of the sample'
    context.log.info(`${formatCount(count, 'judgement')}${what} written to ${options.export === '-' ? 'stdout' : options.export}`)
    context.log.info(`${describeScheme(scheme, 100)}doubt: any word there says that you are not sure`)
  }
  if (options.import !== undefined) {
    goOn()
    return
  }
  if (options.export !== undefined) {
    if (options.export !== '-') again('--import', options.export)
    return
  }
  const conclude = (): Conclusion => {
    const audit = { design: log.design, labels: labelsInForce(log.events) }
    return concludeAudit({ posts, scheme, sha256, audit, coder: options.coder, breakdown: countWith(posts, log, deals) })
  }
  let isAdjudication: boolean = options.adjudicate
  const openSession = (again?: NextStep['again']): LabelSession => {
    isAdjudication = options.adjudicate || again === 'disputed'
    const { population } = asDrawn(sortPopulation(posts), log.design)
    const widthOf = widthWatcher(population, log.design, scheme)
    return createLabelSession({
      log,
      task: {
        coder: options.coder,
        coderKind: options.coderKind,
        doubleCodeShare: options['double-code'],
        isAdjudication,
        ...((options.skipped || again === 'skipped') && { reopenedEventCount: log.events.length }),
      },
      show,
      now: () => new Date().toISOString(),
      conclude,
      measure: () => widthOf(labelsInForce(log.events)),
      until: isAdjudication ? null : options.narrow,
    })
  }
  const more = async (): Promise<LabelSession> => {
    const { next } = conclude()
    if (next !== null && next.design !== log.design) await growLog(log, next.design, () => countWith(posts, log, deals))
    session = openSession(next?.again)
    return session
  }
  session = openSession()
  const { unit, isNarrow, widthSoFar } = session.state()
  if (unit === null) {
    context.log.info(
      isAdjudication
        ? 'no judgement is left on which coders differ'
        : isNarrow
          ? `narrow enough: ${widthSoFar}`
          : `nothing is left to label for coder ${options.coder}: name another with --coder`,
    )
  } else if (options.terminal) await labelInTerminal(session, context)
  else await stayServed(await serveLabelPage(session, { more }), options.open, context)
  const { doneCount, totalCount, skippedCount } = session.state()
  const skipped = skippedCount === 0 ? '' : ` (${skippedCount} of them skipped; --skipped goes through them again)`
  const restCount = log.design.units.length - totalCount
  const others =
    restCount === 0 || isAdjudication
      ? ''
      : `; ${formatCount(restCount, 'other')} of the sample ${restCount === 1 ? 'is' : 'are'} left to other coders (--double-code says how many are labelled twice)`
  const advice = doneCount < totalCount && !session.state().isNarrow ? ' The same command goes on from here.' : ''
  context.log.info(
    `${doneCount} of ${totalCount} judgements done by coder ${options.coder}${skipped}${others}, all on disk in ${log.path}.${advice}`,
  )
  goOn()
}

function outputOf({ out }: Options, paths: readonly string[]): string {
  if (out !== undefined && out !== '-') return out
  const [first = ''] = paths
  if (out === '-' || first === '-') {
    throw usageError('expected --out with the name of a file, got none: labels are written as they come.')
  }
  return auditPathBeside(first)
}

/** Options that a plan leaves to the draw. */
const PLANNED: ReadonlySet<string> = new Set(['plan', 'size'])
/** Options that are spent once the sample is drawn and its file stands. */
const DRAWN: ReadonlySet<string> = new Set([...PLANNED, 'seed', 'mentioned', 'earlier', 'import', 'export', 'all-deals', 'coder-kind'])

/** An audit that is there names its own labels; `--scheme` may say the same. */
async function schemeOf(existing: Audit | null, path: string | undefined, auditPath: string): Promise<StanceScheme> {
  const own = existing?.design.scheme
  if (path === undefined) return own ?? STANCE_SCHEME
  const scheme = await readSchemeOption(path)
  if (existing !== null) checkSchemeTag(own === undefined ? null : schemeTag(own), scheme, auditPath)
  return scheme
}

type CoderOptions = Pick<OptionValues<typeof AUDIT_OPTIONS>, 'coder' | 'coder-kind' | 'import' | 'export'>

const isExchange = (options: CoderOptions): boolean => options.import !== undefined || options.export !== undefined

/**
 * Who labels: what the option says, or the labels before, or the answer at the terminal. Where nobody can be asked it stays unknown, with a
 * warning.
 */
async function readCoderKind(options: CoderOptions, labels: readonly AuditLabel[], context: CommandContext): Promise<CoderKind> {
  const { coder, 'coder-kind': given } = options
  // Files that are only exchanged name their own coders.
  if (isExchange(options)) return given ?? 'unknown'
  coderRegister(labels)({ coder, ...(given && { coderKind: given }) }, '--coder')
  const known = given ?? kindOfCoder(labels, coder)
  if (known !== 'unknown' || given !== undefined) return known
  const answer = await ask(`Who labels as ${coder}: a person or a model? [p/m] `, context)
  if (answer === null) context.log.warn(unknownKind([coder]))
  return answer === null ? 'unknown' : answer.startsWith('p') ? 'person' : answer.startsWith('m') ? 'model' : 'unknown'
}

/** What a citation loses where nobody said who labelled. */
const unknownKind = (coders: readonly string[]): string =>
  `nobody said whether ${coders.slice(0, 5).join(', ')} ${coders.length === 1 ? 'is a person or a model' : 'are people or models'}: pass --coder-kind person or model, or cite will not say "labelled by hand"`

/** The answer in lower case; null without a terminal. */
async function ask(question: string, { io }: CommandContext): Promise<string | null> {
  const { stdin, stderr } = io
  if (stderr.isTTY !== true || !isTerminal(stdin)) return null
  const lines = builtIn.readline().createInterface({ input: stdin, output: process.stderr })
  try {
    return (await lines.question(question)).trim().toLowerCase()
  } finally {
    lines.close()
  }
}

const isTerminal = (stdin: unknown): stdin is NodeJS.ReadStream => stdin === process.stdin && process.stdin.isTTY

/** Reads labels from a CSV file, or stdin for -, and says what became of every row. */
async function readLabels(
  path: string,
  sample: Pick<ImportOptions, 'design' | 'posts' | 'labels'>,
  { coder, 'coder-kind': coderKind, 'all-deals': isForAllDeals }: OptionValues<typeof AUDIT_OPTIONS>,
  context: CommandContext,
): Promise<readonly LabelEvent[]> {
  const name = nameOf(path)
  const text = await readInput(path, { stdin: context.io.stdin })
  const result = importLabels(text, { ...sample, coder, ...(coderKind && { coderKind }), isForAllDeals, file: name })
  if (coder !== AUDIT_OPTIONS.coder.default && result.events.length > 0 && !result.coders.some((one) => one.coder === coder)) {
    const got = nameSome(result.coders.map((one) => one.coder))
    throw usageError(
      `expected --coder ${coder} with rows of that coder or of none, got ${name}, whose column coder names ${got}. Leave --coder out, or correct the column.`,
    )
  }
  context.log.info(`${name}: ${describeImport(result)}`)
  const unknown = [...new Set(result.events.filter((event) => event.coderKind === 'unknown').map((event) => event.coder))]
  if (unknown.length > 0) context.log.warn(unknownKind(unknown))
  return [...result.retold, ...result.events]
}

/** "30 known labels recorded again (ana, a person)". */
const retoldWords = (retold: readonly LabelEvent[]): string =>
  `${formatCount(retold.length, 'known label')} recorded again with what is new (${nameSome([...new Set(retold.map(({ coder, coderKind = 'unknown' }) => (coderKind === 'unknown' ? coder : `${coder}, a ${coderKind}`)))])})`

function describeImport({ rowCount, events, retold, wordings, coders, lines }: ImportResult): string {
  const by = coders.map(({ coder, takenCount }) => `${coder} ${takenCount}`)
  const left = (what: string, at: readonly number[]): string[] =>
    at.length === 0 ? [] : [`${at.length} ${what} (${at.length === 1 ? 'line' : 'lines'} ${nameSome(at.map(String))})`]
  return [
    `${formatCount(rowCount, 'row')}: ${formatCount(events.length, 'label')} taken${by.length === 0 ? '' : ` by ${formatCount(by.length, 'coder')} (${nameSome(by)})`}`,
    ...left('of judgements outside the sample ignored', lines.outside),
    ...left('known already', lines.known),
    ...(retold.length === 0 ? [] : [retoldWords(retold)]),
    ...left('repeated', lines.repeated),
    ...left('without a label', lines.empty),
    ...[...wordings].map(([words, count]) => `${words} (${formatCount(count, 'row')})`),
  ].join(', ')
}

/** What the command says of the draw; a seed that is undefined follows from the posts. */
type DealNames = Awaited<ReturnType<typeof readDealNames>>
type DrawRequest = {
  readonly size: number | null
  readonly seed: number | undefined
  readonly isMentioned: boolean
  readonly names: DealNames
}

const drawOptionsOf = ({ sha256 }: ScoredFile, scheme: StanceScheme, { seed, isMentioned, names }: DrawRequest) => {
  const chosen = { ...(seed !== undefined && { seed }), ...(isMentioned && { leftOut: new Set<string>() }) }
  return { ...chosen, scoredSha256: sha256, scheme, labels: scheme.labels, names }
}

async function drawDesign(
  scored: ScoredFile,
  scheme: StanceScheme,
  drawn: DrawRequest,
  { path, log }: Pick<CommandContext, 'log'> & { readonly path: string },
): Promise<AuditDesign> {
  const { posts } = scored
  const earlier = await describeEarlier(path, posts)
  if (drawn.size === null)
    throw usageError(
      `expected --size with the number of judgements to draw, got none. --size ${sizeWords(countUnits(posts))} is enough for ±${DEFAULT_HALF_WIDTH * 100} points, the widest interval that cite takes unless told otherwise; --plan ±5 says how many another width needs.${earlier}`,
    )
  if (earlier !== '') log.warn(`this sample is drawn anew.${earlier}`)
  return drawAudit(posts, { ...drawOptionsOf(scored, scheme, drawn), size: Math.min(drawn.size, unitCountOf(posts)) })
}

/** The design of a file that is there, larger where a larger size is asked for. Options that would not change it must not seem to. */
function takeDesign(design: AuditDesign, { posts }: ScoredFile, request: DrawRequest, path: string): AuditDesign {
  const { seed } = request
  const size = request.size === Number.POSITIVE_INFINITY ? Math.max(design.size, unitCountOf(posts)) : request.size
  const refuse = (expected: string): never => {
    throw usageError(`${path}: expected ${expected}`, { path })
  }
  const already = 'The sample is drawn already; leave the option out, or draw another with a new --out.'
  if (request.isMentioned && leftOutOf(design).size > 0) refuse(`no --mentioned, got it. ${already}`)
  if (seed !== undefined && seed !== design.seed) refuse(`--seed ${design.seed}, got ${seed}. ${already}`)
  if (size === null || size === design.size) return design
  if (size < design.size) refuse(`--size ${design.size} or more, got ${size}: a sample grows and never shrinks. ${already}`)
  return growAudit(design, posts, size)
}
