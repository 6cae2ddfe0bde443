import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { IS_LONG } from '../../../run-count.js'
import { newFolder, QUICK, runCli } from '../cli-harness.js'

const line = (id: number, text: string): string => `${JSON.stringify({ id: `${id}`, text })}\n`
const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

/** The command as a process, with what it has printed so far. */
function watch(path: string, ...argv: readonly string[]) {
  const child = spawn(process.execPath, ['dist/src/shell/cli/main.js', 'classify', path, ...QUICK, '--watch', ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) child[name]?.on('data', (chunk: Buffer) => (said[name] += chunk.toString()))
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  const until = async (name: 'stdout' | 'stderr', holds: (text: string) => boolean): Promise<void> => {
    for (let tries = 0; !holds(said[name]); tries++) {
      if (tries > 400) throw new Error(`waited in vain; ${name} is: ${said[name]}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  return { child, said, ended, until }
}

const idsIn = (jsonl: string): string[] =>
  jsonl
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => (JSON.parse(text) as { id: string }).id)

describe('classify --watch', () => {
  it('appends the posts that are new as JSON Lines, each once, and ends with 0 on Ctrl-C', async () => {
    const folder = newFolder()
    const path = folder.write('thread.jsonl', line(1, 'A smart move.') + line(2, 'They gave up.'))
    const { child, said, ended, until } = watch(path)
    await until('stderr', (text) => text.includes('watching'))
    expect(idsIn(said.stdout)).toEqual(['1', '2'])
    appendFileSync(path, line(3, 'Brilliant.'))
    await until('stdout', (text) => idsIn(text).length >= 3)
    appendFileSync(path, line(4, 'Sad.') + line(5, 'Good.'))
    await until('stdout', (text) => idsIn(text).length >= 5)
    child.kill('SIGINT')
    expect(await ended).toBe(0)
    expect(idsIn(said.stdout)).toEqual(['1', '2', '3', '4', '5'])
    const whole = await runCli(['classify', path, ...QUICK, '--quiet'])
    expect(said.stdout).toBe(whole.stdout)
    expect(said.stderr.match(/posts? \(/g), 'one summary').toHaveLength(1)
  })

  it.runIf(IS_LONG)('waits over an empty file and one that cannot be read for a while', async () => {
    const folder = newFolder()
    const path = folder.write('thread.jsonl', '')
    const { child, said, ended, until } = watch(path)
    await until('stderr', (text) => text.includes('watching'))
    appendFileSync(path, '{"id":"1","te')
    await until('stderr', (text) => text.includes('Waiting for the next change.'))
    appendFileSync(path, 'xt":"A smart move."}\n')
    await until('stdout', (text) => text.includes('\n'))
    child.kill('SIGTERM')
    expect([await ended, idsIn(said.stdout)]).toEqual([0, ['1']])
  })

  it('prints the table anew', async () => {
    const folder = newFolder()
    const path = folder.write('thread.jsonl', line(1, 'A smart move.'))
    const { child, said, ended, until } = watch(path, '--format', 'table', '--quiet')
    await until('stdout', (text) => text.includes('Model: sentiment.'))
    appendFileSync(path, line(2, 'They gave up.'))
    await until('stdout', (text) => text.split('Model: sentiment.').length === 3)
    child.kill('SIGINT')
    expect([await ended, said.stderr]).toEqual([0, ''])
    expect(said.stdout).not.toContain('\u001b')
    expect(said.stdout.match(/A smart move\./g)).toHaveLength(2)
  })

  it('keeps names hidden that --pseudonymise and --redact-quotes hide', async () => {
    const folder = newFolder()
    const path = folder.write('thread.jsonl', `${JSON.stringify({ id: '1', author: 'oriel_finch', text: '@tallow a smart move.' })}\n`)
    const named = watch(path, '--pseudonymise', folder.path('key'), '--new-key')
    await named.until('stdout', (text) => text.includes('\n'))
    expect(named.said.stdout).toContain('smart move')
    expect(named.said.stdout).not.toMatch(/oriel_finch|tallow/)
    const quoted = watch(path, '--format', 'table', '--redact-quotes', '2')
    await quoted.until('stdout', (text) => text.includes('Model: sentiment.'))
    expect(quoted.said.stdout).not.toContain('smart move')
  })

  it.each([
    [['-', '--watch'], 'expected --watch with files, got stdin'],
    [['x.jsonl', '--watch', '--out', 'y.jsonl'], 'expected --watch without --out'],
    [['x.jsonl', '--watch', '--explain', 'p1'], 'expected --watch without --explain'],
    [['x.jsonl', '--watch', '--format', 'csv'], 'got csv, which cannot be written post by post'],
  ])('refuses %j', async (argv, message) => {
    const { code, stderr } = await runCli(['classify', ...argv, ...QUICK])
    expect([code, stderr]).toEqual([64, expect.stringContaining(message)])
  })

  it('ends at once for a file that is not there', async () => {
    expect((await runCli(['classify', 'nowhere.txt', '--watch', ...QUICK])).code).toBe(66)
  })
})
