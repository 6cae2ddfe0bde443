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
  const { posts, splits } = corpus
  const findingOf = ([id, rule, message]: Fault): CorpusFinding => ({
    file: file.name,
    lineNumber: lineOf(file.text, JSON.stringify(id)),
    rule,
    message,
  })
  const heldOutPosts = new Set(splits['held-out'].posts)
  const placed = posts.filter((post) => !heldOutPosts.has(post.id))
  return [
    ...[...faultsOfDeals(corpus), ...faultsOfPairs(corpus)].map(findingOf),
    ...findingsOfKeys(placed, (post) => post.threadId, 'thread'),
    ...findingsOfKeys(placed, (post) => post.group, 'group'),
    ...[...faultsOfHeldOut(corpus)].map(findingOf),
    ...posts.flatMap((post) =>
      (post.part === 'test') === (post.split === 'test') ? [] : findingOfTestSplit(post),
    ),
  ]
}

type Fault = readonly [id: string, rule: string, message: string]

function splitsByDeal(splits: Corpus['splits']): ReadonlyMap<string, string> {
  return new Map(SPLITS_BY_DEAL.flatMap((split) => splits[split].map((id) => [id, split])))
}

function* faultsOfDeals({ deals, splits }: Corpus): Generator<Fault> {
  const known = new Set(deals.map(({ id }) => id))
  const splitOfDeal = new Map<string, string>()
  for (const split of SPLITS_BY_DEAL) {
    for (const id of splits[split]) {
      const other = splitOfDeal.get(id)
      if (other !== undefined)
        yield [id, 'split-deal', `expected deal "${id}" in one split, got ${other} and ${split}`]
      if (!known.has(id))
        yield [id, 'split-unknown', `expected a deal of the catalogue in ${split}, got "${id}"`]
      splitOfDeal.set(id, split)
    }
  }
  for (const id of known)
    if (!splitOfDeal.has(id))
      yield [id, 'split-missing', `expected deal "${id}" in one split, got none`]
}

/** Deals between the same two companies that are in two splits. */
function* faultsOfPairs({ deals, splits }: Corpus): Generator<Fault> {
  const splitOfDeal = splitsByDeal(splits)
  const pairs = new Map<string, CorpusDeal>()
  for (const deal of deals) {
    for (const counterparty of deal.counterparties) {
      const pair = [foldText(deal.mover), foldText(counterparty)].sort().join(' & ')
      const other = pairs.get(pair)
      if (other === undefined) pairs.set(pair, deal)
      else if (splitOfDeal.get(other.id) !== splitOfDeal.get(deal.id)) {
        const message = `expected "${deal.id}" in the split of "${other.id}", both are between ${pair}`
        yield [deal.id, 'split-related', message]
      }
    }
  }
}

function* faultsOfHeldOut({ posts, splits }: Corpus): Generator<Fault> {
  const threadIds = new Set(posts.map((post) => post.threadId))
  const postIds = new Set(posts.map((post) => post.id))
  for (const id of splits['held-out'].threads)
    if (!threadIds.has(id)) yield [id, 'split-unknown', `expected a thread, got "${id}"`]
  for (const id of splits['held-out'].posts)
    if (!postIds.has(id)) yield [id, 'split-unknown', `expected a post, got "${id}"`]
}

const findingOfTestSplit = ({ id, file, lineNumber, split }: CorpusPost): CorpusFinding => ({
  file: `threads/${file}.jsonl`,
  lineNumber,
  rule: 'split-test',
  message: `expected the test split to be the test file, got post "${id}" in ${split}`,
})

/** Threads or groups whose posts are in two splits. */
function findingsOfKeys(
  posts: readonly CorpusPost[],
  keyOf: (post: CorpusPost) => string | undefined,
  what: string,
): readonly CorpusFinding[] {
  const findings: CorpusFinding[] = []
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
  return findings
}
