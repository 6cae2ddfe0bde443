import { describe, expect, it } from 'vitest'
import { parseDeals } from '../../src/deals/deal.js'
import { compileDeals } from '../../src/deals/deal-catalogue.js'
import { PostJudge } from '../../src/judging/judge-posts.js'
import { ThreadAsker } from '../../src/judging/plan-questions.js'
import { STANCE_SCHEME } from '../../src/scheme/stance-scheme.js'
import { createPhrases } from '../../src/stance/context/relation-model.js'
import type { StanceClassifier, StanceInput } from '../../src/stance/stance-classifier.js'
import type { ScoredPost } from '../../src/stance/stance-prediction.js'
import { softmax } from '../../src/statistics/calibration/softmax.js'
import type { Post } from '../../src/thread/post.js'
import { buildThreads } from '../../src/thread/thread.js'

const DEALS = parseDeals(
  JSON.stringify([
    {
      id: 'acme-fab',
      mover: 'Acme',
      counterparties: ['Borealis'],
      move: 'Acme sells its Fab North plant to Borealis.',
      parties: [],
      aliases: ['Fab North'],
      date: '2026-01',
    },
    {
      id: 'corvid-lease',
      mover: 'Corvid',
      counterparties: ['Dune'],
      move: 'Corvid leases its Halo cluster to Dune.',
      parties: [],
      aliases: ['Halo cluster'],
      date: '2026-02',
    },
  ]),
)
const CATALOGUE = compileDeals(DEALS)
const [RETREAT, PIVOT] = STANCE_SCHEME.labels as readonly [string, string]

/** Finds a surrender by Acme and a bargain by Corvid; knows "yes" for agreement. Keeps what it was asked. */
function recording() {
  const asked: StanceInput[] = []
  const classifier: StanceClassifier = {
    id: 'recording',
    scheme: STANCE_SCHEME,
    readsTarget: true,
    relation: {
      id: 'r',
      weights: new Map([
        ['intercept', [0, 0, 0]],
        ['opens yes', [9, 0, 0]],
      ]),
      phrases: createPhrases([]),
    },
    score: (inputs) => {
      asked.push(...inputs)
      return inputs.map(({ features, target }) => {
        const speaks = /surrender|bargain/.test(features.text)
        return Float64Array.of(speaks && target?.mover === 'Acme' ? 9 : 0, speaks && target?.mover === 'Corvid' ? 9 : 0, 5)
      })
    },
    probabilitiesOf: (scores) => softmax(scores),
  }
  return { classifier, asked }
}

function post(id: string, parentId: string | null, text: string, meta: Partial<Post['meta']> = {}): Post {
  return { id, threadId: 't', parentId, author: null, createdAt: null, text, meta: { role: parentId === null ? 'root' : 'reply', ...meta } }
}

async function judge(
  posts: readonly Post[],
  context = true,
  { twoWay = false, ...parts }: { readonly twoWay?: boolean } & Partial<StanceClassifier> = {},
): Promise<{ scored: ScoredPost[]; asked: StanceInput[] }> {
  const { classifier: plain, asked } = recording()
  const classifier: StanceClassifier = { ...plain, ...parts }
  const asker = new ThreadAsker({ catalogue: CATALOGUE, dealIds: [], context, readsTarget: true })
  const judgeOf = new PostJudge(classifier, {
    evidence: classifier.explain ? 'quick' : null,
    minProbability: 0,
    twoWay,
    context,
    sharesDeal: (features, dealId) => asker.sharesDeal(features, dealId),
    mayJudge: (features) => asker.mayJudge(features),
  })
  const scored: ScoredPost[] = []
  for (const thread of buildThreads(posts)) scored.push(...(await judgeOf.judge(asker.ask(thread))))
  return { scored, asked }
}

describe('several deals in one thread', () => {
  const thread = [
    post('1', null, 'Acme hands Fab North over, and Corvid its Halo cluster: a surrender and a bargain.'),
    post('2', '1', 'Fab North is a surrender'),
    post('3', '1', 'the Halo cluster is a bargain'),
    post('4', '2', 'yes'),
    post('5', '4', 'yes, and the Halo cluster too'),
  ]

  it('judges a post that names both for each, with the mover of each', async () => {
    const { scored, asked } = await judge(thread)
    expect(scored[0]?.stances.map(({ dealId, label }) => [dealId, label])).toEqual([
      ['acme-fab', RETREAT],
      ['corvid-lease', PIVOT],
    ])
    expect(asked.filter(({ features }) => features.postId === '1').map(({ target }) => target?.mover)).toEqual(['Acme', 'Corvid'])
  })

  it('gives each post the mover of its own deal', async () => {
    const { scored } = await judge(thread)
    expect(scored.slice(1, 3).map(({ deals, label }) => [deals, label])).toEqual([
      [['acme-fab'], RETREAT],
      [['corvid-lease'], PIVOT],
    ])
  })

  it('hands a side on within a deal, and never across', async () => {
    const { scored } = await judge(thread)
    expect(scored[3]).toMatchObject({
      deals: ['acme-fab'],
      label: RETREAT,
      chain: [{ postId: '2', relation: 'agrees', side: RETREAT }, { postId: '1' }],
    })
    // It speaks of the other deal: what it answers has no stance on that.
    expect(scored[4]).toMatchObject({ deals: ['corvid-lease'], label: STANCE_SCHEME.neutral, chain: [] })
  })

  it('reads every post alone with context off', async () => {
    const { scored } = await judge(thread, false)
    expect(scored[3]).toMatchObject({ label: STANCE_SCHEME.neutral, chain: null })
  })
})

describe('what is said of a label', () => {
  /** Names the two labels that it is asked to tell apart. */
  const explain: NonNullable<StanceClassifier['explain']> = (_input, decision) =>
    [decision?.winner, decision?.rival].map((label) => ({
      start: 0,
      end: 1,
      text: 'x',
      toward: STANCE_SCHEME.labels[label as number] as string,
      weight: 1,
    }))
  const towardOf = ({ evidence }: ScoredPost | { evidence?: undefined } = {}): string[] | undefined => evidence?.map(({ toward }) => toward)

  it('explains the label against the next; where sides are forced, the side against the other (once explained "neither", which was no choice)', async () => {
    const posts = [post('1', null, 'Fab North opens in June')]
    expect(towardOf((await judge(posts, true, { explain })).scored[0])).toEqual([STANCE_SCHEME.neutral, RETREAT])
    expect(towardOf((await judge(posts, true, { explain, twoWay: true })).scored[0])).toEqual([RETREAT, PIVOT])
  })

  it('tells no chain to a post that takes no side', async () => {
    const even = { id: 'r', weights: new Map([['intercept', [0.2, 0, 0]]]), phrases: createPhrases([]) }
    const score: StanceClassifier['score'] = (inputs) =>
      inputs.map(({ features }) => Float64Array.from(features.depth === 0 ? [0.5, 0.05, 0.45] : [0.01, 0.01, 0.98], Math.log))
    const { scored } = await judge([post('1', null, 'Fab North is lost'), post('2', '1', 'so they say')], true, { relation: even, score })
    expect(scored[1]).toMatchObject({ label: STANCE_SCHEME.neutral, lean: RETREAT, chain: [] })
  })
})

describe('places that a post cannot be read in', () => {
  it('are flagged: a parent outside, a cycle, a parent without words', async () => {
    const { scored } = await judge([
      post('1', null, ''),
      post('2', '1', 'yes'),
      post('3', null, 'yes', { role: 'reply', missingParent: 'gone' }),
      post('4', '5', 'yes'),
      post('5', '4', 'yes'),
      // As a caller of the library may leave it; once flagged as a cycle.
      post('6', 'outside', 'yes'),
    ])
    expect(scored.map(({ id, flags }) => [id, flags])).toEqual([
      ['1', []],
      ['2', ['parent-without-words']],
      ['3', ['parent-missing']],
      ['4', ['cycle-cut']],
      ['5', []],
      ['6', ['parent-missing']],
    ])
    expect(scored[0]).toMatchObject({ status: 'unscored' })
  })

  it('and a chain of 10,000 posts is read to its end, and flagged', async () => {
    const chain = [
      post('p0', null, 'Fab North is a surrender'),
      ...Array.from({ length: 10_000 }, (_, index) => post(`p${index + 1}`, `p${index}`, 'yes')),
    ]
    const { scored } = await judge(chain)
    expect(scored[5]).toMatchObject({ label: RETREAT })
    expect(scored.filter(({ flags }) => flags.includes('deep-chain'))).toHaveLength(9001)
  })
})
