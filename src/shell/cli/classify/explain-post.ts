import { numberPosts } from '../../../base/thread/content-id.js'
import type { Thread } from '../../../base/thread/thread.js'
import type { Pipeline } from '../../../pipeline/pipeline.js'
import { renderExplanation } from '../../../say/table/render-explanation.js'
import type { TableOptions } from '../../../say/table/render-post-table.js'
import { usageError } from '../kit/command.js'
import { nearestName } from '../kit/parse-options.js'

/**
 * Explains the label of a post, for every thread that holds it.
 *
 * @param name its id, or its number as the table shows it
 */
export async function explainPost(name: string, threads: readonly Thread[], pipeline: Pipeline, table: TableOptions): Promise<string> {
  const texts: string[] = []
  const names: string[] = []
  for (const thread of threads) {
    const shown = numberPosts(thread.posts).map(({ id }) => id)
    const post = thread.posts.find(({ id }, index) => id === name || shown[index] === name)
    const explanation = post && (await pipeline.explain(thread, post.id))
    const [scored, alone] = explanation ? numberPosts([explanation.post, explanation.alone], thread.posts) : []
    if (scored && alone) texts.push(renderExplanation(scored, alone, table))
    names.push(...shown)
  }
  if (texts.length > 0) return texts.join('\n')
  const nearest = nearestName(name, names)
  const advice = nearest === null ? `The first ids are ${names.slice(0, 5).join(', ')}.` : `Did you mean ${nearest}?`
  throw usageError(`expected --explain with the id of a post of the input, got "${name}". ${advice}`, { postId: name })
}
