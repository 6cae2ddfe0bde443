import { isRecord } from '../../base/json-shape.js'
import { CLAIM_SCHEMA, type Claim, cite } from '../cite/cite.js'
import type { JsonObject, ReportEvidence, ReportKind } from '../facts/report-kind.js'
import { asReportError, recomputeBreakdown, skipsBadRecords } from './verify-breakdown.js'

export const CLAIM_KIND: ReportKind = { schema: CLAIM_SCHEMA, name: 'claim', skipsBadRecords, recompute: recomputeClaim }

/**
 * Recomputes a claim from the evidence, with the deal, the label and the widest allowed interval of the printed one. The hash of the
 * intermediate breakdown is taken as printed: it is not a number, and the evidence files have hashes of their own.
 */
function recomputeClaim(report: JsonObject, evidence: ReportEvidence): Claim {
  const { population, options, shares, halfWidth, hashes, scheme, acceptedAgreement, audit } = report
  const { dealId, mover, move } = isRecord(population) ? population : {}
  const deals = dealId === undefined ? [] : [{ dealId, mover: mover ?? null, move: move ?? null }]
  const learnt = isRecord(audit) ? audit['learnt'] : undefined
  const counted = {
    options: options ?? null,
    deals,
    ...(scheme !== undefined && { scheme }),
    ...(learnt !== undefined && { audit: { learnt } }),
  }
  const breakdown = recomputeBreakdown(counted, evidence)
  const [share, ...more] = Array.isArray(shares) ? shares : []
  const label = more.length === 0 && isRecord(share) ? share['label'] : undefined
  const breakdownSha256 = isRecord(hashes) ? hashes['breakdown'] : null
  try {
    return cite(breakdown, {
      ...(typeof dealId === 'string' && { dealId }),
      ...(typeof label === 'string' && { label }),
      ...(typeof halfWidth === 'number' && { halfWidth }),
      ...(typeof acceptedAgreement === 'string' && { acceptAgreement: acceptedAgreement }),
      breakdownSha256: typeof breakdownSha256 === 'string' ? breakdownSha256 : null,
    })
  } catch (error) {
    throw asReportError(error)
  }
}
