import * as v from 'valibot'
import { PipelineError } from '../../base/errors.js'
import { BOOLEAN, COUNT, listOf, misfitError, oneOf, onlyOf, parseShape, SHA256, type ShapeFault, TEXT } from '../../base/json-shape.js'
import { parseRecordedScheme, recordScheme } from '../../base/scheme/scheme-tag.js'
import { unitKeyOf } from '../../base/thread/unit-key.js'
import { AUDIT_SCHEMA, type AuditDesign, CODER_KINDS } from './audit.js'
import type { AuditEvent } from './audit-event.js'

/** A chance written as a decimal may miss its fraction by this much. */
const PROBABILITY_TOLERANCE = 1e-9
const FAULT: ShapeFault = { code: 'AUDIT_INVALID', advice: 'Use the file as audit wrote it, or take a new sample.' }

const isNumbers = (value: unknown): boolean => Array.isArray(value) && value.every((one) => typeof one === 'number')
const POSITIVE = v.pipe(COUNT, v.minValue(1, 'a whole number of at least 1'))
const HASH = v.pipe(TEXT, v.regex(/^[0-9a-f]{16}$/, '16 hex digits'))
const UNIT = { threadId: TEXT, postId: TEXT, dealId: v.nullable(TEXT) }
const DESIGN = onlyOf({
  schema: v.literal(AUDIT_SCHEMA, `"${AUDIT_SCHEMA}"`),
  method: v.literal('uniform', '"uniform": a random sample'),
  ...{ size: POSITIVE, sizesBefore: v.exactOptional(listOf(POSITIVE)), seed: COUNT },
  ...{ populationSha256: SHA256, scoredSha256: SHA256, scoredCount: POSITIVE },
  ...{ model: v.nullable(TEXT), labels: listOf(TEXT), scheme: v.exactOptional(v.unknown()) },
  deals: v.exactOptional(listOf(onlyOf({ id: TEXT, mover: TEXT, move: TEXT }))),
  strata: listOf(onlyOf({ id: TEXT, dealId: v.nullable(TEXT), populationCount: POSITIVE, sampleCount: COUNT })),
  units: listOf(onlyOf({ ...UNIT, stratum: TEXT, probability: v.number('a number'), textHash: HASH })),
  drawn: v.exactOptional(
    onlyOf({
      // One for each judgement, checked without a copy.
      predictions: v.custom<readonly (readonly number[])[]>((value) => Array.isArray(value) && value.every(isNumbers), 'lists of numbers'),
      authors: v.custom<readonly number[]>(isNumbers, 'a list of numbers'),
      timesSha256: SHA256,
      placesSha256: SHA256,
    }),
  ),
})

const KIND = onlyOf({ kind: v.picklist(['label', 'undo', 'look', 'grow'], 'label, undo, look or grow') })
const CODED = { coder: v.pipe(TEXT, v.nonEmpty('a name')), isAdjudication: BOOLEAN }
const AT = { at: v.nullable(TEXT) }
const EVENTS = {
  look: onlyOf({ kind: v.literal('look'), command: TEXT, ...AT }),
  grow: onlyOf({ kind: v.literal('grow'), unitCount: POSITIVE, isBlind: v.exactOptional(v.literal(true, 'true')), ...AT }),
  undo: onlyOf({ kind: v.literal('undo'), ...CODED, ...AT }),
  label: onlyOf({
    ...{ kind: v.literal('label'), ...UNIT, ...CODED, ...AT },
    ...{ coderKind: v.exactOptional(oneOf(...CODER_KINDS)), label: v.nullable(TEXT) },
    ...{ isInDoubt: v.exactOptional(BOOLEAN), isUnclear: v.exactOptional(BOOLEAN), note: v.exactOptional(TEXT) },
    reason: v.exactOptional(v.pipe(TEXT, v.nonEmpty('a reason'))),
  }),
}

/**
 * Checks the first line of an audit file. Each chance is the stratum's drawn count over its size. Every unit stands once, in a stratum of
 * its deal; each stratum has the stated number.
 *
 * @param value what `JSON.parse` gave
 * @param where the file's name, for the message
 */
export function parseDesign(value: unknown, where: string): AuditDesign {
  const fail = (expected: string, got: unknown): never => {
    throw misfitError(expected, got, `line 1 of ${where}`, FAULT)
  }
  const design = parseShape(DESIGN, value, `line 1 of ${where}`, 'the design of an audit', FAULT)
  const { labels, scheme: given, strata, units } = design
  if (labels.length < 2 || new Set(labels).size !== labels.length) fail('at least two labels, each once', labels)
  const scheme = given === undefined ? null : recordScheme(parseRecordedScheme(given, where))
  if (scheme !== null && scheme.labels.join('\n') !== labels.join('\n')) fail('labels to be those of the scheme', labels)
  const stratumById = new Map(strata.map((stratum) => [stratum.id, stratum]))
  if (stratumById.size !== strata.length) fail('every stratum once', strata.map(({ id }) => id).join(', '))
  const seen = new Set<string>()
  for (const [index, unit] of units.entries()) {
    const { probability } = unit
    const name = `units[${index}].`
    const stratum = stratumById.get(unit.stratum)
    if (stratum === undefined || stratum.dealId !== unit.dealId) return fail(`${name}stratum to be a stratum of its deal`, unit.stratum)
    const drawnShare = stratum.sampleCount / stratum.populationCount
    if (!(probability > 0 && probability <= 1)) fail(`${name}probability to be a number above 0 and at most 1`, probability)
    if (Math.abs(probability - drawnShare) > PROBABILITY_TOLERANCE) fail(`${name}probability to be ${drawnShare}`, probability)
    if (seen.has(unitKeyOf(unit))) fail('every unit once', `post "${unit.postId}" again (units[${index}])`)
    seen.add(unitKeyOf(unit))
  }
  for (const { id, sampleCount, populationCount } of strata) {
    if (sampleCount > populationCount) fail(`at most ${populationCount} units in stratum "${id}"`, sampleCount)
    const unitCount = units.filter(({ stratum }) => stratum === id).length
    if (unitCount !== sampleCount) fail(`${sampleCount} units in stratum "${id}"`, unitCount)
  }
  const populationCount = strata.reduce((sum, stratum) => sum + stratum.populationCount, 0)
  const { predictions, authors } = design.drawn ?? {}
  for (const list of [predictions, authors]) {
    if (list?.length !== populationCount) fail(`picked to hold what the model said of ${populationCount} posts`, list?.length)
  }
  return { ...design, ...(scheme && { scheme }) } as AuditDesign
}

/**
 * Gives a function that checks a line behind the design, by its value and number (1-based). It throws `AUDIT_INVALID`, or
 * `AUDIT_POST_UNKNOWN` for a label of a unit that was not drawn.
 */
export function eventParser(design: AuditDesign, file: string): (value: unknown, lineNumber: number) => AuditEvent {
  const drawn = new Set(design.units.map(unitKeyOf))
  return (value, lineNumber) => {
    const where = `line ${lineNumber} of ${file}`
    const { kind } = parseShape(KIND, value, where, 'an event', FAULT)
    const event: AuditEvent = parseShape(EVENTS[kind], value, where, 'an event', FAULT)
    if (event.kind !== 'label') return event
    if (event.label !== null && !design.labels.includes(event.label)) {
      throw misfitError(`label to be one of ${design.labels.join(', ')}, or null`, event.label, where, FAULT)
    }
    if (drawn.has(unitKeyOf(event))) return event
    const { threadId, postId, dealId } = event
    const message = `expected labels of the posts picked, got one of post "${postId}" (${where}). Use the file as audit wrote it.`
    throw new PipelineError('AUDIT_POST_UNKNOWN', message, { context: { threadId, postId, dealId, lineNumber } })
  }
}
