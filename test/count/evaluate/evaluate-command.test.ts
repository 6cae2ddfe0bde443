import { expect, it } from 'vitest'
import { evaluate } from '../../../scripts/research/evaluate/evaluate-command.js'
import { evaluateCorpus } from '../../../scripts/research/evaluate/evaluate-models.js'
import { writeCorpus } from '../../corpus/check-corpus-example.js'
import { newFolder, runScriptCommand } from '../../shell/cli/cli-harness.js'
import { writeModels } from '../../shell/node/model/models-example.js'
import { GOLD } from './gold-example.js'

const folder = newFolder()
const CORPUS = folder.path('corpus')
writeCorpus(CORPUS)

it('npm run evaluate measures on the corpus, with costly controls for the model asked about alone, and keeps figures', async () => {
  const kept = folder.path('figures.json')
  const argv = ['--model', 'linear-en', '--corpus', CORPUS, '--figures', kept]
  const { code, stdout, stderr } = await runScriptCommand(evaluate, [...argv, '--format', 'json'])
  expect(code).toBe(0)
  expect(stderr).toMatch(/^labelling the corpus with linear-en.* two to three minutes\n/)
  expect((await runScriptCommand(evaluate, ['--help'])).stdout).toMatch(/two to three\sminutes/)
  const { evaluations } = JSON.parse(stdout) as {
    evaluations: { models: { model: string; controls: unknown }[] }[]
  }
  expect(evaluations[0]?.models).toMatchObject([
    { model: 'linear-en', controls: {} },
    ...['sentiment', 'bayes', 'majority'].map((model) => ({ model, controls: null })),
  ])
  expect(JSON.parse(folder.read('figures.json'))).toMatchObject({
    model: 'linear-en',
    sets: [{ weights: 'held-out' }],
  })
  // A second run replaces the sets of the same name, and keeps who gave the labels.
  folder.write(
    'figures.json',
    folder.read('figures.json').replace('"on":', '"labels":"two readers","on":'),
  )
  expect((await runScriptCommand(evaluate, argv)).stdout).toContain('labels that move')
  expect(JSON.parse(folder.read('figures.json')).sets).toHaveLength(evaluations.length)
  expect(folder.read('figures.json')).toContain('two readers')
})

it('npm run evaluate -- FILE measures as the command of the package does, with Bayes beside', async () => {
  const { stdout } = await runScriptCommand(evaluate, ['-', '--model', 'sentiment'], {
    stdin: GOLD,
  })
  for (const model of ['sentiment', 'bayes', 'majority'])
    expect(stdout).toMatch(new RegExp(`^${model} `, 'm'))
  expect(stdout).not.toContain('labels that move')
})

it('measures the unseen parts of a corpus with held-out weights, and leaves out parts without posts', async () => {
  const modelsFolder = folder.path('models')
  writeModels(modelsFolder)
  const evaluations = await evaluateCorpus(CORPUS, ['small-linear', 'lone-linear'], {
    modelsFolder,
  })
  expect(evaluations).toHaveLength(1)
  expect(evaluations[0]).toMatchObject({
    weights: 'held-out',
    models: [{ model: 'small' }, { model: 'majority' }],
  })
  expect(evaluations[0]?.on).toContain('crowd-test')
  const [asked, beside] = evaluations[0]?.models ?? []
  expect(asked?.measurement).toMatchObject({ postCount: 2, clusterCount: 1, sidedCount: 1 })
  expect(asked?.controls).toMatchObject({
    swappedNames: { postCount: 2 },
    maskedNames: { postCount: 2 },
  })
  expect(asked?.answeredAccuracy).toBeGreaterThanOrEqual(0)
  expect(beside?.controls).toBeNull()
})

it('refuses a model that does not exist before it reads the corpus (once printed empty tables and exit 0)', async () => {
  await expect(evaluateCorpus('no-such-folder', ['gpt'])).rejects.toMatchObject({
    code: 'MODEL_UNKNOWN',
  })
})
