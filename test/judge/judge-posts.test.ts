import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../src/base/scheme/stance-scheme.js'
import type { Post } from '../../src/base/thread/post.js'
import { buildThreads } from '../../src/base/thread/thread.js'
import { compileDeals } from '../../src/judge/deals/deal-catalogue.js'
import { PostJudge } from '../../src/judge/judge-posts.js'
import { QuestionPlanner } from '../../src/judge/score-or-skip.js'
import {
  parentTextOf,
  type StanceClassifier,
  type StanceInput,
} from '../../src/judge/stance/stance-classifier.js'
import { dealIdsOf, type ScoredPost } from '../../src/judge/stance/stance-prediction.js'
import { post } from '../base/thread/post-example.js'
import { inRows } from '../support/in-rows.js'
import { deal } from './deals/deals-example.js'
import { standIn } from './stance/small-posts.js'

const CATALOGUE = compileDeals([
  deal('acme-fab', {
    mover: 'Acme',
    counterparties: ['Borealis'],
    move: 'Acme sells its Fab North plant.',
    aliases: ['Fab North'],
  }),
  deal('corvid-lease', {
    mover: 'Corvid',
    counterparties: ['Dune'],
    move: 'Corvid leases its cluster.',
    aliases: ['Halo cluster'],
  }),
])
const [RETREAT, PIVOT] = STANCE_SCHEME.labels as readonly [string, string]
const BY_DEAL = [`acme-fab | ${RETREAT}`, `corvid-lease | ${PIVOT}`]

/** Labels a surrender by Acme and a bargain by Corvid, and records its inputs. */
function recording() {
  const asked: StanceInput[] = []
  const classifier = standIn({
    readsTarget: true,
    score: (inputs) => {
      asked.push(...inputs)
      return inputs.map(({ features, target }) => {
        const speaks = /surrender|bargain/.test(features.text)
        return Float64Array.of(
          speaks && target?.mover === 'Acme' ? 9 : 0,
          speaks && target?.mover === 'Corvid' ? 9 : 0,
          1,
        )
      })
    },
  })
  return { classifier, asked }
}

async function judge(
  posts: readonly Post[],
  { twoWay = false, ...parts }: { readonly twoWay?: boolean } & Partial<StanceClassifier> = {},
): Promise<{ scored: ScoredPost[]; asked: StanceInput[] }> {
  const { classifier: plain, asked } = recording()
  const classifier: StanceClassifier = { ...plain, ...parts }
  const planner = new QuestionPlanner({
    catalogue: CATALOGUE,
    dealIds: [],
    readsThread: classifier.readsThread ?? false,
    readsTarget: true,
  })
  const postJudge = new PostJudge(classifier, {
    evidence: classifier.explain ? 'quick' : null,
    minProbability: 0,
    twoWay,
    run: { twoWay, minProbability: 0 },
  })
  const scored: ScoredPost[] = []
  for (const thread of buildThreads(posts))
    scored.push(...(await postJudge.judge(planner.planQuestions([thread]))))
  return { scored, asked }
}

describe('several deals in one thread', () => {
  const thread = [
    post(
      '1',
      null,
      'Acme hands Fab North over, and Corvid its Halo cluster: a surrender and a bargain.',
    ),
    post('2', '1', 'Fab North is a surrender'),
    post('3', '1', 'the Halo cluster is a bargain'),
    post('4', '2', 'yes'),
    post('5', '4', 'yes, and the Halo cluster too'),
  ]

  it('judges a post that names two deals on each, with the mover of each', async () => {
    const { scored, asked } = await judge(thread)
    expect(inRows(scored[0]?.stances.map(({ dealId, label }) => [dealId, label]))).toEqual(BY_DEAL)
    expect(
      asked.filter(({ features }) => features.postId === '1').map(({ target }) => target?.mover),
    ).toEqual(['Acme', 'Corvid'])
  })

  it('gives each post the mover of its own deal', async () => {
    const { scored } = await judge(thread)
    expect(inRows(scored.slice(1, 3).map((post) => [dealIdsOf(post), post.label]))).toEqual(BY_DEAL)
  })

  it('reads every post alone, but for a model that reads the thread', async () => {
    const parentsOf = ({ asked }: { asked: StanceInput[] }) =>
      asked.map((input) => parentTextOf(input)).filter((text) => text !== '')
    expect(parentsOf(await judge(thread))).toEqual([])
    expect(parentsOf(await judge(thread, { readsThread: true }))).toEqual(
      [1, 1, 2, 4].map((at) => thread[at - 1]?.text),
    )
  })
})

/** Returns the two labels of the decision it is given. */
const explain: NonNullable<StanceClassifier['explain']> = (_input, decision) =>
  [decision?.winner, decision?.rival].map((label) => ({
    start: 0,
    end: 1,
    text: 'x',
    toward: STANCE_SCHEME.labels[label as number] as string,
    weight: 1,
  }))
const towardOf = ({ evidence }: ScoredPost | { evidence?: undefined } = {}): string[] | undefined =>
  evidence?.map(({ toward }) => toward)

it('evidence explains the label against the runner-up, and with twoWay one side against the other (explained "neither", which was not a choice)', async () => {
  const posts = [post('1', null, 'Fab North opens in June')]
  expect(towardOf((await judge(posts, { explain })).scored[0])).toEqual([
    STANCE_SCHEME.neutral,
    RETREAT,
  ])
  expect(towardOf((await judge(posts, { explain, twoWay: true })).scored[0])).toEqual([
    RETREAT,
    PIVOT,
  ])
})

describe('problems with a post’s place in its thread', () => {
  it('flags a missing parent, a cycle and a parent without words', async () => {
    const { scored } = await judge([
      post('1', null, ''),
      post('2', '1', 'yes'),
      post('3', null, 'yes', { role: 'reply', missingParent: 'gone' }),
      post('4', '5', 'yes'),
      post('5', '4', 'yes'),
      // As library callers may pass it; this was once flagged as a cycle.
      post('6', 'outside', 'yes'),
    ])
    const flags = ['', 'parent-without-words', 'parent-missing', 'cycle-cut', '', 'parent-missing']
    expect(inRows(scored.map(({ id, flags }) => [id, flags]))).toEqual(
      flags.map((flag, at) => `${at + 1} | ${flag}`),
    )
    expect(scored[0]).toMatchObject({ status: 'unscored' })
  })

  it('reads 50,000 characters of a longer post, keeps its words, and flags it (1 MB took 10 seconds)', async () => {
    const text = `${'Fab North is a surrender. '.repeat(2_000)}And then it ends.`
    const { scored } = await judge([
      post('long', null, text),
      post('short', null, text.slice(0, 50_000)),
    ])
    expect(scored.map(({ flags }) => flags)).toEqual([['text-cut'], []])
    expect(scored[0]?.text).toBe(text)
    expect(scored[0]?.probabilities).toEqual(scored[1]?.probabilities)
  })

  it('scores 10,000 replies one below the other, and flags the deep ones', async () => {
    const chain = [
      post('p0', null, 'Fab North is a surrender'),
      ...Array.from({ length: 10_000 }, (_, index) => post(`p${index + 1}`, `p${index}`, 'yes')),
    ]
    const { scored } = await judge(chain)
    expect(scored[5]).toMatchObject({ label: STANCE_SCHEME.neutral })
    expect(scored.filter(({ flags }) => flags.includes('deep-chain'))).toHaveLength(9001)
  })
})
