import { lazily } from '../../base/text/lazily.js'
import { tryJsonLossless } from '../../base/text/parse-json-lossless.js'
import { findFields } from './field-names.js'
import { isJsonObject, type JsonObject } from './json-fields.js'

/** Objects of an input, by which its source is recognised. */
export interface SourceSample {
  readonly text: string
  /**
   * JSON objects from all over the input: lines, array entries, or a document. Empty for other
   * texts.
   */
  readonly records: () => readonly JsonObject[]
  /** True for objects within wrappers, where other things stand beside the posts. */
  readonly isWithin?: boolean
}

/** Returns evidence for a source, worded to follow "because", or null. */
export type RecogniseSource = (sample: SourceSample) => string | null

/**
 * Recognises a source by the records that have a sign of it: at least half of them, or one within
 * wrappers.
 */
export const byRecords =
  (signOf: (record: JsonObject) => string | null | undefined): RecogniseSource =>
  ({ records, isWithin = false }) => {
    const all = records()
    const signs = all.flatMap((record) => signOf(record) ?? [])
    return isWithin || signs.length * 2 >= all.length ? (signs[0] ?? null) : null
  }

/** Most records that are looked at, spread over an input. Choice. */
const RECORD_LIMIT = 40
/** Greatest depth of posts within wrappers. Choice. */
const INNER_DEPTH = 8

export function sampleOf(text: string): SourceSample {
  return { text, records: lazily(() => objectsIn(valuesOf(text))) }
}

/**
 * Samples of the objects within the wrappers of an input, which are records without a text: one a
 * depth, from the outside in.
 */
export function* samplesWithin({ records }: SourceSample): Generator<SourceSample> {
  let level: readonly JsonObject[] = records()
  for (let depth = 0; depth < INNER_DEPTH && level.length > 0; depth += 1) {
    level = objectsIn(level.filter(isWrapper).flatMap((wrapper) => Object.values(wrapper)))
    const inner = level
    yield { text: '', records: () => inner, isWithin: true }
  }
}

/** True for a record that holds no text of its own. */
export function isWrapper(record: JsonObject): boolean {
  const name = findFields(Object.keys(record)).get('text')
  return name === undefined || typeof record[name] !== 'string'
}

function valuesOf(text: string): unknown[] {
  const start = text.search(/[^\s\ufeff]/)
  if (start === -1 || (text[start] !== '{' && text[start] !== '[')) return []
  const starts: number[] = []
  for (let from = start; from < text.length; ) {
    starts.push(from)
    const feed = text.indexOf('\n', from)
    from = feed === -1 ? text.length : feed + 1
  }
  const lineAt = (from: number): string => {
    const feed = text.indexOf('\n', from)
    return text.slice(from, feed === -1 ? text.length : feed)
  }
  if (starts.length > 1 && tryJsonLossless(lineAt(start)) === undefined) {
    // A first line that is not JSON opens a longer document, or is a broken record.
    const document = tryJsonLossless(text.slice(start))
    if (document !== undefined) return [document]
  }
  return spread(starts).map((from) => tryJsonLossless(lineAt(from)))
}

/** The first entries and others at equal distances. */
function spread<Entry>(entries: readonly Entry[]): readonly Entry[] {
  const step = Math.ceil(entries.length / RECORD_LIMIT)
  return step <= 1 ? entries : entries.filter((_, index) => index % step === 0)
}

const objectsIn = (values: readonly unknown[]): readonly JsonObject[] =>
  spread(
    values
      .flatMap((value) => (Array.isArray(value) ? spread(value) : [value]))
      .filter(isJsonObject),
  )
