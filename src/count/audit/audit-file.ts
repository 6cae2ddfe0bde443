import { PipelineError } from '../../base/errors.js'
import { parseJson } from '../../base/json-shape.js'
import { sha256Of } from '../../base/text/sha256-text.js'
import type { Audit, AuditDesign } from './audit.js'
import { type AuditEvent, countCorrected, grownDesign, labelsInForce } from './audit-event.js'
import { eventParser, parseDesign } from './parse-audit.js'

/** An audit file as it was written: the draw, then labels, corrections with their reason, and enlargements, a line each. */
export interface AuditFile extends Required<Audit> {
  readonly events: readonly AuditEvent[]
  /** Of the file's bytes, 64 hex digits. */
  readonly sha256: string
  /** Bytes of the whole lines, their line ends included. */
  readonly byteCount: number
  /** Bytes behind the last whole line, left by a process that was killed while writing. */
  readonly tornByteCount: number
  /** True if the last whole line lacks only its line end. */
  readonly lacksLineEnd: boolean
}

export const settleEvents = (events: readonly AuditEvent[]): Omit<Required<Audit>, 'design'> => ({
  labels: labelsInForce(events),
  correctedCount: countCorrected(events),
})

const LINE_FEED = 0x0a

/**
 * Checks the bytes of an audit file: the design and every event. A torn last line is left out and counted.
 *
 * @param path the file's name, for messages
 * @throws {PipelineError} `AUDIT_INVALID` for what is no audit file; `AUDIT_POST_UNKNOWN` for a label of a post that was not drawn
 */
export function parseAuditFile(bytes: Uint8Array, path: string): AuditFile {
  const textOf = (part: Uint8Array): string =>
    new TextDecoder('utf-8', { ignoreBOM: true }).decode(part)
  const wholeEnd = bytes.lastIndexOf(LINE_FEED) + 1
  const lines = textOf(bytes.subarray(0, wholeEnd)).split('\n').slice(0, -1)
  // A line without its line end is valid. A kill, or an editor that strips the last line end, leaves one.
  const rest = textOf(bytes.subarray(wholeEnd))
  const lacksLineEnd = rest !== '' && parseJson(rest, () => null) !== null
  const [first = '', ...others] = lacksLineEnd ? [...lines, rest] : lines
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
  let design: AuditDesign = parseDesign(parseLine(first, 1), path)
  const parseEvent = eventParser(design, path)
  const events = others.map((line, index) => parseEvent(parseLine(line, index + 2), index + 2))
  for (const event of events) if (event.kind === 'grow') design = grownDesign(design, event)
  return {
    design,
    events,
    ...settleEvents(events),
    sha256: sha256Of(bytes),
    byteCount: lacksLineEnd ? bytes.length : wholeEnd,
    tornByteCount: lacksLineEnd ? 0 : bytes.length - wholeEnd,
    lacksLineEnd,
  }
}

/** Renders records as the lines of an audit file. */
export const auditLines = (records: readonly object[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('')
