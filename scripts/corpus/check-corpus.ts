import { type CorpusCounts, countCorpus } from './check-counts.js'
import { checkDuplicates } from './check-duplicates.js'
import { checkNames } from './check-names.js'
import { parseCorpus } from './check-schema.js'
import { checkSplits } from './check-splits.js'
import { checkThreads } from './check-threads.js'
import type { CorpusFiles, CorpusFinding } from './corpus.js'

export interface CorpusCheck {
  /** Sorted by file, line and rule; empty for a valid corpus. */
  readonly findings: readonly CorpusFinding[]
  readonly counts: CorpusCounts
  /** Posts of fewer than six words that occur in two splits, which is allowed. */
  readonly shortDuplicateCount: number
}

/**
 * Checks the corpus: records, ids, parents, labels, names of deals, splits, and duplicates across splits. Invalid records are findings and are
 * left out of the other checks.
 */
export function checkCorpus(files: CorpusFiles): CorpusCheck {
  const { corpus, findings } = parseCorpus(files)
  const duplicates = checkDuplicates(corpus.posts)
  const all = [
    ...findings,
    ...checkThreads(corpus.posts),
    ...checkNames(corpus.deals, files.deals),
    ...checkSplits(corpus, files.splits),
    ...duplicates.findings,
  ]
  return { findings: all.sort(byPlace), counts: countCorpus(corpus), shortDuplicateCount: duplicates.shortDuplicateCount }
}

const byPlace = (a: CorpusFinding, b: CorpusFinding): number =>
  compare(a.file, b.file) || a.lineNumber - b.lineNumber || compare(a.rule, b.rule)

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
