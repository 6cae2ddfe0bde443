import { loadBuilt } from '../built.js'
import { buildBenchmarkThreads } from './benchmark-posts.js'

const WARM_UP_POST_COUNT = 2000

/** Measures posts per second, from posts to lines of `classify --format jsonl`, including deal linking and sentiment. */
export async function measurePipeline(
  modelId: string,
  evidence: boolean | 'full',
  postCount: number,
  { runtime = 'node', threadCount }: { readonly runtime?: 'node' | 'web'; readonly threadCount?: number } = {},
): Promise<number> {
  const built = await loadBuilt()
  const { dealstance, node } = built
  const deals = await node.readDeals('corpus/deals.json')
  const pipeline = dealstance.createPipeline({
    model: node.loadModel(modelId, { runtime, ...(threadCount === undefined ? {} : { encoderThreadCount: threadCount }) }),
    deals,
    evidence,
  })
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
