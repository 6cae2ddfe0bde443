import type { GroupBreakdown } from '../../src/count/breakdown/breakdown.js'
import { findingWords } from '../../src/say/facts/finding-words.js'

/** All findings of a group in sentences. */
export const saidOf = ({ findings }: GroupBreakdown) =>
  findings.map((finding) => findingWords(finding))
