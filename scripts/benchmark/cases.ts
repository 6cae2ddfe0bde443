import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import model from 'wink-eng-lite-web-model'
import winkNLP from 'wink-nlp'
import { buildBenchmarkPaste, buildBenchmarkThreads } from './benchmark-posts.js'
import { type Built, loadBuilt } from './built.js'
import { measurePageFirstResult, measurePageWeight } from './measure-page.js'
import { measureReportOpening, measureReportWeight, missingChromium } from './measure-report.js'

export interface BenchmarkCase {
  readonly name: string
  readonly unit: 'posts/s' | 'ms' | 'kB'
  /** What must be reached, as the project set it; null where nothing was set. */
  readonly target: string | null
  /** Why the case cannot run here; null when it can. */
  readonly missing?: () => string | null
  /** Measures once, in a process of its own. */
  measure(): Promise<number>
}

const WARM_UP_POST_COUNT = 2000
const SAMPLE = 'corpus/samples/xai-compute.txt'

const needsModel = (id: string) => (): string | null => (existsSync(`models/${id}/model.json`) ? null : `models/${id} is not there`)

/** Posts of an encoder's round: some seconds of one runtime. */
const ENCODER_POST_COUNT = { node: 1024, web: 256 }

type Runtime = keyof typeof ENCODER_POST_COUNT

const needsRuntime = (id: string, runtime: Runtime) => (): string | null =>
  needsModel(id)() ?? (existsSync(`node_modules/onnxruntime-${runtime}`) ? null : `onnxruntime-${runtime} is not installed`)

const encoderCase = (id: string, runtime: Runtime, target: string | null): BenchmarkCase => ({
  name: `${id} on onnxruntime-${runtime}, two cores, evidence off: post to labelled line`,
  unit: 'posts/s',
  target,
  missing: needsRuntime(id, runtime),
  measure: () => measurePipeline(id, false, ENCODER_POST_COUNT[runtime], runtime),
})

/** From posts to the lines that `classify --format jsonl` prints, deals linked and sentiment scored. */
async function measurePipeline(modelId: string, evidence: boolean | 'full', postCount: number, runtime: Runtime = 'node'): Promise<number> {
  const built = await loadBuilt()
  const { dealstance, node } = built
  const deals = await node.readDeals('corpus/deals.json')
  const pipeline = dealstance.createPipeline({ model: node.loadModel(modelId, { runtime }), deals, evidence })
  const label = async (count: number): Promise<number> => {
    const threads = buildBenchmarkThreads(built, count)
    const start = performance.now()
    let byteCount = 0
    for await (const batch of pipeline.stream(threads)) for (const post of batch) byteCount += dealstance.renderJsonl(post).length
    if (byteCount === 0) throw new Error('nothing was labelled')
    return performance.now() - start
  }
  await label(Math.min(WARM_UP_POST_COUNT, Math.ceil(postCount / 8)))
  return (postCount / (await label(postCount))) * 1000
}

/** Texts through a function, after a warm-up. */
async function measureTexts(
  postCount: number,
  prepare: (texts: readonly string[], built: Built) => (index: number) => unknown,
): Promise<number> {
  const built = await loadBuilt()
  const texts = buildBenchmarkThreads(built, postCount).flatMap(({ posts }) => posts.map(({ text }) => text))
  const each = prepare(texts, built)
  for (let index = 0; index < WARM_UP_POST_COUNT; index++) each(index)
  const start = performance.now()
  for (let index = 0; index < texts.length; index++) each(index)
  return (texts.length / (performance.now() - start)) * 1000
}

function measureCommand(command: string, argv: readonly string[]): number {
  const start = performance.now()
  const { status, stderr } = spawnSync(command, argv, { encoding: 'utf8', maxBuffer: 1e8 })
  const elapsedMs = performance.now() - start
  if (status !== 0) throw new Error(`${command} ${argv.join(' ')} ended with ${status}: ${stderr}`)
  return elapsedMs
}

/** From the start of the process to the first byte of the first labelled post. */
function measureFirstLabel(modelId: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const start = performance.now()
    const child = spawn(process.execPath, ['dist/src/cli/main.js', 'classify', SAMPLE, '--quiet', '--model', modelId])
    let firstMs: number | null = null
    child.stdout.on('data', () => {
      firstMs ??= performance.now() - start
    })
    child.on('error', reject)
    child.on('close', (status) => {
      if (status === 0 && firstMs !== null) resolve(firstMs)
      else reject(new Error(`classify --model ${modelId} ended with ${status}`))
    })
  })
}

export const CASES: readonly BenchmarkCase[] = [
  {
    name: 'linear-en, evidence off: post to labelled line',
    unit: 'posts/s',
    target: '>= 20,000',
    missing: needsModel('linear-en'),
    measure: () => measurePipeline('linear-en', false, 20_000),
  },
  {
    name: 'linear-en, evidence on: post to labelled line',
    unit: 'posts/s',
    target: '>= 5,000',
    missing: needsModel('linear-en'),
    measure: () => measurePipeline('linear-en', true, 20_000),
  },
  {
    name: 'stack-en on onnxruntime-node, two cores, words taken out one by one (--evidence on): post to labelled line',
    unit: 'posts/s',
    target: '>= 20',
    missing: needsRuntime('stack-en', 'node'),
    measure: () => measurePipeline('stack-en', 'full', 128),
  },
  {
    name: 'sentiment control: post to labelled line (everything but the stance model)',
    unit: 'posts/s',
    target: null,
    measure: () => measurePipeline('sentiment', false, 20_000),
  },
  {
    name: "natural's Bayes (bayes-en): post to labelled line",
    unit: 'posts/s',
    target: null,
    missing: needsModel('bayes-en'),
    measure: () => measurePipeline('bayes-en', false, 500),
  },
  {
    name: "wink-nlp's sentiment alone: text to score",
    unit: 'posts/s',
    target: null,
    measure: () =>
      measureTexts(20_000, (texts) => {
        const nlp = winkNLP(model, ['sbd', 'negation', 'sentiment'])
        return (index) => nlp.readDoc(texts[index] ?? '').out(nlp.its.sentiment)
      }),
  },
  {
    name: 'floor: parse a post from JSON and print it',
    unit: 'posts/s',
    target: null,
    measure: () =>
      measureTexts(20_000, (texts) => {
        const lines = texts.map((text, index) =>
          JSON.stringify({
            id: String(index),
            threadId: 't1',
            parentId: null,
            author: null,
            createdAt: null,
            text,
            meta: { role: 'root' },
          }),
        )
        return (index) => JSON.stringify(JSON.parse(lines[index] ?? '{}')).length
      }),
  },
  {
    name: 'loading linear-en',
    unit: 'ms',
    target: '< 150',
    missing: needsModel('linear-en'),
    measure: async () => {
      const { node } = await loadBuilt()
      const start = performance.now()
      node.loadModel('linear-en')
      return performance.now() - start
    },
  },
  encoderCase('encoder-en', 'node', '>= 600'),
  encoderCase('encoder-en', 'web', '>= 120'),
  encoderCase('stack-en', 'node', null),
  encoderCase('stack-en', 'web', null),
  ...['encoder-en', 'stack-en', 'linear-en'].map((id) => ({
    name: `${id}: from the start of the process to the first label`,
    unit: 'ms' as const,
    target: id === 'linear-en' ? null : '< 1,000',
    missing: needsModel(id),
    measure: () => measureFirstLabel(id),
  })),
  {
    name: `npm run classify -- ${SAMPLE}`,
    unit: 'ms',
    target: '< 1,000',
    missing: needsModel('linear-en'),
    measure: async () => measureCommand('npm', ['run', '--silent', 'classify', '--', SAMPLE]),
  },
  {
    name: `dealstance classify ${SAMPLE} (the built package)`,
    unit: 'ms',
    target: null,
    missing: needsModel('linear-en'),
    measure: async () => measureCommand(process.execPath, ['dist/src/cli/main.js', 'classify', SAMPLE]),
  },
  {
    name: 'splitting a paste of 10 MB',
    unit: 'ms',
    target: '< 5,000',
    measure: async () => {
      const built = await loadBuilt()
      const paste = buildBenchmarkPaste(built, 10_000_000)
      const start = performance.now()
      built.dealstance.parsePaste(paste)
      return performance.now() - start
    },
  },
  {
    name: 'report page of 5,000 posts, deciding words on: its weight without the texts',
    unit: 'kB',
    target: '< 2,000',
    missing: needsModel('linear-en'),
    measure: measureReportWeight,
  },
  {
    name: 'report page of 5,000 posts, deciding words on: opened until the list stands',
    unit: 'ms',
    target: null,
    missing: () => needsModel('linear-en')() ?? missingChromium(),
    measure: measureReportOpening,
  },
  {
    name: 'scoring page, the linear model inside: its weight',
    unit: 'kB',
    target: '< 12,000',
    missing: needsModel('linear-en'),
    measure: measurePageWeight,
  },
  {
    name: 'scoring page: opened until the pasted sample is labelled',
    unit: 'ms',
    target: null,
    missing: () => needsModel('linear-en')() ?? missingChromium(),
    measure: measurePageFirstResult,
  },
]
