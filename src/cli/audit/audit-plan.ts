import type { AuditPlan, DealPlan } from '../../audit/draw/plan-audit.js'

/** A plan in sentences, one deal a line. */
export function renderPlan({ deals, byHandSize, expectedSize }: AuditPlan, halfWidth: number): string {
  const points = Number((halfWidth * 100).toFixed(4))
  const lines = deals.map(({ dealId, unitCount, labelledCount, byHandCount, expectedCount, basis }) => {
    const soFar = labelledCount === 0 ? '' : `, ${labelledCount} labelled so far`
    return `${dealId ?? 'no deal'}: ${LINK_BASIS_PHRASES[basis](expectedCount)}${byHandCount} without its help (of ${unitCount} posts${soFar})`
  })
  return [
    `For intervals of ±${points} points (95%, shares among the captured posts):`,
    ...lines,
    `--size ${expectedSize} gives every deal its labels, --size ${byHandSize} without help of the classifier.`,
    ...(deals.length > 1 ? ['A sample is shared out to the deals in proportion to their posts; small deals ask for most of it.'] : []),
    '',
  ].join('\n')
}

const LINK_BASIS_PHRASES: Readonly<Record<DealPlan['basis'], (count: number) => string>> = {
  labels: (count) => `${count} labels if the classifier errs as the labels so far show, `,
  probabilities: (count) => `${count} labels if the classifier errs as its probabilities say, `,
  none: () => 'no telling how often the classifier errs, since it gave no probabilities; ',
}
