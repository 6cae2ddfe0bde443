/**
 * `npm run test:slurm`: scores posts as a job array on a real Slurm of two nodes on this machine, kills a run of `classify` and a node, and compares
 * with one machine. Needs Linux and root, since the daemons do, and Debian's packages, which it installs; says SKIPPED and why where it
 * cannot have them.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installDebian } from '../engines/install-debian.mjs'
import { argumentsOf, kill, stopOnSignal, waitFor, writtenBy } from '../engines/processes.mjs'
import { linesOf, MAIN, ROOT, removeUnlessKept, run, skipperOf } from '../engines/suite.mjs'
import { writePosts } from '../engines/write-posts.mjs'
import { startSlurm } from './cluster.mjs'

const [SUBMIT, SCORE, AGGREGATE] = ['submit.sh', 'score.sbatch', 'aggregate.sbatch'].map((name) =>
  join(ROOT, 'scripts', 'slurm', name),
)
const POST_COUNT = 24_000
const PART_COUNT = 6
/** A run that has printed so much is in the middle of a part. */
const MIDDLE_BYTE_COUNT = 300_000

const skip = skipperOf('test:slurm')

if (process.platform !== 'linux') skip(`expected Linux, got ${process.platform}`)
if (process.getuid() !== 0) skip('expected root, which the daemons of Slurm need, got another user')
const missing = installDebian(['slurmctld', 'slurmd', 'sbatch', 'munged'], ['slurm-wlm', 'munge'])
if (missing !== null) skip(missing)

const folder = mkdtempSync(join(tmpdir(), 'dealstance-slurm-'))
const at = (name) => join(folder, name)
/** Each part is a run of its own. */
const withoutRun = (lines) => lines.map((line) => line.replace(/,"run":"[0-9a-f]+"/, ''))
const scoredOf = (run) => readdirSync(join(run, 'scored')).filter((name) => name.endsWith('.jsonl'))
const rowsOf = (run) =>
  withoutRun(scoredOf(run).flatMap((name) => linesOf(join(run, 'scored', name))))

const dealstance = (list, streams) => run(process.execPath, [MAIN, ...list, '--quiet'], streams)

/** Rows and breakdown of one machine. */
function scoreHere(posts) {
  dealstance([
    'classify',
    posts,
    '--model',
    'linear-en',
    '--evidence',
    'off',
    '--out',
    at('one.jsonl'),
  ])
  const breakdown = JSON.parse(dealstance(['aggregate', at('one.jsonl'), '--format', 'json']))
  return { rows: withoutRun(linesOf(at('one.jsonl'))).sort(), breakdown }
}

/** A run that is in the middle of a part on this node. */
const busyRun = (slurm, node) =>
  slurm
    .processesOn(node)
    .find((pid) => argumentsOf(pid).includes('classify') && writtenBy(pid) > MIDDLE_BYTE_COUNT)

const stateOf = (slurm, job) => slurm.call('scontrol', 'show', 'job', job, '--oneliner').stdout

async function testCluster(slurm) {
  const posts = at('posts.jsonl')
  await writePosts(ROOT, posts, POST_COUNT)
  const expected = scoreHere(posts)
  const runFolder = at('run')
  const submit = (...list) =>
    run(SUBMIT, [runFolder, ...list], { environment: slurm.environment })
      .trim()
      .split(' ')
  const ended = (job) =>
    waitFor(
      () =>
        /JobState=(COMPLETED|FAILED|CANCELLED|TIMEOUT|NODE_FAIL)/.exec(stateOf(slurm, job))?.[1],
      {
        what: 'a job that ended',
        everyMs: 500,
      },
    )
  const assertSame = () => {
    assert.deepEqual(rowsOf(runFolder).sort(), expected.rows, 'rows')
    const {
      evidence: ours,
      runs: _ours,
      ...breakdown
    } = JSON.parse(readFileSync(join(runFolder, 'breakdown.json'), 'utf8'))
    const { evidence: theirs, runs: _theirs, ...whole } = expected.breakdown
    assert.deepEqual(breakdown, whole, 'breakdown')
    const names = ours.map(({ name }) => name).sort()
    assert.deepEqual(
      [names, theirs.length],
      [scoredOf(runFolder).sort(), 1],
      'files that the breakdown names',
    )
  }

  const start = Date.now()
  const [array, last] = submit(posts, '--parts', String(PART_COUNT), '--', '--model', 'linear-en')
  const find = (node) =>
    waitFor(() => busyRun(slurm, node), { what: `a busy run on ${node}`, everyMs: 20 })
  process.kill(await find('n2'), 'SIGSTOP')
  slurm.killNode('n2')
  const isLost = (line) => /Restarts=[1-9]/.test(line) && /JobState=PENDING/.test(line)
  const lost = await waitFor(() => stateOf(slurm, array).split('\n').find(isLost), {
    what: 'a task that waits again',
    everyMs: 1000,
  })
  // Slurm lets it wait two minutes, for the node to come back.
  slurm.call('scontrol', 'update', /JobId=\d+/.exec(lost)[0], 'StartTime=now')
  assert.equal(await ended(last), 'COMPLETED', logsOf(runFolder))
  assertSame()
  assert.deepEqual(leftBehind(runFolder), [], 'what killed tries left behind')
  console.log(
    `ok a node killed: the same rows and breakdown (${((Date.now() - start) / 1000).toFixed(0)} s)`,
  )

  rmSync(join(runFolder, 'scored', scoredOf(runFolder).sort()[0]))
  rmSync(join(runFolder, 'breakdown.json'))
  const [, cancelled] = submit()
  // Held still, so that it cannot finish before it is killed.
  const busy = await find('n1')
  process.kill(busy, 'SIGSTOP')
  kill(busy)
  assert.equal(await ended(cancelled), 'CANCELLED', logsOf(runFolder))
  assert.ok(!existsSync(join(runFolder, 'breakdown.json')))
  const [, again] = submit()
  assert.equal(await ended(again), 'COMPLETED', logsOf(runFolder))
  assertSame()
  assert.ok(logsOf(runFolder).match(/stands already/g).length >= PART_COUNT - 1)
  console.log(
    'ok a run killed: nothing is counted; submitted again, the one part without rows is scored',
  )
}

/** The script of a task, apart from Slurm: what it does with a run that fails, and beside a try whose node was taken for dead. */
async function testTask() {
  const runFolder = at('run')
  const rows = join(runFolder, 'scored', scoredOf(runFolder).sort()[0])
  const settings = join(runFolder, 'settings.sh')
  const written = readFileSync(settings, 'utf8')
  const task = (restart) =>
    new Promise((resolve) => {
      const environment = {
        ...process.env,
        SLURM_ARRAY_JOB_ID: '9',
        SLURM_ARRAY_TASK_ID: '0',
        SLURM_RESTART_COUNT: String(restart),
      }
      const child = spawn('bash', [SCORE, runFolder], {
        env: environment,
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      let said = ''
      child.stderr.setEncoding('utf8').on('data', (text) => (said += text))
      child.on('close', (status) => resolve({ status, said }))
    })
  const withNode = async (script, expected) => {
    rmSync(rows, { force: true })
    writeFileSync(
      at('node'),
      `#!/bin/bash\ncase "$*" in *'main.js classify '*) ${script} ;; esac\nexec ${process.execPath} "$@"\n`,
      {
        mode: 0o755,
      },
    )
    writeFileSync(settings, `${written}NODE=${at('node')}\n`)
    const { status, said } = await task(0)
    assert.equal(status, expected.status, said)
    assert.match(said, expected.message)
    assert.deepEqual([existsSync(rows), leftBehind(runFolder)], [false, []])
  }
  await withNode('exit 0', { status: 75, message: /rows in the file/ })
  await withNode('for last; do :; done; echo "{}" >"$last"; exit 0', {
    status: 75,
    message: /rows in the file/,
  })
  await withNode('kill -9 $$', { status: 137, message: /Killed/ })
  await withNode(`exec ${process.execPath} "$@" --no-such-option`, {
    status: 64,
    message: /no-such-option/,
  })
  await withNode(`${process.execPath} "$@"; for last; do :; done; sed -i '$d' "$last"; exit 0`, {
    status: 75,
    message: /rows in the file/,
  })
  console.log('ok a run that dies or lies: nothing left behind')

  writeFileSync(settings, written)
  for (const { status, said } of await Promise.all([task(0), task(1)]))
    assert.equal(status, 0, said)
  assert.ok(existsSync(rows))
  console.log('ok two tries of one part side by side, as when a node was taken for dead')
}

const leftBehind = (runFolder) =>
  existsSync(join(runFolder, 'tries')) ? readdirSync(join(runFolder, 'tries')) : []

const logsOf = (runFolder) =>
  readdirSync(join(runFolder, 'logs'))
    .map((name) => `${name}: ${readFileSync(join(runFolder, 'logs', name), 'utf8')}`)
    .join('\n')

const slurm = await startSlurm(folder)
stopOnSignal(slurm)
try {
  await testCluster(slurm)
  const expected = readFileSync(join(at('run'), 'breakdown.json'))
  await testTask()
  run('bash', [AGGREGATE, at('run')])
  assert.ok(
    readFileSync(join(at('run'), 'breakdown.json')).equals(expected),
    'the breakdown of the part scored again',
  )
} finally {
  await slurm.stop()
  removeUnlessKept(folder)
}
