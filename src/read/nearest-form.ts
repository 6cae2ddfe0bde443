import { PipelineError } from '../base/errors.js'
import type { Doubt } from './doubt/find-doubts.js'
import type { IngestResult } from './record/ingest-result.js'
import { SOURCE_LIST, type SourceId } from './sources.js'

const SAMPLE_LENGTH = 50_000

/** Words that reveal the platform of a text, and the export to use instead. */
const HINTS: readonly (readonly [RegExp, SourceId])[] = [
  [/\bfrom_name\b|\btgme_|\btelegram\b/i, 'telegram'],
  [/window\.YTD|\btwitter\b|\bx\.com\b/i, 'x-web'],
  [/news\.ycombinator|hacker ?news/i, 'hn-paste'],
  [/\bbsky\b|\bbluesky\b/i, 'bluesky'],
  [/\b(?:linkedin|tiktok|instagram)\b/i, 'zeeschuimer'],
]
/** Export to use where a text shows a kind of doubt. */
export const NEAREST: Readonly<Partial<Record<Doubt['kind'], SourceId>>> = {
  code: 'jsonl',
  times: 'csv',
  table: 'csv',
}

/** Export of the platform that a text names. */
export const hintIn = (text: string): SourceId | undefined =>
  HINTS.find(([pattern]) => pattern.test(text.slice(0, SAMPLE_LENGTH)))?.[1]
/** Sentence that names an export; none without one. */
export const describeNearest = (nearest: SourceId | undefined): string =>
  nearest === undefined
    ? ''
    : ` Nearest: ${nearest} (${SOURCE_LIST.find(({ id }) => id === nearest)?.description}).`

/** Names the nearest form where a page of an unknown site is refused. */
export function withNearest(text: string, read: () => IngestResult): IngestResult {
  try {
    return read()
  } catch (fault) {
    if (
      !(fault instanceof PipelineError) ||
      fault.code !== 'INGEST_LAYOUT_UNKNOWN' ||
      fault.context['host'] !== ''
    )
      throw fault
    throw new PipelineError(fault.code, `${fault.message}${describeNearest(hintIn(text))}`, {
      context: fault.context,
    })
  }
}
