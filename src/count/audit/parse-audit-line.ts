import * as v from 'valibot'
import { PipelineError } from '../../base/errors.js'
import {
  BOOLEAN,
  COUNT,
  listOf,
  misfitError,
  oneOf,
  onlyOf,
  parseShape,
  SHA256,
  type ShapeFault,
  TEXT,
} from '../../base/json-shape.js'
import { parseRecordedScheme, recordScheme } from '../../base/scheme/scheme-tag.js'
import { countEach } from '../../base/statistics/group-by.js'
import { unitKeyOf } from '../../base/thread/unit-key.js'
import { AUDIT_SCHEMA, type AuditDesign, CODER_KINDS } from './audit.js'
import { type AuditEvent, designAfter, isDraw } from './audit-event.js'

const FAULT: ShapeFault = {
  code: 'AUDIT_INVALID',
  advice: 'Use the file as audit wrote it, or take a new sample.',
}

const POSITIVE = v.pipe(COUNT, v.minValue(1, 'a whole number of at least 1'))
const HASH = v.pipe(TEXT, v.regex(/^[0-9a-f]{16}$/, '16 hex digits'))
const UNIT = { threadId: TEXT, postId: TEXT, dealId: v.nullable(TEXT) }
const SAMPLE = {
  size: POSITIVE,
  strata: listOf(
    onlyOf({ dealId: v.nullable(TEXT), populationCount: POSITIVE, sampleCount: COUNT }),
  ),
  units: listOf(onlyOf({ ...UNIT, textHash: HASH })),
}
const DESIGN = onlyOf({
  schema: v.literal(AUDIT_SCHEMA, `"${AUDIT_SCHEMA}"`),
  seed: COUNT,
  populationSha256: SHA256,
  model: v.nullable(TEXT),
  labels: listOf(TEXT),
  scheme: v.exactOptional(v.unknown()),
  deals: v.exactOptional(listOf(onlyOf({ id: TEXT, mover: TEXT, move: TEXT }))),
  ...SAMPLE,
})

const KIND = onlyOf({
  kind: v.picklist(
    ['label', 'undo', 'grow', 'redraw', 'accept'],
    'label, undo, grow, redraw or accept',
  ),
})
const CODED = { coder: v.pipe(TEXT, v.nonEmpty('a name')), isAdjudication: BOOLEAN }
const AT = { at: v.nullable(TEXT) }
const REASON = v.pipe(TEXT, v.nonEmpty('a reason'))
const EVENTS = {
  grow: onlyOf({ kind: v.literal('grow'), ...SAMPLE, ...AT }),
  redraw: onlyOf({ kind: v.literal('redraw'), round: COUNT, seed: COUNT, ...SAMPLE, ...AT }),
  accept: onlyOf({
    kind: v.literal('accept'),
    of: v.exactOptional(v.picklist(['mover', 'wording'])),
    reason: REASON,
    ...AT,
  }),
  undo: onlyOf({ kind: v.literal('undo'), ...CODED, ...AT }),
  label: onlyOf({
    kind: v.literal('label'),
    ...UNIT,
    ...CODED,
    ...AT,
    coderKind: v.exactOptional(oneOf(...CODER_KINDS)),
    label: v.nullable(TEXT),
    isInDoubt: v.exactOptional(BOOLEAN),
    isUnclear: v.exactOptional(BOOLEAN),
    isCarried: v.exactOptional(BOOLEAN),
    note: v.exactOptional(TEXT),
    reason: v.exactOptional(REASON),
  }),
}

/** What a sample lacks; null where each unit stands once, and each stratum has its units. */
function faultOf({ strata, units }: Pick<AuditDesign, 'strata' | 'units'>): string | null {
  const countOf = countEach(units.map(({ dealId }) => dealId))
  if (new Set(strata.map(({ dealId }) => dealId)).size !== strata.length)
    return 'every deal once in strata'
  if (new Set(units.map(unitKeyOf)).size !== units.length) return 'every unit once'
  for (const { dealId, populationCount, sampleCount } of strata) {
    const name = dealId === null ? 'no deal' : `deal "${dealId}"`
    if (sampleCount > populationCount) return `at most ${populationCount} units of ${name}`
    if ((countOf.get(dealId) ?? 0) !== sampleCount) return `${sampleCount} units of ${name}`
    countOf.delete(dealId)
  }
  return countOf.size > 0 ? 'every unit in a stratum of its deal' : null
}

/** Checks the first line of an audit file. @param value from `JSON.parse` */
export function parseDesign(value: unknown, file: string): AuditDesign {
  const where = `line 1 of ${file}`
  const design = parseShape(DESIGN, value, where, 'the design of an audit', FAULT)
  const check = (isRight: boolean, expected: string, got: unknown = design.labels): void => {
    if (!isRight) throw misfitError(expected, got, where, FAULT)
  }
  const { labels } = design
  check(
    labels.length > 1 && new Set(labels).size === labels.length,
    'at least two labels, each once',
  )
  const scheme =
    design.scheme === undefined ? null : recordScheme(parseRecordedScheme(design.scheme, file))
  check(
    scheme === null || scheme.labels.join('\n') === labels.join('\n'),
    'labels to be those of the scheme',
  )
  const fault = faultOf(design)
  check(fault === null, fault ?? '', 'another sample')
  return { ...design, ...(scheme && { scheme }) } as AuditDesign
}

/** Gives a function that checks the lines behind the design in turn, by value and number. */
export function eventParser(
  first: AuditDesign,
  file: string,
): (value: unknown, lineNumber: number) => AuditEvent {
  let design = first
  let drawn = new Set(design.units.map(unitKeyOf))
  return (value, lineNumber) => {
    const where = `line ${lineNumber} of ${file}`
    const { kind } = parseShape(KIND, value, where, 'an event', FAULT)
    const event: AuditEvent = parseShape(EVENTS[kind], value, where, 'an event', FAULT)
    if (isDraw(event)) {
      design = designAfter(design, event)
      const fault = faultOf(design)
      if (fault !== null) throw misfitError(fault, 'another sample', where, FAULT)
      drawn = new Set(design.units.map(unitKeyOf))
    }
    if (event.kind !== 'label') return event
    const { label, threadId, postId, dealId } = event
    if (label !== null && !design.labels.includes(label)) {
      const expected = `label to be one of ${design.labels.join(', ')}, or null`
      throw misfitError(expected, label, where, FAULT)
    }
    if (drawn.has(unitKeyOf(event))) return event
    const message = `expected labels of the posts picked, got one of post "${postId}" (${where}). Use the file as audit wrote it.`
    throw new PipelineError('AUDIT_POST_UNKNOWN', message, {
      context: { threadId, postId, dealId, lineNumber },
    })
  }
}
