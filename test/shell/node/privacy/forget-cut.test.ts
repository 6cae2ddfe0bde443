import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { seededRandom } from '../../../../src/base/statistics/random/seeded-random.js'
import { readAudit } from '../../../../src/shell/node/audit/audit-log.js'
import { post } from '../../../base/thread/post-example.js'
import { labelTable } from '../../../support/hand-labels.js'
import { toJsonl } from '../../../support/jsonl.js'
import { IS_LONG, PLAYS_FAULTS, runCount } from '../../../support/run-count.js'
import { newFolder, QUICK, runCli, runWell, startApart } from '../../cli/cli-harness.js'

/** 100 in `npm run test:long`: the review cut one run, and 60 labels were lost. */
const KILL_COUNT = runCount() >= 20_000 ? 100 : IS_LONG ? 5 : 1
const SEED = 17
const FILE_COUNT = 12
const SCORED = ['scored-1.jsonl', 'scored-2.jsonl']
const DRAWN_FROM = [
  [SCORED, 'both.audit.jsonl'],
  [SCORED.slice(0, 1), 'one.audit.jsonl'],
] as const

const folder = newFolder()
const before = folder.path('before')
const after = folder.path('after')
/** All files of a project but locks. */
const argvOf = (project: string): string[] => {
  const names = readdirSync(project).filter((name) => name.endsWith('.jsonl') && !name.startsWith('.'))
  return ['forget', ...names.map((name) => join(project, name)), '--author', 'goneann', '--apply']
}

type Snapshot = Readonly<Record<string, string>>

const take = (project: string): Snapshot =>
  Object.fromEntries(
    readdirSync(project)
      .sort()
      .map((name) => [name, readFileSync(join(project, name), 'latin1')]),
  )
/** Omits lock files, which the next run takes over. */
const withoutLocks = (files: Snapshot): Snapshot => Object.fromEntries(Object.entries(files).filter(([name]) => !name.endsWith('.lock')))

function copyOf(project: string, name: string): string {
  const path = folder.path(name)
  rmSync(path, { recursive: true, force: true })
  cpSync(project, path, { recursive: true })
  return path
}

beforeAll(async () => {
  mkdirSync(before)
  const at = (name: string): string => join(before, name)
  for (let file = 1; file <= FILE_COUNT; file++) {
    const posts = Array.from({ length: 40 }, (_, index) => {
      const author = index % 8 === 3 ? 'GoneAnn' : `person${index}`
      const text = index === 5 ? '@goneann a sad retreat' : `A smart move, number ${index}`
      return { ...post(`f${file}-${index}`, index === 0 ? null : `f${file}-0`, text), threadId: `t${file}`, author }
    })
    writeFileSync(at(`posts-${file}.jsonl`), toJsonl(posts))
  }
  for (const [index, name] of SCORED.entries()) await runCli(['classify', at(`posts-${index + 1}.jsonl`), ...QUICK, '--out', at(name)])
  for (const [paths, name] of DRAWN_FROM) {
    const rows = paths.flatMap((_, file) => Array.from({ length: 40 }, (__, index) => `f${file + 1}-${index},eva,neither`))
    const labels = folder.write(`${name}.csv`, labelTable(rows))
    const argv = ['--size', '30', '--import', labels, '--coder', 'eva', '--out', at(name)]
    await runWell(['audit', ...paths.map(at), ...argv])
  }
  copyOf(before, 'after')
  await runWell(argvOf(after))
}, 120_000)

/** Checks that both audits are valid and match the current posts. */
async function expectAuditsHold(project: string): Promise<void> {
  for (const [paths, name] of DRAWN_FROM) {
    const files = paths.map((path) => join(project, path))
    const { code, stderr } = await runCli(['aggregate', ...files, '--audit', join(project, name), '--format', 'json'])
    expect([code, stderr.match(/AUDIT_\w+/)?.[0]], name).toEqual([0, undefined])
  }
}

describe('forget, file by file', () => {
  it('binds every audit to the changed posts, even an audit of two files', async () => {
    await expectAuditsHold(before)
    await expectAuditsHold(after)
    const { design, labels } = await readAudit(join(after, 'both.audit.jsonl'))
    expect(design.scoredCount).toBe(70)
    expect(labels).toHaveLength(design.units.length)
  })

  it('changes nothing while another process holds an audit, and ends with 75', async () => {
    const project = copyOf(before, 'held')
    const lock = join(project, 'one.audit.jsonl.lock')
    writeFileSync(lock, `${process.ppid}\n`)
    const held = await runCli(argvOf(project))
    expect([held.code, held.stdout, held.stderr.match(/[A-Z]+_[A-Z]+/)?.[0]]).toEqual([75, '', 'AUDIT_LOCKED'])
    rmSync(lock)
    expect(take(project)).toEqual(take(before))
    await runWell(argvOf(project))
    expect(take(project)).toEqual(take(after))
  })

  it('leaves every file whole when the disk is full, exits with 74, and finishes once there is room', async () => {
    const project = copyOf(before, 'full')
    const command = `ulimit -f 4; exec "${process.execPath}" dist/src/shell/cli/main.js ${argvOf(project).join(' ')}`
    const { status, stdout, stderr } = spawnSync('bash', ['-c', command], { encoding: 'utf8' })
    expect(stderr).toMatch(/OUTPUT_UNWRITABLE/)
    expect([status, stdout]).toEqual([74, ''])
    const [was, is, left] = [take(before), take(after), take(project)]
    for (const name of Object.keys(was)) expect([was[name], is[name]]).toContain(left[name])
    await runWell(argvOf(project))
    expect(take(project)).toEqual(is)
  })
})

describe('forget, stopped', () => {
  it('rewrites last what tells of the person, so that the next run finishes', async () => {
    const project = folder.path('taught')
    mkdirSync(project)
    const by = (author: string, id: string, text: string, meta = {}) => ({ ...post(id, null, text, meta), author })
    writeFileSync(join(project, 'a.jsonl'), toJsonl([by('GoneAnn', '100001', 'words', { authorId: '9000001' })]))
    const others = [by('9000001', '100002', 'more words'), by('bo', '100003', 'see', { quotes: '100001' })]
    writeFileSync(join(project, 'b.jsonl'), toJsonl(others))
    const whole = copyOf(project, 'taught-whole')
    await runWell(argvOf(whole))
    const fault = `const fs = require('node:fs/promises'); const { rename } = fs; let count = 0
      fs.rename = async (from, to) => { if (/[ab]\\.jsonl$/.test(to) && ++count === 2) process.kill(process.pid, 'SIGKILL'); return rename(from, to) }
      require('node:module').syncBuiltinESMExports()`
    const stopped = startApart(argvOf(project), { NODE_OPTIONS: `--require ${folder.write('fault.cjs', fault)}` })
    expect(await stopped.ended).toMatchObject({ signal: 'SIGKILL' })
    expect(take(project)['a.jsonl']).toContain('9000001')
    expect(take(project)['b.jsonl']).not.toContain('9000001')
    expect((await runCli(argvOf(project).slice(0, -1))).stdout).toBe(`${join(project, 'a.jsonl')}: 1 removed\n`)
    await runWell(argvOf(project))
    expect(take(project)).toEqual(take(whole))
  })

  it.runIf(PLAYS_FAULTS)(
    `${KILL_COUNT} kills at random moments: each file is whole, and the next run finishes (seed ${SEED})`,
    { timeout: 60_000 + KILL_COUNT * 5_000 },
    async () => {
      const random = seededRandom(SEED)
      const begun = performance.now()
      expect(await startApart(argvOf(copyOf(before, 'timed'))).ended).toMatchObject({ code: 0 })
      const wholeMs = performance.now() - begun
      const [was, is] = [take(before), take(after)]
      const counts = { untouched: 0, begun: 0, done: 0 }
      for (let kill = 0; kill < KILL_COUNT; kill++) {
        const project = copyOf(before, 'killed')
        const { child, ended } = startApart(argvOf(project))
        setTimeout(() => child.kill('SIGKILL'), wholeMs * (0.4 + 0.6 * random()))
        await ended
        const left = withoutLocks(take(project))
        for (const name of Object.keys(was)) expect([was[name], is[name]]).toContain(left[name])
        const isAt = (files: Snapshot): boolean => Object.keys(was).every((name) => left[name] === files[name])
        counts[isAt(was) ? 'untouched' : isAt(is) ? 'done' : 'begun'] += 1
        await runWell(argvOf(project))
        expect(take(project)).toEqual(is)
      }
      process.stderr.write(`${KILL_COUNT} kills of forget: ${JSON.stringify(counts)}\n`)
      expect(counts.untouched + counts.begun + counts.done).toBe(KILL_COUNT)
    },
  )
})
