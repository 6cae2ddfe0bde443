import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { trainBayes } from '../../../../scripts/research/train/train-models.js'
import { STANCE_SCHEME } from '../../../../src/base/scheme/stance-scheme.js'
import { sha256Of } from '../../../../src/base/text/sha256-text.js'
import { encodeLinearModel, type LinearModel } from '../../../../src/judge/stance/linear/linear-model.js'
import { smallExamples, trainSmall } from '../../../judge/stance/small-posts.js'

export function writeLinear(folder: string, model: LinearModel = trainSmall()): void {
  const { header, weights } = encodeLinearModel(model)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'weights.bin'), weights)
  writeFileSync(join(folder, 'model.json'), JSON.stringify({ ...header, weightsSha256: sha256Of(weights) }))
}

/** A models folder with small-linear (also held-out weights), small-bayes and majority. */
export function writeModels(folder: string): void {
  writeLinear(join(folder, 'small-linear'))
  writeLinear(join(folder, 'small-linear', 'held-out'), trainSmall({ inverseRegularisation: 0.1 }))
  mkdirSync(join(folder, 'small-bayes'))
  writeFileSync(join(folder, 'small-bayes', 'model.json'), JSON.stringify(trainBayes('small-bayes', smallExamples(), STANCE_SCHEME)))
  mkdirSync(join(folder, 'majority'))
  writeFileSync(
    join(folder, 'majority', 'model.json'),
    JSON.stringify({ format: 'dealstance/majority@1', id: 'majority', shares: [0.3, 0.3, 0.4] }),
  )
}
