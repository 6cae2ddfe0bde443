import { PipelineError } from '../../errors.js'
import { decode } from '../../ingest/record/decode.js'
import type { InputSource } from './read-source.js'

/** Bytes that suffice to detect the format of an input. */
export const SAMPLE_BYTE_COUNT = 1024 * 1024

/**
 * Decodes the start of an input, at most {@link SAMPLE_BYTE_COUNT} bytes, without an incomplete last line.
 *
 * @returns null when no line is complete, or the bytes are not text
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
