import { describe, expect, it } from 'vitest'
import { COMMON_OPTIONS } from '../../../src/shell/cli/kit/command.js'
import { COMMANDS } from '../../../src/shell/cli/run.js'
import { runWell } from './cli-harness.js'

const NAMES = Object.keys(COMMANDS)

describe('help', () => {
  it.each(NAMES)(
    'of %s fits one screen of 44 lines and 80 columns, with an example',
    async (name) => {
      const { stdout } = await runWell([name, '--help'])
      expect(stdout.trimEnd().split('\n').length).toBeLessThanOrEqual(44)
      for (const line of stdout.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(80)
      expect(stdout).toMatch(/Examples\n {2}\S/)
    },
  )

  it('lists at most 95 options over all commands, beside those that every command has', async () => {
    const common = Object.keys(COMMON_OPTIONS)
    const listed = await Promise.all(
      NAMES.map(
        async (name) => (await runWell([name, '--help'])).stdout.match(/^ {2}--[\w-]+/gm) ?? [],
      ),
    )
    const own = listed.flat().filter((option) => !common.includes(option.trim().slice(2)))
    expect(own.length).toBeGreaterThan(50)
    expect(own.length).toBeLessThanOrEqual(95)
  })

  it.each([[[]], [['--help']], [['help']]])(
    'of the program, %j, fits one screen too',
    async (argv) => {
      const { stdout } = await runWell(argv)
      expect(stdout.trimEnd().split('\n').length).toBeLessThanOrEqual(40)
      for (const line of stdout.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(90)
      for (const name of NAMES) expect(stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'))
    },
  )
})
