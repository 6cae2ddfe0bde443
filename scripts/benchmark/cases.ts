import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { writeLabels } from './benchmark-posts.js'
import { type Checkout, mainOf } from './checkouts.js'
import { timeScikitLearn } from './rivals/scikit-learn.js'
import { type RunOptions, runNode, type Usage } from './run-node.js'

/** What a case may use. */
export interface Place {
  readonly checkout: Checkout
  /** File of posts that every checkout reads, and how many it holds. */
  readonly posts: string
  readonly postCount: number
  /** Folder of this checkout's own files. */
  readonly folder: string
}

export interface BenchmarkCase {
  /** Stable identifier, used on the command line. */
  readonly id: string
  readonly name: string
  /** Number of posts that the time is told for, as posts/s; null tells milliseconds. */
  postCount(place: Place): number | null
  /** True for a program outside this project. It is measured once, not for each ref. */
  readonly isRival?: boolean
  /** Prepares what need not be measured; called before each measurement. */
  prepare?(place: Place): Promise<void>
  /** Measures once. */
  measure(place: Place): Promise<Usage>
}

const SAMPLE = 'corpus/samples/xai-compute.txt'
const SCORING_PAGE = 'dist/page/dealstance.html'
const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
const DEAL = 'acme-leaves'
const NAMING = ['--mover', 'Acme', '--move', 'Acme leaves the business of charts.', '--name', DEAL]
const LINEAR = ['--model', 'linear-en', '--evidence', 'off', '--quiet']

const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const allPosts = ({ postCount }: Place): number => postCount
const scoredOf = ({ folder }: Place): string => join(folder, 'scored.jsonl')
const auditOf = ({ folder }: Place): string => join(folder, 'audit.jsonl')

/** Runs the built command of a checkout. */
const run = ({ checkout }: Place, argv: readonly string[], options: Partial<RunOptions> = {}): Promise<Usage> =>
  runNode([mainOf(checkout), ...argv], { cwd: checkout.folder, ...options })

/** A command from the file of posts to output that is thrown away. */
const command = (id: string, name: string, argvOf: (place: Place) => readonly string[]): BenchmarkCase => ({
  ...{ id, name: `${name}, starting included`, postCount: allPosts },
  measure: (place) => run(place, argvOf(place)),
})

/** A command that takes scored posts; the checkout scores them itself, and draws and labels a sample. */
const afterScoring = (id: string, argvOf: (place: Place) => readonly string[]): BenchmarkCase => ({
  ...command(id, `${id} of scored posts`, argvOf),
  prepare: async (place) => {
    if (existsSync(scoredOf(place))) return
    await run(place, ['classify', place.posts, ...LINEAR, ...NAMING, '--out', scoredOf(place)])
    await run(place, ['audit', scoredOf(place), '--size', '400', '--out', auditOf(place), '--export', join(place.folder, 'drawn.csv')])
    const labels = join(place.folder, 'labels.csv')
    writeLabels(auditOf(place), labels)
    await run(place, ['audit', scoredOf(place), '--out', auditOf(place), '--import', labels, '--coder-kind', 'person'])
  },
})

/** A program that labels posts in memory and prints its milliseconds. */
const labelling = (id: string, name: string, postCount: number, argv: readonly string[]): BenchmarkCase => ({
  ...{ id, name, postCount: () => postCount },
  measure: async ({ checkout }) => {
    let printed = ''
    const onOutput = (chunk: string): void => void (printed += chunk)
    await runNode(['--import', 'tsx', ...argv, String(postCount)], { cwd: checkout.folder, onOutput })
    return { elapsedMs: Number(printed), peakMegabytes: null }
  },
})

const firstLabel = (id: string, model: string): BenchmarkCase => ({
  ...{ id, name: `${model}: from the start of the process to the first label of ${SAMPLE}`, postCount: () => null },
  measure: async (place) => {
    let firstMs = Number.NaN
    const onOutput = (_: string, elapsedMs: number): void => void (firstMs = Number.isNaN(firstMs) ? elapsedMs : firstMs)
    const { peakMegabytes } = await run(place, ['classify', SAMPLE, '--quiet', '--model', model], { onOutput })
    return { elapsedMs: firstMs, peakMegabytes }
  },
})

/** Measures the time from opening the scoring page to the labels of the pasted sample, in a running browser. */
async function timePage({ checkout: { folder } }: Place): Promise<Usage> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'] })
  try {
    const page = await browser.newPage()
    const text = readFileSync(join(folder, SAMPLE), 'utf8')
    const start = performance.now()
    await page.goto(pathToFileURL(join(folder, SCORING_PAGE)).href)
    await page.fill('#pasted', text)
    await page.click('#score')
    await page.locator('#status:has-text("Nothing left this machine")').waitFor()
    return { elapsedMs: performance.now() - start, peakMegabytes: null }
  } finally {
    await browser.close()
  }
}

const scikitLearn = (kind: 'plain' | 'same', how: string, postCount: number): BenchmarkCase => ({
  ...{ id: `scikit-learn-${kind}`, name: `scikit-learn 1.9.1, ${how}: predict on texts`, postCount: () => postCount, isRival: true },
  measure: async () => ({ elapsedMs: timeScikitLearn(kind, postCount), peakMegabytes: null }),
})

const TRANSFORMERS = '@huggingface/transformers@4.3.1'

export const CASES: readonly BenchmarkCase[] = [
  {
    ...{ id: 'floor', name: 'floor: each post parsed and printed, starting included', postCount: allPosts, isRival: true },
    measure: ({ posts, checkout: { folder } }) => runNode([pathOf('floor.mjs'), posts], { cwd: folder }),
  },
  command('ingest', 'ingest', ({ posts }) => ['ingest', posts, '--quiet']),
  command('classify', 'classify --model linear-en --threads 1', ({ posts }) => ['classify', posts, ...LINEAR, '--threads', '1']),
  command('classify-2', 'classify --model linear-en --threads 2', ({ posts }) => ['classify', posts, ...LINEAR, '--threads', '2']),
  afterScoring('aggregate', (place) => ['aggregate', scoredOf(place)]),
  afterScoring('audit', (place) => ['audit', scoredOf(place), '--out', auditOf(place), '--export', join(place.folder, 'again.csv')]),
  // Labels that say nothing about the model give wide intervals.
  afterScoring('cite', (place) => ['cite', scoredOf(place), '--audit', auditOf(place), '--deal', DEAL, '--max-width', '50']),
  afterScoring('query', (place) => ['query', scoredOf(place), 'select dealId, label, count(*) from stances group by all']),
  afterScoring('report', (place) => ['report', scoredOf(place), '--out', join(place.folder, 'report.html')]),
  firstLabel('start-linear', 'linear-en'),
  firstLabel('start-stack', 'stack-en'),
  {
    ...{ id: 'page', name: 'scoring page: opened until the pasted sample is labelled', postCount: () => null },
    prepare: async ({ checkout: { folder } }) =>
      void execFileSync(process.execPath, ['--import', 'tsx', 'scripts/pack-page.ts'], { cwd: folder }),
    measure: timePage,
  },
  labelling('linear', 'linear-en: post to labelled line', 20_000, [pathOf('label-posts.ts'), 'linear-en']),
  labelling('encoder', 'encoder-en, 2 threads: post to labelled line', 1024, [pathOf('label-posts.ts'), 'encoder-en']),
  labelling('stack', 'stack-en, 2 threads: post to labelled line', 1024, [pathOf('label-posts.ts'), 'stack-en']),
  scikitLearn('plain', 'TfidfVectorizer() and LogisticRegression() as they come', 20_000),
  scikitLearn('same', "TF-IDF of linear-en's n-grams (words 1-3, characters 2-5) and LogisticRegression", 5000),
  {
    ...labelling('transformers', `${TRANSFORMERS} with the weights of encoder-en, 2 threads: text to label`, 512, [
      pathOf('rivals/transformers.ts'),
      TRANSFORMERS,
    ]),
    isRival: true,
  },
]
