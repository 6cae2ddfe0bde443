import { formatCount } from '../../base/text/format-count.js'
import type { BreakdownAudit } from '../../count/breakdown/breakdown-audit.js'

/**
 * One sentence: from how many labels of these posts the program learnt, and that none of them was held against an answer that knew it.
 *
 * @returns empty where it learnt nothing
 */
export function describeLearning({ learnt, origin }: Pick<BreakdownAudit, 'learnt' | 'origin'>): string {
  if (learnt === undefined) return ''
  const { labelCount, isRandom } = learnt
  const labels = `${formatCount(labelCount, 'label')} of these posts${isRandom ? '' : ' that it was given for learning, which no estimate counts'}`
  if (origin.changedSinceDraw.includes('predictions'))
    return `The program learnt ${labels} after the draw; the audited shares stand on its answers at the draw.`
  return `The program first learnt ${labels}, cross-fitted: each labelled post is held against an answer from a version that had not seen its label.`
}
