import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../src/base/scheme/stance-scheme.js'
import { softmax } from '../../src/base/statistics/calibration/softmax.js'
import { buildThreads, type Thread } from '../../src/base/thread/thread.js'
import { aggregate } from '../../src/count/aggregate.js'
import { compileDeals } from '../../src/judge/deals/deal-catalogue.js'
import { linkDeals } from '../../src/judge/deals/link-deals.js'
import { extractFeatures } from '../../src/judge/features/extract-features.js'
import { LinearClassifier } from '../../src/judge/stance/linear/linear-classifier.js'
import { encodeLinearModel } from '../../src/judge/stance/linear/linear-model.js'
import type { StanceClassifier, StanceInput } from '../../src/judge/stance/stance-classifier.js'
import { dealIdsOf } from '../../src/judge/stance/stance-prediction.js'
import { createPipeline, type PipelineOptions } from '../../src/pipeline/pipeline.js'
import { parsePosts } from '../../src/read/parse-posts.js'
import { deal, thread } from '../judge/deals/deals-example.js'
import { NEITHER, RETREAT, trainSmall } from '../judge/stance/small-posts.js'
import { failure } from '../support/caught.js'

const MODEL = trainSmall()
const classifier = new LinearClassifier(MODEL)
const DEALS = [
  deal('acme-borealis', {
    mover: 'Acme',
    counterparties: ['Borealis'],
    move: 'Acme leases chips to Borealis.',
    aliases: ['Hangar One'],
  }),
  deal('acme-cygnus', {
    mover: 'Acme',
    counterparties: ['Cygnus'],
    move: 'Acme sells power to Cygnus.',
  }),
]
const BOTH = 'Acme leases chips to Borealis and sells power to Cygnus'

/**
 * A classifier that reads its target: it answers each question by the target's counterparty, and
 * records the questions.
 */
function createTargetReader(): StanceClassifier & { readonly asked: StanceInput[][] } {
  const asked: StanceInput[][] = []
  return {
    id: 'target-reader',
    scheme: STANCE_SCHEME,
    readsTarget: true,
    asked,
    score: async (inputs) => {
      asked.push([...inputs])
      return inputs.map(({ target }) => {
        if (target === null) return Float64Array.of(0, 0, 1)
        return Float64Array.from(target.move.includes('Borealis') ? [2, 0, 0] : [0, 2, 0])
      })
    },
    probabilitiesOf: (scores) => softmax(scores),
    flagsOf: ({ features }) => (features.text.length > 60 ? ['cut'] : []),
  }
}

const small = (options: Partial<PipelineOptions<string>> = {}) =>
  createPipeline({ model: classifier, ...options })

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const part of Object.values(value)) deepFreeze(part)
  }
  return value
}

describe('createPipeline', () => {
  it('is frozen, and names its model and scheme', () => {
    const pipeline = small()
    expect(Object.isFrozen(pipeline)).toBe(true)
    expect(pipeline).toMatchObject({ modelId: 'small', scheme: STANCE_SCHEME })
  })

  it('refuses a minProbability for a model without probabilities (once gave every label)', () => {
    const model = { ...createTargetReader(), probabilitiesOf: () => null }
    expect(() => createPipeline({ model, minProbability: 0.9 })).toThrow(
      failure('USAGE_OPTION_INVALID'),
    )
    expect(createPipeline({ model }).modelId).toBe('target-reader')
  })

  it.each([-0.1, 1.1, Number.NaN])('refuses a minProbability of %f', (minProbability) => {
    expect(() => small({ minProbability })).toThrow(failure('USAGE_OPTION_INVALID'))
  })

  it('accepts packed weights, and refuses damaged ones', async () => {
    const { header, weights } = encodeLinearModel(MODEL)
    const packed = { header, weights: Buffer.from(weights).toString('base64') }
    const threads = [thread([['They are giving up']])]
    expect(await createPipeline({ model: packed }).classify(threads)).toEqual(
      await small().classify(threads),
    )
    expect(() => createPipeline({ model: { ...packed, weights: '' } })).toThrow(
      failure('MODEL_INVALID'),
    )
  })
})

describe('classify', () => {
  it('returns a record for every post, with the documented order of keys', async () => {
    const pipeline = small({ evidence: true })
    const [post] = await pipeline.classify([thread([['They are giving up, a white flag.']])])
    expect(Object.keys(post ?? {})).toEqual(
      'id threadId parentId author createdAt text meta label lean probabilities status stances sentiment reason flags evidence model options'.split(
        ' ',
      ),
    )
    const nothing = { stances: [], reason: null, flags: [] }
    expect(post).toMatchObject({
      id: 'p0',
      label: RETREAT,
      lean: RETREAT,
      status: 'scored',
      model: 'small',
      ...nothing,
    })
    expect(
      Object.values(post?.probabilities ?? {}).reduce((sum, each) => sum + each, 0),
    ).toBeCloseTo(1, 12)
    expect(post?.evidence?.length).toBeGreaterThan(0)
    for (const { start, end, text } of post?.evidence ?? [])
      expect(post?.text.slice(start, end)).toBe(text)
  })

  it('returns nothing for no threads', async () => {
    expect(await small().classify([])).toEqual([])
    expect(await small().classify([{ id: 't', posts: [], headers: [] }])).toEqual([])
  })

  it('sets evidence to null, not empty, when it is off', async () => {
    const threads = [thread([['They are giving up']])]
    const [without] = await small({ evidence: false }).classify(threads)
    const [withEvidence] = await small().classify(threads)
    expect(without).toEqual({ ...withEvidence, evidence: null })
  })

  it('leaves posts without words unscored, with the reason', async () => {
    const posts = await small({ deals: DEALS }).classify([
      thread([
        [BOTH],
        ['', 0],
        ['@one @two', 0],
        ['https://t.co/Ab1', 0],
        ['...', 0],
        ['?', 0],
        ['🤡', 0],
        ['41', 0],
      ]),
    ])
    expect(posts.map(({ status }) => status)).toEqual([
      'scored',
      ...new Array(4).fill('unscored'),
      'scored',
      'scored',
      'scored',
    ])
    for (const post of posts.slice(1, 5)) {
      expect(post).toMatchObject({
        label: null,
        lean: null,
        probabilities: null,
        reason: 'no words to judge',
      })
      expect(post.stances).toMatchObject(DEALS.map(() => ({ status: 'unscored', label: null })))
    }
  })
})

describe('classify, a thread on two deals', () => {
  it('asks about a post without a deal once, without a target', async () => {
    const model = createTargetReader()
    const [post] = await createPipeline({ model }).classify([thread([['whatever this is']])])
    expect(model.asked.flat()).toMatchObject([{ target: null }])
    expect(post).toMatchObject({ label: NEITHER, stances: [] })
  })

  it('scores a post once where the classifier reads no target, and gives each deal that judgement', async () => {
    const model = { ...createTargetReader(), readsTarget: false }
    const [post] = await createPipeline({ model, deals: DEALS }).classify([thread([[BOTH]])])
    expect(model.asked.flat()).toMatchObject([{ target: null }])
    const { label, probabilities } = post ?? {}
    expect(post?.stances).toMatchObject(DEALS.map(() => ({ label, probabilities })))
    expect(post?.evidence).toBeNull()
  })

  it('carries what the classifier wants known', async () => {
    const posts = await createPipeline({ model: createTargetReader() }).classify([
      thread([['short'], ['long '.repeat(20)]]),
    ])
    expect(posts.map(({ flags }) => flags)).toEqual([[], ['cut']])
  })
})

describe('a deal of which only mover and move are given', () => {
  const naming = { mover: 'Sonos', move: 'drops Google Cast', name: 'sonos-cast' }
  const sentence = 'Sonos drops Google Cast.'
  const posts = JSON.stringify([
    { id: '1', text: BOTH },
    { id: '2', parentId: '1', text: 'Hangar One is gone.' },
  ])

  it('is that of all posts, and travels so that counting needs no catalogue', async () => {
    for (const { posts: scored, breakdown } of [
      await small({ deals: DEALS, ...naming }).run(posts),
      await small({ deals: DEALS, dealIds: ['acme-cygnus'] }).run(posts, naming),
    ]) {
      expect(scored.map(dealIdsOf)).toEqual([['sonos-cast'], ['sonos-cast']])
      expect(breakdown.deals).toMatchObject([
        { dealId: 'sonos-cast', mover: 'Sonos', move: sentence },
      ])
      expect(breakdown.options).toMatchObject({ dealIds: ['sonos-cast'] })
      expect(aggregate(scored, { scheme: STANCE_SCHEME }).deals).toMatchObject([
        { mover: 'Sonos', move: sentence },
      ])
    }
  })

  it.each([
    [
      { mover: 'Sonos' },
      /expected mover and move together, got mover alone\. Such as \{ mover: 'Sonos', move: /,
    ],
    [
      { ...naming, name: 'acme-cygnus' },
      /got "acme-cygnus" \("Acme sells power to Cygnus"\).*dealIds: \['acme-cygnus'\]/,
    ],
    [{ ...naming, dealIds: ['acme-cygnus'] }, /expected dealIds, or mover and move, got both/],
    [{ deals: [{ mover: 'Sonos' }] }, /deals\[0\]: expected "move" to be a text, got none/],
  ])('is refused: %j', (options, message) => {
    expect(() => small({ deals: DEALS, ...(options as Partial<PipelineOptions>) })).toThrow(message)
  })
})

const threads = [3, 300, 0, 1, 513].map((size, index): Thread => {
  const { posts } = thread(
    Array.from(
      { length: size },
      (_, at) => [`they give up number ${at}`, ...(at > 0 ? [at - 1] : [])] as [string, number?],
    ),
  )
  return {
    id: `t${index}`,
    posts: posts.map((post) => ({ ...post, threadId: `t${index}` })),
    headers: [],
  }
})

it('stream yields the posts of classify in non-empty batches for any size of threads', async () => {
  const pipeline = small({ evidence: false })
  const batches = []
  for await (const batch of pipeline.stream(threads)) batches.push(batch)
  expect(batches.flat()).toEqual(await pipeline.classify(threads))
  expect(batches.flat().map(({ threadId, id }) => `${threadId}/${id}`)).toEqual(
    threads.flatMap(({ id, posts }) => posts.map((post) => `${id}/${post.id}`)),
  )
  expect(batches.length).toBeGreaterThan(1)
  expect(Math.min(...batches.map(({ length }) => length))).toBeGreaterThan(0)
})

describe('the pipeline as a whole', () => {
  const TEXT = [
    '{"id":"1","text":"Acme leases its chips to Borealis, they are giving up","author":"one"}',
    '{"id":"2","parentId":"1","text":"no, smart business","author":"two"}',
    '{"id":"3","parentId":"1","text":"Does anyone have the filing?","author":"one"}',
  ].join('\n')

  it('run equals the stages called one after the other', async () => {
    const pipeline = small({ deals: DEALS })
    const whole = await pipeline.run(TEXT)
    const { posts, headers, summary } = parsePosts(TEXT)
    const threads = buildThreads(posts, headers)
    const scored = await pipeline.classify(threads)
    expect(whole).toEqual({ posts: scored, breakdown: pipeline.aggregate(scored), summary })
    const features = extractFeatures(threads[0] as Thread)
    const links = linkDeals(threads[0] as Thread, features, compileDeals(DEALS))
    expect(scored.map((post) => [post.id, dealIdsOf(post)])).toEqual(
      posts.map(({ id }) => [id, links.get(id)?.map(({ dealId }) => dealId)]),
    )
    const [scores] = classifier.score([
      { features: (features[1] as (typeof features)[number]).alone, target: null },
    ]) as [Float64Array]
    expect(Object.values(scored[1]?.probabilities ?? {})).toEqual([
      ...classifier.probabilitiesOf(scores),
    ])
    expect(whole.breakdown.deals).toMatchObject([
      { dealId: 'acme-borealis', mover: 'Acme', postCount: 3 },
    ])
  })

  it('does not modify its inputs', async () => {
    const options = deepFreeze({
      deals: DEALS.map((each) => ({ ...each })),
      dealIds: ['acme-borealis'],
    })
    const threads = deepFreeze([thread([[BOTH], ['no, smart business', 0], ['', 1]])])
    const pipeline = createPipeline({ ...options, model: classifier })
    const scored = await pipeline.classify(threads)
    expect(scored).toHaveLength(3)
    expect(() => pipeline.aggregate(deepFreeze(scored))).not.toThrow()
  })

  it('ignores later changes to the lists of deals and their ids', async () => {
    const deals = [...DEALS]
    const dealIds = ['acme-borealis']
    const pipeline = createPipeline({ model: classifier, deals, dealIds })
    const threads = [thread([['They are giving up']])]
    const before = await pipeline.classify(threads)
    deals.length = 0
    dealIds[0] = 'acme-cygnus'
    expect(await pipeline.classify(threads)).toEqual(before)
  })
})
