import { describe, expect, it } from 'vitest'
import { extractTextFeatures } from '../../src/judge/features/extract-features.js'
import { isBareAgreement, type ReplyPhrases } from '../../src/judge/stance/inherit/reply-features.js'
import { createPipeline } from '../../src/pipeline/pipeline.js'
import { loadModel } from '../../src/shell/node/model/load-model.js'
import { inRows } from '../support/in-rows.js'

const model = loadModel('linear-en')
const PIVOT = 'Selling the ferries is a masterstroke: they focus on what earns money.'

describe('a post that agrees and says nothing else', () => {
  const AGREES = ['this.', 'This!!', 'so much this', 'exactly 💯', 'yep', '+1', '^ this', '@ana agreed', 'Couldn’t agree more']
  const SAYS_MORE = ['', 'right', 'no', 'exactly 🤡', 'yes, they quit', 'this is the end', 'true. they gave up']

  it.each([...AGREES.map((text) => ({ text, expected: true })), ...SAYS_MORE.map((text) => ({ text, expected: false }))])(
    '$text: $expected',
    ({ text, expected }) => {
      expect(isBareAgreement(extractTextFeatures(text), model.relation?.phrases as ReplyPhrases)).toBe(expected)
    },
  )

  it('has no side without a known parent, and passes no side on', async () => {
    // Six rows of "this.", "exactly" and the like all came out as retreat at 76%.
    const rows = ['text', 'this.', 'exactly', 'so much this', 'agreed', 'yep'].join('\n')
    for (const [context, reason] of [
      [true, 'agrees with a post that is not known'],
      [false, 'agrees with a post that is not read'],
    ] as const) {
      const { posts } = await createPipeline({ model, deals: [], context }).run(rows, { source: 'csv' })
      expect(posts.map((post) => [post.label, post.status, post.reason])).toEqual(posts.map(() => [null, 'unscored', reason]))
      expect(posts).toHaveLength(5)
    }
  })

  it('takes the side of its known parent with context, which is off by default', async () => {
    const rows = ['id,parent_id,text', `a,,"${PIVOT}"`, 'b,a,this.'].join('\n')
    const { posts } = await createPipeline({ model, deals: [], context: true }).run(rows, { source: 'csv' })
    expect(posts.map(({ label }) => label)).toEqual(['shrewd pivot', 'shrewd pivot'])
    const { posts: alone } = await createPipeline({ model, deals: [] }).run(rows, { source: 'csv' })
    expect(inRows(alone.map(({ label, chain }) => [label, chain]))).toEqual(['shrewd pivot | -', '- | -'])
  })
})
