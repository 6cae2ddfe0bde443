import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sha256Of } from '../../../../src/base/text/sha256-text.js'
import {
  encodeLinearModel,
  type LinearModel,
} from '../../../../src/judge/stance/linear/linear-model.js'
import { trainSmall } from '../../../judge/stance/small-posts.js'

export function writeLinear(folder: string, model: LinearModel = trainSmall()): void {
  const { header, weights } = encodeLinearModel(model)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'weights.bin'), weights)
  writeFileSync(
    join(folder, 'model.json'),
    JSON.stringify({ ...header, weightsSha256: sha256Of(weights) }),
  )
}

/** A models folder with small-linear, also with held-out weights, and lone-linear without them. */
export function writeModels(folder: string): void {
  writeLinear(join(folder, 'small-linear'))
  writeLinear(join(folder, 'small-linear', 'held-out'), trainSmall({ inverseRegularisation: 0.1 }))
  writeLinear(join(folder, 'lone-linear'))
}
