import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { RETREAT } from '../../count/scored-posts.js'
import type { Cheat } from '../cheat.js'
import type { Desk } from '../cheat-harness.js'

/** What is done to the posts. */
export type Change = (posts: readonly ScoredPost[], desk: Desk) => readonly ScoredPost[]

export const asTheyAre: Change = (posts) => posts

export const each =
  (change: (post: ScoredPost, at: number, desk: Desk) => Partial<ScoredPost>): Change =>
  (posts, desk) =>
    posts.map((post, at) => ({ ...post, ...change(post, at, desk) }))

/** The same of replies with this true label. */
export const eachOf = (label: string, change: (post: ScoredPost, at: number) => Partial<ScoredPost>): Change =>
  each((post, at, desk) => (post.parentId !== null && desk.truly(post.id) === label ? change(post, at) : {}))

/** A copy of a post has its id and a number behind it. */
export const originalOf = (id: string): string => id.replace(/~.*/, '')

/** Copies of the first reply that says retreat, as many as the dose allows, with what is changed in each. */
export function copiesOf(
  posts: readonly ScoredPost[],
  { size, truly }: Desk,
  change: (first: ScoredPost, at: number) => Partial<ScoredPost>,
): ScoredPost[] {
  const first = posts.find(({ id, parentId }) => parentId !== null && truly(id) === RETREAT) as ScoredPost
  const count = Math.round(size.postCount * size.dose)
  return Array.from({ length: count }, (_, at) => ({ ...first, id: `${first.id}~${at}`, ...change(first, at) }))
}

export interface Scene {
  readonly before?: Change
  readonly after?: Change
  /** The table of labels; by default the true label of every post. */
  readonly labels?: (posts: readonly ScoredPost[], desk: Desk) => readonly string[]
  /** Options of `audit` and `cite`. */
  readonly options?: (desk: Desk) => {
    readonly audit?: readonly string[]
    readonly cite?: readonly string[]
  }
  readonly tells?: RegExp
  /** True labels of the posts that are counted; by default those of the desk's world. */
  readonly truth?: (desk: Desk) => ReadonlyMap<string, string>
}

/** Posts are changed, a sample is drawn and labelled, posts are changed again, and the sentence is printed. */
export const scene = ({
  before = asTheyAre,
  after = asTheyAre,
  labels,
  options = () => ({}),
  tells,
  truth = (desk) => desk.world.truth,
}: Scene): Cheat => ({
  ...(tells && { tells }),
  play: async (desk) => {
    const posts = before(desk.world.posts, desk)
    const { audit: drawn = [], cite = [] } = options(desk)
    const csv = labels && desk.write('.csv', `${labels(posts, desk).join('\n')}\n`)
    const all = truth(desk)
    const readings = { ana: (id: string) => all.get(originalOf(id)) ?? null }
    const audit = await desk.draw({ scored: desk.writeScored(posts), argv: drawn, readings, ...(csv !== undefined && { csv }) })
    return { claim: await desk.print(audit, desk.writeScored(after(posts, desk)), cite), truth: all }
  },
})
