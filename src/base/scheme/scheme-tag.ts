import * as v from 'valibot'
import { PipelineError } from '../errors.js'
import {
  misfitError,
  parseShape,
  recordOf,
  type ShapeFault,
  strictObjectOf,
} from '../json-shape.js'
import { sha256OfText } from '../text/sha256-text.js'
import { type ByLabel, createScheme, STANCE_SCHEME, type StanceScheme } from './stance-scheme.js'

const INVALID: ShapeFault = {
  code: 'SCHEME_INVALID',
  advice: 'See "Your own labels" in models/README.md.',
}

/** Values used in place of a label: for posts without one, and for skipped units of a sample. */
const RESERVED_LABELS: ReadonlySet<string> = new Set(
  'unsure,unscored,not scored,skipped,unreadable,no label,all labels,__proto__'.split(','),
)

/** Control characters, line separators and direction marks. */
const HIDDEN = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/u

const toNfc = (text: string): string => text.normalize('NFC')
const BARE = 'a text without outer white space'
const lineOf = (maxLength: number) =>
  v.pipe(
    v.string(BARE),
    v.check((text) => text !== '' && text.trim() === text, BARE),
    v.check(
      (text) => text.length <= maxLength && !HIDDEN.test(text),
      `one line of at most ${maxLength} characters`,
    ),
    v.transform(toNfc),
  )
const matching = (pattern: RegExp, expected: string) =>
  v.pipe(v.string(expected), v.regex(pattern, expected))
const LABELS = v.array(lineOf(40), 'a list of labels')
const MEANING = lineOf(2000)
const RULES = 'a list of at most 50 texts'
const byLabelOf = <const Text extends v.GenericSchema<string, string>>(text: Text) =>
  v.exactOptional(recordOf(text, v.pipe(v.string(), v.transform(toNfc))))

const SCHEME = strictObjectOf({
  id: matching(
    /^[a-z0-9][a-z0-9-]{0,59}$/,
    'a name of lower-case letters, digits and hyphens, at most 60',
  ),
  labels: LABELS,
  sides: v.exactOptional(LABELS),
  neutral: v.nullish(lineOf(40), null),
  question: v.exactOptional(lineOf(300)),
  definitions: byLabelOf(MEANING),
  examples: byLabelOf(MEANING),
  rules: v.exactOptional(v.pipe(v.array(MEANING, RULES), v.maxLength(50, RULES))),
  keys: byLabelOf(
    matching(/^[a-pr-tv-z0-9]$/, 'one lower-case letter or digit, not u or q (undo, quit)'),
  ),
})

/**
 * Parses an untrusted coding scheme: `scheme.json`, or the scheme in a model, a breakdown or an
 * audit. Refuses unknown fields, such as the typo "nuetral". Without `sides`, all labels but the
 * neutral one are sides.
 *
 * @param value result of `JSON.parse`
 * @param where name of the source, for error messages: "scheme.json"
 * @throws {PipelineError} `SCHEME_INVALID` naming the first invalid field
 */
export function parseScheme(value: unknown, where: string): StanceScheme {
  const record = parseShape(SCHEME, value, where, 'a coding scheme', INVALID)
  const { labels, neutral } = record
  const seen = new Set<string>()
  for (const label of labels) {
    const folded = label.toLowerCase()
    if (RESERVED_LABELS.has(folded))
      throw misfitError(
        `labels other than ${[...RESERVED_LABELS].join(', ')}, which are reserved`,
        label,
        where,
        INVALID,
      )
    if (seen.has(folded))
      throw misfitError(
        'labels that differ by more than upper and lower case',
        label,
        where,
        INVALID,
      )
    seen.add(folded)
  }
  const scheme = createScheme({
    ...record,
    sides: record.sides ?? labels.filter((label) => label !== neutral),
  })
  if (
    scheme.id !== STANCE_SCHEME.id ||
    scheme.labels.join('\n') === STANCE_SCHEME.labels.join('\n')
  )
    return scheme
  throw misfitError(
    `an id other than "${STANCE_SCHEME.id}", which is reserved for the default labels`,
    scheme.id,
    where,
    INVALID,
  )
}

const hashes = new WeakMap<StanceScheme, string>()

function hasDefaultCodebook({ definitions, examples, rules }: StanceScheme): boolean {
  const scheme = STANCE_SCHEME
  return (
    JSON.stringify([definitions, examples, rules]) ===
    JSON.stringify([scheme.definitions, scheme.examples, scheme.rules])
  )
}

/**
 * SHA-256 of the parts that determine labels, 64 hex digits. Hashes labels, sides, neutral label,
 * question, definitions, examples and rules; leaves out keys and id. The default codebook is left
 * out, so that records of earlier versions keep their hash.
 */
export function schemeSha256(scheme: StanceScheme): string {
  let hash = hashes.get(scheme)
  if (hash === undefined) {
    const { labels, sides, neutral, question = null } = scheme
    const { definitions, examples, rules } = hasDefaultCodebook(scheme)
      ? {}
      : (scheme as Partial<StanceScheme>)
    const inOrder = (texts: ByLabel<string>): (string | null)[] =>
      labels.map((label) => texts[label] ?? null)
    hash = sha256OfText(
      JSON.stringify({
        labels,
        sides,
        neutral,
        question,
        definitions: definitions ? inOrder(definitions) : null,
        ...(examples && { examples: inOrder(examples) }),
        ...(rules && { rules }),
      }),
    )
    hashes.set(scheme, hash)
  }
  return hash
}

/** Hex digits of the hash in a tag: enough that two schemes of one project never collide. */
const TAG_DIGITS = 16

export const schemeTag = (scheme: StanceScheme): string =>
  `${scheme.id}@${schemeSha256(scheme).slice(0, TAG_DIGITS)}`

export const isDefaultScheme = (scheme: StanceScheme): boolean =>
  scheme === STANCE_SCHEME ||
  (scheme.id === STANCE_SCHEME.id && schemeSha256(scheme) === schemeSha256(STANCE_SCHEME))

export const recordedTag = (scheme: StanceScheme): string | null =>
  isDefaultScheme(scheme) ? null : schemeTag(scheme)

/** A scheme recorded in full in a breakdown, an audit or a claim. */
export interface RecordedScheme extends StanceScheme {
  readonly sha256: string
}

export const recordScheme = (scheme: StanceScheme): RecordedScheme | null =>
  isDefaultScheme(scheme) ? null : Object.freeze({ ...scheme, sha256: schemeSha256(scheme) })

/** A scheme as files keep it, without the default codebook, which belongs to the program. */
export function serialisedScheme(scheme: StanceScheme): StanceScheme {
  const { definitions: _definitions, examples: _examples, rules: _rules, ...bare } = scheme
  return hasDefaultCodebook(scheme) ? bare : scheme
}

export function withCodebook(scheme: StanceScheme): StanceScheme {
  const { definitions, examples, rules } = STANCE_SCHEME
  return isDefaultScheme(scheme) && definitions && examples && rules
    ? createScheme({ ...scheme, definitions, examples, rules })
    : scheme
}

/** Parses the scheme of a record. @param value absent or null for the default scheme */
export function parseRecordedScheme(value: unknown, where: string): StanceScheme {
  if (value === undefined || value === null) return STANCE_SCHEME
  const { sha256, ...fields } = Object(value) as Readonly<Record<string, unknown>>
  const scheme = parseScheme(fields, `${where}, scheme`)
  if (sha256 === schemeSha256(scheme)) return withCodebook(scheme)
  const message = `${where}: expected an unmodified scheme (its SHA-256 is ${schemeSha256(scheme).slice(0, TAG_DIGITS)}…), got the recorded hash ${JSON.stringify(sha256)?.slice(0, 24)}. Use the original file.`
  throw new PipelineError('SCHEME_INVALID', message, { context: { where } })
}

export const isSameScheme = (one: StanceScheme, other: StanceScheme): boolean =>
  schemeTag(one) === schemeTag(other)

/**
 * Checks that a record has the tag of the expected scheme.
 *
 * @param tag null for the default scheme
 */
export function checkSchemeTag(tag: string | null, scheme: StanceScheme, where: string): void {
  const expectedTag = recordedTag(scheme)
  if (tag === expectedTag) return
  const message = `${where}: expected ${nameOf(expectedTag)}, got ${nameOf(tag)}. ${adviceOn(tag, expectedTag)}`
  throw new PipelineError('SCHEME_MISMATCH', message, {
    context: { where, expected: expectedTag, got: tag },
  })
}

const nameOf = (tag: string | null): string =>
  tag === null ? `the labels that ship (${STANCE_SCHEME.labels.join(', ')})` : `the scheme ${tag}`

function adviceOn(tag: string | null, expectedTag: string | null): string {
  if (tag === null) return 'Omit --scheme, or score the posts with a model for your labels.'
  const isOtherVersion = expectedTag !== null && expectedTag.split('@')[0] === tag.split('@')[0]
  return isOtherVersion
    ? 'The scheme has changed since (labels, sides, definitions or question). Use its earlier version, or create the file again.'
    : `Give that scheme with --scheme, as scheme.json or as the folder of a model of it: results of two schemes are never mixed.`
}
