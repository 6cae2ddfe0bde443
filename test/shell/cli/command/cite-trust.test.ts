import { expect, it } from 'vitest'
import { readAudit } from '../../../../src/shell/node/audit/audit-log.js'
import { learntFrom } from '../../../count/audit/audit-example.js'
import {
  cite,
  counted,
  csv,
  folder,
  fresh,
  HONEST,
  ok,
  POSTS,
  SCORED,
} from '../audit/crowd-example.js'
import { expectRefusal, runCli, toJsonl } from '../cli-harness.js'

const COPIED = csv(
  'copied.csv',
  POSTS.map(({ id, label }) => `${id},ana,${label}`),
)

it('150 of 150 labels equal to a model that is right on three of five: refused, unless somebody says why, which is printed', async () => {
  const breakdown = await counted(
    fresh(),
    SCORED,
    '--size',
    '150',
    '--import',
    COPIED,
    '--coder-kind',
    'person',
  )
  expectRefusal(
    await cite(breakdown),
    65,
    /^dealstance: CITE_LABELS_COPIED: [^\n]*on all 150 posts, and nobody read them twice/m,
  )
  const audit = ['audit', SCORED, '--out', breakdown.replace('.json', '.audit.jsonl')]
  expectRefusal(await runCli([...audit, '--accept', ' ']), 64, /expected a reason in words, got/)
  expect((await runCli([...audit, '--accept', 'The posts are one-word replies.'])).code).toBe(0)
  const accepted = await cite(breakdown, '--format', 'json')
  const claim = JSON.parse(accepted.stdout)
  expect(claim.footnote).toContain("The labels equal the model's on 150 of 150 posts.")
  expect(claim.footnote).toContain('The posts are one-word replies.')
  for (const command of ['aggregate', 'report']) {
    const { stdout } = await runCli([command, SCORED, '--audit', audit[3] ?? ''])
    expect(stdout, command).toContain('The posts are one-word replies.')
  }
})

it('takes no reason for labels that nobody gave', async () => {
  const audit = ['audit', SCORED, '--out', fresh(), '--accept', 'They are plain.']
  expectRefusal(await runCli(audit), 64, /expected --accept with labels that are given/)
})

it.each(['breakdown', 'claim', 'audit'])('cite of a %s says what to give', async (kind) => {
  const audit = fresh()
  const breakdown = await counted(audit, SCORED, '--size', '150', '--import', HONEST)
  const claim = folder.write('claim.json', (await cite(breakdown, '--format', 'json')).stdout)
  const path = { breakdown, claim, audit }[kind] as string
  const line = `expected scored posts, got a file of the kind "${kind}". Give the scored posts behind it, as JSONL.`
  expectRefusal(await runCli(['cite', path]), 65, `SCORED_INVALID: ${path}: ${line}`)
})

it('report and cite say of posts of a model that learnt the audit what was learnt', async () => {
  const audit = fresh()
  await ok('audit', SCORED, '--out', audit, '--size', '40', '--import', HONEST)
  const learnt = folder.write('learnt.jsonl', toJsonl(learntFrom(POSTS, await readAudit(audit))))
  const lesson = 'The model first learnt 40 labels of these posts, cross-fitted'
  expect((await ok('report', learnt, '--audit', audit)).stdout).toContain(lesson)
  const disclosure = folder.path('learnt.md')
  await ok('cite', learnt, '--audit', audit, '--disclosure', disclosure)
  expect(folder.read('learnt.md')).toContain(lesson)
})
