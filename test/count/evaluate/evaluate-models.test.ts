import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { evaluateCorpus } from '../../../scripts/research/evaluate/evaluate-models.js'
import { exampleCorpus } from '../../corpus/check-corpus-example.js'
import { newFolder } from '../../shell/cli/cli-harness.js'
import { writeModels } from '../../shell/node/model/models-example.js'

const modelsFolder = newFolder().path('')
const folder = newFolder().path('')
writeModels(modelsFolder)

it('evaluateCorpus measures the unseen parts of a corpus with held-out weights, and leaves out parts without posts', async () => {
  const { threads, deals, splits } = exampleCorpus()
  mkdirSync(join(folder, 'threads'))
  for (const { name, text } of [...threads, ...deals, splits]) writeFileSync(join(folder, name), text)
  const evaluations = await evaluateCorpus(folder, ['small-linear', 'lone-linear'], { modelsFolder })
  expect(evaluations).toHaveLength(1)
  expect(evaluations[0]).toMatchObject({ weights: 'held-out', models: [{ model: 'small' }, { model: 'majority' }] })
  expect(evaluations[0]?.on).toContain('crowd-test')
  const [asked, beside] = evaluations[0]?.models ?? []
  expect(asked?.measurement).toMatchObject({ postCount: 2, clusterCount: 1, sidedCount: 1 })
  expect(asked?.controls).toMatchObject({ swappedNames: { postCount: 2 }, maskedNames: { postCount: 2 } })
  expect(asked?.answeredAccuracy).toBeGreaterThanOrEqual(0)
  expect(beside?.controls).toBeNull()
})

it('refuses a model that does not exist before it reads the corpus (once printed empty tables and exit 0)', async () => {
  await expect(evaluateCorpus('no-such-folder', ['gpt'])).rejects.toMatchObject({ code: 'MODEL_UNKNOWN' })
})
