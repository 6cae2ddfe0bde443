import { PipelineError } from '../errors.js'
import { sha256OfText } from '../text/sha256-text.js'
import { parseScheme } from './parse-scheme.js'
import { STANCE_SCHEME, type StanceScheme } from './stance-scheme.js'

const hashes = new WeakMap<StanceScheme, string>()

/**
 * SHA-256 of what decides which label a post gets: labels, sides and the neutral one in their order, the question and the definitions.
 * Keys and colours are looks, and the id is a name: neither changes it.
 *
 * @returns 64 hex digits
 */
export function schemeSha256(scheme: StanceScheme): string {
  let hash = hashes.get(scheme)
  if (hash === undefined) {
    const { labels, sides, neutral, question = null, definitions } = scheme
    const meanings = definitions ? labels.map((label) => definitions[label] ?? null) : null
    hash = sha256OfText(JSON.stringify({ labels, sides, neutral, question, definitions: meanings }))
    hashes.set(scheme, hash)
  }
  return hash
}

/** Hex digits of the hash in a tag: two schemes of one project never share them. */
const TAG_DIGITS = 16

/** What posts scored under a scheme name it by: its id and the beginning of its hash, `wtwt@0f3a…`. */
export const schemeTag = (scheme: StanceScheme): string => `${scheme.id}@${schemeSha256(scheme).slice(0, TAG_DIGITS)}`

/** Whether a scheme says the same as the one that ships; records under that one name no scheme. */
export const isDefaultScheme = (scheme: StanceScheme): boolean =>
  scheme === STANCE_SCHEME || (scheme.id === STANCE_SCHEME.id && schemeSha256(scheme) === schemeSha256(STANCE_SCHEME))

/** The tag that records under a scheme carry; null under the one that ships, whose records carry none. */
export const recordedTag = (scheme: StanceScheme): string | null => (isDefaultScheme(scheme) ? null : schemeTag(scheme))

/** A scheme as a record carries it in full: a breakdown, an audit, a claim. */
export interface RecordedScheme extends StanceScheme {
  /** See {@link schemeSha256}. */
  readonly sha256: string
}

/** What a record under a scheme carries; null under the one that ships. */
export const recordScheme = (scheme: StanceScheme): RecordedScheme | null =>
  isDefaultScheme(scheme) ? null : Object.freeze({ ...scheme, sha256: schemeSha256(scheme) })

/**
 * Reads the scheme of a record back.
 *
 * @param value what stands under `scheme`; absent or null for the one that ships
 * @param where the record, for the message: "breakdown.json"
 * @throws {PipelineError} `SCHEME_INVALID` for what is no scheme, or one that was changed since its hash was written
 */
export function readRecordedScheme(value: unknown, where: string): StanceScheme {
  if (value === undefined || value === null) return STANCE_SCHEME
  const { sha256, ...fields } = Object(value) as Readonly<Record<string, unknown>>
  const scheme = parseScheme(fields, `${where}, scheme`)
  if (sha256 === schemeSha256(scheme)) return scheme
  throw new PipelineError(
    'SCHEME_INVALID',
    `${where}: expected the scheme as it was written (SHA-256 ${schemeSha256(scheme).slice(0, TAG_DIGITS)}… of what stands there), got another hash (${JSON.stringify(sha256)?.slice(0, 24)}). Give the file unchanged.`,
    { context: { where } },
  )
}

/** Whether two schemes may be mixed: the same id, and the same labels with the same meaning. */
export const isSameScheme = (one: StanceScheme, other: StanceScheme): boolean => schemeTag(one) === schemeTag(other)

/**
 * Checks that a record carries the tag of the scheme it is read under.
 *
 * @param tag what the record names; null where it names none, and so is of the scheme that ships
 * @param where what and where the record is, for the message: "line 3 of scored.jsonl"
 * @throws {PipelineError} `SCHEME_MISMATCH`
 */
export function checkSchemeTag(tag: string | null, scheme: StanceScheme, where: string): void {
  const wanted = recordedTag(scheme)
  if (tag === wanted) return
  throw new PipelineError('SCHEME_MISMATCH', `${where}: expected ${nameOf(wanted)}, got ${nameOf(tag)}. ${adviceOn(tag, wanted)}`, {
    context: { where, expected: wanted, got: tag },
  })
}

const nameOf = (tag: string | null): string =>
  tag === null ? `the labels that ship (${STANCE_SCHEME.labels.join(', ')})` : `the scheme ${tag}`

function adviceOn(tag: string | null, wanted: string | null): string {
  if (tag === null) return 'Leave --scheme out, or score the posts by a model of your labels.'
  const isOtherVersion = wanted !== null && wanted.split('@')[0] === tag.split('@')[0]
  return isOtherVersion
    ? 'The scheme was changed since (labels, sides, definitions or question): give the version of then, or make the file again.'
    : `Give that scheme with --scheme, as scheme.json or as the folder of a model of it: results of two schemes are never mixed.`
}
