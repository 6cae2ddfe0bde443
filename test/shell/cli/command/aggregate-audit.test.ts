import { chmodSync, readdirSync, statSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { sha256Of } from '../../../../src/base/text/sha256-text.js'
import type { Breakdown } from '../../../../src/count/breakdown/breakdown.js'
import { manyPosts, PIVOT, RETREAT } from '../../../count/scored-posts.js'
import { expectRefusal, labelsOf, newFolder, type Ran, runCli, runWell, toJsonl } from '../cli-harness.js'

const folder = newFolder()
const POSTS = manyPosts(80, 5)
const SCORED = folder.write('scored.jsonl', toJsonl(POSTS))
const AUDIT = folder.path('audit.jsonl')
const hash = (name: string): string => sha256Of(folder.read(name))
const scored = () => ({ role: 'scored', name: 'scored.jsonl', sha256: hash('scored.jsonl') })
const aggregate = (...argv: readonly string[]): Promise<Ran> => runCli(['aggregate', SCORED, ...argv])

beforeAll(async () => {
  await runWell(['audit', SCORED, '--size', '40', '--import', folder.write('labels.csv', labelsOf(POSTS)), '--out', AUDIT])
})

describe('commands that read', () => {
  // Noted in the audit that somebody had looked at the results, and failed in a folder that they could not write to.
  it('change nothing beside what they read, also where the sample is not finished', async () => {
    const own = newFolder()
    const path = own.write('s.jsonl', toJsonl(POSTS))
    const some = own.write('some.csv', labelsOf(POSTS.slice(0, 50)))
    await runWell(['audit', path, '--size', 'all', '--import', some])
    const state = () => readdirSync(own.path('.')).map((name) => [name, statSync(own.path(name)).mtimeMs, sha256Of(own.read(name))])
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
})

describe('aggregate --audit', () => {
  it('puts the audited estimates first, and names the files that they stand on by their hashes', async () => {
    const { code, stdout, stderr } = await aggregate('--audit', AUDIT, '--format', 'json')
    expect(code).toBe(0)
    expect(stderr).toContain('40 labels; 40 of 80 posts picked from 80 scored posts')
    const breakdown = JSON.parse(stdout) as Breakdown
    expect(breakdown.audit).toMatchObject({ sha256: hash('audit.jsonl'), scoredSha256: hash('scored.jsonl'), size: 40 })
    expect(breakdown.audit?.headlineMethod).toBe('hypergeometric-mid-p')
    expect(breakdown.deals[0]?.intervals[0]).toMatchObject({ label: RETREAT })
    expect(breakdown.deals[0]?.intervals[0]?.share).toBeGreaterThan(0)
    // Each deal has a sample of its own: nothing is estimated of all posts together.
    expect(breakdown.overall.intervals).toEqual([])
    expect(breakdown.evidence).toEqual([scored(), { role: 'audit', name: 'audit.jsonl', sha256: hash('audit.jsonl') }])
  })

  it('lists the files behind the numbers; the streams without a name', async () => {
    const plain = JSON.parse((await aggregate('--format', 'json')).stdout) as Breakdown
    expect(plain.evidence).toEqual([scored()])
    const piped = await runCli(['aggregate', '-', '--format', 'json'], { stdin: folder.read('scored.jsonl') })
    expect((JSON.parse(piped.stdout) as Breakdown).evidence).toEqual([{ ...scored(), name: null }])
  })

  it('shows the audited shares and what became of every drawn post in the table, no counts of the classifier beside them, and every column of the audit in CSV', async () => {
    const { stdout } = await aggregate('--audit', AUDIT, '--format', 'table')
    const text = stdout.replace(/\s+/g, ' ')
    expect(text).toContain('; 30 of them labelled')
    expect(text).toContain('95% interval')
    expect(text).not.toContain('Classifier counts')
    expect(text).toContain('Audit: 40 posts picked at random, 40 with a label by 1 coder.')
    expect(text).not.toContain('not checked by people')
    for (const count of [30, 10]) expect(text).toContain(`Dispositions: ${count} picked (${count} labelled in the audit,`)
    const csv = await aggregate('--audit', AUDIT, '--format', 'csv')
    const [head = '', first = ''] = csv.stdout.split('\r\n')
    expect(head).toMatch(/^scope,dealId,mover,move,label,auditedShare,auditedLow,auditedHigh,auditedMethod,drawnCount/)
    expect(first.split(',')[8]).toBe('hypergeometric-mid-p')
    const columns = head.split(',')
    expect(['drawnCount', 'labelledCount', 'skippedCount', 'undecidedCount'].map((name) => columns.indexOf(name))).toEqual([9, 10, 11, 12])
    expect(Number(first.split(',')[9])).toBeGreaterThan(0)
  })

  it('refuses another scored file, a damaged audit, and one that is missing', async () => {
    const other = folder.write('other.jsonl', toJsonl(POSTS.slice(1)))
    expectRefusal(await runCli(['aggregate', other, '--audit', AUDIT]), 65, 'AUDIT_MISMATCH')
    const damaged = folder.write('damaged.jsonl', folder.read('audit.jsonl').replace(`"label":"${PIVOT}"`, '"label":"maybe"'))
    expectRefusal(await aggregate('--audit', damaged), 65, 'AUDIT_INVALID')
    expect((await aggregate('--audit', folder.path('nowhere.jsonl'))).code).toBe(66)
  })

  it('prints without an audit what it printed before there were audits', async () => {
    const { stdout } = await aggregate('--format', 'json')
    expect(stdout).not.toMatch(/"share":|standardError|isHeadline/)
    expect((JSON.parse(stdout) as Breakdown).audit).toBeNull()
    expect((await aggregate('--format', 'csv')).stdout.split('\r\n')[0]).toMatch(/^scope,dealId,mover,move,label,share,sidedShare,/)
  })
})
