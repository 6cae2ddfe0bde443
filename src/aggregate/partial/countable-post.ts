import { DUPLICATE_FLAG, LANGUAGE_FLAG } from '../../judging/flags.js'
import type { StanceScheme } from '../../scheme/stance-scheme.js'
import type { ScoredPost, ScoreStatus } from '../../stance/stance-prediction.js'
import { roundDecimals } from '../../statistics/round-decimals.js'
import { hashText, levelOfHash } from '../../text/hash-text.js'
import type { CaptureLedger } from '../../thread/capture-ledger.js'
import { nodeKindOf } from '../../thread/node-kind.js'
import type { NodeKind, PostRole } from '../../thread/post.js'
import { wordingOf } from '../tally/find-bursts.js'
import { ledgerOfPost } from '../tally/summarise-capture.js'
import { normalisePhrase } from '../tally/summarise-phrases.js'
import { PRINTED_DECIMALS, UNITS } from '../tally/summarise-sentiment.js'
import { addUnits } from './level-table.js'

/** What a group sees of a judgement: a label, or why there is none. */
export interface Verdict {
  readonly label: string | null
  readonly status: ScoreStatus
}

/** A phrase that spoke for a post's label, with the sum of its weights in that post, in ten-thousandths. */
export type PhraseUnits = readonly [phrase: string, units: number]

/** What a breakdown needs of a scored post: neither its words nor the name of who wrote it. */
export interface CountablePost extends Verdict {
  readonly id: string
  readonly threadId: string
  readonly parentId: string | null
  /** Hash of the name; null where none is known. */
  readonly author: string | null
  readonly createdAt: string | null
  readonly meta: { readonly role: PostRole; readonly node?: NodeKind; readonly truncated?: true; readonly capture?: CaptureLedger }
  readonly deals: readonly string[]
  readonly stances: readonly (Verdict & { readonly dealId: string })[]
  /** In ten-thousandths, from -10,000 to 10,000. */
  readonly sentimentUnits: number
  /** Those of languages and duplicates. */
  readonly flags: readonly string[]
  /** Hash of the text, by which an author's repetitions are told; null where nobody looks for them. */
  readonly wording: string | null
  readonly phrases: readonly PhraseUnits[]
}

/**
 * Keeps of a post what is counted.
 *
 * @param burstFloor bursts are looked for in authors of this level or more
 */
export function countablePost(post: ScoredPost, scheme: StanceScheme, burstFloor = 0): CountablePost {
  const { id, threadId, parentId, createdAt, label, status, stances, flags } = post
  const author = post.author === null ? null : hashText(post.author)
  return {
    id,
    threadId,
    parentId,
    author,
    createdAt,
    meta: countableMeta(post.meta),
    label,
    status,
    deals: stances.map(({ dealId }) => dealId),
    stances: stances.map((stance) => ({ dealId: stance.dealId, label: stance.label, status: stance.status })),
    sentimentUnits: Math.round(roundDecimals(post.sentiment, PRINTED_DECIMALS) * UNITS),
    flags: flags.length === 0 ? flags : flags.filter((flag) => flag.startsWith(DUPLICATE_FLAG) || flag.startsWith(LANGUAGE_FLAG)),
    wording: author === null || levelOfHash(author) < burstFloor ? null : wordingOf(post.text),
    phrases: phrasesOf(post, scheme),
  }
}

/** Most posts have nothing but a role. */
const PLAIN: Readonly<Record<PostRole, CountablePost['meta']>> = {
  root: Object.freeze({ role: 'root' }),
  reply: Object.freeze({ role: 'reply' }),
}

function countableMeta(meta: ScoredPost['meta']): CountablePost['meta'] {
  const node = nodeKindOf(meta)
  const capture = ledgerOfPost(meta)
  if (node === null && capture === null && meta.truncated !== true) return PLAIN[meta.role]
  return {
    role: meta.role,
    ...(node !== null && { node }),
    ...(meta.truncated === true && { truncated: true }),
    ...(capture !== null && { capture }),
  }
}

function phrasesOf({ evidence, label }: ScoredPost, { sides }: StanceScheme): PhraseUnits[] {
  if (evidence === null || evidence.length === 0 || label === null || !sides.includes(label)) return []
  const unitsOf = new Map<string, number>()
  for (const { text, toward, weight } of evidence) {
    const phrase = toward === label ? normalisePhrase(text) : ''
    if (phrase !== '') unitsOf.set(phrase, addUnits(unitsOf.get(phrase) ?? 0, Math.round(weight * UNITS)))
  }
  return [...unitsOf].sort(([one], [other]) => (one < other ? -1 : 1))
}
