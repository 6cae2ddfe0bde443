import { readFile } from 'node:fs/promises'
import type { AuditDesign, AuditStratum } from '../../audit/audit.js'
import type { AuditEvent } from '../../audit/audit-event.js'
import { drawAudit } from '../../audit/draw/draw-audit.js'
import { listUnits } from '../../audit/list-units.js'
import type { ScoredPost } from '../../stance/stance-prediction.js'
import { CHAIN_START, chainLine } from '../audit/audit-chain.js'
import { readAudit } from '../audit/read-audit.js'
import type { ForgottenPosts } from './forget-record.js'

/** The scored file that an audit stands on, before and after. */
export interface ScoredChange {
  readonly before: readonly ScoredPost[]
  readonly afterSha256: string
  readonly afterCount: number
}

export interface ForgottenAudit {
  readonly content: string
  readonly unitCount: number
  readonly notes: readonly string[]
}

/**
 * An audit file without the units of forgotten posts, and without their labels.
 *
 * What remains is still a random sample: given which units are gone, those that stay were drawn from those that stay, so the strata's
 * counts and the chances of drawing are those of the smaller population. Every line is chained anew, since the design stands in the
 * first; the design keeps under `forgotten` the last link of the old chain, by which whoever holds the old file can tell which it was.
 *
 * @param change null when the scored posts are no file of the folder: strata then keep their counts, less the drawn units
 * @returns null when no unit of a forgotten post was drawn and the scored file did not change
 */
export async function forgetInAudit(path: string, posts: ForgottenPosts, change: ScoredChange | null): Promise<ForgottenAudit | null> {
  const { design, events, chain } = await readAudit(path)
  const isGone = ({ threadId, postId }: { readonly threadId: string; readonly postId: string }): boolean => posts.has(threadId, postId)
  const unitCount = design.units.filter(isGone).length
  if (unitCount === 0 && change === null) return null
  const gonePopulation = change === null ? countStrata(design.units.filter(isGone)) : goneByStratum(design, change.before, isGone)
  const goneSample = countStrata(design.units.filter(isGone))
  const notes: string[] = []
  const strata = design.strata.flatMap((stratum): AuditStratum[] => {
    const populationCount = stratum.populationCount - (gonePopulation.get(stratum.id) ?? 0)
    const sampleCount = stratum.sampleCount - (goneSample.get(stratum.id) ?? 0)
    if (populationCount <= 0) return []
    if (sampleCount === 0 && stratum.sampleCount > 0) notes.push(`stratum "${stratum.id}" has no unit left in the sample: draw a new audit`)
    return [{ ...stratum, populationCount, sampleCount }]
  })
  const byId = new Map(strata.map((stratum) => [stratum.id, stratum]))
  const units = design.units
    .filter((unit) => !isGone(unit))
    .map((unit) => {
      const stratum = byId.get(unit.stratum)
      return stratum && unit.probability !== null ? { ...unit, probability: stratum.sampleCount / stratum.populationCount } : unit
    })
  if (units.length === 0) notes.push('no unit is left in the sample: draw a new audit')
  if (change === null) notes.push('its scored posts are no file of this folder: it no longer matches them once they forget too')
  const earlier = await earlierForgotten(path)
  const next = {
    ...design,
    ...(change && { scoredSha256: change.afterSha256, scoredCount: change.afterCount }),
    strata,
    units,
    forgotten: { unitCount: unitCount + earlier, previousChain: chain },
  }
  let last = CHAIN_START
  const lines = [next, ...withoutLabelsOf(events, isGone)].map((record) => {
    const chained = chainLine(last, record)
    last = chained.chain
    return `${chained.line}\n`
  })
  return { content: lines.join(''), unitCount, notes }
}

async function earlierForgotten(path: string): Promise<number> {
  const [first = ''] = (await readFile(path, 'utf8')).split('\n', 1)
  const { forgotten } = JSON.parse(first) as { readonly forgotten?: { readonly unitCount?: number } }
  return forgotten?.unitCount ?? 0
}

function countStrata(units: readonly { readonly stratum: string }[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { stratum } of units) counts.set(stratum, (counts.get(stratum) ?? 0) + 1)
  return counts
}

/** Forgotten units of the whole population by stratum: a draw of everything tells the stratum of each. */
function goneByStratum(
  { method, seed, scoredSha256, labels }: AuditDesign,
  before: readonly ScoredPost[],
  isGone: (unit: { readonly threadId: string; readonly postId: string }) => boolean,
): Map<string, number> {
  // Suggestions are counted by deal, as a uniform sample is.
  const strata = method === 'suggested' ? 'uniform' : method
  const { units } = drawAudit(before, { method: strata, seed, scoredSha256, labels, size: Math.max(1, listUnits(before).length) })
  return countStrata(units.filter(isGone))
}

/** Events without the labels of units that are gone, and without the undos of these labels. */
function withoutLabelsOf(
  events: readonly AuditEvent[],
  isGone: (unit: { readonly threadId: string; readonly postId: string }) => boolean,
): AuditEvent[] {
  const stacks = new Map<string, boolean[]>()
  return events.filter((event) => {
    const key = JSON.stringify([event.coder, event.isAdjudication])
    const stack = stacks.get(key) ?? []
    stacks.set(key, stack)
    if (event.kind === 'label') {
      stack.push(isGone(event))
      return !isGone(event)
    }
    return stack.pop() !== true
  })
}
