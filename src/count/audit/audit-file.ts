import { PipelineError } from '../../base/errors.js'
import { parseJson } from '../../base/json-shape.js'
import { sealLine, sha256Of, unsealLine } from '../../base/text/sha256-text.js'
import type { Audit, AuditDesign } from './audit.js'
import { type AuditEvent, countChanges, countLooks, labelsInForce } from './audit-event.js'
import { countCorrections } from './corrections.js'
import { eventParser, parseDesign } from './parse-audit.js'

/** An audit file as it was written. */
export interface AuditFile extends Required<Audit> {
  readonly events: readonly AuditEvent[]
  /** Of the file's bytes, 64 hex digits. */
  readonly sha256: string
  /** Link of the last whole line. */
  readonly chain: string
  /** Bytes of the whole lines, their line ends included. */
  readonly byteCount: number
  /** Bytes behind the last whole line, left by a process that was killed while writing. */
  readonly tornByteCount: number
  /** True if the last whole line lacks only its line end. */
  readonly lacksLineEnd: boolean
}

export const settleEvents = (design: AuditDesign, events: readonly AuditEvent[]): Omit<Required<Audit>, 'design'> => ({
  labels: labelsInForce(events),
  lookCount: countLooks(events),
  changedCount: countChanges(events),
  corrections: countCorrections(design, events),
})

const LINE_FEED = 0x0a

/**
 * Checks the bytes of an audit file: the hash chain, the design and every event. A torn last line is left out and counted.
 *
 * @param path the file's name, for messages
 * @throws {PipelineError} `AUDIT_EDITED` for a line that is not as it was written; `AUDIT_INVALID` for what is no audit file;
 *   `AUDIT_POST_UNKNOWN` for a label of a post that was not drawn
 */
export function parseAuditFile(bytes: Uint8Array, path: string): AuditFile {
  const textOf = (part: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(part)
  const wholeEnd = bytes.lastIndexOf(LINE_FEED) + 1
  const lines = textOf(bytes.subarray(0, wholeEnd)).split('\n').slice(0, -1)
  let chain = ''
  let design: AuditDesign | undefined
  let parseEvent: ((value: unknown, lineNumber: number) => AuditEvent) | undefined
  const events: AuditEvent[] = []
  const take = (line: string, lineNumber: number): boolean => {
    const unsealed = unsealLine(line, SEAL, chain)
    if (unsealed === null) return false
    chain = unsealed.seal
    const value = parseJson(unsealed.body, (cause) => {
      const message = `${path}: expected one JSON object a line, got none on line ${lineNumber}. Give a file that audit wrote.`
      throw new PipelineError('AUDIT_INVALID', message, { cause, context: { path, lineNumber } })
    })
    if (parseEvent === undefined) {
      design = parseDesign(value, path)
      parseEvent = eventParser(design, path)
    } else events.push(parseEvent(value, lineNumber))
    return true
  }
  for (const [index, line] of lines.entries()) if (!take(line, index + 1)) throw notAsWritten(path, index + 1, line)
  // A line without its line end is valid. A kill, or an editor that strips the last line end, leaves one.
  const rest = bytes.subarray(wholeEnd)
  const lacksLineEnd = rest.length > 0 && take(textOf(rest), lines.length + 1)
  // A torn line is not valid JSON. A line of valid JSON was changed.
  if (!lacksLineEnd && parseJson(textOf(rest), () => undefined) !== undefined) throw notAsWritten(path, lines.length + 1, textOf(rest))
  if (design === undefined) throw notAsWritten(path, 1, lines[0] ?? textOf(rest))
  return {
    design,
    events,
    ...settleEvents(design, events),
    sha256: sha256Of(bytes),
    chain,
    byteCount: lacksLineEnd ? bytes.length : wholeEnd,
    tornByteCount: lacksLineEnd ? 0 : rest.length,
    lacksLineEnd,
  }
}

function notAsWritten(path: string, lineNumber: number, line: string): PipelineError {
  const details = { context: { path, lineNumber } }
  if (lineNumber === 1 && !line.includes('"dealstance/audit@')) {
    const got = line === '' ? 'an empty file' : 'a first line that holds no design'
    const message = `${path}: expected an audit file, got ${got}. Give a file that audit wrote${line === '' ? ', or remove this one' : ''}.`
    return new PipelineError('AUDIT_INVALID', message, details)
  }
  const message = `${path}: expected every line as audit wrote it, got line ${lineNumber} changed, moved, or without the line before it. Restore the file. To correct a label use audit --relabel, never an editor.`
  return new PipelineError('AUDIT_EDITED', message, details)
}

const SEAL = 'chain'

/**
 * Renders records as lines of JSON, each sealed over the seal of the line before it.
 *
 * @param previous seal of the line before; none for the first lines of a file
 * @returns the lines, and the seal of the last: 16 hex digits
 */
export function chainLines(records: readonly object[], previous = ''): { readonly text: string; readonly chain: string } {
  let [text, chain] = ['', previous]
  for (const record of records) {
    const sealed = sealLine(record, SEAL, chain)
    chain = sealed.seal
    text += sealed.line
  }
  return { text, chain }
}
