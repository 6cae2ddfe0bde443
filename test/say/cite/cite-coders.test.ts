import { describe, expect, it } from 'vitest'
import type { Breakdown } from '../../../src/count/breakdown/breakdown.js'
import { cite } from '../../../src/say/cite/cite.js'
import { draw } from '../../count/audit/audit-example.js'
import { NEITHER, onDeal, PIVOT, RETREAT } from '../../count/scored-posts.js'
import { failure } from '../../support/caught.js'
import { breakDown, honest, labelBy, labelled, POSTS, refusal, thread, truthOf } from './labelled-example.js'

describe('labels by coders who', () => {
  const design = draw(POSTS, 160)

  it('read alike, each on a part of the sample, are not named', () => {
    const alike = design.units.map((unit, index) => labelBy(index % 2 === 0 ? 'ana' : 'bob', unit, truthOf(unit)))
    expect(cite(breakDown(POSTS, design, alike)).footnote).not.toMatch(/as labels given at random would/)
  })

  it('gave one label throughout, where the model saw others, are quoted with a reason alone', () => {
    const same = (label: string) =>
      breakDown(
        POSTS,
        design,
        design.units.map((unit) => labelBy('ana', unit, label)),
      )
    expect(refusal(same(RETREAT))).toEqual(failure('CITE_LABELS_ALIKE', 'all 160 labels are retreat'))
    const { sentence, footnote } = cite(same(NEITHER), { acceptAgreement: 'Two professors checked every label' })
    expect(sentence).toContain('of 160 like the model')
    expect(footnote).toContain('Why the labels hold, as those who cite say: Two professors checked every label.')
    const few = draw(POSTS.slice(0, 17), 17)
    expect(
      cite(
        breakDown(
          POSTS.slice(0, 17),
          few,
          few.units.map((unit) => labelBy('ana', unit, RETREAT)),
        ),
      ).sentence,
    ).toContain('17 of')
  })

  it('are not said to have labelled by hand where the agreement needs a reason', () => {
    const labels = design.units.map((unit) => labelBy('ana', unit, POSTS.find(({ id }) => id === unit.postId)?.label ?? null))
    const breakdown = breakDown(POSTS, design, labels)
    expect(refusal(breakdown).code).toBe('CITE_LABELS_COPIED')
    const { sentence, footnote } = cite(breakdown, { acceptAgreement: 'Two professors checked every label' })
    expect(sentence).toMatch(/with a random [\d]+ labelled, (all )?[\d of]+ like the model/)
    expect(sentence + footnote).not.toContain('by hand')
    const all = draw(POSTS, 400)
    const copies = all.units.map((unit) => labelBy('ana', unit, POSTS.find(({ id }) => id === unit.postId)?.label ?? null))
    const whole = cite(breakDown(POSTS, all, copies), { acceptAgreement: 'Two professors checked every label' })
    expect(whole.sentence + whole.footnote).not.toMatch(/\bread and labelled|by hand/)
  })
})

describe('the agreement of coders', () => {
  /** A second coder for the first `count` judgements, who differs on every `every`th; differences are settled. */
  function doubled(count: number, every: number): Breakdown {
    const design = draw(POSTS, 200)
    const twice = design.units.slice(0, count)
    const others = twice.map((unit, index) =>
      labelBy('ben', unit, index % every === 0 ? (truthOf(unit) === NEITHER ? PIVOT : NEITHER) : truthOf(unit)),
    )
    return breakDown(POSTS, design, [...honest(design), ...others, ...twice.map((unit) => labelBy('eva', unit, truthOf(unit), true))])
  }

  it('is refused where the whole interval of alpha lies below .667, by few judgements as by many', () => {
    // By 29 as by 30: honest coders who are right on nine of ten differ as often in one of ten samples.
    for (const count of [29, 30]) {
      const { footnote } = cite(doubled(count, 5), { halfWidth: 0.15 })
      expect(footnote).toMatch(
        /Caution: coders agree on 2[34] of the (29|30) posts .* alpha 0\.\d\d \(95% interval 0\.\d\d to 0\.8\d\), enough for tentative conclusions only\./,
      )
    }
    expect(cite(doubled(100, 4)).footnote).toMatch(/alpha 0\.6\d \(95% interval 0\.4\d to 0\.7\d\)/)
    expect(refusal(doubled(100, 3)).message).toMatch(
      /on 66 of the 100 posts that two or more labelled\. Krippendorff's alpha is 0\.4\d \(95% interval 0\.\d\d to 0\.6\d\); at least 0\.667 is needed/,
    )
    expect(refusal(doubled(5, 1))).toEqual(failure('CITE_CODERS_DISAGREE', 'on 0 of the 5 posts'))
    expect(cite(doubled(4, 3), { halfWidth: 0.5 }).footnote).toContain('coders agree on 2 of the 4 posts')
  })

  it('is never decided by a majority: two names of one person would outvote the coder', () => {
    const design = draw(POSTS, 200)
    const spoilt = design.units.filter((unit) => truthOf(unit) !== RETREAT).slice(0, 29)
    const puppets = ['bob', 'eve'].flatMap((coder) => spoilt.map((unit) => labelBy(coder, unit, RETREAT)))
    const outvoted = breakDown(POSTS, design, [...honest(design), ...puppets])
    expect(outvoted.audit?.counts.undecidedCount).toBe(29)
    expect(refusal(outvoted).code).toBe('CITE_CODERS_DISAGREE')
    const settled = breakDown(POSTS, design, [...honest(design), ...puppets, ...spoilt.map((unit) => labelBy('adj', unit, RETREAT, true))])
    expect(refusal(settled)).toEqual(failure('CITE_CODERS_DISAGREE', 'on 0 of the 29 posts'))
  })

  it('counts within the deal that is quoted', () => {
    const posts = ['deal-a', 'deal-b'].flatMap((deal) => POSTS.map((post) => ({ ...onDeal(post, deal), id: `${post.id}:${deal}` })))
    const design = draw(posts, 400)
    const twice = [
      ...design.units.filter(({ dealId }) => dealId === 'deal-a').slice(0, 18),
      ...design.units.filter(({ dealId }) => dealId === 'deal-b').slice(0, 90),
    ]
    const second = twice.map((unit) =>
      labelBy('ben', unit, unit.dealId === 'deal-b' ? truthOf(unit) : truthOf(unit) === PIVOT ? RETREAT : PIVOT),
    )
    const settled = twice.map((unit) => labelBy('eva', unit, truthOf(unit), true))
    const breakdown = breakDown(posts, design, [...honest(design), ...second, ...settled])
    expect(refusal(breakdown, { dealId: 'deal-a' })).toEqual(failure('CITE_CODERS_DISAGREE', 'on 0 of the 18'))
    expect(cite(breakdown, { dealId: 'deal-b' }).footnote).toContain(
      "Coders agree on 90 of the 90 posts that two or more labelled: Krippendorff's alpha 1.00 (95% interval 0.93 to 1.00).",
    )
  })

  it('cautions below .8, and says alpha alone above', () => {
    expect(cite(doubled(100, 6)).footnote).toMatch(
      /Caution: coders agree on 83 of the 100 posts .* alpha 0\.7\d \(.*\), enough for tentative conclusions only/,
    )
    expect(cite(doubled(100, 20)).footnote).toMatch(
      / Coders agree on 95 of the 100 posts .* alpha 0\.9\d \(95% interval 0\.8\d to 0\.9\d\)\./,
    )
  })

  it('prints percent agreement where alpha is undefined, and cautions of one coder alone', () => {
    const same = thread(400)
    const design = draw(same, 200)
    const twice = design.units.slice(0, 40).map((unit) => labelBy('ben', unit, RETREAT))
    expect(cite(breakDown(same, design, [...honest(design), ...twice])).footnote).toContain(
      "coders agree on 40 of the 40 posts that two or more labelled, all with one label: Krippendorff's alpha is undefined.",
    )
    expect(cite(labelled(same, design)).footnote).toContain(
      'Caution: one coder labelled the sample, and no post was labelled twice: nobody has checked the labels.',
    )
  })
})
