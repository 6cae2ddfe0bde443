import { type Built, CORPUS, loadBuilt } from '../built.js'
import { buildBenchmarkThreads } from '../measure/benchmark-posts.js'
import type { Alternative, AskedPost } from './alternative.js'
import { listQuestions, readAlone } from './encoder-inputs.js'

/** Posts labelled before the clock starts. */
const WARM_UP_COUNT = 200

/** Posts per second of an alternative on the texts that dealstance is timed on. */
export async function measureAlternative(alternative: Alternative, kit: string): Promise<number> {
  const built = await loadBuilt()
  const threads = buildBenchmarkThreads(built, alternative.postCount)
  const asked: readonly AskedPost[] =
    alternative.readsDeals === true
      ? await listQuestions(built, threads)
      : threads.flatMap(({ posts }) => posts.map(({ text }) => ({ text, beside: null })))
  const label = await alternative.open(kit)
  await label(asked.slice(0, Math.min(WARM_UP_COUNT, asked.length / 4)))
  const { labels, elapsedMs } = await label(asked)
  if (labels.length !== asked.length) throw new Error(`${alternative.id} gave ${labels.length} labels for ${asked.length} questions`)
  return (alternative.postCount / elapsedMs) * 1000
}

/** A corpus post that nothing here was trained on. */
export interface UnseenPost {
  readonly text: string
  /** The same as `encoder-en` is asked about it. */
  readonly asEncoder: AskedPost
  readonly goldLabel: string
}

/** The test part of the corpus: other deals, other threads. */
export function unseenPosts(built: Built): UnseenPost[] {
  const { posts, deals } = built.node.readCorpus(CORPUS)
  const moverOf = new Map(deals.map(({ id, mover }) => [id, mover]))
  return posts
    .filter(({ part, split }) => part === 'test' && split === 'test')
    .map(({ text, label, dealId }) => ({ text, asEncoder: readAlone(built, text, moverOf.get(dealId) ?? ''), goldLabel: label }))
}
