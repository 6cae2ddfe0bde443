import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { loadModel, sharedModel, shareModels } from '../../../../src/shell/node/model/load-model.js'
import { ask } from '../../../judge/stance/small-posts.js'
import { newFolder } from '../../cli/cli-harness.js'
import { writeModels } from './models-example.js'

/** A worker that says what it was given: the kind of memory of each part of each model. */
const WORKER = `const { getEnvironmentData, parentPort } = require('node:worker_threads')
const kinds = (model) => [model.weights, model.slots.words, model.slots.characters].map(({ buffer }) => buffer.constructor.name)
parentPort.postMessage([...getEnvironmentData('dealstance/linear-models')].map(([sha256, model]) => [sha256, kinds(model)]))`

describe('shareModels', () => {
  it('hands the weights and tables of the loaded models to later threads, without copies, and they score the same', async () => {
    const modelsFolder = newFolder().path('')
    writeModels(modelsFolder)
    const header = readFileSync(join(modelsFolder, 'small-linear', 'model.json'), 'utf8')
    const { weightsSha256 } = JSON.parse(header) as { readonly weightsSha256: string }
    const inputs = ['They are giving up, a white flag', 'a smart deal', ''].map((text) => ask(text))
    const model = loadModel('small-linear', { modelsFolder })
    const before = await model.score(inputs)
    expect(sharedModel(weightsSha256)).toBeUndefined()

    shareModels()
    const received = await new Promise<[string, string[]][]>((resolve, reject) => {
      new Worker(WORKER, { eval: true }).on('message', resolve).on('error', reject)
    })
    const memory = 'SharedArrayBuffer'
    // Other tests of this process may have loaded models of their own.
    expect(received.filter(([sha256]) => sha256 === weightsSha256)).toEqual([[weightsSha256, [memory, memory, memory]]])
    const shared = loadModel('small-linear', { modelsFolder })
    expect(await shared.score(inputs)).toEqual(before)
    expect(await shared.score(inputs.toReversed())).toEqual([...before].reverse())
    expect(model.id).toBe(shared.id)
  })
})
