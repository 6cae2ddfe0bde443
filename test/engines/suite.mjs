import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout, and the built command in it. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
export const MAIN = join(ROOT, 'dist', 'src', 'shell', 'cli', 'main.js')

/** Ends a suite that this machine cannot run, with the reason; that is no failure. */
export const skipperOf = (suite) => (reason) => {
  console.error(`SKIPPED ${suite}: ${reason}`)
  process.exit(0)
}

/** Runs a command that is to succeed, from a file and into one where they are named. Gives its stdout. */
export function run(
  command,
  list,
  { input, output, environment = process.env, folder = ROOT } = {},
) {
  const descriptors = [
    input === undefined ? null : openSync(input),
    output === undefined ? null : openSync(output, 'w'),
  ]
  const stdio = [descriptors[0] ?? 'ignore', descriptors[1] ?? 'pipe', 'pipe']
  const done = spawnSync(command, list, {
    encoding: 'utf8',
    cwd: folder,
    maxBuffer: 2 ** 30,
    stdio,
    env: environment,
  })
  for (const descriptor of descriptors) if (descriptor !== null) closeSync(descriptor)
  assert.equal(done.status, 0, `${command} ${list.join(' ')}: ${done.stderr ?? done.error}`)
  return done.stdout
}

/** Lines of a file whose last one ends too. */
export const linesOf = (path) => readFileSync(path, 'utf8').split('\n').slice(0, -1)

/** Removes the folder of a suite, unless DEALSTANCE_KEEP asks for it. */
export function removeUnlessKept(folder) {
  if (process.env.DEALSTANCE_KEEP === undefined) rmSync(folder, { recursive: true, force: true })
  else console.error(`kept ${folder}`)
}
