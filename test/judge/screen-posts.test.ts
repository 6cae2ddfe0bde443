import { describe, expect, it } from 'vitest'
import type { Post } from '../../src/base/thread/post.js'
import { buildThreads } from '../../src/base/thread/thread.js'
import { LinearClassifier } from '../../src/judge/stance/linear/linear-classifier.js'
import type { ScoredPost } from '../../src/judge/stance/stance-prediction.js'
import { createPipeline, type PipelineOptions } from '../../src/pipeline/pipeline.js'
import { post as plainPost } from '../base/thread/post-example.js'
import { inRows } from '../support/in-rows.js'
import { trainSmall } from './stance/small-posts.js'

const classifier = new LinearClassifier(trainSmall())
const GERMAN = 'Das ist doch nur noch peinlich, die haben das Rennen längst verloren'
const LONG = 'They are giving up on the race and rent out the whole building to a rival'

const post = (
  id: string,
  text: string,
  changes: Partial<Post> = {},
  meta: Record<string, string> = {},
): Post => ({
  ...plainPost(id, changes.parentId, text, meta),
  threadId: 't1',
  ...changes,
})

const classify = (
  posts: readonly Post[],
  options: Partial<PipelineOptions<string>> = {},
): Promise<ScoredPost[]> =>
  createPipeline({ model: classifier, ...options }).classify(buildThreads(posts))

describe('posts that must stay unscored', () => {
  it.each([
    ['deleted', 'deleted: its words are gone'],
    ['blocked', 'blocked: its words were withheld when the thread was captured'],
    ['not-found', 'not found when the thread was captured'],
    ['advert', 'an advert, no part of the discussion'],
    ['retweet', "a retweet: the words are another post's"],
    ['bot', 'posted by a bot'],
  ])('leaves a %s node unscored and gives the reason', async (node, reason) => {
    const [scored] = await classify([post('1', 'They are giving up', {}, { node })])
    expect(scored).toMatchObject({
      status: 'unscored',
      label: null,
      lean: null,
      probabilities: null,
      reason,
      flags: [],
    })
  })

  it('scores a post whose node kind is unknown', async () => {
    for (const node of ['comment', 'constructor', '__proto__']) {
      expect((await classify([post('1', 'They are giving up', {}, { node })]))[0]?.status).toBe(
        'scored',
      )
    }
  })

  it.each([
    [false, 'unscored', 'not in English (de)'],
    [true, 'scored', null],
  ])(
    'flags a post in another language; with anyLanguage %s it is %s',
    async (anyLanguage, status, reason) => {
      expect(await classify([post('1', GERMAN)], { anyLanguage })).toMatchObject([
        { status, reason, flags: ['language:de'] },
      ])
    },
  )

  it('records anyLanguage in the breakdown only when it is set', async () => {
    expect(createPipeline({ model: classifier }).aggregate([]).options).not.toHaveProperty(
      'anyLanguage',
    )
    expect(
      createPipeline({ model: classifier, anyLanguage: true }).aggregate([]).options,
    ).toHaveProperty('anyLanguage', true)
  })
})

describe('posts that repeat others', () => {
  it('flags the first post with the same words, in the same thread or another', async () => {
    const scored = await classify([
      post('1', LONG),
      post('2', `@ana ${LONG}!`, { parentId: '1' }),
      post('1', LONG.toUpperCase(), { threadId: 't2' }),
      post('3', 'giving up', { parentId: '1' }),
      post('4', 'giving up', { parentId: '1' }),
    ])
    const rows = inRows(scored.map(({ threadId, id, flags }) => [`${threadId}/${id}`, flags]))
    expect(rows).toEqual([
      't1/1 | ',
      't1/2 | duplicate-of:1',
      't1/3 | ',
      't1/4 | ',
      't2/1 | duplicate-of:t1/1',
    ])
    expect(scored.map(({ status }) => status)).not.toContain('unscored')
  })

  it('starts afresh with every run, and does not count retweets as repeats', async () => {
    const pipeline = createPipeline({ model: classifier })
    const threads = buildThreads([post('1', LONG), post('2', LONG, {}, { node: 'retweet' })])
    const first = await pipeline.classify(threads)
    expect(await pipeline.classify(threads)).toEqual(first)
    expect(first.map(({ flags }) => flags)).toEqual([[], []])
  })
})
