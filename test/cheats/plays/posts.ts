import type { CaptureLedger } from '../../../src/base/thread/capture-ledger.js'
import type { AuditDesign } from '../../../src/count/audit/audit.js'
import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { NEITHER, PIVOT, RETREAT } from '../../count/scored-posts.js'
import type { Cheats, Played } from '../cheat.js'
import { type Desk, otherWorld } from '../cheat-harness.js'
import { predict, scored as scoreOne } from '../world.js'

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
  'posts-added': {
    play: async (desk) => {
      const audit = await desk.audit()
      return { claim: await desk.print(audit, desk.writeScored([...desk.world.posts, ...slippedIn(desk, addedCount(desk))])) }
    },
  },
  'posts-added-rebound': { play: (desk) => rebound(desk, (posts) => [...posts, ...slippedIn(desk, addedCount(desk))]) },
  'posts-removed-rebound': {
    play: (desk) =>
      rebound(desk, (posts, drawn) => {
        const spare = posts.filter(({ id, parentId }) => parentId !== null && !drawn.has(id) && desk.truly(id) === PIVOT)
        const gone = new Set(spare.length === 0 ? [] : desk.some(spare))
        return posts.filter((post) => !gone.has(post))
      }),
  },
  'predictions-edited': {
    play: (desk) =>
      rebound(desk, (posts, drawn) => {
        const spare = posts.filter(({ id, label }) => !drawn.has(id) && label !== RETREAT)
        const changed = new Set(spare.length === 0 ? [] : desk.some(spare))
        return posts.map((post) => (changed.has(post) ? predict(post, RETREAT, 0.9) : post))
      }),
  },
  'learned-without-crossfit': {
    tells: /learn(ed|t) from|cross-fit/i,
    play: (desk) =>
      rebound(desk, (posts, drawn) => {
        const learnt = new Set(desk.some([...drawn], Math.min(1, desk.size.dose / 0.6)))
        return posts.map((post) => (learnt.has(post.id) ? predict(post, desk.truly(post.id) ?? NEITHER, 0.97) : post))
      }),
  },
}

/** Draws from one file, and cites another. */
async function exchanged(desk: Desk, before: readonly ScoredPost[], after: readonly ScoredPost[]): Promise<Played> {
  return { claim: await desk.print(await desk.draw({ scored: desk.writeScored(before) }), desk.writeScored(after)) }
}

/** A first post that carries the ledger of the capture. */
function withLedger(posts: readonly ScoredPost[], reportedCount: number): ScoredPost[] {
  const none = { deletedCount: 0, blockedCount: 0, notFoundCount: 0, notOpenedCount: 0, truncatedCount: 0, duplicateCount: 0 }
  const kinds = { otherLanguageCount: 0, advertCount: 0, retweetCount: 0, botCount: 0, missingParentCount: 0 }
  const capture: CaptureLedger = {
    source: 'page',
    reportedCount,
    capturedCount: posts.length - 1,
    ...none,
    ...kinds,
    depthLimit: null,
    notes: [],
  }
  return posts.map((post, index) => (index === 0 ? { ...post, meta: { ...post.meta, capture } } : post))
}

export const EXCHANGED: Cheats = {
  'times-emptied': {
    tells: /the times of posts changed after the draw/,
    play: (desk) =>
      exchanged(
        desk,
        desk.world.posts,
        desk.world.posts.map((post) => ({ ...post, createdAt: null })),
      ),
  },
  'ledger-lowered-later': {
    tells: /The scored file changed after the draw, not in answers, accounts or times/,
    play: (desk) =>
      exchanged(
        desk,
        ...([3, 1].map((times) => withLedger(desk.world.posts, times * desk.size.postCount)) as [ScoredPost[], ScoredPost[]]),
      ),
  },
  'thread-twice': {
    play: (desk) => {
      const { posts } = desk.world
      return exchanged(desk, posts, [...posts, ...posts.slice(0, addedCount(desk)).map((post) => ({ ...post, threadId: 't1b' }))])
    },
  },
}

/** Draws from these posts and prints. */
async function drawn(desk: Desk, posts: readonly ScoredPost[], truth?: ReadonlyMap<string, string>): Promise<Played> {
  const scored = desk.writeScored(posts)
  const all = truth ?? desk.world.truth
  const audit = await desk.draw({ scored, readings: { ana: (id) => all.get(id) ?? null } })
  return { claim: await desk.print(audit, scored) }
}

/** The thread, of which those replies are captured that say what we like, and what became of it. */
async function partly(desk: Desk, reportedCountOf: (posts: readonly ScoredPost[]) => number): Promise<Played> {
  const ours = desk.world.posts.filter(({ id, parentId }, index) => parentId === null || desk.truly(id) === RETREAT || index % 10 === 0)
  return drawn(desk, withLedger(ours, reportedCountOf(ours)))
}

export const BEFORE: Cheats = {
  'set-aside': {
    tells: /Set aside and not counted: \d+ as advert/,
    play: (desk) => {
      const against = desk.world.posts.filter(({ id, parentId }) => parentId !== null && desk.truly(id) !== RETREAT)
      const hidden = new Set(desk.some(against))
      return drawn(
        desk,
        desk.world.posts.map((post) => (hidden.has(post) ? { ...post, meta: { ...post.meta, node: 'advert' as const } } : post)),
      )
    },
  },
  flood: {
    tells: /one (account|author)|same (account|author|words|text)|repeat|duplicate|% of (these|the) posts/i,
    play: (desk) => {
      const [first] = desk.world.posts.filter(({ id, parentId }) => parentId !== null && desk.truly(id) === RETREAT)
      if (first === undefined) throw new Error('expected a post that says retreat')
      const copies = Array.from({ length: addedCount(desk) }, (_, index) => ({ ...first, id: `y${index}` }))
      const truth = new Map([...desk.world.truth, ...copies.map(({ id }) => [id, RETREAT] as const)])
      return drawn(desk, [...desk.world.posts, ...copies], truth)
    },
  },
  'ledger-lowered': { play: (desk) => partly(desk, (ours) => ours.length - 1) },
  'ledger-partial': { play: (desk) => partly(desk, (ours) => Math.max(2 * ours.length, desk.size.postCount - 1)) },
  'threads-mixed': {
    tells: /\b2 threads/,
    play: (desk) => {
      const other = otherWorld(desk.size)
      return drawn(desk, [...desk.world.posts, ...other.posts], new Map([...desk.world.truth, ...other.truth]))
    },
  },
}
