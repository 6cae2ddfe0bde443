const SPACE = /\s/

/**
 * Segments a text of any length in linear time. `Intl.Segmenter` takes quadratic time: 100 seconds
 * for a word of 300,000 letters. It gets blocks, which end after white space where their second
 * half has some.
 *
 * @param blockLength in code units; shorter texts are segmented whole
 */
export function* segmentInBlocks(
  segmenter: Intl.Segmenter,
  text: string,
  blockLength: number,
): Generator<Intl.SegmentData> {
  for (let start = 0, end = 0; start < text.length; start += end) {
    const isLast = text.length - start <= blockLength
    const block = text.slice(
      start,
      start + (isLast ? blockLength : lengthToSpace(text, start, blockLength)),
    )
    for (const data of segmenter.segment(block)) {
      const { segment, index } = data
      // The next block may go on with the last segment.
      if (!isLast && index > 0 && index + segment.length === block.length) break
      end = index + segment.length
      yield { ...data, index: start + index }
    }
  }
}

function lengthToSpace(text: string, start: number, blockLength: number): number {
  for (let length = blockLength; length > blockLength / 2; length--)
    if (SPACE.test(text[start + length - 1] as string)) return length
  return blockLength
}
