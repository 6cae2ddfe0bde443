import type { Deal } from '../../src/deals/deal.js'

/** Where a post may be used: `held-out` is neither trained on, tuned on nor tested on. */
export const CORPUS_SPLITS = ['train', 'dev', 'test', 'held-out'] as const
export type CorpusSplit = (typeof CORPUS_SPLITS)[number]

/** What a file of threads was written for: ordinary comment sections, the untouched test, or the challenge set. */
export const CORPUS_PARTS = ['natural', 'test', 'hard'] as const
export type CorpusPart = (typeof CORPUS_PARTS)[number]

/** What the writer of a post had in mind. It gives the label away: for error analysis, never a feature. */
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

/** A labelled post of the written corpus. Authors are invented and partly telling: never a feature. */
export interface CorpusPost {
  readonly threadId: string
  readonly id: string
  readonly parentId: string | null
  readonly author: string
  readonly dealId: string
  readonly text: string
  /** The first label, one of the scheme's. */
  readonly label: string
  readonly kind: string
  /** Contrast set: its posts share most words and differ in label. */
  readonly group?: string
  /** Name of the file in `corpus/threads/`, without `.jsonl`. */
  readonly file: string
  /** Line in that file, the first is 1. */
  readonly lineNumber: number
  readonly part: CorpusPart
  readonly split: CorpusSplit
  /** The blind second label, where one stands. */
  readonly secondLabel?: string
  /** Whether the second labeller was unsure. */
  readonly unsure?: boolean
}

/** An entry of `corpus/deals.json`; a `mergedFrom` id that had meant two moves stands under both. */
export type CorpusDeal = Deal

/** `corpus/splits.json`: deal ids by split, and what is kept out of all three. */
export interface CorpusSplits {
  readonly train: readonly string[]
  readonly dev: readonly string[]
  readonly test: readonly string[]
  readonly 'held-out': {
    /** Threads on test deals outside the test file. */
    readonly threads: readonly string[]
    /** Single posts, near-duplicates of a post in another split. */
    readonly posts: readonly string[]
  }
}

/** The written corpus, read and checked. */
export interface Corpus {
  /** In the order of the files' names, then of their lines. */
  readonly posts: readonly CorpusPost[]
  readonly deals: readonly CorpusDeal[]
  readonly splits: CorpusSplits
}

/** A file as it lies on the disk. `name` is relative to the corpus folder, with forward slashes. */
export interface CorpusFile {
  readonly name: string
  readonly text: string
}

/** The texts of the corpus's files. */
export interface CorpusFiles {
  readonly threads: readonly CorpusFile[]
  readonly secondLabels: readonly CorpusFile[]
  readonly deals: CorpusFile
  readonly splits: CorpusFile
}

/** A fault of the corpus, and where it stands. */
export interface CorpusFinding {
  readonly file: string
  /** The first line is 1; 0 where the fault belongs to no line. */
  readonly lineNumber: number
  readonly rule: string
  readonly message: string
}

/**
 * The part that a file of threads belongs to, by its name.
 *
 * @example partOfFile('crowd-test') // 'test'
 * @example partOfFile('crowd-news') // 'natural'
 * @example partOfFile('sarcasm')    // 'hard'
 */
export function partOfFile(name: string): CorpusPart {
  if (name === 'crowd-test') return 'test'
  return name.startsWith('crowd-') ? 'natural' : 'hard'
}

/** The line, from 1, on which `needle` first stands in `text`; 0 where it does not. */
export function lineOf(text: string, needle: string): number {
  const offset = text.indexOf(needle)
  return offset === -1 ? 0 : text.slice(0, offset).split('\n').length
}
