import { writeFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Breakdown } from '../../../../src/count/breakdown/breakdown.js'
import { readAudit } from '../../../../src/shell/node/audit/audit-log.js'
import { learntFrom } from '../../../count/audit/audit-example.js'
import { toJsonl } from '../../../jsonl.js'
import { expectRefusal } from '../../../refusal.js'
import { folder, HONEST, ok, POSTS, SCORED } from '../audit/crowd-example.js'
import { runCli } from '../cli-harness.js'

const BESIDE = SCORED.replace(/\.jsonl$/, '.audit.jsonl')
const LEARNT = folder.path('learnt.jsonl')
const breakdownOf = (text: string): Breakdown => JSON.parse(text) as Breakdown
const headline = ({ overall }: Breakdown) => overall.intervals.filter(({ isHeadline }) => isHeadline)
const LESSON = 'The program learnt 40 labels of these posts after the draw; the audited shares stand on its answers at the draw.'

beforeAll(async () => {
  await ok('audit', SCORED, '--size', '40', '--import', HONEST)
  writeFileSync(LEARNT, toJsonl(learntFrom(POSTS, await readAudit(BESIDE))))
}, 60_000)

describe('posts of a model that learnt the audit', () => {
  it('are estimated as they were drawn', async () => {
    const plain = breakdownOf((await ok('aggregate', SCORED, '--audit', BESIDE, '--format', 'json')).stdout)
    const again = breakdownOf((await ok('aggregate', LEARNT, '--audit', BESIDE, '--format', 'json')).stdout)
    expect(again.audit?.learnt).toMatchObject({ labelCount: 40 })
    expect(plain.audit).not.toHaveProperty('learnt')
    expect(again.audit?.origin.changedSinceDraw).toEqual(['predictions'])
    expect(headline(again)).toEqual(headline(plain))
    expect(again.overall.shares).not.toEqual(plain.overall.shares)
  })

  it('report says what was learnt', async () => {
    expect((await ok('report', LEARNT, '--audit', BESIDE)).stdout).toContain(LESSON)
  })

  it('cite says it too', async () => {
    expect((await ok('cite', LEARNT, '--audit', BESIDE, '--max-width', '±30')).stdout).toContain(LESSON)
  })

  it.each(['cite', 'aggregate'])('%s has no --learn, and says what teaches the model', async (command) => {
    const ran = await runCli([command, SCORED, '--learn'])
    expectRefusal(ran, 64, /classify --learn AUDIT teaches the model that scores/)
  })
})
