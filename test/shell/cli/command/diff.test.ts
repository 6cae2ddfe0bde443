import { copyFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ChangeReport } from '../../../../src/count/change/compare-runs.js'
import { manyPosts } from '../../../count/scored-posts.js'
import { labelsOf } from '../../../support/hand-labels.js'
import { toJsonl } from '../../../support/jsonl.js'
import { expectRefusal } from '../../../support/refusal.js'
import { newFolder, QUICK, type Ran, runCli, runWell, SAMPLE } from '../cli-harness.js'

const folder = newFolder()
const POSTS = manyPosts(60, 5).map((post) => ({ ...post, text: `text ${post.id}` }))
const MONDAY = folder.write('monday.jsonl', toJsonl(POSTS.slice(0, 50)))
const FRIDAY = folder.write('friday.jsonl', toJsonl(POSTS.slice(5)))
const [MONDAY_AUDIT, FRIDAY_AUDIT] = [folder.path('labels-a.jsonl'), folder.path('labels-b.jsonl')]
const diff = (...argv: readonly string[]): Promise<Ran> => runCli(['diff', ...argv])
const diffJson = async (...argv: readonly string[]): Promise<ChangeReport> => {
  const { code, stdout } = await diff(...argv, '--format', 'json')
  expect(code).toBe(0)
  return JSON.parse(stdout) as ChangeReport
}

beforeAll(async () => {
  for (const [scored, audit, part] of [
    [MONDAY, MONDAY_AUDIT, POSTS.slice(0, 50)],
    [FRIDAY, FRIDAY_AUDIT, POSTS.slice(5)],
  ] as const)
    await runWell(['audit', scored, '--size', 'all', '--import', folder.write('labels.csv', labelsOf(part)), '--out', audit])
})

describe('diff', () => {
  it('says what changed between two files and how many posts each cause affects, and drafts the note', async () => {
    const report = await diffJson(MONDAY, FRIDAY)
    const isAudited = false
    expect(report).toMatchObject({ schema: 'dealstance/change@1', from: { postCount: 50, isAudited }, to: { postCount: 55, isAudited } })
    const causeCounts = { new: 10, deleted: 5, edited: 0, linked: 0, judged: 0, audited: 0 }
    expect(report.groups.at(-1)).toMatchObject({ dealId: null, headline: [], causeCounts })
    const { stdout, stderr } = await diff(MONDAY, FRIDAY)
    const text = stdout.replace(/\s+/g, ' ')
    expect(text).toContain('Between the runs: 10 new posts, 5 deleted posts.')
    expect(text).toContain('Nothing to correct: neither run has a share that may be printed (nobody has checked a sample).')
    expect(text).not.toContain('Correction')
    expect(stderr).toContain('50 scored posts, not audited')
  })

  it('compares audited shares where audits lie beside the runs, and those that are named alone where one is', async () => {
    const own = newFolder()
    for (const [from, to] of [
      [MONDAY, 'a.jsonl'],
      [MONDAY_AUDIT, 'a.audit.jsonl'],
      [FRIDAY, 'b.jsonl'],
      [FRIDAY_AUDIT, 'b.audit.jsonl'],
    ] as const)
      copyFileSync(from, own.path(to))
    const report = await diffJson(own.path('a.jsonl'), own.path('b.jsonl'))
    expect(await diffJson(MONDAY, FRIDAY, '--audit-a', MONDAY_AUDIT, '--audit-b', FRIDAY_AUDIT)).toEqual(report)
    const once = await diffJson(own.path('a.jsonl'), own.path('b.jsonl'), '--audit-b', FRIDAY_AUDIT)
    expect(once).toMatchObject({ from: { isAudited: false }, to: { isAudited: true } })
    const all = report.groups.at(-1)
    expect(all?.headline).toHaveLength(3)
    for (const { from, to } of all?.headline ?? []) expect([from.estimand, to.estimand]).toEqual(['captured', 'captured'])
  })

  it('finds no change between a run and itself, and counts the posts that another model judged', async () => {
    const own = newFolder()
    const [one, other] = [own.path('one.jsonl'), own.path('other.jsonl')]
    await runCli(['classify', SAMPLE, ...QUICK, '--out', one])
    await runCli(['classify', SAMPLE, '--model', 'majority', '--out', other])
    const same = await diff(one, one)
    expect(same.stdout).toContain('Nothing to correct')
    expect(same.stdout).not.toContain('Correction:')
    const report = await diffJson(one, other)
    expect(report.groups.at(-1)?.causeCounts).toMatchObject({ new: 0, deleted: 0, edited: 0, judged: 18 })
    expect((await diff(one, other)).stdout.replace(/\s+/g, ' ')).toMatch(/Between the runs: another model \(\S+ in place of sentiment\)/)
  })

  it('shows one deal alone, in a file', async () => {
    const { code, stdout } = await diff(MONDAY, FRIDAY, '--deal', 'deal-b', '--out', folder.path('diff.json'))
    expect([code, stdout]).toEqual([0, ''])
    expect(JSON.parse(folder.read('diff.json')).groups.map(({ dealId }: { dealId: string }) => dealId)).toEqual(['deal-b'])
  })

  it.each([
    ['one run', [MONDAY], 64, 'USAGE_OPTION_INVALID'],
    ['three runs', [MONDAY, FRIDAY, MONDAY], 64, 'USAGE_OPTION_INVALID'],
    ['no run', [], 64, 'USAGE_INPUT_ABSENT'],
    ['a run that is not there', [MONDAY, folder.path('nowhere.jsonl')], 66, 'INPUT_MISSING'],
    ['a deal of neither run', [MONDAY, FRIDAY, '--deal', 'deal-x'], 64, 'USAGE_OPTION_INVALID'],
    ['the audit of the other run', [MONDAY, FRIDAY, '--audit-a', FRIDAY_AUDIT], 65, 'AUDIT_MISMATCH'],
    ['posts that are none', [MONDAY, folder.write('junk.jsonl', '{"id":1}\n')], 65, 'SCORED_INVALID'],
    ['a file of zeros', [MONDAY, folder.write('zeros', new Uint8Array(100))], 65, 'INGEST_BINARY'],
    ['an output that is an input', [MONDAY, FRIDAY, '--out', MONDAY], 64, 'USAGE_OPTION_INVALID'],
  ])('refuses %s', async (_, argv, code, error) => {
    expectRefusal(await diff(...argv), code, error)
  })
})
