import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { roundDecimals } from '../../base/statistics/round-decimals.js'
import { type CaptureLedger, parseLedger } from '../../base/thread/capture-ledger.js'
import { nodeKindOf } from '../../base/thread/node-kind.js'
import type { NodeKind } from '../../base/thread/post.js'
import { DUPLICATE_FLAG, flagValue, LANGUAGE_FLAG } from '../../judge/screen-posts.js'
import type { ScoredPost, ScoreStatus } from '../../judge/stance/stance-prediction.js'
import { wordingOf } from '../tally/find-bursts.js'
import { addSaturating, normalisePhrase, type PhraseUnits } from '../tally/phrases.js'
import { PRINTED_DECIMALS, UNITS } from '../tally/summarise-sentiment.js'

/** The part of a judgement that is counted: a label, or the reason that there is none. */
export interface Verdict {
  readonly label: string | null
  readonly status: ScoreStatus
}

/** A post's top-level verdict and its verdict on each of its deals. */
export interface PostVerdicts extends Verdict {
  readonly stances: readonly (Verdict & { readonly dealId: string })[]
}

/** Bits of `marks`. `gone`: a placeholder of a post whose text is not there; `byDefault`: the heading of its thread names its deal. */
export const MARK = Object.freeze({ root: 1, noContribution: 2, truncated: 4, foreign: 8, gone: 16, byDefault: 32 })
/** Number of bits of {@link MARK}. */
export const MARK_BIT_COUNT = 6

const GONE: readonly NodeKind[] = ['deleted', 'blocked', 'not-found']

/** The fields of a post that decide whether it counts. */
export interface SelectablePost {
  readonly id: string
  readonly threadId: string
  readonly parentId: string | null
  readonly dealIds: readonly string[]
  /** Milliseconds since 1970; null if unknown. */
  readonly postedAt: number | null
  /** The post that it repeats, as the flag of the scoring names it; null where it repeats none. */
  readonly duplicateOf: string | null
  readonly marks: number
}

/** The fields of a scored post that a breakdown counts. */
export interface CountedPost extends SelectablePost {
  readonly author: string | null
  /** Hash of the text, for finding an author's repetitions; null for a text too short to be distinctive. */
  readonly wording: number | null
  readonly verdicts: PostVerdicts
  /** Sentiment in ten-thousandths, from -10,000 to 10,000. */
  readonly sentimentUnits: number
  readonly phrases: readonly PhraseUnits[]
  /** The thread's capture ledger, which few posts carry. */
  readonly ledger: CaptureLedger | null
}

export function countedPostOf(post: ScoredPost, scheme: StanceScheme): CountedPost {
  const { author, label, status, stances } = post
  const selectable = selectablePostOf(
    post,
    stances.map(({ dealId }) => dealId),
  )
  return {
    ...selectable,
    marks: selectable.marks | (stances.some(({ by }) => by === 'default') ? MARK.byDefault : 0),
    author,
    wording: author === null ? null : wordingOf(post.text),
    verdicts: { label, status, stances },
    sentimentUnits: Math.round(roundDecimals(post.sentiment, PRINTED_DECIMALS) * UNITS),
    phrases: phrasesOf(post, scheme),
    ledger: ledgerOf(post.meta.capture),
  }
}

export function selectablePostOf(
  { id, threadId, parentId, createdAt, flags, meta }: ScoredPost,
  dealIds: readonly string[],
): SelectablePost {
  const time = createdAt === null ? Number.NaN : Date.parse(createdAt)
  const node = nodeKindOf(meta)
  const isForeign = flags.length > 0 && flagValue(flags, LANGUAGE_FLAG) !== null
  return {
    ...{ id, threadId, parentId, dealIds },
    postedAt: Number.isNaN(time) ? null : time,
    duplicateOf: flags.length === 0 ? null : flagValue(flags, DUPLICATE_FLAG),
    marks:
      (meta.role === 'root' ? MARK.root : 0) |
      (node === null ? 0 : MARK.noContribution) |
      (meta.truncated === true ? MARK.truncated : 0) |
      (isForeign ? MARK.foreign : 0) |
      (node !== null && GONE.includes(node) ? MARK.gone : 0),
  }
}

/** Null without one, and for a user's own column of that name. */
const ledgerOf = (capture: unknown): CaptureLedger | null =>
  typeof capture === 'object' && capture !== null && Object.hasOwn(capture, 'capturedCount') ? parseLedger(capture) : null

function phrasesOf({ evidence, label }: ScoredPost, { sides }: StanceScheme): PhraseUnits[] {
  if (evidence === null || evidence.length === 0 || label === null || !sides.includes(label)) return []
  const unitsOf = new Map<string, number>()
  for (const { text, toward, weight } of evidence) {
    const phrase = toward === label ? normalisePhrase(text) : ''
    if (phrase !== '') unitsOf.set(phrase, addSaturating(unitsOf.get(phrase) ?? 0, Math.round(weight * UNITS)))
  }
  return [...unitsOf]
}
