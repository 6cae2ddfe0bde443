import { describe, expect, it } from 'vitest'
import { createScheme, STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import { aggregate } from '../../../src/count/aggregate.js'
import type { Deal } from '../../../src/judge/deals/deal.js'
import { KNOWN_DEALS } from '../../../src/judge/deals/known-deals.js'
import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { cite } from '../../../src/say/cite/cite.js'
import { lookOf } from '../../../src/say/facts/label-colours.js'
import type { ReportInput } from '../../../src/say/facts/report.js'
import { renderReportCharts } from '../../../src/say/page/render-report-charts.js'
import { auditOf } from '../../count/audit/audit-example.js'
import { NEITHER, PIVOT, RETREAT, scoredPost } from '../../count/scored-posts.js'
import { auditExample } from '../audited-example.js'
import { refusal } from '../cite/labelled-example.js'
import { auditedReportOf, DEALS, hostilePosts, reportOf, threadOf } from '../report-example.js'

type Chart = ReturnType<typeof renderReportCharts>[number]
const namesOf = (charts: readonly Chart[]): string[] => charts.map(({ name }) => name)

/**
 * A thread of 600 posts of which the model calls half of the retreats so that are none, and so many
 * labels by hand.
 */
function auditedReport(size: number): ReportInput {
  const posts = threadOf(600)
  const labelOf = ({ label }: ScoredPost, index: number) =>
    label === RETREAT && index % 2 === 0 ? NEITHER : (label ?? NEITHER)
  return auditedReportOf(posts, auditOf(posts, size, labelOf))
}

/** The words that a picture prints. */
const wordsOf = (chart?: Chart): string =>
  (chart?.svg ?? '').replace(/<[^>]*>\s*/g, ' ').replace(/\s+/g, ' ')
const titleOf = (chart?: Chart): string | undefined =>
  /<title[^>]*>([^<]*)</.exec(chart?.svg ?? '')?.[1]
const chartOf = (charts: readonly Chart[], name: string): Chart | undefined =>
  charts.find((chart) => chart.name === name)

describe('renderReportCharts', () => {
  const posts = threadOf(600)
  const charts = renderReportCharts(reportOf(posts))

  it('draws the shares of each deal, wide and square; all posts only where they are the finding', () => {
    expect(namesOf(charts)).toEqual(
      ['deal-a', 'deal-b'].flatMap((slug) => [`${slug}-shares-wide`, `${slug}-shares-square`]),
    )
    const untied = posts.map((post, index) =>
      index < 400 ? { ...post, deals: [], stances: [] } : post,
    )
    expect(namesOf(renderReportCharts(reportOf(untied)))).toContain('all-shares-wide')
  })

  it('draws a mark a post of fewer than 30 posts with a label, of the main deal alone', () => {
    expect(namesOf(renderReportCharts(reportOf(threadOf(60))))).not.toContain('deal-b-shares-wide')
    const few = reportOf(threadOf(29))
    const [dots, ...others] = renderReportCharts(few)
    expect([dots?.name, ...namesOf(others)]).toEqual(['deal-a-shares-wide', 'deal-a-shares-square'])
    expect(wordsOf(dots)).toMatch(
      /UNCHECKED: labelled by a model, not for print; \d+ posts, counts only/,
    )
    const count = Math.round(
      (few.breakdown.deals[0]?.shares?.[NEITHER] ?? 0) * (few.breakdown.deals[0]?.postCount ?? 0),
    )
    expect(dots?.svg.match(/<circle /g)).toHaveLength(count)
    expect(wordsOf(dots)).not.toContain('%')
  })

  it('draws shares 16 by 9 and square with letters of 12 pixels and more, in the theme asked for, with where the posts come from', () => {
    const input = reportOf(posts)
    const look = { theme: 'dark', credit: 'Replies to @oriel on X' } as const
    const [one, square] = renderReportCharts(input, look)
    expect(wordsOf(one)).toMatch(
      /Oriel rents out its hall: retreat, shrewd pivot or neither\? Share of \d+ posts by \d+ known accounts in /,
    )
    const ratios = [one, square].map((chart) => (chart?.size[0] ?? 0) / (chart?.size[1] ?? 1))
    expect(ratios.map((ratio) => ratio.toFixed(2))).toEqual(['1.78', '1.00'])
    expect([one?.pixels, square?.pixels]).toEqual([1600, 1080])
    expect(one?.svg).toContain('fill:#161616')
    expect(wordsOf(one)).toContain('Source: Replies to @oriel on X. Chart: dealstance.')
    for (const theme of ['light', 'dark', 'auto'] as const) {
      const [chart] = renderReportCharts(input, { theme })
      expect(chart?.svg.includes('@media')).toBe(theme === 'auto')
      const sizes = [...(chart?.svg.matchAll(/font(?:-size)?:(\d+)px/g) ?? [])].map(([, size]) =>
        Number(size),
      )
      expect(Math.min(...sizes)).toBeGreaterThanOrEqual(12)
    }
  })

  it('marks what nobody has checked, and titles it by what was asked', () => {
    for (const { svg } of charts) expect(svg).toMatch(/UNCHECKED.*<tspan class="soft"> \d+%/s)
    expect(renderReportCharts(auditedReport(150))[0]?.svg).toMatch(/<tspan class="strong"> \d+%/)
    const shares = chartOf(charts, 'deal-a-shares-wide')
    expect(titleOf(shares)).toBe('Oriel rents out its hall: retreat, shrewd pivot or neither?')
    expect(shares?.alt).toMatch(
      /^UNCHECKED: labelled by a model, not for print\. Bars: retreat \d+%, .*\. Labelled by a model\.$/,
    )
    expect(
      renderReportCharts(auditExample().input).every(({ svg }) => !svg.includes('UNCHECKED')),
    ).toBe(true)
  })

  it('marks shares that cite refuses with what is missing, and titles them without numbers', () => {
    const input = auditedReport(25)
    const refused = refusal(input.breakdown, { dealId: 'deal-a' })
    expect(refused.code).toBe('CITE_TOO_FEW_LABELS')
    const more = 67
    expect(refused.message).toContain('--size 134')
    const audited = renderReportCharts(input)
    const shares = chartOf(audited, 'deal-a-shares-wide')
    expect(shares?.svg).toContain(`>NOT FOR PRINT: ${more} more labels<`)
    expect(titleOf(shares)).toBe('Oriel rents out its hall: retreat, shrewd pivot or neither?')
    expect(shares?.alt).toMatch(/^NOT FOR PRINT: \d+ more labels\. Bars: /)
  })

  it('says how many were read beside the number of those without a label', () => {
    const own = threadOf(26).map((post) => ({ ...post, stances: [], deals: [] }))
    const audit = auditOf(own, 26, ({ label }) => label ?? NEITHER)
    const labels = audit.labels.map((one, at) => ({
      ...one,
      coderKind: 'person' as const,
      label: at < 8 ? null : one.label,
    }))
    const [chart] = renderReportCharts(auditedReportOf(own, { ...audit, labels }))
    expect(wordsOf(chart)).toContain('NOT FOR PRINT: 8 posts have no final label yet')
    expect(wordsOf(chart)).toContain('One person read 18 of 26 posts.')
  })

  it('puts no band across shares that cite prints', () => {
    const input = auditedReport(500)
    expect(cite(input.breakdown, { dealId: 'deal-a' }).shares).toHaveLength(3)
    const audited = renderReportCharts(input)
    const chart = chartOf(audited, 'deal-a-shares-wide')
    expect(wordsOf(chart)).not.toMatch(/NOT FOR PRINT|UNCHECKED|MODEL COUNTS/)
    // The verdict of the sentence; the numbers stand in the rows.
    const { sentence } = cite(input.breakdown, { dealId: 'deal-a' })
    const [verdict = ''] = titleOf(chart)?.split(' than a ') ?? []
    expect(sentence).toContain(`. ${verdict}.`)
    expect(titleOf(chart)?.split(' ').length).toBeLessThanOrEqual(12)
    expect(wordsOf(chart)).toContain('saw the company giving up, behind or desperate')
    // A text alternative is read behind the title, and repeats none of it.
    expect(chart?.alt).not.toContain('Oriel')
    expect((chart?.alt.match(/\.(?= |$)/g) ?? []).length).toBeLessThanOrEqual(2)
  })

  it('explains labels and move without the footnote', () => {
    const rule = 'Rejecting or mocking the other reading counts as taking a side.'
    for (const chart of charts) expect(wordsOf(chart)).toContain(rule)
    expect(wordsOf(charts[0])).not.toContain('The move')
    const wordsFor = (deal: Deal): string => {
      const deals = new Map([['deal-a', deal]])
      const breakdown = aggregate(posts, { scheme: STANCE_SCHEME, deals })
      return wordsOf(renderReportCharts(reportOf(posts, { breakdown }))[0])
    }
    const known = KNOWN_DEALS[0] as Deal
    expect(wordsFor(known)).toMatch(/The move, as the tool dealstance describes it: /)
    const typed = { mover: 'Oriel', move: 'Oriel rents out its hall.', title: "Oriel's tenant" }
    expect(wordsFor({ ...known, ...typed })).toContain('The move: “Oriel rents out its hall.”')
  })

  it('prints subject, n and source on every chart, and never the program as the source', () => {
    for (const { svg, alt, source } of charts) {
      expect(svg).toMatch(/<title id="[^"]+-title">/)
      expect(wordsOf({ svg } as Chart)).toMatch(/Share of \d+ (posts|replies)/)
      expect(source).toBe(
        "Source: posts in author-82's thread, started 1 March 2026. Chart: dealstance.",
      )
      expect(wordsOf({ svg } as Chart)).toContain('Posts captured, not a poll.')
      expect(alt.length).toBeGreaterThan(60)
      expect(svg).not.toMatch(/NaN|Infinity|undefined/)
    }
  })

  it('names platform, opening author, days and link, as far as they are known or asked for', () => {
    const [root, ...others] = threadOf(40)
    const opening = (meta: object): ReportInput =>
      reportOf([
        { ...scoredPost(RETREAT), ...root, author: 'oriel', meta: { role: 'root', ...meta } },
        ...others,
      ])
    const sourceOf = (input: ReportInput, look = {}): string => {
      const [chart] = renderReportCharts(input, look)
      return `${/[^>]* accounts [^<]*/.exec(chart?.svg ?? '')?.[0] ?? ''} ${wordsOf(chart)}`
    }
    const url = 'https://www.x.com/oriel/status/19'
    const days = '1–2 March 2026'
    expect(sourceOf(opening({ url }))).toContain(
      `32 posts by 12 known accounts in @oriel&#39;s X thread, 3 by unknown authors, ${days}`,
    )
    expect(sourceOf(opening({ url }))).toContain(
      'Source: posts in @oriel&#39;s X thread, started 1 March 2026, x.com/oriel/status/19. Chart: dealstance.',
    )
    expect(sourceOf(opening({ url }), { credit: 'A thread on X.' })).toContain(
      'Source: A thread on X. Chart: dealstance.',
    )
    const facts = { url, captured: '27 November 2026' }
    const known = 'captured 27 November 2026, x.com/oriel/status/19. Chart: dealstance.'
    expect(sourceOf({ ...reportOf(others), facts })).toContain(`Source: ${known}`)
    expect(sourceOf({ ...opening({}), facts })).toContain(
      `Source: posts in oriel&#39;s thread, started 1 March 2026, ${known}`,
    )
    expect(sourceOf({ ...opening({}), facts: { url: `${url}/${'a'.repeat(60)}` } })).toContain(
      'Source: posts in oriel&#39;s thread, started 1 March 2026, x.com/… Chart: dealstance.',
    )
    expect(sourceOf(reportOf(others))).toContain('Source: posts as captured. Chart: dealstance.')
    expect(sourceOf(opening({ capture: { source: 'reddit-paste' } }))).toContain(
      'in u/oriel&#39;s Reddit thread,',
    )
    expect(sourceOf(opening({ isAuthorInferred: true }))).not.toContain('oriel')
    const answers = others.map((post) => ({
      ...post,
      meta: { ...post.meta, addressees: ['oriel'] },
    }))
    const guessed = { isAuthorInferred: true, capture: { source: 'x-paste' } }
    const [top = scoredPost(RETREAT)] = opening(guessed).posts
    const labelled = { labellingDates: '27 November 2026' }
    expect(sourceOf({ ...reportOf([top, ...answers]), facts: labelled })).toContain(
      'Source: replies to @oriel on X, labelled 27 November 2026. Chart: dealstance.',
    )
    expect(sourceOf({ ...reportOf(others), facts: labelled })).toContain(
      'Source: posts labelled 27 November 2026. Chart: dealstance.',
    )
    expect(sourceOf(opening({ url: 'javascript:x' }))).toContain('in oriel&#39;s thread, ')
    const undated = others.map((post, index) => (index < 3 ? { ...post, createdAt: null } : post))
    expect(sourceOf(reportOf(undated))).not.toContain('2026')
    expect(sourceOf(reportOf(others)), 'nobody read any').not.toContain('outlined')
    const two = others.map((post, index) => ({ ...post, threadId: index < 20 ? 'one' : 'two' }))
    expect(sourceOf(reportOf(two))).toContain(' accounts in two threads, ')
  })

  it('draws a mark a post where up to 100 were all read, as many as there are posts, else bars with their intervals', () => {
    const picture = (size: number, readCount: number, form: 0 | 1 = 0) => {
      const flat = threadOf(size).map((post) => ({ ...post, deals: [], stances: [] }))
      const audit = auditOf(flat, readCount, ({ label }, index) =>
        index % 9 === 0 ? NEITHER : (label ?? NEITHER),
      )
      const breakdown = aggregate(flat, { scheme: STANCE_SCHEME, audit: { audit, sha256: null } })
      const { svg = '', alt = '' } =
        renderReportCharts({ ...reportOf(flat), breakdown })[form] ?? {}
      const [marks, bands] = [/<(circle|path) /g, /class="band /g].map(
        (each) => (svg.match(each) ?? []).length,
      )
      return { marks, bands, alt }
    }
    for (const size of [97, 100]) {
      for (const form of [0, 1] as const)
        expect(picture(size, size, form)).toMatchObject({ marks: size, bands: 0 })
      const estimated = picture(size, Math.ceil(size * 0.8))
      expect(estimated).toMatchObject({ marks: 0, bands: 3 })
      expect(estimated.alt).toMatch(/^Bars: retreat about \d+ of \d+ \(\d+ to \d+\), /)
    }
    expect(picture(101, 101)).toMatchObject({ marks: 0, bands: 0 })
    expect(picture(101, 81).alt).toMatch(/retreat \d+% \(\d+% to \d+%\)/)
  })

  it('prints the model’s counts without intervals', () => {
    // 30 of 40 and 10 of 40, each post by another author.
    const few = Array.from({ length: 40 }, (_, index) =>
      scoredPost(index < 30 ? RETREAT : PIVOT, { id: `q${index}`, author: `a${index}` }),
    )
    const input = reportOf(few)
    const [shares] = renderReportCharts(input)
    expect(input.breakdown.deals[0]?.intervals).toEqual([])
    expect(shares?.alt).toContain(
      'retreat 30 of 40, shrewd pivot 10 of 40, took no side 0 of 40. Labelled by a model.',
    )
  })

  it('counts the posts that its shares are of', () => {
    const few = Array.from({ length: 40 }, (_, index) =>
      scoredPost(index < 4 ? 'unscored' : RETREAT, { id: `q${index}`, author: `a${index}` }),
    )
    expect(wordsOf(renderReportCharts(reportOf(few))[0])).toContain(
      'the 36 of 40 replies with a label by 40 accounts',
    )
  })

  it('draws the audit heavy, and no count of the model beside it', () => {
    const { input } = auditExample()
    const shares = chartOf(renderReportCharts(input), 'deal-a-shares-wide')
    expect(shares?.svg).toMatch(/class="band fill2"/)
    expect(shares?.svg.match(/class="stroke\d" stroke-width="4"/g)).toHaveLength(3)
    expect(`${shares?.svg}${shares?.alt}`).not.toMatch(
      /counted by the model|what the model counted|faint/,
    )
  })

  it('omits charts without data: no labels, no posts', () => {
    const flat = Array.from({ length: 30 }, (_, index) => scoredPost(index % 2 ? RETREAT : PIVOT))
    expect(namesOf(renderReportCharts(reportOf(flat)))).toEqual([
      'deal-a-shares-wide',
      'deal-a-shares-square',
    ])
    expect(namesOf(renderReportCharts(reportOf([scoredPost('unscored')])))).toEqual([])
    expect(namesOf(renderReportCharts(reportOf([])))).toEqual([])
  })

  it('lets no text become markup, and no deal id put other characters into a file name', () => {
    for (const { svg, name } of renderReportCharts(reportOf(hostilePosts()))) {
      expect(svg).not.toMatch(/<(script|img|iframe|a)\b|<[^>]*\s(on\w+|href)=/i)
      expect(name).toMatch(/^[a-z0-9-]+$/)
    }
  })

  it('calls deals by their titles, else by their moves', () => {
    const both = Array.from({ length: 60 }, (_, index) =>
      scoredPost(RETREAT, {}, [index % 2 ? 'deal-a' : 'deal-b']),
    )
    const deals = new Map(
      [...DEALS].map(([id, deal]) => [
        id,
        id === 'deal-a' ? { ...deal, title: 'Oriel lets its hall' } : deal,
      ]),
    )
    const breakdown = aggregate(both, { scheme: STANCE_SCHEME, deals })
    const names = renderReportCharts({ ...reportOf(both), breakdown }).map(
      (chart) => titleOf(chart)?.split(':')[0],
    )
    expect(names).toContain('Oriel lets its hall')
    expect(names).toContain('Tallow sells its mill')
  })
})

describe('lookOf', () => {
  it('distinguishes sides by shape and colour, without red and green', () => {
    expect(lookOf(STANCE_SCHEME, RETREAT)).toMatchObject({ shape: 'square', series: 2 })
    expect(lookOf(STANCE_SCHEME, PIVOT)).toMatchObject({ shape: 'diamond', series: 1 })
    expect(lookOf(STANCE_SCHEME, NEITHER)).toMatchObject({ shape: 'dot', series: 0 })
  })

  it('gives each of eight labels a different look', () => {
    const labels = Array.from({ length: 8 }, (_, index) => `label ${index}`)
    const scheme = createScheme({
      id: 'eight',
      labels,
      sides: labels.slice(0, 7),
      neutral: 'label 7',
    })
    expect(
      new Set(
        labels
          .map((label) => lookOf(scheme, label))
          .map(({ shape, series }) => `${shape}${series}`),
      ).size,
    ).toBe(8)
  })
})
