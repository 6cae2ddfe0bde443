import { describe, expect, it } from 'vitest'
import { cite } from '../../../src/say/cite/cite.js'
import { draw } from '../../count/audit/audit-example.js'
import { breakdownOf } from './cite-example.js'
import { labelled, thread } from './labelled-example.js'

/** Replies of which every third answers the one before it. */
const nested = thread(180, 120, 100).map((post, at, all) => ({ ...post, parentId: at % 3 === 0 ? null : (all[at - (at % 3)]?.id ?? null) }))
const footnoteOf = (posts: ReturnType<typeof thread>): string => cite(labelled(posts, draw(posts, 160))).footnote

describe('a footnote says what the file knows', () => {
  it('posts that others answer and that are not there, each once', () => {
    expect(footnoteOf(nested)).toContain('Missing replies: unknown. ')
    const without = nested.filter((_, at) => at % 30 !== 0)
    expect(footnoteOf(without)).toContain('Caution: at least 14 posts that others answer are missing')
    const marked = without.map(({ meta, ...post }) => ({
      ...post,
      ...(post.parentId !== null && !without.some(({ id }) => id === post.parentId)
        ? { parentId: null, meta: { ...meta, missingParent: post.parentId } }
        : { meta }),
    }))
    expect(footnoteOf(marked)).toContain('Caution: at least 14 posts that others answer are missing')
  })

  it('labels of a few accounts', () => {
    const few = thread(180, 120, 100).map((post, at) => ({
      ...post,
      author: post.id.startsWith('retreat') ? `loud${at % 4}` : post.author,
    }))
    expect(footnoteOf(few)).toMatch(/Caution: the \d\d retreat labels of known accounts come from 4 accounts\./)
    expect(footnoteOf(thread(180, 120, 100))).not.toContain('of known accounts come from')
  })
})

describe('a sentence of a sample that is not as usual', () => {
  it('says in both lengths that somebody chose the seed', () => {
    const breakdown = breakdownOf()
    Object.assign(breakdown.audit?.origin ?? {}, { isSeedChosen: true })
    const { sentence, short } = cite(breakdown)
    expect(sentence).toContain('labelled by hand, picked with a seed that somebody set')
    expect(short).toContain('; a random 150 labelled, picked with a seed that somebody set; ')
  })

  it('says in both lengths that labels equal the model no more than labels dealt at random', () => {
    const breakdown = breakdownOf()
    const modelAgreement = { judgedCount: 150, equalCount: 51, randomShare: 0.36 }
    Object.assign(breakdown.audit?.deals[0] ?? {}, { modelAgreement })
    const { sentence, short } = cite(breakdown)
    for (const text of [sentence, short]) expect(text).toContain('51 of 150 like the model, no more than by chance')
  })

  it('puts the name of a model of several words in quotes', () => {
    const named = breakdownOf({}, { model: 'GPT-5, verified by three editors' })
    expect(cite(named).footnote).toContain('a model (“GPT-5, verified by three editors”) labelled')
    expect(cite(breakdownOf()).footnote).toContain('a model (linear-en) labelled')
  })
})
