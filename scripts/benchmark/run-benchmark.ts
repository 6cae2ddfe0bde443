import { spawnSync } from 'node:child_process'
import { cpus, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { CASES } from './cases.js'

interface Result {
  readonly name: string
  readonly unit: string
  readonly target: string | null
  readonly median: number | null
  /** In the order they were measured. */
  readonly values: readonly number[]
  readonly missing: string | null
}

const USAGE = `Usage: npm run benchmark -- [--rounds N] [--only WORDS]

Times the road from post to labelled record, each round of each case in a process
of its own, the order reversed every round. Prints medians and raw values as
Markdown, then all of it as JSON.
`

/** @returns the exit code */
export function runBenchmark(argv: string[]): number {
  const { values } = parseArgs({
    args: argv,
    options: { rounds: { type: 'string', default: '3' }, only: { type: 'string', default: '' }, help: { type: 'boolean', default: false } },
    strict: false,
  })
  const rounds = Number(values.rounds)
  if (values.help === true || !Number.isSafeInteger(rounds) || rounds < 1) {
    process.stderr.write(USAGE)
    return values.help === true ? 0 : 64
  }
  build()
  const chosen = CASES.map((_, index) => index).filter((index) => CASES[index]?.name.includes(String(values.only)))
  const figures = new Map<number, number[]>(chosen.map((index) => [index, []]))
  for (let round = 0; round < rounds; round++) {
    for (const index of round % 2 === 0 ? chosen : [...chosen].reverse()) {
      if (CASES[index]?.missing?.() == null) figures.get(index)?.push(measureApart(index))
    }
  }
  const results = chosen.map((index) => resultOf(index, figures.get(index) ?? []))
  process.stdout.write(
    `${renderMarkdown(results, rounds)}\n\`\`\`json\n${JSON.stringify({ machine: machineLine(), rounds, results }, null, 2)}\n\`\`\`\n`,
  )
  return 0
}

function build(): void {
  const { status, stderr } = spawnSync('npm', ['run', '--silent', 'build'], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`the build failed: ${stderr}`)
}

function measureApart(index: number): number {
  process.stderr.write(`${CASES[index]?.name}\n`)
  const script = fileURLToPath(new URL('measure-case.ts', import.meta.url))
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', script, String(index)], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`case ${index} ended with ${status}: ${stderr}`)
  return Number(stdout)
}

function resultOf(index: number, values: readonly number[]): Result {
  const { name = '', unit = '', target = null, missing } = CASES[index] ?? {}
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const median = sorted.length === 0 ? null : ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2
  return { name, unit, target, median, values, missing: missing?.() ?? null }
}

function machineLine(): string {
  const [first] = cpus()
  const gigabytes = Math.round(totalmem() / 2 ** 30)
  return `${first?.model.trim() ?? 'unknown CPU'}, ${cpus().length} cores, ${gigabytes} GiB, Node ${process.version}, ${process.platform} ${process.arch}`
}

function renderMarkdown(results: readonly Result[], rounds: number): string {
  const shown = (value: number): string => Math.round(value).toLocaleString('en-US')
  const rows = results.map(({ name, unit, target, median, values, missing }) => {
    const figure = median === null ? `not measured: ${missing ?? 'no round'}` : `${shown(median)} ${unit}`
    return `| ${name} | ${figure} | ${target ?? ''} | ${values.map(shown).join(', ')} |`
  })
  return [
    `${machineLine()}. One core unless a case says two; ${rounds} rounds, each in a process of its own, the order reversed every round.`,
    '',
    '| what | median | target | values |',
    '| --- | ---: | ---: | --- |',
    ...rows,
    '',
  ].join('\n')
}
