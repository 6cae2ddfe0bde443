import type { BreakdownAudit } from '../../count/breakdown/breakdown-audit.js'
import { joined, printableName } from '../format/names.js'
import { withStop } from './wording.js'

type Reasons = Partial<
  Pick<BreakdownAudit, 'acceptedWording' | 'acceptedAgreement' | 'acceptedUnnamed'>
>

const MAX_REASON_WIDTH = 300

/** What those who print say of the move, of the labels and of the posts; empty without a reason. */
export function reasonWords({
  acceptedWording,
  acceptedAgreement,
  acceptedUnnamed,
}: Reasons): string {
  const shown = (reason: string): string => printableName(reason, MAX_REASON_WIDTH)
  const inTheirs = (what: string, reason = ''): string =>
    reason && `Why ${what}, in the publisher’s words: “${withStop(shown(reason))}”`
  const wording = shown(acceptedWording ?? '')
  return joined([
    wording &&
      `Posts were read under the words “${wording}”: the publisher says that it is the same move.`,
    inTheirs('the labels hold', acceptedAgreement),
    inTheirs('these posts are counted', acceptedUnnamed),
  ])
}
