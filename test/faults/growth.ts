import { cpuTimeOf } from '../cpu-time.js'

const LENGTHS = [10_000, 20_000, 40_000] as const
/** What takes less at 40,000 characters cannot be quadratic to any harm, and is too short to measure. */
const SHORT_MS = 60
/** Highest exponent of time over length. Measured on a busy machine, linear readers come out at up to 1.35 by garbage collection; quadratic is 2. */
const MAX_EXPONENT = 1.5
const ATTEMPT_COUNT = 5

const STARTS = ['', 'http://', 'a@b.cd ', 'Said one, “', '{"a":"', '<p', '> ', '1. '] as const
const PUMPS = [
  ...[
    'a',
    'A',
    'é',
    '負',
    '1',
    ' ',
    '\t',
    '\n',
    '\r',
    '.',
    ',',
    '-',
    '_',
    '@',
    '#',
    '$',
    '/',
    '\\',
    '"',
    "'",
    '(',
    '[',
    '{',
    '<',
    '&',
    '*',
    '…',
  ],
  ...['\u3000', '\u2028', '\ufeff', '\u1680', '\u2001', '\u200b', '\u0301', '\u202e', '\ud83d', '🚀', '👩🏽‍🚀'],
  ...[
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
  ],
  ...['…http://', 'http://', 'www.', '“a” ', 'said ', 'Reply\n', '5h ago\n', '•\n', 'a • ', '2 points ', '{"a":', '[[', ',\n', '";\n'],
] as const

/** A text of a crafted kind, of the given length. */
export interface CraftedText {
  readonly name: string
  build(length: number): string
}

/** Texts that make careless patterns and readers slow: each a start, and one short piece repeated to the end. */
export const CRAFTED_TEXTS: readonly CraftedText[] = STARTS.flatMap((start) =>
  PUMPS.map((pump) => ({
    name: JSON.stringify(`${start}${pump}…`),
    build: (length: number) => (start + pump.repeat(Math.ceil(length / pump.length))).slice(0, length),
  })),
)

/**
 * Measures how the time of `run` grows with the length of each crafted text.
 *
 * @returns one line for each text whose time grows faster than its length
 */
export function findGrowth(run: (text: string) => unknown, texts: readonly CraftedText[] = CRAFTED_TEXTS): string[] {
  return texts.flatMap(({ name, build }) => {
    const [short, , long] = LENGTHS.map(build) as [string, string, string]
    if (cpuTimeOf(() => run(long)) < SHORT_MS) return []
    const least = Array.from({ length: ATTEMPT_COUNT }, () => [cpuTimeOf(() => run(short)), cpuTimeOf(() => run(long))] as const).reduce(
      ([one, other], [next, after]) => [Math.min(one, next), Math.min(other, after)],
    )
    const exponent = Math.log(least[1] / least[0]) / Math.log(LENGTHS[2] / LENGTHS[0])
    return exponent > MAX_EXPONENT ? [`${name}: ${least.map(Math.round).join(', ')} ms, exponent ${exponent.toFixed(2)}`] : []
  })
}
