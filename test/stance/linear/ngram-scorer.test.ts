import fc from 'fast-check'
import { expect, it } from 'vitest'
import { extractTextFeatures } from '../../../src/features/extract-features.js'
import { CueTable } from '../../../src/stance/linear/cue-table.js'
import { NgramScorer } from '../../../src/stance/linear/ngram-scorer.js'
import { structureFeatureNames } from '../../../src/stance/linear/structure-features.js'
import { Vectoriser } from '../../../src/stance/linear/vectoriser.js'
import { runCount } from '../../run-count.js'
import { smallExamples, trainSmall } from '../small-posts.js'

const model = trainSmall()
const scorer = new NgramScorer(model)
const vectoriser = new Vectoriser(
  model.vocabulary,
  new CueTable(model.cues, model.scheme),
  model.settings,
  structureFeatureNames(model.scheme).length,
)

/** The reference sums: the post's vector times the weights. */
function slowScores(text: string): number[] {
  vectoriser.vectorise(extractTextFeatures(text))
  return model.scheme.labels.map((_, label) => {
    let sum = 0
    for (let entry = 0; entry < vectoriser.length; entry++) {
      const column = vectoriser.indices[entry] as number
      if (column >= model.vocabulary.keys.length) continue
      sum += (vectoriser.values[entry] as number) * (model.weights[column * model.scheme.labels.length + label] as number)
    }
    return sum * model.weightStep
  })
}

it('gives the same scores as the vector times the weights', () => {
  const words = fc.array(fc.oneof(fc.constantFrom(...smallExamples().flatMap(({ features }) => features.text.split(' '))), fc.string()), {
    maxLength: 40,
  })
  fc.assert(
    fc.property(words, (parts) => {
      const text = parts.join(' ')
      const fast = scorer.score(extractTextFeatures(text))
      for (const [label, score] of slowScores(text).entries()) expect(fast[label]).toBeCloseTo(score, 9)
    }),
    { numRuns: runCount(10_000) },
  )
})
