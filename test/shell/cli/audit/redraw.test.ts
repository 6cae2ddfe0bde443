import { expect, it } from 'vitest'
import { nameUnit, seedOfPosts, sortPopulation } from '../../../../src/count/audit/population.js'
import { readAudit } from '../../../../src/shell/node/audit/audit-log.js'
import { NEITHER, PIVOT, RETREAT } from '../../../count/scored-posts.js'
import { expectRefusal, runCli } from '../cli-harness.js'
import { csv, fresh, HONEST, ok, POSTS, SCORED } from './crowd-example.js'

const LABELS = [RETREAT, PIVOT, NEITHER]
const RANDOM = csv(
  'random.csv',
  POSTS.map(({ id }, index) => `${id},ben,${LABELS[index % 3]}`),
)

it('takes another sample only where coders agree too little, and says so in print', async () => {
  const out = fresh()
  const audit = (...argv: readonly string[]) => ['audit', SCORED, '--out', out, ...argv]
  const take = (sheet: string) => ok(...audit('--import', sheet, '--coder-kind', 'person'))
  await ok(...audit('--size', '150', '--import', HONEST, '--coder-kind', 'person'))
  expectRefusal(await runCli(audit('--redraw')), 64, 'where coders agree too little')
  await take(RANDOM)
  const disagreed = await runCli(['cite', SCORED, '--audit', out])
  expectRefusal(disagreed, 65, /CITE_CODERS_DISAGREE: .*read a new sample: .*--redraw/)

  await ok(...audit('--redraw', '--export', out.replace('.audit.jsonl', '.csv')))
  const { design, labels, events } = await readAudit(out)
  const units = sortPopulation(POSTS).units.map(nameUnit)
  expect(design).toMatchObject({ round: 2, size: 150, seed: seedOfPosts(units, 2) })
  expect(design.seed).not.toBe(seedOfPosts(units))
  expect(labels).toEqual([])
  expect(events.at(-1)).toMatchObject({ kind: 'redraw', round: 2, seed: design.seed })
  expectRefusal(await runCli(audit('--redraw')), 64, 'where coders agree too little')

  await take(HONEST)
  const { stdout } = await runCli(['cite', SCORED, '--audit', out])
  expect(stdout).toContain(
    'Coders agreed too little on an earlier sample; this one was drawn and read anew.',
  )
  expect(stdout).not.toContain('seed')
})
