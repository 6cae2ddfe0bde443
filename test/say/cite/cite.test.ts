import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recordScheme } from '../../../src/base/scheme/scheme-tag.js'
import { createScheme, STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import { labelsToQuote, UNKNOWN } from '../../../src/count/audit/draw/plan-audit.js'
import { cite } from '../../../src/say/cite/cite.js'
import { percentWords } from '../../../src/say/format/format-value.js'
import { forAny } from '../../support/for-any.js'
import { runCount } from '../../support/run-count.js'
import { HOSTILE_TEXTS } from '../report-example.js'
import { breakdownOf, captureOf, censusOf, type Example, NEITHER, PIVOT, RETREAT } from './cite-example.js'
import { refusal } from './labelled-example.js'

const RUNS = runCount()

describe('cite', () => {
  // By hand: 1.96 x 4, 3.6, 3.3 points = 7.84, 7.06, 6.47; difference 18 points, variance 2 x 0.0016 + 2 x 0.001296 - 0.001089 = 0.004703,
  // 1.96 x 6.858 points = 13.44; 18 > 2 x 7.84.
  it('says shares, intervals, population, basis and lead in one sentence', () => {
    const claim = cite(breakdownOf())
    expect(claim.sentence).toBe(
      "An estimated 48% of the 400 replies captured in this thread call Acme's move a retreat (40–56%) and 30% a shrewd pivot (22–38%), the rest neither; retreat leads, with a random 150 labelled by hand.",
    )
    expect(claim.footnote).toBe(
      'The move: “Acme leases its plant to a rival.” How: a model (linear-en) labelled all 400 replies; people labelled a random 150, correcting its counts. 95% intervals, wrong labels aside: retreat 48% (40% to 56%), shrewd pivot 30% (22% to 38%), neither 22% (15% to 29%). Retreat leads unless 4 or more of 150 labels say retreat where shrewd pivot is right. Posted 14–17 March 2026 (UTC). Missing replies: unknown. Posts are counted, not people. Caution: one coder labelled the sample, and no post was labelled twice: nobody has checked the labels. Assumed: no post was omitted, added or changed; coders are people, alone and blind; no sample, label or coder was discarded.',
    )
    expect(claim).toMatchObject({
      schema: 'dealstance/claim@1',
      estimand: 'captured',
      method: 'ppi++',
      confidenceLevel: 0.95,
      population: { counted: 'replies', count: 400, rootCount: 0, threadCount: 1, dealId: 'acme-lease', mover: 'Acme' },
      audit: { labelledCount: 150, drawnCount: 150, isCensus: false, seed: 1, coderCount: 1 },
      hashes: { scored: 'b'.repeat(64), audit: 'a'.repeat(64) },
      model: 'linear-en',
      halfWidth: 0.1,
    })
    expect(claim.shares.map(({ label }) => label)).toEqual([RETREAT, PIVOT, NEITHER])
    expect(claim.shares[0]?.printed).toEqual({
      percent: '48%',
      lowPercent: 40,
      highPercent: 56,
      marginPoints: 8,
      count: 192,
      lowCount: 160,
      highCount: 224,
    })
    // MOVER, with the covariance that the third label gives away: both arms are normal here, so that Var = 2 x .04^2 + 2 x .036^2 - .033^2.
    expect(claim.lead?.low).toBeCloseTo(0.18 - 1.959963984540054 * Math.sqrt(0.004703), 12)
    expect(claim.cautions).toHaveLength(1)
  })

  it('quotes the headline interval of the captured posts alone, whatever stands beside it', () => {
    const { sentence, footnote } = cite(breakdownOf())
    expect(sentence + footnote).not.toMatch(/\b1%|0% to 100%/)
  })

  it('says one label alone, without a lead', () => {
    const one = cite(breakdownOf(), { label: PIVOT })
    expect(one.sentence).toBe(
      "An estimated 30% of the 400 replies captured in this thread call Acme's move a shrewd pivot (22–38%), with a random 150 labelled by hand.",
    )
    expect([one.lead, one.shares.length]).toEqual([null, 1])
    expect(cite(breakdownOf(), { label: NEITHER }).sentence).toContain("take neither view of Acme's move (")
    expect(refusal(breakdownOf(), { label: 'favour' })).toMatchObject({ code: 'USAGE_OPTION_INVALID' })
  })

  it.each<[Partial<Example>, string]>([
    [
      {},
      "An estimated 48% of 400 replies call Acme's move a retreat, 30% a shrewd pivot; retreat leads (±8 points; a random 150 labelled; 14–17 March 2026).",
    ],
    [
      { mover: 'The Federal Association of Regional Railway Operators and Station Keepers' },
      'An estimated 48% of 400 replies call the move a retreat, 30% a shrewd pivot; retreat leads (±8 points; a random 150 labelled; 14–17 March 2026).',
    ],
    [
      { mover: 'Halden Markets Northern Rail Holdings Group', labelCounts: [160, 100, 40], drawnCount: 300 },
      "An estimated 48% (40–56%) of 400 replies call Halden Markets Northern Rail Holdings Group's move a retreat, 30% (25–38%) a shrewd pivot; retreat leads (a random 300 labelled).",
    ],
    [censusOf(0, 0, 6), "None of 6 replies call Acme's move a retreat or a shrewd pivot (all labelled; 14–17 March 2026)."],
    [censusOf(11, 1, 8), "11 of 20 replies call Acme's move a retreat, 1 a shrewd pivot; retreat leads (all labelled; 14–17 March 2026)."],
  ])('says it in 30 words too: %j', (changes, expected) => {
    const { short } = cite(breakdownOf(changes))
    expect(short).toBe(expected)
    expect(short.split(' ').length).toBeLessThanOrEqual(30)
  })

  it('prints ± where both arms of the interval are the same, else its bounds', () => {
    const uneven = breakdownOf({ standardErrors: [0.1, 0.036, 0.1] })
    const { short } = cite(uneven, { halfWidth: 0.3 })
    expect(short).toContain('±19.5 points; ')
    expect(cite(uneven, { halfWidth: 0.3, label: NEITHER }).short).toBe(
      "An estimated 22% (8–42%) of 400 replies take neither view of Acme's move (a random 150 labelled; 14–17 March 2026).",
    )
  })

  it('gives the days of posts only where all are dated', () => {
    const breakdown = breakdownOf()
    const [deal] = breakdown.audit?.deals ?? []
    Object.assign(deal?.written ?? {}, { undatedCount: 399, last: deal?.written.first })
    const { footnote, short } = cite(breakdown)
    expect(footnote).toContain('1 of 400 posts is dated: 14 March 2026 (UTC). The dates of the others are unknown.')
    expect(short).toContain('; 1 of 400 dated).')
  })

  it('says posts where one of them starts a thread, replies elsewhere, and how many threads there are', () => {
    expect(cite(breakdownOf({ rootCount: 1 })).sentence).toContain('of the 400 posts captured in this thread call')
    expect(cite(breakdownOf({ rootCount: 1 })).footnote).toContain('all 400 posts (1 opening post among them)')
    expect(cite(breakdownOf({ rootCount: 201 })).sentence).toContain('of the 400 posts captured in this file call')
    expect(cite(breakdownOf({ threadCount: 3 })).sentence).toContain('of the 400 replies captured in these 3 threads call')
    const placed = breakdownOf({ place: { platform: 'X', opener: '@dana' } })
    expect(cite(placed).sentence).toContain("of the 400 replies captured under @dana's post on X call")
    expect(cite(breakdownOf({ rootCount: 1, place: { platform: 'X', opener: '@dana' } })).sentence).toContain(
      "captured in @dana's thread on X",
    )
    expect(cite(placed).short).toContain("of 400 replies on X call Acme's move a retreat, 30% a shrewd pivot; retreat leads (")
    expect(cite(placed, { label: PIVOT }).short).toContain("of 400 replies under @dana's post on X call Acme's move a shrewd pivot (")
    const long = cite(breakdownOf({ mover: 'Halden Markets Northern', place: { platform: 'YouTube', opener: '@dana' } })).sentence
    expect(long).toContain("under @dana's video on YouTube")
    expect(long).toContain('a retreat (40–56%) and 30% a shrewd pivot (22–38%)')
    expect(long.split(' ').length).toBeLessThanOrEqual(35)
    const threads = breakdownOf({ threadCount: 3, place: { platform: 'Reddit', opener: null } })
    expect(cite(threads).sentence).toContain('of the 400 replies captured in these 3 threads on Reddit call')
    const options = { ...breakdownOf().options, count: 'replies' as const }
    expect(cite(breakdownOf({}, { options })).footnote).toContain('Posts that start a thread and have replies are not counted.')
  })

  // By hand: 16, 8.7 and 4.4 of 29, 25 labelled. 14 and 7 are certain, and 4 posts are open: 14 to 18 and 7 to 11, whatever 1.96 x 8 and 6
  // points say. Both arms of retreat are 7 points at most, and the difference is 25.
  it('writes counts where there are fewer than 30 posts', () => {
    const small = breakdownOf({
      postCount: 29,
      labelCounts: [14, 7, 4],
      drawnCount: 25,
      shares: [0.55, 0.3, 0.15],
      standardErrors: [0.08, 0.06, 0.06],
    })
    expect(cite(small, { halfWidth: 0.2 }).sentence).toBe(
      "An estimated 16 of the 29 replies captured in this thread call Acme's move a retreat (14–18) and 9 a shrewd pivot (7–11), the rest neither, with a random 25 labelled by hand.",
    )
    const { footnote } = cite(small, { halfWidth: 0.2 })
    expect(footnote).toContain('95% intervals, wrong labels aside: retreat 16 (14 to 18), shrewd pivot 9 (7 to 11), neither 4 (4 to 8).')
    expect(footnote.match(/(?<!95|80|85)%/)).toBeNull()
    expect(cite(breakdownOf({ postCount: 30, labelCounts: [14, 7, 4], drawnCount: 25 }), { halfWidth: 0.2 }).sentence).toMatch(
      /^An estimated 48% of the 30 replies/,
    )
  })

  it('writes counts without an interval when all were labelled', () => {
    const census = breakdownOf(censusOf(11, 1, 8))
    const claim = cite(census)
    expect(claim.sentence).toBe(
      "11 of the 20 replies captured in this thread call Acme's move a retreat and 1 a shrewd pivot, the rest neither; retreat leads, all 20 read and labelled by one coder.",
    )
    expect(claim.footnote).toContain('Counts: retreat 11 of 20, shrewd pivot 1 of 20, neither 8 of 20; readers can err.')
    expect(claim.shares.map(({ margin, printed }) => [margin, printed.marginPoints])).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ])
    expect(cite(breakdownOf(censusOf(0, 0, 6))).sentence).toBe(
      "None of the 6 replies captured in this thread call Acme's move a retreat or a shrewd pivot, all 6 read and labelled by one coder.",
    )
    expect(cite(census, { label: PIVOT }).sentence).toMatch(/^1 of the 20 replies captured in this thread calls Acme's move/)
    expect(cite(breakdownOf(censusOf(150, 149, 1))).sentence).toMatch(
      /^150 of the 300 replies .* a retreat \(50%\) and 149 a shrewd pivot \(50%\), the rest neither; no clear lead, all 300 read and labelled by one coder\.$/,
    )
    expect(cite(breakdownOf(censusOf(10, 10, 0))).sentence).toMatch(
      /a shrewd pivot; no clear lead, all 20 read and labelled by one coder\.$/,
    )
  })

  it('asks which deal is meant, and names the move where several stand side by side', () => {
    const two = breakdownOf(
      {},
      { others: [{ dealId: 'acme-sale', postCount: 100, labelCounts: [40, 30, 20], drawnCount: 90, move: 'Acme sells its name.' }] },
    )
    const error = refusal(two)
    expect(error).toMatchObject({ code: 'USAGE_OPTION_INVALID', context: { known: ['acme-lease', 'acme-sale'] } })
    expect(error.message).toContain('--deal acme-lease|acme-sale')
    expect(refusal(two, { dealId: 'x' }).message).toContain('got "x"')
    expect(cite(two, { dealId: 'acme-sale' }).sentence).toMatch(
      /^An estimated 48% of the 100 replies captured in this thread and tied to the move “Acme sells its name” call it a retreat/,
    )
  })

  it('says so when a share is next to nothing', () => {
    const tiny = breakdownOf({ shares: [0.004, 0.1, 0.896], labelCounts: [0, 15, 135], standardErrors: [0.01, 0.02, 0.02] })
    expect(cite(tiny, { label: RETREAT }).sentence).toMatch(/^By estimate, less than 1% of the 400 replies .* \(0–3%\)/)
    // A sample without any does not show that there are none.
    const none = breakdownOf({ shares: [0, 0.1, 0.9], labelCounts: [0, 15, 135], standardErrors: [0.01, 0.02, 0.02] })
    expect(cite(none, { label: RETREAT }).sentence).toMatch(/^By estimate, less than 1% of the 400 replies/)
  })

  it('speaks of labels of another scheme as codes', () => {
    const labels = ['favour', 'against']
    const scheme = recordScheme(createScheme({ id: 'favour', labels: [...labels, 'none'], sides: labels, neutral: 'none' }))
    const other = { labels, labelCounts: [90, 60], shares: [0.6, 0.4], standardErrors: [0.03, 0.03] }
    expect(cite(breakdownOf(other, { ...(scheme && { scheme }) })).sentence).toBe(
      "An estimated 60% of the 400 replies captured in this thread are coded “favour” on Acme's move (54–66%) and 40% “against” (34–46%); “favour” leads, with a random 150 labelled by hand.",
    )
  })
})

describe('the words for a lead', () => {
  // Margin of every share 1.96 x 0.03 = 5.88 points, printed as 6; twice 11.76, printed 12.
  it.each([
    // The difference has a variance of 3 x 0.0009, so that its margin is 1.96 x 5.196 = 10.18 points.
    { shares: [0.45, 0.3, 0.25], word: 'leads', why: '15 > 11.76' },
    { shares: [0.3, 0.45, 0.25], word: 'leads', why: 'the other side' },
    { shares: [0.41, 0.3, 0.29], word: 'too close to say', why: '11 - 10.18 is less than a point: 0 in print' },
    { shares: [0.415, 0.3, 0.285], word: 'leads', why: '11.5, 1 to 22' },
    { shares: [0.37, 0.3, 0.33], word: 'too close to say', why: '7 > 5.88, but -4 to 18' },
    { shares: [0.35, 0.3, 0.35], word: 'too close to say', why: '5 < 5.88' },
    { shares: [0.3, 0.3, 0.4], word: 'too close to say', why: 'a tie' },
  ])('$shares: $word ($why)', ({ shares, word }) => {
    const claim = cite(breakdownOf({ shares, labelCounts: [50, 50, 50], standardErrors: [0.03, 0.03, 0.03] }))
    expect(claim.lead?.word).toBe(word)
    const ahead = (shares[1] as number) > (shares[0] as number) ? PIVOT : RETREAT
    expect(claim.sentence).toContain(`; ${word === 'too close to say' ? 'no clear lead' : `${ahead} ${word}`}, with `)
  })
})

describe('refusals', () => {
  it('without an audit: how many labels, and the commands', () => {
    const error = refusal({ ...breakdownOf(), audit: null })
    const count = labelsToQuote([UNKNOWN], { unitCount: 400, halfWidth: 0.1, confidenceLevel: 0.95 })
    expect(error.code).toBe('CITE_NOT_AUDITED')
    expect(error.message).toContain(`npm run audit -- SCORED --size ${count}`)
    expect(error.message).toContain('npm run cite -- SCORED.')
    const asked = refusal({ ...breakdownOf(), audit: null }, { dealId: 'acme-lease' })
    expect(asked.message).toContain('npm run cite -- SCORED --deal acme-lease.')
  })

  it('with one label only, or none of this deal', () => {
    const one = breakdownOf({ labelCounts: [1, 0, 0], drawnCount: 3 })
    expect(refusal(one)).toMatchObject({ code: 'CITE_NOT_AUDITED' })
    expect(refusal(one).message).toContain('1 of the 3 posts picked are labelled (deal “acme-lease”)')
    const none = breakdownOf()
    if (none.audit === null) throw new Error('expected an audit')
    expect(refusal({ ...none, audit: { ...none.audit, deals: [] } }).message).toContain('fewer than two posts picked are labelled')
    expect(refusal(breakdownOf({ postCount: 1, labelCounts: [1, 0, 0], drawnCount: 1 })).message).toContain('too few for any share')
  })

  it('too wide for the default, or for what was asked; just wide enough passes', () => {
    const wide = breakdownOf({ standardErrors: [0.055, 0.036, 0.033] })
    const error = refusal(wide)
    expect(error).toMatchObject({ code: 'CITE_TOO_WIDE', context: { label: RETREAT, labelledCount: 150 } })
    expect(error.message).toMatch(
      /^Not ready to cite: 150 labels give the share of retreat to ±10\.8 points \(deal “acme-lease”\); the limit is ±10\./,
    )
    expect(error.message).toContain('Or ask for less: --max-width ±11.')
    expect(refusal(breakdownOf(), { halfWidth: 0.05 }).message).toContain(
      'give the share of retreat to ±7.8 points (deal “acme-lease”); the limit is ±5.',
    )
    expect(cite(breakdownOf(), { halfWidth: 1.959963984540054 * 0.04 }).shares).toHaveLength(3)
    // A label that is known well enough can be said alone.
    expect(cite(wide, { label: PIVOT }).sentence).toContain('30%')
  })

  it('asks first for the labels of posts that are drawn already', () => {
    const open = breakdownOf({ standardErrors: [0.06, 0.05, 0.05], drawnCount: 160 })
    expect(refusal(open).message).toContain('First label the 10 sampled posts that have no label yet. Enlarge the sample')
    expect(cite(breakdownOf({ drawnCount: 160 })).footnote).toContain(
      'people labelled a random 150, correcting its counts; the sample is the first 150 of 160 in the order picked',
    )
  })

  it('says what is not captured, in the sentence where it is most', () => {
    expect(cite(breakdownOf({}, { capture: captureOf(0, 0) })).capture.capturedShare).toBe(1)
    expect(cite(breakdownOf()).capture).toEqual({ capturedCount: 400, missingCount: null, capturedShare: null, bounds: [] })
    expect(cite(breakdownOf({}, { capture: captureOf(500, 400) })).footnote).toContain(
      'Captured: 400 of the 500 replies known to exist; had all been read, retreat could be 30% to 70% (sampling error aside). Posts',
    )
  })
})

describe('names from outside', () => {
  const ODD = ['Acme\n\n# Breaking', 'Ac\u200bme', '\ud800', '   ', '', '__proto__', '👩‍👩‍👧‍👦 & Sons', 'אקמה']
  it.each([...HOSTILE_TEXTS, ...ODD])('%j stays a name', (name) => {
    const { sentence, footnote } = cite(breakdownOf({ mover: name, move: name, dealId: name }))
    for (const text of [sentence, footnote]) {
      expect(text).not.toMatch(/[\p{Cc}\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/u)
      expect(text.length).toBeLessThan(2500)
    }
    expect(sentence).toMatch(/ captured in this thread call .*the move|move .*a retreat/)
    expect(sentence).toContain('(40–56%)')
  })

  it('writes the genitive, and the id where the mover is not known', () => {
    expect(cite(breakdownOf({ mover: 'General Motors' })).sentence).toContain("call General Motors' move a retreat")
    expect(cite(breakdownOf({ mover: null })).sentence).toContain('call the move “acme-lease” a retreat')
    const without = breakdownOf()
    const overall = { ...without, deals: [], audit: without.audit && { ...without.audit, overall: without.audit.deals[0] ?? null } }
    expect(cite(overall).sentence).toContain('captured in this thread call the move a retreat')
  })
})

describe('properties', () => {
  const share = fc.double({ min: 0.001, max: 1, noNaN: true })
  const examples = fc
    .record({
      postCount: fc.integer({ min: 4, max: 20_000 }),
      part: fc.double({ min: 0.01, max: 1, noNaN: true }),
      weights: fc.tuple(share, share, share),
      errors: fc.tuple(...[0, 1, 2].map(() => fc.double({ min: 0, max: 0.2, noNaN: true }))),
      hasRoots: fc.boolean(),
      threadCount: fc.integer({ min: 1, max: 5 }),
    })
    .map(({ postCount, part, weights, errors, hasRoots, threadCount }): Partial<Example> => {
      const labelledCount = Math.max(Math.min(20, postCount), Math.round(part * postCount))
      const total = weights.reduce((sum, weight) => sum + weight, 0)
      const counts = weights.slice(0, 2).map((weight) => Math.floor((weight / total) * labelledCount))
      const labelCounts = [...counts, labelledCount - counts.reduce((sum, count) => sum + count, 0)]
      // What the labels allow: the posts without one shared out in the same way.
      const open = postCount - labelledCount
      const shares = labelCounts.map((count, index) => (count + open * ((weights[index] ?? 0) / total)) / postCount)
      const standardErrors = open === 0 ? [0, 0, 0] : errors.map((error) => Math.max(error, 1e-6))
      return { postCount, labelCounts, drawnCount: labelledCount, shares, standardErrors, rootCount: hasRoots ? 2 : 0, threadCount }
    })
  const FORBIDDEN = /the public|investors|users|people say|everyone|voters|respondents|survey|twitter|undefined|NaN|null|\[object/i

  it('a printed interval holds the computed one, a sentence holds no forbidden word and always says whose shares they are', () => {
    forAny(examples, fc.option(fc.constantFrom(...STANCE_SCHEME.labels), { nil: undefined }), (example, label) => {
      const claim = cite(breakdownOf(example), { halfWidth: 0.5, ...(label !== undefined && { label }) })
      const { postCount = 0 } = example
      for (const { low, high, share: exact, margin, printed } of claim.shares) {
        const slack = 1e-6
        expect(printed.lowPercent).toBeLessThanOrEqual(low * 100 + slack)
        expect(printed.highPercent).toBeGreaterThanOrEqual(high * 100 - slack)
        expect(printed.lowCount).toBeLessThanOrEqual(low * postCount + slack)
        expect(printed.highCount).toBeGreaterThanOrEqual(high * postCount - slack)
        expect(printed.count).toBeGreaterThanOrEqual(printed.lowCount)
        expect(printed.count).toBeLessThanOrEqual(printed.highCount)
        expect(Math.abs(printed.marginPoints - margin * 100)).toBeLessThanOrEqual(margin > 0 ? 0.5 : 0)
        expect(percentWords(exact)).toBe(printed.percent)
      }
      expect(claim.sentence).toMatch(/ (replies|posts) captured in (this thread|this file|these \d+ threads) /)
      expect(claim.sentence.includes('posts captured')).toBe((example.rootCount ?? 0) > 0)
      expect(claim.sentence + claim.footnote).not.toMatch(FORBIDDEN)
      expect(claim.sentence).toMatch(/^[^.]*\.$/)
      const { lead } = claim
      if (lead !== null) {
        expect(lead.low).toBeLessThanOrEqual(lead.difference)
        expect(lead.high).toBeGreaterThanOrEqual(lead.difference)
        if (lead.word !== 'too close to say') expect(lead.low).toBeGreaterThan(0)
      }
    })
  })

  it('swapping the sides swaps the sentence and nothing else', () => {
    fc.assert(
      fc.property(examples, (example) => {
        const swap = <Value>([one, other, rest]: readonly Value[]): Value[] => [other, one, rest] as Value[]
        const turned = {
          ...example,
          shares: swap(example.shares ?? []),
          labelCounts: swap(example.labelCounts ?? []),
          standardErrors: swap(example.standardErrors ?? []),
        }
        const [one, other] = [cite(breakdownOf(example), { halfWidth: 0.5 }), cite(breakdownOf(turned), { halfWidth: 0.5 })]
        expect(other.lead?.word).toBe(one.lead?.word)
        if (one.lead !== null) expect(other.lead?.difference).toBeCloseTo(one.lead.difference, 12)
        expect(other.shares[1]?.printed).toEqual(one.shares[0]?.printed)
      }),
      { numRuns: Math.min(RUNS, 1000) },
    )
  })
})
