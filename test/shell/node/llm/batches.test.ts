import { describe, expect, it } from 'vitest'
import { llamaCpp, ollama, vllm } from '../../../llm/documented-servers.js'
import { type Act, answerWell, goodAnswer, labelOf, numberedPosts, reply, send } from '../../../llm/scripted-server.js'
import { inThread, saying, useRuns } from './open-run.js'

const { start, labelsOf } = useRuns()
const WORDS = ['they give up', 'a smart move', 'what time is it', 'a white flag', 'clever']
/** Forty posts of a thread, each an answer to an earlier one. */
const TEXTS = Array.from({ length: 40 }, (_, index) => `${WORDS[index % WORDS.length]}, says number ${index}`)
const PARENTS = TEXTS.map((_, index) => (index === 0 ? null : Math.floor(index / 3)))
const thread = inThread(TEXTS, PARENTS)
const WELL = TEXTS.map(labelOf)

/** Answers a question about several posts by a script, and others well. */
const together =
  (answer: (ids: readonly string[], well: Readonly<Record<string, string>>) => string): Act =>
  (seen, response) => {
    const ids = numberedPosts(seen).map(({ id }) => id)
    send(response, 200, reply(ids.length === 0 ? goodAnswer(seen) : answer(ids, JSON.parse(goodAnswer(seen)))))
  }

describe('batches', () => {
  it.each([2, 10, 20])('of %i give the same labels as single requests, thread given once', async (batchSize) => {
    const { run: single } = await start(answerWell)
    const { server, run } = await start(answerWell, { batchSize })
    const labels = await labelsOf(run, thread)
    expect([labels, labels]).toEqual([WELL, await labelsOf(single, thread)])
    expect(server.seen).toHaveLength(TEXTS.length / batchSize)
    for (const { body, posts } of server.seen) {
      expect(new Set(posts).size).toBe(posts.length)
      const { required = [], properties = {} } = (body.response_format?.json_schema?.schema ?? {}) as {
        required?: string[]
        properties?: object
      }
      expect(required).toEqual(Array.from({ length: batchSize }, (_, index) => String(index + 1)))
      expect(Object.keys(properties)).toEqual(required)
    }
    expect(run.state()).toMatchObject({ questionCount: 40, aloneCount: 0, looseCount: 0, failedCount: 0 })
  })

  it.each<[string, Act, string, string]>([
    ['Ollama', ollama(), '/api', 'qwen3:8b'],
    ['vLLM', vllm(), '/v1', 'm'],
    ['llama.cpp', llamaCpp(), '/v1', 'm'],
  ])('are labelled by %s', async (_, act, path, model) => {
    const { run } = await start(act, { path, model, batchSize: 20 })
    expect(await labelsOf(run, thread)).toEqual(WELL)
    expect(run.state().requestCount).toBe(2)
  })

  it('give the thread as a tree: each post after the one that it answers, others by letters', async () => {
    const { server, run } = await start(answerWell, { batchSize: 3, slots: 1 })
    await labelsOf(run, inThread(['root smart', 'one', 'two give up', 'three', 'four'], [null, 0, 1, 2, 2]))
    expect(server.seen[1]?.body.messages[1]?.content).toBe(
      'The company whose move is judged: Acme\nIts move: Acme sells.\n' +
        'The thread: each post with its number, and with that of the post that it answers.\n' +
        'Post a:\n<post>\nroot smart\n</post>\n' +
        'Post b:\n<post>\ntwo give up\n</post>\n' +
        'Post 1, which answers b:\n<post>\nthree\n</post>\n' +
        'Post 2, which answers b:\n<post>\nfour\n</post>\n' +
        'Code each post that has a number, 1 to 2, for itself; posts with a letter are shown to be understood, and get no label.',
    )
  })

  it('hold posts of one thread and one move alone', async () => {
    const other = inThread(['so smart', 'give up'], [], 'u')
    const elsewhere = inThread(['white flag'], [], 't').map((input) => ({ ...input, target: { dealId: 'e', mover: 'B', move: 'B buys.' } }))
    const { server, run } = await start(answerWell, { batchSize: 20, slots: 1 })
    await labelsOf(run, [...inThread(['one', 'two']), ...other, ...elsewhere])
    expect(server.seen.map(({ posts }) => posts)).toEqual([['one', 'two'], ['so smart', 'give up'], ['white flag']])
  })

  const several =
    (act: Act): Act =>
    (seen, response) =>
      numberedPosts(seen).length > 0 ? act(seen, response) : answerWell(seen, response)
  const cut: Act = (seen, response) => send(response, 200, reply(goodAnswer(seen), {}, { finish_reason: 'length' }))

  it.each<[string, Act, number]>([
    ['leaves an id out', together((ids, well) => JSON.stringify(Object.fromEntries(ids.slice(1).map((id) => [id, well[id]])))), 1],
    ['repeats an id', together((ids, well) => JSON.stringify(well).replace('}', `,"${ids[1]}":"neither"}`)), 1],
    ['names a foreign id', together((_, well) => JSON.stringify({ ...well, 2: undefined, 77: 'retreat' })), 1],
    ['gives a word that is no label', together((_, well) => JSON.stringify({ ...well, 3: 'pump' })), 1],
    ['is no JSON', together(() => 'I cannot do that many.'), 10],
    ['declines', several(saying(200, reply(null, {}, { finish_reason: 'content_filter' }))), 10],
    ['is cut', several(cut), 10],
    ['is refused for its length', several(saying(400, { error: 'context length exceeded' })), 10],
  ])('ask again alone about the posts that an answer leaves open: one that %s', async (_, act, aloneCount) => {
    const { server, run } = await start(act, { batchSize: 10, slots: 1 })
    expect(await labelsOf(run, inThread(TEXTS.slice(0, 10)))).toEqual(WELL.slice(0, 10))
    expect(run.state()).toMatchObject({ aloneCount, failedCount: 0, silentCount: 0 })
    expect(server.seen.length).toBe(1 + aloneCount)
  })

  it('keep each answer: the next run asks nothing, and single requests do not take them for theirs', async () => {
    const { run, settings } = await start(answerWell, { batchSize: 20 })
    await labelsOf(run, thread)
    await run.close()
    const { server, run: again } = await start(answerWell, { batchSize: 20, cachePath: settings.cachePath })
    expect([await labelsOf(again, thread), server.seen.length]).toEqual([WELL, 0])
    await again.close()
    const { server: other, run: single } = await start(answerWell, { cachePath: settings.cachePath })
    await labelsOf(single, thread.slice(0, 3))
    expect(other.seen.length).toBe(3)
    expect(single.classifier.id).not.toBe(run.classifier.id)
  })

  it('split what is long, so that a request fits small windows', async () => {
    const { server, run } = await start(answerWell, { batchSize: 20 })
    await labelsOf(run, inThread(Array.from({ length: 6 }, (_, index) => `so smart ${index} ${'x'.repeat(9000)}`)))
    expect(server.seen.map(({ posts }) => posts.length)).toEqual([2, 2, 2])
  })

  it('take the probabilities of each label from its own tokens', async () => {
    const choice = (token: string, probability: number, others: Readonly<Record<string, number>> = {}) => ({
      token,
      logprob: Math.log(probability),
      top_logprobs: Object.entries(others).map(([other, share]) => ({ token: other, logprob: Math.log(share) })),
    })
    const content = [
      choice('{"1": "', 1),
      choice('retreat', 0.6, { retreat: 0.6, neither: 0.4 }),
      choice('", "2": "', 1),
      choice('neither', 0.9, { neither: 0.9, shrewd: 0.1 }),
      choice('"}', 1),
    ]
    const act: Act = (_, response) => send(response, 200, reply('{"1": "retreat", "2": "neither"}', {}, { logprobs: { content } }))
    const { run } = await start(act, { batchSize: 2 })
    const scores = await run.classifier.score(inThread(['one', 'two']))
    expect(scores.map((each) => [...each].map((value) => Number(Math.exp(value).toFixed(3))))).toEqual([
      [0.6, 0, 0.4],
      [0, 0.1, 0.9],
    ])
  })
})
