import { countEach } from '../../../base/statistics/group-by.js'
import { hashWords, postKeyOf } from '../../../base/thread/unit-key.js'
import type { AuditDesign, AuditStratum, ForgottenUnits } from '../../../count/audit/audit.js'
import type { AuditEvent } from '../../../count/audit/audit-event.js'
import { drawAudit } from '../../../count/audit/draw/draw-audit.js'
import { keepDrawn } from '../../../count/audit/drawn-record.js'
import { listUnits, seedOfPopulation, sortPopulation } from '../../../count/audit/population.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { chainLines, readAudit } from '../audit/read-audit.js'
import type { ForgottenPosts } from './forget-record.js'

/** The scored posts of an audit, before and after the change. */
export interface ScoredChange {
  readonly before: readonly ScoredPost[]
  readonly after: readonly ScoredPost[]
  readonly afterSha256: string
}

export interface ForgottenAudit {
  readonly content: string
  readonly unitCount: number
  readonly notes: readonly string[]
}

type IsForgotten = (unit: { readonly threadId: string; readonly postId: string }) => boolean

/**
 * Removes the units of forgotten posts and their labels from an audit, and binds it to the changed scored posts.
 *
 * The rest is still a random sample. Given the removed units, the remaining sample is a draw from the remaining population, so strata
 * counts and inclusion probabilities are those of the smaller population. Every line gets a new chain hash, because the design is the
 * first line. The design stores the last hash of the old chain under `forgotten`, which identifies the old file to those who hold it.
 */
export async function forgetInAudit(
  path: string,
  posts: ForgottenPosts,
  { before, after, afterSha256 }: ScoredChange,
): Promise<ForgottenAudit> {
  const { design, events, chain } = await readAudit(path)
  const textOf = new Map(after.map((post) => [postKeyOf(post), post.text]))
  const isSeedChosen = design.forgotten?.isSeedChosen ?? design.seed !== seedOfPopulation(design.populationSha256)
  const isForgottenUnit: IsForgotten = ({ threadId, postId }) => posts.has(threadId, postId)
  const gone = design.units.filter(isForgottenUnit)
  const forgottenPopulation = countForgottenByStratum(design, before, isForgottenUnit)
  const forgottenSample = countStrata(gone)
  const notes: string[] = []
  const strata = design.strata.flatMap((stratum): AuditStratum[] => {
    const populationCount = stratum.populationCount - (forgottenPopulation.get(stratum.id) ?? 0)
    const sampleCount = stratum.sampleCount - (forgottenSample.get(stratum.id) ?? 0)
    if (populationCount <= 0) return []
    if (sampleCount === 0 && stratum.sampleCount > 0) notes.push(`stratum "${stratum.id}" has no unit left in the sample: draw a new audit`)
    return [{ ...stratum, populationCount, sampleCount }]
  })
  const byId = new Map(strata.map((stratum) => [stratum.id, stratum]))
  const units = design.units
    .filter((unit) => !isForgottenUnit(unit))
    .map((unit) => {
      const stratum = byId.get(unit.stratum)
      const text = textOf.get(postKeyOf({ threadId: unit.threadId, id: unit.postId }))
      return {
        ...unit,
        ...(stratum && unit.probability !== null && { probability: stratum.sampleCount / stratum.populationCount }),
        ...(unit.textHash !== undefined && text !== undefined && { textHash: hashWords(text) }),
      }
    })
  if (units.length === 0) notes.push('no unit is left in the sample: draw a new audit')
  const forgotten: ForgottenUnits = {
    unitCount: gone.length + (design.forgotten?.unitCount ?? 0),
    previousChain: chain,
    isSeedChosen,
  }
  const left = sortPopulation(after)
  const next = {
    ...design,
    scoredSha256: afterSha256,
    scoredCount: after.length,
    strata,
    units,
    populationSha256: left.sha256,
    ...(design.drawn && { drawn: keepDrawn(design.drawn, sortPopulation(before), left) }),
    forgotten,
  }
  return { content: chainLines([next, ...removeLabelsOf(events, isForgottenUnit)]).text, unitCount: gone.length, notes }
}

const countStrata = (units: readonly { readonly stratum: string }[]): Map<string, number> => countEach(units.map(({ stratum }) => stratum))

/** Counts the forgotten units of the whole population by stratum. A draw of all units assigns each its stratum. */
function countForgottenByStratum(
  { seed, scoredSha256, labels }: AuditDesign,
  before: readonly ScoredPost[],
  isForgottenUnit: IsForgotten,
): Map<string, number> {
  const { units } = drawAudit(before, { seed, scoredSha256, labels, size: Math.max(1, listUnits(before).length) })
  return countStrata(units.filter(isForgottenUnit))
}

/** Removes the labels of forgotten units, and the undo events of these labels. */
function removeLabelsOf(events: readonly AuditEvent[], isForgottenUnit: IsForgotten): AuditEvent[] {
  const stacks = new Map<string, boolean[]>()
  return events.filter((event) => {
    if (event.kind === 'look' || event.kind === 'grow') return true
    const key = JSON.stringify([event.coder, event.isAdjudication])
    const stack = stacks.get(key) ?? []
    stacks.set(key, stack)
    if (event.kind === 'label') {
      stack.push(isForgottenUnit(event))
      return !isForgottenUnit(event)
    }
    return stack.pop() !== true
  })
}
