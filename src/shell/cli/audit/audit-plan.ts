import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { formatCount, formatNumber } from '../../../base/text/format-count.js'
import { type AuditPlan, type DealPlan, PLANNED_SHARE, sampleSizeFor } from '../../../count/audit/draw/plan-audit.js'
import { outlookOf } from '../../../count/audited/outlook.js'
import { DEFAULT_HALF_WIDTH } from '../../../count/audited/readiness.js'
import type { Breakdown } from '../../../count/breakdown/breakdown.js'
import { outlookLines } from '../../../say/card/outlook-lines.js'
import { shellWord, wrapLine } from '../../../say/format/display-width.js'
import { type CommandContext, typedCommand } from '../kit/command.js'

/** Choice: the pace of people who label on the page, see the guide for journalists. */
const LABELS_PER_MINUTE = 6

/** Value of `--size`: a number, or all. */
export function sizeOf(size: number, { deals }: { readonly deals: readonly Pick<DealPlan, 'unitCount'>[] }): string {
  return size >= deals.reduce((sum, deal) => sum + deal.unitCount, 0) ? 'all' : String(size)
}

/** A plan in sentences, one deal a line; deals that are only mentioned share one. @param nameOf name of a deal for readers */
export function renderPlan(plan: AuditPlan, halfWidth: number, nameOf: (dealId: string) => string): string {
  const { deals, byHandSize, expectedSize } = plan
  const points = Number((halfWidth * 100).toFixed(4))
  const option = (size: number): string => `--size ${sizeOf(size, plan)}`
  const named = (dealId: string | null): string => (dealId === null ? 'no deal' : nameOf(dealId))
  const mentioned = deals.filter(({ isMentioned }) => isMentioned).map((deal) => `${named(deal.dealId)} (${formatNumber(deal.unitCount)})`)
  const planned = deals.filter(({ isMentioned }) => !isMentioned)
  const unitCount = planned.reduce((sum, deal) => sum + deal.unitCount, 0)
  const lines = planned.map((deal) => {
    const { dealId, unitCount: count, labelledCount, expectedCount } = deal
    const soFar = labelledCount === 0 ? '' : `, ${formatNumber(labelledCount)} labelled so far`
    const size = deals.length === 1 ? '' : `; ${option(Math.ceil((expectedCount * unitCount) / count))}`
    return `${named(dealId)}: ${labelsOf(deal)} (of ${formatNumber(count)} posts${soFar})${size}`
  })
  const [expected, byHand] = [option(expectedSize), option(byHandSize)]
  return [
    `Labels that give 95% intervals of ±${points} points in ${PLANNED_SHARE * 100}% of samples, for shares among the captured posts:`,
    ...lines,
    ...(mentioned.length > 0 ? [`Also mentioned, by too few posts to pick from: ${mentioned.join(', ')}; --size all picks them too.`] : []),
    `Pick ${byHand}${expected === byHand ? '' : `; ${expected} is enough if the model errs as said above`}.`,
    `At ${LABELS_PER_MINUTE} labels a minute that is ${formatCount(Math.ceil(byHandSize / LABELS_PER_MINUTE), 'minute')}. A good language model saves labels: classify --llm.`,
    ...(planned.length > 1 ? ['A sample is shared out to the deals in proportion to their posts; small deals need most of it.'] : []),
    '',
  ].join('\n')
}

function labelsOf({ basis, expectedCount, byHandCount }: DealPlan): string {
  if (basis === 'none')
    return `the errors of the model are unknown, since it gave no probabilities; ${formatNumber(byHandCount)} labels without its help`
  if (expectedCount === byHandCount) return `${formatNumber(byHandCount)} labels, with or without help of the model`
  const so = basis === 'labels' ? 'as the labels so far show' : 'as its probabilities say'
  return `${formatNumber(expectedCount)} labels if the model errs ${so}, ${formatNumber(byHandCount)} without its help`
}

/** Units by deal. */
type UnitCounts = ReadonlyMap<string | null, number>

/** Value of `--size` for which `cite` quotes the deal with most units: a number, or all. */
export function sizeWords(counts: UnitCounts): string {
  const deals = [...counts.values()].map((unitCount) => ({ unitCount }))
  return sizeOf(sampleSizeFor(counts, DEFAULT_HALF_WIDTH), { deals })
}

/** The option of a sufficient sample; `--plan` where nothing was counted. */
export const sizeOption = (counts: UnitCounts): string[] =>
  counts.size === 0 ? ['--plan', `±${DEFAULT_HALF_WIDTH * 100}`] : ['--size', sizeWords(counts)]

/** The option that names the deal with most units; empty with a single deal. */
export function mainDealOption(counts: UnitCounts): string[] {
  const [main, ...others] = [...counts].filter(([dealId]) => dealId !== null).sort(([, one], [, other]) => other - one)
  return main && others.length > 0 ? ['--deal', String(main[0])] : []
}

/**
 * The command that names a deal for posts without one.
 *
 * @param inputs texts or scored posts; the word stands for a text that is not known
 * @param deals file of the user's deals
 */
export function nameDealCommand(context: CommandContext, inputs: readonly string[], out: string, deals?: string): string {
  const deal = deals === undefined ? '--mover COMPANY --move "what it does"' : `--deals ${shellWord(deals)} --deal ID`
  return `${typedCommand(context, 'classify')} ${inputs.map(shellWord).join(' ')} ${deal} --out ${shellWord(out)}`
}

/** Logs the outlook of a citation, line by line. A refusal that labels cannot mend is a warning. */
export function sayOutlook(breakdown: Breakdown, place: Parameters<typeof outlookLines>[1], { log }: CommandContext): void {
  const outlook = outlookOf(breakdown)
  for (const line of outlookLines(outlook, place))
    if (outlook.needed === null && line.startsWith('cite will refuse')) log.warn(line)
    else log.info(line)
}

/** The question, the definitions with their examples, and the rules. */
export function describeScheme({ question, labels, definitions, examples, rules = [] }: StanceScheme, width: number): string {
  const lines = [
    question,
    ...labels.flatMap((label) => [definitions && `${label}: ${definitions[label] ?? ''}`, examples && `  ${examples[label] ?? ''}`]),
    ...rules.map((rule, index) => `${index + 1}. ${rule}`),
  ]
  return lines
    .flatMap((line) => (line === undefined ? [] : wrapLine(line, width, 2)))
    .map((line) => `${line}\n`)
    .join('')
}
