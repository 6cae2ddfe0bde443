import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { seededRandom } from '../../../../src/base/statistics/random/seeded-random.js'
import { openAuditLog } from '../../../../src/shell/node/audit/audit-log.js'
import { readAudit } from '../../../../src/shell/node/audit/read-audit.js'
import { sha256Of } from '../../../../src/shell/node/file/sha256.js'
import { JOURNAL } from '../../../../src/shell/node/privacy/forget-journal.js'
import { IS_LONG, runCount } from '../../../run-count.js'
import { newFolder, QUICK, runCli } from '../../cli/cli-harness.js'

/** 100 in `npm run test:long`: the review cut one run, and 60 labels were lost. */
const KILL_COUNT = runCount() >= 20_000 ? 100 : IS_LONG ? 5 : 2
const SEED = 17
const FILE_COUNT = 12
const SCORED = ['scored-1.jsonl', 'scored-2.jsonl']
const DRAWN_FROM = [
  [SCORED, 'both.audit.jsonl'],
  [SCORED.slice(0, 1), 'one.audit.jsonl'],
] as const
const AUDITS: readonly string[] = DRAWN_FROM.map(([, name]) => name)

const folder = newFolder()
const before = folder.path('before')
const after = folder.path('after')
const argvOf = (project: string): string[] => ['forget', project, '--author', 'goneann', '--apply']

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
      return JSON.stringify({
        ...{ id: `f${file}-${index}`, threadId: `t${file}`, parentId: index === 0 ? null : `f${file}-0`, author, createdAt: null, text },
        meta: { role: index === 0 ? 'root' : 'reply' },
      })
    })
    writeFileSync(at(`posts-${file}.jsonl`), `${posts.join('\n')}\n`)
  }
  for (const [index, name] of SCORED.entries()) await runCli(['classify', at(`posts-${index + 1}.jsonl`), ...QUICK, '--out', at(name)])
  for (const [paths, name] of DRAWN_FROM) {
    const rows = paths.flatMap((_, file) => Array.from({ length: 40 }, (__, index) => `f${file + 1}-${index},eva,neither`))
    const labels = folder.write(`${name}.csv`, `postId,coder,label\n${rows.join('\n')}\n`)
    const argv = ['--size', '30', '--import', labels, '--coder', 'eva', '--out', at(name)]
    const { code, stderr } = await runCli(['audit', ...paths.map(at), ...argv])
    if (code !== 0) throw new Error(stderr)
  }
  copyOf(before, 'after')
  const { code, stderr } = await runCli(argvOf(after))
  if (code !== 0) throw new Error(stderr)
}, 120_000)

/** Checks that both audits are valid and match the current posts. */
async function expectAuditsHold(project: string): Promise<void> {
  for (const [paths, name] of DRAWN_FROM) {
    const files = paths.map((path) => join(project, path))
    const { code, stderr } = await runCli(['aggregate', ...files, '--audit', join(project, name), '--format', 'json'])
    expect([code, stderr.match(/AUDIT_\w+/)?.[0]], name).toEqual([0, undefined])
  }
}

describe('forget, all or nothing', () => {
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
    expect((await runCli(argvOf(project))).code).toBe(0)
    expect(take(project)).toEqual(take(after))
  })

  it('changes nothing when the disk is full, and exits with 74', () => {
    const project = copyOf(before, 'full')
    const command = `ulimit -f 4; exec "${process.execPath}" dist/src/shell/cli/main.js ${argvOf(project).join(' ')}`
    const { status, stderr } = spawnSync('bash', ['-c', command], { encoding: 'utf8' })
    expect(stderr).toMatch(/OUTPUT_UNWRITABLE/)
    expect(status).toBe(74)
    expect(take(project)).toEqual(take(before))
  })

  it('leaves an audit alone when its scored posts are elsewhere, lists it, and exits with 65', async () => {
    const project = copyOf(before, 'apart')
    rmSync(join(project, 'scored-2.jsonl'))
    const { code, stdout } = await runCli(argvOf(project))
    expect(code).toBe(65)
    expect(stdout).toMatch(
      /^both\.audit\.jsonl: holds \d+ units of the posts, and its scored posts are not in this folder: put them there$/m,
    )
    expect(readFileSync(join(project, 'both.audit.jsonl'))).toEqual(readFileSync(join(before, 'both.audit.jsonl')))
  })
})

/** A project as left by a kill after the journal was written and the first files were renamed. */
function cutAt(renamedCount: number, name: string): string {
  const project = copyOf(before, name)
  const [was, is] = [take(before), take(after)]
  const names = Object.keys(was).filter((path) => was[path] !== is[path])
  const sorted = [...names.filter((path) => !AUDITS.includes(path)), ...AUDITS]
  for (const [index, path] of sorted.entries()) {
    writeFileSync(join(project, index < renamedCount ? path : `.${path}.forget`), is[path] ?? '', 'latin1')
  }
  const files = sorted.map((path) => ({ path, sha256: sha256Of(Buffer.from(was[path] ?? '', 'latin1')), isAudit: AUDITS.includes(path) }))
  writeFileSync(join(project, JOURNAL), JSON.stringify({ schema: 'dealstance/forget@1', files }))
  return project
}

describe('forget, interrupted', () => {
  it.each([0, 1, FILE_COUNT, FILE_COUNT + 2, FILE_COUNT + 3])(
    'completes a run that was interrupted after %i renames',
    async (renamedCount) => {
      const project = cutAt(renamedCount, 'cut')
      const { code, stderr } = await runCli(argvOf(project))
      expect(code).toBe(0)
      expect(stderr).toMatch(/put in place that a cut run had left/)
      expect(take(project)).toEqual(take(after))
    },
  )

  it('says so, and changes nothing, without --apply', async () => {
    const project = cutAt(2, 'told')
    const files = take(project)
    const { code, stdout } = await runCli(argvOf(project).slice(0, -1))
    expect(code).toBe(65)
    expect(stdout).toMatch(/is left of a run that was cut: run again with --apply/)
    expect(take(project)).toEqual(files)
  })

  it('does not continue while another process holds an audit', async () => {
    const project = cutAt(2, 'waiting')
    const files = take(project)
    const lock = join(project, 'both.audit.jsonl.lock')
    writeFileSync(lock, `${process.ppid}\n`)
    expect((await runCli(argvOf(project))).code).toBe(75)
    rmSync(lock)
    expect(take(project)).toEqual(files)
  })

  it('undoes a run without a journal', async () => {
    const project = cutAt(0, 'undecided')
    rmSync(join(project, JOURNAL))
    expect((await runCli(argvOf(project))).code).toBe(0)
    expect(take(project)).toEqual(take(after))
  })

  it('keeps labels added after the interruption, and a file rewritten since', async () => {
    const project = cutAt(0, 'labelled')
    const path = join(project, 'one.audit.jsonl')
    const log = await openAuditLog(path)
    const gone = (await readAudit(join(after, 'one.audit.jsonl'))).design.units
    const units = log.design.units.slice(0, 6)
    await log.append(
      units.map(({ threadId, postId, dealId }) => ({
        ...{ kind: 'label' as const, threadId, postId, dealId, coder: 'otto', label: 'neither', isAdjudication: false },
        ...{ at: '2026-02-03T04:05:06.000Z' },
      })),
    )
    await log.close()
    const anew = `${readFileSync(join(before, 'posts-3.jsonl'), 'utf8').trimEnd().split('\n').slice(0, 10).join('\n')}\n`
    writeFileSync(join(project, 'posts-3.jsonl'), anew)
    expect((await runCli(argvOf(project))).code).toBe(0)
    const { labels } = await readAudit(path)
    const kept = units.filter((unit) => gone.some(({ postId }) => postId === unit.postId))
    expect(labels.filter(({ coder }) => coder === 'otto').map(({ postId }) => postId)).toEqual(kept.map(({ postId }) => postId))
    expect(kept.length).toBeGreaterThan(0)
    expect(readFileSync(join(project, 'posts-3.jsonl'), 'utf8')).not.toMatch(/goneann/i)
    expect(readFileSync(join(project, 'posts-3.jsonl'), 'utf8').trim().split('\n')).toHaveLength(9)
    await expectAuditsHold(project)
  })

  it(`${KILL_COUNT} kills at random moments: after the next run, the project is unchanged or fully changed (seed ${SEED})`, {
    timeout: 60_000 + KILL_COUNT * 5_000,
  }, async () => {
    const random = seededRandom(SEED)
    const start = (project: string): { child: ChildProcess; ended: Promise<number | null> } => {
      const child = spawn(process.execPath, ['dist/src/shell/cli/main.js', ...argvOf(project)], { stdio: 'ignore' })
      return { child, ended: new Promise((resolve) => child.once('close', (code) => resolve(code))) }
    }
    const begun = performance.now()
    expect(await start(copyOf(before, 'timed')).ended).toBe(0)
    const wholeMs = performance.now() - begun
    const counts = { untouched: 0, staged: 0, decided: 0, done: 0 }
    for (let kill = 0; kill < KILL_COUNT; kill++) {
      const project = copyOf(before, 'killed')
      const { child, ended } = start(project)
      setTimeout(() => child.kill('SIGKILL'), wholeMs * (0.4 + 0.6 * random()))
      await ended
      const left = withoutLocks(take(project))
      const names = Object.keys(left)
      if (existsSync(join(project, JOURNAL))) counts.decided += 1
      else if (names.some((name) => name.endsWith('.forget'))) counts.staged += 1
      else counts[JSON.stringify(left) === JSON.stringify(take(before)) ? 'untouched' : 'done'] += 1
      const [was, is] = [take(before), take(after)]
      if (!names.includes(JOURNAL)) {
        const whole = Object.fromEntries(Object.entries(left).filter(([name]) => !name.startsWith('.')))
        expect([was, is]).toContainEqual(whole)
      }
      for (const name of Object.keys(was)) expect([was[name], is[name]]).toContain(left[name])
      const next = await runCli(argvOf(project))
      expect(next.code, next.stderr).toBe(0)
      expect(take(project)).toEqual(is)
    }
    process.stderr.write(`${KILL_COUNT} kills of forget: ${JSON.stringify(counts)}\n`)
    expect(counts.untouched + counts.staged + counts.decided + counts.done).toBe(KILL_COUNT)
  })
})
