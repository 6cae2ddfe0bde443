import { PipelineError } from '../../../base/errors.js'
import type { Breakdown } from '../../../count/breakdown/breakdown.js'
import type { JsonObject } from '../../../say/facts/report-kind.js'
import { BREAKDOWN_KIND, recomputeBreakdown } from '../../../say/verify/verify-breakdown.js'
import { readEvidence } from './read-evidence.js'

/**
 * An audited breakdown counted anew from the scored file and the audit that stand beside it under the names and hashes that it gives.
 *
 * @param path of the breakdown; `-` has nothing beside it
 * @returns null where a file is not there
 * @throws {PipelineError} `CITE_EDITED` where a file of that name has other bytes, and what reading and counting throws
 */
export async function recountBreakdown(breakdown: Breakdown, path: string): Promise<Breakdown | null> {
  const { evidence = [], options } = breakdown
  if (path === '-' || breakdown.audit === null || !evidence.some(({ role }) => role === 'audit')) return null
  const document = breakdown as unknown as JsonObject
  try {
    const found = await readEvidence({ name: path, text: '', kind: BREAKDOWN_KIND, document, evidence }, path, [])
    return { ...recomputeBreakdown(document, found), options }
  } catch (error) {
    if (!(error instanceof PipelineError) || error.code !== 'EVIDENCE_MISMATCH') {
      if (error instanceof PipelineError && error.code === 'EVIDENCE_MISSING') return null
      throw error
    }
    throw new PipelineError(
      'CITE_EDITED',
      `Not ready to cite: ${String(error.context['name'])} beside ${path} has changed since it was counted: somebody labelled, or one of the two was edited. Cite the scored file itself, npm run cite -- SCORED, which counts anew.`,
      { cause: error, context: error.context },
    )
  }
}
