import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../../../src/shell/cli/commands.js'
import { optionsOf } from '../../../src/shell/cli/kit/command.js'
import { newFolder, QUICK, runCli, SAMPLE } from './cli-harness.js'

const NAMES = Object.keys(COMMANDS)

describe('help', () => {
  it.each(NAMES)('of %s fits one screen of 40 lines and 80 columns, with an example', async (name) => {
    const { code, stdout } = await runCli([name, '--help'])
    expect(code).toBe(0)
    expect(stdout.trimEnd().split('\n').length).toBeLessThanOrEqual(40)
    for (const line of stdout.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(80)
    expect(stdout).toMatch(/Examples\n {2}\S/)
  })

  it.each(NAMES)('of %s with all topics holds every option', async (name) => {
    const command = await COMMANDS[name]?.load()
    const options = command === undefined ? [] : Object.entries(optionsOf(command))
    const hasTopics = options.some(([, { topic }]) => topic !== undefined)
    const { stdout, code } = await runCli([name, hasTopics ? '--help-all' : '--help'])
    expect(code).toBe(0)
    for (const [option] of options) expect(stdout).toMatch(new RegExp(`^ {2}--${option}\\b`, 'm'))
    for (const line of stdout.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(80)
  })

  it.each([[[]], [['--help']], [['help']]])('of the program, %j, fits one screen too', async (argv) => {
    const { code, stdout } = await runCli(argv)
    expect(code).toBe(0)
    expect(stdout.trimEnd().split('\n').length).toBeLessThanOrEqual(40)
    for (const name of NAMES) expect(stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'))
  })
})

describe('demo', () => {
  it('prints what classify prints for the sample, and three lines on how to read it and on commands that work in a clone', async () => {
    const { code, stdout } = await runCli(['demo', ...QUICK, '--quiet'], { terminalWidth: 84, env: { npm_lifecycle_event: 'demo' } })
    expect(code).toBe(0)
    const table = (await runCli(['classify', SAMPLE, ...QUICK, '--format', 'table', '--quiet'], { terminalWidth: 84 })).stdout
    expect(stdout.startsWith(table)).toBe(true)
    const lines = stdout.slice(table.length).trim().split('\n')
    expect(lines).toHaveLength(3)
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(84)
    expect(lines[2]).toBe('Next: npm run classify -- YOUR_FILE, or npm run page -- --open to paste a thread.')
  })
})

/** Whether a shell is installed on this machine. */
const has = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0

describe('completion', () => {
  const scriptOf = async (shell: string): Promise<string> => (await runCli(['completion', shell])).stdout

  it('in bash completes commands, options, values and files', async () => {
    const folder = newFolder()
    const script = folder.write('completion.bash', await scriptOf('bash'))
    const complete = (...words: readonly string[]): string[] => {
      const { stdout, stderr } = spawnSync(
        'bash',
        ['-c', `source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _dealstance; printf '%s\\n' "\${COMPREPLY[@]}"`, script, ...words],
        { encoding: 'utf8' },
      )
      expect(stderr).toBe('')
      return stdout.split('\n').filter((word) => word !== '')
    }
    expect(complete('dealstance', 'c')).toEqual(NAMES.filter((name) => name.startsWith('c')))
    expect(complete('dealstance', 'classify', '--two')).toEqual(['--two-way'])
    expect(complete('dealstance', 'classify', '--evidence', '')).toEqual(['auto', 'on', 'off'])
    expect(complete('dealstance', 'classify', '--model', 'lin')).toEqual(['linear-en'])
    expect(complete('dealstance', 'classify', 'thread.txt', '--qu')).toEqual(['--quiet'])
    expect(complete('dealstance', 'completion', '')).toEqual(['bash', 'zsh', 'fish'])
    // No words: bash falls back to file names.
    expect(complete('dealstance', 'classify', '--out', 'x')).toEqual([])
    expect(complete('dealstance', 'classify', 'x')).toEqual([])
  })

  it.skipIf(!has('zsh'))('is read by zsh', async () => {
    const script = newFolder().write('_dealstance', await scriptOf('zsh'))
    const { status, stderr } = spawnSync(
      'zsh',
      ['-f', '-c', `autoload -Uz compinit && compinit -D -u && source ${script} && whence _dealstance`],
      {
        encoding: 'utf8',
      },
    )
    expect([status, stderr]).toEqual([0, ''])
  })

  it.skipIf(!has('fish'))('in fish completes commands, options and values', async () => {
    const script = newFolder().write('dealstance.fish', await scriptOf('fish'))
    const complete = (line: string): string[] =>
      spawnSync('fish', ['--no-config', '-c', `source ${script}; complete -C '${line}'`], { encoding: 'utf8' })
        .stdout.split('\n')
        .map((text) => text.split('\t')[0] ?? '')
        .filter((word) => word !== '')
    expect(complete('dealstance comp')).toEqual(['completion'])
    expect(complete('dealstance classify --two')).toEqual(['--two-way'])
    expect(complete('dealstance classify --evidence ')).toEqual(expect.arrayContaining(['auto', 'on', 'off']))
  })

  it.each(['bash', 'zsh', 'fish'])('for %s names every command and option', async (shell) => {
    const script = await scriptOf(shell)
    for (const name of NAMES) expect(script).toContain(name)
    for (const option of ['min-probability', 'on-bad-record', 'double-code']) expect(script).toContain(option)
  })

  it.each([[[]], [['tcsh']], [['bash', 'zsh']]])('refuses %j', async (argv) => {
    expect(await runCli(['completion', ...argv])).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('expected a shell of bash, zsh, fish'),
    })
  })
})
