import { parseArgs } from 'node:util'

export interface BenchmarkOptions {
  readonly rounds: number
  /** Ids of cases or words of their names; empty for all cases. */
  readonly only: readonly string[]
  /** A git ref to compare with the working tree; null for none. */
  readonly against: string | null
  /** Number of posts at each point of the scale curve; empty for no curve. */
  readonly sizes: readonly number[]
  readonly isWritten: boolean
  readonly json: string | null
  readonly svg: string | null
  /** Folder that keeps the packages for comparison; null for a temporary folder. */
  readonly kit: string | null
  readonly isListed: boolean
}

export const USAGE = `Usage: npm run benchmark -- [options]

Times dealstance beside what one might use instead, each round of each case in
a process of its own, the order reversed every round. Prints medians and raw
values as Markdown. The packages compared with are installed into a temporary
folder.

  --rounds N        rounds (default 3)
  --only WORDS,…    cases of this id or with these words in their name
  --against REF     measure a git ref too, in a worktree, in the same rounds
  --scale SIZES     time and memory of classify at so many posts: 1e3,1e4,1e5
                    (1e7 takes 4 GB of the temporary folder)
  --kit FOLDER      keep the packages compared with there, for the next run
  --json FILE       write everything measured there
  --svg FILE        with --scale: the curve as a picture
  --write           put what was measured into scripts/benchmark/README.md
  --list            name the cases
  --help            this page
`

/** Invalid arguments, reported in one line on stderr. */
export class UsageError extends Error {}

/** @throws {UsageError} with the expected and the given value */
export function parseBenchmarkOptions(argv: readonly string[]): BenchmarkOptions | 'help' {
  const { values } = readArguments(argv)
  if (values.help === true) return 'help'
  const rounds = wholeNumber(values.rounds ?? '3', '--rounds', 1000)
  const sizes =
    values.scale === undefined
      ? []
      : [...new Set(values.scale.split(',').map((size) => wholeNumber(size, '--scale', 1e8)))].sort((a, b) => a - b)
  const only = (values.only ?? '')
    .split(',')
    .map((words) => words.trim())
    .filter((words) => words !== '')
  if (values.only !== undefined && only.length === 0) throw new UsageError('expected --only with words after it, got none')
  if (values.svg !== undefined && sizes.length < 2) throw new UsageError('expected --svg with two sizes of --scale or more, got fewer')
  return {
    rounds,
    only,
    against: values.against ?? null,
    sizes,
    isWritten: values.write === true,
    json: values.json ?? null,
    svg: values.svg ?? null,
    kit: values.kit ?? null,
    isListed: values.list === true,
  }
}

function readArguments(argv: readonly string[]) {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  try {
    return parseArgs({
      args: [...argv],
      options: {
        ...{ rounds: text, only: text, against: text, scale: text, kit: text, json: text, svg: text },
        ...{ write: flag, list: flag, help: flag },
      },
    })
  } catch (cause) {
    const [what = ''] = (cause instanceof Error ? cause.message : String(cause)).split(/\.\s/)
    throw new UsageError(`${what.charAt(0).toLowerCase()}${what.slice(1)}`)
  }
}

function wholeNumber(text: string, option: string, high: number): number {
  const value = /^\d+(?:e\d+)?$/i.test(text.trim()) ? Number(text) : Number.NaN
  if (value >= 1 && value <= high) return value
  throw new UsageError(`expected ${option} with whole numbers from 1 to ${high.toLocaleString('en-US')}, got "${text}"`)
}
