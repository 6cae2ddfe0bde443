import { writeFileSync } from 'node:fs'
import { beforeAll, expect, it } from 'vitest'
import { readAudit } from '../../../../src/shell/node/audit/audit-log.js'
import { learntFrom } from '../../../count/audit/audit-example.js'
import { toJsonl } from '../../../support/jsonl.js'
import { folder, HONEST, ok, POSTS, SCORED } from '../audit/crowd-example.js'

const BESIDE = SCORED.replace(/\.jsonl$/, '.audit.jsonl')
const LEARNT = folder.path('learnt.jsonl')
const LESSON = 'The model learnt 40 labels of these posts after the sample was picked; the audited shares rest on its answers before that.'

beforeAll(async () => {
  await ok('audit', SCORED, '--size', '40', '--import', HONEST)
  writeFileSync(LEARNT, toJsonl(learntFrom(POSTS, await readAudit(BESIDE))))
}, 60_000)

it('posts of a model that learnt the audit report says what was learnt', async () => {
  expect((await ok('report', LEARNT, '--audit', BESIDE)).stdout).toContain(LESSON)
})

it('posts of a model that learnt the audit cite says it too', async () => {
  expect((await ok('cite', LEARNT, '--audit', BESIDE, '--max-width', '±30')).stdout).toContain(LESSON)
})
