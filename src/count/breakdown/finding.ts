import type { OtherCompany } from '../../base/thread/capture-ledger.js'
import type { AuditCounts, CoderAgreement, LabelOrigin, LargeAccount } from './breakdown-audit.js'
import type { PostCounts } from './breakdown-capture.js'

/**
 * Prominence of a finding. `sentence`: near every printed share. `method`: only in the disclosure.
 * `table`: only with the model's counts.
 */
type Level = 'sentence' | 'method' | 'table'

/** A finding whose one number is a count. */
interface Counted {
  readonly count: number
}

/**
 * Every finding with its numbers, by id. A sentence is printed with the first three of its findings
 * in this order.
 */
export interface FindingNumbers {
  /** No text names the company; `names` stand there instead. */
  'mover-unnamed': {
    readonly mover: string
    readonly postCount: number
    readonly names: readonly string[]
  }
  /** Posts name another company and not the one whose move is counted. */
  'other-company': OtherCompany & { readonly mover: string }
  'equal-to-model': { readonly equalCount: number; readonly judgedCount: number }
  'labels-missing': Pick<AuditCounts, 'drawnCount' | 'unclearCount'>
  'labels-corrected': Counted
  /** Sizes of the sample, the first one first. `seed` is null where the posts gave it. */
  'chosen-draw': {
    readonly sizes: readonly number[]
    readonly seed: number | null
    readonly round: number
  }
  'large-account': LargeAccount & { readonly ofCount: number }
  /** Posts tied to the deal by a user's column, or their thread, which may name `both` of two. */
  tied: {
    readonly by: 'column' | 'thread' | 'both'
    readonly count: number
    readonly ofCount: number
  }
  'repeated-words': Counted
  /** `silentCount` threads do not report the number of replies. All 0 without any record. */
  'replies-missing': {
    readonly count: number
    readonly silentCount: number
    readonly threadCount: number
  }
  'capture-notes': { readonly notes: readonly string[]; readonly moreCount: number }
  'cut-posts': Counted
  agreement: Omit<CoderAgreement, 'byLabel'> & {
    readonly verdict: AgreementVerdict
    /** Kind of the coders: people, models, or both or unknown (`coders`). */
    readonly by: 'people' | 'models' | 'coders'
    readonly labelsBy: LabelOrigin['labelsBy']
    readonly models: readonly string[]
    readonly coders: readonly number[]
    /** Some posts that they read got no label; absent for none. */
    readonly isPart?: true
    readonly settledCount: number
    /** Readers who settled them; null where somebody of another name did. */
    readonly settlerCount: number | null
  }
  'set-aside': { readonly kinds: { readonly [kind: string]: number } }
  /** Why a model's counts are not for print. An audit settles all but `dealCount`. */
  'not-for-print': {
    readonly dealCount: number
    /** Null once people labelled a sample. */
    readonly byModel: ModelCounts | null
  }
}

/**
 * Verdict on the agreement of coders. `unchecked`: no unit has two labels. `uniform`: all have the
 * same, so that alpha is undefined. `few`: too few units have two. `low`: no conclusions hold.
 */
export type AgreementVerdict = 'unchecked' | 'uniform' | 'few' | 'low' | 'tentative' | 'reliable'

/** Counts of the labels that a model gave the posts of a group. */
interface ModelCounts extends PostCounts {
  readonly handCount: number
  readonly isTwoWay: boolean
  /** Probability below which a label was withheld; 0 for none. */
  readonly threshold: number
  /** Posts in other languages than English, and those of them that got a label. */
  readonly foreignCount: number
  readonly foreignScoredCount: number
  /** True for labels that came from outside, or of a language model. */
  readonly isByOthers: boolean
}

/** Id of a finding. */
export type FindingId = keyof FindingNumbers

/** A finding of one kind. */
export type FindingOf<Id extends FindingId> = {
  readonly id: Id
  readonly level: Level
} & FindingNumbers[Id]

/** A finding with its numbers. */
export type Finding = { [Id in FindingId]: FindingOf<Id> }[FindingId]

/** The prominence of each kind; a severe case may raise it. */
const LEVELS: { readonly [Id in FindingId]: Level } = {
  'mover-unnamed': 'sentence',
  'other-company': 'sentence',
  'equal-to-model': 'method',
  'labels-missing': 'sentence',
  'labels-corrected': 'sentence',
  'chosen-draw': 'sentence',
  'large-account': 'method',
  tied: 'sentence',
  'repeated-words': 'sentence',
  'replies-missing': 'method',
  'capture-notes': 'sentence',
  'cut-posts': 'method',
  agreement: 'method',
  'set-aside': 'method',
  'not-for-print': 'table',
}

const ORDER = Object.keys(LEVELS) as readonly FindingId[]

export const findingOf = <Id extends FindingId>(
  id: Id,
  numbers: FindingNumbers[Id],
  level: Level = LEVELS[id],
): FindingOf<Id> => ({ id, level, ...numbers })

/** The finding in a list; no finding where there is none. */
export const findingIf = <Id extends FindingId>(
  isFound: boolean,
  ...finding: Parameters<typeof findingOf<Id>>
): FindingOf<Id>[] => (isFound ? [findingOf(...finding)] : [])

export const inOrder = (findings: readonly Finding[]): Finding[] =>
  [...findings].sort((one, other) => ORDER.indexOf(one.id) - ORDER.indexOf(other.id))
