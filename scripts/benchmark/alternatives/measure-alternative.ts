import { buildBenchmarkThreads } from '../benchmark-posts.js'
import { type Built, CORPUS, loadBuilt } from '../built.js'
import type { Alternative, AskedPost } from './alternative.js'

/** Posts labelled before the clock starts. */
const WARM_UP_COUNT = 200

/** Posts per second of an alternative on the texts that dealstance is timed on. */
export async function measureAlternative(alternative: Alternative, kit: string): Promise<number> {
  const built = await loadBuilt()
  const texts = buildBenchmarkThreads(built, alternative.postCount).flatMap(({ posts }) => posts)
  const posts = texts.map(({ text }): AskedPost => ({ text, mover: '' }))
  const label = await alternative.open(kit)
  await label(posts.slice(0, Math.min(WARM_UP_COUNT, posts.length / 4)))
  const { labels, elapsedMs } = await label(posts)
  if (labels.length !== posts.length) throw new Error(`${alternative.id} gave ${labels.length} labels for ${posts.length} posts`)
  return (posts.length / elapsedMs) * 1000
}

/** A corpus post that nothing here was trained on. */
export interface UnseenPost extends AskedPost {
  readonly goldLabel: string
}

/** The test part of the corpus: other deals, other threads. */
export function unseenPosts({ node }: Built): UnseenPost[] {
  const { posts, deals } = node.readCorpus(CORPUS)
  const moverOf = new Map(deals.map(({ id, mover }) => [id, mover]))
  return posts
    .filter(({ part, split }) => part === 'test' && split === 'test')
    .map(({ text, label, dealId }) => ({ text, mover: moverOf.get(dealId) ?? '', goldLabel: label }))
}
