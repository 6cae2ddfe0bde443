import { describe, expect, it } from 'vitest'
import { extractTextFeatures } from '../../src/judge/features/extract-features.js'
import { isBareAgreement, type ReplyPhrases } from '../../src/judge/stance/inherit/reply-features.js'
import { createPipeline } from '../../src/pipeline/pipeline.js'
import { loadModel } from '../../src/shell/node/model/load-model.js'

const model = loadModel('linear-en')
const PIVOT = 'Selling the ferries is a masterstroke: they focus on what earns money.'
const REASON = 'agrees with a post that is not known'

describe('a post that agrees and says nothing else', () => {
  const AGREES = ['this.', 'This!!', 'so much this', 'exactly 💯', 'yep', '+1', '^ this', '@ana agreed', 'Couldn’t agree more']
  const SAYS_MORE = ['', 'right', 'no', 'exactly 🤡', 'yes, they quit', 'this is the end', 'true. they gave up']

  it.each([...AGREES.map((text) => ({ text, expected: true })), ...SAYS_MORE.map((text) => ({ text, expected: false }))])(
    '$text: $expected',
    ({ text, expected }) => {
      expect(isBareAgreement(extractTextFeatures(text), model.relation?.phrases as ReplyPhrases)).toBe(expected)
    },
  )

  it('has no side where what it answers is not known, and passes none on', async () => {
    // Six rows of "this.", "exactly" and the like all came out as retreat at 76%.
    const rows = ['text', 'this.', 'exactly', 'so much this', 'agreed', 'yep'].join('\n')
    const { posts } = await createPipeline({ model, deals: [] }).run(rows, { source: 'csv' })
    expect(posts.map(({ label, status, reason }) => [label, status, reason])).toEqual(posts.map(() => [null, 'unscored', REASON]))
    expect(posts).toHaveLength(5)
  })

  it('takes the side of the post that it is known to answer, and is read by itself without context', async () => {
    const rows = ['id,parent_id,text', `a,,"${PIVOT}"`, 'b,a,this.'].join('\n')
    const { posts } = await createPipeline({ model, deals: [] }).run(rows, { source: 'csv' })
    expect(posts.map(({ label }) => label)).toEqual(['shrewd pivot', 'shrewd pivot'])
    const { posts: alone } = await createPipeline({ model, deals: [], context: false }).run(rows, { source: 'csv' })
    expect(alone[1]?.status).toBe('scored')
  })
})
