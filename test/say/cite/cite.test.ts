import { describe, expect, it } from 'vitest'
import {
  type CiteOptions,
  cite,
  renderClaimJson,
  renderClaimMarkdown,
  renderClaimTable,
  renderClaimText,
} from '../../../src/say/cite/cite.js'
import { sentenceWords } from '../../../src/say/rules/finding-words.js'
import { caught, failure } from '../../support/caught.js'
import { breakdownOf, captureOf, censusOf, type Example, type ExampleOptions, RETREAT } from './cite-example.js'

const OTHER = { others: [{ dealId: 'acme-sale', move: 'Acme sells its name.' }] }
const ACCEPTED = { audit: { acceptAgreement: 'Ana read them blind.' } }
const TWO_OF =
  "Of 400 posts captured in one thread, about 48% saw Acme's move as a retreat (41–55%) and 30% as a shrewd pivot (24–36%), from a random 150"

interface Situation {
  readonly name: string
  readonly changes?: Partial<Example>
  readonly given?: ExampleOptions
  readonly options?: CiteOptions
  readonly sentence: string
}

const SITUATIONS: readonly Situation[] = [
  { name: 'a sample, one side ahead', sentence: `${TWO_OF} that one person read. More saw a retreat.` },
  {
    name: 'every post read',
    changes: censusOf(6, 11, 23),
    sentence: "Of 40 posts that one person read in one thread, 6 saw Acme's move as a retreat and 11 as a shrewd pivot. Most took no side.",
  },
  {
    name: 'a tie of all posts',
    changes: censusOf(10, 10, 20),
    sentence:
      "Of 40 posts that one person read in one thread, 10 saw Acme's move as a retreat, 10 as a shrewd pivot, and the rest took no side. The two sides are even.",
  },
  {
    name: 'no post takes a side',
    changes: censusOf(0, 0, 20),
    given: ACCEPTED,
    sentence: "None of the 20 posts that were labelled in one thread took a side on Acme's move.",
  },
  {
    name: 'all posts alike',
    changes: censusOf(25, 0, 0),
    given: ACCEPTED,
    sentence: "All 25 posts that were labelled in one thread saw Acme's move as a retreat.",
  },
  {
    name: 'fewer than 101 posts are counted, not in percent',
    changes: { postCount: 60, drawnCount: 40, labelCounts: [20, 12, 8] },
    sentence:
      "Of 60 posts captured in one thread, about 30 saw Acme's move as a retreat (25–35) and 18 as a shrewd pivot (14–23), from a random 40 that one person read. More saw a retreat.",
  },
  {
    name: 'missing labels widen the intervals',
    changes: { labelCounts: [70, 40, 25] },
    sentence:
      "Of 400 posts captured in one thread, about 52% saw Acme's move as a retreat (40–63%) and 30% as a shrewd pivot (21–43%), from a random 150 that one person read. Too close to call.",
  },
  {
    name: 'most replies are missing: no interval',
    given: { capture: captureOf(1400, 400) },
    sentence:
      "Of 400 posts captured in one thread (about 1,400 replies exist), an estimated 48% saw Acme's move as a retreat and 30% as a shrewd pivot, from a random 150 that one person read.",
  },
  {
    name: 'several threads',
    changes: { threadCount: 3 },
    sentence: `${TWO_OF.replace('one thread', 'three threads')} that one person read. More saw a retreat.`,
  },
  {
    name: 'two coders of all',
    changes: { second: [150, 8] },
    sentence: `${TWO_OF} that two people read. More saw a retreat.`,
  },
  {
    name: 'all picked, not all labelled',
    changes: { ...censusOf(20, 10, 30), labelCounts: [20, 8, 27] },
    sentence:
      "Of 60 posts that one person read in one thread, an estimated 22 saw Acme's move as a retreat (20–25) and 9 as a shrewd pivot (8–13). More saw a retreat.",
  },
  {
    name: 'none of a sample',
    changes: { labelCounts: [0, 90, 60] },
    sentence:
      "Of 400 posts captured in one thread, at most 2% saw Acme's move as a retreat and an estimated 60% as a shrewd pivot (53–66%), from a random 150 that one person read.",
  },
  {
    name: 'a second coder of a part',
    changes: { second: [40, 3] },
    sentence: `${TWO_OF} that one person read. More saw a retreat.`,
  },
  { name: 'a model as coder', given: { coderKind: 'model' }, sentence: `${TWO_OF} that a model labelled. More saw a retreat.` },
  {
    name: 'nobody knows who labelled',
    given: { coderKind: null },
    sentence: `${TWO_OF.replace('about', 'an estimated')}. More saw a retreat.`,
  },
  {
    name: 'no mover',
    changes: { mover: null, move: null },
    sentence: `${TWO_OF.replace('about', 'an estimated').replace("Acme's move", 'the move “acme-lease”')} that one person read.`,
  },
  {
    name: 'two moves of one company',
    given: OTHER,
    options: { dealId: 'acme-lease' },
    sentence: `${TWO_OF.replace('about', 'an estimated').replace("Acme's move", 'the move “Acme leases its plant to a rival”')}.`,
  },
  {
    name: 'the help of a model',
    changes: { accuracy: 0.95 },
    given: { audit: { isAssisted: true, acceptAgreement: 'Ana read them blind.' } },
    sentence:
      "Of 400 posts captured in one thread, an estimated 44% saw Acme's move as a retreat (40–48%) and 30% as a shrewd pivot (27–33%), from a random 150, with the help of a model.",
  },
]
const wordCount = (sentence: string): number => sentence.split(' ').length

describe('the sentence', () => {
  it.each(SITUATIONS)('$name', ({ changes = {}, given = {}, options, sentence }) => {
    const claim = cite(breakdownOf(changes, given), options)
    expect(claim.sentence).toBe(sentence)
    expect(wordCount(claim.sentence)).toBeLessThanOrEqual(35)
    // A move that must be spelled out takes what it takes.
    // Findings follow the line.
    const [line = ''] = claim.short.split(/(?<=\.) (?=[A-Z\d])/)
    if (given !== OTHER) expect(wordCount(line)).toBeLessThanOrEqual(30)
    expect(claim.footnote.split('\n')).toHaveLength(3)
  })

  it('has no quotes within quotes', () => {
    const { footnote } = cite(breakdownOf({ move: 'Acme "leases" its “plant”.' }))
    expect(footnote).toContain('The move: “Acme ‘leases’ its ‘plant’.”')
  })

  it('leaves out a name that is too long to print', () => {
    const { sentence, short } = cite(breakdownOf({ mover: 'The Extraordinarily Long Named Company of Parts Limited and Sons' }))
    expect(sentence).toContain('saw the move as a retreat')
    expect(wordCount(short.split('. ')[0] ?? '')).toBeLessThanOrEqual(30)
  })
})

describe('the footnote', () => {
  const lines = (changes: Partial<Example> = {}, given: ExampleOptions = {}) => cite(breakdownOf(changes, given)).footnote.split('\n')

  it('says what the labels mean, who read, and what is missing', () => {
    expect(lines({ second: [40, 3] })).toEqual([
      'A retreat: the post sees the company giving up, behind or desperate. A shrewd pivot: it sees good sense or strength. The move: “Acme leases its plant to a rival.”',
      "One person read 150 posts, a second 40 of them; they agree on 37 (Krippendorff's alpha 0.88, 95% interval 0.67 to 0.96); the other 3 were settled. Each range is a 95% interval, for sampling error only.",
      'How many replies are missing is unknown. The sample was picked with the seed 1, which somebody set. Posts are counted, not people.',
    ])
  })

  it('says that nobody checked, and no interval where all was read', () => {
    expect(lines(censusOf(6, 11, 23))[1]).toBe('One person gave all labels; nobody checked them.')
  })

  it('says what the missing replies could change', () => {
    expect(lines({}, { capture: captureOf(420, 400) })[2]).toContain(
      '20 replies are missing; had all been read, retreat could be 30% to 70%.',
    )
    expect(lines({}, { capture: captureOf(400, 400) })[2]).toContain('All replies known to exist are here.')
  })

  it('prints the reason why labels hold, and what the model saved', () => {
    const [, reading] = lines({ accuracy: 0.95 }, { audit: { isAssisted: true, acceptAgreement: 'Ana read them blind' } })
    expect(reading).toContain('The model test-model (R² 0.75) makes 150 labels say as much as 268 would.')
    expect(reading).toContain('Why the labels hold, in the words of those who cite: “Ana read them blind.”')
  })

  it('prints at most three findings', () => {
    const [deal] = breakdownOf({ labelCounts: [70, 40, 25], second: [40, 3] }, { coderKind: 'model', ...ACCEPTED }).deals
    expect(sentenceWords(deal?.findings ?? [], (name) => name)).toHaveLength(3)
  })
})

interface Refused {
  readonly code: string
  readonly changes?: Partial<Example>
  readonly given?: ExampleOptions
  readonly says: string
}
const REFUSALS: readonly Refused[] = [
  {
    code: 'CITE_NOT_AUDITED',
    given: { isAudited: false },
    says: 'nobody has checked a sample of the 400 replies (deal “acme-lease”). Run npm run audit -- scored.jsonl (78 labels are enough for ±10 points), then npm run cite -- scored.jsonl.',
  },
  { code: 'CITE_NOT_AUDITED', changes: censusOf(4, 2, 1), says: 'there are 7 replies (deal “acme-lease”), too few for any share.' },
  {
    code: 'CITE_INCOMPLETE',
    changes: { labelCounts: [30, 20, 10] },
    says: '90 of 150 posts picked (deal “acme-lease”) have no label: 90 skipped. The whole sample counts. Run npm run audit -- scored.jsonl --coder ana --skipped, then',
  },
  {
    code: 'CITE_TOO_FEW_LABELS',
    changes: { drawnCount: 20, labelCounts: [10, 6, 4] },
    says: 'a sample of 20 of the 400 replies (deal “acme-lease”) is too small: 78 are needed. Enlarge it with npm run audit -- scored.jsonl --coder ana --size 78, label the new posts, then run',
  },
  { code: 'CITE_CODERS_DISAGREE', changes: { second: [60, 40] }, says: 'coders agree too little: on 20 of 60 posts that two read.' },
  { code: 'CITE_LABELS_COPIED', changes: { accuracy: 1 }, says: 'they equal it on 150 of 150 posts' },
  { code: 'CITE_LABELS_ALIKE', changes: { labelCounts: [150, 0, 0], accuracy: 0.3 }, says: 'all 150 labels are retreat' },
  { code: 'CITE_LABELS_AT_CHANCE', changes: { accuracy: 0 }, says: 'no more than by chance' },
  {
    code: 'CITE_MODEL_WEAK',
    changes: { accuracy: 0.5 },
    given: { audit: { isAssisted: true } },
    says: 'R² 0.20, at least 0.3 is needed. Leave --assisted out: npm run cite -- scored.jsonl.',
  },
]

describe('a refusal', () => {
  it.each(REFUSALS)('$code: $says', ({ code, changes = {}, given = {}, says }) => {
    const error = caught(() => cite(breakdownOf(changes, given)))
    expect(error.code).toBe(code)
    expect(error.message).toContain(says)
  })

  it('is none where the reason is given why the labels hold', () => {
    expect(cite(breakdownOf({ accuracy: 1 }, ACCEPTED)).acceptedAgreement).toBe('Ana read them blind.')
  })

  it('is none for a wide interval', () => {
    expect(cite(breakdownOf({ drawnCount: 30, labelCounts: [15, 9, 6] })).sentence).toMatch(/\(\d+–\d+%\)/)
  })

  it('asks which deal', () => {
    expect(() => cite(breakdownOf({}, OTHER))).toThrow(failure('USAGE_OPTION_INVALID'))
    expect(() => cite(breakdownOf(), { dealId: 'nothing' })).toThrow(failure('USAGE_OPTION_INVALID'))
  })
})

describe('a claim', () => {
  const claim = cite(breakdownOf())

  it('holds the numbers behind the sentence', () => {
    expect(claim.shares.map(({ share }) => share)).toEqual([0.48, 0.3, 0.22])
    expect(claim.lead).toMatchObject({ ahead: RETREAT, word: 'more' })
    expect(claim.population).toMatchObject({ count: 400, dealId: 'acme-lease', mover: 'Acme' })
    expect(claim.audit).toMatchObject({ labelledCount: 150, drawnCount: 150, isCensus: false, size: 150, seed: 1 })
    expect(claim.hashes.audit).toBe('a'.repeat(64))
    expect(JSON.parse(renderClaimJson(claim))).toEqual(claim)
  })

  it('is text, Markdown with a footnote, and a table for Datawrapper', () => {
    expect(renderClaimText(claim)).toBe(`${claim.sentence}\n\n${claim.footnote}\n`)
    expect(renderClaimMarkdown(claim)).toMatch(/^Of 400 .*\[\^dealstance\]\n\n\[\^dealstance\]: A retreat:/)
    expect(renderClaimTable(claim).split('\r\n').slice(0, 3)).toEqual([
      'label,value,low,high,note',
      expect.stringMatching(/^retreat,48,41,55,/),
      expect.stringMatching(/^shrewd pivot,30,24,36,/),
    ])
  })
})
