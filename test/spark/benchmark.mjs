import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { writePosts } from '../engines/write-posts.mjs'

const median = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]

/**
 * Times the job on two workers of one core each against `classify` with two threads, over the same posts, in turn; JSONL in and out. Prints
 * every value and the ratio of the medians.
 */
export async function benchmark(spark, { root, folder, job, bundle, count, rounds }) {
  const posts = join(folder, 'posts.jsonl')
  await writePosts(root, posts, count)
  const main = join(root, 'dist', 'src', 'cli', 'main.js')
  const contestants = {
    classify: async (round) => {
      const list = [main, 'classify', posts, '--model', 'linear-en', '--context', 'off', '--evidence', 'off', '--threads', '2']
      const done = spawnSync(process.execPath, [...list, '--quiet', '--out', join(folder, `classify-${round}.jsonl`)], { encoding: 'utf8' })
      assert.equal(done.status, 0, done.stderr)
    },
    spark: async (round) => {
      const done = await spark.submit(['--files', bundle, job, posts, '--format', 'jsonl', '--out', join(folder, `spark-${round}`)])
      assert.equal(done.status, 0, done.stderr.slice(-2000))
    },
  }
  const seconds = { classify: [], spark: [] }
  for (let round = 0; round < rounds; round++) {
    const names = Object.keys(contestants)
    for (const name of round % 2 === 0 ? names : names.reverse()) {
      const start = process.hrtime.bigint()
      await contestants[name](round)
      seconds[name].push(Number(process.hrtime.bigint() - start) / 1e9)
      console.error(`round ${round + 1}: ${name} ${seconds[name].at(-1).toFixed(1)} s`)
    }
  }
  const [classify, onSpark] = [median(seconds.classify), median(seconds.spark)]
  const machine = `${cpus()[0]?.model.trim()}, ${cpus().length} cores, Node ${process.versions.node}`
  console.log(JSON.stringify({ machine, count, seconds, median: { classify, spark: onSpark }, ratio: onSpark / classify }, null, 2))
}
