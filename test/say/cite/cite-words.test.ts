import { describe, expect, it } from 'vitest'
import { roundMargin } from '../../../src/count/audited/lead.js'
import type { Breakdown } from '../../../src/count/breakdown/breakdown.js'
import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { cite, renderClaimText } from '../../../src/say/cite/cite.js'
import { buildDisclosure } from '../../../src/say/disclosure/disclosure.js'
import { percentWords } from '../../../src/say/format/format-value.js'
import { draw } from '../../count/audit/audit-example.js'
import { NEITHER, PIVOT, RETREAT, scoredPost } from '../../count/scored-posts.js'
import { breakdownOf } from './cite-example.js'
import { breakDown, honest, labelBy, labelled, POSTS, refusal, thread, truthOf } from './labelled-example.js'

/** All posts read by one coder, who labels them rightly. */
const census = (posts: readonly ScoredPost[]): Breakdown => labelled(posts, draw(posts, posts.length))

describe('the move', () => {
  const footnoteOf = (move: string): string => cite(breakdownOf({ move })).footnote

  it.each(["McDonald's", 'Moody’s'])('of %s, whose name is a possessive already', (mover) => {
    expect(cite(breakdownOf({ mover })).sentence).toContain(` call ${mover} move a retreat`)
  })

  it.each([
    ['the economy in crisis, and 9 in 10 investors agree that Alphabet', 'the move'],
    ['Alphabet, Inc.', "Alphabet, Inc.'s move"],
    ['Johnson & Johnson', "Johnson & Johnson's move"],
    ['adidas', "adidas' move"],
    ['3M', "3M's move"],
    ['9 In 10 Experts', 'the move'],
  ])('of %s, as far as that is a name', (mover, target) => {
    expect(cite(breakdownOf({ mover })).sentence).toContain(` call ${target} a retreat`)
  })

  it('ends with one mark', () => {
    expect(footnoteOf("Moody's buys Exxon's $5bn unit — really?.")).toMatch(/^The move: “Moody's buys Exxon's \$5bn unit — really\?” How: /)
    expect(footnoteOf('Acme leases its plant!')).toMatch(/^The move: “Acme leases its plant!” How: /)
    expect(footnoteOf('Acme leases its plant')).toMatch(/^The move: “Acme leases its plant\.” How: /)
  })

  it('is missed where no file names it', () => {
    const words = 'Caution: the scored file names no move. Name it when you quote this, or in the file: classify … --mover COMPANY'
    const posts = POSTS.map((post) => ({ ...post, deals: [], stances: [] }))
    const { sentence, footnote } = cite(census(posts))
    expect(sentence).toContain(' call the move a retreat')
    expect(footnote.startsWith(words)).toBe(true)
    expect(cite(breakdownOf()).footnote).not.toContain(words)
  })
})

describe('a sentence never says', () => {
  it('that a model labelled what it left without a label', () => {
    const posts = POSTS.map((post, index) => {
      if (index % 400 >= 238) return post
      const nothing = { label: null, lean: null, probabilities: null, status: 'unscored' as const }
      return { ...post, ...nothing, reason: 'other language', stances: post.stances.map((stance) => ({ ...stance, ...nothing })) }
    })
    const design = draw(posts, 300)
    const { footnote } = cite(labelled(posts, design))
    expect(footnote).toContain(
      'How: a model (test-model) labelled 162 of the 400 replies, and gave the others no label; people labelled a random 300 of all 400,',
    )
    expect(footnote).not.toContain('labelled all')
  })

  it('"the rest neither" where the estimate or the printed numbers leave no rest', () => {
    const none = { shares: [0.6, 0.4, 0], labelCounts: [90, 60, 0], standardErrors: [0.03, 0.03, 0.01] }
    expect(cite(breakdownOf(none)).sentence).toMatch(/60% of .* 40% a shrewd pivot \([^)]*\); /)
    const tiny = { shares: [0.596, 0.401, 0.003], labelCounts: [89, 60, 1], standardErrors: [0.03, 0.03, 0.01] }
    expect(cite(breakdownOf(tiny)).sentence).not.toContain('the rest')
    expect(cite(breakdownOf({ shares: [0.48, 0.32, 0.2] }), { label: PIVOT }).sentence).not.toContain('the rest')
    expect(cite(census(thread(11, 6, 3))).sentence).toContain(', the rest neither; ')
  })

  it('that a side leads beside an interval of the difference that holds 0', () => {
    // Difference 10 points, variance 4 x 0.0014 = 0.0056 without a third label: 1.96 x 7.5 = 14.7.
    const claim = cite(breakdownOf({ shares: [0.55, 0.45, 0], labelCounts: [80, 70, 0], standardErrors: [0.0374, 0.0374, 0] }))
    expect(claim.lead?.low).toBeLessThan(0)
    expect(claim.sentence).toMatch(/; no clear lead, with a random 150 labelled by hand\.$/)
  })

  it('that 12 to 8 is a lead by some margin: two wrong labels of 20 undo it', () => {
    const { sentence, footnote } = cite(census(thread(12, 8)))
    expect(sentence).toBe(
      '12 of the 20 replies captured in this thread call the move “deal-a” a retreat and 8 a shrewd pivot; no clear lead, all 20 read and labelled by one coder.',
    )
    expect(footnote).toContain('How: one coder read and labelled all 20 replies.')
    expect(footnote).not.toMatch(/±|\bmargin/)
    const clear = census(thread(13, 7))
    expect(cite(clear).sentence).toContain('retreat leads')
    expect(cite(clear).footnote).toContain('Retreat leads unless 3 or more of 20 labels say retreat where shrewd pivot is right.')
  })

  it('the number of coders of another deal', () => {
    const posts = [...Array(40).keys()].map((index) =>
      scoredPost(index % 3 === 0 ? PIVOT : RETREAT, { id: `${RETREAT}:${index}` }, [index < 20 ? 'deal-a' : 'deal-b']),
    )
    const design = draw(posts, 40)
    const labels = design.units.map((unit) => labelBy(unit.dealId === 'deal-a' ? 'ana' : 'ben', unit, truthOf(unit)))
    expect(cite(breakDown(posts, design, labels), { dealId: 'deal-a' }).sentence).toContain('all 20 read and labelled by one coder')
  })

  it('a share from a handful of labels, whatever width is asked for', () => {
    const design = draw(POSTS, 19)
    const few = refusal(labelled(POSTS, design))
    expect(few.code).toBe('CITE_TOO_FEW_LABELS')
    expect(few.message).toMatch(
      /^Not ready to cite: 19 of 400 replies are labelled by hand \(deal “deal-a”\), and at least 20 are needed: .* --size \d+[ ,]/,
    )
    expect(Number(few.context['neededCount'])).toBeGreaterThanOrEqual(20)
    const unknown = honest(design).map((label) => ({ ...label, coderKind: 'unknown' as const }))
    expect(refusal(breakDown(POSTS, design, unknown)).message).toContain('19 of 400 replies are labelled (deal')
    expect(() => cite(labelled(POSTS, design), { halfWidth: 0.05 })).toThrow(
      /Label \d{2,3} more, \d{3} in all, as ±5 points need\. Enlarge/,
    )
    const two = draw(POSTS, 2)
    expect(refusal(labelled(POSTS, two)).code).toBe('CITE_TOO_FEW_LABELS')
    const small = thread(3, 2)
    const pair = thread(1, 1)
    expect(cite(census(pair)).sentence).toMatch(/^1 of the 2 replies .*; no clear lead, both read and labelled by one coder/)
    expect(cite(census(pair)).footnote).toContain('How: one coder read and labelled both replies.')
    expect(cite(census(small)).sentence).toMatch(/^3 of the 5 replies .*; no clear lead, all 5 read and labelled by one coder/)
  })
})

describe('a footnote says', () => {
  const loud = (count: number): ScoredPost[] => POSTS.map((post, index) => (index % 400 < count ? { ...post, author: 'loud' } : post))
  const noteOf = (posts: readonly ScoredPost[]): string => cite(census(posts)).footnote

  // By hand: the first 204 posts are 180 retreats and 24 pivots. Without them: 0, 96 and 100 of 196.
  it('an account with 10 % of the posts, and the shares without it', () => {
    expect(noteOf(loud(204))).toContain(
      'One account wrote 204 of the 400 replies (51%); without it: retreat 0%, shrewd pivot 49%, neither 51%.',
    )
    const shortOf = (count: number): string => cite(census(loud(count))).short
    expect([shortOf(204), shortOf(40)].map((line) => /, one account having written \d+%/.exec(line)?.[0])).toEqual([
      ', one account having written 51%',
      undefined,
    ])
    expect(noteOf(loud(40))).toContain('One account wrote 40 of the 400 replies (10%)')
    expect(noteOf(loud(39))).not.toContain('One account')
    expect(noteOf(loud(400))).toContain('One account wrote all 400 replies.')
  })

  // By hand: a census of 10, 7 and 3 of 20 by 4 authors of 5 posts each; without 5 retreats: 5, 7 and 3.
  it('shares of fewer than 30 posts in posts, without percent', () => {
    const posts = thread(10, 7, 3).map((post, index) => ({ ...post, author: index < 5 ? 'loud' : `other${index}` }))
    const note = noteOf(posts)
    expect(note).toContain('One account wrote 5 of the 20 replies; without it: retreat 5, shrewd pivot 7, neither 3.')
    expect(note).not.toContain('%')
  })

  it('the assumptions that no file can show, in a sample and in a census', () => {
    const assumed = 'Assumed: no post was omitted, added or changed; coders are people, alone and blind; no '
    expect(cite(breakdownOf()).footnote).toContain(`${assumed}sample, label or coder was discarded.`)
    expect(noteOf(POSTS)).toContain(`${assumed}label or coder was discarded.`)
  })

  it('the path of every post, also of those without a label', () => {
    const design = draw(POSTS, 300)
    const labels = [
      ...honest(design, (_, index) => index < 200 && index !== 7 && index !== 8),
      labelBy('ana', design.units[7] as (typeof design.units)[0], null),
      labelBy('ana', design.units[8] as (typeof design.units)[0], RETREAT),
      labelBy('ben', design.units[8] as (typeof design.units)[0], NEITHER),
    ]
    const breakdown = breakDown(POSTS, design, labels)
    expect(JSON.stringify(buildDisclosure(breakdown))).toContain(
      'Dispositions: 300 picked (198 labelled in the audit, 1 skipped, 1 undecided, 100 not reached).',
    )
  })

  it('all shares, whichever label is said, and the days of the posts', () => {
    const { sentence, footnote, shares } = cite(breakdownOf(), { label: PIVOT })
    expect([sentence, shares.length]).toEqual([expect.not.stringContaining('retreat'), 1])
    expect(footnote).toMatch(/intervals, wrong labels aside: retreat 48%.*, shrewd pivot 30%.*, neither 22%/)
    expect(footnote).toContain('Posted 14–17 March 2026 (UTC).')
  })

  it('that posts are dated in the future, where somebody says which day it is', () => {
    const words = 'Caution: the last is dated in the future, 17 March 2026.'
    expect(cite(breakdownOf(), { today: '2026-03-15T12:00:00.000Z' }).footnote).toContain(words)
    expect(cite(breakdownOf(), { today: '2026-03-17T12:00:00.000Z' }).footnote).not.toContain('future')
    expect(cite(breakdownOf()).footnote).not.toContain('future')
  })

  it('that posts are years apart, or have no date', () => {
    const timed = (createdAt: (index: number) => string | null) =>
      noteOf(POSTS.map((post, index) => ({ ...post, createdAt: createdAt(index) })))
    expect(timed((index) => (index % 2 === 0 ? '2019-05-01T10:00:00.000Z' : '2026-07-20T10:00:00.000Z'))).toContain(
      'Posted 1 May 2019 – 20 July 2026 (UTC). Caution: they span more than a year.',
    )
    expect(timed((index) => (index < 3 ? null : '2026-07-20T10:00:00.000Z'))).toContain(
      '397 of 400 posts are dated: 20 July 2026 (UTC). The dates of the others are unknown.',
    )
    expect(timed(() => null)).toContain('The dates of the posts are unknown.')
  })

  it('that posts repeat the words of others, once', () => {
    const claim = cite(
      census(
        POSTS.map((post, index) => ({
          ...post,
          text: index % 4 === 0 ? 'Dump it.' : `Words ${index}.`,
          flags: index % 4 === 0 && index > 0 ? [`duplicate-of:${POSTS[0]?.id}`] : [],
        })),
      ),
    )
    expect(claim.footnote).toMatch(/\d+ posts repeat the words of another: every repetition counts\./)
    expect(renderClaimText(claim).match(/repeat the words/g)).toHaveLength(1)
  })

  it('all this in 80 words, and 20 more for each rule that fires', () => {
    const { footnote } = cite(breakdownOf())
    const caution = 'Caution: one coder labelled the sample, and no post was labelled twice: nobody has checked the labels. '
    expect(footnote).toContain(caution)
    const errors = 'Retreat leads unless 4 or more of 150 labels say retreat where shrewd pivot is right. '
    expect(footnote.replace(caution, '').replace(errors, '').split(' ').length).toBeLessThanOrEqual(80)
    expect(caution.split(' ').length).toBeLessThanOrEqual(20)
  })
})

describe('rounding', () => {
  it.each([
    [0.0784, 8],
    [0.0774, 7.5],
    [0.0001, 0.5],
    [0, 0],
    [0.0775, 8],
    [0.0324, 3],
    [0.0326, 3.5],
  ])('margin %d is printed as ±%d points', (margin, points) => expect(roundMargin(margin)).toBe(points))

  it.each([
    [0, '0%'],
    [0.0001, 'less than 1%'],
    [0.005, '1%'],
    [0.484, '48%'],
    [0.9951, 'more than 99%'],
    [1, '100%'],
  ])('share %d is printed as %s', (share, printed) => expect(percentWords(share)).toBe(printed))
})

/** Replies of which every third answers the one before it. */
const nested = thread(180, 120, 100).map((post, at, all) => ({ ...post, parentId: at % 3 === 0 ? null : (all[at - (at % 3)]?.id ?? null) }))
const footnoteOfSample = (posts: ReturnType<typeof thread>): string => cite(labelled(posts, draw(posts, 160))).footnote

describe('a footnote says what the file knows', () => {
  it('posts that others answer and that are not there, each once', () => {
    expect(footnoteOfSample(nested)).toContain('Missing replies: unknown. ')
    const without = nested.filter((_, at) => at % 30 !== 0)
    expect(footnoteOfSample(without)).toContain('Caution: at least 14 posts that others answer are missing')
    const marked = without.map(({ meta, ...post }) => ({
      ...post,
      ...(post.parentId !== null && !without.some(({ id }) => id === post.parentId)
        ? { parentId: null, meta: { ...meta, missingParent: post.parentId } }
        : { meta }),
    }))
    expect(footnoteOfSample(marked)).toContain('Caution: at least 14 posts that others answer are missing')
  })

  it('labels of a few accounts', () => {
    const few = thread(180, 120, 100).map((post, at) => ({
      ...post,
      author: post.id.startsWith('retreat') ? `loud${at % 4}` : post.author,
    }))
    expect(footnoteOfSample(few)).toMatch(/Caution: the \d\d retreat labels of known accounts come from 4 accounts\./)
    expect(footnoteOfSample(thread(180, 120, 100))).not.toContain('of known accounts come from')
  })
})

describe('a sentence of a sample that is not as usual', () => {
  it('says in both lengths that somebody chose the seed', () => {
    const breakdown = breakdownOf()
    Object.assign(breakdown.audit?.origin ?? {}, { isSeedChosen: true })
    const { sentence, short } = cite(breakdown)
    expect(sentence).toContain('labelled by hand, picked with a seed that somebody set')
    expect(short).toContain('; a random 150 labelled, picked with a seed that somebody set).')
  })

  it('quotes the name of a model that is more than a name', () => {
    const named = breakdownOf({}, { model: 'GPT-5, verified by three editors' })
    expect(cite(named).footnote).toContain('a model (“GPT-5, verified by three editors”) labelled')
    expect(cite(breakdownOf()).footnote).toContain('a model (linear-en) labelled')
  })
})
