import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { collectEvidence } from './collect-evidence.js'
import { type Decision, decide, type Evidence, type ExplainEffort, type StanceClassifier, type StanceInput } from './stance-classifier.js'

/** The parts of a classifier that `explain` uses. */
type TokenWeigher = Required<Pick<StanceClassifier, 'score' | 'weighTokens'>>

/** Builds a classifier's `explain` method from its token weights. */
export function explainByWeights({ labels }: StanceScheme, { score, weighTokens }: TokenWeigher) {
  return async (input: StanceInput, decision?: Decision, effort: ExplainEffort = 'full'): Promise<readonly Evidence[]> => {
    const { winner, rival } = decision ?? decide((await score([input]))[0] ?? [])
    const weights = await weighTokens(input, { winner, rival }, effort)
    return weights ? collectEvidence(input.features, weights, labels[winner] as string, labels[rival] as string) : []
  }
}
