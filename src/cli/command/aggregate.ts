import { join } from 'node:path'
import { type AggregateInput, aggregate as breakDown } from '../../aggregate/aggregate.js'
import { openPartial } from '../../aggregate/partial/partial.js'
import { PipelineError } from '../../errors.js'
import { PACKAGE_ROOT } from '../../node/file/package-root.js'
import { readVersion } from '../../node/file/read-version.js'
import { readDeals } from '../../node/read-deals.js'
import { sealPartial } from '../../node/scored/seal-partial.js'
import { createSpillFolder } from '../../node/spill/spill-folder.js'
import { createSpillRoom } from '../../node/spill/spill-room.js'
import { formatCount } from '../../text/format-count.js'
import { readAudited } from '../input/read-audited.js'
import { checkPaths } from '../input/read-inputs.js'
import { readReceipts } from '../input/read-receipts.js'
import { defineCommand, type OptionValues } from '../kit/command.js'
import { EXIT } from '../kit/exit-code.js'
import { withOutput } from '../kit/write-output.js'
import { COUNTING_OPTIONS, countingOf, SPILL_OPTION } from '../options/counting-options.js'
import { readSchemeOption, SCHEME_OPTION } from '../options/scheme-option.js'
import { BREAKDOWN_OPTIONS, chooseBreakdownFormat, renderBreakdown } from '../output/render-breakdown.js'
import { surveyScriptOf, writeSurvey } from '../output/write-survey.js'
import { countScored } from './count-scored.js'

const OPTIONS = {
  ...BREAKDOWN_OPTIONS,
  format: {
    ...BREAKDOWN_OPTIONS.format,
    choices: [...BREAKDOWN_OPTIONS.format.choices, 'survey'],
    help: 'table on a terminal, else json; survey: the sample as CSV, and its R beside --out',
  },
  ...COUNTING_OPTIONS,
  audit: { type: 'text', value: 'FILE', help: 'labels of audit: shares that can be cited' },
  dates: { type: 'text', value: 'DATE,DATE', help: 'with --audit: compares two days, months, years' },
  deals: { type: 'text', value: 'FILE', help: 'catalogue of deals instead of the one that ships' },
  ...SCHEME_OPTION,
  'on-bad-record': { type: 'choice', choices: ['throw', 'skip'], default: 'throw', help: 'skip: leave them out, counted' },
  partial: { type: 'flag', help: 'a partial breakdown as JSON, for merge' },
  ...SPILL_OPTION,
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
    'Everything is counted exactly, however many posts there are: what memory cannot hold goes to the disk. A post that comes twice is refused. A partial holds no texts, and authors hashed, at some 120 bytes a post.',
  run: async (options, paths, context) => {
    const { io, log } = context
    checkPartial(options)
    const { format: given, ...target } = options
    const isSurvey = given === 'survey'
    const format = options.partial || isSurvey ? 'json' : chooseBreakdownFormat({ ...target, format: given }, context)
    const dates = options.dates === undefined ? undefined : parseDates(options.dates, options.audit)
    checkPaths(
      [...paths, ...(options.audit === undefined ? [] : [options.audit])],
      [options.out, ...(isSurvey ? [surveyScriptOf(options.out)] : [])],
    )
    const scheme = await readSchemeOption(options.scheme)
    if (isSurvey) {
      await writeSurvey(paths, options, { scheme, options: countingOf(options) }, context)
      return EXIT.DONE
    }
    const deals = await readDeals(options.deals ?? join(PACKAGE_ROOT, 'corpus', 'deals.json'), { stdin: io.stdin })
    const input: AggregateInput = {
      scheme,
      deals: new Map(deals.map((deal) => [deal.id, deal])),
      options: countingOf(options),
    }
    if (options.audit !== undefined) {
      const { posts, audit, sha256, evidence } = await readAudited(paths, options.audit, scheme, 'aggregate', context)
      const audited = breakDown(posts, { ...input, audit: { audit, sha256, ...(dates && { dates }) } })
      const text = renderBreakdown({ ...audited, evidence }, { format, out: options.out, scheme }, context)
      await withOutput(options.out ?? null, io, (output) => output.write(text))
      if (options.out !== undefined) log.info(`breakdown of ${formatCount(posts.length, 'post')} written to ${options.out}`)
      return EXIT.DONE
    }
    const isSkipping = options['on-bad-record'] === 'skip'
    const folder = createSpillFolder(options.spill)
    const callerOptions = isSkipping ? { onBadRecord: 'skip' } : {}
    const builder = openPartial({ ...input, version: readVersion(), callerOptions, spill: createSpillRoom(folder) })
    try {
      const receipts = await readReceipts(options.receipt)
      await countScored(builder, paths, { scheme, isSkipping, mayBeEmpty: options.partial, receipts }, context)
      await withOutput(options.out ?? null, io, async (output) => {
        if (!options.partial) return output.write(renderBreakdown(builder.breakdown(), { format, out: options.out, scheme }, context))
        for (const text of sealPartial(builder)) await output.write(text)
      })
    } finally {
      folder.remove()
    }
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
      `expected --dates followed by two dates, together with --audit, got "${value}"${audit === undefined ? ' without --audit' : ''}. See --help.`,
      { context: { option: 'dates' } },
    )
  }
  return [first, second]
}
