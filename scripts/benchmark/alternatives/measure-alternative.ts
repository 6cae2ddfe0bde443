import { readCorpus } from '../../corpus/read-corpus.js'
import { type Built, CORPUS, loadBuilt } from '../built.js'
import { buildBenchmarkThreads } from '../measure/benchmark-posts.js'
import type { Alternative, PlannedPost } from './alternative.js'
import { buildStandaloneInput, listQuestions } from './encoder-inputs.js'

const WARM_UP_COUNT = 200

export async function measureAlternative(alternative: Alternative, kit: string): Promise<number> {
  const built = await loadBuilt()
  const threads = buildBenchmarkThreads(built, alternative.postCount)
  const asked: readonly PlannedPost[] =
    alternative.readsDeals === true
      ? await listQuestions(built, threads)
      : threads.flatMap(({ posts }) => posts.map(({ text }) => ({ text, beside: null })))
  const label = await alternative.open(kit)
  await label(asked.slice(0, Math.min(WARM_UP_COUNT, asked.length / 4)))
  const { labels, elapsedMs } = await label(asked)
  if (labels.length !== asked.length) throw new Error(`${alternative.id} gave ${labels.length} labels for ${asked.length} questions`)
  return (alternative.postCount / elapsedMs) * 1000
}

/** Lists the posts of the corpus's test part, whose deals and threads occur in no other part. */
export function unseenPosts(built: Built): { readonly text: string; readonly asEncoder: PlannedPost; readonly goldLabel: string }[] {
  const { posts, deals } = readCorpus(CORPUS)
  const moverOf = new Map(deals.map(({ id, mover }) => [id, mover]))
  return posts
    .filter(({ part, split }) => part === 'test' && split === 'test')
    .map(({ text, label, dealId }) => ({ text, asEncoder: buildStandaloneInput(built, text, moverOf.get(dealId) ?? ''), goldLabel: label }))
}
