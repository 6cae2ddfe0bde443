import { buildBenchmarkThreads, loadBuild } from './build.js'

// Labels posts in memory as `classify` does, to lines of JSONL, by the build in the working directory. Neither starting nor reading counts.
// Arguments: model, number of posts. Prints the milliseconds.
const [, , modelId = '', postCount = ''] = process.argv
const build = await loadBuild()
const { dealstance, node } = build
const model = node.loadModel(modelId, { encoderThreadCount: 2 })
const pipeline = dealstance.createPipeline({ model, deals: await node.readDeals('corpus/deals.json'), evidence: false })
const { warmUp, threads } = buildBenchmarkThreads(build, Number(postCount))
let elapsedMs = 0
for (const round of [warmUp, threads]) {
  const start = performance.now()
  let byteCount = 0
  for await (const batch of pipeline.stream(round)) for (const post of batch) byteCount += dealstance.renderJsonl(post).length
  if (byteCount === 0) throw new Error('nothing was labelled')
  elapsedMs = performance.now() - start
}
process.stdout.write(`${elapsedMs}\n`)
