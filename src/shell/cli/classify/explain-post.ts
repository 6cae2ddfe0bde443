import type { Thread } from '../../../base/thread/thread.js'
import type { Pipeline } from '../../../pipeline/pipeline.js'
import { renderExplanation } from '../../../say/table/render-explanation.js'
import type { TableOptions } from '../../../say/table/render-post-table.js'
import { usageError } from '../kit/command.js'
import { nearestName } from '../kit/parse-options.js'

/** Explains the label of a post, for every thread that holds its id. */
export async function explainPost(postId: string, threads: readonly Thread[], pipeline: Pipeline, table: TableOptions): Promise<string> {
  const texts: string[] = []
  for (const thread of threads) {
    if (!thread.posts.some(({ id }) => id === postId)) continue
    const explanation = await pipeline.explain(thread, postId)
    if (explanation) texts.push(renderExplanation(explanation.post, explanation.alone, table))
  }
  if (texts.length > 0) return texts.join('\n')
  const ids = threads.flatMap(({ posts }) => posts.map(({ id }) => id))
  const nearest = nearestName(postId, ids)
  const advice = nearest === null ? `The first ids are ${ids.slice(0, 5).join(', ')}.` : `Did you mean ${nearest}?`
  throw usageError(`expected --explain with the id of a post of the input, got "${postId}". ${advice}`, { postId })
}
