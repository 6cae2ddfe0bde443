import { join } from 'node:path'
import { type AggregateInput, aggregate as breakDown, formatCount, openPartial, PipelineError } from '../../index.js'
import { PACKAGE_ROOT, readDeals, readVersion, sealPartial } from '../../node.js'
import { readAudited } from '../input/read-audited.js'
import { checkPaths } from '../input/read-inputs.js'
import { readReceipts } from '../input/read-receipts.js'
import { defineCommand, type OptionValues } from '../kit/command.js'
import { EXIT } from '../kit/exit-code.js'
import { withOutput } from '../kit/write-output.js'
import { COUNTING_OPTIONS, countingOf } from '../options/counting-options.js'
import { readSchemeOption, SCHEME_OPTION } from '../options/scheme-option.js'
import { BREAKDOWN_OPTIONS, chooseBreakdownFormat, renderBreakdown } from '../output/render-breakdown.js'
import { countScored } from './count-scored.js'

const OPTIONS = {
  ...BREAKDOWN_OPTIONS,
  ...COUNTING_OPTIONS,
  audit: { type: 'text', value: 'FILE', help: 'labels that audit took of these posts: shares that can be cited' },
  dates: { type: 'text', value: 'DATE,DATE', help: 'with --audit: compares two years, months or days (2026-03-14)' },
  deals: { type: 'text', value: 'FILE', help: 'catalogue of deals instead of the one that ships' },
  ...SCHEME_OPTION,
  'on-bad-record': { type: 'choice', choices: ['throw', 'skip'], default: 'throw', help: 'skip: leave them out, counted' },
  partial: { type: 'flag', help: 'a partial breakdown as JSON, for merge' },
  receipt: { type: 'list', value: 'FILE', help: 'with --partial: what classify --filter scored (repeatable)' },
} as const

/** Breaks scored posts down by deal. */
export const aggregate = defineCommand({
  name: 'aggregate',
  summary: 'Breaks scored posts down by deal: shares of each label with their intervals, sentiment, words.',
  inputs: { word: 'SCORED…', help: 'output of classify --format jsonl, or -' },
  options: OPTIONS,
  examples: [
    'npm run aggregate -- scored.jsonl',
    'npm run aggregate -- scored.jsonl --audit scored.audit.jsonl',
    'npm run --silent aggregate -- - --format csv < scored.jsonl',
    'npm run aggregate -- scored-1.jsonl --partial --out 1.partial.json',
  ],
  notes:
    'Of more than 50,000 posts only sums and samples are held: cautions in the breakdown say what that makes an estimate, and of posts that stand twice those are refused that a sample of 10,000 tells. With --count replies no thread may be cut into two partials.',
  run: async (options, paths, context) => {
    const { io, log } = context
    checkPartial(options)
    const format = options.partial ? 'json' : chooseBreakdownFormat(options, context)
    const dates = options.dates === undefined ? undefined : parseDates(options.dates, options.audit)
    checkPaths([...paths, ...(options.audit === undefined ? [] : [options.audit])], [options.out])
    const scheme = await readSchemeOption(options.scheme)
    const deals = await readDeals(options.deals ?? join(PACKAGE_ROOT, 'corpus', 'deals.json'), { stdin: io.stdin })
    const input: AggregateInput = {
      scheme,
      deals: new Map(deals.map((deal) => [deal.id, deal])),
      options: countingOf(options),
    }
    if (options.audit !== undefined) {
      const { posts, audit, sha256, evidence } = await readAudited(paths, options.audit, scheme, context)
      const audited = breakDown(posts, { ...input, audit: { audit, sha256, ...(dates && { dates }) } })
      const text = renderBreakdown({ ...audited, evidence }, { format, out: options.out, scheme }, context)
      await withOutput(options.out ?? null, io, (output) => output.write(text))
      if (options.out !== undefined) log.info(`breakdown of ${formatCount(posts.length, 'post')} written to ${options.out}`)
      return EXIT.DONE
    }
    const isSkipping = options['on-bad-record'] === 'skip'
    const builder = openPartial({ ...input, version: readVersion(), ...(isSkipping && { callerOptions: { onBadRecord: 'skip' } }) })
    const receipts = await readReceipts(options.receipt)
    const isByThread = options.count === 'replies'
    await countScored(builder, paths, { scheme, isSkipping, isByThread, mayBeEmpty: options.partial, receipts }, context)
    const text = options.partial
      ? sealPartial(builder.finish())
      : renderBreakdown(builder.breakdown(), { format, out: options.out, scheme }, context)
    await withOutput(options.out ?? null, io, (output) => output.write(text))
    const what = options.partial ? 'partial breakdown' : 'breakdown'
    if (options.out !== undefined) log.info(`${what} of ${formatCount(builder.postCount, 'post')} written to ${options.out}`)
    return EXIT.DONE
  },
})

/** @throws {PipelineError} `USAGE_OPTION_INVALID` for what a partial cannot be */
function checkPartial({ partial, audit, format, receipt }: OptionValues<typeof OPTIONS>): void {
  const fail = (message: string): never => {
    throw new PipelineError('USAGE_OPTION_INVALID', message, { context: { option: 'partial' } })
  }
  if (!partial && receipt.length > 0)
    fail('expected --receipt with --partial, got it alone. A breakdown names the scored files themselves.')
  if (partial && audit !== undefined) {
    fail(
      'expected --partial without --audit, got both: an audit corrects the shares by the posts that it drew from, all at once. Give aggregate all scored files with --audit instead, in the order in which the sample was drawn.',
    )
  }
  if (partial && format !== undefined && format !== 'json') fail(`expected --partial in JSON, got --format ${format}. Leave --format out.`)
}

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
