import { join } from 'node:path'
import {
  ANSI_STYLE,
  type Breakdown,
  aggregate as breakDown,
  PipelineError,
  PLAIN_STYLE,
  renderBreakdownCsv,
  renderBreakdownTable,
  renderJson,
  type StanceScheme,
} from '../index.js'
import { PACKAGE_ROOT, readAuditPosts, readDeals } from '../node.js'
import { type CommandContext, defineCommand } from './command.js'
import { EXIT } from './exit-code.js'
import { chooseFormat } from './format.js'
import { wantsColour, widthOf } from './io.js'
import { evidenceOf, readAudited } from './read-audited.js'
import { checkPaths } from './read-inputs.js'
import { readSchemeOption, SCHEME_OPTION } from './scheme-option.js'
import { withOutput } from './write-output.js'

/** Breaks scored posts down by deal. */
export const aggregate = defineCommand({
  name: 'aggregate',
  summary: 'Breaks scored posts down by deal: shares of each label with their intervals, sentiment, words.',
  inputs: { word: 'SCORED…', help: 'output of classify --format jsonl, or -' },
  options: {
    format: { type: 'choice', choices: ['table', 'json', 'csv'], help: 'table on a terminal, else json' },
    out: { type: 'text', value: 'FILE', help: 'write there; its ending gives the format' },
    count: { type: 'choice', choices: ['posts', 'replies'], default: 'posts', help: 'replies: without answered roots' },
    'count-duplicates': { type: 'choice', choices: ['all', 'once'], default: 'all', help: 'once: the same words count as one' },
    seed: { type: 'number', value: 'N', default: 1, low: 0, high: Number.MAX_SAFE_INTEGER, isInteger: true, help: 'of the intervals' },
    audit: { type: 'text', value: 'FILE', help: 'labels that audit took of these posts: shares that can be cited' },
    dates: { type: 'text', value: 'DATE,DATE', help: 'with --audit: compares two years, months or days (2026-03-14)' },
    deals: { type: 'text', value: 'FILE', help: 'catalogue of deals instead of the one that ships' },
    ...SCHEME_OPTION,
    'on-bad-record': { type: 'choice', choices: ['throw', 'skip'], default: 'throw', help: 'skip: leave them out, counted' },
  },
  examples: [
    'npm run aggregate -- scored.jsonl',
    'npm run aggregate -- scored.jsonl --audit scored.audit.jsonl',
    'npm run --silent aggregate -- - --format csv < scored.jsonl',
  ],
  run: async (options, paths, context) => {
    const { io, log } = context
    const format = chooseFormat({
      given: options.format,
      out: options.out,
      choices: ['table', 'json', 'csv'],
      standard: options.out === undefined && io.stdout.isTTY === true ? 'table' : 'json',
    })
    const dates = options.dates === undefined ? undefined : parseDates(options.dates, options.audit)
    checkPaths([...paths, ...(options.audit === undefined ? [] : [options.audit])], [options.out])
    const deals = await readDeals(options.deals ?? join(PACKAGE_ROOT, 'corpus', 'deals.json'), { stdin: io.stdin })
    const scheme = await readSchemeOption(options.scheme)
    const audited = options.audit === undefined ? null : await readAudited(paths, options.audit, scheme, context)
    const isSkipping = audited === null && options['on-bad-record'] === 'skip'
    const { posts, evidence } = audited ?? (await readScored(paths, { isSkipping, scheme }, context))
    const counted = breakDown(posts, {
      scheme,
      deals: new Map(deals.map((deal) => [deal.id, deal])),
      options: { count: options.count, countDuplicates: options['count-duplicates'], seed: options.seed },
      ...(isSkipping && { callerOptions: { onBadRecord: 'skip' } }),
      ...(audited && { audit: { audit: audited.audit, sha256: audited.sha256, ...(dates && { dates }) } }),
    })
    const breakdown: Breakdown = { ...counted, evidence }
    const isColoured = options.out === undefined && wantsColour(io.stdout, io.env, context.isColourRefused)
    const render = {
      json: () => renderJson(breakdown),
      csv: () => renderBreakdownCsv(breakdown, scheme),
      table: () => {
        const width = options.out === undefined ? widthOf(io.stdout) : widthOf({ write: () => {} })
        return renderBreakdownTable(breakdown, { scheme, width, style: isColoured ? ANSI_STYLE : PLAIN_STYLE })
      },
    }
    await withOutput(options.out ?? null, io, (output) => output.write(render[format]()))
    if (options.out !== undefined) log.info(`breakdown of ${posts.length} posts written to ${options.out}`)
    return EXIT.DONE
  },
})

/** @throws {PipelineError} `USAGE_OPTION_INVALID` for anything but two dates, or without an audit: counts alone bear no comparison */
function parseDates(value: string, audit: string | undefined): readonly [string, string] {
  const [first, second, ...rest] = value.split(',').map((date) => date.trim())
  if (first === undefined || second === undefined || rest.length > 0 || audit === undefined) {
    throw new PipelineError(
      'USAGE_OPTION_INVALID',
      `expected --dates with two dates behind it, and --audit, got "${value}"${audit === undefined ? ' without --audit' : ''}. See --help.`,
      { context: { option: 'dates' } },
    )
  }
  return [first, second]
}

async function readScored(
  paths: readonly string[],
  { isSkipping, scheme }: { readonly isSkipping: boolean; readonly scheme: StanceScheme },
  { io, log }: CommandContext,
) {
  const onBadRecord = ({ code, message }: PipelineError): void => log.warn(`${code}: ${message}`)
  const { posts, files } = await readAuditPosts(paths, { stdin: io.stdin, scheme, ...(isSkipping && { onBadRecord }) })
  for (const [index, { postCount, skippedCount }] of files.entries()) {
    const path = paths[index] ?? ''
    log.info(`${path === '-' ? 'stdin' : path}: ${postCount} scored posts${skippedCount > 0 ? `, ${skippedCount} records skipped` : ''}`)
  }
  return { posts, evidence: files.map(evidenceOf) }
}
