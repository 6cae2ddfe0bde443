import { describe, expect, it } from 'vitest'
import {
  groq,
  llamaCpp,
  mistral,
  ollama,
  openAi,
  openAiReasoning,
  vllm,
} from '../../../llm/documented-servers.js'
import { type Act, answerWell, reply } from '../../../llm/scripted-server.js'
import { failure } from '../../../support/caught.js'
import { saying, useRuns } from './open-run.js'

const { start, labelsOf, POSTS, WELL } = useRuns()
const REFUSED = 'the server refused the question, for example for its length'
const READ_IN_PART = expect.stringContaining(
  'the server read only a part of the prompt: set a larger context window (Ollama ',
)
/** Thousands of words: more than 4,096 tokens with the instructions. */
const LONG = `a smart move ${'and so on and on '.repeat(900)}`

describe('every server, by its documents', () => {
  it.each<[string, Act, number]>([
    ['a service that takes all, such as Anthropic', answerWell, 0],
    ['Ollama, a model that thinks', ollama(), 0],
    ['vLLM, a model that thinks', vllm(), 1],
    ['llama.cpp, a model that thinks', llamaCpp(), 0],
    ['OpenAI', openAi(), 2],
    ['OpenAI, a reasoning model', openAiReasoning, 4],
    ['Mistral', mistral, 3],
    ['Groq, a model without schemas', groq, 5],
  ])(
    '%s labels every post, after it has refused what it does not take',
    async (_, act, refusedCount) => {
      const { server, run } = await start(act, { slots: 1 })
      expect(await labelsOf(run)).toEqual(WELL)
      expect(run.state()).toMatchObject({ unlabelled: new Map() })
      expect(server.seen).toHaveLength(POSTS.length + refusedCount)
    },
  )

  it.each<[string, Act, unknown]>([
    ['OpenAI', openAi({ window: 3000 }), REFUSED],
    ['vLLM', vllm({ window: 5000 }), REFUSED],
    ['llama.cpp', llamaCpp({ window: 3000 }), REFUSED],
    ['an old llama.cpp that cuts', llamaCpp({ window: 3000, cuts: true }), READ_IN_PART],
    ['Ollama', ollama(), READ_IN_PART],
  ])(
    '%s with a small window gives no label to a post that does not fit',
    async (_, act, reason) => {
      const { run } = await start(act, { slots: 1 })
      expect(await labelsOf(run, ['clever', LONG, 'white flag'])).toEqual([
        'shrewd pivot',
        reason,
        'retreat',
      ])
    },
  )

  it.each([
    [
      'cut',
      reply('{"label": "neither"}', {}, { finish_reason: 'length' }),
      'the answer was cut off at the limit of tokens',
    ],
    ['empty', reply(' '), 'the answer was empty: take a model that answers without reasoning'],
  ])('gives no label by an answer that is %s, and says what to take', async (_, body, reason) => {
    const { run } = await start(saying(200, body))
    expect(await labelsOf(run)).toEqual(POSTS.map(() => expect.stringContaining(reason)))
    expect([...run.state().unlabelled.values()]).toEqual([POSTS.length])
  })

  it('needs --allow-remote for a model that Ollama passes on to another machine', async () => {
    await expect(start(ollama(), { model: 'glm-4.6:cloud' })).rejects.toEqual(
      failure('USAGE_OPTION_INVALID', 'got glm-4.6:cloud'),
    )
    const { run } = await start(ollama(), { model: 'gpt-oss:120b-cloud', isRemoteAllowed: true })
    expect([run.isLocal, await labelsOf(run)]).toEqual([false, WELL])
  })
})
