import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { linearScale, renderBottomAxis, renderLeftAxis } from '../../../src/say/svg/axes.js'
import { renderChart } from '../../../src/say/svg/chart.js'
import { renderLine } from '../../../src/say/svg/marks.js'
import type { Built } from '../built.js'
import { reasonOf } from '../reason.js'
import { showNumber } from '../render.js'
import { highestPeak, medianSeconds, type ScalePoint } from '../result.js'
import { orderOfRounds } from '../rounds.js'
import { writeBenchmarkPosts } from './benchmark-posts.js'
import { runDealstance, type Usage } from './run-command.js'

/** File size in bytes above which `classify` uses one thread per core: the default of `--memory`. */
const LARGE_BYTE_COUNT = 16 * 2 ** 20

/**
 * Measures time and peak memory of `classify --model linear-en` by number of posts, from a file, with its default number of threads. A failed
 * size has a reason and does not stop the others.
 */
export async function measureScale(built: Built, sizes: readonly number[], rounds: number): Promise<ScalePoint[]> {
  const folder = mkdtempSync(join(tmpdir(), 'dealstance-scale-'))
  const pathOf = (postCount: number): string => join(folder, `${postCount}.jsonl`)
  try {
    const points = new Map<number, { threadCount: number; usages: Usage[]; missing: string | null }>()
    for (const postCount of sizes) {
      process.stderr.write(`writing ${postCount.toLocaleString('en-US')} posts\n`)
      const point = { threadCount: 1, usages: [], missing: null as string | null }
      points.set(postCount, point)
      await attempt(point, async () => {
        await writeBenchmarkPosts(built, pathOf(postCount), postCount)
        if (statSync(pathOf(postCount)).size > LARGE_BYTE_COUNT) point.threadCount = availableParallelism()
      })
    }
    for (const postCount of orderOfRounds(sizes, rounds)) {
      const point = points.get(postCount)
      if (point?.missing !== null) continue
      process.stderr.write(`classify, ${postCount.toLocaleString('en-US')} posts\n`)
      const how = ['--model', 'linear-en', '--evidence', 'off', '--threads', String(point.threadCount), '--quiet']
      await attempt(point, async () => void point.usages.push(await runDealstance(['classify', pathOf(postCount), ...how])))
    }
    return [...points].map(([postCount, { threadCount, usages, missing }]) => ({
      ...{ postCount, threadCount, missing },
      seconds: usages.map(({ elapsedMs }) => elapsedMs / 1000),
      peakMegabytes: usages.map(({ peakMegabytes }) => peakMegabytes),
    }))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function attempt(point: { missing: string | null }, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    point.missing = `it failed: ${reasonOf(error)}`
  }
}

/** Renders peak memory by number of posts, on a logarithmic axis. */
export function renderScaleChart(all: readonly ScalePoint[], machine: string): string {
  const scale = all.filter(({ missing }) => missing === null)
  const points = scale.map((point) => ({ power: Math.log10(point.postCount), peak: highestPeak(point), point }))
  const [first, last] = [points[0]?.power ?? 0, points.at(-1)?.power ?? 1]
  const highest = Math.max(...points.map(({ peak }) => peak))
  const words = points.map(
    ({ peak, point }) => `${point.postCount.toLocaleString('en-US')} posts: ${showNumber(peak)} MB, ${showNumber(medianSeconds(point))} s`,
  )
  return renderChart({
    id: 'scale',
    title: 'Memory of classify by the number of posts',
    subtitle: `linear-en, from JSONL to JSONL; up to ${showNumber(Math.max(...scale.map((point) => point.postCount / medianSeconds(point))))} posts a second`,
    description: `Highest resident memory by the number of posts. ${words.join('; ')}.`,
    source: machine,
    draw: (area) => {
      const x = linearScale([first, last], [area.left, area.right])
      const y = linearScale([0, highest], [area.bottom, area.top]).nice()
      const powers = { ticks: () => points.map(({ power }) => power) }
      return [
        ...renderBottomAxis(
          {
            scale: Object.assign((power: number) => x(power), powers),
            label: 'posts',
            format: (power) => Math.round(10 ** power).toLocaleString('en-US'),
          },
          area,
        ),
        ...renderLeftAxis({ scale: y, label: 'MB, highest of all rounds', format: String }, area),
        renderLine(
          points.map(({ power, peak }) => ({ x: x(power), y: y(peak) })),
          1,
        ),
      ]
    },
  })
}
