import { basename } from 'node:path'
import { PipelineError, type TypedCommand } from '../../../base/errors.js'
import { parseJson } from '../../../base/json-shape.js'
import { isSameScheme, schemeTag } from '../../../base/scheme/scheme-tag.js'
import { STANCE_SCHEME, type StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { formatCount, formatNumber, nameSome } from '../../../base/text/format-count.js'
import { type RunOfPosts, RunTally } from '../../../base/thread/run-record.js'
import { aggregate } from '../../../count/aggregate.js'
import { auditPathBeside, factsPathBeside } from '../../../count/audit/audit.js'
import type { AuditFile } from '../../../count/audit/audit-file.js'
import { countUnits, unitCountOf } from '../../../count/audit/population.js'
import type { Breakdown, EvidenceFile } from '../../../count/breakdown/breakdown.js'
import { KNOWN_DEALS_BY_ID } from '../../../judge/deals/known-deals.js'
import { RunCheck } from '../../../judge/stance/refuse-mixed-runs.js'
import type { StanceClassifier } from '../../../judge/stance/stance-classifier.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { type DisclosureFacts, parseFacts } from '../../../say/facts/parse-facts-file.js'
import { sourceOf } from '../../../say/facts/thread-source.js'
import { shellWord } from '../../../say/format/display-width.js'
import { formatTime } from '../../../say/format/format-value.js'
import { printableName } from '../../../say/format/names.js'
import { readAudit } from '../../node/audit/audit-log.js'
import { isThere, nameOf, openSource, readInput } from '../../node/file/read-source.js'
import { readScheme } from '../../node/read-scheme.js'
import {
  type ReadScoredOptions,
  readAuditPosts,
  type ScoredFile,
} from '../../node/scored/read-scored-posts.js'
import { checkAuditMatches } from '../../node/scored/refuse-other-audit.js'
import { holdsScoredLines } from '../../node/scored/refuse-unscored.js'
import { readRunRecords, runPathOf } from '../../node/scored/run-file.js'
import {
  type CommandContext,
  type Exclusion,
  givenWords,
  type Log,
  type OptionTable,
  type OptionValues,
  typedCommand,
  usageError,
} from '../kit/command.js'
import { startReading } from '../kit/progress.js'
import { isAudit } from '../kit/write-output.js'

/** Opens standard input if it is an input. This gives its form. */
export async function openStdin(
  paths: readonly string[],
  context: CommandContext,
): Promise<CommandContext> {
  if (!paths.includes('-')) return context
  const stdin = await openSource('-', { stdin: context.io.stdin })
  return { ...context, io: { ...context.io, stdin } }
}

/** True if all inputs hold scored posts as JSON Lines. */
export async function areScored(
  paths: readonly string[],
  { io: { stdin } }: CommandContext,
): Promise<boolean> {
  for (const path of paths) {
    const source = await openSource(path, { stdin }).catch(() => null)
    const isScored = source !== null && holdsScoredLines(source.head)
    if (path !== '-') await source?.close()
    if (!isScored) return false
  }
  return paths.length > 0
}

/**
 * Reads scored posts.
 *
 * @param options `run: undefined` accepts posts of runs with different options, which must not be
 *   counted together
 */
export const readRun = (
  paths: readonly string[],
  scheme: StanceScheme,
  context: CommandContext,
  options?: Pick<ReadScoredOptions, 'run' | 'onPost'>,
): Promise<ScoredFile> => {
  const { onBytes } = startReading(paths, context)
  return readAuditPosts(paths, {
    stdin: context.io.stdin,
    scheme,
    onBytes,
    run: new RunCheck(),
    ...options,
  })
}

/** Scored files, the audit to count them with, and the scheme of labels. */
interface TakenAudit {
  readonly paths: readonly string[]
  readonly audit: {
    readonly path: string
    readonly file: AuditFile
    /**
     * The scored file that the audit lies beside; absent for an audit that was named. Left out if
     * it is not about all posts.
     */
    readonly beside?: string
  } | null
  readonly scheme: StanceScheme
}

/** Leaves out audits among several inputs, as a shell lists them for `*.jsonl`, and names them. */
export function withoutAudits(
  paths: readonly string[],
  { log }: Pick<CommandContext, 'log'>,
): readonly string[] {
  const audits = paths.length === 1 ? [] : paths.filter(isAudit)
  if (audits.length === 0 || audits.length === paths.length) return paths
  log.info(`${formatCount(audits.length, 'audit')} among the inputs left out: ${nameSome(audits)}`)
  return paths.filter((path) => !audits.includes(path))
}

/** Reads an audit file, and warns of lines that were left out. */
export async function readGivenAudit(
  path: string,
  { log }: Pick<CommandContext, 'log'>,
): Promise<AuditFile> {
  const audit = await readAudit(path)
  const { tornLines } = audit
  if (tornLines.length > 0)
    log.warn(
      `${path}: ${tornLines.length === 1 ? 'line' : 'lines'} ${nameSome(tornLines.map(String))} left out, unfinished: a program was stopped while it wrote`,
    )
  return audit
}

/**
 * Takes the named audit, else one of the usual name beside a scored file. Labels are those of
 * `--scheme`, else the audit's own.
 */
export async function takeAudit(
  { audit: auditPath, scheme }: Pick<CountOptions, 'audit' | 'scheme'>,
  inputs: readonly string[],
  context: CommandContext,
): Promise<TakenAudit> {
  const paths = withoutAudits(inputs, context)
  const beside =
    auditPath === undefined
      ? paths.find((scored) => scored !== '-' && isThere(auditPathBeside(scored)))
      : undefined
  const path = auditPath ?? (beside === undefined ? null : auditPathBeside(beside))
  const audit =
    path === null
      ? null
      : { path, file: await readGivenAudit(path, context), ...(beside !== undefined && { beside }) }
  return { paths, audit, scheme: await readSchemeOption(scheme, audit?.file.design.scheme) }
}

/**
 * The options that a next command needs to count the same posts in the same way.
 *
 * @param auditPath null without an audit
 */
export function sameCount(
  paths: readonly string[],
  auditPath: string | null,
  options: object,
): string[] {
  const isBeside = auditPath === null || auditPath === auditPathBeside(paths[0] ?? '')
  return [
    ...paths,
    ...(isBeside ? [] : ['--audit', auditPath]),
    ...givenWords(options, SCHEME_OPTION),
  ]
}

export const countScored = async (
  options: CountOptions,
  inputs: readonly string[],
  context: CommandContext,
) => await countTaken(await takeAudit(options, inputs, context), options, context)

/** @param isModelShown true if the model's own labels within groups will do before an audit */
export async function countTaken(
  taken: TakenAudit,
  options: CountOptions,
  context: CommandContext,
  isModelShown = false,
) {
  const { paths, scheme } = taken
  const scored = await readRun(paths, scheme, context)
  const { posts, files } = scored
  logRenamedThreads(files, context.log)
  const placed = fittingAudit(taken, scored, context)
  const { assisted, by } = options
  if (placed === null && (assisted || (by !== undefined && !isModelShown))) {
    const named = paths.map(shellWord).join(' ')
    const sample = typedCommand(context, `audit ${named}`)
    const groups =
      by === undefined
        ? ''
        : ` The model's own labels, not for print: ${typedCommand(context, `aggregate ${named} --by ${shellWord(by)}`)}`
    const message = `expected labels of an audit for --${by === undefined ? 'assisted' : `by ${by}`}, got none. Take a sample first: ${sample}.${groups}`
    throw new PipelineError('CITE_NOT_AUDITED', message)
  }
  const evidence: EvidenceFile[] = files.map(({ role, name, sha256 }) => ({ role, name, sha256 }))
  if (placed !== null)
    evidence.push({ role: 'audit', name: basename(placed.path), sha256: placed.file.sha256 })
  const audit = placed && {
    audit: placed.file,
    sha256: placed.file.sha256,
    scoredSha256: scored.sha256,
    ...(assisted && { isAssisted: assisted }),
    ...(by !== undefined && { by }),
  }
  const counted = aggregate(posts, {
    scheme,
    deals: KNOWN_DEALS_BY_ID,
    ...(audit && { audit }),
    ...(by !== undefined && { by }),
  })
  if (assisted && isCensusOf(counted))
    throw usageError(
      'expected --assisted with a sample, got labels of all posts: nothing is estimated. Leave it out.',
    )
  const tally = new RunTally()
  tally.add(posts)
  const breakdown = { ...counted, evidence, runs: await findRuns(tally, paths, context) }
  return {
    paths,
    scheme,
    posts,
    breakdown,
    audit: placed?.file ?? null,
    auditPath: placed?.path ?? null,
  }
}

/** True if every post that may be counted was labelled. */
const isCensusOf = ({ audit }: Breakdown): boolean =>
  audit !== null && [audit.overall, ...audit.deals].every((group) => group?.isCensus ?? true)

/** The audit, if it is about all posts. Left out if it lies beside some of them. */
function fittingAudit(
  { paths, audit }: TakenAudit,
  scored: ScoredFile,
  context: CommandContext,
): TakenAudit['audit'] {
  if (audit === null) return null
  const { log } = context
  const { path, file, beside } = audit
  try {
    checkAuditMatches(file.design, scored, path)
  } catch (error) {
    if (beside === undefined || paths.length === 1) throw error
    log.warn(
      `${path}: left out: its sample is not of all posts of these ${paths.length} files. Count ${beside} alone with it, or take a sample of all: ${typedCommand(context, 'audit SCORED… --out FILE')}.`,
    )
    return null
  }
  const labelCount = file.labels.filter(({ label }) => label !== null).length
  const isTwice = scored.posts.some(({ stances }) => stances.length > 1)
  log.info(
    `Counted with ${path}: ${formatCount(labelCount, 'label')} by hand; ${formatNumber(file.design.units.length)} of ${formatCount(unitCountOf(scored.posts), 'post')} were to be labelled${isTwice ? ', a post on two moves twice' : ''}.`,
  )
  return audit
}

/**
 * Finds the runs of counted posts in the records beside their files, and logs missing records. The
 * disclosure covers posts without a run.
 */
export async function findRuns(
  tally: RunTally,
  paths: readonly string[],
  { log }: Pick<CommandContext, 'log'>,
): Promise<RunOfPosts[]> {
  const runs = tally.runs(await readRunRecords(paths, (message) => log.warn(message)))
  const unknown = runs.filter(({ run, record }) => run !== null && record === null)
  if (unknown.length > 0) {
    const count = unknown.reduce((total, { postCount }) => total + postCount, 0)
    const names = unknown.map(({ run }) => printableName(run as string))
    const places = paths.map((path) => (path === '-' ? nameOf(path) : runPathOf(path)))
    log.info(
      `${formatCount(count, 'post')}: no record of run ${nameSome(names, 3)}, so version and weights behind these labels are not known. Looked for in ${nameSome(places, 3)}`,
    )
  }
  return runs
}

/** Logs threads that were counted separately, although files gave them one name. */
export function logRenamedThreads(files: ScoredFile['files'], log: Log): void {
  for (const { path, apart } of files)
    if (apart.length > 0)
      log.info(
        `${nameOf(path)}: another file has a different thread of the same name: counted apart as ${apart.join(', ')}`,
      )
}

/** Days of the copies, as the commands that labelled the posts give them. */
function factsIn(runs: readonly RunOfPosts[]): DisclosureFacts {
  const days = new Set(
    runs.flatMap(
      ({ record }) =>
        record?.command.filter((_, index, words) => words[index - 1] === '--captured') ?? [],
    ),
  )
  return days.size === 0 ? {} : { captured: [...days].map(formatTime).join(', ') }
}

/** Facts that only people know: those of the file beside scored posts, and of their commands. */
export async function readFacts(
  [first = '-']: readonly string[],
  { runs = [] }: Pick<Breakdown, 'runs'>,
  { log }: CommandContext,
): Promise<DisclosureFacts> {
  const path = factsPathBeside(first)
  const known = factsIn(runs)
  if (first === '-' || !isThere(path)) return known
  const value = parseJson(await readInput(path), (cause) => {
    const message = `${path}: expected facts as a JSON object, got text that is not JSON. Give an object of texts, such as {"sponsor": "…"}.`
    throw new PipelineError('DISCLOSURE_FACTS_INVALID', message, { cause })
  })
  log.info(`${path}: facts for the disclosure`)
  return { ...known, ...parseFacts(value, path) }
}

/** Says how to name the source of posts that name no platform, where nobody did. */
export function adviseSource(
  { paths: [first = '-'], posts }: Pick<ScoredFile, 'posts'> & Pick<TakenAudit, 'paths'>,
  source: string | undefined,
  { log }: CommandContext,
): void {
  if (source !== undefined || sourceOf(posts).platform !== null) return
  const ofFile = first === '-' ? '' : `, "url" in ${factsPathBeside(first)}`
  log.info(
    `The posts name no platform. Name their source: classify --url URL${ofFile}, or report --credit TEXT`,
  )
}

export const SCHEME_OPTION = {
  scheme: { type: 'file', help: "own labels: scheme.json, or a model's folder" },
} as const satisfies OptionTable

/** Options of every command that turns scored posts into shares. */
export const COUNT_OPTIONS = {
  assisted: {
    type: 'flag',
    help: 'let the model help to estimate, where it explains 30% of the labels or more',
  },
  by: {
    type: 'text',
    value: 'COLUMN|month',
    help: 'also within the groups of a column that have 20 labels; before an audit aggregate gives the model’s own shares, not for print',
  },
  audit: { type: 'file', help: 'the audit file; default: the one beside SCORED' },
  ...SCHEME_OPTION,
} as const satisfies OptionTable

/** Groups are estimated without the model. */
export const GROUPS_ALONE: Exclusion = {
  beside: 'by',
  idle: ['assisted'],
  why: 'Groups are estimated from their labels alone.',
}

type CountOptions = Partial<OptionValues<typeof COUNT_OPTIONS>>

/** The option that names the deal with most units; empty with a single deal. */
export function mainDealOption(posts: readonly ScoredPost[]): string[] {
  const [main, ...others] = [...countUnits(posts)]
    .filter(([dealId]) => dealId !== null)
    .sort(([, one], [, other]) => other - one)
  return main && others.length > 0 ? ['--deal', String(main[0])] : []
}

export async function readSchemeOption(
  path: string | undefined,
  ownScheme: StanceScheme = STANCE_SCHEME,
): Promise<StanceScheme> {
  return path === undefined ? ownScheme : readScheme(path)
}

/**
 * Checks that a model has the labels of `--scheme`. Without the option, the model's own labels
 * apply.
 */
export async function checkModelScheme(
  { id, scheme }: Pick<StanceClassifier, 'id' | 'scheme'>,
  path: string | undefined,
): Promise<void> {
  if (path === undefined) return
  const wanted = await readScheme(path)
  if (isSameScheme(scheme, wanted)) return
  const message = (typed: TypedCommand) =>
    `expected a model of the scheme ${schemeTag(wanted)} (${wanted.labels.join(', ')}), got "${id}" of ${schemeTag(scheme)} (${scheme.labels.join(', ')}). Train one with ${typed(`train --scheme ${shellWord(path)} --posts FILE --out FOLDER`)}, and give its folder with --model.`
  throw new PipelineError('MODEL_LABELS_MISMATCH', message, {
    context: { id, wanted: schemeTag(wanted), got: schemeTag(scheme) },
  })
}
