import { PIVOT, RETREAT } from '../count/scored-posts.js'
import { CheatHarness, labelledIds } from './cheat-harness.js'
import { makeWorld, type Shape, type Size, sharesOf, THREAD, type World } from './world.js'

const WORLDS = new Map<string, Promise<World>>()

/** How far the share of retreat, and its lead over shrewd pivot, may be from the truth in an honest sample, in standard errors. */
type Luck = (retreat: number, pivot: number, lead: number) => boolean

const isFair: Luck = (retreat, pivot) => Math.abs(retreat) < 0.7 && Math.abs(pivot) < 0.7

/** A lead that chance alone makes, and that an interval of the difference does not bear out. */
export const isLuckyLead: Luck = (_, __, lead) => Math.abs(lead) > 1.2 && Math.abs(lead) < 1.6

/**
 * A harness over a thread whose honest sample is an ordinary one, so that chance is not taken for a cheat. The first thread that does is
 * taken: how samples are drawn may change. Whether intervals hold the truth as often as they say is tested elsewhere.
 */
export async function openOrdinary(
  size: Size,
  { shares, isMeant = isFair }: { shares?: Shape['shares']; isMeant?: Luck } = {},
): Promise<CheatHarness> {
  const key = `${size.postCount} ${shares?.join()}`
  const world = WORLDS.get(key) ?? findWorld(size, shares ?? THREAD.shares, isMeant)
  WORLDS.set(key, world)
  return new CheatHarness(size, await world)
}

async function findWorld(size: Size, shares: Shape['shares'], isMeant: Luck): Promise<World> {
  const { postCount, sampleCount } = size
  for (let seed = THREAD.seed; seed < THREAD.seed + MAX_WORLD_COUNT; seed += 1) {
    const world = makeWorld(postCount, { ...THREAD, shares, seed })
    if (sampleCount === postCount) return world
    const ids = labelledIds((await new CheatHarness(size, world).opened()).events, () => true)
    const errorOf = (label: string): number =>
      ids.filter((id) => world.truth.get(id) === label).length / ids.length - (sharesOf(world.truth)[label] ?? 0)
    const scale = Math.sqrt((1 - sampleCount / postCount) / sampleCount)
    const [retreat, pivot] = [errorOf(RETREAT), errorOf(PIVOT)]
    const [ours, theirs] = shares
    const spread = (variance: number): number => scale * Math.sqrt(variance)
    const lead = (retreat - pivot) / spread(ours + theirs - (ours - theirs) ** 2)
    if (isMeant(retreat / spread(ours * (1 - ours)), pivot / spread(theirs * (1 - theirs)), lead)) return world
  }
  throw new Error('expected a thread with an ordinary sample')
}

const MAX_WORLD_COUNT = 200
