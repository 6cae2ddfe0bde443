import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../src/base/statistics/random/seeded-random.js'
import type { Breakdown } from '../../../src/count/breakdown/breakdown.js'
import { cite } from '../../../src/say/cite/cite.js'
import { draw } from '../../count/audit/audit-example.js'
import { NEITHER, PIVOT, RETREAT } from '../../count/scored-posts.js'

import { breakDown, honest, labelBy, labelled, POSTS, refusal, thread, truthOf } from './labelled-example.js'

describe('what coders agree on', () => {
  const random = seededRandom(8)
  const atRandom = (): string => [RETREAT, PIVOT, NEITHER][Math.floor(random() * 3)] ?? ''

  it('refuses two coders at random: most judgements are undecided, and settling them does not help', () => {
    const design = draw(POSTS, 150)
    const labels = design.units.flatMap((unit) => ['ana', 'ben'].map((coder) => labelBy(coder, unit, atRandom())))
    expect(refusal(breakDown(POSTS, design, labels)).code).toBe('CITE_INCOMPLETE')
    const settled = design.units.map((unit) => labelBy('eva', unit, truthOf(unit), true))
    const breakdown = breakDown(POSTS, design, [...labels, ...settled])
    expect(refusal(breakdown)).toMatchObject({ code: 'CITE_CODERS_DISAGREE', message: expect.stringContaining('on 150 judgements') })
    expect(breakdown.deals[0]?.cautions.join(' ')).toContain('CITE_CODERS_DISAGREE')
  })

  /** A second coder for the first `count` judgements, who differs on every `every`th; differences are settled. */
  function doubled(count: number, every: number): Breakdown {
    const design = draw(POSTS, 200)
    const twice = design.units.slice(0, count)
    const others = twice.map((unit, index) =>
      labelBy('ben', unit, index % every === 0 ? (truthOf(unit) === NEITHER ? PIVOT : NEITHER) : truthOf(unit)),
    )
    return breakDown(POSTS, design, [...honest(design), ...others, ...twice.map((unit) => labelBy('eva', unit, truthOf(unit), true))])
  }

  it('asks for 30 judgements labelled twice before it takes alpha for anything', () => {
    expect(cite(doubled(29, 2)).footnote).toMatch(
      /Caution: labels by 2 coders, 29 judgements .*; they agree on 14 of them\. Krippendorff's alpha needs 30\./,
    )
    expect(refusal(doubled(30, 2)).code).toBe('CITE_CODERS_DISAGREE')
  })

  it('cautions between .667 and .8, and says alpha alone above', () => {
    expect(cite(doubled(100, 6)).footnote).toMatch(/Caution: labels by 2 coders, 100 judgements .* alpha 0\.7\d, below 0\.8/)
    expect(cite(doubled(100, 20)).footnote).toMatch(/ Labels by 2 coders, 100 judgements .* alpha 0\.9\d\./)
  })

  it('prints percent agreement where alpha is undefined, and cautions of one coder alone', () => {
    const same = thread([[RETREAT, 400]])
    const design = draw(same, 200)
    const twice = design.units.slice(0, 40).map((unit) => labelBy('ben', unit, RETREAT))
    expect(cite(breakDown(same, design, [...honest(design), ...twice])).footnote).toContain(
      "40 judgements of the audit by two or more; they agree on 100%, all with one label, so that Krippendorff's alpha is undefined.",
    )
    expect(cite(labelled(same, design)).footnote).toContain('Caution: labels by 1 coder alone: nobody has checked them.')
  })
})
