import type { StanceScheme } from '../../scheme/stance-scheme.js'
import { type CaptureLedger, parseLedger } from '../../thread/capture-ledger.js'
import { NODE_KINDS } from '../../thread/node-kind.js'
import type { NodeKind, PostRole } from '../../thread/post.js'
import type { Checks } from '../breakdown/checks-at.js'
import { UNITS } from '../tally/summarise-sentiment.js'
import type { CountablePost, PhraseUnits, Verdict } from './countable-post.js'

/** A label by its place in the scheme, -1 for unsure, -2 for unscored. */
type VerdictCode = number

/**
 * A post as it stands in a partial: thread, id, parent, author (hash), time, role, kind of node, whether it is cut off, verdict, stances,
 * sentiment in ten-thousandths, hash of the text, flags, phrases, ledger.
 */
export type PostRow = readonly [
  threadId: string,
  id: string,
  parentId: string | null,
  author: string | null,
  createdAt: string | null,
  role: PostRole,
  node: NodeKind | null,
  truncated: 0 | 1,
  verdict: VerdictCode,
  stances: readonly (readonly [dealId: string, verdict: VerdictCode])[],
  sentimentUnits: number,
  wording: string | null,
  flags: readonly string[],
  phrases: readonly PhraseUnits[],
  capture: CaptureLedger | null,
]

const ROW_LENGTH = 15
const UNSURE = -1
const UNSCORED = -2

export function writePostRow(post: CountablePost, scheme: StanceScheme): PostRow {
  const codeOf = ({ label, status }: Verdict): VerdictCode =>
    label === null ? (status === 'unsure' ? UNSURE : UNSCORED) : scheme.labels.indexOf(label)
  const { id, threadId, parentId, author, createdAt, meta, stances, sentimentUnits, wording, flags, phrases } = post
  return [
    ...([threadId, id, parentId, author, createdAt, meta.role, meta.node ?? null, meta.truncated ? 1 : 0, codeOf(post)] as const),
    stances.map((stance) => [stance.dealId, codeOf(stance)] as const),
    ...([sentimentUnits, wording, flags, phrases, meta.capture ?? null] as const),
  ]
}

/** @throws {PipelineError} of `checks` for a row that {@link writePostRow} would not write */
export function readPostRow(value: unknown, name: string, scheme: StanceScheme, checks: Checks): CountablePost {
  const { fail, list, string, strings, stringOrNull, number, count, oneOf } = checks
  const row = list(value, name)
  if (row.length !== ROW_LENGTH) fail(`${name} to have ${ROW_LENGTH} entries`, row.length)
  const [threadId, id, parentId, author, createdAt, role, node, truncated, verdict, stances, units, wording, flags, phrases, capture] = row
  const integer = (of: unknown, low: number, high: number, what: string): number => {
    const found = number(of, low, high, what)
    return Number.isInteger(found) ? found : fail(`${what} to be a whole number`, of)
  }
  const verdictOf = (code: unknown): Verdict => {
    const index = integer(code, UNSCORED, scheme.labels.length - 1, `${name}'s verdict`)
    return {
      label: index < 0 ? null : (scheme.labels[index] as string),
      status: index >= 0 ? 'scored' : index === UNSURE ? 'unsure' : 'unscored',
    }
  }
  const read = list(stances, `${name}'s stances`).map((stance, index) => {
    const [dealId, code] = list(stance, `${name}'s stances[${index}]`)
    return { dealId: string(dealId, `${name}'s deal`), ...verdictOf(code) }
  })
  const kind = node === null ? null : oneOf(node, NODE_KINDS, `${name}'s kind of node`)
  return {
    id: string(id, `${name}'s id`),
    threadId: string(threadId, `${name}'s thread`),
    parentId: stringOrNull(parentId, `${name}'s parent`),
    author: author === null ? null : hashOf(author, `${name}'s author`, checks),
    createdAt: stringOrNull(createdAt, `${name}'s time`),
    meta: {
      role: oneOf<PostRole>(role, ['root', 'reply'], `${name}'s role`),
      ...(kind !== null && { node: kind }),
      ...(integer(truncated, 0, 1, `${name}'s mark of cut posts`) === 1 && { truncated: true }),
      ...(capture !== null && { capture: parseLedger(capture) }),
    },
    ...verdictOf(verdict),
    deals: read.map(({ dealId }) => dealId),
    stances: read,
    sentimentUnits: integer(units, -UNITS, UNITS, `${name}'s sentiment`),
    wording: wording === null ? null : hashOf(wording, `${name}'s wording`, checks),
    flags: strings(flags, `${name}'s flags`),
    phrases: list(phrases, `${name}'s phrases`).map((entry, index): PhraseUnits => {
      const [phrase, weight] = list(entry, `${name}'s phrases[${index}]`)
      return [string(phrase, `${name}'s phrase`), count(weight, `${name}'s weight of a phrase`)]
    }),
  }
}

/** @throws {PipelineError} of `checks` for anything but 16 hex digits */
export function hashOf(value: unknown, name: string, { fail, string }: Pick<Checks, 'fail' | 'string'>): string {
  const hash = string(value, name)
  return /^[0-9a-f]{16}$/.test(hash) ? hash : fail(`${name} to be 16 hex digits`, value)
}
