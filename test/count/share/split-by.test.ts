import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import { aggregate } from '../../../src/count/aggregate.js'
import type { Breakdown } from '../../../src/count/breakdown/breakdown.js'
import { shareIntervals } from '../../../src/count/share/intervals.js'
import { labelsOf, newFolder, runCli, runWell, toJsonl } from '../../shell/cli/cli-harness.js'
import { caught } from '../../support/caught.js'
import { inRows } from '../../support/in-rows.js'
import { auditOf } from '../audit/audit-example.js'
import { manyPosts } from '../scored-posts.js'

const OUTLETS = ['Daily', 'Weekly', 'Daily', 'Hourly', 'Daily']

/**
 * 300 posts on one deal, five to an outlet's turn, every tenth without one; a month for each
 * hundred.
 */
const POSTS = manyPosts(300, 5).map((post, index) => ({
  ...post,
  deals: ['deal-a'],
  stances: post.stances.slice(0, 1).map((stance) => ({ ...stance, dealId: 'deal-a' })),
  createdAt: index === 0 ? null : `2026-0${1 + Math.floor(index / 100)}-15T00:00:00Z`,
  meta: {
    role: 'reply' as const,
    ...(index % 10 !== 9 && { outlet: OUTLETS[index % 5] }),
    size: index % 3,
  },
}))
const AUDIT = auditOf(POSTS, 100, ({ label }, index) => (index % 4 === 0 ? 'neither' : label))
const dealBy = (by: string) =>
  aggregate(POSTS, { scheme, audit: { audit: AUDIT, sha256: null, by } }).deals[0]?.by
type Groups = NonNullable<ReturnType<typeof dealBy>>['groups']
const countsOf = (groups: Groups = []) =>
  inRows(groups.map(({ value, postCount }) => [value, postCount]))

describe('shares within groups', () => {
  it('are those of the group alone: k of n of its own posts', () => {
    const { column, groups } = dealBy('outlet') ?? { groups: [] }
    expect(column).toBe('outlet')
    expect(countsOf(groups)).toEqual(['Daily | 150', 'Hourly | 60', 'Weekly | 60', '- | 30'])
    const [daily] = groups
    const labels = new Map(AUDIT.labels.map(({ postId, label }) => [postId, label]))
    const own = POSTS.flatMap(({ id, meta }) =>
      meta.outlet === 'Daily' && labels.has(id) ? [labels.get(id)] : [],
    )
    const hitCounts = scheme.labels.map((label) => own.filter((given) => given === label).length)
    expect(daily?.labelledCount).toBe(own.length)
    expect(daily?.intervals).toEqual(
      shareIntervals({ populationCount: 150, hitCounts, missingCount: 0 }, scheme.labels),
    )
  })

  it('need 20 labels', () => {
    for (const { labelledCount, intervals } of dealBy('outlet')?.groups ?? []) {
      expect(intervals.length, `${labelledCount} labels`).toBe(labelledCount < 20 ? 0 : 3)
    }
    const counts = dealBy('outlet')?.groups.map(({ labelledCount }) => labelledCount) ?? []
    expect([counts.includes(20), Math.min(...counts) < 20]).toEqual([true, true])
  })

  it('follow the months, the posts without a time last', () => {
    expect(countsOf(dealBy('month')?.groups)).toEqual([
      '2026-01 | 99',
      '2026-02 | 100',
      '2026-03 | 100',
      '- | 1',
    ])
  })

  it('take numbers as they stand', () => {
    expect(dealBy('size')?.groups.map(({ value }) => value)).toEqual(['0', '1', '2'])
  })

  it.each([
    ['outlets', 'outlet'],
    ['months', 'month'],
  ])('of a column that is not there, %s: an error names all columns', (column, meant) => {
    const error = caught(() => dealBy(column))
    expect(error.code).toBe('USAGE_OPTION_INVALID')
    expect(error.message).toBe(
      `expected --by with a column of the posts (outlet, size, month), got "${column}". Did you mean ${meant}?`,
    )
  })
})

describe('--by', () => {
  const folder = newFolder()
  const scored = folder.write('scored.jsonl', toJsonl(POSTS))
  const labels = folder.write(
    'labels.csv',
    labelsOf(POSTS, ({ label }, index) => (index % 4 === 0 ? 'neither' : label)),
  )

  it('prints a line a group in cite and aggregate, and its rows in CSV; needs labels', async () => {
    const bare = await runCli(['cite', scored, '--by', 'outlet'])
    expect([bare.code, bare.stdout]).toEqual([65, ''])
    expect(bare.stderr).toContain(
      'CITE_NOT_AUDITED: expected labels of an audit for --by outlet, got none. Take a sample first: ',
    )
    await runWell(['audit', scored, '--size', '150', '--import', labels, '--quiet'])
    const { stdout } = await runWell(['cite', scored, '--by', 'outlet'])
    const [, , groups = ''] = stdout.split('\n\n')
    const [head, daily, ...others] = groups.trimEnd().split('\n')
    expect(head).toBe('By outlet, from the same labels:')
    expect(daily).toMatch(
      /^Daily: \d+% retreat \(\d+% to \d+%\), \d+% shrewd pivot \(\d+% to \d+%\), \d+% no side \(\d+% to \d+%\) of 150 posts, from \d+ labels\.$/,
    )
    expect(others.at(-1)).toMatch(
      /^Too few labels for a share by outlet, or to name a side \(under 20\): .*no outlet \(\d+ of 30 posts\)\.$/,
    )
    const between = others.filter((line) => line.includes('from 2'))
    expect(between.length).toBeGreaterThan(0)
    for (const line of between)
      expect(line).toMatch(/ from 2\d labels: too few labels to name a side\.$/)
    expect(groups).not.toMatch(/more|most|lead|close to call|majority/i)
    const table = (
      await runWell(['aggregate', scored, '--by', 'outlet', '--format', 'table'])
    ).stdout.replace(/\s+/g, ' ')
    expect(table).toContain(`${head} ${daily}`)
    const rows = (
      await runWell(['aggregate', scored, '--by', 'outlet', '--format', 'csv'])
    ).stdout.split('\r\n')
    expect(rows[0]).toMatch(/^scope,dealId,mover,move,group,label,auditedShare,/)
    const ofGroups = rows.filter((row) => row.startsWith('group,deal-a,,,'))
    expect(ofGroups).toHaveLength(12)
    expect(ofGroups.filter((row) => row.endsWith(',too few labels to name a side'))).toHaveLength(2)
    const wrapped = (await runWell(['cite', scored, '--by', 'outlet', '--format', 'datawrapper']))
      .stdout
    expect(wrapped.split('\r\n').slice(0, 2)).toEqual([
      'outlet,label,value,low,high,note',
      expect.stringMatching(/^all,retreat,\d+,/),
    ])
    expect(wrapped).toMatch(/\r\nDaily,retreat,\d+,\d+,\d+,\r\n/)
    const page = folder.path('page.html')
    await runWell(['report', scored, '--by', 'outlet', '--out', page])
    expect(folder.read('page.html')).toContain(`<li>${daily}</li>`)
  })

  it("gives the model's own labels before an audit, marked as not for print", async () => {
    const path = folder.write('unread.jsonl', toJsonl(POSTS))
    const by = ['aggregate', path, '--by', 'outlet', '--format']
    const { overall } = JSON.parse((await runWell([...by, 'json'])).stdout) as Breakdown
    const daily = POSTS.filter(({ meta }) => meta.outlet === 'Daily')
    const countOf = (name: string) => daily.filter(({ label }) => label === name).length
    const modelCounts = Object.fromEntries(scheme.labels.map((name) => [name, countOf(name)]))
    expect(overall.by?.groups[0]).toEqual({
      value: 'Daily',
      postCount: 150,
      labelledCount: 0,
      intervals: [],
      modelCounts,
    })
    const groupPosts = overall.by?.groups.reduce((total, { postCount }) => total + postCount, 0)
    expect(groupPosts).toBe(overall.postCount)
    const table = (await runWell([...by, 'table'])).stdout.replace(/\s+/g, ' ')
    expect(table).toContain(
      "The model's own labels, not for print: nobody has checked them. By outlet: Daily: ",
    )
    const [head = '', ...rows] = (await runWell([...by, 'csv'])).stdout.split('\r\n')
    const cells = rows.find((row) => row.startsWith('group,deal-a,,,Daily,retreat,'))?.split(',')
    const cell = (name: string) => cells?.[head.split(',').indexOf(name)]
    expect(Number(cell('share'))).toBeCloseTo(countOf('retreat') / 150, 12)
    expect([cell('refusal'), cell('postCount')]).toEqual(['CITE_NOT_AUDITED', '150'])
  })
})
