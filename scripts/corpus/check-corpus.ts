import { type CorpusCounts, countCorpus } from './check-counts.js'
import { checkDuplicates } from './check-duplicates.js'
import { checkNames } from './check-names.js'
import { parseCorpus } from './check-schema.js'
import { checkSplits } from './check-splits.js'
import type { CorpusFiles, CorpusFinding, CorpusPost } from './corpus.js'

export interface CorpusCheck {
  /** Sorted by file, line and rule; empty for a valid corpus. */
  readonly findings: readonly CorpusFinding[]
  readonly counts: CorpusCounts
  /** Posts of fewer than six words that occur in two splits, which is allowed. */
  readonly shortDuplicateCount: number
}

/**
 * Checks the corpus: records, ids, parents, labels, names of deals, splits, and duplicates across
 * splits. Invalid records are findings and are left out of the other checks.
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
  return {
    findings: all.sort(byPlace),
    counts: countCorpus(corpus),
    shortDuplicateCount: duplicates.shortDuplicateCount,
  }
}

const byPlace = (a: CorpusFinding, b: CorpusFinding): number =>
  compare(a.file, b.file) || a.lineNumber - b.lineNumber || compare(a.rule, b.rule)

function compare(a: string, b: string): number {
  if (a < b) return -1
  return a > b ? 1 : 0
}

/**
 * Checks that ids are unique, each thread is in one file, parents are in the same thread, and
 * parents form no cycle.
 */
export function checkThreads(posts: readonly CorpusPost[]): readonly CorpusFinding[] {
  const findings: CorpusFinding[] = []
  const report = (post: CorpusPost, rule: string, message: string) =>
    findings.push({
      file: `threads/${post.file}.jsonl`,
      lineNumber: post.lineNumber,
      rule,
      message,
    })
  const postById = new Map<string, CorpusPost>()
  const fileOfThread = new Map<string, string>()
  for (const post of posts) {
    const twin = postById.get(post.id)
    if (twin)
      report(
        post,
        'id-twice',
        `expected every id once, got "${post.id}" also in threads/${twin.file}.jsonl:${twin.lineNumber}`,
      )
    else postById.set(post.id, post)
    const file = fileOfThread.get(post.threadId)
    if (file === undefined) fileOfThread.set(post.threadId, post.file)
    else if (file !== post.file)
      report(post, 'thread-in-two-files', `expected thread "${post.threadId}" in ${file} alone`)
  }
  for (const post of posts) {
    if (post.parentId === null) continue
    if (postById.get(post.parentId)?.threadId !== post.threadId) {
      report(
        post,
        'parent-missing',
        `expected parent "${post.parentId}" in thread "${post.threadId}"`,
      )
    } else if (isInCycle(post, postById))
      report(
        post,
        'parent-cycle',
        `expected a chain of parents that ends at a root, got back to "${post.id}"`,
      )
  }
  return findings
}

function isInCycle(start: CorpusPost, postById: ReadonlyMap<string, CorpusPost>): boolean {
  const seen = new Set<string>()
  let parentId = start.parentId
  while (parentId !== null && !seen.has(parentId)) {
    if (parentId === start.id) return true
    seen.add(parentId)
    parentId = postById.get(parentId)?.parentId ?? null
  }
  return false
}
