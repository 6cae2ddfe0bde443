import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { PLAIN_STYLE } from '../../../src/say/format/style.js'
import { renderExplanation } from '../../../src/say/table/render-explanation.js'
import { NEITHER, PIVOT, RETREAT, scoredPost } from '../../count/scored-posts.js'

const reply: Partial<ScoredPost> = { id: '2', threadId: 't', parentId: '1', text: 'lol no' }
const explain = (post: ScoredPost, alone: ScoredPost = post): string[] =>
  renderExplanation(post, alone, { scheme, width: 200, style: PLAIN_STYLE }).split('\n')

describe('renderExplanation', () => {
  it('prints the chain without the probability of a relation (once printed, it read as that of the label)', () => {
    const post = scoredPost(PIVOT, {
      ...reply,
      chain: [
        { postId: '1', relation: 'disagrees', probability: 0.9, side: RETREAT },
        { postId: '0', relation: 'agrees', probability: 0.55, side: RETREAT },
      ],
      evidence: [
        { start: 4, end: 6, text: 'no', toward: PIVOT, weight: 0.6 },
        { start: 0, end: 3, text: 'lol', toward: RETREAT, weight: 0.5 },
      ],
    })
    const alone = scoredPost(NEITHER, reply)
    const lines = explain(post, { ...alone, probabilities: { [RETREAT]: 0.3, [PIVOT]: 0.1, [NEITHER]: 0.6 } })
    const text = lines.join(' ')
    expect(lines[0]).toBe('Post 2 of thread t, answers 1')
    expect(text).toContain('It disagrees with 1, labelled retreat; that one agrees with 0, labelled retreat.')
    expect(text).toContain('By its own words alone: retreat 30%, shrewd pivot 10%, neither 60%. Its side was inherited from 1.')
    expect(text).toContain('Its own words did not decide; for shrewd pivot: “no” (0.60). Words against it: “lol” (0.50 for retreat).')
  })

  it('says when the posts answered moved the probabilities without a chain (once claimed that the words alone decided)', () => {
    const post = scoredPost(NEITHER, { ...reply, chain: [] })
    const alone = scoredPost(RETREAT, { ...reply, probabilities: { [RETREAT]: 0.5, [PIVOT]: 0.1, [NEITHER]: 0.4 } })
    const text = explain(post, alone).join(' ')
    expect(text).toContain('What it answers moved the probabilities, but handed on no side.')
    expect(text).toContain('By its own words alone: retreat 50%, shrewd pivot 10%, neither 40%. What it answers changed the answer.')
    expect(text).not.toContain('its own words decided')
  })

  it('does not call a lean that flips under the same label a changed answer', () => {
    const post = scoredPost(NEITHER, { ...reply, chain: [], lean: PIVOT })
    const alone = scoredPost(NEITHER, { ...reply, lean: RETREAT, probabilities: { [RETREAT]: 0.02, [PIVOT]: 0.01, [NEITHER]: 0.97 } })
    expect(explain(post, alone).join(' ')).toContain('neither 97%.')
    expect(explain(post, alone).join(' ')).not.toContain('changed the answer')
  })

  it('says when the words alone decided, and when context was off', () => {
    const post = scoredPost(RETREAT, { ...reply, chain: [] })
    const decided = { ...post, evidence: [{ start: 4, end: 6, text: 'no', toward: RETREAT, weight: 0.6 }] }
    expect(explain(decided)).toContain('Words for retreat: “no” (0.60).')
    expect(explain(post).join(' ')).toContain('No side came to it through the posts it answers: its own words decided.')
    expect(explain({ ...post, chain: null }).join(' ')).toContain('Context was off')
  })

  it('says where it is not known what a post answers', () => {
    const post = scoredPost(RETREAT, { ...reply, chain: [], meta: { role: 'reply', isParentInferred: true } })
    expect(explain(post)[0]).toBe('Post 2 of thread t, which post it answers is not known')
    expect(explain(post).join(' ')).toContain('No side is inherited through a guess: its own words decided.')
  })

  it('prints the reason for a missing label, and the lean of an unsure post', () => {
    expect(explain(scoredPost('unscored', { ...reply, text: '', reason: 'no words to judge' }, []))).toContain(
      'No label: no words to judge.',
    )
    const unsure = explain(scoredPost('unsure', { ...reply, chain: [], reason: 'top probability 0.4000 is below 0.5' }))
    expect(unsure).toContain('No label, unsure: top probability 0.4000 is below 0.5. Leans to retreat.')
  })
})
