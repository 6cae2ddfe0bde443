import { PipelineError } from '../../errors.js'
import { decode } from '../../ingest/record/decode.js'
import type { InputSource } from './read-source.js'

/** Enough to see what an input is. */
export const SAMPLE_BYTE_COUNT = 1024 * 1024

/**
 * The beginning of an input as text, at most {@link SAMPLE_BYTE_COUNT}, without a line that is cut off.
 *
 * @returns null where no line is whole, or the bytes are no text
 */
export function sampleLines({ head, isWhole, name }: Pick<InputSource, 'head' | 'isWhole' | 'name'>): string | null {
  const start = head.subarray(0, SAMPLE_BYTE_COUNT)
  const end = start.length < head.length || !isWhole ? start.lastIndexOf(10) : start.length
  if (end <= 0) return null
  try {
    return decode(start.subarray(0, end), { name })
  } catch (fault) {
    if (fault instanceof PipelineError) return null
    throw fault
  }
}
