import { binomialTail } from '../../base/statistics/interval/incomplete-beta.js'
import type { GroupAudit, ModelAgreement } from '../breakdown/breakdown-audit.js'

/**
 * Rate at which a careful coder gives the default model's label. Choice between those of two sets
 * of real posts (.686 of 580, .627 of 354).
 */
const CAREFUL_AGREEMENT = 0.667

/** Fewer labels than this tell nothing of where they come from. */
const MIN_COMPARED_COUNT = 8
/** Labels of one import are asked about if as many, or more, all equal the model's. Choice. */
const MIN_EQUAL_COUNT = 20
/** Least chance that careful labels equal the model's as rarely. */
const MIN_CAREFUL_CHANCE = 0.01
/** Labels are random from this chance on that random ones equal the model's as often. */
const RANDOM_CHANCE = 0.2

/** An import equals the model's labels everywhere, or by chance, or is one label filled down. */
type Suspicion = 'CITE_LABELS_COPIED' | 'CITE_LABELS_ALIKE' | 'CITE_LABELS_AT_CHANCE'

export function suspicionOf({
  labelCounts,
  labelledCount,
  modelAgreement,
  agreement,
}: Pick<
  GroupAudit,
  'labelCounts' | 'labelledCount' | 'modelAgreement' | 'agreement'
>): Suspicion | null {
  if (modelAgreement === undefined || modelAgreement.judgedCount < MIN_COMPARED_COUNT) return null
  const { equalCount, judgedCount, isOneByOne } = modelAgreement
  if (isAtRandom(modelAgreement))
    return Object.values(labelCounts).includes(labelledCount)
      ? 'CITE_LABELS_ALIKE'
      : 'CITE_LABELS_AT_CHANCE'
  const isAllEqual = equalCount === judgedCount && judgedCount >= MIN_EQUAL_COUNT
  return isAllEqual && !isOneByOne && agreement.doubleCodedCount === 0 ? 'CITE_LABELS_COPIED' : null
}

/** True if labels equal the model's no more often than random ones, as labels of other posts do. */
function isAtRandom({ judgedCount, equalCount, randomShare }: ModelAgreement): boolean {
  const careful = 1 - binomialTail(equalCount + 1, judgedCount, CAREFUL_AGREEMENT)
  return (
    careful < MIN_CAREFUL_CHANCE &&
    (randomShare >= 1 || binomialTail(equalCount, judgedCount, randomShare) > RANDOM_CHANCE)
  )
}
