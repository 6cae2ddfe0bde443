import { PipelineError } from '../errors.js'
import { parseRecordedScheme, recordScheme } from '../scheme/scheme-tag.js'
import { unitKeyOf } from '../thread/unit-key.js'
import { AUDIT_SCHEMA, type AuditDesign, type AuditStratum, type AuditUnit, CODER_KINDS, type ForgottenUnits } from './audit.js'
import type { AuditEvent } from './audit-event.js'

/** A chance written as a decimal may miss its fraction by this much. */
const PROBABILITY_TOLERANCE = 1e-9

/**
 * Checks the first line of an audit file: fields and types, chances in (0, 1] that are the stratum's drawn over its whole (null where
 * units were suggested), every unit once and in a stratum of its deal, as many units in each stratum as it says.
 *
 * @param value what `JSON.parse` gave
 * @param where the file's name, for the message
 * @throws {PipelineError} `AUDIT_INVALID` naming the first field that is wrong
 */
export function parseDesign(value: unknown, where: string): AuditDesign {
  const check = checksAt(`line 1 of ${where}`)
  const { fail, record, string, stringOrNull, whole } = check
  const source = record(value, 'the design of an audit')
  const { schema } = source
  if (schema !== 'dealstance/audit@1' && schema !== AUDIT_SCHEMA)
    return fail(`schema to be "${AUDIT_SCHEMA}" or "dealstance/audit@1"`, schema)
  const isOld = schema !== AUDIT_SCHEMA
  const { method, sizesBefore } = source
  if (method !== 'uniform' && method !== 'stratified' && method !== 'suggested') {
    return fail('method to be uniform, stratified or suggested', method)
  }
  const digits = (value: unknown, count: number, name: string): string =>
    typeof value === 'string' && value.length === count && /^[0-9a-f]*$/.test(value) ? value : fail(`${name} of ${count} hex digits`, value)
  const labels = check.list(source['labels'], 'labels').map((label, index) => string(label, `labels[${index}]`))
  if (labels.length < 2 || new Set(labels).size !== labels.length) fail('at least two labels, each once', labels)
  const scheme = source['scheme'] === undefined ? null : recordScheme(parseRecordedScheme(source['scheme'], where))
  if (scheme !== null && scheme.labels.join('\n') !== labels.join('\n')) fail('labels to be those of the scheme', labels)
  const strata = check.list(source['strata'], 'strata').map((entry, index): AuditStratum => {
    const name = `strata[${index}].`
    const stratum = record(entry, `strata[${index}]`)
    const populationCount = whole(stratum['populationCount'], 1, Number.MAX_SAFE_INTEGER, `${name}populationCount`)
    return {
      id: string(stratum['id'], `${name}id`),
      dealId: stringOrNull(stratum['dealId'], `${name}dealId`),
      populationCount,
      sampleCount: whole(stratum['sampleCount'], 0, populationCount, `${name}sampleCount`),
    }
  })
  const stratumById = new Map(strata.map((stratum) => [stratum.id, stratum]))
  if (stratumById.size !== strata.length) fail('every stratum once', strata.map(({ id }) => id).join(', '))
  const seen = new Set<string>()
  const countByStratum = new Map<string, number>()
  const units = check.list(source['units'], 'units').map((entry, index): AuditUnit => {
    const name = `units[${index}].`
    const source = record(entry, `units[${index}]`)
    const unit = parseUnitId(source, name, check)
    const stratum = stratumById.get(string(source['stratum'], `${name}stratum`))
    if (stratum === undefined || stratum.dealId !== unit.dealId)
      return fail(`${name}stratum to be a stratum of its deal`, source['stratum'])
    const { probability } = source
    if (method === 'suggested') {
      if (probability !== null) return fail(`${name}probability to be null, since nothing was drawn`, probability)
    } else if (typeof probability !== 'number' || !(probability > 0 && probability <= 1)) {
      return fail(`${name}probability to be a number above 0 and at most 1`, probability)
    }
    const drawnShare = stratum.sampleCount / stratum.populationCount
    if (probability !== null && Math.abs(probability - drawnShare) > PROBABILITY_TOLERANCE) {
      fail(`${name}probability to be ${drawnShare}`, probability)
    }
    const key = unitKeyOf(unit)
    if (seen.has(key)) fail('every unit once', `post "${unit.postId}" again (units[${index}])`)
    seen.add(key)
    countByStratum.set(stratum.id, (countByStratum.get(stratum.id) ?? 0) + 1)
    const isTextBound = !isOld && method !== 'suggested'
    return {
      ...unit,
      stratum: stratum.id,
      probability,
      ...(isTextBound && { textHash: digits(source['textHash'], 16, `${name}textHash`) }),
    }
  })
  for (const { id, sampleCount } of strata) {
    const unitCount = countByStratum.get(id) ?? 0
    if (unitCount !== sampleCount) fail(`${sampleCount} units in stratum "${id}"`, unitCount)
  }
  const populationCount = strata.reduce((sum, stratum) => sum + stratum.populationCount, 0)
  const isPlaced = !isOld && method === 'stratified'
  const places = isPlaced
    ? check
        .list(source['populationStrata'], 'populationStrata')
        .map((place, index) => whole(place, 0, strata.length - 1, `populationStrata[${index}]`))
    : []
  if (isPlaced && places.length !== populationCount) fail(`populationStrata of ${populationCount} judgements`, places.length)
  const forgotten = source['forgotten'] === undefined ? null : parseForgotten(source['forgotten'], check)
  return {
    schema,
    method,
    size: whole(source['size'], 1, Number.MAX_SAFE_INTEGER, 'size'),
    ...(sizesBefore !== undefined && {
      sizesBefore: check
        .list(sizesBefore, 'sizesBefore')
        .map((size, index) => whole(size, 1, Number.MAX_SAFE_INTEGER, `sizesBefore[${index}]`)),
    }),
    seed: whole(source['seed'], 0, Number.MAX_SAFE_INTEGER, 'seed'),
    ...(!isOld && { populationSha256: digits(source['populationSha256'], 64, 'populationSha256') }),
    scoredSha256: digits(source['scoredSha256'], 64, 'scoredSha256'),
    scoredCount: whole(source['scoredCount'], 1, Number.MAX_SAFE_INTEGER, 'scoredCount'),
    model: stringOrNull(source['model'], 'model'),
    labels,
    ...(scheme && { scheme }),
    strata,
    units,
    ...(isPlaced && { populationStrata: places }),
    ...(forgotten && { forgotten }),
  }
}

function parseForgotten(value: unknown, { fail, record, string, whole }: ReturnType<typeof checksAt>): ForgottenUnits {
  const { unitCount, previousChain, isSeedChosen } = record(value, 'forgotten')
  if (isSeedChosen !== undefined && typeof isSeedChosen !== 'boolean')
    return fail('forgotten.isSeedChosen to be true or false', isSeedChosen)
  return {
    unitCount: whole(unitCount, 0, Number.MAX_SAFE_INTEGER, 'forgotten.unitCount'),
    previousChain: string(previousChain, 'forgotten.previousChain'),
    ...(isSeedChosen !== undefined && { isSeedChosen }),
  }
}

/**
 * A check for the lines behind the design.
 *
 * @returns a function that takes a line's value and number (1-based) and throws `AUDIT_INVALID`, or `AUDIT_POST_UNKNOWN` for a label of
 *   a unit that was not drawn
 */
export function eventParser(design: AuditDesign, file: string): (value: unknown, lineNumber: number) => AuditEvent {
  const drawn = new Set(design.units.map(unitKeyOf))
  return (value, lineNumber) => {
    const where = `line ${lineNumber} of ${file}`
    const check = checksAt(where)
    const source = check.record(value, 'an event')
    const { kind, isAdjudication, label, coderKind } = source
    const at = check.stringOrNull(source['at'], 'at')
    if (kind === 'look') return { kind, command: check.string(source['command'], 'command'), at }
    if (kind === 'grow') return { kind, unitCount: check.whole(source['unitCount'], 1, Number.MAX_SAFE_INTEGER, 'unitCount'), at }
    const coder = check.string(source['coder'], 'coder')
    if (coder === '') check.fail('coder to be a name', coder)
    if (typeof isAdjudication !== 'boolean') return check.fail('isAdjudication to be true or false', isAdjudication)
    const common = { coder, isAdjudication, at }
    if (kind === 'undo') return { kind, ...common }
    if (kind !== 'label') return check.fail('kind to be label, undo, look or grow', kind)
    if (label !== null && !(typeof label === 'string' && design.labels.includes(label))) {
      return check.fail(`label to be one of ${design.labels.join(', ')}, or null`, label)
    }
    const known = CODER_KINDS.find((one) => one === coderKind)
    if (coderKind !== undefined && known === undefined) return check.fail(`coderKind to be one of ${CODER_KINDS.join(', ')}`, coderKind)
    const unit = parseUnitId(source, '', check)
    if (!drawn.has(unitKeyOf(unit))) {
      throw new PipelineError(
        'AUDIT_POST_UNKNOWN',
        `expected labels of the judgements that were drawn, got one of post "${unit.postId}" (${where}). Use the file as audit wrote it.`,
        { context: { ...unit, lineNumber } },
      )
    }
    return { kind, ...unit, ...common, ...(known && { coderKind: known }), label }
  }
}

type Fields = { readonly [key: string]: unknown }

function parseUnitId(source: Fields, name: string, { string, stringOrNull }: ReturnType<typeof checksAt>) {
  return {
    threadId: string(source['threadId'], `${name}threadId`),
    postId: string(source['postId'], `${name}postId`),
    dealId: stringOrNull(source['dealId'], `${name}dealId`),
  }
}

function checksAt(where: string) {
  const fail = (expected: string, got: unknown): never => {
    const shown = got === undefined ? 'nothing' : (JSON.stringify(got) ?? String(got)).slice(0, 80)
    throw new PipelineError(
      'AUDIT_INVALID',
      `expected ${expected}, got ${shown} (${where}). Use the file as audit wrote it, or draw a new sample.`,
      { context: { where } },
    )
  }
  const isString = (value: unknown): value is string => typeof value === 'string'
  return {
    fail,
    string: (value: unknown, name: string): string => (isString(value) ? value : fail(`${name} to be a string`, value)),
    stringOrNull: (value: unknown, name: string): string | null =>
      value === null || isString(value) ? value : fail(`${name} to be a string or null`, value),
    list: (value: unknown, name: string): readonly unknown[] => (Array.isArray(value) ? value : fail(`${name} to be a list`, value)),
    record: (value: unknown, name: string): Fields =>
      typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : fail(`${name} to be an object`, value),
    whole: (value: unknown, low: number, high: number, name: string): number =>
      typeof value === 'number' && Number.isSafeInteger(value) && value >= low && value <= high
        ? value
        : fail(`${name} to be a whole number from ${low} to ${high}`, value),
  }
}
