import { describe, expect, it } from 'vitest'
import { schemeTag } from '../../../src/base/scheme/scheme-tag.js'
import {
  createScheme,
  type StanceScheme,
  STANCE_SCHEME as scheme,
} from '../../../src/base/scheme/stance-scheme.js'
import { aggregate } from '../../../src/count/aggregate.js'
import type { Breakdown } from '../../../src/count/breakdown/breakdown.js'
import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { cite } from '../../../src/say/cite/cite.js'
import { displayWidth } from '../../../src/say/format/display-width.js'
import { PLAIN_STYLE } from '../../../src/say/format/style.js'
import { renderCard, resultCard } from '../../../src/say/table/result-card.js'
import { auditOf, draw } from '../../count/audit/audit-example.js'
import { labelAt, NEITHER, PIVOT, RETREAT, scoredPost } from '../../count/scored-posts.js'
import { inRows } from '../../support/in-rows.js'
import {
  breakDown,
  DESIGN,
  honest,
  labelBy,
  labelled,
  POSTS,
  thread,
} from '../cite/labelled-example.js'

const cardOf = (breakdown: Breakdown) => resultCard(breakdown)
/** Posts by one author each. */
const postsBy = (
  count: number,
  labelOf: (index: number) => string,
  dealOf: (index: number) => readonly string[] = () => ['deal-a'],
) =>
  Array.from({ length: count }, (_, index) =>
    scoredPost(labelOf(index), { id: `p${index}`, author: `a${index}` }, dealOf(index)),
  )
const counted = (posts: readonly ScoredPost[], own: StanceScheme<string> = scheme): Breakdown =>
  aggregate(posts, { scheme: own })
const unchecked = (retreats = 0, pivots = 0, others = 0): Breakdown =>
  counted(
    postsBy(retreats + pivots + others, (index) => labelAt(index, retreats, retreats + pivots)),
  )
/**
 * A thread of which every post is labelled truly, and cited without a margin, or a sample with one.
 */
const checked = (counts: readonly number[], size: number): Breakdown => {
  const posts = thread(...counts)
  return labelled(posts, draw(posts, size))
}

describe('the headline of a result card', () => {
  it('says what the model counted, and that nobody checked it: no side leads, and none has most', () => {
    const card = cardOf(unchecked(90, 6, 4))
    expect(card.headline).toBe(
      'The model labels 100 replies: 90 retreat, 6 shrewd pivot and 4 neither; nobody has checked them',
    )
    expect([card.light, card.status]).toEqual([
      'unchecked',
      expect.stringMatching(/^Not for print: nobody has checked a sample; it takes \d\d labels$/),
    ])
  })

  it('counts where there are fewer than 30 posts, without percent or interval', () => {
    const card = cardOf(unchecked(20, 0, 9))
    expect(card.headline).toBe(
      'Too few posts for percentages: of 29 replies, the model labels 20 retreat and 9 neither; nobody has checked them',
    )
    expect(inRows(card.rows.map(({ text, range }) => [text, range]))).toEqual([
      '20 | -',
      '0 | -',
      '9 | -',
    ])
    expect(JSON.stringify(card)).not.toContain('%')
  })

  it('settles nothing while labels are missing, and says how many', () => {
    const breakdown = labelled(POSTS, DESIGN, (_, index) => index < 25)
    const card = cardOf(breakdown)
    expect(card.headline).toBe('Not done yet: 25 of the 400 replies are read')
    expect(card.light).toBe('open')
    expect(card.status).toMatch(/^Not for print: 275 posts have no final label yet$/)
    expect(card.rows.every(({ range }) => range !== null)).toBe(true)
  })

  it('names the readers who differ, where that is all that is left', () => {
    const posts = POSTS.slice(0, 30)
    const design = draw(posts, 30)
    const labelOf = (at: number): string => [RETREAT, PIVOT, NEITHER][at % 3] ?? NEITHER
    const first = design.units.map((unit, at) => labelBy('ada', unit, labelOf(at)))
    const second = design.units.map((unit, at) =>
      labelBy('ben', unit, labelOf(at < 5 ? at + 1 : at)),
    )
    const card = cardOf(breakDown(posts, design, [...first, ...second]))
    expect(card.headline).toBe('Two readers differ on 5 of 30 posts: settle them')
  })

  it('says of a check that cannot be used why', () => {
    const opposite = { [RETREAT]: PIVOT, [PIVOT]: NEITHER, [NEITHER]: RETREAT } as Readonly<
      Record<string, string>
    >
    const first = honest(DESIGN)
    const second = DESIGN.units
      .slice(0, 100)
      .map((unit, index) => labelBy('ben', unit, opposite[first[index]?.label ?? ''] ?? NEITHER))
    const settled = DESIGN.units
      .slice(0, 100)
      .map((unit, index) => labelBy('cyn', unit, first[index]?.label ?? null, true))
    expect(cardOf(breakDown(POSTS, DESIGN, [...first, ...second, ...settled])).headline).toBe(
      'Not printable yet: readers agree too little',
    )
  })

  it.each([
    [[180, 60, 160], 300],
    [[150, 145, 105], 200],
    [[10, 8, 7], 25],
  ] as const)('of %j posts, %i of them checked, is the sentence of cite', (counts, size) => {
    const breakdown = checked(counts, size)
    const card = cardOf(breakdown)
    expect([card.light, card.status]).toEqual(['ready', 'Ready to cite'])
    expect(cite(breakdown).sentence).toBe(card.headline)
  })

  it('names labels of one’s own as codes', () => {
    const own = createScheme({
      id: 'own',
      labels: ['yes', 'no'],
      sides: ['yes', 'no'],
      neutral: null,
    })
    const posts = postsBy(40, (index) => (index % 2 ? 'yes' : 'no')).map((post) => ({
      ...post,
      scheme: schemeTag(own),
    }))
    expect(resultCard(counted(posts, own)).headline).toBe(
      'The model labels 40 replies: 20 yes and 20 no; nobody has checked them',
    )
  })

  it('is of all posts where most are on no named deal', () => {
    const posts = postsBy(
      60,
      (index) => (index % 3 ? RETREAT : PIVOT),
      (index) => (index < 7 ? ['deal-a'] : []),
    )
    const card = cardOf(counted(posts))
    expect(card.headline).toBe(
      'The model labels 60 replies: 40 retreat and 20 shrewd pivot; nobody has checked them',
    )
    expect([card.dealId, card.others.map(({ line }) => line)]).toEqual([
      null,
      ['7 replies, by the model 4 retreat and 3 shrewd pivot; too few for percentages'],
    ])
    const mixed = aggregate(posts, {
      scheme,
      audit: { audit: auditOf(posts, 60, ({ label }) => label ?? RETREAT), sha256: null },
    })
    expect(cardOf(mixed).status).toBe('Not for print: each move is quoted alone')
    expect(cardOf(mixed).headline).toBe(
      'The model labels 60 replies: 40 retreat and 20 shrewd pivot; the labels by hand count for each move alone',
    )
  })

  it('has a word for no posts and for no label', () => {
    expect(cardOf(aggregate([], { scheme })).headline).toBe('No posts were counted')
    const card = cardOf(aggregate([scoredPost('unscored')], { scheme }))
    expect([card.headline, card.rows]).toEqual(['No post got a label', []])
  })
})

describe('the rest of the card', () => {
  it('names dates and model, counts coders, and gives every other deal a line', () => {
    const dealAt = (index: number): string => {
      if (index < 40) return 'big'
      if (index < 67) return 'small'
      return index < 69 ? 'tiny' : 'other'
    }
    const posts = Array.from({ length: 70 }, (_, index) =>
      scoredPost(index % 2 ? RETREAT : PIVOT, { id: `p${index}`, author: `a${index % 9}` }, [
        dealAt(index),
      ]),
    )
    const timeAt = (index: number): string | null => {
      if (index > 39) return null
      return index === 3 ? '2026-04-30T23:00:00.000Z' : '2026-05-02T01:00:00.000Z'
    }
    const cardOn = (createdAt: (index: number) => string | null) =>
      cardOf(counted(posts.map((post, index) => ({ ...post, createdAt: createdAt(index) }))))
    const card = cardOn(timeAt)
    expect(card.basis).toBe(
      '40 replies by 9 known authors, 30 April – 2 May 2026; labelled by the model test-model',
    )
    // The days of one post are not those of all.
    expect(
      cardOn((index) => (index % 40 === 0 ? '2026-05-01T10:00:00.000Z' : null)).basis,
    ).toContain('9 known authors, 1 of 40 dated; labelled')
    expect(cardOn(() => null).basis).toBe(
      '40 replies by 9 known authors; labelled by the model test-model',
    )
    expect(card.others.map(({ name, line }) => `${name}: ${line}`)).toEqual([
      'small: 27 replies, by the model 13 retreat and 14 shrewd pivot; too few for percentages',
      'With few posts: tiny (2), other (1)',
    ])
    const audited = cardOf(labelled(POSTS, DESIGN))
    expect(audited.basis).toContain('; 300 of the 400 labelled by hand (1 reader)')
    const census = auditOf(posts, 70, () => PIVOT)
    const byPeople = census.labels.map((label) => ({ ...label, coderKind: 'person' as const }))
    const audit = { ...census, labels: byPeople }
    const read = aggregate(posts, { scheme, audit: { audit, sha256: null } })
    expect(cardOf(read).basis).toContain(' labelled by hand (1 reader)')
    expect(cardOf(read).basis).not.toContain('model')
  })

  it('gives no number of the model for a deal beside one that people read', () => {
    const others = Array.from({ length: 30 }, (_, index) =>
      scoredPost(PIVOT, { id: `other-${index}`, author: `b${index}` }, ['deal-b']),
    )
    const all = [...POSTS, ...others]
    const card = cardOf(labelled(all, draw(all, 300, { leftOut: new Set(['deal-b']) })))
    expect(card.others.map(({ name, line }) => `${name}: ${line}`)).toEqual([
      'deal-b: 30 replies, not labelled for this move',
    ])
  })

  it('cautions against intervals only where it prints some, and each once', () => {
    const few = cardOf(unchecked(20, 9))
    expect(few.cautions.join(' ')).not.toMatch(/wider crowd|interval/)
    const many = cardOf(unchecked(40, 18, 2))
    expect(new Set(many.cautions).size).toBe(many.cautions.length)
    expect(many.cautions.join(' ')).not.toContain('not checked by people')
  })

  it.each([50, 80, 120])('fits a terminal of %i columns', (width) => {
    const card = cardOf(labelled(POSTS, DESIGN))
    for (const line of renderCard(card, { scheme, width, style: PLAIN_STYLE }))
      expect(displayWidth(line)).toBeLessThanOrEqual(Math.min(width, 100))
  })
})
