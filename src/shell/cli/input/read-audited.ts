import { basename } from 'node:path'
import { PipelineError } from '../../../base/errors.js'
import { parseJson } from '../../../base/json-shape.js'
import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { formatCount } from '../../../base/text/format-count.js'
import { aggregate } from '../../../count/aggregate.js'
import { auditPathBeside } from '../../../count/audit/audit.js'
import type { AuditFile } from '../../../count/audit/audit-file.js'
import { countJudgements } from '../../../count/audit/population.js'
import type { AuditInput } from '../../../count/audited/apply-audit.js'
import { readiness } from '../../../count/audited/readiness.js'
import type { Breakdown, EvidenceFile } from '../../../count/breakdown/breakdown.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { FACTS_SHEET } from '../../../read/record/own-columns.js'
import { type DisclosureFacts, parseFacts } from '../../../say/disclosure/disclosure-facts.js'
import { logLook, readAudit } from '../../node/audit/audit-log.js'
import { isThere, nameOf, readInput } from '../../node/file/read-source.js'
import { checkAuditMatches, type ReadScoredFile, readAuditPosts, type ScoredFile } from '../../node/scored/read-scored-posts.js'
import type { CommandContext, Log, OptionValues } from '../kit/command.js'
import { startReading } from '../kit/progress.js'
import { type COUNTING_OPTIONS, countingOf, readDealNames, readSchemeOption } from '../options/counting-options.js'

/** Scored posts with the audit that was drawn from them. */
interface ReadScored {
  readonly posts: readonly ScoredPost[]
  /** The scored files, then the audit. */
  readonly evidence: readonly EvidenceFile[]
  /** The audit, its hash, and that of the scored files together; null without an audit. */
  readonly audited: (AuditInput & { readonly audit: AuditFile }) | null
}

/** Reads scored posts; a terminal sees how much is read. */
export const readShown = (paths: readonly string[], scheme: StanceScheme, context: CommandContext): Promise<ScoredFile> =>
  readAuditPosts(paths, { stdin: context.io.stdin, scheme, onBytes: startReading(paths, context).onBytes })

/** Reads scored posts, with their audit where one is named. */
export async function readScored(
  paths: readonly string[],
  { audit: placed, scheme }: TakenAudit,
  command: string,
  context: CommandContext,
): Promise<ReadScored> {
  const { log } = context
  const scored = await readShown(paths, scheme, context)
  const { posts, files } = scored
  checkFacts(paths, files, command, log)
  const evidence = files.map(({ role, name, sha256 }): EvidenceFile => ({ role, name, sha256 }))
  if (placed === null) return { posts, evidence, audited: null }
  const { path: auditPath, file: audit } = placed
  checkAuditMatches(audit.design, scored, auditPath)
  if (audit.tornByteCount > 0) {
    log.warn(`${auditPath}: a torn last line was left out, left by a program that was stopped while writing`)
  }
  log.info(
    `${auditPath}: ${formatCount(audit.labels.length, 'label')}; ${countJudgements(audit.design.units.length, posts)} drawn from ${formatCount(posts.length, 'scored post')}`,
  )
  const { sha256 } = audit
  const audited = { audit, sha256, scoredSha256: scored.sha256 }
  return { posts, evidence: [...evidence, { role: 'audit', name: basename(auditPath), sha256 }], audited }
}

/** The audit of the usual name beside scored posts; null where there is none. */
export function auditBeside(scoredPath: string): string | null {
  const path = auditPathBeside(scoredPath)
  return scoredPath !== '-' && isThere(path) ? path : null
}

/** The audit that scored posts are counted with, and their labels. */
export interface TakenAudit {
  readonly audit: { readonly path: string; readonly file: AuditFile } | null
  readonly scheme: StanceScheme
}

/** The audit that was named, else the one beside the first of the scored posts, and says which; the labels of `--scheme`, else its own. */
export async function takeAudit(
  { audit: given, scheme }: { readonly audit?: string | undefined; readonly scheme?: string | undefined },
  [first = '-']: readonly string[],
  { log }: Pick<CommandContext, 'log'>,
): Promise<TakenAudit> {
  const path = given ?? auditBeside(first)
  if (given === undefined && path !== null) log.info(`${nameOf(first)}: counted with the audit beside it, ${path}`)
  const audit = path === null ? null : { path, file: await readAudit(path) }
  return { audit, scheme: await readSchemeOption(scheme, audit?.file.design.scheme) }
}

/** The option that names an audit file; empty where it stands beside the scored posts. */
export const placeOf = (path: string, [first = '']: readonly string[]): string[] =>
  path === auditPathBeside(first) ? [] : ['--audit', path]

/** Whether only a larger sample makes a share citable: whoever sees one before may choose the size by what it says. */
export function mayGrow(breakdown: Breakdown): boolean {
  const states = [...breakdown.deals, breakdown.overall].map((group) => readiness(breakdown, group))
  return states.every(({ isReady }) => !isReady) && states.some((state) => !state.isReady && 'needed' in state.missing[0])
}

type CountOptions = Omit<OptionValues<typeof COUNTING_OPTIONS>, 'scheme'> &
  TakenAudit & {
    /** File with names of deals that the posts do not carry. */
    readonly deals?: string | undefined
  }

/**
 * Reads scored posts, with their audit where one is named, and breaks them down. `show` logs in the audit that its shares are about to be
 * shown, and gives the breakdown, which names the file as it stands then.
 */
export async function countScored(
  paths: readonly string[],
  { audit, scheme, deals: path, ...counting }: CountOptions,
  command: string,
  context: CommandContext,
): Promise<ReadScored & { readonly breakdown: Breakdown; show(): Promise<Breakdown> }> {
  const deals = await readDealNames(path, context)
  const read = await readScored(paths, { audit, scheme }, command, context)
  const { posts, evidence, audited } = read
  const counted = aggregate(posts, {
    scheme,
    deals,
    options: countingOf(counting),
    isCapturedOnly: command === 'cite',
    ...(audited && { audit: audited }),
  })
  const breakdown = { ...counted, evidence }
  const show = async (): Promise<Breakdown> => {
    if (audit === null || audited === null || breakdown.audit === null) return breakdown
    const { sha256 } = await logLook(audit.path, audited.audit, command, mayGrow(breakdown))
    return {
      ...{ ...breakdown, audit: { ...breakdown.audit, sha256 } },
      evidence: evidence.map((file) => (file.role === 'audit' ? { ...file, sha256 } : file)),
    }
  }
  return { ...read, breakdown, show }
}

/** Says of tables that do not say it what is not known of their posts; `cite` refuses them. @throws {PipelineError} `SCORED_INVALID` */
export function checkFacts(
  paths: readonly string[],
  files: readonly Pick<ReadScoredFile, 'lacksFacts' | 'apart'>[],
  command: string,
  log: Log,
): void {
  for (const [index, { apart = [] }] of files.entries()) {
    if (apart.length > 0)
      log.info(`${nameOf(paths[index] ?? '-')}: a thread of its own, although one before has its number: counted as ${apart.join(', ')}`)
  }
  const at = files.findIndex(({ lacksFacts }) => lacksFacts)
  if (at < 0) return
  const path = nameOf(paths[at] ?? '-')
  const unknown = 'what was captured of the threads and the records of deals of your own'
  if (command !== 'cite') {
    log.warn(`${path}: ${unknown} are not known: ${FACTS_PLACES}`)
    return
  }
  const message = `${path}: expected a table that says ${unknown}, got one that does not: ${FACTS_PLACES}. Give the table as classify --out wrote it.`
  throw new PipelineError('SCORED_INVALID', message, { context: { path } })
}

/** Where tables hold it. */
const FACTS_PLACES = `it stands in the column meta, and beside the rows in FILE.csv.meta.json, in the sheet "${FACTS_SHEET}" or in the metadata of Parquet`

export async function readFacts(path: string, { io }: CommandContext): Promise<DisclosureFacts> {
  const value = parseJson(await readInput(path, { stdin: io.stdin }), (cause) => {
    const message = `${path}: expected facts as a JSON object, got text that is not JSON. Give an object of texts, such as {"sponsor": "…"}.`
    throw new PipelineError('DISCLOSURE_FACTS_INVALID', message, { cause })
  })
  return parseFacts(value, path)
}
