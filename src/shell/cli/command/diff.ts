import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { formatCount, formatNumber } from '../../../base/text/format-count.js'
import { type AuditFile, settleEvents } from '../../../count/audit/audit-file.js'
import { firstReading } from '../../../count/audit/corrections.js'
import { type ChangeReport, compareRuns, type Run } from '../../../count/change/compare-runs.js'
import { renderChangeJson, renderChangeText } from '../../../say/change/render-change.js'
import { logLook, readAudit } from '../../node/audit/audit-log.js'
import { nameOf } from '../../node/file/read-source.js'
import { auditBeside, COUNTING_OPTIONS, KNOWN_NAMES, readSchemeOption, readScored, SCHEME_OPTION } from '../input/read-audited.js'
import { checkPaths } from '../input/read-inputs.js'
import { type CommandContext, defineCommand, usageError } from '../kit/command.js'
import { chooseFormat, tableStyleOf, writeText } from '../kit/write-output.js'

const FORMATS = ['text', 'json'] as const

export const diff = defineCommand({
  name: 'diff',
  summary:
    'Says how every share changed between two runs. Counts new, deleted and edited posts, and changed deals, model labels and hand labels. Drafts a correction or an update of printed shares, where the shares of both runs may be printed.',
  inputs: {
    word: 'RUN_A [RUN_B]',
    help: 'two runs, the earlier first: output of classify with its audit beside it; or one run, before and after its corrections',
  },
  options: {
    'audit-a': { type: 'text', value: 'FILE', help: 'audit of RUN_A; default: those beside both' },
    'audit-b': { type: 'text', value: 'FILE', help: 'audit of RUN_B' },
    deal: { type: 'text', value: 'ID', help: 'only this deal' },
    format: { type: 'choice', choices: FORMATS, help: 'text unless --out ends in .json' },
    out: { type: 'text', value: 'FILE', help: 'write there' },
    count: COUNTING_OPTIONS.count,
    ...SCHEME_OPTION,
  },
  examples: [
    'npm run diff -- monday.jsonl friday.jsonl',
    'npm run diff -- monday.jsonl friday.jsonl --deal intel-nvidia --format json',
    'npm run diff -- scored.jsonl scored.jsonl --audit-b scored.audit.jsonl',
    'npm run diff -- scored.jsonl',
  ],
  notes:
    'diff finds posts again by id and text, then by author and text; edited posts of a copied page by author and place. It does not say how many points each cause moved a share: no run has one cause without the others.',
  run: async (options, paths, context) => {
    const format = chooseFormat({ given: options.format, out: options.out, choices: FORMATS, standard: 'text' })
    checkPaths(paths)
    const [from, to, ...more] = paths
    if (from === undefined || more.length > 0) {
      throw usageError(
        `expected two runs, the earlier and the later, or one with corrected labels, got ${formatNumber(paths.length)}. See --help.`,
      )
    }
    const scheme = await readSchemeOption(options.scheme)
    const { 'audit-a': auditA, 'audit-b': auditB } = options
    // A named audit replaces those beside the files.
    const areBeside = auditA === undefined && auditB === undefined
    const first = await readRun(from, areBeside ? auditBeside(from) : (auditA ?? null), scheme, context)
    const later = to === undefined ? first : await readRun(to, areBeside ? auditBeside(to) : (auditB ?? null), scheme, context)
    const earlier = to === undefined ? firstReadingOf(first, from) : first
    checkPaths([...new Set([...earlier.paths, ...later.paths])], { read: [options.scheme], outputs: [options.out] })
    const report = onlyDeal(
      compareRuns(earlier, later, {
        scheme,
        deals: KNOWN_NAMES,
        options: { count: options.count },
      }),
      options.deal,
    )
    // Audited shares are shown only where both may be printed.
    if (report.groups.some(({ headline }) => headline.length > 0))
      for (const {
        audit,
        paths: [, path],
      } of to === undefined ? [later] : [earlier, later])
        if (audit && path) await logLook(path, audit, 'diff')
    const change = format === 'json' ? renderChangeJson(report) : renderChangeText(report, tableStyleOf(options.out, context).width)
    await writeText(options.out, change, `change of ${formatCount(report.groups.length, 'group')}`, context)
  },
})

type ReadRun = Run & { readonly audit: AuditFile | null; readonly paths: readonly string[] }

/** A run with the labels that its coders gave first. @throws {PipelineError} `USAGE_OPTION_INVALID` where none was corrected */
function firstReadingOf(run: ReadRun, path: string): ReadRun {
  const { audit } = run
  if (audit === null || audit.corrections.count === 0)
    throw usageError(`expected two runs, or one with corrected labels, got ${path}, whose labels nobody corrected. Give the later run too.`)
  const events = firstReading(audit.events)
  return { ...run, audit: { ...audit, events, ...settleEvents(audit.design, events) } }
}

function onlyDeal(report: ChangeReport, dealId: string | undefined): ChangeReport {
  if (dealId === undefined) return report
  const groups = report.groups.filter((group) => group.dealId === dealId)
  if (groups.length > 0) return { ...report, groups }
  const known = report.groups.flatMap((group) => group.dealId ?? [])
  throw usageError(`expected --deal with a deal of one of the runs (${known.join(', ') || 'they hold none'}), got "${dealId}".`, { dealId })
}

/** Reads scored posts with their audit, if any. Also gives the paths of the files. */
async function readRun(path: string, audit: string | null, scheme: StanceScheme, context: CommandContext): Promise<ReadRun> {
  const file = audit === null ? null : { path: audit, file: await readAudit(audit) }
  const { posts, audited } = await readScored([path], { audit: file, scheme }, context)
  if (audited === null) context.log.info(`${nameOf(path)}: ${formatNumber(posts.length)} scored posts, not audited`)
  return { posts, audit: audited?.audit ?? null, paths: [path, ...(audit === null ? [] : [audit])] }
}
