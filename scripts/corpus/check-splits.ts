import { foldText } from '../../src/base/text/fold-text.js'
import {
  type Corpus,
  type CorpusDeal,
  type CorpusFile,
  type CorpusFinding,
  type CorpusPost,
  lineOf,
} from './corpus.js'

const SPLITS_BY_DEAL = ['train', 'dev', 'test'] as const

/**
 * Checks that nothing leaks between splits: no deal, thread or contrast group is in two splits.
 * Deals between the same two companies (in either role) share a split. Held-out threads and posts
 * exist.
 */
export function checkSplits(corpus: Corpus, file: CorpusFile): readonly CorpusFinding[] {
  const { deals, posts, splits } = corpus
  const findings: CorpusFinding[] = []
  const report = (id: string, rule: string, message: string) =>
    findings.push({
      file: file.name,
      lineNumber: lineOf(file.text, JSON.stringify(id)),
      rule,
      message,
    })
  const dealById = new Map(deals.map((deal) => [deal.id, deal]))
  const splitOfDeal = new Map<string, string>()
  for (const split of SPLITS_BY_DEAL) {
    for (const id of splits[split]) {
      const other = splitOfDeal.get(id)
      if (other !== undefined)
        report(id, 'split-deal', `expected deal "${id}" in one split, got ${other} and ${split}`)
      if (!dealById.has(id))
        report(id, 'split-unknown', `expected a deal of the catalogue in ${split}, got "${id}"`)
      splitOfDeal.set(id, split)
    }
  }
  for (const id of dealById.keys())
    if (!splitOfDeal.has(id))
      report(id, 'split-missing', `expected deal "${id}" in one split, got none`)

  const pairs = new Map<string, CorpusDeal>()
  for (const deal of deals) {
    for (const counterparty of deal.counterparties) {
      const pair = [foldText(deal.mover), foldText(counterparty)].sort().join(' & ')
      const other = pairs.get(pair)
      if (other === undefined) pairs.set(pair, deal)
      else if (splitOfDeal.get(other.id) !== splitOfDeal.get(deal.id)) {
        report(
          deal.id,
          'split-related',
          `expected "${deal.id}" in the split of "${other.id}", both are between ${pair}`,
        )
      }
    }
  }

  const heldOutPosts = new Set(splits['held-out'].posts)
  const placed = posts.filter((post) => !heldOutPosts.has(post.id))
  checkTogether(placed, (post) => post.threadId, 'thread', findings)
  checkTogether(placed, (post) => post.group, 'group', findings)

  const threadIds = new Set(posts.map((post) => post.threadId))
  const postIds = new Set(posts.map((post) => post.id))
  for (const id of splits['held-out'].threads)
    if (!threadIds.has(id)) report(id, 'split-unknown', `expected a thread, got "${id}"`)
  for (const id of splits['held-out'].posts)
    if (!postIds.has(id)) report(id, 'split-unknown', `expected a post, got "${id}"`)
  for (const post of posts) {
    if ((post.part === 'test') !== (post.split === 'test')) {
      const message = `expected the test split to be the test file, got post "${post.id}" in ${post.split}`
      findings.push({
        file: `threads/${post.file}.jsonl`,
        lineNumber: post.lineNumber,
        rule: 'split-test',
        message,
      })
    }
  }
  return findings
}

function checkTogether(
  posts: readonly CorpusPost[],
  keyOf: (post: CorpusPost) => string | undefined,
  what: string,
  findings: CorpusFinding[],
): void {
  const first = new Map<string, CorpusPost>()
  for (const post of posts) {
    const key = keyOf(post)
    if (key === undefined) continue
    const other = first.get(key)
    if (other === undefined) first.set(key, post)
    else if (other.split !== post.split) {
      const message = `expected ${what} "${key}" in one split, got ${other.split} and ${post.split}`
      findings.push({
        file: `threads/${post.file}.jsonl`,
        lineNumber: post.lineNumber,
        rule: `split-${what}`,
        message,
      })
    }
  }
}
