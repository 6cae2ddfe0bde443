import fc from 'fast-check'

/** Half an emoji is no code point: the surrogates are left out. */
const FIRST_SURROGATE = 0xd800
const SURROGATE_COUNT = 0x800

/**
 * Any code point. `unit: 'binary'` of fast-check draws the same, and makes a map of all 1.1 million
 * of them first, which takes a second of a processor.
 */
export const CODE_POINT = fc.integer({ min: 0, max: 0x10ffff - SURROGATE_COUNT }).map(
  (rank) => String.fromCodePoint(rank < FIRST_SURROGATE ? rank : rank + SURROGATE_COUNT),
  (sign) => {
    const [point, ...others] = Array.from(String(sign), (each) => each.codePointAt(0) ?? 0)
    if (point === undefined || others.length > 0) throw new Error('expected one code point')
    return point < FIRST_SURROGATE ? point : point - SURROGATE_COUNT
  },
)
