import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { LinearClassifier } from '../../../../src/judge/stance/linear/linear-classifier.js'
import { listModels, loadModel } from '../../../../src/shell/node/model/load-model.js'
import { ask, trainSmall } from '../../../judge/stance/small-posts.js'
import { caught, failure } from '../../../support/caught.js'
import { newFolder } from '../../cli/cli-harness.js'
import { writeModels } from './models-example.js'

const modelsFolder = newFolder().path('')
const input = ask('They are giving up, a white flag')

beforeAll(() => {
  writeModels(modelsFolder)
  writeFileSync(join(modelsFolder, 'notes.txt'), 'no model')
})

/** A copy of the small linear model under another name, for tests to damage. */
function copyOf(name: string): string {
  const folder = join(modelsFolder, name)
  cpSync(join(modelsFolder, 'small-linear'), folder, { recursive: true })
  return folder
}

function changeHeader(folder: string, changes: Readonly<Record<string, unknown>>): void {
  const path = join(folder, 'model.json')
  writeFileSync(
    path,
    JSON.stringify({ ...(JSON.parse(readFileSync(path, 'utf8')) as object), ...changes }),
  )
}

const failing = (id: string) => caught(() => loadModel(id, { modelsFolder }))

describe('loadModel', () => {
  it('loads a trained model', async () => {
    const model = loadModel('small-linear', { modelsFolder })
    expect(model).toMatchObject({ id: 'small', readsTarget: false })
    expect(await model.score([input])).toEqual(new LinearClassifier(trainSmall()).score([input]))
  })

  it('loads held-out weights separately', async () => {
    const heldOut = await loadModel('small-linear', { modelsFolder, weights: 'held-out' }).score([
      input,
    ])
    expect(heldOut).toEqual(
      new LinearClassifier(trainSmall({ inverseRegularisation: 0.1 })).score([input]),
    )
  })

  it.each(['lone-linear', 'sentiment'])('loads %s', async (id) => {
    const [scores] = await loadModel(id, { modelsFolder }).score([input])
    expect(scores).toHaveLength(3)
  })

  it.each([
    'gpt',
    '',
    '../small-linear',
    '.',
    '..',
    '...',
    'notes.txt',
    'small-linear/held-out',
    '__proto__',
    'constructor',
  ])('does not know "%s", and says what there is', (id) => {
    expect(failing(id)).toEqual(failure('MODEL_UNKNOWN', 'lone-linear, small-linear, sentiment'))
  })

  it('names the path of a missing file', () => {
    rmSync(join(copyOf('no-weights'), 'weights.bin'))
    expect(failing('no-weights')).toMatchObject({
      code: 'MODEL_MISSING',
      context: { path: join(modelsFolder, 'no-weights', 'weights.bin') },
    })
    mkdirSync(join(modelsFolder, 'no-header'))
    expect(failing('no-header')).toMatchObject({ code: 'MODEL_MISSING' })
    expect(() => loadModel('lone-linear', { modelsFolder, weights: 'held-out' })).toThrow(
      failure('MODEL_MISSING'),
    )
  })

  it.each<[string, (folder: string) => void, string]>([
    [
      'one bit of the weights',
      (folder) => flipBit(join(folder, 'weights.bin')),
      'expected weights.bin with SHA-256',
    ],
    [
      'the hash',
      (folder) => changeHeader(folder, { weightsSha256: 'abc' }),
      'expected weights.bin with SHA-256 abc',
    ],
    ['no hash', (folder) => changeHeader(folder, { weightsSha256: undefined }), 'SHA-256'],
    ['the format', (folder) => changeHeader(folder, { format: 'other@2' }), 'got "other@2"'],
    [
      'a format named like an object member',
      (folder) => changeHeader(folder, { format: 'toString' }),
      'got "toString"',
    ],
    ['the counts', (folder) => changeHeader(folder, { wordCount: 3 }), 'bytes of weights'],
    ['JSON', (folder) => writeFileSync(join(folder, 'model.json'), '{'), 'expected JSON in'],
    ...['null', '7', '[]', '{}'].map((text): [string, (folder: string) => void, string] => [
      `the whole header (${text})`,
      (folder) => writeFileSync(join(folder, 'model.json'), text),
      '',
    ]),
  ])('refuses a model with %s damaged', (name, damage, message) => {
    const id = name.replaceAll(/\W+/g, '-')
    damage(copyOf(id))
    expect(failing(id)).toEqual(failure('MODEL_INVALID', message))
  })
})

function flipBit(path: string): void {
  const bytes = readFileSync(path)
  bytes[7] = (bytes[7] as number) ^ 1
  writeFileSync(path, bytes)
}

it('listModels names folders and the control without weights, each once', () => {
  const ids = listModels(modelsFolder)
  expect(ids).toEqual(expect.arrayContaining(['small-linear', 'lone-linear', 'sentiment']))
  expect(new Set(ids).size).toBe(ids.length)
  expect(listModels(join(modelsFolder, 'none'))).toEqual(['sentiment'])
})
