import { execFileSync } from 'node:child_process'
import { runCli } from '../shell/cli/cli-harness.js'

/** `npm run --silent COMMAND -- ARGUMENTS`, with `| head -n N` at most behind it. */
const COMMAND_LINE = /^npm run --silent (\w+) -- ([^|<>&;$]*?)(?:\s*\| head -(?:n )?(\d+))?$/
const WORD = /"([^"]*)"|'([^']*)'|(\S+)/g

/** The words of a command line, quotes taken off. */
export const wordsOf = (line: string) =>
  [...line.matchAll(WORD)].map(([, double, single, plain]) => double ?? single ?? plain ?? '')
const ENV = { NO_COLOR: '1' }

/**
 * Runs lines of bash in a folder and returns what they print. A refusal is an answer too: guides
 * show some.
 */
export function runInShell(lines: string, folder: string): string {
  return execFileSync('bash', ['-c', `${lines}\ntrue`], {
    encoding: 'utf8',
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, ...ENV },
  })
}

/**
 * Does what {@link runInShell} does: commands of the project run in this process, where models stay
 * loaded; bash runs the other lines.
 */
export async function runLines(lines: string, folder: string): Promise<string> {
  let printed = ''
  const before = process.cwd()
  process.chdir(folder)
  try {
    for (const line of lines
      .trim()
      .replaceAll(/\\\n\s*/g, '')
      .split('\n')) {
      const [, name, words = '', count] = COMMAND_LINE.exec(line) ?? []
      if (name === undefined) printed += runInShell(line, folder)
      else {
        const { stdout } = await runCli([name, ...wordsOf(words)], { env: ENV })
        printed +=
          count === undefined
            ? stdout
            : stdout
                .split(/(?<=\n)/)
                .slice(0, Number(count))
                .join('')
      }
    }
  } finally {
    process.chdir(before)
  }
  return printed
}
