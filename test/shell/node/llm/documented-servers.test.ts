import { describe, expect, it } from 'vitest'
import { listModelsOf } from '../../../../src/shell/node/llm/load-llm.js'
import { llamaCpp, OLLAMA_MODELS, ollama, openAi, vllm } from '../../../llm/documented-servers.js'
import { type Act, reply } from '../../../llm/scripted-server.js'
import { failure } from '../../../support/caught.js'
import { saying, useRuns } from './open-run.js'

const { start, labelsOf, POSTS, WELL } = useRuns()
const QWEN = { model: 'qwen3:8b' }
const REFUSED = 'the server refused the question, for example for its length'
const READ_IN_PART = 'the server read only a part of the prompt: its context window is too small'
/** Thousands of words: more than 4,096 tokens with the instructions. */
const LONG = `a smart move ${'and so on and on '.repeat(900)}`
const LONGER = `a smart move ${'and so on and on '.repeat(9000)}`.slice(0, 19_990)

describe('every server, by its documents', () => {
  it.each<[string, Act, string, string]>([
    ['Ollama, a model that thinks', ollama(), '/api', 'qwen3:8b'],
    ['Ollama, one that always thinks', ollama(), '/api', 'gpt-oss:20b'],
    ['OpenAI', openAi(), '/v1', 'm'],
    ['OpenAI, a reasoning model', openAi({ thinks: true }), '/v1', 'm'],
    ['vLLM, a model that thinks', vllm(), '/v1', 'm'],
    ['llama.cpp, a model that thinks', llamaCpp(), '/v1', 'm'],
  ])('%s labels every post', async (_, act, path, model) => {
    const { run } = await start(act, { path, model })
    expect(await labelsOf(run)).toEqual(WELL)
    expect(run.state()).toMatchObject({ failedCount: 0, silentCount: 0, cutCount: 0, looseCount: 0 })
  })

  it.each<[string, Act, string]>([
    ['OpenAI', openAi({ window: 3000 }), REFUSED],
    ['vLLM', vllm({ window: 5000 }), REFUSED],
    ['llama.cpp', llamaCpp({ window: 3000 }), REFUSED],
    ['an old llama.cpp that cuts', llamaCpp({ window: 3000, cuts: true }), READ_IN_PART],
  ])('%s with a small window gives no label to a post that does not fit', async (_, act, reason) => {
    const { run } = await start(act, { model: 'm', slots: 1 })
    expect(await labelsOf(run, ['clever', LONG, 'white flag'])).toEqual(['shrewd pivot', reason, 'retreat'])
  })
})

describe('a thinking model whose thoughts cannot be turned off', () => {
  it('leaves its posts unscored: a cut answer is none, whatever it holds', async () => {
    const { run } = await start(saying(200, reply('{"label": "neither"}', {}, { finish_reason: 'length' })), { model: 'm' })
    const reason = 'the answer was cut off at the limit of tokens, for example by thoughts that the model cannot do without'
    expect(await labelsOf(run)).toEqual(POSTS.map(() => reason))
    expect(run.state()).toMatchObject({ cutCount: POSTS.length, silentCount: POSTS.length, failedCount: 0 })
  })
})

describe('Ollama', () => {
  const chats = (seen: readonly { readonly path: string; readonly body: object }[]) =>
    seen.filter(({ path }) => path === '/api/chat').map(({ body }) => body as Record<string, unknown>)

  it('is asked by its own protocol, with a window that the prompt fits, also at its address for OpenAI’s', async () => {
    const { server, run } = await start(ollama(), { ...QWEN, path: '/api/chat' })
    await labelsOf(run, ['clever'])
    expect(server.seen.map(({ path }) => path)).toEqual(['/api/show', '/api/chat'])
    expect(chats(server.seen)[0]).toMatchObject({
      model: 'qwen3:8b',
      stream: false,
      think: false,
      truncate: false,
      shift: false,
      keep_alive: '10m',
      logprobs: true,
      top_logprobs: 20,
      format: { type: 'object', required: ['label'] },
      options: { num_ctx: 4096, num_predict: 2000, temperature: 0, seed: 0 },
    })
  })

  it.each([true, false])('reads a long post whole: the window grows and stays (refuses what is too long: %s)', async (knowsTruncate) => {
    const { server, run } = await start(ollama({ knowsTruncate }), { ...QWEN, path: '/api', slots: 1 })
    expect(await labelsOf(run, ['white flag', LONG, 'clever'])).toEqual(['retreat', 'shrewd pivot', 'shrewd pivot'])
    const windows = chats(server.seen).map(({ options }) => (options as { num_ctx: number }).num_ctx)
    expect(windows[0]).toBe(4096)
    expect(windows.at(-1)).toBeGreaterThan(8000)
    expect(run.state()).toMatchObject({ cutCount: 0, silentCount: 0 })
  })

  it.each([
    [true, REFUSED],
    [false, READ_IN_PART],
  ])('gives no label beyond the window of the model (refuses: %s)', async (knowsTruncate, reason) => {
    const { run } = await start(ollama({ window: 5000, knowsTruncate }), { ...QWEN, path: '/api', slots: 1 })
    expect(await labelsOf(run, ['white flag', LONGER])).toEqual(['retreat', reason])
  })

  it('without the model ends the run with one line that names those it has', async () => {
    const { run } = await start(ollama(), { model: 'qwen3:80b', path: '/api' })
    await expect(labelsOf(run)).rejects.toEqual(
      failure('LLM_REFUSED', /got "qwen3:80b"\. It has qwen3:8b, .* Take one of them, or get it with: ollama pull qwen3:80b$/),
    )
  })

  it('that passes a model’s requests on to another machine needs --allow-remote', async () => {
    const cloud = { model: 'glm-4.6:cloud', path: '/api' }
    const { server, run } = await start(ollama(), cloud)
    await expect(labelsOf(run)).rejects.toEqual(failure('USAGE_OPTION_INVALID', 'passes on to https://ollama.com:443'))
    expect(chats(server.seen)).toEqual([])
    const { run: allowed } = await start(ollama(), { ...cloud, isRemoteAllowed: true })
    expect(await labelsOf(allowed)).toEqual(WELL)
  })

  it('lists its models, or says that it is not there', async () => {
    const { server, settings } = await start(ollama(), { ...QWEN, path: '/api' })
    expect(await listModelsOf(settings.url)).toBe(`It has ${OLLAMA_MODELS.join(', ')}.`)
    await server.close()
    expect(await listModelsOf(settings.url)).toContain('No Ollama answers there')
  })
})
