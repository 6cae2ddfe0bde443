import type { PipelineError } from '../../../base/errors.js'
import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { formatCount } from '../../../base/text/format-count.js'
import { type AggregateInput, aggregate as breakDown } from '../../../count/aggregate.js'
import { countUnits } from '../../../count/audit/list-units.js'
import { openPartial, type PartialBuilder } from '../../../count/partial/partial.js'
import { DEFAULT_HALF_WIDTH } from '../../../say/cite/cite.js'
import { readVersion } from '../../node/file/package-root.js'
import { readCatalogue } from '../../node/read-catalogue.js'
import { type ReadScoredFile, readScoredPosts } from '../../node/scored/read-scored-posts.js'
import { sealPartial } from '../../node/scored/seal-partial.js'
import { createSpillFolder } from '../../node/spill/spill-folder.js'
import { createSpillRoom } from '../../node/spill/spill-room.js'
import { mainDealOption } from '../audit/audit-size.js'
import { findAuditToLearn, readAudited, sayLearntAlready } from '../input/read-audited.js'
import { checkPaths, nameOf } from '../input/read-inputs.js'
import { matchReceipts, type ReadReceipt, readReceipts } from '../input/read-receipts.js'
import { type CommandContext, defineCommand, type OptionValues, usageError } from '../kit/command.js'
import { suggestNext } from '../kit/next-command.js'
import { withOutput } from '../kit/write-output.js'
import { COUNTING_OPTIONS, countingOf, LEARN_OPTION, SPILL_OPTION } from '../options/counting-options.js'
import { readSchemeOption, SCHEME_OPTION } from '../options/scheme-option.js'
import { BREAKDOWN_OPTIONS, chooseBreakdownFormat, renderBreakdown } from '../output/write-breakdown.js'
import { surveyScriptOf, writeSurvey } from '../output/write-survey.js'

const OPTIONS = {
  ...BREAKDOWN_OPTIONS,
  format: {
    ...BREAKDOWN_OPTIONS.format,
    choices: [...BREAKDOWN_OPTIONS.format.choices, 'survey'],
    help: 'table on a terminal, else json; survey: the sample as CSV, and its R beside --out',
  },
  ...COUNTING_OPTIONS,
  audit: { type: 'text', value: 'FILE', help: 'labels of audit: shares that can be cited' },
  ...LEARN_OPTION,
  deals: { type: 'text', value: 'FILE', help: 'names of deals that the posts do not carry' },
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
    'npm run aggregate -- scored.jsonl --learn',
    'npm run --silent aggregate -- - --format csv < scored.jsonl',
    'npm run aggregate -- scored-1.jsonl --partial --out 1.partial.json',
  ],
  notes:
    'Everything is counted exactly, however many posts there are: what memory cannot hold goes to the disk. A post that comes twice is refused. A partial holds no texts, and authors hashed, at some 120 bytes a post.',
  run: async (values, paths, context) => {
    const { io, log } = context
    checkPartial(values)
    const options = values.learn ? { ...values, audit: findAuditToLearn(paths, values.audit) } : values
    const { format: given, ...target } = options
    const isSurvey = given === 'survey'
    const format = options.partial || isSurvey ? 'json' : chooseBreakdownFormat({ ...target, format: given }, context)
    checkPaths([...paths, options.audit], [options.out, isSurvey ? surveyScriptOf(options.out) : undefined])
    const scheme = await readSchemeOption(options.scheme)
    if (isSurvey) return await writeSurvey(paths, options, { scheme, options: countingOf(options) }, context)
    const deals = await readCatalogue(options.deals, { stdin: io.stdin })
    const input: AggregateInput = { scheme, deals: new Map(deals.map((deal) => [deal.id, deal])), options: countingOf(options) }
    if (options.audit !== undefined) {
      const { posts, audit, sha256, evidence } = await readAudited(paths, options.audit, scheme, 'aggregate', context)
      if (options.learn) sayLearntAlready(posts, context)
      const audited = breakDown(posts, { ...input, audit: { audit, sha256, isLearning: options.learn } })
      const text = renderBreakdown({ ...audited, evidence }, { format, out: options.out, scheme }, context)
      await withOutput(options.out ?? null, io, (output) => output.write(text))
      if (options.out !== undefined) log.info(`breakdown of ${formatCount(posts.length, 'post')} written to ${options.out}`)
      suggestNext(context, 'cite', ...paths, '--audit', options.audit, ...mainDealOption(countUnits(posts)))
      return
    }
    const isSkipping = options['on-bad-record'] === 'skip'
    const folder = createSpillFolder(options.spill)
    context.onExit(folder.remove)
    const callerOptions = isSkipping ? { onBadRecord: 'skip' } : {}
    const builder = openPartial({ ...input, version: readVersion(), callerOptions, spill: createSpillRoom(folder) })
    const receipts = await readReceipts(options.receipt)
    await countScored(builder, paths, { scheme, isSkipping, mayBeEmpty: options.partial }, receipts, context)
    await withOutput(options.out ?? null, io, async (output) => {
      if (!options.partial) return output.write(renderBreakdown(builder.breakdown(), { format, out: options.out, scheme }, context))
      for (const text of sealPartial(builder)) await output.write(text)
    })
    const what = options.partial ? 'partial breakdown' : 'breakdown'
    if (options.out !== undefined) log.info(`${what} of ${formatCount(builder.postCount, 'post')} written to ${options.out}`)
    if (options.partial) suggestNext(context, 'merge', options.out ?? 'PARTIAL')
    else suggestNext(context, 'audit', ...paths, '--plan', `±${DEFAULT_HALF_WIDTH * 100}`)
  },
})

function checkPartial({ partial, audit, learn, format, receipt }: OptionValues<typeof OPTIONS>): void {
  const context = { option: 'partial' }
  if (!partial && receipt.length > 0) {
    throw usageError('expected --receipt with --partial, got it alone. A breakdown names the scored files themselves.', context)
  }
  if (partial && (learn || audit !== undefined)) {
    throw usageError(
      `expected --partial without ${learn ? '--learn' : '--audit'}, got both: an audit corrects the shares by the posts that it drew from, all at once. Give aggregate all scored files with --audit instead, in the order in which the sample was drawn.`,
      context,
    )
  }
  if (partial && format !== undefined && format !== 'json') {
    throw usageError(`expected --partial in JSON, got --format ${format}. Leave --format out.`, context)
  }
}

/** Streams the scored posts of files into a breakdown. */
async function countScored(
  builder: PartialBuilder,
  paths: readonly string[],
  { scheme, isSkipping, mayBeEmpty }: { readonly scheme: StanceScheme; readonly isSkipping: boolean; readonly mayBeEmpty: boolean },
  receipts: readonly ReadReceipt[],
  { io, log }: CommandContext,
): Promise<void> {
  const onBadRecord = ({ code, message }: PipelineError): void => log.warn(`${code}: ${message}`)
  const files: ReadScoredFile[] = []
  for (const path of paths) {
    const reading = readScoredPosts(path, { stdin: io.stdin, scheme, mayBeEmpty, ...(isSkipping && { onBadRecord }) })
    let read = await reading.next()
    for (; read.done !== true; read = await reading.next()) builder.add(read.value)
    files.push(read.value)
    const { postCount, skippedCount } = read.value
    log.info(
      `${nameOf(path)}: ${formatCount(postCount, 'scored post')}${skippedCount > 0 ? `, ${formatCount(skippedCount, 'record')} skipped` : ''}`,
    )
  }
  const inputHashes = matchReceipts(
    receipts,
    files.map(({ sha256 }) => sha256),
  )
  for (const { role, name, sha256, postCount } of files) {
    const inputSha256 = inputHashes.get(sha256)
    builder.addEvidence({ role, name, sha256, postCount, ...(inputSha256 !== undefined && { inputSha256 }) })
  }
}
