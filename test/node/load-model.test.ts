import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { listModels, loadModel } from '../../src/node/load-model.js'
import { LinearClassifier } from '../../src/stance/linear/linear-classifier.js'
import { ask, trainSmall } from '../stance/small-posts.js'
import { createTestFolder, writeModels } from './models-example.js'

const modelsFolder = createTestFolder()
const input = ask('They are giving up, a white flag')

beforeAll(() => writeModels(modelsFolder))

/** A copy of the small linear model under another name, to be damaged. */
function copyOf(name: string): string {
  const folder = join(modelsFolder, name)
  cpSync(join(modelsFolder, 'small-linear'), folder, { recursive: true })
  return folder
}

function changeHeader(folder: string, changes: Readonly<Record<string, unknown>>): void {
  const path = join(folder, 'model.json')
  writeFileSync(path, JSON.stringify({ ...(JSON.parse(readFileSync(path, 'utf8')) as object), ...changes }))
}

const failing = (id: string) => {
  try {
    return loadModel(id, { modelsFolder })
  } catch (error) {
    return error
  }
}

describe('loadModel', () => {
  it('loads what was trained', async () => {
    const model = loadModel('small-linear', { modelsFolder })
    expect(model).toMatchObject({ id: 'small', readsTarget: false })
    expect(await model.score([input])).toEqual(new LinearClassifier(trainSmall()).score([input]))
  })

  it('loads held-out weights apart', async () => {
    const heldOut = await loadModel('small-linear', { modelsFolder, weights: 'held-out' }).score([input])
    expect(heldOut).toEqual(new LinearClassifier(trainSmall({ inverseRegularisation: 0.1 })).score([input]))
  })

  it.each(['small-bayes', 'majority', 'sentiment'])('loads %s', async (id) => {
    const [scores] = await loadModel(id, { modelsFolder }).score([input])
    expect(scores).toHaveLength(3)
  })

  it.each(['gpt', '', '../small-linear', 'small-linear/held-out', '__proto__', 'constructor'])(
    'does not know "%s", and says what there is',
    (id) => {
      expect(failing(id)).toMatchObject({
        code: 'MODEL_UNKNOWN',
        message: expect.stringContaining('majority, small-bayes, small-linear, sentiment'),
      })
    },
  )

  it('misses files by their path', () => {
    rmSync(join(copyOf('no-weights'), 'weights.bin'))
    expect(failing('no-weights')).toMatchObject({
      code: 'MODEL_MISSING',
      context: { path: join(modelsFolder, 'no-weights', 'weights.bin') },
    })
    mkdirSync(join(modelsFolder, 'no-header'))
    expect(failing('no-header')).toMatchObject({ code: 'MODEL_MISSING' })
    expect(() => loadModel('small-bayes', { modelsFolder, weights: 'held-out' })).toThrow(
      expect.objectContaining({ code: 'MODEL_MISSING' }),
    )
    expect(() => loadModel('majority', { modelsFolder: join(modelsFolder, 'none') })).toThrow(
      expect.objectContaining({ code: 'MODEL_MISSING' }),
    )
  })

  it.each([
    {
      name: 'one bit of the weights',
      damage: (folder: string) => flipBit(join(folder, 'weights.bin')),
      message: 'expected weights.bin with SHA-256',
    },
    {
      name: 'the hash',
      damage: (folder: string) => changeHeader(folder, { weightsSha256: 'abc' }),
      message: 'expected weights.bin with SHA-256 abc',
    },
    { name: 'no hash', damage: (folder: string) => changeHeader(folder, { weightsSha256: undefined }), message: 'SHA-256' },
    { name: 'the format', damage: (folder: string) => changeHeader(folder, { format: 'other@2' }), message: 'got "other@2"' },
    {
      name: 'a format named like an object member',
      damage: (folder: string) => changeHeader(folder, { format: 'toString' }),
      message: 'got "toString"',
    },
    { name: 'the counts', damage: (folder: string) => changeHeader(folder, { wordCount: 3 }), message: 'bytes of weights' },
    { name: 'JSON', damage: (folder: string) => writeFileSync(join(folder, 'model.json'), '{'), message: 'expected JSON in' },
  ])('refuses a model with $name damaged', ({ name, damage, message }) => {
    const id = name.replaceAll(' ', '-')
    damage(copyOf(id))
    expect(failing(id)).toMatchObject({ code: 'MODEL_INVALID', message: expect.stringContaining(message) })
  })
})

// Known faults: a TypeError comes instead, and `majority` with a share too few loads.
describe('loadModel, files that hold other JSON', () => {
  const write = (name: string, text: string) => writeFileSync(join(copyOf(name), 'model.json'), text)
  it.fails('refuses null', () => {
    write('null-header', 'null')
    expect(failing('null-header')).toMatchObject({ code: 'MODEL_INVALID' })
  })

  it.fails.each(['null', '{}', '{"format":"dealstance/majority@1","shares":[1]}'])('refuses %s for the majority control', (text) => {
    const folder = join(modelsFolder, 'other')
    mkdirSync(join(folder, 'majority'), { recursive: true })
    writeFileSync(join(folder, 'majority', 'model.json'), text)
    expect(() => loadModel('majority', { modelsFolder: folder })).toThrow(expect.objectContaining({ code: 'MODEL_INVALID' }))
  })
})

function flipBit(path: string): void {
  const bytes = readFileSync(path)
  bytes[7] = (bytes[7] as number) ^ 1
  writeFileSync(path, bytes)
}

describe('listModels', () => {
  it('names folders and the controls without weights, each once', () => {
    const ids = listModels(modelsFolder)
    expect(ids).toEqual(expect.arrayContaining(['small-linear', 'small-bayes', 'majority', 'sentiment']))
    expect(new Set(ids).size).toBe(ids.length)
    expect(listModels(join(modelsFolder, 'none'))).toEqual(['sentiment', 'majority'])
  })
})
