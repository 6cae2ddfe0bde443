import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { defineCommand, EXIT, INTEGER, usageError } from '../../src/shell/cli/kit/command.js'
import { writeBenchmarkPosts } from './benchmark-posts.js'
import { type BenchmarkCase, CASES, type Place } from './cases.js'
import { build, checkOut, describeCommit, ROOT } from './checkouts.js'
import { measureCases, type Result } from './measure-cases.js'
import { renderResults } from './render.js'

export const benchmark = defineCommand({
  name: 'benchmark',
  usage: 'npm run benchmark --',
  summary:
    'Times dealstance beside what one might use instead: each round of each case in a process of its own, the order reversed every round. Prints medians, highest memory and raw values as Markdown. Exit code 70 where a case failed.',
  inputs: null,
  options: {
    rounds: { ...INTEGER, value: 'N', default: 3, low: 1, high: 1000, help: 'rounds; intervals of ratios need 6' },
    only: { type: 'text', value: 'WORDS,…', help: 'cases of this id or with these words in their name' },
    against: { type: 'text', value: 'REF', help: 'measure a git ref too, in a worktree, in the same rounds' },
    posts: {
      ...INTEGER,
      value: 'N',
      default: 50_000,
      low: 1,
      high: 1e8,
      help: 'posts that each command reads; 1e6 takes 1 GB of the temporary folder',
    },
    json: { type: 'text', value: 'FILE', help: 'write everything measured there' },
    list: { type: 'flag', help: 'name the cases' },
  },
  examples: ['npm run benchmark -- --only linear,scikit-learn', 'npm run benchmark -- --against v0.1.0 --rounds 6'],
  run: async ({ list, ...options }, _inputs, { io }) => {
    if (!list) return await measureAll(options)
    io.stdout.write(CASES.map(({ id, name }) => `${id.padEnd(20)} ${name}\n`).join(''))
    return EXIT.done
  },
})

/** Selects the cases by `--only`; without it, all. @throws {PipelineError} `USAGE_OPTION_INVALID` for words that match no case */
export function chooseCases(only?: string): BenchmarkCase[] {
  if (only === undefined) return [...CASES]
  const ids = new Set(CASES.map(({ id }) => id))
  const fits = ({ id, name }: BenchmarkCase, words: string): boolean =>
    ids.has(words) ? id === words : words !== '' && name.includes(words)
  const wanted = only.split(',').map((words) => words.trim())
  const lost = wanted.find((words) => !CASES.some((one) => fits(one, words)))
  if (lost !== undefined)
    throw usageError(`expected --only with words of a case's name, got "${lost}", which fits none (--list names them).`)
  return CASES.filter((one) => wanted.some((words) => fits(one, words)))
}

interface Measuring {
  readonly rounds: number
  readonly only: string | undefined
  readonly against: string | undefined
  readonly posts: number
  readonly json: string | undefined
}

async function measureAll({ only, against, rounds, posts: postCount, json }: Measuring): Promise<number> {
  const cases = chooseCases(only)
  // A file that cannot be written is known before hours of measuring.
  if (json !== undefined) writeFileSync(json, '')
  const other = against === undefined ? null : checkOut(against)
  const folder = mkdtempSync(join(tmpdir(), 'dealstance-benchmark-'))
  const stop = (): void => {
    other?.remove()
    rmSync(folder, { recursive: true, force: true })
  }
  // Git would keep listing an abandoned worktree.
  process.once('SIGINT', () => {
    stop()
    process.exit(130)
  })
  try {
    const posts = join(folder, 'posts.jsonl')
    await writeBenchmarkPosts(posts, postCount)
    const checkouts = [{ ref: null, folder: ROOT }, ...(other === null ? [] : [other.checkout])]
    const places = checkouts.map((checkout, index): Place => {
      build(checkout)
      const own = join(folder, String(index))
      mkdirSync(own)
      return { checkout, posts, postCount, folder: own }
    })
    const results = await measureCases(cases, places, rounds)
    tellAll(results, rounds, postCount, json)
    return results.some(({ failure }) => failure !== null) ? EXIT.internal : EXIT.done
  } finally {
    stop()
  }
}

function tellAll(results: readonly Result[], rounds: number, postCount: number, json: string | undefined): void {
  const machine = `${cpus()[0]?.model.trim() ?? 'unknown CPU'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${process.platform} ${process.arch}`
  const commit = describeCommit()
  const how = `Medians of ${rounds} ${rounds === 1 ? 'round' : 'rounds'}, each in a process of its own, the order reversed every round; commands read ${postCount.toLocaleString('en-US')} posts.`
  process.stdout.write(`${machine}. Commit ${commit ?? 'unknown'}. ${how}\n\n${renderResults(results)}\n`)
  if (json !== undefined) writeFileSync(json, `${JSON.stringify({ machine, commit, rounds, postCount, results }, null, 2)}\n`)
}
