import type { Deal } from '../../src/judge/deals/deal.js'

/** Uses of posts. `held-out` posts are not used for training, tuning or testing. */
export const CORPUS_SPLITS = ['train', 'dev', 'test', 'held-out'] as const
export type CorpusSplit = (typeof CORPUS_SPLITS)[number]

/**
 * Purpose of a file of threads: ordinary comment sections, the untouched test set, or the challenge
 * set.
 */
export const CORPUS_PARTS = ['natural', 'test', 'hard'] as const
export type CorpusPart = (typeof CORPUS_PARTS)[number]

/**
 * The writer's intention for a post. It reveals the label: use it for error analysis, never as a
 * feature.
 */
export const POST_KINDS = [
  'plain',
  'irony',
  'agreement',
  'disagreement',
  'question',
  'fact',
  'joke',
  'price',
  'other-company',
  'off-topic',
  'technical',
  'mixed',
] as const

/**
 * A labelled post of the corpus. Authors are invented and may hint at the label: never use them as
 * a feature.
 */
export interface CorpusPost {
  readonly threadId: string
  readonly id: string
  readonly parentId: string | null
  readonly author: string
  readonly dealId: string
  readonly text: string
  readonly label: string
  readonly kind: string
  /** Id of the contrast set, whose posts share most words and differ in label. */
  readonly group?: string
  /** Name of the file in `corpus/threads/`, without `.jsonl`. */
  readonly file: string
  /** 1-based line in that file. */
  readonly lineNumber: number
  readonly part: CorpusPart
  readonly split: CorpusSplit
  readonly secondLabel?: string
  readonly unsure?: boolean
}

/**
 * An entry of `corpus/deals.json` or `corpus/training-moves.json`. A `mergedFrom` id that once
 * denoted two moves is listed under both.
 */
export type CorpusDeal = Deal

/** `corpus/splits.json`: deal ids by split, and threads and posts excluded from all three. */
export interface CorpusSplits {
  readonly train: readonly string[]
  readonly dev: readonly string[]
  readonly test: readonly string[]
  readonly 'held-out': {
    readonly threads: readonly string[]
    /** Single posts, near-duplicates of a post in another split. */
    readonly posts: readonly string[]
  }
}

export interface Corpus {
  /** Sorted by file name, then line. */
  readonly posts: readonly CorpusPost[]
  readonly deals: readonly CorpusDeal[]
  readonly splits: CorpusSplits
}

/** A file of the corpus. `name` is relative to the corpus folder, with forward slashes. */
export interface CorpusFile {
  readonly name: string
  readonly text: string
}

export interface CorpusFiles {
  readonly threads: readonly CorpusFile[]
  readonly secondLabels: readonly CorpusFile[]
  /**
   * `deals.json`, the catalogue that ships, and `training-moves.json` where there is one: moves
   * that only posts of the corpus are about.
   */
  readonly deals: readonly CorpusFile[]
  readonly splits: CorpusFile
}

export interface CorpusFinding {
  readonly file: string
  /** 1-based; 0 for a fault without a line. */
  readonly lineNumber: number
  readonly rule: string
  readonly message: string
}

/**
 * Returns the part of a file of threads, by its name.
 *
 * @example partOfFile('crowd-test') // 'test'
 * @example partOfFile('crowd-news') // 'natural'
 * @example partOfFile('sarcasm')    // 'hard'
 */
export function partOfFile(name: string): CorpusPart {
  if (name === 'crowd-test') return 'test'
  return name.startsWith('crowd-') ? 'natural' : 'hard'
}

/** 1-based line of the first occurrence of `needle` in `text`; 0 without one. */
export function lineOf(text: string, needle: string): number {
  const offset = text.indexOf(needle)
  return offset === -1 ? 0 : text.slice(0, offset).split('\n').length
}
