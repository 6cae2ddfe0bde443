import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { describe, expect, it, vi } from 'vitest'
import { buildThreads } from '../../src/base/thread/thread.js'
import { loadEncoder, type PostInput, scorePosts, scoreText } from '../../src/entry/scoring.js'
import { createPipeline } from '../../src/pipeline/pipeline.js'
import { parsePosts } from '../../src/read/parse-posts.js'
import { DEFAULT_MODEL } from '../../src/shell/node/model/shipped-models.js'
import { trainSmall } from '../judge/stance/small-posts.js'

const SAMPLE = readFileSync('corpus/samples/xai-compute.txt', 'utf8')
/** Long lists take the fast model. */
const model = (await import('#linear-en')).default

async function missing() {
  // The mocked module gets modules of its own, and so a class of errors of its own.
  const { PipelineError } = await import('../../src/base/errors.js')
  throw new PipelineError('MODEL_MISSING', 'no files')
}

describe('scoreText', () => {
  it('gives a label, a lean, probabilities and evidence', async () => {
    const text = 'They ran out of options.'
    const post = await scoreText(text, { model })
    expect(post).toMatchObject({
      label: 'retreat',
      lean: 'retreat',
      status: 'scored',
      model: 'linear-en',
      text,
    })
    expect(Object.keys(post.probabilities ?? {})).toEqual(['retreat', 'shrewd pivot', 'neither'])
    expect(
      Object.values(post.probabilities ?? {}).reduce((sum, each) => sum + each, 0),
    ).toBeCloseTo(1, 12)
    for (const { start, end, text } of post.evidence ?? [])
      expect(post.text.slice(start, end)).toBe(text)
    expect(post.evidence?.[0]).toMatchObject({ text: 'They ran out of', toward: 'retreat' })
  })

  it('is one post, however many paragraphs it has', async () => {
    expect((await scoreText('@ana Smart move.\n\n@ana so they gave up. sad')).text).toContain('sad')
  })

  it.each([
    ['', 'no words to judge'],
    ['@ana https://example.org', 'no words to judge'],
    ['Das ist ein kluger Schachzug und nichts anderes, meine Herren.', 'not in English (de)'],
  ])('says why %j has no label', async (text, reason) => {
    expect(await scoreText(text)).toMatchObject({
      label: null,
      probabilities: null,
      status: 'unscored',
      reason,
    })
  })
})

describe('scorePosts', () => {
  it('scores as the pipeline does, in the order of the list, whatever the threads', async () => {
    const { posts } = parsePosts(SAMPLE)
    const mixed = posts.map((post, index) => ({
      ...post,
      threadId: index % 3 === 0 ? 'a' : 'b',
      parentId: null,
    }))
    const scored = await createPipeline({ model }).classify(buildThreads(mixed))
    const byId = new Map(scored.map((post) => [post.id, post]))
    expect(await scorePosts(mixed, { model })).toEqual(mixed.map(({ id }) => byId.get(id)))
  })

  it('keeps what was given of a reply', async () => {
    const inputs: (string | PostInput)[] = [
      'They gave up.',
      { text: 'Exactly.', parentId: 'p1', author: 'ana', id: 7 },
      { text: 'Hm.', parentId: 'z' },
    ]
    const [root, reply, orphan] = await scorePosts(inputs)
    expect(root).toMatchObject({ id: 'p1', threadId: 't1', parentId: null, label: 'retreat' })
    expect(reply).toMatchObject({ id: '7', parentId: 'p1', author: 'ana', status: 'scored' })
    expect(orphan).toMatchObject({
      id: 'p3',
      parentId: null,
      meta: { role: 'reply', missingParent: 'z' },
    })
  })

  it('keeps texts that repeat each other', async () => {
    expect(
      (await scorePosts(['They gave up.', 'They gave up.'])).map(({ label }) => label),
    ).toEqual(['retreat', 'retreat'])
  })

  it('takes the move as two texts', async () => {
    const [post] = await scorePosts(['They gave up.'], {
      mover: 'Sonos',
      move: 'drops Google Cast from its speakers',
    })
    expect(post).toMatchObject({
      stances: [{ dealId: expect.stringMatching(/^sonos/), by: 'given', label: 'retreat' }],
    })
  })

  it('looks for evidence of posts where it is asked to, of one text unless told', async () => {
    const text = 'They gave up.'
    expect((await scorePosts([text], { model }))[0]?.evidence).toBeNull()
    expect((await scorePosts([text], { model, evidence: true }))[0]?.evidence).toHaveLength(1)
    expect((await scoreText(text, { model })).evidence).toHaveLength(1)
    expect((await scoreText(text, { model, evidence: false })).evidence).toBeNull()
  })

  it('takes a model of another scheme', async () => {
    const { LinearClassifier } = await import('../../src/judge/stance/linear/linear-classifier.js')
    expect(
      await scoreText('They are giving up', { model: new LinearClassifier(trainSmall()) }),
    ).toMatchObject({ model: 'small' })
  })

  it('returns nothing for nothing', async () => {
    expect(await scorePosts([])).toEqual([])
  })
})

const NO_FOLDER =
  'loadEncoder: expected the folder of the models, with stance-en/ inside, at /nowhere, got none.'
it.each<[() => Promise<unknown>, string]>([
  [
    () => scorePosts('They gave up.' as never),
    'scorePosts: expected posts to be an array of texts or posts, such as ["They gave up."',
  ],
  [
    () => scorePosts(['a', null] as never),
    'scorePosts: expected posts[1] to be a text or a post, such as "They gave up." or { text: "They gave up." }; got null.',
  ],
  [
    () => scorePosts([{}] as never),
    'scorePosts: expected posts[0].text to be a text, such as "They gave up."; got nothing.',
  ],
  [
    () => scorePosts([{ text: 'x', createdAt: new Date('no') }]),
    'posts[0].createdAt to be ISO 8601',
  ],
  [
    () => scorePosts([{ text: 'a', id: {} }] as never),
    'scorePosts: expected posts[0].id to be a text or a whole number or null, such as "p1"; got an object without fields.',
  ],
  [
    () => scoreText(['a'] as never),
    'scoreText: expected text to be a text, such as "They gave up."; got an array of 1.',
  ],
  [
    () => Promise.all(['a'].map(scoreText as never)),
    'scoreText: expected options to be an object of options, such as { mover: "Sonos", move: "drops Google Cast from its speakers" }; got 0.',
  ],
  [
    () => scoreText('a', { movr: 'Sonos' } as never),
    'scoreText: expected options.movr to be one of mover, move, title, name,',
  ],
  [() => scoreText('a', { model: 'stance-en' } as never), 'await loadEncoder()'],
  [
    () => scoreText('a', { mover: 'Sonos' }),
    'expected mover and move together, got mover alone. Such as { mover:',
  ],
  [
    () => scorePosts(['a'], { move: 'drops Cast' }),
    'expected mover and move together, got move alone. Such as { mover:',
  ],
  [
    () => scorePosts([1, '1'].map((id) => ({ text: 'a', id }))),
    'got "1" twice. Give each post its own id.',
  ],
  [
    () => scorePosts([{ text: 'a', id: 1, parentId: 1 }]),
    'scorePosts: posts[0]: expected post "1" to answer another post, got itself as parent.',
  ],
  [() => loadEncoder('/nowhere'), NO_FOLDER],
  [() => loadEncoder(pathToFileURL('/nowhere').href), NO_FOLDER],
])('mistakes name the argument, what was expected, and an example %#', async (call, message) => {
  await expect(call()).rejects.toMatchObject({
    name: 'PipelineError',
    message: expect.stringContaining(message),
  })
})

describe('the default model', () => {
  const text = 'Cash for idle racks, and the land stays theirs.'

  it('is that of the commands, loaded once', async () => {
    const encoder = await loadEncoder()
    expect(await loadEncoder()).toBe(encoder)
    const post = await scoreText(text)
    expect(post).toMatchObject({ label: 'shrewd pivot', model: DEFAULT_MODEL })
    expect(await scoreText(text, { model: encoder })).toEqual(post)
  })

  it.each([
    ['a browser, which would fetch it', { IS_AT_HAND: false }],
    ['a package without its files', { IS_AT_HAND: true, loadStance: missing }],
  ])('is linear-en in %s, and the result says so', async (_, module) => {
    vi.resetModules()
    vi.doMock('#stance-en', () => module)
    const scoring = await import('../../src/pipeline/score-posts.js')
    const post = await scoring.scoreText(text).finally(() => vi.doUnmock('#stance-en'))
    expect(post).toMatchObject({ model: 'linear-en' })
  })
})

describe('scorePosts in programs', () => {
  it('takes any list, a date as a time, and tells how far it is; the labels that ship are typed', async () => {
    const texts = new Set(['They gave up.', 'Smart. It pays.'])
    const told: (readonly [number, number])[] = []
    const scored = await scorePosts(texts, { onProgress: (...counts) => told.push(counts) })
    const share: number | undefined = scored[0]?.probabilities?.retreat
    expect(share).toBeGreaterThan(0.5)
    expect(told.at(-1)).toEqual([2, 2])
    const [dated] = await scorePosts([
      { text: 'They gave up.', createdAt: new Date('2026-03-01T10:00:00Z') },
    ])
    expect(dated?.createdAt).toBe('2026-03-01T10:00:00.000Z')
  })

  it('withholds labels below a probability, and refuses one that is none', async () => {
    const [withheld] = await scorePosts(['They gave up on it, or not.'], { minProbability: 1 })
    expect(withheld).toMatchObject({
      label: null,
      status: 'unsure',
      reason: expect.stringMatching(/is below 1$/),
    })
    await expect(scorePosts(['x'], { minProbability: 5 })).rejects.toThrow(
      /minProbability between 0 and 1, got 5/,
    )
  })

  it('comes in batches too, and does nothing before it is asked', async () => {
    const texts = Array.from({ length: 600 }, (_, index) => `They gave up on hall ${index}.`)
    let progress = 0
    const run = scorePosts(texts, { model, onProgress: () => (progress += 1) })
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(progress).toBe(0)
    const sizes: number[] = []
    for await (const batch of run) sizes.push(batch.length)
    expect(sizes).toEqual([256, 256, 88])
  })

  it('lets other work in between batches, and ends at the signal', async () => {
    const texts = Array.from(
      { length: 1200 },
      (_, index) => `They gave up on hall ${index}, a smart way out.`,
    )
    const controller = new AbortController()
    let turns = 0
    const beat = setInterval(() => (turns += 1), 1)
    await scorePosts(texts, { model, evidence: false })
    clearInterval(beat)
    expect(turns).toBeGreaterThan(2)
    const stopped = scorePosts(texts, {
      model,
      evidence: false,
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('enough')),
    })
    await expect(stopped).rejects.toThrow('enough')
    await expect(scorePosts(texts, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i)
  })
})
