import { emptyLedger } from '../../../src/base/thread/capture-ledger.js'
import type { AuditDesign } from '../../../src/count/audit/audit.js'
import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { NEITHER, PIVOT, RETREAT } from '../../count/scored-posts.js'
import { type Cheats, type Played, told } from '../cheat.js'
import { type Desk, otherWorld } from '../cheat-harness.js'
import { predict, scored as scoreOne } from '../world.js'
import { type Change, copiesOf, each, scene } from './scene.js'

/** The design with the counts of these posts; its units stay. */
function resized(design: AuditDesign, populationCount: number): AuditDesign {
  const strata = design.strata.map((stratum) => ({ ...stratum, populationCount }))
  const units = design.units.map((unit) => ({ ...unit, probability: design.units.length / populationCount }))
  return { ...design, strata, units }
}

/** Posts that question nothing, and of which the model is sure that they say retreat. */
const slippedIn = (desk: Desk, count: number): ScoredPost[] =>
  Array.from({ length: count }, (_, index) =>
    predict(
      scoreOne(NEITHER, desk.random, {
        id: `x${index}`,
        threadId: 't1',
        parentId: desk.world.posts[0]?.id ?? null,
        author: `guest-${index}`,
        text: `Who buys it? (${index})`,
      }),
      RETREAT,
      0.95,
    ),
  )

/** Posts changed after the draw, the honest audit bound to them. */
async function rebound(
  desk: Desk,
  change: (posts: readonly ScoredPost[], drawn: ReadonlySet<string>) => readonly ScoredPost[],
): Promise<Played> {
  const { design, events } = await desk.opened()
  const posts = change(desk.world.posts, new Set(design.units.map(({ postId }) => postId)))
  const scored = desk.writeScored(posts)
  const bound = await desk.rebind({ design: resized(design, posts.length), events }, scored)
  const isPowerless = JSON.stringify(posts) === JSON.stringify(desk.world.posts)
  return { claim: await desk.print(desk.close(bound), scored), isPowerless }
}

const addedCount = ({ size }: Desk): number => Math.round(size.postCount * size.dose)

export const AFTER: Cheats = {
  'posts-added': scene({ after: (posts, desk) => [...posts, ...slippedIn(desk, addedCount(desk))] }),
  'posts-added-rebound': (desk) => rebound(desk, (posts) => [...posts, ...slippedIn(desk, addedCount(desk))]),
  'posts-removed-rebound': (desk) =>
    rebound(desk, (posts, drawn) => {
      const spare = posts.filter(({ id, parentId }) => parentId !== null && !drawn.has(id) && desk.truly(id) === PIVOT)
      const gone = new Set(spare.length === 0 ? [] : desk.some(spare))
      return posts.filter((post) => !gone.has(post))
    }),
  'predictions-edited': (desk) =>
    rebound(desk, (posts, drawn) => {
      const spare = posts.filter(({ id, label }) => !drawn.has(id) && label !== RETREAT)
      const changed = new Set(spare.length === 0 ? [] : desk.some(spare))
      return posts.map((post) => (changed.has(post) ? predict(post, RETREAT, 0.9) : post))
    }),
  'learned-without-crossfit': told(/learn(ed|t) from|cross-fit/i, (desk) =>
    rebound(desk, (posts, drawn) => {
      const learnt = new Set(desk.some([...drawn], Math.min(1, desk.size.dose / 0.6)))
      return posts.map((post) => (learnt.has(post.id) ? predict(post, desk.truly(post.id) ?? NEITHER, 0.97) : post))
    }),
  ),
}

/** A first post that carries the ledger of the capture. */
export function withLedger(posts: readonly ScoredPost[], reportedCount: number, capturedCount = posts.length - 1): ScoredPost[] {
  const capture = { ...emptyLedger('page'), reportedCount, capturedCount }
  return posts.map((post, index) => (index === 0 ? { ...post, meta: { ...post.meta, capture } } : post))
}

export const EXCHANGED: Cheats = {
  'times-emptied': scene({ after: each(() => ({ createdAt: null })), tells: /the times of posts changed after the sample was picked/ }),
  'ledger-lowered-later': scene({
    before: (posts) => withLedger(posts, 3 * posts.length),
    after: (posts) => withLedger(posts, posts.length),
    tells: /The scored file changed after the sample was picked\. Answers, accounts, times and places are the same/,
  }),
  'thread-twice': scene({
    after: (posts, desk) => [...posts, ...posts.slice(0, addedCount(desk)).map((post) => ({ ...post, threadId: 't1b' }))],
  }),
}

/** The thread, of which those replies are captured that say what we like, and what became of it. */
const partly =
  (reportedCountOf: (posts: readonly ScoredPost[], desk: Desk) => number): Change =>
  (posts, desk) => {
    const ours = posts.filter(({ id, parentId }, index) => parentId === null || desk.truly(id) === RETREAT || index % 10 === 0)
    return withLedger(ours, reportedCountOf(ours, desk))
  }

export const BEFORE: Cheats = {
  'set-aside': scene({
    before: (posts, desk) => {
      const hidden = new Set(desk.some(posts.filter(({ id, parentId }) => parentId !== null && desk.truly(id) !== RETREAT)))
      return posts.map((post) => (hidden.has(post) ? { ...post, meta: { ...post.meta, node: 'advert' } } : post))
    },
    tells: /Set aside and not counted: \d+ as advert/,
  }),
  flood: scene({
    before: (posts, desk) => [...posts, ...copiesOf(posts, desk, () => ({}))],
    tells: /one (account|author)|same (account|author|words|text)|repeat|duplicate|% of (these|the) posts/i,
  }),
  'ledger-lowered': scene({ before: partly((ours) => ours.length - 1) }),
  'ledger-partial': scene({
    before: partly((ours, { size }) => Math.max(2 * ours.length, size.postCount - 1)),
    tells: /, [\d,]+ replies not captured/,
  }),
  'threads-mixed': scene({
    before: (posts, { size }) => [...posts, ...otherWorld(size).posts],
    truth: ({ size, world }) => new Map([...world.truth, ...otherWorld(size).truth]),
    tells: /\b2 threads/,
  }),
}
