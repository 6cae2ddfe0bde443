import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import type { ScoredPosts } from './scorer.js'

/** Takes scored batches in turn: writes rows, keeps posts, counts them, shows progress. */
export interface Sink<Scored> {
  put(batch: Scored): void | Promise<void>
  /** Called after the last batch; not after a fault. */
  end?(): void | Promise<void>
}

/** Gives every batch to all sinks in turn, then ends them in turn. */
export async function feedSinks<Scored>(batches: AsyncIterable<Scored>, sinks: readonly Sink<Scored>[]): Promise<void> {
  for await (const batch of batches) for (const sink of sinks) await sink.put(batch)
  for (const sink of sinks) await sink.end?.()
}

export function keepPosts(): Sink<ScoredPosts> & { readonly posts: readonly ScoredPost[] } {
  const posts: ScoredPost[] = []
  return {
    posts,
    put: (batch) => {
      for (const post of batch.posts) posts.push(post)
    },
  }
}
