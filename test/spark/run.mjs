/**
 * `npm run test:spark`: scores posts on a real Spark cluster of two workers on this machine, kills what can be killed, and compares with
 * one machine. Needs Linux, Python 3.10, Java 17 and a network for its first run; says SKIPPED and why where it cannot have
 * them. DEALSTANCE_SPARK_PYTHON names a Python that has PySpark already.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { installDebian } from '../engines/install-debian.mjs'
import { argumentsOf, findProcesses, kill, parentOf, stopOnSignal, waitFor, writtenBy } from '../engines/processes.mjs'
import { linesOf, MAIN, ROOT, removeUnlessKept, run, skipperOf } from '../engines/suite.mjs'
import { writePosts } from '../engines/write-posts.mjs'
import { findPython } from '../python/virtual-environment.mjs'
import { startSpark } from './cluster.mjs'

const HERE = dirname(fileURLToPath(import.meta.url))
const JOB = join(ROOT, 'scripts', 'spark', 'classify_posts.py')
const POST_COUNT = 20_000
/** A run of `classify` that has printed so much is in the middle of a partition. */
const MIDDLE_BYTE_COUNT = 300_000

/** Tests that need PySpark and no cluster. */
const UNITS = [
  ['test_score_partition.py', 'a run that lies or dies is never believed'],
  ['test_classify_posts.py', 'jobs on local[1]: nothing is lost, and what is wrong is said'],
]

const skip = skipperOf('test:spark')

if (process.platform !== 'linux') skip(`expected Linux, whose /proc tells which process is whose, got ${process.platform}`)
const missing = installDebian(['java'], ['default-jre-headless'])
if (missing !== null) skip(missing)
const python = findPython({
  folder: join(ROOT, 'node_modules', '.cache', 'dealstance-spark'),
  variable: 'DEALSTANCE_SPARK_PYTHON',
  imports: ['pyspark', 'pyarrow', 'pandas'],
  skip,
  install: (pip) => pip('-r', join(HERE, 'requirements.txt')),
})

const folder = mkdtempSync(join(tmpdir(), 'dealstance-spark-'))
const at = (name) => join(folder, name)

const dealstance = (...list) => run(process.execPath, [MAIN, ...list, '--quiet'])
const LINEAR = ['--model', 'linear-en']
const classify = (input, output, ...list) => dealstance('classify', input, ...LINEAR, '--evidence', 'off', ...list, '--out', output)

/** Lines of every part of a folder that Spark wrote. */
const partsOf = (path) =>
  readdirSync(path)
    .filter((name) => name.startsWith('part-'))
    .flatMap((name) => linesOf(join(path, name)))
/** Each partition is a run of its own. */
const sorted = (lines) => lines.map((line) => line.replace(/,"run":"[0-9a-f]+"/, '')).sort()

function assertSameLines(got, expected, what) {
  assert.equal(got.length, expected.length, `${what}: as many rows`)
  const [ours, theirs] = [sorted(got), sorted(expected)]
  const index = ours.findIndex((line, place) => line !== theirs[place])
  assert.equal(ours[index], theirs[index], `${what}: row ${index} of the sorted ones`)
}

/** The integers of a breakdown as the job counts them. */
const countsOf = ({ postCount, rootCount, authorCount, unknownAuthorCount, unsureCount, unscoredCount }) => {
  return { postCount, rootCount, authorCount, unknownAuthorCount, unsureCount, unscoredCount }
}

/** Posts of each label, from shares: a share of a count is that count again. */
const labelCountsOf = ({ shares, postCount, unsureCount, unscoredCount }) =>
  Object.fromEntries(
    Object.entries(shares ?? {})
      .map(([label, share]) => [label, Math.round(share * (postCount - unsureCount - unscoredCount))])
      .filter(([, count]) => count > 0)
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  )

function assertSameCounts(counts, breakdown) {
  const ours = (group) => ({ ...countsOf(group), labelCounts: labelCountsOf(group) })
  const theirs = ({ labelCounts, ...group }) => ({ ...countsOf(group), labelCounts })
  assert.deepEqual(
    counts.deals.map(({ dealId, ...group }) => [dealId, theirs(group)]),
    breakdown.deals.map(({ dealId, ...group }) => [dealId, ours(group)]),
    'counts per deal',
  )
  assert.deepEqual(theirs(counts.overall), ours(breakdown.overall), 'counts overall')
  assert.equal(counts.unlinkedPostCount, breakdown.unlinkedPostCount)
  assert.equal(counts.model, breakdown.model)
}

/** Runs of this cluster that are in the middle of a partition. */
const busyRuns = (spark) =>
  findProcesses((pid) => argumentsOf(pid)[2] === 'classify' && writtenBy(pid) > MIDDLE_BYTE_COUNT && spark.owns(pid))

function executorOf(pid) {
  for (let above = pid; above > 1; above = parentOf(above)) {
    if (argumentsOf(above).some((word) => word.endsWith('CoarseGrainedExecutorBackend'))) return above
  }
  throw new Error(`expected an executor above process ${pid}, got none`)
}

const KILLS = [
  { name: 'the Node process', target: (node) => node, reason: /ExceptionFailure.*got signal SIGKILL/s },
  { name: 'the Python worker', target: parentOf, reason: /ExceptionFailure.*Python worker exited unexpectedly/s },
  { name: 'the executor', target: executorOf, reason: /ExecutorLostFailure/ },
]

const isRunning = (pid) => argumentsOf(pid)[0] !== ''

async function testCluster(spark) {
  const submit = (...list) => spark.submit([JOB, ...list])
  const timed = async (what, work) => {
    const start = Date.now()
    await work()
    console.log(`ok ${what} (${((Date.now() - start) / 1000).toFixed(0)} s)`)
  }
  const succeed = ({ status, stdout, tasks }) => {
    const failures = tasks.filter(({ reason }) => reason !== 'Success').map(({ reason, description }) => `${reason}: ${description}`)
    assert.equal(status, 0, `the job ends with ${status}: ${stdout.slice(-2000)}\n${failures.join('\n')}`)
  }

  const posts = at('posts.jsonl')
  await writePosts(ROOT, posts, POST_COUNT)
  const expected = at('expected.jsonl')
  classify(posts, expected)

  await timed(`${POST_COUNT} posts: rows as of classify, counts as of aggregate`, async () => {
    const done = await submit(posts, '--out', at('whole'), '--', ...LINEAR)
    succeed(done)
    assertSameLines(partsOf(at('whole/scored')), linesOf(expected), 'rows')
    assertSameCounts(JSON.parse(done.stdout), JSON.parse(dealstance('aggregate', expected, '--format', 'json')))
    assert.deepEqual(partsOf(at('whole/counts')), [done.stdout.trim()], 'counts on stdout and in the folder')
  })

  await timed('threads of a Parquet file with replies that see what they answer: rows as of classify', async () => {
    dealstance('ingest', posts, '--format', 'parquet', '--out', at('posts.parquet'))
    classify(at('posts.parquet'), at('table.jsonl'), '--context', 'on')
    succeed(await submit(at('posts.parquet'), '--out', at('table'), '--partitions', '3', '--', ...LINEAR, '--context', 'on'))
    assertSameLines(partsOf(at('table/scored')), linesOf(at('table.jsonl')), 'rows')
  })

  for (const [index, { name, target, reason }] of KILLS.entries()) {
    await timed(`kill -9 of ${name}: the same rows`, async () => {
      const out = at(`killed-${index}`)
      const job = submit(posts, '--out', out, '--', ...LINEAR)
      const isOver = job.then(() => true)
      const [node] = await waitFor(
        async () => {
          const busy = busyRuns(spark)
          if (busy.length === 0 && (await Promise.race([isOver, sleep(0)]))) {
            succeed(await job)
            throw new Error('expected a run in the middle of its work, got a job that was over before one was seen')
          }
          return busy.length > 0 && busy
        },
        { what: 'a run in the middle of its work', everyMs: 20 },
      )
      // Held still while we look for its worker, so that it cannot finish before it is killed.
      process.kill(node, 'SIGSTOP')
      kill(target(node))
      await waitFor(() => !isRunning(node), { what: 'the end of the run whose worker was killed', limitS: 60 })
      const done = await job
      succeed(done)
      const failures = done.tasks.filter((task) => task.reason !== 'Success')
      assert.ok(
        failures.some((task) => reason.test(JSON.stringify(task))),
        `expected a task that failed with ${reason}, got ${JSON.stringify(failures)}`,
      )
      assertSameLines(partsOf(join(out, 'scored')), linesOf(expected), 'rows')
    })
  }

  await timed('bad data ends with 65, a missing input with 66', async () => {
    const bad = await submit(writeLine('{"id": "bad", "text": 5}'), '--out', at('bad'), '--', ...LINEAR)
    assert.equal(bad.status, 65, bad.stderr.slice(-2000))
    // spark-submit prints both streams of a Python job to its stdout.
    assert.match(bad.stdout, /^dealstance: .*INGEST_RECORD_INVALID: .*line 1/m)
    const none = await submit(at('none.parquet'), '--out', at('none'))
    assert.equal(none.status, 66, none.stderr.slice(-2000))
    assert.match(none.stdout, /^dealstance: .*PATH_NOT_FOUND.*none\.parquet/m)
  })
}

function writeLine(line) {
  writeFileSync(at('line.jsonl'), `${line}\n`)
  return at('line.jsonl')
}

const spark = await startSpark(folder, python)
stopOnSignal(spark)
try {
  for (const [file, what] of UNITS) {
    run(python, [join(HERE, file), '--quiet'])
    console.log(`ok ${what}`)
  }
  await testCluster(spark)
} finally {
  await spark.stop()
  removeUnlessKept(folder)
}
