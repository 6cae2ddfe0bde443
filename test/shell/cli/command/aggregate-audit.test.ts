import { chmodSync, readdirSync, statSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { sha256Of } from '../../../../src/base/text/sha256-text.js'
import type { Breakdown } from '../../../../src/count/breakdown/breakdown.js'
import { readAudit } from '../../../../src/shell/node/audit/audit-log.js'
import { manyPosts, PIVOT, RETREAT } from '../../../count/scored-posts.js'
import { inTurn, labelTable } from '../../../support/hand-labels.js'
import { expectRefusal, labelsOf, newFolder, runCli, runWell, toJsonl } from '../cli-harness.js'

const folder = newFolder()
const POSTS = manyPosts(80, 5)
const SCORED = folder.write('scored.jsonl', toJsonl(POSTS))
const AUDIT = folder.path('audit.jsonl')
const hash = (name: string): string => sha256Of(folder.read(name))
const scored = () => ({ role: 'scored', name: 'scored.jsonl', sha256: hash('scored.jsonl') })
const aggregate = (...argv: readonly string[]) => runCli(['aggregate', SCORED, ...argv])

await runWell([
  'audit',
  SCORED,
  '--size',
  '40',
  '--import',
  folder.write('labels.csv', labelsOf(POSTS)),
  '--out',
  AUDIT,
])

// Noted in the audit that somebody had looked at the results, and failed in a folder that they
// could not write to.
it('commands that read change nothing beside what they read, also where the sample is not finished', async () => {
  const own = newFolder()
  const path = own.write('s.jsonl', toJsonl(POSTS))
  const some = own.write('some.csv', labelsOf(POSTS.slice(0, 50)))
  await runWell(['audit', path, '--size', 'all', '--import', some])
  const state = () =>
    readdirSync(own.path('.')).map((name) => [
      name,
      statSync(own.path(name)).mtimeMs,
      sha256Of(own.read(name)),
    ])
  const before = state()
  chmodSync(own.path('.'), 0o555)
  for (const argv of [
    ['aggregate', path, '--format', 'json'],
    ['report', path],
  ])
    expect((await runWell(argv)).stdout).not.toBe('')
  expectRefusal(await runCli(['cite', path, '--deal', 'deal-a']), 65, 'have no label')
  chmodSync(own.path('.'), 0o755)
  expect(state()).toEqual(before)
})

describe('aggregate --format labels', () => {
  const own = newFolder()
  const posts = POSTS.map((post, index) => ({
    ...post,
    meta: { ...post.meta, forum: index % 2 === 0 ? 'a' : 'b' },
  }))
  const path = own.write('s.jsonl', toJsonl(posts))
  const labels = own.path('l.csv')
  const out = own.path('s.audit.jsonl')

  it('writes a row for each labelled unit: label, coders, time, chance to be drawn, the model, own columns', async () => {
    await runWell([
      'audit',
      path,
      '--size',
      '40',
      '--import',
      own.write('ana.csv', labelsOf(POSTS)),
      '--out',
      out,
    ])
    const { design } = await readAudit(out)
    const [first, second] = design.units.map(({ postId }) => postId)
    const wordOf = new Map(POSTS.map(({ id }, index) => [id, inTurn(null, index)]))
    const other = wordOf.get(second ?? '') === RETREAT ? PIVOT : RETREAT
    const rows = [
      `${first},bo,${wordOf.get(first ?? '')},2031-01-02,`,
      `${second},bo,${other},2031-01-02,`,
      `${second},cy,${other},2031-01-03,yes`,
    ]
    const more = own.write('bo.csv', labelTable(rows, 'postId,coder,label,labelledAt,adjudication'))
    await runWell(['audit', path, '--import', more, '--out', out])
    const { stderr } = await runWell(['aggregate', path, '--format', 'labels', '--out', labels])
    expect(stderr).toContain(`40 labelled posts (of 80) written to ${labels}`)
    const table = parse<Record<string, string>>(own.read('l.csv'), { columns: true })
    expect(Object.keys(table[0] ?? {}).join()).toBe(
      'id,threadId,parentId,parentIsInferred,author,createdAt,text,unitId,dealId,label,coder,labelledAt,inclusionProbability,populationCount,' +
        'modelLabel,pRetreat,pShrewdPivot,pNeither,forum',
    )
    expect(table.map(({ id }) => id)).toEqual(design.units.map(({ postId }) => postId))
    expect(table[0]).toMatchObject({
      label: wordOf.get(first ?? ''),
      coder: 'ana; bo',
      labelledAt: '2031-01-02T00:00:00.000Z',
    })
    expect(table[1]).toMatchObject({
      label: other,
      coder: 'ana; bo; cy',
      labelledAt: '2031-01-03T00:00:00.000Z',
    })
    for (const { dealId, inclusionProbability, populationCount } of table) {
      const stratum = design.strata.find((one) => one.dealId === dealId)
      expect([Number(inclusionProbability), Number(populationCount)]).toEqual([
        (stratum?.sampleCount ?? 0) / (stratum?.populationCount ?? 0),
        stratum?.populationCount,
      ])
    }
    // Hajek's estimate from these weights is the share that aggregate prints.
    const { deals } = JSON.parse(
      (await runWell(['aggregate', path, '--format', 'json'])).stdout,
    ) as Breakdown
    const ofDeal = table.filter(({ dealId }) => dealId === deals[0]?.dealId)
    const weightOf = (rows: typeof table) =>
      rows.reduce((total, row) => total + 1 / Number(row['inclusionProbability']), 0)
    expect(
      weightOf(ofDeal.filter(({ label }) => label === RETREAT)) / weightOf(ofDeal),
    ).toBeCloseTo(deals[0]?.intervals.find(({ label }) => label === RETREAT)?.share ?? 0, 12)
  })

  it('is refused without an audit', async () => {
    const bare = own.write('bare.jsonl', toJsonl(POSTS))
    expectRefusal(
      await runCli(['aggregate', bare, '--format', 'labels']),
      64,
      /expected --format labels with an audit/,
    )
  })
})

describe('aggregate --audit', () => {
  it('puts the audited estimates first, and names the files that they stand on by their hashes', async () => {
    const { stdout, stderr } = await runWell([
      'aggregate',
      SCORED,
      '--audit',
      AUDIT,
      '--format',
      'json',
    ])
    expect(stderr).toContain('40 labels by hand; 40 of 80 posts were')
    const breakdown = JSON.parse(stdout) as Breakdown
    expect(breakdown.audit).toMatchObject({
      sha256: hash('audit.jsonl'),
      scoredSha256: hash('scored.jsonl'),
      size: 40,
    })
    expect(breakdown.audit?.headlineMethod).toBe('hypergeometric-mid-p')
    expect(breakdown.deals[0]?.intervals[0]).toMatchObject({ label: RETREAT })
    expect(breakdown.deals[0]?.intervals[0]?.share).toBeGreaterThan(0)
    // Each deal has a sample of its own: nothing is estimated of all posts together.
    expect(breakdown.overall.intervals).toEqual([])
    expect(breakdown.evidence).toEqual([
      scored(),
      { role: 'audit', name: 'audit.jsonl', sha256: hash('audit.jsonl') },
    ])
  })

  it('lists the files behind the numbers; the streams without a name', async () => {
    const plain = JSON.parse((await aggregate('--format', 'json')).stdout) as Breakdown
    expect(plain.evidence).toEqual([scored()])
    const piped = await runCli(['aggregate', '-', '--format', 'json'], {
      stdin: folder.read('scored.jsonl'),
    })
    expect((JSON.parse(piped.stdout) as Breakdown).evidence).toEqual([{ ...scored(), name: null }])
  })

  it('shows the audited shares and what became of every drawn post in the table, no counts of the classifier beside them, and every column of the audit in CSV', async () => {
    const { stdout } = await aggregate('--audit', AUDIT, '--format', 'table')
    const text = stdout.replace(/\s+/g, ' ')
    expect(text).toMatch(/; 30 of the \d+ labelled \(1 reader\)/)
    expect(text).toContain('95% interval')
    expect(text).not.toContain('Classifier counts')
    expect(text).not.toContain('not checked by people')
    for (const count of [30, 10])
      expect(text).toContain(`Picked: ${count} posts; ${count} labelled by hand,`)
    const csv = await aggregate('--audit', AUDIT, '--format', 'csv')
    const [head = '', first = ''] = csv.stdout.split('\r\n')
    expect(head).toMatch(
      /^scope,dealId,mover,move,label,auditedShare,auditedLow,auditedHigh,auditedMethod,drawnCount/,
    )
    expect(first.split(',')[8]).toBe('hypergeometric-mid-p')
    const columns = head.split(',')
    expect(
      ['drawnCount', 'labelledCount', 'skippedCount', 'undecidedCount'].map((name) =>
        columns.indexOf(name),
      ),
    ).toEqual([9, 10, 11, 12])
    expect(Number(first.split(',')[9])).toBeGreaterThan(0)
  })

  it('refuses another scored file, a damaged audit, and one that is missing', async () => {
    const other = folder.write('other.jsonl', toJsonl(POSTS.slice(1)))
    expectRefusal(await runCli(['aggregate', other, '--audit', AUDIT]), 65, 'AUDIT_MISMATCH')
    const damaged = folder.write(
      'damaged.jsonl',
      folder.read('audit.jsonl').replace(`"label":"${PIVOT}"`, '"label":"maybe"'),
    )
    expectRefusal(await aggregate('--audit', damaged), 65, 'AUDIT_INVALID')
    expect((await aggregate('--audit', folder.path('nowhere.jsonl'))).code).toBe(66)
  })

  it('prints without an audit what it printed before there were audits', async () => {
    const { stdout } = await aggregate('--format', 'json')
    expect(stdout).not.toMatch(/"share":|standardError|isHeadline/)
    expect((JSON.parse(stdout) as Breakdown).audit).toBeNull()
    expect((await aggregate('--format', 'csv')).stdout.split('\r\n')[0]).toMatch(
      /^scope,dealId,mover,move,label,share,sidedShare,/,
    )
  })
})
