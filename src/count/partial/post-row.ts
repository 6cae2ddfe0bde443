import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { formatHash, type Hash, parseHash } from '../../base/text/hash-text.js'
import { type CaptureLedger, parseLedger } from '../../base/thread/capture-ledger.js'
import type { Checks, Fields } from '../breakdown/checks-at.js'
import { UNITS } from '../tally/summarise-sentiment.js'
import { ALL_MARKS, type CountablePost, type PhraseUnits, type PostExtras, type PostVerdicts, type Verdict } from './countable-post.js'

/** Index of the label in the scheme; -1 for unsure, -2 for unscored. */
type VerdictCode = number

/** The top-level verdict of a post, then its verdict on each of its deals. */
export type VerdictsRow = readonly [VerdictCode, readonly (readonly [dealId: string, VerdictCode])[]]

/** `PostExtras` with hashes as hex digits. */
export interface ExtrasRow {
  readonly parent?: string
  readonly repetition?: { readonly candidates: readonly string[]; readonly reference: string }
  readonly phrases?: readonly PhraseUnits[]
  readonly capture?: CaptureLedger
  readonly threadId?: string
}

/**
 * A post in a partial: hashes of author, post (thread and id) and thread; time in milliseconds; hash of the text; index of its verdicts in
 * the partial's `verdicts`; sentiment in ten-thousandths; marks (1 root, 2 no contribution, 4 truncated, 8 foreign language); rare fields.
 */
export type PostRow = readonly [
  author: string | null,
  key: string,
  thread: string,
  postedAt: number | null,
  wording: string | null,
  verdicts: number,
  sentimentUnits: number,
  marks: number,
  extras?: ExtrasRow,
]

const [SHORT_LENGTH, LONG_LENGTH] = [8, 9]
const UNSURE = -1
const UNSCORED = -2
/** Largest distance of an ECMAScript date from 1970, in milliseconds. */
const MAX_TIME = 8.64e15

export function verdictsRowOf({ stances, ...verdict }: PostVerdicts, scheme: StanceScheme): VerdictsRow {
  const codeOf = ({ label, status }: Verdict): VerdictCode =>
    label === null ? (status === 'unsure' ? UNSURE : UNSCORED) : scheme.labels.indexOf(label)
  return [codeOf(verdict), stances.map((stance) => [stance.dealId, codeOf(stance)] as const)]
}

/** Inverse of {@link verdictsRowOf}. */
export function parseVerdictsRow(value: unknown, name: string, scheme: StanceScheme, checks: Checks): PostVerdicts {
  const { list, string } = checks
  const verdictOf = (code: unknown): Verdict => {
    const index = integerOf(code, UNSCORED, scheme.labels.length - 1, `${name}'s verdict`, checks)
    return {
      label: index < 0 ? null : (scheme.labels[index] as string),
      status: index >= 0 ? 'scored' : index === UNSURE ? 'unsure' : 'unscored',
    }
  }
  const [verdict, stances] = list(value, name)
  return {
    ...verdictOf(verdict),
    stances: list(stances, `${name}'s stances`).map((stance, index) => {
      const [dealId, code] = list(stance, `${name}'s stances[${index}]`)
      return { dealId: string(dealId, `${name}'s deal`), ...verdictOf(code) }
    }),
  }
}

/** @param place index of the post's verdicts */
export function postRowOf(
  { author, key, thread, postedAt, wording, sentimentUnits, marks, extras }: CountablePost,
  place: number,
): PostRow {
  const row = [
    ...([author && formatHash(author), formatHash(key), formatHash(thread), postedAt, wording && formatHash(wording)] as const),
    ...([place, sentimentUnits, marks] as const),
  ] as const
  const { parent, repetition, phrases, capture, threadId } = extras
  if (parent === undefined && repetition === undefined && phrases === undefined && capture === undefined) return row
  return [
    ...row,
    {
      ...(parent && { parent: formatHash(parent) }),
      ...(repetition && { repetition: { candidates: repetition.candidates.map(formatHash), reference: formatHash(repetition.reference) } }),
      ...(phrases && { phrases }),
      ...(capture && { capture, threadId: threadId ?? '' }),
    },
  ]
}

/** Inverse of {@link postRowOf}. @param verdicts all verdicts of the partial */
export function parsePostRow(value: unknown, name: string, verdicts: readonly PostVerdicts[], checks: Checks): CountablePost {
  const { fail, list, number } = checks
  const row = list(value, name)
  if (row.length !== SHORT_LENGTH && row.length !== LONG_LENGTH)
    fail(`${name} to have ${SHORT_LENGTH} or ${LONG_LENGTH} entries`, row.length)
  const [author, key, thread, postedAt, wording, place, units, marks, extras] = row
  return {
    author: author === null ? null : hashOf(author, `${name}'s author`, checks),
    key: hashOf(key, `${name}'s key`, checks),
    thread: hashOf(thread, `${name}'s thread`, checks),
    postedAt: postedAt === null ? null : number(postedAt, -MAX_TIME, MAX_TIME, `${name}'s time`),
    wording: wording === null ? null : hashOf(wording, `${name}'s wording`, checks),
    verdicts: verdicts[integerOf(place, 0, verdicts.length - 1, `${name}'s place of verdicts`, checks)] as PostVerdicts,
    sentimentUnits: integerOf(units, -UNITS, UNITS, `${name}'s sentiment`, checks),
    marks: integerOf(marks, 0, ALL_MARKS, `${name}'s marks`, checks),
    extras: row.length === LONG_LENGTH ? parseExtras(checks.record(extras, `${name}'s extras`), name, checks) : {},
  }
}

function parseExtras(fields: Fields, name: string, checks: Checks): PostExtras {
  const { list, record, string, count } = checks
  const { parent, phrases, capture } = fields
  const repetition = fields['repetition'] === undefined ? undefined : record(fields['repetition'], `${name}'s repetition`)
  return {
    ...(parent !== undefined && { parent: hashOf(parent, `${name}'s parent`, checks) }),
    ...(repetition !== undefined && {
      repetition: {
        candidates: list(repetition['candidates'], `${name}'s candidates`).map((one) => hashOf(one, `${name}'s candidates`, checks)),
        reference: hashOf(repetition['reference'], `${name}'s reference`, checks),
      },
    }),
    ...(phrases !== undefined && {
      phrases: list(phrases, `${name}'s phrases`).map((entry, index): PhraseUnits => {
        const [phrase, units] = list(entry, `${name}'s phrases[${index}]`)
        return [string(phrase, `${name}'s phrase`), count(units, `${name}'s weight of a phrase`)]
      }),
    }),
    ...(capture !== undefined && { capture: parseLedger(capture), threadId: string(fields['threadId'], `${name}'s thread id`) }),
  }
}

function integerOf(value: unknown, low: number, high: number, name: string, { fail, number }: Checks): number {
  const found = number(value, low, high, name)
  return Number.isInteger(found) ? found : fail(`${name} to be a whole number`, value)
}

function hashOf(value: unknown, name: string, { fail, string }: Pick<Checks, 'fail' | 'string'>): Hash {
  return parseHash(string(value, name)) ?? fail(`${name} to be 16 hex digits`, value)
}
