import type { CaptureLedger } from '../../../src/base/thread/capture-ledger.js'
import type { AuditDesign } from '../../../src/count/audit/audit.js'
import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { NEITHER, PIVOT, RETREAT } from '../../count/scored-posts.js'
import type { Cheats, Played } from '../cheat.js'
import { type CheatHarness, otherWorld } from '../cheat-harness.js'
import { predict, scored as scoreOne } from '../world.js'

/** The design with the counts of these posts; its units stay. */
function resized(design: AuditDesign, populationCount: number): AuditDesign {
  const strata = design.strata.map((stratum) => ({ ...stratum, populationCount }))
  const units = design.units.map((unit) => ({ ...unit, probability: design.units.length / populationCount }))
  return { ...design, strata, units }
}

/** Posts that question nothing, and of which the model is sure that they say retreat. */
const slippedIn = (harness: CheatHarness, count: number): ScoredPost[] =>
  Array.from({ length: count }, (_, index) =>
    predict(
      scoreOne(NEITHER, harness.random, {
        id: `x${index}`,
        threadId: 't1',
        parentId: harness.world.posts[0]?.id ?? null,
        author: `guest-${index}`,
        text: `Who buys it? (${index})`,
      }),
      RETREAT,
      0.95,
    ),
  )

/** Posts changed after the draw, the honest audit bound to them. */
async function rebound(
  harness: CheatHarness,
  change: (posts: readonly ScoredPost[], drawn: ReadonlySet<string>) => readonly ScoredPost[],
): Promise<Played> {
  const { design, events } = await harness.opened()
  const posts = change(harness.world.posts, new Set(design.units.map(({ postId }) => postId)))
  const scored = harness.writeScored(posts)
  const bound = await harness.rebind({ design: resized(design, posts.length), events }, scored)
  const isPowerless = JSON.stringify(posts) === JSON.stringify(harness.world.posts)
  return { claim: await harness.print(harness.close(bound), scored), isPowerless }
}

const addedCount = ({ size }: CheatHarness): number => Math.round(size.postCount * size.dose)

export const AFTER: Cheats = {
  'posts-added': {
    play: async (harness) => {
      const audit = await harness.audit()
      return {
        claim: await harness.print(audit, harness.writeScored([...harness.world.posts, ...slippedIn(harness, addedCount(harness))])),
      }
    },
  },
  'posts-added-rebound': { play: (harness) => rebound(harness, (posts) => [...posts, ...slippedIn(harness, addedCount(harness))]) },
  'posts-removed-rebound': {
    play: (harness) =>
      rebound(harness, (posts, drawn) => {
        const spare = posts.filter(({ id, parentId }) => parentId !== null && !drawn.has(id) && harness.truly(id) === PIVOT)
        const gone = new Set(spare.length === 0 ? [] : harness.some(spare))
        return posts.filter((post) => !gone.has(post))
      }),
  },
  'predictions-edited': {
    play: (harness) =>
      rebound(harness, (posts, drawn) => {
        const spare = posts.filter(({ id, label }) => !drawn.has(id) && label !== RETREAT)
        const changed = new Set(spare.length === 0 ? [] : harness.some(spare))
        return posts.map((post) => (changed.has(post) ? predict(post, RETREAT, 0.9) : post))
      }),
  },
  'learned-without-crossfit': {
    tells: /learn(ed|t) from|cross-fit/i,
    play: (harness) =>
      rebound(harness, (posts, drawn) => {
        const learnt = new Set(harness.some([...drawn], Math.min(1, harness.size.dose / 0.6)))
        return posts.map((post) => (learnt.has(post.id) ? predict(post, harness.truly(post.id) ?? NEITHER, 0.97) : post))
      }),
  },
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

/** Draws from these posts and prints. */
async function drawn(harness: CheatHarness, posts: readonly ScoredPost[], truth?: ReadonlyMap<string, string>): Promise<Played> {
  const scored = harness.writeScored(posts)
  const all = truth ?? harness.world.truth
  const audit = await harness.draw({ scored, readings: { ana: (id) => all.get(id) ?? null } })
  return { claim: await harness.print(audit, scored) }
}

/** The thread, of which those replies are captured that say what we like, and what became of it. */
async function partly(harness: CheatHarness, reportedCountOf: (posts: readonly ScoredPost[]) => number): Promise<Played> {
  const ours = harness.world.posts.filter(
    ({ id, parentId }, index) => parentId === null || harness.truly(id) === RETREAT || index % 10 === 0,
  )
  return drawn(harness, withLedger(ours, reportedCountOf(ours)))
}

export const BEFORE: Cheats = {
  'set-aside': {
    tells: /Set aside and not counted: \d+ as advert/,
    play: (harness) => {
      const against = harness.world.posts.filter(({ id, parentId }) => parentId !== null && harness.truly(id) !== RETREAT)
      const hidden = new Set(harness.some(against))
      return drawn(
        harness,
        harness.world.posts.map((post) => (hidden.has(post) ? { ...post, meta: { ...post.meta, node: 'advert' as const } } : post)),
      )
    },
  },
  flood: {
    tells: /one (account|author)|same (account|author|words|text)|repeat|duplicate|% of (these|the) posts/i,
    play: (harness) => {
      const [first] = harness.world.posts.filter(({ id, parentId }) => parentId !== null && harness.truly(id) === RETREAT)
      if (first === undefined) throw new Error('expected a post that says retreat')
      const copies = Array.from({ length: addedCount(harness) }, (_, index) => ({ ...first, id: `y${index}` }))
      const truth = new Map([...harness.world.truth, ...copies.map(({ id }) => [id, RETREAT] as const)])
      return drawn(harness, [...harness.world.posts, ...copies], truth)
    },
  },
  'ledger-lowered': { play: (harness) => partly(harness, (ours) => ours.length - 1) },
  'ledger-partial': { play: (harness) => partly(harness, (ours) => Math.max(2 * ours.length, harness.size.postCount - 1)) },
  'threads-mixed': {
    tells: /\b2 threads/,
    play: (harness) => {
      const other = otherWorld(harness.size)
      return drawn(harness, [...harness.world.posts, ...other.posts], new Map([...harness.world.truth, ...other.truth]))
    },
  },
}
