import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { ENCODER_THREAD_COUNT } from './alternatives/encoder-threads.js'
import { ALTERNATIVES } from './alternatives/list.js'
import { measureAlternative } from './alternatives/measure-alternative.js'
import { loadBuilt } from './built.js'
import { GROWING_FORMS } from './growth/growth-texts.js'
import { measureGrowth } from './growth/measure-growth.js'
import { buildBenchmarkPaste } from './measure/benchmark-posts.js'
import { AFTER_SCORING, measureAfterGrowth, timeAfterScoring } from './measure/measure-after-scoring.js'
import {
  COMMAND_POST_COUNT,
  compareThreads,
  measureCommand,
  measureFirstLabel,
  measureSpark,
  SPARK_SUITE,
  supportsThreads,
  THREADS_POST_COUNT,
  timeClassify,
  timeFloor,
  timeIngest,
} from './measure/measure-command.js'
import { measurePageFirstResult, measurePageWeight } from './measure/measure-page.js'
import { measurePipeline } from './measure/measure-pipeline.js'
import { measureReportOpening, measureReportWeight } from './measure/measure-report.js'
import { MAIN, SAMPLE } from './measure/run-command.js'
import { missingChromium } from './measure/time-page.js'

export interface BenchmarkCase {
  /** Stable identifier, used in figures and on the command line. */
  readonly id: string
  readonly name: string
  readonly unit: 'posts/s' | 'ms' | 'kB' | 'MB' | 'times' | 'exponent'
  /** What must be reached, as the project set it; null where nothing was set. */
  readonly target: string | null
  /** True for a program outside this project. It is measured once, not for each ref. */
  readonly isAlternative?: boolean
  /** True for a slow case, which runs only if `--only` names it. */
  readonly isOptIn?: boolean
  /** Reason that the case cannot run in the working directory; null if it can. */
  readonly missing?: () => string | null
  /** Measures once, in a separate process. `kit` is the folder of the packages for comparison; `round` is 1-based. */
  measure(kit: string, round: number): Promise<number>
}

const needsModel = (id: string) => (): string | null => (existsSync(`models/${id}/model.json`) ? null : `models/${id} is not there`)

/** Number of posts in a round of an encoder, chosen to take some seconds. */
const ENCODER_POST_COUNT = { node: 1024, web: 256 }

type Runtime = keyof typeof ENCODER_POST_COUNT

/** Threads of an encoder. They are set for onnxruntime-node; onnxruntime-web uses one per core, up to four. */
const THREAD_COUNT = { node: ENCODER_THREAD_COUNT, web: Math.min(availableParallelism(), 4) }

/** Descriptions of the threads that the runtime chooses for a command. */
const START_THREADS: Readonly<Record<string, string>> = { 'encoder-en': ', a thread for each core', 'stack-en': ', a thread for each core' }

const needsRuntime = (id: string, runtime: Runtime) => (): string | null =>
  needsModel(id)() ?? (existsSync(`node_modules/onnxruntime-${runtime}`) ? null : `onnxruntime-${runtime} is not installed`)

const encoderCase = (id: string, runtime: Runtime, target: string | null): BenchmarkCase => ({
  id: `${id.replace(/-en$/, '')}-${runtime}`,
  name: `${id} on onnxruntime-${runtime}, ${THREAD_COUNT[runtime]} threads, evidence off: post to labelled line`,
  unit: 'posts/s',
  target,
  missing: needsRuntime(id, runtime),
  measure: () => measurePipeline(id, false, ENCODER_POST_COUNT[runtime], { runtime, threadCount: THREAD_COUNT[runtime] }),
})

/** A case of the model linear-en. */
const linearCase = (
  id: string,
  name: string,
  unit: BenchmarkCase['unit'],
  target: string | null,
  measure: BenchmarkCase['measure'],
): BenchmarkCase => ({ id, name, unit, target, missing: needsModel('linear-en'), measure })

export const CASES: readonly BenchmarkCase[] = [
  linearCase(
    'classify-jsonl',
    'classify --model linear-en --threads 1, JSONL in to JSONL out, starting included (50,000 posts)',
    'posts/s',
    '>= 25,000',
    async () => {
      const [elapsedMs = Number.NaN] = await timeClassify([1])
      return (COMMAND_POST_COUNT / elapsedMs) * 1000
    },
  ),
  {
    id: 'two-threads',
    name: `classify with --threads 2 over --threads 1 (${THREADS_POST_COUNT.toLocaleString('en')} posts), the order changed every round`,
    unit: 'times',
    target: '>= 1.8',
    missing: () => needsModel('linear-en')() ?? (supportsThreads() ? null : 'classify has no --threads here'),
    measure: (_kit, round) => compareThreads(round),
  },
  linearCase('linear', 'linear-en, evidence off: post to labelled line', 'posts/s', '>= 20,000', () =>
    measurePipeline('linear-en', false, 20_000),
  ),
  linearCase('linear-evidence', 'linear-en, evidence on: post to labelled line', 'posts/s', '>= 5,000', () =>
    measurePipeline('linear-en', true, 20_000),
  ),
  {
    id: 'stack-words',
    name: `stack-en on onnxruntime-node, ${ENCODER_THREAD_COUNT} threads, words taken out one by one (--evidence on): post to labelled line`,
    unit: 'posts/s',
    target: '>= 20',
    missing: needsRuntime('stack-en', 'node'),
    measure: () => measurePipeline('stack-en', 'full', 128, { threadCount: ENCODER_THREAD_COUNT }),
  },
  {
    id: 'sentiment',
    name: 'sentiment control: post to labelled line (everything but the stance model)',
    unit: 'posts/s',
    target: null,
    measure: () => measurePipeline('sentiment', false, 20_000),
  },
  {
    id: 'bayes',
    name: "natural's Bayes (bayes-en): post to labelled line",
    unit: 'posts/s',
    target: null,
    missing: needsModel('bayes-en'),
    measure: () => measurePipeline('bayes-en', false, 500),
  },
  {
    id: 'floor',
    name: 'floor: JSONL in to JSONL out, each post parsed and printed, starting included (50,000 posts)',
    unit: 'posts/s',
    target: null,
    isAlternative: true,
    measure: async () => (COMMAND_POST_COUNT / (await timeFloor())) * 1000,
  },
  {
    id: 'ingest-jsonl',
    name: 'ingest: JSONL in to linked JSONL out, starting included (50,000 posts)',
    unit: 'posts/s',
    target: '>= 0.75 of the floor',
    measure: async () => (COMMAND_POST_COUNT / (await timeIngest())) * 1000,
  },
  linearCase('linear-load', 'loading linear-en', 'ms', '< 150', async () => {
    const { node } = await loadBuilt()
    const start = performance.now()
    node.loadModel('linear-en')
    return performance.now() - start
  }),
  encoderCase('encoder-en', 'node', '>= 600'),
  encoderCase('encoder-en', 'web', '>= 120'),
  encoderCase('stack-en', 'node', null),
  encoderCase('stack-en', 'web', null),
  ...['encoder-en', 'stack-en', 'linear-en'].map((id) => ({
    id: `start-${id.replace(/-en$/, '')}`,
    name: `${id}${START_THREADS[id] ?? ''}: from the start of the process to the first label`,
    unit: 'ms' as const,
    target: id === 'linear-en' ? null : '< 1,000',
    missing: needsModel(id),
    measure: () => measureFirstLabel(id),
  })),
  linearCase('npm-classify', `npm run classify -- ${SAMPLE}`, 'ms', '< 1,000', async () =>
    measureCommand('npm', ['run', '--silent', 'classify', '--', SAMPLE]),
  ),
  linearCase('classify-sample', `dealstance classify ${SAMPLE} (the built package)`, 'ms', null, async () =>
    measureCommand(process.execPath, [MAIN, 'classify', SAMPLE]),
  ),
  {
    id: 'paste',
    name: 'splitting a paste of 10 MB',
    unit: 'ms',
    target: '< 5,000',
    measure: async () => {
      const built = await loadBuilt()
      const paste = buildBenchmarkPaste(10_000_000)
      const start = performance.now()
      built.dealstance.parsePaste(paste)
      return performance.now() - start
    },
  },
  ...GROWING_FORMS.map((form) => ({
    id: `growth-${form}`,
    name: `reading ${form} of 1, 2 and 4 MB (fast readers: 4, 8 and 16): the exponent with which its time grows`,
    unit: 'exponent' as const,
    target: '<= 1.1',
    measure: () => measureGrowth(form),
  })),
  ...AFTER_SCORING.flatMap((command) => {
    const missing = (): string | null =>
      needsModel('linear-en')() ?? (command === 'query' && !existsSync('node_modules/@duckdb/node-api') ? 'DuckDB is not installed' : null)
    return [
      {
        ...{ id: `after-${command}`, name: `${command} of 100,000 scored posts on 200 deals, starting included`, missing },
        ...{ unit: 'ms' as const, target: '< 2,000', measure: () => timeAfterScoring(command) },
      },
      {
        ...{
          id: `growth-after-${command}`,
          name: `${command} of 25,000 to 200,000 scored posts: the exponent with which its time grows`,
          missing,
        },
        ...{ unit: 'exponent' as const, target: '<= 1.1', measure: () => measureAfterGrowth(command) },
      },
    ]
  }),
  linearCase(
    'report-weight',
    'report page of 5,000 posts, deciding words on: its weight without the texts',
    'kB',
    '< 2,000',
    measureReportWeight,
  ),
  {
    id: 'report-open',
    name: 'report page of 5,000 posts, deciding words on: opened until the list stands',
    unit: 'ms',
    target: null,
    missing: () => needsModel('linear-en')() ?? missingChromium(),
    measure: measureReportOpening,
  },
  linearCase('page-weight', 'scoring page, the linear model inside: its weight', 'kB', '< 12,000', measurePageWeight),
  {
    id: 'page-open',
    name: 'scoring page: opened until the pasted sample is labelled',
    unit: 'ms',
    target: null,
    missing: () => needsModel('linear-en')() ?? missingChromium(),
    measure: measurePageFirstResult,
  },
  {
    id: 'spark',
    name: 'the Spark job on two workers over two plain filters at once, a million posts that carry their context',
    unit: 'times',
    target: '<= 2',
    isOptIn: true,
    missing: () => (existsSync(SPARK_SUITE) ? null : `${SPARK_SUITE} is not there`),
    measure: async (_kit, round) => measureSpark(round),
  },
  ...ALTERNATIVES.map((alternative) => ({
    id: alternative.id,
    name: alternative.name,
    unit: 'posts/s' as const,
    target: null,
    isAlternative: true,
    measure: (kit: string) => measureAlternative(alternative, kit),
  })),
]
