import { describe, expect, it } from 'vitest'
import { readAudit } from '../../../../src/shell/node/audit/audit-log.js'
import { RETREAT, scoredPost } from '../../../count/scored-posts.js'
import { expectRefusal, runCli, toJsonl } from '../cli-harness.js'
import {
  cite,
  counted,
  crowd,
  folder,
  fresh,
  HONEST,
  ok,
  POSTS,
  read,
  SCORED,
} from './crowd-example.js'

it('only people are said to label by hand', async () => {
  const argv = ['--size', '150', '--import', HONEST]
  const person = await cite(await counted(fresh(), SCORED, ...argv, '--coder-kind', 'person'))
  expect(person.stdout).toContain('one person read 150, picked at random.')
  expect(person.stdout).toMatch(/One person read \d+ posts; no second reader\./)
  const model = await cite(await counted(fresh(), SCORED, ...argv, '--coder-kind', 'model'))
  expect(model.stdout).toContain('estimated: a model labelled 150, picked at random.')
  expect(model.stdout).toContain('A model (ana) gave 150 of 150 labels.')
  expect(model.stdout).not.toMatch(/by hand|person read/)
  const unknown = await cite(await counted(fresh(), SCORED, ...argv))
  expect(unknown.stdout).toContain('estimated: 150 were labelled, picked at random.')
  expect(unknown.stdout).toMatch(/One coder labelled \d+ posts; no second reader\./)
  expect(unknown.stdout).not.toMatch(/by hand|person read/)
})

it('the seed follows from the judgements, whatever their order and their model; another stands in the footnote', async () => {
  const one = fresh()
  const other = fresh()
  const chosen = fresh()
  const turned = folder.write('turned.jsonl', toJsonl([...crowd('second-model', 2)].reverse()))
  await ok('audit', SCORED, '--out', one, '--size', '150', '--import', HONEST)
  await ok('audit', turned, '--out', other, '--size', '150', '--import', HONEST)
  const first = (await readAudit(one)).design
  const second = (await readAudit(other)).design
  expect(second.units).toEqual(first.units)
  expect(second.seed).toBe(first.seed)
  const usual = await cite(await counted(one, SCORED))
  expect(usual.stdout).not.toContain('seed')
  const ran = await cite(
    await counted(chosen, SCORED, '--size', '150', '--seed', '7', '--import', HONEST),
  )
  expect(ran.stdout).toContain('Somebody chose the seed of the random sample: 7.')
})

describe('the binding of an audit', () => {
  const rescored = folder.write('rescored.jsonl', toJsonl(crowd('second-model', 2)))

  it('a rescored file keeps its audit', async () => {
    const out = fresh()
    await ok(
      'audit',
      SCORED,
      '--out',
      out,
      '--size',
      '150',
      '--import',
      HONEST,
      '--coder-kind',
      'person',
    )
    expect(read(await counted(out, rescored))).toMatchObject({
      model: 'second-model',
      audit: { overall: { labelledCount: 150 } },
    })
  })

  it.each([
    [
      'another text',
      POSTS.map((post) => ({ ...post, text: `${post.text} Edited.` })),
      'has another text',
    ],
    ['posts fewer', POSTS.slice(0, 40), 'is not among them'],
    [
      'posts more',
      [...POSTS, scoredPost(RETREAT, { id: 'later' })],
      `got ${POSTS.length + 1} posts where there were ${POSTS.length}`,
    ],
  ])('%s: AUDIT_MISMATCH, exit 65', async (name, posts, words) => {
    const out = fresh()
    await ok('audit', SCORED, '--out', out, '--size', '150', '--import', HONEST)
    const ran = await runCli([
      'aggregate',
      folder.write(`${name}.jsonl`, toJsonl(posts)),
      '--audit',
      out,
    ])
    expectRefusal(ran, 65, /^dealstance: AUDIT_MISMATCH: [^\n]*\n$/)
    expect(ran.stderr).toContain(words)
  })
})

it('a sample that grows keeps its labels, and the footnote says so', async () => {
  const out = fresh()
  await counted(out, SCORED, '--size', '100', '--import', HONEST, '--coder-kind', 'person')
  const small = await readAudit(out)
  const grown = await ok('audit', SCORED, '--out', out, '--size', '180', '--import', HONEST)
  expect(grown.stderr).toContain('Drawn: 180 of 400 posts on deal-a (±5.3 percentage points)')
  const large = await readAudit(out)
  expect(large.design.units.slice(0, 100)).toEqual(small.design.units)
  expect([large.labels.length, large.design.size]).toEqual([180, 180])
  expect((await cite(await counted(out, SCORED))).stdout).toContain(
    'The sample was made larger: from 100 to 180 posts.',
  )
  expect((await runCli(['audit', SCORED, '--out', out, '--size', '90'])).code).toBe(64)
})
