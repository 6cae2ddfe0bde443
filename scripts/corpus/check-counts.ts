import { STANCE_SCHEME } from '../../src/base/scheme/stance-scheme.js'
import {
  type ConfusionMatrix,
  confusionMatrix,
} from '../../src/base/statistics/agreement/confusion-matrix.js'
import { sum } from '../../src/base/statistics/estimate/mean.js'
import { CORPUS_PARTS, CORPUS_SPLITS, type Corpus, type CorpusPost, POST_KINDS } from './corpus.js'

export interface CorpusCount {
  readonly by: 'all' | 'part' | 'split' | 'label' | 'kind'
  readonly name: string
  readonly postCount: number
  readonly threadCount: number
  readonly dealCount: number
  /** Posts by label, in the order of the scheme. */
  readonly labelCounts: readonly number[]
}

export interface CorpusAgreement {
  readonly name: string
  readonly postCount: number
  readonly unsureCount: number
  /** Share of posts with two equal labels, in [0, 1]; null without second labels. */
  readonly observed: number | null
  /** Cohen's kappa; null where it is undefined. */
  readonly kappa: number | null
}

export interface CorpusCounts {
  readonly rows: readonly CorpusCount[]
  readonly agreement: readonly CorpusAgreement[]
}

/**
 * Counts posts, threads, deals and labels by part, split, label and kind, and the agreement by
 * part.
 */
export function countCorpus(corpus: Corpus): CorpusCounts {
  const { posts } = corpus
  const group = <Name extends string>(
    by: CorpusCount['by'],
    names: readonly Name[],
    nameOf: (post: CorpusPost) => string,
  ) => names.map((name) => ({ by, ...countOf(name, posts, (post) => nameOf(post) === name) }))
  return {
    rows: [
      ...group('part', CORPUS_PARTS, (post) => post.part),
      ...group('split', CORPUS_SPLITS, (post) => post.split),
      ...group('label', STANCE_SCHEME.labels, (post) => post.label),
      ...group('kind', POST_KINDS, (post) => post.kind),
      { by: 'all', ...countOf('all', posts) },
    ],
    agreement: [
      ...CORPUS_PARTS.map((name) => agreementOf(name, posts, ({ part }) => part === name)),
      agreementOf('all', posts),
    ],
  }
}

type IsCounted = (post: CorpusPost) => boolean

function countOf(
  name: string,
  all: readonly CorpusPost[],
  isCounted: IsCounted = () => true,
): Omit<CorpusCount, 'by'> {
  const posts = all.filter(isCounted)
  return {
    name,
    postCount: posts.length,
    threadCount: new Set(posts.map((post) => post.threadId)).size,
    dealCount: new Set(posts.map((post) => post.dealId)).size,
    labelCounts: STANCE_SCHEME.labels.map(
      (label) => posts.filter((post) => post.label === label).length,
    ),
  }
}

function agreementOf(
  name: string,
  posts: readonly CorpusPost[],
  isCounted: IsCounted = () => true,
): CorpusAgreement {
  const twice = posts.filter((post) => post.secondLabel !== undefined && isCounted(post))
  const first = twice.map((post) => post.label)
  const second = twice.map((post) => post.secondLabel ?? null)
  return {
    name,
    postCount: twice.length,
    unsureCount: twice.filter((post) => post.unsure === true).length,
    observed:
      twice.length === 0
        ? null
        : twice.filter((post) => post.label === post.secondLabel).length / twice.length,
    kappa: cohensKappa(confusionMatrix(first, second, STANCE_SCHEME.labels)),
  }
}

/**
 * Cohen's kappa: agreement of two labellers beyond the chance agreement of their label frequencies.
 * 1 is full agreement, 0 chance, below 0 worse than chance.
 *
 * @param matrix the first labeller's labels as gold, the second's as predicted; cases without an
 *   answer are ignored
 * @returns null without cases, or when chance agreement is 1 (both used a single, identical label)
 * @see Cohen (1960), Educational and Psychological Measurement 20:37
 */
export function cohensKappa(matrix: ConfusionMatrix): number | null {
  const counts = matrix.map((row) => row.slice(0, -1))
  const rows = counts.map(sum)
  const columns = counts.map((_, index) => sum(counts.map((row) => row[index] ?? 0)))
  const total = sum(rows)
  if (total === 0) return null
  const observed = sum(counts.map((row, index) => row[index] ?? 0)) / total
  const expected = sum(rows.map((row, index) => row * (columns[index] ?? 0))) / (total * total)
  return expected === 1 ? null : (observed - expected) / (1 - expected)
}
