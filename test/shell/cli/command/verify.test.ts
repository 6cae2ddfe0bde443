import { copyFileSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { manyPosts } from '../../../count/scored-posts.js'
import { labelsOf } from '../../../support/hand-labels.js'
import { fromJsonl, toJsonl } from '../../../support/jsonl.js'
import { expectRefusal } from '../../../support/refusal.js'
import { newFolder, QUICK, type Ran, runCli, runWell, SAMPLE } from '../cli-harness.js'

const folder = newFolder()
const POSTS = manyPosts(60, 5)
const SCORED = folder.write('scored.jsonl', toJsonl(POSTS))
const AUDIT = folder.path('audit.jsonl')
const [PLAIN, AUDITED] = [folder.path('plain.json'), folder.path('audited.json')]
const verify = (...argv: readonly string[]): Promise<Ran> => runCli(['verify', ...argv])

beforeAll(async () => {
  await runWell(['audit', SCORED, '--size', '30', '--import', folder.write('labels.csv', labelsOf(POSTS)), '--out', AUDIT])
  await runWell(['aggregate', SCORED, '--out', PLAIN, '--count', 'replies', '--seed', '7'])
  await runWell(['aggregate', SCORED, '--audit', AUDIT, '--out', AUDITED])
})

describe('verify', () => {
  it('verifies the output of aggregate and classify, audited or not, and names its evidence', async () => {
    const own = newFolder()
    const piped = await runCli(['classify', SAMPLE, ...QUICK, '--two-way', '--breakdown', own.path('classified.json')])
    const scored = own.write('elsewhere.jsonl', piped.stdout)
    const { code, stdout, stderr } = await verify(PLAIN, AUDITED, own.path('classified.json'), '--evidence', scored)
    expect([code, stderr]).toEqual([0, ''])
    const lines = stdout.trimEnd().split('\n')
    expect(lines).toHaveLength(6)
    expect(lines[1]).toMatch(/plain\.json: labels of 60 posts: not known: no record that fits is kept\.$/)
    expect(lines[2]).toMatch(/audited\.json: breakdown: all \d{3,} numbers agree with what scored\.jsonl \([0-9a-f]{12}…\), audit\.jsonl /)
    expect(lines[4]).toContain('agree with what a stream (')
    expect(lines[5]).toMatch(/labels of 18 posts \(run [0-9a-f]{12}\): dealstance .*; version and weights are the same here\.$/)
  })

  it('verifies a report that skipped bad lines', async () => {
    const own = newFolder()
    const broken = own.write('broken.jsonl', `${folder.read('scored.jsonl')}{}\n`)
    await runCli(['aggregate', broken, '--on-bad-record', 'skip', '--out', own.path('report.json')])
    expect((await verify(own.path('report.json'))).code).toBe(0)
  })

  it('verifies a claim of cite, and detects a changed sentence', async () => {
    const claim = folder.path('claim.json')
    await runWell(['cite', SCORED, '--audit', AUDIT, '--deal', 'deal-a', '--max-width', '±40', '--out', claim])
    const { code, stdout } = await verify(claim)
    expect([code, stdout]).toEqual([0, expect.stringMatching(/claim\.json: claim: all \d+ numbers agree/)])
    const tampered = folder.write('tampered-claim.json', folder.read('claim.json').replace(/(\d)%/, '9$1%'))
    const refused = await verify(tampered)
    expect([refused.code, refused.stdout]).toEqual([65, expect.stringMatching(/^sentence: printed /)])
  })

  it('exits 65 and names the number that differs, as text or as JSON', async () => {
    const tampered = folder.write('tampered.json', folder.read('audited.json').replace('"size": 30', '"size": 300'))
    const { code, stdout } = await verify(PLAIN, tampered)
    expect(code).toBe(65)
    expect(stdout).toContain('audit.size: printed 300, recomputed 30\n')
    expect(stdout).toContain('1 value not as scored.jsonl')
    const [plain, report] = fromJsonl((await verify(PLAIN, tampered, '--format', 'json')).stdout)
    expect(plain).toMatchObject({ schema: 'dealstance/verification@1', kind: 'breakdown', isVerified: true, differences: [] })
    expect(report).toMatchObject({ isVerified: false, differences: [{ path: 'audit.size', printed: '300', recomputed: '30' }] })
  })

  it('finds the evidence beside the report, or by its hash under any name', async () => {
    const own = newFolder()
    copyFileSync(AUDITED, own.path('report.json'))
    copyFileSync(SCORED, own.path('scored.jsonl'))
    expectRefusal(await verify(own.path('report.json')), 65, /EVIDENCE_MISSING: .*the audit behind it, audit\.jsonl .*--evidence FILE/)
    copyFileSync(AUDIT, own.path('labels of ana.jsonl'))
    expect((await verify(own.path('report.json'), '--evidence', own.path('labels of ana.jsonl'))).code).toBe(0)
    const piped = await runCli(['verify', '-', '--evidence', SCORED, '--evidence', AUDIT], { stdin: own.read('report.json') })
    expect([piped.code, piped.stdout.startsWith('stdin: breakdown: all')]).toEqual([0, true])
  })

  it('exits 65 for evidence with another hash, without reading a number from it', async () => {
    const own = newFolder()
    copyFileSync(PLAIN, own.path('plain.json'))
    own.write('scored.jsonl', `${folder.read('scored.jsonl')}\n`)
    expectRefusal(await verify(own.path('plain.json')), 65, 'EVIDENCE_MISMATCH')
    expectRefusal(await verify(own.path('plain.json'), '--evidence', own.path('scored.jsonl')), 65, 'EVIDENCE_MISMATCH')
  })

  it('refuses the audit of another scored file', async () => {
    const own = newFolder()
    const other = own.write('scored.jsonl', toJsonl(POSTS.slice(1)))
    await runCli(['aggregate', other, '--out', own.path('plain.json')])
    const [audit] = JSON.parse(folder.read('audited.json')).evidence.slice(1)
    const plain = JSON.parse(own.read('plain.json'))
    own.write('joined.json', JSON.stringify({ ...plain, evidence: [...plain.evidence, audit] }))
    expectRefusal(await verify(own.path('joined.json'), '--evidence', AUDIT), 65, 'AUDIT_MISMATCH')
  })

  it.each([
    ['nothing', [], 64, 'USAGE_INPUT_ABSENT'],
    ['a report that is not there', [folder.path('nowhere.json')], 66, 'INPUT_MISSING'],
    ['a folder', [folder.path('')], 66, 'INPUT_IS_DIRECTORY'],
    ['posts in place of a report', [SCORED], 65, 'REPORT_INVALID'],
    [
      'a deposit that is still packed',
      [folder.write('study.zip', `PK\u0003\u0004${' '.repeat(26)}README.md`)],
      65,
      'breakdown.json to verify.',
    ],
    ['a file of zeros', [folder.write('zeros', new Uint8Array(1000))], 65, 'INGEST_BINARY'],
    ['evidence that is not there', [PLAIN, '--evidence', folder.path('nowhere')], 66, 'INPUT_MISSING'],
    ['evidence from stdin', [PLAIN, '--evidence', '-'], 64, 'USAGE_OPTION_INVALID'],
  ])('refuses %s', async (_, argv, code, error) => {
    expectRefusal(await verify(...argv), code, error)
  })

  it('treats a folder with the name of the evidence as missing evidence', async () => {
    const own = newFolder()
    copyFileSync(PLAIN, own.path('plain.json'))
    mkdirSync(own.path('scored.jsonl'))
    expectRefusal(await verify(own.path('plain.json')), 65, 'EVIDENCE_MISSING')
  })

  it('writes nothing', async () => {
    const before = readdirSync(folder.path('')).map((name) => [name, statSync(folder.path(name)).mtimeMs])
    await verify(AUDITED)
    expect(readdirSync(folder.path('')).map((name) => [name, statSync(folder.path(name)).mtimeMs])).toEqual(before)
  })
})
