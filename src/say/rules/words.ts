import { formatCount } from '../../base/text/format-count.js'
import type { FindingOf, RuleId } from '../../count/breakdown/finding.js'

/** Wording of a rule. */
export interface RuleWords<Id extends RuleId> {
  /** The whole sentence, for footnotes and lists of cautions. @param name a label as outputs print it */
  readonly says: (finding: FindingOf<Id>, name: (label: string) => string) => string
  /** Words after the number of labels in a sentence, for rules that may reach that level. */
  readonly inSentence?: (finding: FindingOf<Id>) => string
  /** True for a fact that stands in the footnote without "Caution:". */
  readonly isFact?: true
}

export type WordTable = { readonly [Id in RuleId]: RuleWords<Id> }

export const posts = (count: number): string => formatCount(count, 'post')

export const verb = (count: number, one: string, many: string): string => (count === 1 ? one : many)
