import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { evaluate } from '../../../scripts/research/evaluate/evaluate-command.js'
import { exampleCorpus } from '../../corpus/check-corpus-example.js'
import { newFolder, runScriptCommand } from '../../shell/cli/cli-harness.js'
import { GOLD } from './gold-example.js'

it('npm run evaluate measures on the corpus, with costly controls for the model asked about alone, and keeps figures', async () => {
  const folder = newFolder()
  const { threads, deals, splits } = exampleCorpus()
  mkdirSync(folder.path('threads'))
  for (const { name, text } of [...threads, ...deals, splits]) writeFileSync(join(folder.path(''), name), text)
  const kept = folder.path('figures.json')
  const argv = ['--model', 'linear-en', '--corpus', folder.path(''), '--figures', kept]
  const { code, stdout } = await runScriptCommand(evaluate, [...argv, '--format', 'json'])
  expect(code).toBe(0)
  const { evaluations } = JSON.parse(stdout) as { evaluations: { models: { model: string; controls: unknown }[] }[] }
  expect(evaluations[0]?.models.map(({ model }) => model)).toEqual(['linear-en', 'sentiment', 'bayes', 'majority'])
  expect(evaluations[0]?.models.map(({ controls }) => controls !== null)).toEqual([true, false, false, false])
  expect(JSON.parse(folder.read('figures.json'))).toMatchObject({ model: 'linear-en', sets: [{ weights: 'held-out' }] })
  // A second run replaces the sets of the same name, and keeps who gave the labels.
  folder.write('figures.json', folder.read('figures.json').replace('"on":', '"labels":"two readers","on":'))
  expect((await runScriptCommand(evaluate, argv)).stdout).toContain('labels that move')
  expect(JSON.parse(folder.read('figures.json')).sets).toHaveLength(evaluations.length)
  expect(folder.read('figures.json')).toContain('two readers')
})

it('npm run evaluate -- --posts measures as the command of the package does, with Bayes beside', async () => {
  const { stdout } = await runScriptCommand(evaluate, ['--posts', '-', '--model', 'sentiment'], { stdin: GOLD })
  for (const model of ['sentiment', 'bayes', 'majority']) expect(stdout).toMatch(new RegExp(`^${model} `, 'm'))
  expect(stdout).not.toContain('labels that move')
})
