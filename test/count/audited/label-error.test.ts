import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../src/base/statistics/random/seeded-random.js'
import { errorSpread, labelErrorOf, widenByError } from '../../../src/count/audited/label-error.js'
import { compareSides } from '../../../src/count/audited/lead.js'
import { cite } from '../../../src/say/cite/cite.js'
import { breakdownOf, censusOf } from '../../say/cite/cite-example.js'
import { IS_LONG, runCount } from '../../support/run-count.js'

const audited = (doubleCodedCount: number, unanimousCount: number, labelledCount: number, settledCount = 0) => ({
  labelledCount,
  settledBy: settledCount === 0 ? [] : [{ coder: 'eva', count: settledCount }],
  agreement: {
    ...{ doubleCodedCount, unanimousCount, alpha: null, alphaInterval: null, byLabel: [] },
    agreementShare: doubleCodedCount === 0 ? null : unanimousCount / doubleCodedCount,
  },
})

describe('the part of the labels that is wrong', () => {
  it('is a tenth where nobody checked', () => {
    expect(labelErrorOf(audited(0, 0, 80), 3)).toBeCloseTo(0.1, 12)
    expect(labelErrorOf(audited(0, 0, 80), 2)).toBeCloseTo(0.1, 12)
  })

  it('is that of coders who differ as often', () => {
    // Right on 85 of 100, they differ on 1 - .85² - .15² / 2 = .26625 of them. Ten more judgements count as .185 of each.
    const differing = (1.85 + 0.26625 * 8000) / 8010
    const error = (1 - Math.sqrt(1 - 1.5 * differing)) / 1.5
    expect(error).toBeCloseTo(0.15, 3)
    expect(labelErrorOf(audited(8000, 8000 * (1 - 0.26625), 1e9), 3)).toBeCloseTo(error, 3)
  })

  it('is small where two read all, agreed on nearly all and settled the rest', () => {
    expect(labelErrorOf(audited(60, 57, 60, 3), 3)).toBeLessThan(0.005)
    expect(labelErrorOf(audited(60, 57, 300, 3), 3)).toBeLessThan(labelErrorOf(audited(0, 0, 300), 3))
  })
})

describe('an interval that allows for wrong labels', () => {
  it('holds the share that even errors turned into what was read', () => {
    // .05 of the posts, a tenth of the labels wrong: .05 * .9 + .95 * .05 = .0925 are read.
    const { low, high } = widenByError({ low: 0.0925, high: 0.5 }, 0.1, 3)
    expect(low).toBeCloseTo(0.05, 12)
    expect(high).toBeCloseTo((0.5 - 0.05) / 0.85, 12)
    expect(widenByError({ low: 0.2, high: 0.4 }, 0, 3)).toEqual({ low: 0.2, high: 0.4 })
  })

  it('is that of a sample that two labelled, and holds the truth where the plain one misses it', () => {
    const once = breakdownOf({ labelCounts: [8, 80, 62] })
    expect(cite(once).footnote).toContain('95% intervals, wrong labels aside: ')
  })
})

describe('a tie of a thread that was read as a whole by one coder who is right on nine of ten', () => {
  const RUNS = IS_LONG ? runCount(20_000) : 2000
  /** Reads a tie of two sides among so many posts, and gives the votes ahead, signed. */
  const readTie = (sided: number, others: number, random: () => number): number => {
    let votes = 0
    for (let post = 0; post < sided + others; post++) {
      const truth = post >= sided ? 2 : post % 2
      const label = random() < 0.9 ? truth : (truth + 1 + Math.floor(2 * random())) % 3
      votes += label === 0 ? 1 : label === 1 ? -1 : 0
    }
    return votes
  }

  it.each([
    [12, 5],
    [14, 6],
    [40, 20],
    [70, 30],
    [140, 60],
  ])(`prints "leads" of %s posts on both sides and %s others in at most 5 %% of cases (${RUNS} readings)`, (sided, others) => {
    const random = seededRandom(1)
    const postCount = sided + others
    const { audit } = breakdownOf(censusOf(sided / 2, sided / 2, others))
    const group = audit?.deals[0]
    if (!group) throw new Error('expected an audited deal')
    const leads = new Map<number, boolean>()
    const isLead = (votes: number): boolean => {
      const shares = [sided + votes, sided - votes, 2 * others].map((double, index) => {
        const share = double / 2 / postCount
        return { label: `${index}`, share, low: share, high: share, standardError: 0 }
      })
      return compareSides(shares, ['0', '1'], { ...group, populationCount: postCount })?.word === 'leads'
    }
    let count = 0
    for (let run = 0; run < RUNS; run++) {
      const votes = readTie(sided, others, random)
      if (!leads.has(votes)) leads.set(votes, isLead(votes))
      if (leads.get(votes)) count += 1
    }
    expect(count / RUNS).toBeLessThanOrEqual(0.05)
    expect(count).toBeGreaterThan(0)
  })

  it('spreads as the readings do', () => {
    const random = seededRandom(2)
    const votes = Array.from({ length: 20_000 }, () => readTie(14, 6, random))
    const spread = Math.sqrt(votes.reduce((total, vote) => total + vote ** 2, 0) / votes.length)
    expect(Math.abs(spread / errorSpread(0.1, { postCount: 20, sidedCount: 14, labelCount: 3 }) - 1)).toBeLessThan(0.02)
  })
})
