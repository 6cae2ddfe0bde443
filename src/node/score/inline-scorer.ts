import type { StanceClassifier } from '../../stance/stance-classifier.js'
import type { Scorer } from '../bulk/scorer.js'
import { ParcelScorer, type ScoringSettings } from './score-plan.js'

/**
 * Scores in this thread: no worker has to start.
 *
 * @param model default: the one that the settings name
 */
export function openInlineScorer(settings: ScoringSettings, model?: StanceClassifier): Scorer {
  const scorer = new ParcelScorer(settings, model)
  return {
    width: 1,
    start: (parcel) => {
      const reading = Promise.resolve().then(() => scorer.read(parcel))
      return {
        probes: reading.then(({ probes }) => probes),
        score: async (originals) => scorer.score((await reading).read, originals),
        drop: () => {},
      }
    },
    close: async () => {},
  }
}
