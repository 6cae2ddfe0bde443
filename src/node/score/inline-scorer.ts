import type { Scorer } from '../../batch/scorer.js'
import type { StanceClassifier } from '../../stance/stance-classifier.js'
import type { BatchPlan } from '../batch/batch-plan.js'
import { PlanScorer, type ScoredRows, type ScoringSettings } from './score-plan.js'

/**
 * Scores planned batches in the calling thread: no worker has to start.
 *
 * @param model default: the one that the settings name
 */
export function openInlineScorer(settings: ScoringSettings, model?: StanceClassifier): Scorer<BatchPlan, ScoredRows> {
  const scorer = new PlanScorer(settings, model)
  return {
    width: 1,
    start: (plan) => {
      const reading = Promise.resolve().then(() => scorer.read(plan))
      return {
        keys: reading.then(({ job }) => job.keys),
        score: async function* (originals) {
          yield await scorer.score(await reading, originals)
        },
        drop: () => {},
      }
    },
    close: async () => {},
  }
}
