import type { StanceScheme } from '../scheme/stance-scheme.js'
import { collectEvidence } from './collect-evidence.js'
import { type Decision, decide, type Evidence, type ExplainEffort, type StanceClassifier, type StanceInput } from './stance-classifier.js'

/** What `explain` needs of its classifier. */
type Weighing = Required<Pick<StanceClassifier, 'score' | 'weighTokens'>>

/** Makes the `explain` of a classifier from how it weighs tokens. */
export function explainByWeights({ labels }: StanceScheme, { score, weighTokens }: Weighing) {
  return async (input: StanceInput, decision?: Decision, effort: ExplainEffort = 'full'): Promise<readonly Evidence[]> => {
    const { winner, rival } = decision ?? decide((await score([input]))[0] ?? [])
    const weights = await weighTokens(input, { winner, rival }, effort)
    return weights ? collectEvidence(input.features, weights, labels[winner] as string, labels[rival] as string) : []
  }
}
