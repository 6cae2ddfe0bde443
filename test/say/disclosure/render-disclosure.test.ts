import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  buildDisclosure,
  type Disclosure,
  renderDisclosure,
} from '../../../src/say/disclosure/render-disclosure.js'
import { FACT_NAMES, parseFacts } from '../../../src/say/facts/parse-facts-file.js'
import { escapeMarkdown } from '../../../src/say/format/escape-markdown.js'
import { renderJson } from '../../../src/say/format/format-value.js'
import { forAny } from '../../support/for-any.js'
import { breakdownOf, captureOf } from '../cite/cite-example.js'

const ALL_FACTS = Object.fromEntries(FACT_NAMES.map((name) => [name, `What we know of ${name}.`]))
const statusOf = ({ items }: Disclosure): string => items.map(({ status }) => status[0]).join('')

describe('buildDisclosure', () => {
  // Titles: AAPOR Survey Disclosure Checklist, Code III.A (revised April 2021).
  it('has the eleven items in their order', () => {
    const { items, standard } = buildDisclosure(breakdownOf())
    expect(standard).toContain('section III.A (revised April 2021)')
    expect(items.map(({ number, title }) => `${number} ${title}`)).toEqual([
      '1 Data collection strategy',
      '2 Who sponsored the research and who conducted it',
      '3 Measurement tools',
      '4 Population under study',
      '5 Method used to generate and recruit the sample',
      '6 Methods and modes of data collection',
      '7 Dates of data collection',
      '8 Sample sizes and precision of the results',
      '9 How the data were weighted',
      '10 How the data were processed and procedures to ensure data quality',
      '11 Limitations of the design and data collection',
    ])
  })

  it('fills what the breakdown knows and marks the rest missing, item by item', () => {
    expect(statusOf(buildDisclosure(breakdownOf()))).toBe('fmpfpmmffpf')
    const [, sponsor, , , sample, source, dates, precision] = buildDisclosure(breakdownOf()).items
    expect(sponsor?.missing.map(({ fact }) => fact)).toEqual(['sponsor', 'conductor', 'contact'])
    expect(sample?.statements[0]).toBe(
      'A simple random sample without replacement: 150 posts picked, every post of the move with the same chance (150 asked for over all moves, seed 1).',
    )
    expect(source?.missing[0]).toEqual({ what: 'the address of the thread', fact: 'url' })
    expect(dates?.missing[1]).toEqual({ what: 'when the posts were captured', fact: 'captured' })
    expect(precision?.statements).toEqual(
      expect.arrayContaining([
        'N = 400 replies; n = 150 of them labelled in the audit.',
        'Shares, each with its 95% interval: retreat 48% (41% to 55%), shrewd pivot 30% (24% to 36%), neither 22% (17% to 28%).',
        'A share is k of n labels, its interval the mid-P hypergeometric one; no model is in it. Each interval holds by itself, for sampling error alone.',
      ]),
    )
  })

  it('is full when people say what they know, the capture was counted and two have coded', () => {
    const breakdown = breakdownOf({ second: [30, 2] }, { capture: captureOf(420, 400) })
    const full = buildDisclosure(breakdown, { facts: parseFacts(ALL_FACTS, 'facts.json') })
    expect(statusOf(full)).toBe('fffffffffff')
    const text = JSON.stringify(full)
    for (const name of FACT_NAMES) expect(text).toContain(`What we know of ${name}.`)
    expect(text).toContain('Captured: 400 of the 420 replies known to exist.')
    expect(text).toContain('pivot: 18% of 400 posts (95% interval 6% to 29%).')
  })

  it('shows how coders and model labelled the sample, row by row', () => {
    expect(buildDisclosure(breakdownOf()).items[9]?.statements).toContain(
      "The model's labels, by the label given by hand: retreat: 47 retreat, 10 shrewd pivot, 15 neither; shrewd pivot: 8 retreat, 30 shrewd pivot, 7 neither; neither: 2 retreat, 3 shrewd pivot, 28 neither.",
    )
  })

  // Of the example: 400 replies, 150 drawn and labelled; 30 of them the model left without a label.
  it('says what became of every post, and never that the model labelled what it did not', () => {
    const breakdown = breakdownOf()
    const [deal] = breakdown.deals
    if (!deal) throw new Error('expected a deal')
    const text = JSON.stringify(
      buildDisclosure({ ...breakdown, deals: [{ ...deal, unsureCount: 20, unscoredCount: 10 }] }),
    )
    expect(text).toContain(
      'It labelled 370 of the 400 replies; 20 it left unsure, 10 it could not label.',
    )
    expect(text).toContain('Picked: 150 posts; 150 labelled by hand,')
    expect(text).not.toMatch(/labelled all|every post gets|labels every/)
    expect(JSON.stringify(buildDisclosure(breakdown))).toContain('It labelled all 400 replies.')
  })

  it('is made without an audit too, and says what that leaves open', () => {
    const plain = buildDisclosure({ ...breakdownOf(), audit: null })
    expect(statusOf(plain)).toBe('fmpfmmmpfpf')
    expect(JSON.stringify(plain)).toContain(
      'a random sample labelled by hand: run dealstance audit, then aggregate --audit',
    )
    expect(JSON.stringify(plain)).not.toContain('interval')
  })

  it('never gives a margin for a wider group, and says so', () => {
    const text = JSON.stringify(buildDisclosure(breakdownOf()))
    expect(text).toContain('no margin of sampling error for such a group is given')
    expect(text).not.toMatch(/the public|investors|users/i)
  })
})

describe('renderDisclosure', () => {
  it('prints a section an item, and what is missing with the name that a facts file gives it', () => {
    const text = renderDisclosure(buildDisclosure(breakdownOf()))
    expect(text.match(/^## \d+\. /gm)).toHaveLength(11)
    expect(text).toContain('# Disclosure: acme-lease\n\nItems of the AAPOR Code')
    expect(text).toContain('6 of 11 items miss something: a name in brackets')
    expect(text).toContain(
      '## 2. Who sponsored the research and who conducted it (missing)\n\n- **Missing:** who paid for it (`sponsor`)\n',
    )
    expect(text).toContain('- **Missing:** how the threads were found and chosen (`retrieval`)\n')
    expect(
      renderDisclosure(
        buildDisclosure(breakdownOf(), {
          facts: { retrieval: 'All replies.', ethics: 'Nobody is named.' },
        }),
      ),
    ).toMatch(/- Search and filters: All replies\.\n[\s\S]*- Ethics: Nobody is named\.\n/)
    const placed = renderDisclosure(
      buildDisclosure(
        breakdownOf({
          postChanges: (index) =>
            index === 0
              ? { author: '@dana', meta: { role: 'root', url: 'https://x.com/dana/status/1' } }
              : {},
        }),
      ),
    )
    expect(placed).toContain('- Platform: X\n- Address: https&#58;//x.com/dana/status/1\n')
    expect(JSON.parse(renderJson(buildDisclosure(breakdownOf())))).toEqual(
      buildDisclosure(breakdownOf()),
    )
  })

  it('keeps hostile names and facts within their line and without meaning', () => {
    const hostile =
      '<img src=x onerror=alert(1)>\n# Heading\n[link](javascript:alert(1)) | `code` https://x.example @someone \u202e'
    const text = renderDisclosure(
      buildDisclosure(breakdownOf({ mover: hostile, move: hostile, dealId: hostile }), {
        facts: { sponsor: hostile },
      }),
    )
    expect(text).not.toMatch(/<img|^# Heading|[^\\]\]\(java|https:|[^\\]@|\u202e/m)
    expect(text.match(/^#/gm)).toHaveLength(12)
  })

  it('escapes any text so that no line of it starts a block, no tag opens and no link stands', () => {
    forAny(fc.string({ unit: fc.constantFrom(...'<>[]()*_`#+-1.)!\\|~&@ \nab') }), (text) => {
      const escaped = escapeMarkdown(text)
      expect(escaped).not.toMatch(/[<>]|(?<!\\)(?:\\\\)*(?:\[|\]|`|\*|\||@)|^\s*[#+-]|^\s*\d+[.)]/m)
    })
  })
})

describe('parseFacts', () => {
  it('takes texts under known names, trimmed', () => {
    expect(parseFacts({ sponsor: ' A paper \n' }, 'f')).toEqual({ sponsor: 'A paper' })
    expect(parseFacts({}, 'f')).toEqual({})
  })

  it.each([
    ['facts as a JSON object', []],
    ['facts as a JSON object', null],
    ['facts by their names', { sponsors: 'x' }],
    ['facts by their names', JSON.parse('{"__proto__": "x"}')],
    ['sponsor as a text', { sponsor: 5 }],
    ['sponsor as a text', { sponsor: '  ' }],
    ['sponsor as a text', { sponsor: 'x'.repeat(2001) }],
  ])('refuses %s: %j', (expected, value) => {
    expect(() => parseFacts(value, 'facts.json')).toThrow(
      expect.objectContaining({ code: 'DISCLOSURE_FACTS_INVALID' }),
    )
    expect(() => parseFacts(value, 'facts.json')).toThrow(expected)
  })
})
