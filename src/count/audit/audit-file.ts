import { PipelineError } from '../../base/errors.js'
import { parseJson } from '../../base/json-shape.js'
import { sha256Of } from '../../base/text/sha256-text.js'
import type { Audit } from './audit.js'
import {
  type AuditEvent,
  countCorrected,
  designAfter,
  eventsOfDraw,
  labelsInForce,
} from './audit-event.js'
import { eventParser, parseDesign } from './parse-audit-line.js'

/** An audit file as it was written: the draw, then an event a line. */
export interface AuditFile extends Audit {
  readonly events: readonly AuditEvent[]
  readonly sha256: string
  readonly byteCount: number
  /** Numbers of lines that a process left unfinished when it was killed; they are left out. */
  readonly tornLines: readonly number[]
  readonly lacksLineEnd: boolean
}

export function settleEvents(events: readonly AuditEvent[]): Omit<Audit, 'design'> {
  const reasons = eventsOfDraw(events).filter((event) => event.kind === 'accept')
  const accepted = reasons.findLast((event) => event.of === undefined)?.reason
  const acceptedUnnamed = reasons.findLast((event) => event.of === 'mover')?.reason
  const acceptedWording = reasons.findLast((event) => event.of === 'wording')?.reason
  return {
    labels: labelsInForce(events),
    correctedCount: countCorrected(events),
    ...(accepted !== undefined && { accepted }),
    ...(acceptedUnnamed !== undefined && { acceptedUnnamed }),
    ...(acceptedWording !== undefined && { acceptedWording }),
  }
}

/**
 * True for the beginning of an event that its end never followed. Every whole line ends with a
 * brace; a torn line may end with an inner one.
 */
const isTorn = (line: string): boolean =>
  line.startsWith('{"kind":"'.slice(0, line.length)) &&
  (!line.endsWith('}') || line.split('{').length > line.split('}').length)

/**
 * Checks the bytes of an audit file: the design and every event. A torn line is left out and named.
 *
 * @throws {PipelineError} `AUDIT_INVALID` for another file; `AUDIT_POST_UNKNOWN` for a label of a
 *   post that was not drawn
 */
export function parseAuditFile(bytes: Uint8Array, path: string): AuditFile {
  const lines = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes).split('\n')
  const rest = lines.pop() ?? ''
  // A line without its line end is valid. A kill, or an editor that strips the last line end,
  // leaves one.
  const isRestWhole = parseJson(rest, () => null) !== null
  const [first = '', ...others] = isRestWhole ? [...lines, rest] : lines
  if (!first.includes('"dealstance/audit@')) {
    const got = first === '' ? 'an empty file' : 'a first line that holds no design'
    const advice = first === '' ? ', or remove this one' : ''
    const message = `${path}: expected an audit file, got ${got}. Give a file that audit wrote${advice}.`
    throw new PipelineError('AUDIT_INVALID', message, { context: { path } })
  }
  const parseLine = (line: string, lineNumber: number): unknown =>
    parseJson(line, (cause) => {
      const message = `${path}: expected one JSON object a line, got none on line ${lineNumber}. Give a file that audit wrote.`
      throw new PipelineError('AUDIT_INVALID', message, { cause, context: { path, lineNumber } })
    })
  const drawn = parseDesign(parseLine(first, 1), path)
  const parseEvent = eventParser(drawn, path)
  const tornLines: number[] = []
  const events = others.flatMap((line, index) => {
    const lineNumber = index + 2
    if (!isTorn(line)) return [parseEvent(parseLine(line, lineNumber), lineNumber)]
    tornLines.push(lineNumber)
    return []
  })
  if (rest !== '' && !isRestWhole) tornLines.push(lines.length + 1)
  return {
    design: events.reduce(designAfter, drawn),
    events,
    ...settleEvents(events),
    sha256: sha256Of(bytes),
    byteCount: bytes.length,
    tornLines,
    lacksLineEnd: rest !== '',
  }
}

export const auditLines = (records: readonly object[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('')
