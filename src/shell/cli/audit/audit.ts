import { checkSchemeTag, schemeTag } from '../../../base/scheme/scheme-tag.js'
import { STANCE_SCHEME, type StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { formatCount } from '../../../base/text/format-count.js'
import type { DealRecord } from '../../../base/thread/capture-ledger.js'
import { nameOfDeal, withRecordedDeals } from '../../../base/thread/deal-record.js'
import { aggregate } from '../../../count/aggregate.js'
import { type Audit, auditPathBeside, type CoderKind } from '../../../count/audit/audit.js'
import { labelsInForce } from '../../../count/audit/audit-event.js'
import { planAudit } from '../../../count/audit/draw/plan-audit.js'
import { exportLabels } from '../../../count/audit/exchange/export-labels.js'
import type { LabelTask } from '../../../count/audit/label/label-task.js'
import { unitViewer } from '../../../count/audit/label/show-unit.js'
import { countJudgements, countUnits } from '../../../count/audit/population.js'
import { settleLabels } from '../../../count/audit/settle-labels.js'
import { type AuditLog, createAuditLog, growAuditLog, openAuditLog } from '../../node/audit/audit-log.js'
import { serveLabelPage } from '../../node/audit/audit-server.js'
import { createLabelSession } from '../../node/audit/audit-session.js'
import { logLook } from '../../node/audit/log-look.js'
import { readCatalogue } from '../../node/read-catalogue.js'
import { checkAuditMatches, readAuditPosts, type ScoredFile } from '../../node/scored/read-audit-posts.js'
import { checkPaths } from '../input/read-inputs.js'
import { type COMMON_OPTIONS, type CommandContext, defineCommand, type OptionValues, usageError } from '../kit/command.js'
import { chooseFormat } from '../kit/format.js'
import { suggestNext } from '../kit/next-command.js'
import { stayServed } from '../kit/stay-served.js'
import { withOutput } from '../kit/write-output.js'
import { readSchemeOption } from '../options/scheme-option.js'
import { readCoderKind } from './audit-coder.js'
import { describeWidth, drawDesign, readIfThere, takeDesign } from './audit-draw.js'
import { readLabels } from './audit-import.js'
import { AUDIT_OPTIONS, checkCoder, parseHalfWidth, parseSeed, parseSize, parseSuggest } from './audit-options.js'
import { mainDealOption, renderPlan, sizeOf } from './audit-plan.js'
import { labelInTerminal } from './audit-terminal.js'
import { concludeAudit } from './conclude-audit.js'

type Options = OptionValues<typeof AUDIT_OPTIONS & typeof COMMON_OPTIONS>

/** 95 %, as every interval of a breakdown. */
const CONFIDENCE_LEVEL = 0.95

/** Draws a random sample of scored posts and takes a person's labels of it. */
export const audit = defineCommand({
  name: 'audit',
  summary:
    'Draws a random sample of scored posts and takes your labels of it: on a page of this machine, in the terminal, or from a CSV file. cite turns them into a sentence to print, aggregate --audit into a breakdown.',
  inputs: { word: 'SCORED…', help: 'output of classify --format jsonl, or -' },
  options: AUDIT_OPTIONS,
  examples: [
    'npm run audit -- scored.jsonl --plan ±5',
    'npm run audit -- scored.jsonl --size 200 --coder ana',
    'npm run audit -- scored.jsonl --size 200 --import labels.csv --out audit.jsonl',
    'npm run audit -- scored.jsonl --suggest 50',
  ],
  notes:
    'Each label is on disk before the next post shows; the same command goes on where you stopped. Two coders share one file in turns, or label apart and join through --export and --import.',
  run: async (values, paths, context) => {
    const options = values as Options
    checkCoder(options.coder)
    const halfWidth = options.plan === undefined ? null : parseHalfWidth(options.plan)
    const suggestCount = parseSuggest(options)
    const size = options.size === undefined ? suggestCount : parseSize(options.size)
    chooseFormat({ out: options.export, choices: ['csv'], standard: 'csv', advice: ' for the labels' })
    checkPaths([...paths, options.import], [options.export], outputOf(options, paths))
    if (options.terminal && paths.includes('-')) {
      throw usageError('expected SCORED as a file with --terminal, got stdin, which brings the keys.')
    }
    const path = outputOf(options, paths)
    const existing = await readIfThere(path)
    const scheme = await schemeOf(existing, options.scheme, path)
    const scored = await readAuditPosts(paths, { stdin: context.io.stdin, scheme })
    if (existing !== null) checkAuditMatches(existing.design, scored, path)
    const now = (): string => new Date().toISOString()
    if (halfWidth !== null) {
      // How many labels are needed says what those so far are like.
      if (existing !== null) await logLook(path, existing, { command: 'audit --plan', now })
      const plan = planAudit(scored.posts, { labels: scheme.labels, halfWidth, confidenceLevel: CONFIDENCE_LEVEL, audit: existing })
      const catalogue = await readCatalogue(options.deals, { stdin: context.io.stdin })
      const deals = withRecordedDeals<Pick<DealRecord, 'title' | 'move'>>(new Map(catalogue.map((deal) => [deal.id, deal])), scored.posts)
      const nameOf = (dealId: string): string => nameOfDeal({ move: null, ...deals.get(dealId), dealId })
      await withOutput(null, context.io, (output) => output.write(renderPlan(plan, halfWidth, nameOf)))
      suggestNext(context, 'audit', ...paths, ...placeOf(path, paths, '--out'), '--size', sizeOf(plan.byHandSize, plan))
      return
    }
    const drawn = { size, seed: parseSeed(options.seed), isSuggested: suggestCount !== null }
    const design =
      existing !== null
        ? takeDesign(existing.design, scored, drawn, path)
        : await drawDesign(scored, scheme, { ...drawn, samplePath: auditPathBeside(paths[0] ?? '') })
    const isGrown = existing !== null && design !== existing.design
    const events =
      options.import === undefined
        ? []
        : await readLabels(options.import, { design, posts: scored.posts, labels: existing?.labels ?? [] }, options, context)
    const coderKind = await readCoderKind(options, existing?.labels ?? [], context)
    if (isGrown) await growAuditLog(path, design, now())
    const log = existing === null ? await createAuditLog(path, design, events) : await openAuditLog(path)
    context.onExit(() => log.close())
    if (existing === null || isGrown)
      context.log.info(
        `${countJudgements(design.units.length, scored.posts)} ${suggestCount === null ? 'drawn' : 'suggested'} to label from ${formatCount(scored.posts.length, 'scored post')}, written to ${path}${describeWidth(design)}`,
      )
    if (existing !== null && events.length > 0) await log.append(events)
    if (log.cutByteCount > 0) context.log.warn(`${path}: a torn last line was cut off, left by a program that was stopped while writing`)
    await work(log, scored, { ...options, coderKind }, paths, context)
  },
})

/** What is left to do once the file stands: to write a CSV file, or to label. */
async function work(
  log: AuditLog,
  { posts }: ScoredFile,
  options: Options & { readonly coderKind: CoderKind },
  paths: readonly string[],
  context: CommandContext,
): Promise<void> {
  const again = (...more: string[]): void => suggestNext(context, 'audit', ...paths, ...placeOf(log.path, paths, '--out'), ...more)
  const goOn = (): void => {
    const { design, events } = log
    if (design.method === 'suggested') {
      suggestNext(context, 'train', '--from', ...paths, '--labels', log.path, '--out', 'my-model')
      return
    }
    const isOpen = settleLabels({ design, labels: labelsInForce(events) }).some(({ outcome }) => outcome === 'open')
    if (isOpen) again(...(options.coder === 'a' ? [] : ['--coder', options.coder]))
    else suggestNext(context, 'cite', ...paths, ...placeOf(log.path, paths, '--audit'), ...mainDealOption(countUnits(posts)))
  }

  const deals = await readCatalogue(options.deals, { stdin: context.io.stdin })
  const show = unitViewer(posts, new Map(deals.map((deal) => [deal.id, deal])))
  if (options.export !== undefined) {
    const csv = exportLabels(
      { design: log.design, labels: labelsInForce(log.events) },
      { coder: options.coder, coderKind: options.coderKind, show },
    )
    await withOutput(options.export, context.io, (output) => output.write(csv))
    context.log.info(
      `${formatCount(log.design.units.length, 'judgement')} of the sample written to ${options.export === '-' ? 'stdout' : options.export}`,
    )
  }
  if (options.import !== undefined) {
    goOn()
    return
  }
  if (options.export !== undefined) {
    if (options.export !== '-') again('--import', options.export)
    return
  }
  const task: LabelTask = {
    coder: options.coder,
    coderKind: options.coderKind,
    doubleCodeShare: options['double-code'],
    isAdjudication: options.adjudicate,
    ...(options.skipped && { reopenedEventCount: log.events.length }),
  }
  const conclude = (): string[] => {
    if (log.design.method === 'suggested') return []
    const audit = { design: log.design, labels: labelsInForce(log.events) }
    const scheme = log.design.scheme ?? STANCE_SCHEME
    const names = new Map(deals.map((deal) => [deal.id, deal]))
    return concludeAudit(aggregate(posts, { scheme, deals: names, audit: { audit, sha256: null } }), scheme)
  }
  const session = createLabelSession({ log, task, show, now: () => new Date().toISOString(), conclude })
  if (session.state().unit === null) {
    context.log.info(
      task.isAdjudication
        ? 'no judgement is left on which coders differ'
        : `nothing is left to label for coder ${task.coder}: name another with --coder`,
    )
  } else if (options.terminal) await labelInTerminal(session, context)
  else {
    const note = 'Ctrl-C ends it; every label is on disk before the next post shows.'
    await stayServed(await serveLabelPage(session), { name: 'Label page', note, isOpened: options.open }, context)
  }
  const { doneCount, totalCount, skippedCount } = session.state()
  const skipped = skippedCount === 0 ? '' : ` (${skippedCount} of them skipped; --skipped goes through them again)`
  const restCount = log.design.units.length - totalCount
  const others =
    restCount === 0 || task.isAdjudication
      ? ''
      : `; ${formatCount(restCount, 'other')} of the sample ${restCount === 1 ? 'is' : 'are'} left to other coders (--double-code says how many are labelled twice)`
  const advice = doneCount < totalCount ? ' The same command goes on from here.' : ''
  context.log.info(
    `${doneCount} of ${totalCount} judgements done by coder ${task.coder}${skipped}${others}, all on disk in ${log.path}.${advice}`,
  )
  goOn()
}

function outputOf({ out, suggest }: Options, paths: readonly string[]): string {
  if (out !== undefined && out !== '-') return out
  const [first = ''] = paths
  if (out === '-' || first === '-') {
    throw usageError('expected --out with the name of a file, got none: labels are written as they come.')
  }
  return auditPathBeside(first, suggest === undefined ? 'audit' : 'suggest')
}

/** The option that names an audit file; empty where it stands beside the scored posts. */
const placeOf = (path: string, [first = '']: readonly string[], option: string): string[] =>
  path === auditPathBeside(first) ? [] : [option, path]

/** An audit that is there names its own labels; `--scheme` may say the same. */
async function schemeOf(existing: Audit | null, path: string | undefined, auditPath: string): Promise<StanceScheme> {
  const own = existing?.design.scheme
  if (path === undefined) return own ?? STANCE_SCHEME
  const scheme = await readSchemeOption(path)
  if (existing !== null) checkSchemeTag(own === undefined ? null : schemeTag(own), scheme, auditPath)
  return scheme
}
