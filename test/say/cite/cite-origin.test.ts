import { describe, expect, it } from 'vitest'
import type { LabelOrigin } from '../../../src/count/breakdown/breakdown-audit.js'
import { type CiteOptions, cite } from '../../../src/say/cite/cite.js'
import { RETREAT } from '../../count/scored-posts.js'
import { breakdownOf } from './cite-example.js'

function noteOf(changes: Partial<LabelOrigin>, options: CiteOptions = {}): string {
  const breakdown = breakdownOf()
  const { audit } = breakdown
  if (!audit?.origin) throw new Error('expected an audit whose labels are traced')
  return cite({ ...breakdown, audit: { ...audit, origin: { ...audit.origin, ...changes } } }, options).footnote
}

const usual = { judgedCount: 150, equalCount: 90, carefulShare: 0.667, chance: 0.9 }

describe('a footnote says', () => {
  it.each<[Partial<LabelOrigin>, string]>([
    [{ draw: 'forgotten', forgottenCount: 2 }, ' 2 judgements were taken out on request; the draw cannot be repeated.'],
    [{ draw: 'forgotten', forgottenCount: 1 }, ' 1 judgement was taken out on request; the draw cannot be repeated.'],
    [{ draw: 'forgotten', forgottenCount: 0 }, ' Posts were taken out on request; the draw cannot be repeated.'],
    [{ changedCount: 1 }, ' 1 label was changed after it was given.'],
    [{ changedCount: 30 }, ' 30 labels were changed after they were given.'],
    [{ setAside: { advert: 24, retweet: 3 } }, ' Set aside and not counted: 24 as advert, 3 as retweet.'],
    [{ modelAgreement: { all: usual, randomShare: 0.4, leastSure: null } }, " The labels are the same as the program's on 90 of 150."],
    [
      { balance: { label: RETREAT, z: 3.6 } },
      " Caution: the program's probability of retreat is higher for the drawn posts than for all (z 3.6), more than random draws usually make it.",
    ],
    [{ balance: { label: null, z: -4.4 } }, " Caution: the program's certainty is lower for the drawn posts than for all (z -4.4)"],
  ])('%j', (changes, words) => {
    expect(noteOf(changes)).toContain(words)
    expect(noteOf({})).not.toContain(words)
  })

  it('nothing of a balance that random draws reach', () => {
    expect(noteOf({ balance: { label: RETREAT, z: 3.4 } })).toBe(noteOf({}))
  })
})

it('refuses a sample that is unlike the rest', () => {
  expect(() => noteOf({ balance: { label: RETREAT, z: -4.5 } })).toThrow(
    expect.objectContaining({ code: 'CITE_UNBALANCED', message: expect.stringContaining('for all, by 4.5 standard errors') }),
  )
})
