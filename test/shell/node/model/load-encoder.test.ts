import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { EncoderHeader } from '../../../../src/judge/stance/encoder/encoder-model.js'
import { PACKAGE_ROOT } from '../../../../src/shell/node/file/package-root.js'
import { loadModel } from '../../../../src/shell/node/model/load-model.js'
import { ask } from '../../../judge/stance/small-posts.js'
import { failure } from '../../../support/caught.js'
import { IS_LONG, PLAYS_FAULTS } from '../../../support/run-count.js'
import { newFolder } from '../../cli/cli-harness.js'

const SHIPPED = join(PACKAGE_ROOT, 'models', 'stance-en')
// Alone: the folder of copies holds no linear model to mix in.
const { mixture: _mixture, ...HEADER } = JSON.parse(
  readFileSync(join(SHIPPED, 'model.json'), 'utf8'),
) as EncoderHeader
const FILES = ['model.onnx', 'tokenizer.json'] as const
const modelsFolder = newFolder().path('')

/**
 * The shipped encoder in another folder, for tests to damage. Large files are links until a test
 * writes one anew.
 */
function copyOf(name: string, changes: Readonly<Record<string, unknown>> = {}): string {
  const folder = join(modelsFolder, name)
  mkdirSync(folder)
  for (const file of FILES) symlinkSync(join(SHIPPED, file), join(folder, file))
  writeFileSync(join(folder, 'model.json'), JSON.stringify({ ...HEADER, ...changes }))
  return folder
}

const scoreWith = async (id: string, opensAtOnce = false): Promise<unknown> =>
  await loadModel(id, { modelsFolder, opensAtOnce }).score([ask('smart')])

describe('loadEncoder', () => {
  it.each(FILES)('names the path of %s when it is missing', async (file) => {
    const path = join(copyOf(`without-${file}`), file)
    rmSync(path)
    await expect(scoreWith(`without-${file}`)).rejects.toMatchObject({
      code: 'MODEL_MISSING',
      context: { path },
    })
  })

  it.each(FILES)('refuses %s with one bit changed, also in a thread', async (file) => {
    const path = join(copyOf(`changed-${file}`), file)
    const bytes = readFileSync(path)
    rmSync(path)
    const middle = bytes.length >> 1
    bytes[middle] = (bytes[middle] as number) ^ 1
    writeFileSync(path, bytes)
    const { sha256, bytes: size } = HEADER.files[file]
    const message = expect.stringMatching(
      new RegExp(
        `expected ${file} with SHA-256 ${sha256}, got \\w{64} \\(${size} bytes\\).* Install dealstance again`,
      ),
    )
    for (const opensAtOnce of [false, true])
      await expect(scoreWith(`changed-${file}`, opensAtOnce)).rejects.toMatchObject({
        code: 'MODEL_INVALID',
        message,
      })
  })

  it('refuses labels in another order', async () => {
    copyOf('reversed', { labels: [...HEADER.labels].reverse() })
    await expect(scoreWith('reversed')).rejects.toEqual(
      failure('MODEL_LABELS_MISMATCH', HEADER.labels.join(', ')),
    )
  })
})

describe('the runtime of an encoder', () => {
  const modelOf = (runtime: 'auto' | 'node' | 'web') =>
    loadModel('stance-en', { runtime, encoderThreadCount: 1 })
  const absent = (): never => {
    throw Object.assign(new Error("Cannot find package 'onnxruntime'"), {
      code: 'ERR_MODULE_NOT_FOUND',
    })
  }
  afterEach(() => {
    vi.doUnmock('onnxruntime-node')
    vi.doUnmock('#onnxruntime-web')
  })

  it.each(['auto', 'node', 'web'] as const)(
    'says what to do when %s finds none',
    async (runtime) => {
      vi.doMock('onnxruntime-node', absent)
      vi.doMock('#onnxruntime-web', absent)
      const classifier = modelOf(runtime)
      const unavailable = failure('MODEL_RUNTIME_UNAVAILABLE', '--model linear-en')
      await expect(classifier.score([ask('smart')])).rejects.toEqual(unavailable)
      await expect(classifier.score([ask('smart')])).rejects.toEqual(unavailable)
    },
  )

  it('says what to do when a runtime rejects the file', async () => {
    const InferenceSession = { create: () => Promise.reject(new Error('no SIMD')) }
    vi.doMock('onnxruntime-node', () => ({ InferenceSession, Tensor: class {} }))
    await expect(modelOf('node').score([ask('smart')])).rejects.toEqual(
      failure('MODEL_RUNTIME_UNAVAILABLE', 'got: no SIMD'),
    )
  })
})

/** Scores in a separate process, which must end by itself although the runtime has threads. */
function startApart(code: string, argv: readonly string[] = []): SpawnSyncReturns<string> {
  const path = join(PACKAGE_ROOT, 'dist', `encoder-${process.pid}.test.mjs`)
  writeFileSync(path, code)
  try {
    return spawnSync(process.execPath, [...argv, path], { encoding: 'utf8', timeout: 50_000 })
  } finally {
    rmSync(path)
  }
}

describe('a process that scored with the encoder', () => {
  it.runIf(IS_LONG)('scores many posts in several threads as in one, and ends', () => {
    const { status, stdout, stderr } = startApart(`
      const { createPipeline, buildThreads } = await import('dealstance')
      const { loadModel } = await import('dealstance/node')
      const meta = { role: 'root' }
      const posts = Array.from({ length: 150 }, (_, index) => ({
        id: String(index), threadId: 't', parentId: null, author: null, createdAt: null, text: 'giving up '.repeat(1 + (index % 7)), meta,
      }))
      const scoreWith = async (encoderThreadCount) => {
        const pipeline = createPipeline({ model: loadModel('stance-en', { encoderThreadCount }), evidence: false })
        return JSON.stringify(await pipeline.classify(buildThreads(posts)))
      }
      const one = await scoreWith(1)
      console.log(one.length > 0 && one === (await scoreWith(2)))`)
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: 'true\n', stderr: '' })
  })

  it('keeps no second copy of the model in memory, and reads it again where it is wanted', () => {
    const { status, stdout, stderr } = startApart(`
      const { setFlagsFromString } = await import('node:v8')
      const { runInNewContext } = await import('node:vm')
      const { createPipeline } = await import('dealstance')
      const { loadModel } = await import('dealstance/node')
      setFlagsFromString('--expose-gc')
      const pipeline = createPipeline({ model: loadModel('stance-en', { encoderThreadCount: 1 }), evidence: false })
      const gc = runInNewContext('gc')
      const isFreed = async () => {
        // Buffers are freed by a thread of their own.
        for (let turn = 0; turn < 50 && process.memoryUsage().arrayBuffers > 3e7; turn++) {
          gc()
          await new Promise((resolve) => setTimeout(resolve, 20))
        }
        // The linear model beside it holds some 20 MB, model.onnx 74 MB.
        return process.memoryUsage().arrayBuffers < 3e7
      }
      const isFreedUnused = await isFreed()
      const { posts } = await pipeline.run('They are giving up on models.')
      console.log(isFreedUnused, posts[0].probabilities !== null, await isFreed())`)
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout: 'true true true\n',
      stderr: '',
    })
  })

  it.runIf(PLAYS_FAULTS)(
    'falls back to onnxruntime-web when onnxruntime-node is not installed, says so with the way out, and ends',
    () => {
      const hook = `export const resolve = (name, context, next) => {
      if (name === 'onnxruntime-node') throw Object.assign(new Error('not installed'), { code: 'ERR_MODULE_NOT_FOUND' })
      return next(name, context) }`
      const asModule = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`
      // Worker threads take the options of their process, and require the runtime.
      const hiding = asModule(`import Module, { register } from 'node:module'
      Module._resolveFilename = ((find) => (name, ...others) => find(name === 'onnxruntime-node' ? 'not-installed' : name, ...others))(Module._resolveFilename)
      register(${JSON.stringify(asModule(hook))})`)
      const { status, stdout, stderr } = startApart(
        `
      const { createPipeline } = await import('dealstance')
      const { loadModel } = await import('dealstance/node')
      const { posts } = await createPipeline({ model: loadModel('stance-en') }).run('{"id":"1","text":"They are giving up."}')
      console.log(posts[0].status)`,
        ['--import', hiding],
      )
      const words =
        /expected onnxruntime-node, got none, .* about 50 times slower\. Run: ONNXRUNTIME_NODE_INSTALL=skip npm i onnxruntime-node/
      expect({ status, stdout, stderr }).toEqual({
        status: 0,
        stdout: 'scored\n',
        stderr: expect.stringMatching(words),
      })
    },
  )
})
