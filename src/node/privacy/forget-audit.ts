import { readFile } from 'node:fs/promises'
import type { AuditDesign, AuditStratum } from '../../audit/audit.js'
import type { AuditEvent } from '../../audit/audit-event.js'
import { drawAudit } from '../../audit/draw/draw-audit.js'
import { listUnits } from '../../audit/list-units.js'
import type { ScoredPost } from '../../stance/stance-prediction.js'
import { CHAIN_START, chainLine } from '../audit/audit-chain.js'
import { readAudit } from '../audit/read-audit.js'
import type { ForgottenPosts } from './forget-record.js'

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
  { before, ...after }: { readonly before: readonly ScoredPost[] } & Pick<AuditDesign, 'scoredSha256' | 'scoredCount'>,
): Promise<{ readonly content: string; readonly unitCount: number; readonly notes: readonly string[] }> {
  const { design, events, chain } = await readAudit(path)
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
      return stratum && unit.probability !== null ? { ...unit, probability: stratum.sampleCount / stratum.populationCount } : unit
    })
  if (units.length === 0) notes.push('no unit is left in the sample: draw a new audit')
  const { forgotten: earlier } = (await readDesign(path)) as { readonly forgotten?: { readonly unitCount?: number } }
  const forgotten = { unitCount: gone.length + (earlier?.unitCount ?? 0), previousChain: chain }
  const next = { ...design, ...after, strata, units, forgotten }
  return { content: renderAudit(next, removeLabelsOf(events, isForgottenUnit)), unitCount: gone.length, notes }
}

/** Adds the labels that the audit at `path` has received since its replacement was staged at `staged`. */
export async function addLaterLabels(path: string, staged: string): Promise<string> {
  const { chain: _, ...design } = (await readDesign(staged)) as AuditDesign & { readonly chain: string }
  const keyOf = ({ threadId, postId }: { readonly threadId: string; readonly postId: string }): string => JSON.stringify([threadId, postId])
  const kept = new Set(design.units.map(keyOf))
  return renderAudit(
    design,
    removeLabelsOf((await readAudit(path)).events, (unit) => !kept.has(keyOf(unit))),
  )
}

function renderAudit(design: AuditDesign, events: readonly AuditEvent[]): string {
  let last = CHAIN_START
  const lines = [design, ...events].map((record) => {
    const chained = chainLine(last, record)
    last = chained.chain
    return `${chained.line}\n`
  })
  return lines.join('')
}

async function readDesign(path: string): Promise<unknown> {
  const [first = ''] = (await readFile(path, 'utf8')).split('\n', 1)
  return JSON.parse(first)
}

function countStrata(units: readonly { readonly stratum: string }[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { stratum } of units) counts.set(stratum, (counts.get(stratum) ?? 0) + 1)
  return counts
}

/** Counts the forgotten units of the whole population by stratum. A draw of all units assigns each its stratum. */
function countForgottenByStratum(
  { method, seed, scoredSha256, labels }: AuditDesign,
  before: readonly ScoredPost[],
  isForgottenUnit: IsForgotten,
): Map<string, number> {
  // Suggested units are stratified by deal, like a uniform sample.
  const strata = method === 'suggested' ? 'uniform' : method
  const { units } = drawAudit(before, { method: strata, seed, scoredSha256, labels, size: Math.max(1, listUnits(before).length) })
  return countStrata(units.filter(isForgottenUnit))
}

/** Removes the labels of forgotten units, and the undo events of these labels. */
function removeLabelsOf(events: readonly AuditEvent[], isForgottenUnit: IsForgotten): AuditEvent[] {
  const stacks = new Map<string, boolean[]>()
  return events.filter((event) => {
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
