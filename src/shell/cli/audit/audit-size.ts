import { sampleSizeFor } from '../../../count/audit/draw/plan-audit.js'
import { DEFAULT_HALF_WIDTH } from '../../../count/audited/readiness.js'

/** Judgements by deal. */
type UnitCounts = ReadonlyMap<string | null, number>

/** What `--size` takes so that `cite` quotes the deal with most judgements: a number, or all. */
export function sizeWords(counts: UnitCounts): string {
  const size = sampleSizeFor(counts, DEFAULT_HALF_WIDTH)
  return size >= [...counts.values()].reduce((sum, count) => sum + count, 0) ? 'all' : String(size)
}

/** The option of a sample that suffices; where nothing was counted, the plan that says. */
export const sizeOption = (counts: UnitCounts): string[] =>
  counts.size === 0 ? ['--plan', `±${DEFAULT_HALF_WIDTH * 100}`] : ['--size', sizeWords(counts)]

/** The option that names the deal with most judgements; empty where there is no choice. */
export function mainDealOption(counts: UnitCounts): string[] {
  const [main, ...others] = [...counts].filter(([dealId]) => dealId !== null).sort(([, one], [, other]) => other - one)
  return main && others.length > 0 ? ['--deal', String(main[0])] : []
}
