/**
 * Prominence of a rule. `refuse`: `cite` prints nothing. `sentence`: in every output that prints a share. `footnote`: below it and in every
 * list of cautions. `method`: only in the footnote, as part of the method. `table`: only with the model's counts.
 */
export type Level = 'refuse' | 'sentence' | 'footnote' | 'method' | 'table'

/** Fewer known authors than this get a caution. Choice: at 30 the widest 95 % Wilson interval is 34 points. */
export const MIN_KNOWN_AUTHOR_COUNT = 30

/** Numbers of a rule that has none. */
type Empty = Readonly<Record<never, never>>
/** Posts, labels or other things that a rule counts. */
interface Counted {
  readonly count: number
}
/** Posts of a group, and those that the model left without a label. */
interface Unlabelled {
  readonly postCount: number
  readonly unsureCount: number
  readonly unscoredCount: number
}
/** Labels by hand that equal the model's, of those that both gave. */
interface Compared {
  readonly equalCount: number
  readonly judgedCount: number
}

/** Every rule with the numbers that it finds, by id. */
export interface RuleNumbers {
  'not-citable': { readonly code: string; readonly moreCount?: number; readonly missingCount?: number }
  'no-posts': Empty
  'not-audited': Empty
  'learnt-labels': Counted
  'two-way': Empty
  'deep-replies': { readonly deepCount: number; readonly postCount: number }
  /** Label and threshold; the label is empty where one threshold is for all. */
  'labels-withheld': { readonly thresholds: readonly (readonly [label: string, threshold: number])[] }
  'no-label': { readonly postCount: number }
  unlabelled: Unlabelled
  'few-authors': Counted
  'unknown-authors': Counted
  'one-author': Empty
  'no-width': Empty
  'opening-posts': Counted
  'several-deals': Counted
  'tied-by-heading': { readonly count: number; readonly postCount: number }
  /** Among `threadCount` threads, `count` do not report the number of replies. Both are 0 without any record of a capture. */
  'total-unknown': { readonly count: number; readonly threadCount: number }
  'replies-missing': Counted
  'capture-limit': { readonly limit: string }
  'capture-note': { readonly note: string }
  'further-notes': Counted
  'cut-posts': Counted
  /** `isByOthers`: labels that came from outside, or of a language model, which may read any language. */
  'other-languages': { readonly count: number; readonly scoredCount: number; readonly postCount: number; readonly isByOthers?: true }
  'repeated-words': { readonly count: number; readonly originalCount: number }
  'few-labels': { readonly labelledCount: number; readonly populationCount: number }
  'model-silent': Unlabelled & { readonly isAll: boolean }
  'part-of-sample': { readonly reachedCount: number; readonly drawnCount: number }
  'labels-missing': {
    readonly missingCount: number
    readonly reachedCount: number
    readonly undecidedCount: number
    readonly unclearCount: number
  }
  /** A user's column ties `count` of the `fileCount` posts in the file to the deal. */
  'tied-by-column': { readonly count: number; readonly fileCount: number }
  'strata-joined': Counted
  agreement: {
    readonly verdict: 'unchecked' | 'uniform' | 'low' | 'tentative' | 'reliable'
    readonly coderCount: number
    readonly doubleCodedCount: number
    readonly unanimousCount: number
    readonly alpha: number | null
    readonly alphaInterval: { readonly low: number; readonly high: number } | null
  }
  /** Among `reachedCount` units due for a second coder, `gapCount` have no second label. */
  'second-gaps': { readonly gapCount: number; readonly reachedCount: number; readonly unanimousCount: number }
  'settled-by': { readonly settled: readonly { readonly coder: string; readonly count: number; readonly isCoder: boolean }[] }
  'equal-to-model': Compared
  'coders-unknown': { readonly isAll: boolean }
  'model-coders': { readonly models: readonly string[]; readonly count: number; readonly labelCount: number }
  'chosen-seed': { readonly seed: number }
  'set-aside': { readonly kinds: { readonly [kind: string]: number } }
  /** `label` is null for the top probability. */
  'labels-corrected': Counted
  'sample-enlarged': { readonly size: number; readonly sizesBefore: readonly number[] }
  /** `changes` of each share without the account; null where too few others are labelled. */
  'large-account': {
    readonly postCount: number
    readonly ofCount: number
    readonly spellingCount: number
    readonly isReplies: boolean
    readonly changes: readonly { readonly label: string; readonly share: number }[] | null
  }
  'few-accounts': { readonly label: string; readonly labelCount: number; readonly accountCount: number }
  'parents-missing': Counted
}

/** Id of a rule. */
export type RuleId = keyof RuleNumbers

/** A finding of one rule. */
export type FindingOf<Id extends RuleId> = { readonly id: Id; readonly level: Level } & RuleNumbers[Id]

/** A rule that fired, with what it found. */
export type Finding = { [Id in RuleId]: FindingOf<Id> }[RuleId]

/** Level of each rule; rules without one are for tables only. A severe case may raise the level. */
export const LEVELS: { readonly [Id in RuleId]?: Level } = {
  'not-citable': 'refuse',
  'two-way': 'sentence',
  'capture-note': 'footnote',
  'repeated-words': 'footnote',
  'tied-by-column': 'sentence',
  'parents-missing': 'footnote',
  'large-account': 'method',
  'few-accounts': 'footnote',
  agreement: 'method',
  'settled-by': 'method',
  'second-gaps': 'footnote',
  'coders-unknown': 'method',
  'model-coders': 'method',
  'chosen-seed': 'sentence',
  'set-aside': 'method',
  'labels-corrected': 'method',
  'sample-enlarged': 'footnote',
  'equal-to-model': 'method',
}

export const found = <Id extends RuleId>(id: Id, numbers: RuleNumbers[Id], level: Level = LEVELS[id] ?? 'table'): FindingOf<Id> => ({
  id,
  level,
  ...numbers,
})
