import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Post } from '../../src/base/thread/post.js'
import { buildThreads, type CarriedPost, type Thread } from '../../src/base/thread/thread.js'
import { ContextAttacher, MAX_CARRIED_DEPTH } from '../../src/judge/attach-context.js'
import { compileDeals } from '../../src/judge/deals/deal-catalogue.js'
import { createPipeline, type Pipeline, type PipelineOptions } from '../../src/pipeline/pipeline.js'
import { readCarriedLine } from '../../src/read/record/parse-carried-post.js'
import { parsePost } from '../../src/read/record/parse-post.js'
import { renderCarriedPost, renderJsonl } from '../../src/say/rows/render-jsonl.js'
import { PACKAGE_ROOT } from '../../src/shell/node/file/package-root.js'
import { loadModel } from '../../src/shell/node/model/load-model.js'
import { readDeals } from '../../src/shell/node/read-deals.js'
import { post } from '../base/thread/post-example.js'
import { runCount } from '../run-count.js'

const RUNS = runCount()
const DEALS = await readDeals(`${PACKAGE_ROOT}/corpus/deals.json`)
const CATALOGUE = compileDeals(DEALS)
const MODEL = loadModel('linear-en')

/** Opening posts with and without deals, replies of every kind, and texts that repeat others. */
const TEXTS = [
  'xAI rents its Colossus to Anthropic. They gave up on Grok.',
  'Apple pays Google for Gemini inside Siri.',
  'VW invests five billion in Rivian, Rivian takes the money.',
  'Microsoft and OpenAI have a new deal on Azure capacity.',
  'So what do we make of this one then?',
  'Brilliant. They earn on every GPU hour, whoever wins the race.',
  'A white flag, plain and simple: they could not compete any more.',
  'exactly',
  'no, you have it backwards',
  'lol what?',
  'Anthropic gets the chips, fine, but Google pays nothing for Siri and that is the whole trick of it.',
  'Das ist doch eine ganz dumme Idee von denen, wer hat sich das ausgedacht?',
  '@someone https://example.com/a',
  'Renting out the whole cluster to a rival is what you do when your own models have no users left to serve.',
  'Renting out the whole cluster to a rival is what you do when your own models have no users left to sreve.',
]

const records = fc.array(
  fc.record({
    text: fc.constantFrom(...TEXTS),
    thread: fc.nat({ max: 1 }),
    answers: fc.option(fc.nat({ max: 40 }), { freq: 4 }),
    node: fc.option(fc.constantFrom('deleted', 'advert', 'bot'), { freq: 8, nil: undefined }),
    language: fc.option(fc.constantFrom('de', 'en'), { freq: 8, nil: undefined }),
    isMissing: fc.boolean(),
    tie: fc.constantFrom('known', 'known', 'guessed', 'several'),
    others: fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 2 }),
  }),
  { minLength: 1, maxLength: 24 },
)

/** Threads as the readers produce them: a parent is in the thread, or its id is in `meta.missingParent`. */
const threads = fc
  .record({ records, headers: fc.array(fc.constantFrom(...TEXTS.slice(0, 5)), { maxLength: 2 }) })
  .map(({ records: given, headers }): Thread[] => {
    const rankOf = (index: number): number => (index * 13 + 5) % 31
    const posts = given.map(({ text, thread, answers, node, language, isMissing, tie, others }, index): Post => {
      // Replies may precede or follow their parents but never form a cycle: a reply's rank is above its parent's.
      const parent = answers === null ? undefined : given[answers]
      const isFound = parent?.thread === thread && rankOf(answers ?? 0) < rankOf(index)
      const missingParent = !isFound && isMissing ? 'gone' : undefined
      const isAbove = (other: number): boolean => given[other]?.thread === thread && rankOf(other) < rankOf(index)
      const possible = [...new Set([answers ?? 0, ...others.filter(isAbove)])].map((other) => `p${other}`)
      const isSeveral = isFound && tie === 'several' && possible.length > 1
      const isGuessed = isFound && tie === 'guessed'
      const meta = {
        missingParent,
        node,
        language,
        ...(isGuessed && { isParentInferred: true }),
        ...(isSeveral && { possibleParents: possible }),
      }
      const record = {
        id: `p${index}`,
        threadId: `t${thread}`,
        parentId: isFound ? `p${answers}` : null,
        author: `a${index % 4}`,
        text,
        meta,
      }
      return parsePost(record, { lineNumber: 1 })
    })
    return buildThreads(posts, new Map([['t1', headers]]))
  })

async function scoreBoth(given: readonly Thread[], pipeline: Pipeline): Promise<[string[], string[]]> {
  const attacher = new ContextAttacher({ catalogue: CATALOGUE })
  const lines = attacher.attach(given).flat().map(renderCarriedPost)
  const carried = lines.map((line) => readCarriedLine(line) as CarriedPost)
  const [whole, apart] = [await pipeline.classify(given), await pipeline.classifyCarried(carried)]
  return [whole.map(renderJsonl), apart.map(renderJsonl)]
}

describe('ContextAttacher', () => {
  it.each<[string, Partial<PipelineOptions>]>([
    ['by default', {}],
    ['without context', { context: false }],
    ['with guessed parents assumed', { assumeParents: true }],
    ['with evidence, two-way, on one deal', { evidence: 'full', twoWay: true, dealIds: ['xai-anthropic'] }],
    [
      'in any language, on two deals, some unsure',
      { anyLanguage: true, dealIds: ['xai-anthropic', 'apple-gemini-siri'], minProbability: 0.6 },
    ],
  ])(
    'scores each post alone as in its whole thread, %s',
    async (_, options) => {
      const pipeline = createPipeline({ model: MODEL, deals: DEALS, evidence: false, ...options })
      await fc.assert(
        fc.asyncProperty(threads, async (given) => {
          const [whole, apart] = await scoreBoth(given, pipeline)
          expect(apart).toEqual(whole)
        }),
        { numRuns: Math.ceil(RUNS / 4) },
      )
    },
    120_000,
  )

  it('scores each line the same alone and beside other lines of its thread', async () => {
    const pipeline = createPipeline({ model: MODEL, deals: DEALS, evidence: false })
    await fc.assert(
      fc.asyncProperty(threads, async (given) => {
        const carried = new ContextAttacher({ catalogue: CATALOGUE }).attach(given).flat()
        const alone = await Promise.all(carried.map(async (each) => (await pipeline.classifyCarried([each]))[0]))
        expect(await pipeline.classifyCarried(carried)).toEqual(alone)
      }),
      { numRuns: Math.ceil(RUNS / 4) },
    )
  }, 120_000)

  it('carries one root for each set of deals when a thread has many roots', () => {
    const posts = Array.from({ length: 60 }, (_, index) => post(`p${index}`, null, TEXTS[index % TEXTS.length]))
    const carried = new ContextAttacher({ catalogue: CATALOGUE }).attach([{ id: 't', posts, headers: [] }]).flat()
    for (const { context } of carried) expect(context?.posts.length).toBeLessThan(6)
  })

  it('refuses a chain that is too deep, since its output would grow with the square of its length', () => {
    const chain = Array.from({ length: MAX_CARRIED_DEPTH + 2 }, (_, index) => post(`p${index}`, index === 0 ? null : `p${index - 1}`, 'so'))
    const attach = () => new ContextAttacher({ catalogue: CATALOGUE }).attach([{ id: 't', posts: chain, headers: [] }]).flat()
    expect(attach).toThrow(
      expect.objectContaining({ code: 'INGEST_THREAD_TOO_LARGE', context: expect.objectContaining({ postId: 'p1001' }) }),
    )
  })
})
