import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  cite,
  renderClaimMarkdown,
  renderClaimTable,
  renderClaimText,
} from '../../../src/say/cite/cite.js'
import type { CiteOptions } from '../../../src/say/cite/refusal-words.js'
import { sentenceWords } from '../../../src/say/facts/finding-words.js'
import type { DisclosureFacts } from '../../../src/say/facts/parse-facts-file.js'
import { renderJson } from '../../../src/say/format/format-value.js'
import { caught, failure } from '../../support/caught.js'
import { fromJsonl } from '../../support/jsonl.js'
import {
  breakdownOf,
  captureOf,
  censusOf,
  type Example,
  type ExampleOptions,
  RETREAT,
} from './cite-example.js'

const OTHER = { others: [{ dealId: 'acme-sale', move: 'Acme sells its name.' }] }
const ACCEPTED = { accepted: 'Ana read them blind.' }

/** A breakdown by what is other than in the example, and what `cite` makes of it. */
interface Situation {
  readonly name: string
  readonly code: string
  readonly changes?: Partial<Example>
  readonly given?: ExampleOptions
  readonly options?: CiteOptions
  readonly says: string
}
const situationsOf = (kind: string): Situation[] =>
  fromJsonl(readFileSync(`test/fixtures/cite/${kind}.jsonl`, 'utf8'))

const wordCount = (sentence: string): number => sentence.split(' ').length

describe('the sentence', () => {
  it.each(situationsOf('sentences'))('$name', ({ changes, given, options, says }) => {
    const claim = cite(breakdownOf(changes, given), options)
    expect(claim.sentence).toBe(says)
    // Content wins over length.
    expect(wordCount(claim.sentence)).toBeLessThanOrEqual(50)
    expect(claim.footnote.split('\n')).toHaveLength(3)
  })

  it('has no quotes within quotes', () => {
    const { footnote } = cite(breakdownOf({ move: 'Acme "leases" its “plant”.' }))
    expect(footnote).toContain('The move: “Acme ‘leases’ its ‘plant’.”')
  })

  it('leaves out a name that is too long to print', () => {
    const { sentence } = cite(
      breakdownOf({ mover: 'The Extraordinarily Long Named Company of Parts Limited and Sons' }),
    )
    expect(sentence).toContain('saw the move as a retreat')
  })
})

describe('the footnote', () => {
  const lines = (changes: Partial<Example> = {}, given: ExampleOptions = {}) =>
    cite(breakdownOf(changes, given)).footnote.split('\n')
  const rule =
    'To lead, a side needs at least 5 posts more than the other: another reader may sort some otherwise.'

  it('says what the labels mean, who read, and what is missing', () => {
    expect(lines({ second: [40, 3] })).toEqual([
      'A retreat: the post sees the company giving up, behind or desperate. A shrewd pivot: it sees good sense or strength. Rejecting or mocking the other reading counts as taking a side. The move: “Acme leases its plant to a rival.”',
      'One person read 150 posts, a second 40 of them; they agree on 37; the other 3 were settled. Ranges (95%): where the figure of all 400 probably lies. The sides differ by 6 to 29 percentage points.',
      'The copy does not show how many replies exist. Somebody chose the seed of the random sample: 1. Posts are counted, not people.',
    ])
  })

  it('says where the posts are from, as far as files and people tell', () => {
    const posts = breakdownOf()
    const sourceOf = (facts: DisclosureFacts): string =>
      /Source: .*/.exec(cite(posts, { facts }).footnote)?.[0] ?? ''
    expect(sourceOf({})).toBe('')
    expect(sourceOf({ url: 'https://www.x.com/dana/status/1', captured: '27 May 2026' })).toBe(
      'Source: captured 27 May 2026, x.com/dana/status/1.',
    )
  })

  it('gives the days of the posts where that of the opening is unknown', () => {
    const postChanges = (at: number) => ({ createdAt: `2026-11-${26 + (at % 2)}T08:00:00.000Z` })
    expect(lines({ ...censusOf(6, 11, 23), postChanges })[2]).toContain(
      'Source: posts written 26–27 November 2026.',
    )
  })

  it('says beside those who took no side that neither side leads', () => {
    const { sentence } = cite(breakdownOf(censusOf(15, 10, 45)))
    expect(sentence).toMatch(/Most took no side; too close to say that either side leads\.$/)
    expect(cite(breakdownOf(censusOf(20, 4, 45))).sentence).toMatch(/Most took no side\.$/)
  })

  it('says that nobody checked, and no interval where all was read', () => {
    expect(lines(censusOf(6, 11, 23))[1]).toBe(
      `One person read 40 posts; no second reader. ${rule}`,
    )
  })

  it('says that so few posts show little of how well readers agree, also where all were read twice', () => {
    const few = 'So few posts cannot show how well readers agree in general.'
    expect(lines({ ...censusOf(6, 4, 15), second: [25, 5] })[1]).toBe(
      `Two people read the same 25 posts; they agree on 20; the other 5 were settled. ${few} ${rule}`,
    )
    expect(lines({ ...censusOf(6, 11, 23), second: [15, 0] })[1]).toBe(
      `One person read 40 posts, a second 15 of them; they agree on 15. ${few} ${rule}`,
    )
    expect(lines({ ...censusOf(6, 9, 15), second: [30, 3] })[1]).not.toContain(few)
  })

  it('says what the missing replies could change', () => {
    expect(lines({}, { capture: captureOf(420, 400) })[2]).toContain(
      '20 replies are missing; with them retreat would be 30% to 70%.',
    )
    expect(lines({}, { capture: captureOf(400, 400) })[2]).toContain('All 400 replies are here.')
    const behindLinks = { ...captureOf(402, 400), reportedCount: null }
    expect(lines({}, { capture: behindLinks })[2]).toContain('At least 2 replies are missing.')
  })

  it('says how many posts are left out, and that one account wrote a fifth', () => {
    const others = [{ ...censusOf(2, 1, 1), dealId: 'acme-sale' }]
    expect(
      cite(breakdownOf(censusOf(6, 11, 23), { others }), { dealId: 'acme-lease' }).footnote,
    ).toContain('Left out: 4 replies about another move, or about none.')
    const by = (postCount: number) => (at: number) => ({
      author: at < postCount ? 'loud' : `author ${at}`,
    })
    const missingOf = (postCount: number) =>
      lines({ ...censusOf(6, 6, 28), postChanges: by(postCount) })[2]
    expect(missingOf(8)).toContain('One account wrote 8 of the 40 posts; of the other 32: ')
    expect(missingOf(7)).not.toContain('One account')
    expect(missingOf(8)).not.toContain('Left out')
  })

  it('prints the reason why labels hold, and what the model saved', () => {
    const [, reading] = lines(
      { accuracy: 0.95 },
      { audit: { isAssisted: true }, accepted: 'Ana read them blind' },
    )
    expect(reading).toContain(
      'The model test-model (R² 0.75) makes 150 labels say as much as 268 would.',
    )
    expect(reading).toContain(
      'Why the labels hold, in the publisher’s words: “Ana read them blind.”',
    )
  })

  it('prints at most three findings', () => {
    const [deal] = breakdownOf(
      { labelCounts: [70, 40, 25], second: [40, 3] },
      { coderKind: 'model', ...ACCEPTED },
    ).deals
    expect(sentenceWords(deal?.findings ?? [], (name) => name)).toHaveLength(3)
  })
})

describe('a refusal', () => {
  it.each(situationsOf('refusals'))('$code: $says', ({ code, changes, given, says }) => {
    const error = caught(() => cite(breakdownOf(changes, given)))
    expect(error.code).toBe(code)
    expect(error.message).toContain(says)
  })

  it('is none where the reason is given why the labels hold', () => {
    expect(cite(breakdownOf({ accuracy: 1 }, ACCEPTED)).acceptedAgreement).toBe(
      'Ana read them blind.',
    )
  })

  it('prints a wide interval where half of the replies are captured, not where fewer are', () => {
    const said = (reportedCount: number) => {
      const capture = captureOf(reportedCount, 400)
      return cite(breakdownOf({ drawnCount: 30, labelCounts: [15, 9, 6] }, { capture })).sentence
    }
    expect(said(800)).toMatch(/\(\d+–\d+%\)/)
    expect(said(801)).not.toMatch(/\(\d+–\d+%\)/)
  })

  it('advises a new sample where coders disagree', () => {
    const refusal = caught(() => cite(breakdownOf({ second: [60, 40] })))
    expect(refusal.message).toContain(
      'have them read a new sample: dealstance audit scored.jsonl --redraw.',
    )
  })

  it('is for a sample of 29 posts, and not for one of 30', () => {
    const refused = { drawnCount: 29, labelCounts: [14, 9, 6] }
    expect(caught(() => cite(breakdownOf(refused))).code).toBe('CITE_TOO_FEW_LABELS')
    expect(cite(breakdownOf({ drawnCount: 30, labelCounts: [15, 9, 6] })).audit.drawnCount).toBe(30)
  })

  it('asks which deal', () => {
    expect(() => cite(breakdownOf({}, OTHER))).toThrow(failure('CITE_DEAL_BY_DEAL'))
    expect(() => cite(breakdownOf(), { dealId: 'nothing' })).toThrow(
      failure('USAGE_OPTION_INVALID'),
    )
  })
})

describe('a claim', () => {
  const claim = cite(breakdownOf())

  it('holds the numbers behind the sentence', () => {
    expect(claim.shares.map(({ share }) => share)).toEqual([0.48, 0.3, 0.22])
    expect(claim.lead).toMatchObject({ ahead: RETREAT, word: 'more' })
    expect(claim.population).toMatchObject({ count: 400, dealId: 'acme-lease', mover: 'Acme' })
    expect(claim.audit).toMatchObject({
      labelledCount: 150,
      drawnCount: 150,
      isCensus: false,
      size: 150,
      seed: 1,
    })
    expect(claim.hashes.audit).toBe('a'.repeat(64))
    expect(JSON.parse(renderJson(claim))).toEqual(claim)
  })

  it('is text, Markdown with a footnote, and a table for Datawrapper', () => {
    expect(renderClaimText(claim)).toBe(`${claim.sentence}\n\n${claim.footnote}\n`)
    expect(renderClaimMarkdown(claim)).toMatch(
      /^Of 400 .*\[\^dealstance\]\n\n\[\^dealstance\]: A retreat:/,
    )
    expect(renderClaimTable(claim).split('\r\n').slice(0, 3)).toEqual([
      'label,value,low,high,note',
      expect.stringMatching(/^retreat,48,41,55,/),
      expect.stringMatching(/^shrewd pivot,30,24,36,/),
    ])
  })
})
