import { PipelineError } from '../../../base/errors.js'
import type { AuditDesign, SampleMethod } from '../audit.js'

/** Only a random sample says something of the posts that nobody labelled. */
export function checkRandomSample({ method, units }: AuditDesign): SampleMethod {
  if (method !== 'suggested') return method
  const message = `expected labels of a random sample, got those of ${units.length} judgements that audit --suggest chose because the model is unsure of them: they are unlike the others, and shares from them would be wrong. Train on them (train --from), and draw a sample with audit --size for the estimate.`
  throw new PipelineError('AUDIT_NOT_RANDOM', message, { context: { method } })
}
