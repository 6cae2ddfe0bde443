import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parseCorpus } from '../../scripts/corpus/check-schema.js'
import type { Corpus } from '../../scripts/corpus/corpus.js'
import { fitCallTemperatures } from '../../scripts/research/train/calibrate-mixture.js'
import {
  trainBayesControl,
  trainingExamples,
  trainLinear,
} from '../../scripts/research/train/train-models.js'
import { STANCE_SCHEME } from '../../src/base/scheme/stance-scheme.js'
import { loadModel } from '../../src/shell/node/model/load-model.js'
import { exampleCorpus, post } from '../corpus/check-corpus-example.js'
import { ask, SMALL_SETTINGS, smallExamples } from '../judge/stance/small-posts.js'
import { newFolder } from '../shell/cli/cli-harness.js'

const modelsFolder = newFolder().path('')
const linearFolder = join(modelsFolder, 'linear-en')
const settings = {
  files: [{ prefix: 'crowd-', weight: 1 }],
  taught: { real: 1 },
  disputedWeight: 0.5,
  linear: SMALL_SETTINGS,
}

/**
 * The small posts as threads: two of three under the training deal, the rest under the test deal.
 */
function smallCorpus(): Corpus {
  const posts = smallExamples().map(({ features: { text }, label }, index) => ({
    text,
    label,
    index,
  }))
  const records = (file: string, own: typeof posts) =>
    own.map(({ text, label, index }) => post(`${file}-t01-${index}`, { text, label }))
  const { corpus, findings } = parseCorpus(
    exampleCorpus({
      threads: {
        'crowd-test': records(
          'crowd-test',
          posts.filter(({ index }) => index % 3 === 0),
        ),
        'crowd-harbour': records(
          'crowd-harbour',
          posts.filter(({ index }) => index % 3 !== 0),
        ),
        sarcasm: [post('sarcasm-t01-1', { text: 'left out by weight', label: 'retreat' })],
      },
      secondLabels: [],
    }),
  )
  expect(findings).toEqual([])
  return corpus
}

const corpus = smallCorpus()
const bytesOf = (folder: string) => [
  readFileSync(join(folder, 'weights.bin')),
  readFileSync(join(folder, 'model.json'), 'utf8'),
]

mkdirSync(linearFolder)
writeFileSync(join(linearFolder, 'settings.json'), JSON.stringify(settings))
writeFileSync(
  join(linearFolder, 'cues.tsv'),
  'cue\tside\tweight\torigin\nwhite flag\tretreat\t1\tby us\nsmart\tshrewd pivot\t0.5\tby us\n',
)

it('trainingExamples takes the train split for held-out weights, and every split for shipped ones', () => {
  expect(trainingExamples(corpus, settings, 'held-out')).toHaveLength(24)
  expect(trainingExamples(corpus, settings, 'shipped')).toHaveLength(36)
})

it('trainLinear writes the same bytes twice, and loads them again', async () => {
  const model = trainLinear(corpus, '', linearFolder, {
    id: 'linear-en',
    scheme: STANCE_SCHEME,
    kind: 'shipped',
  })
  const first = bytesOf(linearFolder)
  trainLinear(corpus, '', linearFolder, { id: 'linear-en', scheme: STANCE_SCHEME, kind: 'shipped' })
  expect(bytesOf(linearFolder)).toEqual(first)
  const loaded = loadModel('linear-en', { modelsFolder })
  const [scores] = await loaded.score([ask('They are giving up, a white flag')])
  expect(scores?.indexOf(Math.max(...(scores ?? [])))).toBe(0)
  expect(model.cues).toHaveLength(2)
})

it('fitCallTemperatures tempers calls of each label by how often they are right', () => {
  const sure = Float64Array.of(Math.log(9), 0, -1e3)
  const gold = (label: string, count: number) => new Array<string>(count).fill(label)
  // Three right of four is a log-odds of log 3, and log 9 / log 3 = 2.
  const temperatures = fitCallTemperatures(
    new Array(8).fill(sure),
    [...gold('retreat', 6), ...gold('shrewd pivot', 2)],
    STANCE_SCHEME,
  )
  expect(temperatures).toEqual([2, 1, 1])
})

it('the Bayes control is trained on the same examples, the same bytes twice', () => {
  const path = join(modelsFolder, 'evaluation', 'bayes.json')
  trainBayesControl(corpus, modelsFolder, STANCE_SCHEME)
  const first = readFileSync(path, 'utf8')
  trainBayesControl(corpus, modelsFolder, STANCE_SCHEME)
  expect(readFileSync(path, 'utf8')).toBe(first)
})
