import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { STANCE_SCHEME } from '../../../base/scheme/stance-scheme.js'
import { aggregate } from '../../../count/aggregate.js'
import { auditPathBeside } from '../../../count/audit/audit.js'
import { countUnits } from '../../../count/audit/population.js'
import type { Breakdown } from '../../../count/breakdown/breakdown.js'
import { decode } from '../../../read/record/decode.js'
import type { CiteFiles } from '../../../say/cite/refusals.js'
import { readAudit } from '../../node/audit/read-audit.js'
import { readBytes } from '../../node/file/read-input.js'
import { openSource } from '../../node/file/read-source.js'
import { sha256Of } from '../../node/file/sha256.js'
import { readCatalogue } from '../../node/read-catalogue.js'
import { readAuditPosts } from '../../node/scored/read-audit-posts.js'
import { recountBreakdown } from '../../node/scored/recount-breakdown.js'
import { holdsScoredLines, isTableHead } from '../../node/scored/scored-tables.js'
import { type CommandContext, type OptionTable, type OptionValues, underTopic, usageError } from '../kit/command.js'
import { COUNTING_OPTIONS, countingOf } from '../options/counting-options.js'
import { readSchemeOption, SCHEME_OPTION } from '../options/scheme-option.js'
import { checkFacts, evidenceOf, readAudited } from './read-audited.js'
import { nameOf } from './read-inputs.js'

/** How scored posts are read and counted. */
export const CITED_OPTIONS = {
  audit: { type: 'text', value: 'FILE', help: 'labels of audit; default: those beside SCORED' },
  ...underTopic('How SCORED is counted', {
    ...COUNTING_OPTIONS,
    deals: { type: 'text', value: 'FILE', help: 'names of deals that the posts do not carry' },
    ...SCHEME_OPTION,
  }),
} as const satisfies OptionTable

/** What is cited, and where it comes from. */
export interface CiteInput {
  readonly breakdown: Breakdown
  /** Of the breakdown's file; null where the posts were counted here. */
  readonly sha256: string | null
  readonly files: CiteFiles
}

type Options = OptionValues<typeof CITED_OPTIONS> & { readonly deal?: string | undefined }

/** Reads scored posts, or the files behind a breakdown, counts them, and says on stderr what was taken. */
export async function readCiteInput(paths: readonly string[], options: Options, context: CommandContext): Promise<CiteInput> {
  const [path = ''] = paths
  const source = await openSource(path, { stdin: context.io.stdin })
  const isScored = holdsScoredLines(source.head) || isTableHead(source.head)
  const bytes = path === '-' ? await buffer(source.chunks()) : null
  await source.close()
  const again = bytes === null ? context : { ...context, io: { ...context.io, stdin: Readable.from([bytes]) } }
  if (isScored) return await countScored(paths, options, again)
  if (paths.length > 1)
    throw usageError(`expected SCORED or one BREAKDOWN, got ${paths.length} files, the first of them no scored posts. See --help.`)
  if (options.audit !== undefined) {
    throw usageError(
      `expected --audit with SCORED, got it with ${nameOf(path)}, which is a breakdown and holds its audit. Leave it out, or give the scored file.`,
    )
  }
  const read = await readBytes(path, again.io.stdin)
  const { breakdown, report } = await recountBreakdown(decode(read, { name: nameOf(path) }), path)
  const named = (role: string): string[] =>
    report.evidence.flatMap((file) => (file.role === role && file.name !== null ? [join(dirname(path), file.name)] : []))
  return { breakdown, sha256: sha256Of(read), files: { scored: named('scored'), audit: named('audit')[0] ?? null } }
}

/** Counts scored posts with the audit that was named, or stands beside them. */
async function countScored(paths: readonly string[], options: Options, context: CommandContext): Promise<CiteInput> {
  const [first = ''] = paths
  const beside = first === '-' ? null : auditPathBeside(first)
  const audit = options.audit ?? (beside !== null && existsSync(beside) ? beside : null)
  const scored = paths.map(nameOf).join(', ')
  context.log.info(
    audit === null
      ? `${scored}: counted here; no audit stands beside it`
      : `${scored}: counted here with ${options.audit === undefined ? 'the audit beside it' : 'its audit'}, ${audit}`,
  )
  const scheme =
    options.scheme === undefined && audit !== null
      ? ((await readAudit(audit)).design.scheme ?? STANCE_SCHEME)
      : await readSchemeOption(options.scheme)
  const deals = await readCatalogue(options.deals, { stdin: context.io.stdin })
  const input = { scheme, deals: new Map(deals.map((deal) => [deal.id, deal])), options: countingOf(options) }
  const files = { scored: paths, audit }
  if (audit === null) {
    const { posts, files: read } = await readAuditPosts(paths, { stdin: context.io.stdin, scheme })
    checkFacts(paths, read, 'cite', context.log)
    return { breakdown: { ...aggregate(posts, input), evidence: read.map(evidenceOf) }, sha256: null, files }
  }
  const { posts, evidence, ...read } = await readAudited(paths, audit, scheme, 'cite', context)
  // Only what is quoted is estimated.
  const [only, ...others] = options.deal === undefined ? [...countUnits(posts).keys()] : [options.deal]
  const quoted = only === undefined || others.length > 0 ? {} : { only }
  return {
    breakdown: { ...aggregate(posts, { ...input, audit: { ...read, ...quoted } }), evidence },
    sha256: null,
    files,
  }
}
