import { seededRandom } from '../../../src/base/statistics/random/seeded-random.js'
import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { judge, NEITHER, PIVOT, RETREAT, scoredPost } from '../scored-posts.js'

const LABELS = [RETREAT, PIVOT, NEITHER]

/** Two threads, one on each deal; the deeper a post, the more often it takes no side. More posts of a seed begin with fewer. */
export function deepPosts(
  count: number,
  seed: number,
): { readonly posts: readonly ScoredPost[]; readonly truth: ReadonlyMap<string, string> } {
  const random = seededRandom(seed)
  const depths: number[] = []
  const truth = new Map<string, string>()
  const posts = Array.from({ length: count }, (_, index) => {
    const [id, thread] = [`d${index}`, index % 3 === 0 ? 1 : 0]
    const before = depths.flatMap((_, at) => (at < index && (at % 3 === 0 ? 1 : 0) === thread ? [at] : []))
    const parent = random() < 0.3 ? before[0] : before[Math.floor(random() * before.length)]
    const depth = parent === undefined ? 0 : (depths[parent] as number) + 1
    depths.push(depth)
    const label = random() < Math.min(0.8, 0.2 + 0.15 * depth) ? NEITHER : random() < 0.6 ? RETREAT : PIVOT
    truth.set(id, label)
    const said = random() < 0.6 ? label : (LABELS[Math.floor(random() * 3)] as string)
    const meta = { role: parent === undefined ? ('root' as const) : ('reply' as const) }
    const place = { id, threadId: `t${thread}`, parentId: parent === undefined ? null : `d${parent}`, author: `u${index}`, meta }
    return scoredPost(said, { ...place, text: `Words of post ${index}.`, ...judge(said) }, [thread === 0 ? 'deal-a' : 'deal-b'])
  })
  return { posts, truth }
}
