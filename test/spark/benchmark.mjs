import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { run } from '../engines/suite.mjs'
import { writePosts } from '../engines/write-posts.mjs'

const WORKER_COUNT = 2

const median = (values) => {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length / 2
  return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2
}

/** Cuts posts into lines that carry their context, and those again into as many files as there are workers, threads whole. */
export function cutLines(main, posts, folder) {
  const cut = (name, count) => {
    const out = join(folder, name)
    run(process.execPath, [main, 'shard', posts, '--shards', String(count), '--context', 'on', '--out', out, '--quiet'])
    return JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')).shards.map(({ name: file }) => join(out, file))
  }
  const [all] = cut('all', 1)
  return { all, halves: cut('halves', WORKER_COUNT) }
}

/** Plain filters at once, each from a file into one of its own. @throws where one does not end with 0 */
export async function filterAtOnce(bundle, inputs, outputs) {
  const runs = inputs.map(async (input, index) => {
    const [from, to] = [openSync(input), openSync(outputs[index], 'w')]
    const child = spawn(process.execPath, [bundle, '--quiet'], { stdio: [from, to, 'pipe'] })
    let complaint = ''
    child.stderr.setEncoding('utf8').on('data', (text) => (complaint += text))
    const [status] = await once(child, 'close')
    for (const descriptor of [from, to]) closeSync(descriptor)
    assert.equal(status, 0, `the filter of ${input}: ${complaint}`)
  })
  await Promise.all(runs)
}

/** The lines of files, sorted by their bytes, in one file. By sort(1), since a million rows fit into no string. */
export function sortLines(paths, output) {
  run('sort', ['-o', output, ...paths], { environment: { ...process.env, LC_ALL: 'C' } })
  return output
}

/** @throws unless two files hold the same lines, and some */
export function assertSameRows(one, other) {
  assert.ok(statSync(one).size > 0, `expected rows in ${one}, got none`)
  run('cmp', [one, other])
}

/**
 * Times the job on two workers of one core each against two plain filters at once, each on half of the same lines, which carry their
 * context; JSONL in and out. The filters go first in odd rounds, of which `first` is the first. The sorted rows of the two must be the same. Prints every value and the ratio of the medians.
 */
export async function benchmark(spark, { root, folder, job, bundle, count, rounds, first = 1 }) {
  const posts = join(folder, 'posts.jsonl')
  await writePosts(root, posts, count)
  const { all, halves } = cutLines(join(root, 'dist', 'src', 'cli', 'main.js'), posts, folder)
  const filtered = halves.map((_, index) => join(folder, `filtered-${index}.jsonl`))
  const onSpark = join(folder, 'spark')
  const contestants = {
    filters: () => filterAtOnce(bundle, halves, filtered),
    spark: async () => {
      const done = await spark.submit(['--files', bundle, job, all, '--format', 'jsonl', '--out', onSpark])
      assert.equal(done.status, 0, done.stderr.slice(-2000))
    },
  }
  const seconds = { filters: [], spark: [] }
  for (let round = first; round < first + rounds; round++) {
    const names = Object.keys(contestants)
    for (const name of round % 2 === 1 ? names : names.reverse()) {
      const start = process.hrtime.bigint()
      await contestants[name]()
      seconds[name].push(Number(process.hrtime.bigint() - start) / 1e9)
      console.error(`round ${round}: ${name} ${seconds[name].at(-1).toFixed(1)} s`)
    }
    const parts = readdirSync(onSpark).filter((name) => name.startsWith('part-'))
    assertSameRows(
      sortLines(
        parts.map((name) => join(onSpark, name)),
        join(folder, 'rows-spark'),
      ),
      sortLines(filtered, join(folder, 'rows-filters')),
    )
    rmSync(onSpark, { recursive: true })
  }
  const middle = { filters: median(seconds.filters), spark: median(seconds.spark) }
  const machine = `${cpus()[0]?.model.trim()}, ${cpus().length} cores, Node ${process.versions.node}`
  console.log(JSON.stringify({ machine, count, seconds, median: middle, ratio: middle.spark / middle.filters }, null, 2))
}
