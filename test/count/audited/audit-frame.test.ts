import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import type { AuditDesign } from '../../../src/count/audit/audit.js'
import { growAudit } from '../../../src/count/audit/draw/draw-audit.js'
import { sortPopulation } from '../../../src/count/audit/population.js'
import { joinAudit } from '../../../src/count/audited/audit-frame.js'
import { traceLabels } from '../../../src/count/audited/label-origin.js'
import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { draw } from '../audit/audit-example.js'
import { manyPosts } from '../scored-posts.js'

const POSTS = manyPosts(60, 1)
const join = (design: AuditDesign, posts: readonly ScoredPost[] = POSTS) => joinAudit(sortPopulation(posts), { design, labels: [] }, scheme)
const drawnSo = (design: AuditDesign, posts: readonly ScoredPost[] = POSTS) =>
  traceLabels({ design, labels: [] }, { population: sortPopulation(posts), frame: join(design, posts), scheme }).draw
const mismatch = (words: string) => expect.objectContaining({ code: 'AUDIT_MISMATCH', message: expect.stringContaining(words) })

describe('a draw is repeated', () => {
  const design = draw(POSTS, 20)

  it('and gives the same judgements in the same order, also those of a sample that grew twice', () => {
    const grown = growAudit(growAudit(design, POSTS, 30), POSTS, 45)
    expect(grown.sizesBefore).toEqual([20, 30])
    expect([drawnSo(design), drawnSo(grown)]).toEqual(['repeated', 'repeated'])
  })

  it('and refused with another judgement, in another order, of another size, or of other texts', () => {
    const { units, sizesBefore: _, ...grown } = growAudit(design, POSTS, 45)
    expect(() => join({ ...design, units: design.units.toReversed() })).toThrow(mismatch('others from place 1 on'))
    expect(() => join({ ...design, seed: 2 })).toThrow(mismatch('in its order'))
    expect(() => join({ ...grown, units })).toThrow(mismatch('in its order'))
    const [first, ...rest] = POSTS as [ScoredPost, ...ScoredPost[]]
    expect(() => join(design, [{ ...first, text: 'another text' }, ...rest])).toThrow(mismatch('texts that the sample names'))
  })

  it('not where judgements were taken out', () => {
    const forgotten = { unitCount: 1, previousChain: 'a', isSeedChosen: false }
    expect(drawnSo({ ...design, units: design.units.toReversed(), forgotten })).toBe('forgotten')
  })
})
