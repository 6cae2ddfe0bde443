import * as v from 'valibot'
import { isRecord } from '../../src/base/json-shape.js'
import type { CorpusFile, CorpusFinding } from './corpus.js'

export interface JsonLine {
  readonly lineNumber: number
  readonly record: Readonly<Record<string, unknown>>
}

/** Parses a JSON file; returns null and adds a finding for invalid JSON. */
export function parseJson(file: CorpusFile, findings: CorpusFinding[]): unknown {
  try {
    return JSON.parse(file.text)
  } catch (error) {
    findings.push({ file: file.name, lineNumber: 0, rule: 'json', message: `expected JSON, got ${messageOf(error)}` })
    return null
  }
}

/** Parses a JSONL file. Blank lines at the end are allowed; invalid lines become findings. */
export function parseJsonLines(file: CorpusFile, findings: CorpusFinding[]): readonly JsonLine[] {
  const lines = file.text.split('\n')
  while (lines.at(-1)?.trim() === '') lines.pop()
  return lines.flatMap((line, index) => {
    const place = { file: file.name, lineNumber: index + 1, rule: 'json' }
    try {
      const record: unknown = JSON.parse(line)
      if (isRecord(record)) return [{ lineNumber: index + 1, record }]
      findings.push({ ...place, message: 'expected one JSON object a line' })
    } catch (error) {
      findings.push({ ...place, message: `expected one JSON object a line, got ${messageOf(error)}` })
    }
    return []
  })
}

/**
 * Checks a record against a shape.
 *
 * @returns whether the record fits; each invalid field is added to `findings` under the rule `schema`
 */
export function fitsShape<Shape extends v.GenericSchema>(
  value: unknown,
  shape: Shape,
  place: { readonly file: string; readonly lineNumber: number },
  findings: CorpusFinding[],
): value is v.InferOutput<Shape> {
  const { issues = [] } = v.safeParse(shape, value, { abortPipeEarly: true })
  for (const issue of issues) {
    const [field, got] = [v.getDotPath(issue) ?? 'the record', issue.input]
    const message =
      got === undefined ? `expected ${field}, got none` : `expected ${field} to be ${issue.message}, got ${JSON.stringify(got)}`
    findings.push({ ...place, rule: 'schema', message })
  }
  return issues.length === 0
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
