import { execFileSync, spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { type Checkout, mainOf } from './checkouts.js'

export interface Place {
  readonly checkout: Checkout
  /** File of posts that every checkout reads. */
  readonly posts: string
  /** Folder of this checkout's own files. */
  readonly folder: string
}

export interface BenchmarkCase {
  readonly id: string
  readonly name: string
  /** `posts/s`: of the posts that every checkout reads. */
  readonly unit: 'ms' | 'posts/s'
  /** Prepares the unmeasured part; called before each measurement. */
  prepare?(place: Place): Promise<void>
  measure(place: Place): Promise<Usage>
}

const SAMPLE = 'corpus/samples/xai-compute.txt'
const SCORING_PAGE = 'dist/page/dealstance.html'
const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
const DEAL = 'acme-leaves-business-of'
const NAMING = ['--mover', 'Acme', '--move', 'Acme leaves the business of charts.']
const LINEAR = ['--model', 'linear-en', '--evidence', 'off', '--quiet']

const FLOOR = fileURLToPath(new URL('floor.mjs', import.meta.url))
const scoredOf = ({ folder }: Place): string => join(folder, 'scored.jsonl')
const auditOf = ({ folder }: Place): string => join(folder, 'audit.jsonl')

const run = (
  { checkout }: Place,
  argv: readonly string[],
  options: Partial<RunOptions> = {},
): Promise<Usage> => runNode([mainOf(checkout), ...argv], { cwd: checkout.folder, ...options })

/** A command from the file of posts to output that is thrown away. */
const command = (
  id: string,
  name: string,
  argvOf: (place: Place) => readonly string[],
): BenchmarkCase => ({
  id,
  name: `${name}, starting included`,
  unit: 'posts/s',
  measure: (place) => run(place, argvOf(place)),
})

/**
 * Fills the column of labels of an empty sheet, which begins `postId,coder,label`, as a careful
 * reader might: the model's labels, and every third one is `neither`.
 */
function labelLikeModel(sheet: string, scored: string): string {
  const labelById = new Map<string, string>()
  for (const line of scored.trim().split('\n')) {
    const post = JSON.parse(line) as { id: string; label: string | null }
    labelById.set(post.id, post.label ?? 'neither')
  }
  let rowCount = 0
  return sheet.replace(/^([^,\n]+),a,,/gm, (_, id: string) => {
    rowCount++
    return `${id},a,${rowCount % 3 === 0 ? 'neither' : (labelById.get(id) ?? 'neither')},`
  })
}

/**
 * A command that takes scored posts. The checkout scores them itself, draws a sample and labels it.
 */
const afterScoring = (id: string, argvOf: (place: Place) => readonly string[]): BenchmarkCase => ({
  ...command(id, `${id} of scored posts`, argvOf),
  prepare: async (place) => {
    if (existsSync(scoredOf(place))) return
    await run(place, ['classify', place.posts, ...LINEAR, ...NAMING, '--out', scoredOf(place)])
    const audit = ['audit', scoredOf(place), '--out', auditOf(place)]
    const sheet = join(place.folder, 'sheet.csv')
    await run(place, [...audit, '--size', '400', '--export', sheet])
    const scored = readFileSync(scoredOf(place), 'utf8')
    writeFileSync(sheet, labelLikeModel(readFileSync(sheet, 'utf8'), scored))
    await run(place, [...audit, '--import', sheet])
  },
})

const firstLabel = (id: string, model: string): BenchmarkCase => ({
  id,
  name: `${model}: from the start of the process to the first label of ${SAMPLE}`,
  unit: 'ms',
  measure: async (place) => {
    let firstMs = Number.NaN
    const onOutput = (_: string, elapsedMs: number): void =>
      void (firstMs = Number.isNaN(firstMs) ? elapsedMs : firstMs)
    const { peakMegabytes } = await run(place, ['classify', SAMPLE, '--quiet', '--model', model], {
      onOutput,
    })
    return { elapsedMs: firstMs, peakMegabytes }
  },
})

/**
 * Measures the time from opening the scoring page to the labels of the pasted sample, in a running
 * browser.
 */
async function timePage({ checkout: { folder } }: Place): Promise<Usage> {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  })
  try {
    const page = await browser.newPage()
    const text = readFileSync(join(folder, SAMPLE), 'utf8')
    const start = performance.now()
    await page.goto(pathToFileURL(join(folder, SCORING_PAGE)).href)
    await page.fill('#pasted', text)
    await page.click('#count, #score')
    await page.locator('#found-yes, #about-skip').first().click()
    await page.locator('#status:has-text("Nothing left this machine")').waitFor()
    return { elapsedMs: performance.now() - start, peakMegabytes: null }
  } finally {
    await browser.close()
  }
}

export const CASES: readonly BenchmarkCase[] = [
  {
    id: 'floor',
    name: 'floor: each post parsed and printed, starting included',
    unit: 'posts/s',
    measure: ({ posts, checkout: { folder } }) => runNode([FLOOR, posts], { cwd: folder }),
  },
  command('ingest', 'ingest', ({ posts }) => ['ingest', posts, '--quiet']),
  command('classify', 'classify --model linear-en --threads 1', ({ posts }) => [
    'classify',
    posts,
    ...LINEAR,
    '--threads',
    '1',
  ]),
  command('classify-2', 'classify --model linear-en --threads 2', ({ posts }) => [
    'classify',
    posts,
    ...LINEAR,
    '--threads',
    '2',
  ]),
  afterScoring('aggregate', (place) => ['aggregate', scoredOf(place)]),
  afterScoring('audit', (place) => [
    'audit',
    scoredOf(place),
    '--out',
    auditOf(place),
    '--export',
    join(place.folder, 'again.csv'),
  ]),
  // Labels that say nothing about the model give wide intervals.
  afterScoring('cite', (place) => [
    'cite',
    scoredOf(place),
    '--audit',
    auditOf(place),
    '--deal',
    DEAL,
  ]),
  afterScoring('report', (place) => [
    'report',
    scoredOf(place),
    '--out',
    join(place.folder, 'report.html'),
  ]),
  firstLabel('start-linear', 'linear-en'),
  firstLabel('start-stack', 'stance-en'),
  {
    id: 'page',
    name: 'scoring page: opened until the pasted sample is labelled',
    unit: 'ms',
    prepare: async ({ checkout: { folder } }) =>
      void execFileSync(process.execPath, ['--import', 'tsx', 'scripts/pack-page.ts'], {
        cwd: folder,
      }),
    measure: timePage,
  },
]

export interface Usage {
  readonly elapsedMs: number
  /**
   * Peak memory of the process with its threads, without child processes, in MB of 10^6 bytes; null
   * where it is not known.
   */
  readonly peakMegabytes: number | null
}

/** Converts kibibytes, the unit of `getrusage`, to MB of 10^6 bytes. */
export const megabytesOf = (kibibytes: number): number => (kibibytes * 1024) / 1e6

const REPORTER = fileURLToPath(new URL('report-usage.cjs', import.meta.url))

export interface RunOptions {
  /** Working directory. */
  readonly cwd: string
  /** Receives the output, which is otherwise thrown away. */
  onOutput?(chunk: string, elapsedMs: number): void
}

/**
 * Runs a Node program and measures it, starting included.
 *
 * @throws {Error} for an exit code other than 0
 */
export async function runNode(
  argv: readonly string[],
  { cwd, onOutput }: RunOptions,
): Promise<Usage> {
  const start = performance.now()
  const stdio = ['ignore', onOutput ? 'pipe' : 'ignore', 'pipe', 'pipe'] as const
  const child = spawn(process.execPath, ['--require', REPORTER, ...argv], {
    cwd,
    stdio: [...stdio],
  })
  child.stdout
    ?.setEncoding('utf8')
    .on('data', (chunk: string) => onOutput?.(chunk, performance.now() - start))
  const outputs = [child.stderr, child.stdio[3]].map((stream) =>
    text(stream as NodeJS.ReadableStream),
  )
  const status = await new Promise<number | null>((resolve, reject) =>
    child.on('error', reject).on('close', resolve),
  )
  const elapsedMs = performance.now() - start
  const [complaint, memory] = await Promise.all(outputs)
  if (status !== 0) throw new Error(`${argv.join(' ')} ended with ${status}: ${complaint}`)
  return { elapsedMs, peakMegabytes: megabytesOf(Number(memory)) }
}
