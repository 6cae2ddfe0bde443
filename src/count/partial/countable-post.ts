import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { roundDecimals } from '../../base/statistics/round-decimals.js'
import { type Hash, hashText } from '../../base/text/hash-text.js'
import type { CaptureLedger } from '../../base/thread/capture-ledger.js'
import { nodeKindOf } from '../../base/thread/node-kind.js'
import type { NodeKind } from '../../base/thread/post.js'
import { postKeyOf } from '../../base/thread/post-key.js'
import { DUPLICATE_FLAG, flagValue, LANGUAGE_FLAG } from '../../judge/flags.js'
import type { ScoredPost, ScoreStatus } from '../../judge/stance/stance-prediction.js'
import { wordingOf } from '../tally/find-bursts.js'
import { ledgerOfPost } from '../tally/summarise-capture.js'
import { normalisePhrase } from '../tally/summarise-phrases.js'
import { addSaturating, PRINTED_DECIMALS, UNITS } from '../tally/summarise-sentiment.js'

/** The part of a judgement that is counted: a label, or the reason that there is none. */
export interface Verdict {
  readonly label: string | null
  readonly status: ScoreStatus
}

/** A post's top-level verdict and its verdict on each of its deals. */
export interface PostVerdicts extends Verdict {
  readonly stances: readonly (Verdict & { readonly dealId: string })[]
}

/** An evidence phrase for a post's label, with the sum of its weights in that post, in ten-thousandths. */
export type PhraseUnits = readonly [phrase: string, units: number]

/** The flag that marks a post as a repetition. */
export interface Repetition {
  /** Keys of the posts that the flag may refer to, the likeliest first. `THREAD/ID` is ambiguous, since thread and id may contain slashes. */
  readonly candidates: readonly Hash[]
  /** Hash of the flag's value; it groups posts that repeat the same unknown post. */
  readonly reference: Hash
}

/** Fields that few posts have. */
export interface PostExtras {
  /** Key of the parent; kept only where roots with replies do not count. */
  readonly parent?: Hash
  readonly repetition?: Repetition
  readonly phrases?: readonly PhraseUnits[]
  /** The thread's capture ledger. */
  readonly capture?: CaptureLedger
  /** Id of the thread; present with `capture`. */
  readonly threadId?: string
}

/** Bits of `marks`. `gone`: a placeholder of a post whose text is not there. */
export const MARK = Object.freeze({ root: 1, noContribution: 2, truncated: 4, foreign: 8, gone: 16 })
/** All bits of {@link MARK}. */
export const ALL_MARKS = 31

const GONE: readonly NodeKind[] = ['deleted', 'blocked', 'not-found']

/** The parts of a scored post that a breakdown counts, without its text and the author's name. */
export interface CountablePost {
  /** Hash of thread and id. */
  readonly key: Hash
  readonly thread: Hash
  /** Null for an unknown author. */
  readonly author: Hash | null
  /** Milliseconds since 1970; null if unknown. */
  readonly postedAt: number | null
  /** Hash of the text, for finding an author's repetitions; null for a text too short to be distinctive. */
  readonly wording: Hash | null
  readonly verdicts: PostVerdicts
  /** Sentiment in ten-thousandths, from -10,000 to 10,000. */
  readonly sentimentUnits: number
  readonly marks: number
  readonly extras: PostExtras
}

/** The fields that decide whether a post counts. */
export type SelectablePost = Pick<ScoredPost, 'id' | 'threadId' | 'parentId' | 'createdAt' | 'flags'> & {
  readonly meta: Pick<ScoredPost['meta'], 'role' | 'node'>
}

/** Extracts the counted parts of a post. @param hasParent whether to keep the key of the parent */
export function countablePost(post: ScoredPost, scheme: StanceScheme, hasParent: boolean): CountablePost {
  const { author, label, status, stances } = post
  const capture = ledgerOfPost(post.meta)
  const phrases = phrasesOf(post, scheme)
  const selected = selectablePost(post, { label, status, stances }, hasParent)
  return {
    ...selected,
    author: author === null ? null : hashText(author),
    wording: author === null ? null : wordingOf(post.text),
    sentimentUnits: Math.round(roundDecimals(post.sentiment, PRINTED_DECIMALS) * UNITS),
    marks: selected.marks | (post.meta.truncated === true ? MARK.truncated : 0),
    extras: { ...selected.extras, ...(phrases.length > 0 && { phrases }), ...(capture !== null && { capture, threadId: post.threadId }) },
  }
}

/** Extracts only what decides whether a post counts; other fields are empty. */
export function selectablePost(post: SelectablePost, verdicts: PostVerdicts, hasParent: boolean): CountablePost {
  const { threadId, parentId, createdAt, flags, meta } = post
  const time = createdAt === null ? Number.NaN : Date.parse(createdAt)
  const reference = flags.length === 0 ? null : flagValue(flags, DUPLICATE_FLAG)
  const node = nodeKindOf(meta)
  const isForeign = flags.length > 0 && flagValue(flags, LANGUAGE_FLAG) !== null
  return {
    key: hashText(postKeyOf(post)),
    thread: hashText(threadId),
    author: null,
    postedAt: Number.isNaN(time) ? null : time,
    wording: null,
    verdicts,
    sentimentUnits: 0,
    marks:
      (meta.role === 'root' ? MARK.root : 0) |
      (node === null ? 0 : MARK.noContribution) |
      (isForeign ? MARK.foreign : 0) |
      (node !== null && GONE.includes(node) ? MARK.gone : 0),
    extras: {
      ...(hasParent && parentId !== null && { parent: hashText(postKeyOf({ threadId, id: parentId })) }),
      ...(reference !== null && { repetition: { candidates: candidatesOf(reference, threadId), reference: hashText(reference) } }),
    },
  }
}

/** Lists the posts that a flag may refer to: it names a post of the same thread by id, one of another thread as `THREAD/ID`. */
function candidatesOf(reference: string, threadId: string): Hash[] {
  const candidates = [hashText(postKeyOf({ threadId, id: reference }))]
  for (let slash = reference.indexOf('/'); slash >= 0; slash = reference.indexOf('/', slash + 1)) {
    candidates.push(hashText(postKeyOf({ threadId: reference.slice(0, slash), id: reference.slice(slash + 1) })))
  }
  return candidates
}

function phrasesOf({ evidence, label }: ScoredPost, { sides }: StanceScheme): PhraseUnits[] {
  if (evidence === null || evidence.length === 0 || label === null || !sides.includes(label)) return []
  const unitsOf = new Map<string, number>()
  for (const { text, toward, weight } of evidence) {
    const phrase = toward === label ? normalisePhrase(text) : ''
    if (phrase !== '') unitsOf.set(phrase, addSaturating(unitsOf.get(phrase) ?? 0, Math.round(weight * UNITS)))
  }
  return [...unitsOf].sort(([one], [other]) => (one < other ? -1 : 1))
}
