import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { aggregate, type Breakdown, labelsInForce, STANCE_SCHEME } from '../../src/entry/index.js'
import { readAudit, readAuditPosts } from '../../src/entry/node.js'
import { parseReport } from '../../src/entry/report.js'
import { CHAIN_START, chainLine } from '../../src/shell/node/audit/audit-chain.js'
import { checkAuditMatches } from '../../src/shell/node/scored/read-audit-posts.js'
import { newFolder } from '../shell/cli/cli-harness.js'

/** Six invented posts, scored, audited and counted by 0.1.0. */
const FOLDER = 'test/fixtures/formats-0.1.0'
const read = (name: string): string => readFileSync(`${FOLDER}/${name}`, 'utf8')

it('reads scored posts and audits that 0.1.0 wrote, and counts them the same', async () => {
  const { posts, sha256 } = await readAuditPosts([`${FOLDER}/scored.jsonl`])
  const { design, events, sha256: auditSha256 } = await readAudit(`${FOLDER}/scored.audit.jsonl`)
  const before = JSON.parse(read('breakdown.json')) as Breakdown
  expect(design.scoredSha256).toBe(sha256)
  const audit = { audit: { design, labels: labelsInForce(events) }, sha256: auditSha256 }
  const now = aggregate(posts, { scheme: STANCE_SCHEME, audit })
  expect(posts.map(({ label }) => label)).toEqual(['retreat', 'retreat', 'shrewd pivot', 'neither', 'shrewd pivot', 'retreat'])
  expect(now.overall.shares).toEqual(before.overall.shares)
  expect(now.audit?.origin).toMatchObject({ labelsBy: { person: 0, model: 0, unknown: 6 }, isSeedChosen: true, lookCount: 0 })
  expect(() => checkAuditMatches(design, { posts, sha256: 'f'.repeat(64) }, 'a.jsonl')).toThrow(/byte by byte/)
  expect(now.audit?.coders).toEqual([{ coder: 'ana', labelledCount: 6 }])
})

it('refuses a version that it does not know with one line that names the command which writes it anew', async () => {
  const of = (name: string): string => read(name).replace(/(dealstance\/\w+)@1/, '$1@9')
  const design = JSON.parse(of('scored.audit.jsonl').split('\n')[0] ?? '') as object
  const path = newFolder().write('audit.jsonl', `${chainLine(CHAIN_START, design).line}\n`)
  await expect(readAudit(path)).rejects.toThrow(/^[^\n]*dealstance\/audit@1[^\n]*audit[^\n]*$/)
  expect(() => parseReport(of('breakdown.json'), 'breakdown.json')).toThrow(/^[^\n]*dealstance\/breakdown@1[^\n]*aggregate[^\n]*$/)
})
