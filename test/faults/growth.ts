import { cpuTimeOf } from '../support/cpu-time.js'

const SHORT = 10_000
const MIDDLE = 40_000
const LONGER = [160_000, 640_000, 2_560_000] as const
/**
 * What takes less at 40,000 characters cannot be quadratic to any harm, and is too short to
 * measure.
 */
const SHORT_MS = 60
/** Highest exponent of time over length; 1 is linear, 2 quadratic. */
const MAX_EXPONENT = 1.1
const ATTEMPT_COUNT = 5
/** Attempts that show linear growth; what is quadratic takes sixteen times as long at each. */
const LEAST_ATTEMPT_COUNT = 2
const READING_COUNT = 3

const STARTS = ['', 'http://', 'a@b.cd ', 'Said one, “', '{"a":"', '<p', '> ', '1. '] as const
const PUMPS = [
  ...'aAé負1 \t\n\r.,-_@#$/\\"\'([{<&*…',
  '\u3000',
  '\u2028',
  '\ufeff',
  '\u1680',
  '\u2001',
  '\u200b',
  '\u0301',
  '\u202e',
  '\ud83d',
  '🚀',
  '👩🏽‍🚀',
  'a ',
  'A. ',
  'a\n',
  'a\u3000',
  'x@',
  'a@b.cd ',
  '@a ',
  '#a',
  '1,',
  '1.',
  'a.',
  "a'",
  '""',
  '<b>',
  '&amp;',
  '</',
  '[a](',
  '](',
  '> ',
  '- ',
  '…http://',
  'http://',
  'www.',
  '“a” ',
  'said ',
  'Reply\n',
  '5h ago\n',
  '•\n',
  'a • ',
  '2 points ',
  '{"a":',
  '[[',
  ',\n',
  '";\n',
] as const

/** A text of a crafted kind, of the given length. */
export interface CraftedText {
  readonly name: string
  build(length: number): string
}

/**
 * Texts that make careless patterns and readers slow: each a start, and one short piece repeated to
 * the end.
 */
export const CRAFTED_TEXTS: readonly CraftedText[] = STARTS.flatMap((start) =>
  PUMPS.map((pump) => ({
    name: JSON.stringify(`${start}${pump}…`),
    build: (length: number) =>
      (start + pump.repeat(Math.ceil(length / pump.length))).slice(0, length),
  })),
)

/**
 * Measures how the time of `run` grows with the length of each crafted text: from 10,000 to 40,000
 * characters, and where that looks too fast, from 40,000 to 160,000 and so on to 2,560,000.
 *
 * @returns one line for each text whose time grows faster than its length at every step
 */
export function findGrowth(
  run: (text: string) => unknown,
  texts: readonly CraftedText[] = CRAFTED_TEXTS,
): string[] {
  return texts.flatMap(({ name, build }) => {
    const short = build(SHORT)
    const middle = build(MIDDLE)
    if (cpuTimeOf(() => run(middle)) < SHORT_MS) return []
    if (exponentOf(run, short, middle).exponent <= MAX_EXPONENT) return []
    const readings: Reading[] = []
    let before = middle
    for (const length of LONGER) {
      const text = build(length)
      const reading = lowestReading(run, before, text)
      if (reading.exponent <= MAX_EXPONENT || reading.least[1] < SHORT_MS) return []
      readings.push(reading)
      before = text
    }
    const times = readings.map(({ least }) => Math.round(least[1]))
    return [
      `${name}: ${times.join(', ')} ms, exponents ${readings.map(({ exponent }) => exponent.toFixed(2)).join(', ')}`,
    ]
  })
}

interface Reading {
  readonly least: readonly [number, number]
  readonly exponent: number
}

/** Noise makes exponents larger and smaller: what grows too fast does so each time. */
function lowestReading(run: (text: string) => unknown, short: string, long: string): Reading {
  let lowest = exponentOf(run, short, long)
  for (let reading = 1; reading < READING_COUNT && lowest.exponent > MAX_EXPONENT; reading += 1) {
    const next = exponentOf(run, short, long)
    if (next.exponent < lowest.exponent) lowest = next
  }
  return lowest
}

/** By the least processor times of some attempts at each text, in turn. */
function exponentOf(run: (text: string) => unknown, short: string, long: string): Reading {
  const least = [Infinity, Infinity] as [number, number]
  const exponent = () => Math.log(least[1] / least[0]) / Math.log(long.length / short.length)
  for (let attempt = 0; attempt < ATTEMPT_COUNT; attempt += 1) {
    least[0] = Math.min(
      least[0],
      cpuTimeOf(() => run(short)),
    )
    least[1] = Math.min(
      least[1],
      cpuTimeOf(() => run(long)),
    )
    if (attempt + 1 >= LEAST_ATTEMPT_COUNT && exponent() <= MAX_EXPONENT) break
  }
  return { least, exponent: exponent() }
}
