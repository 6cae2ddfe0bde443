import { tryJsonLossless } from '../../base/text/parse-json-lossless.js'
import { isJsonObject, type JsonObject } from './json-fields.js'

/** Beginning of an input, by which its source is recognised. */
export interface SourceSample {
  readonly text: string
  /** At most five JSON objects from the start: lines, array entries, or a document. Empty for other texts. */
  readonly records: () => readonly JsonObject[]
}

/** Returns evidence for a source, worded to follow "because", or null. */
export type RecogniseSource = (sample: SourceSample) => string | null

export const byRecords =
  (signOf: (record: JsonObject, text: string) => string | null | undefined): RecogniseSource =>
  ({ records, text }) => {
    for (const record of records()) {
      const sign = signOf(record, text)
      if (sign != null) return sign
    }
    return null
  }

const RECORD_LIMIT = 5

export function sampleOf(text: string): SourceSample {
  let found: readonly JsonObject[] | undefined
  return { text, records: () => (found ??= firstObjects(text)) }
}

function firstObjects(text: string): JsonObject[] {
  const start = text.search(/[^\s\ufeff]/)
  if (start === -1 || (text[start] !== '{' && text[start] !== '[')) return []
  const values: unknown[] = []
  for (
    let from = start, lineCount = 0;
    from < text.length && lineCount < RECORD_LIMIT;
    lineCount += 1
  ) {
    const feed = text.indexOf('\n', from)
    const end = feed === -1 ? text.length : feed
    values.push(tryJsonLossless(text.slice(from, end)))
    from = end + 1
  }
  if (values[0] === undefined) {
    // A first line that is not JSON opens a longer document, or is a broken record.
    const document = tryJsonLossless(text.slice(start))
    if (document !== undefined) return objectsIn([document])
  }
  return objectsIn(values)
}

const objectsIn = (values: readonly unknown[]): JsonObject[] =>
  values
    .flatMap((value) => (Array.isArray(value) ? value.slice(0, RECORD_LIMIT) : [value]))
    .filter(isJsonObject)
    .slice(0, RECORD_LIMIT)
