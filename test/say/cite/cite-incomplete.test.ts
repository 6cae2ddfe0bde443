import { describe, expect, it } from 'vitest'
import { cite } from '../../../src/say/cite/cite.js'
import { buildDisclosure } from '../../../src/say/disclosure/disclosure.js'
import { draw } from '../../count/audit/audit-example.js'
import { NEITHER, PIVOT, RETREAT } from '../../count/scored-posts.js'
import { breakDown, DESIGN, honest, labelBy, labelled, POSTS, refusal, shareOf, thread, truthOf } from './labelled-example.js'

describe('labels that are missing', () => {
  it('refuses a census of which one side alone was labelled', () => {
    const posts = thread(9, 7, 4)
    const design = draw(posts, 20)
    const breakdown = labelled(posts, design, (unit) => truthOf(unit) === RETREAT)
    expect(refusal(breakdown).code).toBe('CITE_INCOMPLETE')
    // What the table prints holds the truth all the same: 9 of 20.
    const interval = breakdown.deals[0]?.intervals.find(({ label, isHeadline }) => label === RETREAT && isHeadline)
    expect(interval?.low).toBeLessThanOrEqual(9 / 20)
  })

  it('counts what coders are tied on as missing, until somebody settles it', () => {
    const labels = honest(DESIGN)
    const tied = DESIGN.units.filter((unit) => truthOf(unit) === PIVOT).slice(0, 30)
    const others = tied.map((unit) => labelBy('ben', unit, NEITHER))
    const agreed = DESIGN.units.filter((unit) => !tied.includes(unit)).map((unit) => labelBy('ben', unit, truthOf(unit)))
    const differing = breakDown(POSTS, DESIGN, [...labels, ...others, ...agreed])
    const { code, message } = refusal(differing)
    expect(code).toBe('CITE_INCOMPLETE')
    expect(message).toContain('30 of the 300 posts picked have no label that counts (deal “deal-a”): 30 on which coders differ.')
    const { sentence, short, footnote } = cite(differing, { halfWidth: 0.5 })
    expect(sentence).toContain('with a random 300 labelled by hand, coders still differing on 30,')
    expect(short).toContain('a random 300 labelled, coders still differing on 30')
    expect(footnote).toContain(
      'people labelled a random 300, correcting its counts; on 30 of them coders differ, and the intervals allow for any label there.',
    )
    expect(message).toContain(
      "npm run audit -- scored.jsonl --out 'my audit.jsonl' --adjudicate, then npm run cite -- scored.jsonl --audit 'my audit.jsonl'.",
    )
    const settled = tied.map((unit) => labelBy('eva', unit, truthOf(unit), true))
    expect(shareOf(cite(breakDown(POSTS, DESIGN, [...labels, ...others, ...agreed, ...settled])), PIVOT).share).toBeCloseTo(0.3, 1)
  })

  it('takes labels of the first judgements in the order drawn for a smaller sample, and says so', () => {
    const claim = cite(labelled(POSTS, DESIGN, (_, index) => index < 150))
    expect(claim.sentence).toContain('with a random 150 labelled by hand')
    expect(claim.footnote).toContain('; the sample is the first 150 of 300 in the order picked')
    expect(claim.audit).toMatchObject({ labelledCount: 150, reachedCount: 150, drawnCount: 300 })
    const whole = draw(POSTS, 400)
    const some = cite(labelled(POSTS, whole, (_, index) => index < 200))
    expect(some.sentence).toContain('An estimated')
  })

  it('refuses a sample with gaps where they make an interval too wide, and from a third on', () => {
    const gaps = (every: number) => labelled(POSTS, DESIGN, (_, index) => index < 200 && (index % every !== 0 || index === 0))
    // 9 and 66 of the first 200: every 22nd and every third but the first.
    expect(cite(gaps(22)).sentence).toContain(', 191 of a random 200 labelled by hand')
    expect(refusal(gaps(22), { halfWidth: 0.06 }).message).toContain('Without them an interval is wider than ±6 points.')
    expect(refusal(gaps(3)).message).toContain(
      '66 of the first 200 of 300 posts picked have no label that counts (deal “deal-a”): 66 skipped, or without a label or a row in an imported table.',
    )
    expect(refusal(gaps(3)).message).toMatch(
      /audit -- .* --skipped, then .* Or fill the empty cells of the table, add the rows that it lacks, and --import it again\.$/,
    )
    expect(cite(gaps(3), { halfWidth: 0.5 }).sentence).toContain(', 134 of a random 200 labelled by hand')
    expect(refusal(gaps(2), { halfWidth: 0.5 }).message).toMatch(
      /At most a third may lack a label: as it stands, retreat is \d+% to \d+%, shrewd pivot \d+% to \d+%, neither \d+% to \d+%/,
    )
  })

  it('serves a coder who cannot read every post: bounds hold whatever those are, and nobody is asked again', () => {
    const unread = (count: number) => {
      const given = honest(DESIGN).map((one, index) => (index < count ? { ...one, label: null, isUnclear: true } : one))
      return breakDown(POSTS, DESIGN, given)
    }
    const claim = cite(unread(20))
    expect(claim.sentence).toContain('with 280 of a random 300 labelled by hand')
    const [some, all] = [shareOf(claim, PIVOT), shareOf(cite(unread(0)), PIVOT)]
    expect(some.low).toBeLessThan(all.low)
    expect(some.high).toBeGreaterThan(all.high)
    expect(JSON.stringify(buildDisclosure(unread(20)))).toContain('0 skipped, 20 that coders cannot tell, 0 undecided')
    const { message, context } = refusal(unread(101), { halfWidth: 0.5 })
    expect(message).toContain('101 marked “cannot tell”. At most a third may lack a label: as it stands, retreat is ')
    expect(message).toContain('--coder SOMEBODY-WHO-CAN-TELL')
    expect(context).toMatchObject({ missingCount: 101, unclearCount: 101 })
    expect(refusal(unread(300)).message).toMatch(
      /coders marked 300 of 300 posts picked “cannot tell” .* a larger sample does not help\. .*--coder SOMEBODY-WHO-CAN-TELL, then npm run cite/,
    )
  })

  // By hand: of 40 posts all drawn, 38 labelled 18 : 12 : 8; the other two may be anything: retreat 18 to 20 of 40.
  it('widens the intervals by the worst case of what is missing', () => {
    const posts = thread(19, 13, 8)
    const design = draw(posts, 40)
    const skipped = [`${RETREAT}:3`, `${PIVOT}:3`]
    const breakdown = breakDown(posts, design, [
      ...honest(design, ({ postId }) => !skipped.includes(postId)),
      ...design.units.filter(({ postId }) => skipped.includes(postId)).map((unit) => labelBy('ana', unit, null)),
    ])
    const claim = cite(breakdown)
    const ranges = [RETREAT, PIVOT, NEITHER].map((label) => shareOf(claim, label)).map(({ low, high }) => [low * 40, high * 40])
    const expected = [
      [18, 20],
      [12, 14],
      [8, 10],
    ]
    for (const [index, range] of ranges.entries()) for (const at of [0, 1]) expect(range[at]).toBeCloseTo(expected[index]?.[at] ?? 0, 9)
    expect(claim.sentence).toContain('with 38 of a random 40 labelled by hand')
    expect(claim.footnote).toContain(
      'correcting its counts; 2 more of the sample have no label, and the intervals allow for any label there.',
    )
    // 20 retreats to 12 pivots at most, 18 to 14 at least.
    expect([(claim.lead?.low ?? 0) * 40, (claim.lead?.high ?? 0) * 40].map((count) => Math.round(count * 1e6) / 1e6)).toEqual([4, 8])
  })

  it('holds what the full sample would have said, whatever is missing', () => {
    for (const hidden of [RETREAT, PIVOT, NEITHER]) {
      const full = cite(labelled(POSTS, DESIGN), { halfWidth: 0.5 })
      let left = 14
      const labels = honest(DESIGN, (unit) => truthOf(unit) !== hidden || left-- <= 0)
      const part = cite(breakDown(POSTS, DESIGN, labels), { halfWidth: 0.5 })
      for (const label of [RETREAT, PIVOT, NEITHER]) {
        const [one, other] = [shareOf(full, label), shareOf(part, label)]
        expect(other.low).toBeLessThanOrEqual(one.share - one.margin * 0.8)
        expect(other.high).toBeGreaterThanOrEqual(one.share + one.margin * 0.8)
      }
    }
  })

  it('keeps margins out of the disclosure, and says it in the cautions', () => {
    const breakdown = labelled(POSTS, DESIGN, (unit) => truthOf(unit) === RETREAT)
    const items = buildDisclosure(breakdown).items.map(({ statements, missing }) =>
      [...statements, ...missing.map(({ what }) => what)].join(' '),
    )
    expect(items.join(' ')).not.toContain('±')
    expect(items[7]).toContain('shares that may be quoted')
    expect(breakdown.deals[0]?.cautions.join(' ')).toContain('cannot be cited: ')
  })
})
