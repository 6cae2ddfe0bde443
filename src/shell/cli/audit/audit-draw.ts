import { PipelineError } from '../../../base/errors.js'
import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import type { AuditDesign } from '../../../count/audit/audit.js'
import { drawAudit, growAudit } from '../../../count/audit/draw/draw-audit.js'
import { plannedHalfWidth, widthWords } from '../../../count/audit/draw/plan-audit.js'
import { suggestUnits } from '../../../count/audit/draw/suggest-units.js'
import { countUnits, hashPopulation, seedOfPopulation, unitCountOf } from '../../../count/audit/population.js'
import { DEFAULT_HALF_WIDTH } from '../../../count/audited/readiness.js'
import { type AuditFile, readAudit } from '../../node/audit/read-audit.js'
import type { ScoredFile } from '../../node/scored/read-audit-posts.js'
import { usageError } from '../kit/command.js'
import { sizeWords } from './audit-plan.js'

/** What the command says of the draw. */
export interface DrawRequest {
  /** Null where none was given. */
  readonly size: number | null
  /** Undefined where the posts decide. */
  readonly seed: number | undefined
  readonly isSuggested: boolean
}

/** The audit of a file; null where there is none. */
export async function readIfThere(path: string): Promise<AuditFile | null> {
  try {
    return await readAudit(path)
  } catch (error) {
    if (error instanceof PipelineError && error.code === 'INPUT_MISSING') return null
    throw error
  }
}

/** A new design. @param request.samplePath where a random sample of the same posts may stand: its posts are not suggested */
export async function drawDesign(
  { posts, sha256 }: ScoredFile,
  scheme: StanceScheme,
  { size, seed, isSuggested, samplePath }: DrawRequest & { readonly samplePath: string },
): Promise<AuditDesign> {
  if (size === null) {
    throw usageError(
      `expected --size with the number of judgements to draw, got none. --size ${sizeWords(countUnits(posts))} is enough for ±${DEFAULT_HALF_WIDTH * 100} points, the widest interval that cite takes unless told otherwise; --plan ±5 says how many another width needs.`,
    )
  }
  const drawing = { size: Math.min(size, unitCountOf(posts)), ...(seed !== undefined && { seed }), scoredSha256: sha256, scheme }
  if (!isSuggested) return drawAudit(posts, { ...drawing, labels: scheme.labels })
  const sample = await readIfThere(samplePath)
  const isSame = sample?.design.scoredSha256 === sha256 || sample?.design.populationSha256 === hashPopulation(posts)
  return suggestUnits(posts, { ...drawing, apartFrom: sample && isSame ? sample.design.units : [] })
}

/**
 * The design of a file that is there, made larger where a larger size is asked for. Other options would not change it, and must not seem to.
 */
export function takeDesign(design: AuditDesign, { posts }: ScoredFile, request: DrawRequest, path: string): AuditDesign {
  const { seed } = request
  const isSuggested = design.method === 'suggested'
  const size = request.size === Number.POSITIVE_INFINITY ? Math.max(design.size, unitCountOf(posts)) : request.size
  const refuse = (expected: string): never => {
    throw usageError(`${path}: expected ${expected}`, { path })
  }
  if (isSuggested ? size !== null && !request.isSuggested : request.isSuggested) {
    refuse(
      `a file of its own for ${isSuggested ? 'a random sample, got one of suggested posts' : 'suggested posts, got one of a random sample'}. Name another with --out.`,
    )
  }
  const already = 'The sample is drawn already; leave the option out, or draw another with a new --out.'
  if (seed !== undefined && seed !== design.seed) refuse(`--seed ${design.seed}, got ${seed}. ${already}`)
  if (size === null || size === design.size) return design
  if (isSuggested) refuse(`--suggest ${design.size}, got ${size}. ${already}`)
  if (size < design.size) refuse(`--size ${design.size} or more, got ${size}: a sample grows and never shrinks. ${already}`)
  return growAudit(design, posts, size)
}

/** What is known of the width before the labels are: the widest that the whole sample can give, deal by deal the worst. */
export function describeWidth(design: AuditDesign): string {
  if (design.method === 'suggested') return ''
  const chosen =
    design.forgotten === undefined && design.seed !== seedOfPopulation(design.populationSha256)
      ? `; the seed ${design.seed} is not the one that the posts decide, and cite will say so`
      : ''
  return `; ${widthWords(plannedHalfWidth(design))}${chosen}`
}
