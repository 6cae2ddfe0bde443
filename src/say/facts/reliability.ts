import { formatPart } from '../../base/text/format-count.js'
import type { CoderAgreement } from '../../count/breakdown/breakdown-audit.js'
import { printableName } from '../format/names.js'
import { alphaWords } from '../rules/finding-words.js'

/** A row of the table on the agreement of coders. */
export interface ReliabilityRow {
  /** "all labels", or a label. */
  readonly of: string
  readonly measure: string
  /** Value with its interval, where it has one. */
  readonly value: string
  /** "16 of 20", of the units that both labelled. */
  readonly alike: string
}

/** Alpha of all labels and of each; empty where no unit was labelled twice. */
export function reliabilityRows(agreement: CoderAgreement): ReliabilityRow[] {
  const { doubleCodedCount, unanimousCount, byLabel } = agreement
  if (doubleCodedCount === 0) return []
  const alpha = { measure: "Krippendorff's alpha", alike: '' }
  return [
    { of: 'all labels', ...alpha, value: alphaWords(agreement), alike: formatPart(unanimousCount, doubleCodedCount) },
    ...byLabel.map((one) => ({ of: printableName(one.label), ...alpha, value: alphaWords(one) })),
  ]
}

/** The table as one sentence: "Agreement: all labels, Krippendorff's alpha 0.73 (95% interval 0.41 to 0.89), 16 of 20 alike; …". */
export function reliabilityWords(agreement: CoderAgreement): string[] {
  const rows = reliabilityRows(agreement).map(
    ({ of, measure, value, alike }) => `${of}, ${measure} ${value}${alike === '' ? '' : `, ${alike} alike`}`,
  )
  return rows.length === 0 ? [] : [`Agreement of coders before any was settled: ${rows.join('; ')}.`]
}
