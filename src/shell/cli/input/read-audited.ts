import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { PipelineError } from '../../../base/errors.js'
import { parseJson } from '../../../base/json-shape.js'
import { isSameScheme, schemeTag } from '../../../base/scheme/scheme-tag.js'
import { STANCE_SCHEME, type StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { formatCount, nameSome } from '../../../base/text/format-count.js'
import { type RunOfPosts, RunTally } from '../../../base/thread/run-record.js'
import { aggregate } from '../../../count/aggregate.js'
import type { AuditInput } from '../../../count/apply-audit.js'
import { auditPathBeside } from '../../../count/audit/audit.js'
import type { AuditFile } from '../../../count/audit/audit-file.js'
import { countUnits, unitWords } from '../../../count/audit/population.js'
import type { EvidenceFile } from '../../../count/breakdown/breakdown.js'
import type { Deal } from '../../../judge/deals/deal.js'
import { KNOWN_DEALS } from '../../../judge/deals/known-deals.js'
import { RunCheck } from '../../../judge/stance/run-check.js'
import type { StanceClassifier } from '../../../judge/stance/stance-classifier.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { type DisclosureFacts, parseFacts } from '../../../say/facts/disclosure-facts.js'
import { readAudit } from '../../node/audit/audit-log.js'
import { isThere, nameOf, openSource, readInput } from '../../node/file/read-source.js'
import { readScheme } from '../../node/read-scheme.js'
import { type ReadScoredOptions, readAuditPosts, type ScoredFile } from '../../node/scored/read-scored-posts.js'
import { checkAuditMatches } from '../../node/scored/refuse-changed-file.js'
import { missingRunWords, readRunRecords } from '../../node/scored/run-file.js'
import { holdsScoredLines } from '../../node/scored/scored-head.js'
import { type CommandContext, givenWords, type Log, type OptionTable, type OptionValues, typedCommand, usageError } from '../kit/command.js'
import { startReading } from '../kit/progress.js'
import { isAudit } from '../kit/write-output.js'

/** Opens standard input if it is an input. This gives its form, and its hash after it was read. */
export async function openStdin(
  paths: readonly string[],
  context: CommandContext,
): Promise<{ readonly context: CommandContext; readonly stdinSha256: () => string | null }> {
  if (!paths.includes('-')) return { context, stdinSha256: () => null }
  const hash = createHash('sha256')
  const stdin = await openSource('-', { stdin: context.io.stdin, onBytes: (bytes) => hash.update(bytes) })
  return { context: { ...context, io: { ...context.io, stdin } }, stdinSha256: () => hash.copy().digest('hex') }
}

/** True if all inputs hold scored posts as JSON Lines. */
export async function areScored(paths: readonly string[], { io: { stdin } }: CommandContext): Promise<boolean> {
  for (const path of paths) {
    const source = await openSource(path, { stdin }).catch(() => null)
    const isScored = source !== null && holdsScoredLines(source.head)
    if (path !== '-') await source?.close()
    if (!isScored) return false
  }
  return paths.length > 0
}

/**
 * Reads scored posts, with progress on a terminal.
 *
 * @param options `run: undefined` accepts posts of runs with different options, which must not be counted together
 * @throws {PipelineError} `SCORED_INVALID` for a file of a run with other options
 */
export const readRun = (
  paths: readonly string[],
  scheme: StanceScheme,
  context: CommandContext,
  options?: Pick<ReadScoredOptions, 'run'>,
): Promise<ScoredFile> => {
  const { onBytes } = startReading(paths, context)
  return readAuditPosts(paths, { stdin: context.io.stdin, scheme, onBytes, run: new RunCheck(), ...options })
}

/** Reads scored posts with the audit drawn from them, its hash, and the hash of all scored files. */
async function readScored(paths: readonly string[], { audit: placed, scheme }: TakenAudit, context: CommandContext) {
  const { log } = context
  const scored = await readRun(paths, scheme, context)
  const { posts, files } = scored
  logApart(files, log)
  const evidence = files.map(({ role, name, sha256 }): EvidenceFile => ({ role, name, sha256 }))
  if (placed === null) return { posts, evidence, audited: null }
  const { path: auditPath, file: audit, beside } = placed
  try {
    checkAuditMatches(audit.design, scored, auditPath)
  } catch (error) {
    if (beside === undefined || paths.length === 1) throw error
    log.warn(
      `${auditPath}: left out: its sample is not of all posts of these ${paths.length} files. Count ${beside} alone with it, or take a sample of all: ${typedCommand(context, 'audit')} SCORED… --out FILE.`,
    )
    return { posts, evidence, audited: null }
  }
  if (beside !== undefined) log.info(`${nameOf(beside)}: counted with the audit beside it, ${auditPath}`)
  if (audit.tornByteCount > 0) {
    log.warn(`${auditPath}: a torn last line was left out: a program was stopped while it wrote it`)
  }
  log.info(
    `${auditPath}: ${formatCount(audit.labels.length, 'label')}; ${unitWords(audit.design.units.length, posts)} picked from ${formatCount(posts.length, 'scored post')}`,
  )
  const { sha256 } = audit
  const audited = { audit, sha256, scoredSha256: scored.sha256 }
  return { posts, evidence: [...evidence, { role: 'audit' as const, name: basename(auditPath), sha256 }], audited }
}

/** The audit of the usual name beside scored posts; null without one. */
function auditBeside(scoredPath: string): string | null {
  const path = auditPathBeside(scoredPath)
  return scoredPath !== '-' && isThere(path) ? path : null
}

/** The audit to count scored posts with, and the scheme of labels. */
export interface TakenAudit {
  readonly audit: {
    readonly path: string
    readonly file: AuditFile
    /** The scored file that it stands beside; absent for an audit that was named. It is left out where it is not of all posts. */
    readonly beside?: string
  } | null
  readonly scheme: StanceScheme
}

/** Leaves out audits among several inputs, as a shell lists them for `*.jsonl`, and names them. */
export function withoutAudits(paths: readonly string[], { log }: Pick<CommandContext, 'log'>): readonly string[] {
  const audits = paths.length === 1 ? [] : paths.filter(isAudit)
  if (audits.length === 0 || audits.length === paths.length) return paths
  log.info(`${formatCount(audits.length, 'audit')} among the inputs left out: ${nameSome(audits)}`)
  return paths.filter((path) => !audits.includes(path))
}

/** Takes the named audit, else one beside the scored files, which `paths` names. Labels are those of `--scheme`, else the audit's own. */
export async function takeAudit(
  { audit: given, scheme }: { readonly audit?: string | undefined; readonly scheme?: string | undefined },
  inputs: readonly string[],
  context: Pick<CommandContext, 'log'>,
): Promise<TakenAudit & { readonly paths: readonly string[] }> {
  const paths = withoutAudits(inputs, context)
  const beside = given === undefined ? paths.find((scored) => auditBeside(scored) !== null) : undefined
  const path = given ?? (beside === undefined ? null : auditBeside(beside))
  const audit = path === null ? null : { path, file: await readAudit(path), ...(beside !== undefined && { beside }) }
  return { paths, audit, scheme: await readSchemeOption(scheme, audit?.file.design.scheme) }
}

/** The option that names an audit file; empty where it stands beside the scored posts. */
export const placeOf = (path: string, [first = '']: readonly string[]): string[] =>
  path === auditPathBeside(first) ? [] : ['--audit', path]

type CountOptions = TakenAudit & Partial<OptionValues<typeof ESTIMATE_OPTIONS>>

/**
 * Reads scored posts, with a named audit, and breaks them down.
 */
export async function countScored(paths: readonly string[], { audit, scheme, ...estimating }: CountOptions, context: CommandContext) {
  const read = await readScored(paths, { audit, scheme }, context)
  const { posts, evidence, audited } = read
  if (estimating.by !== undefined && audited === null) {
    const message = `expected labels of an audit for --by ${estimating.by}, got none. Take a sample first: ${typedCommand(context, 'audit')} ${paths.join(' ')}`
    throw new PipelineError('CITE_NOT_AUDITED', message)
  }
  const counted = aggregate(posts, {
    scheme,
    deals: KNOWN_NAMES,
    ...(audited && { audit: { ...audited, ...estimateOf(estimating) } }),
  })
  const tally = new RunTally()
  tally.add(posts)
  const breakdown = { ...counted, evidence, runs: await findRuns(tally, paths, context) }
  return { ...read, breakdown }
}

/** Finds the runs of counted posts in the records beside their files, and logs missing records. */
export async function findRuns(tally: RunTally, paths: readonly string[], { log }: Pick<CommandContext, 'log'>): Promise<RunOfPosts[]> {
  const runs = tally.runs(await readRunRecords(paths, (message) => log.warn(message)))
  const missing = missingRunWords(runs, paths)
  if (missing !== null) log.info(missing)
  return runs
}

/** Logs threads that were counted separately, although files gave them one name. */
export function logApart(files: readonly Pick<ScoredFile['files'][number], 'apart' | 'path'>[], log: Log): void {
  for (const { path, apart = [] } of files) {
    if (apart.length > 0)
      log.info(`${nameOf(path)}: another file has a different thread of the same name: counted apart as ${apart.join(', ')}`)
  }
}

/** The facts for the disclosure in `scored.facts.json` beside `scored.jsonl`; none without such a file. */
export async function readFacts([first = '-']: readonly string[], { io, log }: CommandContext): Promise<DisclosureFacts> {
  const path = auditPathBeside(first).replace(/audit\.jsonl$/, 'facts.json')
  if (first === '-' || !isThere(path)) return {}
  const value = parseJson(await readInput(path, { stdin: io.stdin }), (cause) => {
    const message = `${path}: expected facts as a JSON object, got text that is not JSON. Give an object of texts, such as {"sponsor": "…"}.`
    throw new PipelineError('DISCLOSURE_FACTS_INVALID', message, { cause })
  })
  log.info(`${path}: facts for the disclosure`)
  return parseFacts(value, path)
}

/** How labels become shares. */
export const ESTIMATE_OPTIONS = {
  assisted: { type: 'flag', help: 'let the model help to estimate, where it explains 30% of the labels or more' },
  'accept-agreement': {
    type: 'text',
    value: 'WHY',
    help: 'take labels that equal the model’s, equal it only by chance, or are all alike; WHY is printed',
  },
  by: { type: 'text', value: 'COLUMN|month', help: 'also within the groups of a column that have 20 labels' },
} as const satisfies OptionTable

function estimateOf({
  assisted,
  'accept-agreement': why,
  by,
}: Partial<OptionValues<typeof ESTIMATE_OPTIONS>>): Pick<AuditInput, 'isAssisted' | 'acceptAgreement' | 'by'> {
  if (why !== undefined && !/\p{L}/u.test(why))
    throw usageError(`expected --accept-agreement with the reason in words, got "${why.slice(0, 80)}".`)
  if (assisted && by !== undefined) throw usageError('expected --by or --assisted, got both: groups are estimated from their labels alone.')
  return { ...(assisted && { isAssisted: assisted }), ...(why !== undefined && { acceptAgreement: why }), ...(by !== undefined && { by }) }
}

/** Option of commands that read or write labels. */
export const SCHEME_OPTION = {
  scheme: { type: 'file', help: "own labels: scheme.json, or a model's folder" },
} as const satisfies OptionTable

/** The options that a next command needs to count the same posts under the same names. */
export const sameCount = (options: object): string[] => givenWords(options, SCHEME_OPTION)

/** The option that names the deal with most units; empty with a single deal. */
export function mainDealOption(posts: readonly ScoredPost[]): string[] {
  const [main, ...others] = [...countUnits(posts)].filter(([dealId]) => dealId !== null).sort(([, one], [, other]) => other - one)
  return main && others.length > 0 ? ['--deal', String(main[0])] : []
}

/** The known deals by id; posts carry the records of others. */
export const KNOWN_NAMES: ReadonlyMap<string, Deal> = new Map(KNOWN_DEALS.map((deal) => [deal.id, deal]))

export async function readSchemeOption(path: string | undefined, own: StanceScheme = STANCE_SCHEME): Promise<StanceScheme> {
  return path === undefined ? own : readScheme(path)
}

/** Checks that a model has the labels of `--scheme`. Without the option, the model's own labels apply. */
export async function checkModelScheme({ id, scheme }: Pick<StanceClassifier, 'id' | 'scheme'>, path: string | undefined): Promise<void> {
  if (path === undefined) return
  const wanted = await readScheme(path)
  if (isSameScheme(scheme, wanted)) return
  const message = `expected a model of the scheme ${schemeTag(wanted)} (${wanted.labels.join(', ')}), got "${id}" of ${schemeTag(scheme)} (${scheme.labels.join(', ')}). Train one with npm run train -- --scheme ${path} --posts FILE --out FOLDER, and give its folder with --model.`
  throw new PipelineError('MODEL_LABELS_MISMATCH', message, { context: { id, wanted: schemeTag(wanted), got: schemeTag(scheme) } })
}
