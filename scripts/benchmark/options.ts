import { parseArgs } from 'node:util'

export interface BenchmarkOptions {
  readonly rounds: number
  /** Ids of cases or words of their names; empty for all cases. */
  readonly only: readonly string[]
  /** A git ref to compare with the working tree; null for none. */
  readonly against: string | null
  /** Number of posts that each command reads. */
  readonly posts: number
  /** File for everything measured, as JSON; null for none. */
  readonly json: string | null
  readonly isListed: boolean
}

export const USAGE = `Usage: npm run benchmark -- [options]

Times dealstance beside what one might use instead: each round of each case in
a process of its own, the order reversed every round. Prints medians, highest
memory and raw values as Markdown.

  --rounds N      rounds (default 3; intervals of ratios need 6)
  --only WORDS,…  cases of this id or with these words in their name
  --against REF   measure a git ref too, in a worktree, in the same rounds
  --posts N       posts that each command reads (default 50000); 1e6 takes
                  1 GB of the temporary folder
  --json FILE     write everything measured there
  --list          name the cases
  --help          this page
`

/** Invalid arguments, reported in one line on stderr. */
export class UsageError extends Error {}

/** @throws {UsageError} with the expected and the given value */
export function parseBenchmarkOptions(argv: readonly string[]): BenchmarkOptions | 'help' {
  const { values } = readArguments(argv)
  if (values.help === true) return 'help'
  const only = (values.only ?? '').split(',').flatMap((words) => words.trim() || [])
  if (values.only !== undefined && only.length === 0) throw new UsageError('expected --only with words after it, got none')
  return {
    rounds: wholeNumber(values.rounds ?? '3', '--rounds', 1000),
    only,
    against: values.against ?? null,
    posts: wholeNumber(values.posts ?? '50000', '--posts', 1e8),
    json: values.json ?? null,
    isListed: values.list === true,
  }
}

function readArguments(argv: readonly string[]) {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  try {
    return parseArgs({
      args: [...argv],
      options: { rounds: text, only: text, against: text, posts: text, json: text, list: flag, help: flag },
    })
  } catch (cause) {
    const [what = ''] = (cause instanceof Error ? cause.message : String(cause)).split(/\.\s/)
    throw new UsageError(`${what.charAt(0).toLowerCase()}${what.slice(1)}`)
  }
}

function wholeNumber(text: string, option: string, high: number): number {
  const value = /^\d+(?:e\d+)?$/i.test(text.trim()) ? Number(text) : Number.NaN
  if (value >= 1 && value <= high) return value
  throw new UsageError(`expected ${option} with a whole number from 1 to ${high.toLocaleString('en-US')}, got "${text}"`)
}
