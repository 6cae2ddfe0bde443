import type { CorpusFile, CorpusFinding } from './corpus.js'

/** A line of a JSONL file that holds an object. */
export interface JsonLine {
  readonly lineNumber: number
  readonly record: Readonly<Record<string, unknown>>
}

/** What a key may hold; a key that is not listed is a fault. */
export type RecordShape = Readonly<
  Record<string, { readonly test: (value: unknown) => boolean; readonly expected: string; readonly optional?: true }>
>

export const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''
export const isTextList = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText)
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Parses one file of JSON; null and a finding where it is broken. */
export function parseJson(file: CorpusFile, findings: CorpusFinding[]): unknown {
  try {
    return JSON.parse(file.text)
  } catch (error) {
    findings.push({ file: file.name, lineNumber: 0, rule: 'json', message: `expected JSON, got ${messageOf(error)}` })
    return null
  }
}

/** Parses a JSONL file line by line; blank lines at the end are allowed, broken lines become findings. */
export function parseJsonLines(file: CorpusFile, findings: CorpusFinding[]): readonly JsonLine[] {
  const lines = file.text.split('\n')
  while (lines.at(-1)?.trim() === '') lines.pop()
  return lines.flatMap((line, index) => {
    const place = { file: file.name, lineNumber: index + 1, rule: 'json' }
    try {
      const record: unknown = JSON.parse(line)
      if (isObject(record)) return [{ lineNumber: index + 1, record }]
      findings.push({ ...place, message: 'expected one JSON object a line' })
    } catch (error) {
      findings.push({ ...place, message: `expected one JSON object a line, got ${messageOf(error)}` })
    }
    return []
  })
}

/**
 * Compares a record with a shape.
 *
 * @returns whether the record fits; each key that does not is pushed to `findings` under the rule `schema`
 */
export function fitsShape(
  record: Readonly<Record<string, unknown>>,
  shape: RecordShape,
  place: { readonly file: string; readonly lineNumber: number },
  findings: CorpusFinding[],
): boolean {
  const before = findings.length
  const fault = (message: string) => findings.push({ file: place.file, lineNumber: place.lineNumber, rule: 'schema', message })
  for (const key of Object.keys(record)) if (!Object.hasOwn(shape, key)) fault(`expected no key "${key}"`)
  for (const [key, { test, expected, optional }] of Object.entries(shape)) {
    if (!Object.hasOwn(record, key)) {
      if (!optional) fault(`expected "${key}" (${expected}), got none`)
    } else if (!test(record[key])) fault(`expected "${key}" to be ${expected}, got ${JSON.stringify(record[key])}`)
  }
  return findings.length === before
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
