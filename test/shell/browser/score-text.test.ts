import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { KNOWN_DEALS } from '../../../src/judge/deals/known-deals.js'
import type { LinearModelHeader } from '../../../src/judge/stance/linear/linear-model.js'
import type { PageReply, PageRequest } from '../../../src/shell/browser/page-messages.js'
import { type PageChannel, startPageWorker } from '../../../src/shell/browser/page-worker.js'
import { BLOCK } from '../../read/copied/unknown-texts.js'
import { asPageWrites, newFolder, runCli, SAMPLE } from '../cli/cli-harness.js'

const pack = (folder: string, header: string) => ({
  header: JSON.parse(readFileSync(`models/${folder}/${header}`, 'utf8')) as LinearModelHeader,
  weights: readFileSync(`models/${folder}/weights.bin`).toString('base64'),
})
const linear = pack('linear-en', 'model.json')
const figures = ['linear-en', 'stance-en'].map((id) => JSON.parse(readFileSync(`models/${id}/figures.json`, 'utf8')))

/** A worker without a browser: what it says is read from the queue; `answer` leaves out its progress. */
function startHere() {
  const replies: PageReply[] = []
  let wake = (): void => {}
  const channel: PageChannel = {
    onmessage: null,
    postMessage: (reply) => {
      replies.push(reply)
      wake()
    },
  }
  startPageWorker({ linear, figures }, channel)
  const next = async (): Promise<PageReply> => {
    while (replies.length === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    return replies.shift() as PageReply
  }
  const ask = (data: PageRequest): void => channel.onmessage?.({ data })
  const answer = async (data: PageRequest): Promise<PageReply> => {
    ask(data)
    for (;;) {
      const reply = await next()
      if (reply.kind !== 'progress' && reply.kind !== 'ready') return reply
    }
  }
  return { ask, next, answer }
}
const fault = (words: string) => ({ kind: 'fault', message: expect.stringContaining(words) })

type ScoreRequest = Extract<PageRequest, { readonly kind: 'score' }>
const requestOf = (given: ScoreRequest['given'], about: ScoreRequest['about'] = {}): ScoreRequest => ({
  kind: 'score',
  given,
  modelId: 'linear-en',
  about,
  asks: false,
})

describe('the worker of the scoring page', () => {
  it('knows its deals at once, and the models that it has', async () => {
    const reply = await startHere().next()
    expect(reply).toMatchObject({ kind: 'ready', modelIds: ['linear-en'] })
    expect(reply.kind === 'ready' && reply.deals.length).toBe(KNOWN_DEALS.length)
  })

  it('gives the files that classify writes, byte for byte, after its progress', async () => {
    const { ask, next, answer } = startHere()
    await next()
    ask(requestOf({ bytes: readFileSync(SAMPLE), fileName: 'xai-compute.txt' }))
    expect(await next()).toEqual({ kind: 'progress', doneCount: 0, totalCount: 18 })
    expect(await next()).toEqual({ kind: 'progress', doneCount: 18, totalCount: 18 })
    const reply = await next()
    const folder = newFolder()
    const names = ['scored.jsonl', 'scored.csv'].map((name) => `xai-compute.${name}`)
    const [out = '', csv = ''] = names.map(folder.path)
    expect((await runCli(['classify', SAMPLE, '--model', 'linear-en', '--out', out])).code).toBe(0)
    expect((await runCli(['classify', SAMPLE, '--model', 'linear-en', '--out', csv])).code).toBe(0)
    const files = reply.kind === 'scored' ? reply.scored?.files.map(({ name, content }) => [name, content]) : []
    expect(files).toEqual(names.map((name) => [name, asPageWrites(folder.read(name))]))
    const checked = await answer({ kind: 'check', kept: null })
    expect(checked.kind === 'checked' && checked.view.card.worth).toMatch(
      /^On 580 real posts the model was right in \d+ of 100; “neither” for every post is right in \d+ of 100\. The model named the wrong leading side on \d+ of 20 moves\.$/,
    )
  })

  it('takes a deal of one’s own, as classify --mover --move does, and asks when a thread names no known one', async () => {
    const { answer } = startHere()
    const file = newFolder().write('posts.jsonl', '{"id":"1","text":"They gave up on Cast."}\n')
    const given = { bytes: readFileSync(file), fileName: file }
    const own = await answer(requestOf(given, { mover: 'Sonos', move: 'drops Google Cast' }))
    const command = await runCli(['classify', file, '--model', 'linear-en', '--mover', 'Sonos', '--move', 'drops Google Cast'])
    expect(own).toMatchObject({ kind: 'scored', scored: { postCount: 1 } })
    expect(own.kind === 'scored' && own.scored?.files[0]?.content).toBe(asPageWrites(command.stdout))
    expect(await answer({ ...requestOf(given), asks: true })).toEqual({ kind: 'scored', scored: null, suggested: {} })
    expect(await answer(requestOf(given, { mover: 'Sonos' }))).toMatchObject(fault('expected mover and move together'))
  })

  it('refuses a text in an unknown layout, and takes each line as a post where it is told so', async () => {
    const { ask, next, answer } = startHere()
    const bytes = new TextEncoder().encode(BLOCK)
    expect(await answer(requestOf({ bytes }))).toMatchObject(fault('expected a thread in a known layout'))
    ask(requestOf({ bytes, onePostPer: 'line' }))
    expect(await next()).toEqual({ kind: 'progress', doneCount: 0, totalCount: BLOCK.split('\n').length })
  })

  it('says what was expected and goes on', async () => {
    const { answer } = startHere()
    const request = requestOf({ bytes: new TextEncoder().encode('  ') })
    expect(await answer(request)).toMatchObject(fault('nothing but white space'))
    expect(await answer({ ...request, modelId: 'other' })).toMatchObject(fault('expected a model of linear-en, got "other"'))
    const files = { 'model.json': new TextEncoder().encode('no JSON') }
    expect(await answer({ kind: 'load-encoder', files, runtime: new Uint8Array() })).toMatchObject(fault('expected JSON in model.json'))
  })
})
