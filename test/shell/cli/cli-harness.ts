import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { expect } from 'vitest'
import type { CliIo, CommandFunction } from '../../../src/shell/cli/kit/command.js'
import { run } from '../../../src/shell/cli/run.js'

export { inTurn, labelsOf, labelTable, onEachDeal } from '../../support/hand-labels.js'
export { asPageWrites, fromJsonl, scoredIn, toJsonl, withoutRun } from '../../support/jsonl.js'
export { expectOneLine, expectRefusal } from '../../support/refusal.js'

export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly stdin?: string | Uint8Array
  readonly env?: Readonly<Record<string, string>>
  /** Terminal width of stdout and stderr; absent for pipes. */
  readonly terminalWidth?: number
}

type Ended = Ran & { readonly signal: NodeJS.Signals | null }

/** Runs a command line in this process, as the real entry does. */
export async function runCli(argv: readonly string[], options: RunOptions = {}): Promise<Ran> {
  return await withStreams((io) => run(argv, io), options)
}

/** Runs a command line that must end well, with exit code 0. */
export async function runWell(...given: Parameters<typeof runCli>): Promise<Ran> {
  const ran = await runCli(...given)
  expect(ran.code, ran.stderr).toBe(0)
  return ran
}

/** Runs a command of the repository's own scripts in this process. */
export async function runScriptCommand(
  command: CommandFunction,
  argv: readonly string[],
  options: RunOptions = {},
): Promise<Ran> {
  return await withStreams((io) => command(argv, io), options)
}

async function withStreams(
  start: (io: CliIo) => Promise<number>,
  { stdin = '', env = {}, terminalWidth }: RunOptions,
): Promise<Ran> {
  const out = { stdout: '', stderr: '' }
  const into = (name: 'stdout' | 'stderr') => ({
    write: (data: string | Uint8Array, done?: () => void) => {
      out[name] += typeof data === 'string' ? data : Buffer.from(data).toString()
      done?.()
    },
    ...(terminalWidth !== undefined && { isTTY: true, columns: terminalWidth }),
  })
  const code = await start({
    stdin: Readable.from([Buffer.from(stdin)]),
    stdout: into('stdout'),
    stderr: into('stderr'),
    env,
  })
  return { code, ...out }
}

/**
 * Starts a command in a process of its own, from the build, as users do. A process that was killed
 * has the code -1.
 */
export function startApart(
  argv: readonly string[],
  env: NodeJS.ProcessEnv = {},
): {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
} {
  const child = spawn(process.execPath, ['dist/src/shell/cli/main.js', ...argv], {
    env: { ...process.env, ...env },
  })
  // Who was killed reads no more.
  child.stdin.on('error', () => {})
  return { child, ended: endOf(child) }
}

/** What a process wrote, when it has ended. */
export function endOf(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  const out = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => (out[name] += text))
  return new Promise((resolve) =>
    child.once('close', (code, signal) => resolve({ code: code ?? -1, signal, ...out })),
  )
}

/**
 * A separate folder for a test's files, removed with all others after the run; `write` makes the
 * folders in between. Takes whole paths in it for names too.
 */
export function newFolder(): {
  path(name: string): string
  write(name: string, content: string | Uint8Array): string
  read(name: string): string
} {
  const folder = mkdtempSync(join(tmpdir(), 'dealstance-'))
  const path = (name: string): string => resolve(folder, name)
  return {
    path,
    write: (name, content) => {
      mkdirSync(dirname(path(name)), { recursive: true })
      writeFileSync(path(name), content)
      return path(name)
    },
    read: (name) => readFileSync(path(name), 'utf8'),
  }
}

/** The sentiment control needs no weights, so only a fault of the command can fail these tests. */
export const QUICK = ['--model', 'sentiment']
export const SAMPLE = 'corpus/samples/xai-compute.txt'
