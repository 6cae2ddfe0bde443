import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../../src/base/scheme/stance-scheme.js'
import { loadModel } from '../../../../src/shell/node/model/load-model.js'
import { evaluateGold } from '../../../../src/shell/node/model/measure-models.js'
import { smallExamples } from '../../../judge/stance/small-posts.js'
import { newFolder } from '../../cli/cli-harness.js'
import { writeModels } from './models-example.js'

const modelsFolder = newFolder().path('')
writeModels(modelsFolder)

describe('evaluateGold', () => {
  it('predicts a gold file in its order, with every requested model, beside the majority label', async () => {
    const gold = smallExamples()
      .map(({ features: { text, parent }, label }, index) =>
        JSON.stringify({ id: `g${index}`, deal: `d${index % 4}`, text, parentText: parent?.text, label }),
      )
      .join('\n')
    const asked = ['small-linear', 'sentiment'].map((id) => loadModel(id, { modelsFolder }))
    const { evaluation, predictions } = await evaluateGold(gold, 'gold.jsonl', asked, { scheme: STANCE_SCHEME, weights: 'shipped' })
    const models = ['small', 'sentiment', 'majority']
    expect(evaluation).toMatchObject({ on: 'gold.jsonl', weights: 'shipped' })
    expect(evaluation.models.map(({ model }) => model)).toEqual(models)
    expect(predictions.map((own) => own.map(({ id }) => id))).toEqual(
      models.map(() => Array.from({ length: 36 }, (_, index) => `g${index}`)),
    )
    const [linear, sentiment, majority] = evaluation.models.map(({ measurement }) => measurement)
    // The model was trained on these posts; one answer for all has F1 0.5 for one label of three.
    expect(linear?.macroF1.value).toBeGreaterThan(0.9)
    expect(majority?.macroF1.value).toBeCloseTo(1 / 6, 12)
    expect(sentiment?.calibrationError).toBeNull()
    expect(linear).toMatchObject({ postCount: 36, clusterCount: 4, sidedCount: 24 })
  })
})
