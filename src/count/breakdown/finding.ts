/**
 * Prominence of a finding. `sentence`: near every printed share. `method`: only in the disclosure.
 * `table`: only with the model's counts.
 */
export type Level = 'sentence' | 'method' | 'table'

/** A finding whose one number is a count. */
interface Counted {
  readonly count: number
}

/**
 * Every finding with its numbers, by id. Of those of a sentence, the first three in this order are
 * printed with it.
 */
export interface FindingNumbers {
  /** `equalCount` labels equal the model's. */
  'equal-to-model': { readonly equalCount: number; readonly judgedCount: number }
  'labels-missing': {
    readonly missingCount: number
    readonly drawnCount: number
    readonly unclearCount: number
  }
  'who-labelled': {
    readonly person: number
    readonly model: number
    readonly unknown: number
    readonly models: readonly string[]
  }
  'labels-corrected': Counted
  'sample-enlarged': { readonly size: number; readonly sizesBefore: readonly number[] }
  'chosen-seed': { readonly seed: number }
  /** `isDeciding`: a side is ahead, but not without it. */
  'large-account': {
    readonly postCount: number
    readonly ofCount: number
    readonly spellingCount: number
    readonly isDeciding: boolean
    /** Labels of the posts by others that were read. */
    readonly others: readonly { readonly label: string; readonly count: number }[]
  }
  /** A user's column ties `count` of the `fileCount` posts in the file to the deal. */
  'tied-by-column': { readonly count: number; readonly fileCount: number }
  'tied-by-heading': { readonly count: number; readonly postCount: number }
  'repeated-words': { readonly count: number; readonly originalCount: number }
  'replies-missing': Counted
  /**
   * Among `threadCount` threads, `count` do not report the number of replies. Both are 0 without
   * any record of a capture.
   */
  'total-unknown': { readonly count: number; readonly threadCount: number }
  'capture-notes': { readonly notes: readonly string[]; readonly moreCount: number }
  'cut-posts': Counted
  agreement: {
    readonly verdict: 'unchecked' | 'uniform' | 'few' | 'low' | 'tentative' | 'reliable'
    /** Who labelled: people, models, or coders of a kind that nobody said or of both. */
    readonly by: 'people' | 'models' | 'coders'
    /** Posts that each coder labelled, most first. */
    readonly coders: readonly number[]
    readonly doubleCodedCount: number
    readonly unanimousCount: number
    readonly alpha: number | null
    readonly alphaInterval: { readonly low: number; readonly high: number } | null
    readonly settledCount: number
  }
  'set-aside': { readonly kinds: { readonly [kind: string]: number } }
  'several-deals': Counted
  /** `handCount`: labels by hand that the model learnt. */
  'not-audited': { readonly handCount: number }
  /** Posts that the model left without a label. */
  unlabelled: {
    readonly postCount: number
    readonly unsureCount: number
    readonly unscoredCount: number
  }
  /** `threshold`: probability below which a label was withheld; 0 for none. */
  'scored-with': {
    readonly isTwoWay: boolean
    readonly threshold: number
  }
  /**
   * `isByOthers`: labels that came from outside, or of a language model, which may read any
   * language.
   */
  'other-languages': {
    readonly count: number
    readonly scoredCount: number
    readonly postCount: number
    readonly isByOthers?: true
  }
}

/** Id of a finding. */
export type FindingId = keyof FindingNumbers

/** A finding of one kind. */
export type FindingOf<Id extends FindingId> = {
  readonly id: Id
  readonly level: Level
} & FindingNumbers[Id]

/** What was found, with its numbers. */
export type Finding = { [Id in FindingId]: FindingOf<Id> }[FindingId]

/** The prominence of each kind; a severe case may raise it. */
const LEVELS: { readonly [Id in FindingId]: Level } = {
  'equal-to-model': 'method',
  'labels-missing': 'sentence',
  'who-labelled': 'method',
  'labels-corrected': 'sentence',
  'sample-enlarged': 'sentence',
  'chosen-seed': 'sentence',
  'large-account': 'method',
  'tied-by-column': 'sentence',
  'tied-by-heading': 'sentence',
  'repeated-words': 'sentence',
  'replies-missing': 'method',
  'total-unknown': 'method',
  'capture-notes': 'sentence',
  'cut-posts': 'method',
  agreement: 'method',
  'set-aside': 'method',
  'several-deals': 'table',
  'not-audited': 'table',
  unlabelled: 'table',
  'scored-with': 'table',
  'other-languages': 'table',
}

const ORDER = Object.keys(LEVELS) as readonly FindingId[]

export const found = <Id extends FindingId>(
  id: Id,
  numbers: FindingNumbers[Id],
  level: Level = LEVELS[id],
): FindingOf<Id> => ({
  id,
  level,
  ...numbers,
})

/** The findings in the order of their table. */
export const inOrder = (findings: readonly Finding[]): Finding[] =>
  [...findings].sort((one, other) => ORDER.indexOf(one.id) - ORDER.indexOf(other.id))
