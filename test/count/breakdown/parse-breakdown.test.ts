import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import { aggregate } from '../../../src/count/aggregate.js'
import { parseBreakdown } from '../../../src/count/breakdown/parse-breakdown.js'
import { draw, labelUnits } from '../audit/audit-example.js'
import { manyPosts } from '../scored-posts.js'

const POSTS = manyPosts(60, 7)
const DESIGN = draw(POSTS, 30)
const LABELS = labelUnits(DESIGN, (_, index) => scheme.labels[index % 3] ?? '')
const PLAIN = aggregate(POSTS, { scheme })
const AUDITED = aggregate(POSTS, { scheme, audit: { audit: { design: DESIGN, labels: LABELS }, sha256: 'c'.repeat(64) } })

type Json = { [key: string]: Json } & Json[]
const copy = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json

describe('parseBreakdown', () => {
  it('accepts breakdowns of aggregate: audited or not, empty or full, alone or with posts', () => {
    for (const breakdown of [PLAIN, AUDITED, aggregate([], { scheme })]) {
      expect(parseBreakdown(copy(breakdown), 'b.json')).toEqual(copy(breakdown))
      expect(parseBreakdown({ posts: [], breakdown: copy(breakdown) }, 'b.json')).toEqual(copy(breakdown))
    }
  })

  const cases: readonly (readonly [string, (breakdown: Json) => unknown])[] = [
    ['a breakdown', () => []],
    ['a breakdown', () => null],
    ['schema', (b) => ({ ...b, schema: 'dealstance/breakdown@9' })],
    ['options.count', (b) => ({ ...b, options: { ...b['options'], count: 'all' } })],
    ['options.confidenceLevel', (b) => ({ ...b, options: { ...b['options'], confidenceLevel: 95 } })],
    ['deals to be a list', (b) => ({ ...b, deals: {} })],
    ['every deal once', (b) => ({ ...b, deals: [b['deals']?.[0], b['deals']?.[0]] })],
    ['deals[0].postCount', (b) => change(b, ['deals', '0', 'postCount'], -1)],
    ['deals[0].rootCount', (b) => change(b, ['deals', '0', 'rootCount'], 1e6)],
    ['deals[0].intervals[0].high', (b) => change(b, ['deals', '0', 'intervals', '0', 'high'], 0)],
    ['deals[0].intervals[0].share', (b) => change(b, ['deals', '0', 'intervals', '0', 'share'], 0.999)],
    ['audit.scoredSha256', (b) => change(b, ['audit', 'scoredSha256'], 'none')],
    ['audit.method', (b) => change(b, ['audit', 'method'], 'handy')],
    ['audit.deals[0] among the deals', (b) => change(b, ['audit', 'deals', '0', 'dealId'], 'deal-z')],
    ['audit.deals[0].drawnCount to be the sum', (b) => change(b, ['audit', 'deals', '0', 'drawnCount'], 1)],
    ['audit.deals[0].populationCount', (b) => change(b, ['audit', 'deals', '0', 'populationCount'], 41)],
    ['audit.deals[0].isCensus', (b) => change(b, ['audit', 'deals', '0', 'isCensus'], true)],
    ['audit.deals[0].labelCounts', (b) => change(b, ['audit', 'deals', '0', 'labelCounts', scheme.labels[0] ?? ''], 0)],
    ['audit.deals[0].shares to sum to 1', (b) => change(b, ['audit', 'deals', '0', 'shares', scheme.labels[0] ?? ''], 0)],
    ['one headline interval', (b) => change(b, ['deals', '0', 'intervals', '0', 'isHeadline'], false)],
    ['capture', (b) => ({ ...b, capture: 5 })],
  ]
  it.each(cases)('refuses a file with an invalid %s', (field, spoil) => {
    const spoilt = spoil(copy(AUDITED))
    expect(() => parseBreakdown(spoilt, 'b.json')).toThrow(expect.objectContaining({ code: 'BREAKDOWN_INVALID' }))
    expect(() => parseBreakdown(spoilt, 'b.json')).toThrow(field)
  })

  it('refuses a share that was edited together with its interval but not with the audit', () => {
    const edited = copy(AUDITED)
    const interval = edited['deals']?.[0]?.['intervals']?.[0] as unknown as { share: number; low: number; high: number }
    Object.assign(interval, { share: 0.9, low: 0.85, high: 0.95 })
    expect(() => parseBreakdown(edited, 'b.json')).toThrow('to be the headline share 0.9')
  })
})

/** The breakdown with one value replaced. */
function change(breakdown: Json, path: readonly string[], value: unknown): Json {
  let place: Record<string, unknown> = breakdown
  for (const key of path.slice(0, -1)) place = place[key] as Record<string, unknown>
  place[path.at(-1) ?? ''] = value
  return breakdown
}
