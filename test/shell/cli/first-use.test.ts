import { describe, expect, it } from 'vitest'
import { optionsOf } from '../../../src/shell/cli/kit/command.js'
import { COMMANDS } from '../../../src/shell/cli/run.js'
import { runWell } from './cli-harness.js'

const NAMES = Object.keys(COMMANDS)

describe('help', () => {
  it.each(NAMES)('of %s fits one screen of 40 lines and 80 columns, with an example', async (name) => {
    const { stdout } = await runWell([name, '--help'])
    expect(stdout.trimEnd().split('\n').length).toBeLessThanOrEqual(40)
    for (const line of stdout.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(80)
    expect(stdout).toMatch(/Examples\n {2}\S/)
  })

  it.each(NAMES)('of %s with all topics holds every option', async (name) => {
    const command = await COMMANDS[name]?.load()
    const options = command === undefined ? [] : Object.entries(optionsOf(command))
    const { stdout } = await runWell([name, '--help-all'])
    for (const [option] of options) expect(stdout).toMatch(new RegExp(`^ {2}--${option}\\b`, 'm'))
    for (const line of stdout.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(80)
  })

  it.each([[[]], [['--help']], [['help']]])('of the program, %j, fits one screen too', async (argv) => {
    const { stdout } = await runWell(argv)
    expect(stdout.trimEnd().split('\n').length).toBeLessThanOrEqual(40)
    for (const line of stdout.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(90)
    for (const name of NAMES) expect(stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'))
  })
})
