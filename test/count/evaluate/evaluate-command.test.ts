import { describe, expect, it } from 'vitest'
import { evaluate } from '../../../scripts/research/evaluate/evaluate-command.js'
import { type RunOptions, runScriptCommand } from '../../shell/cli/cli-harness.js'
import { expectRefusal } from '../../support/refusal.js'
import { GOLD } from './gold-example.js'

const run = (argv: readonly string[], options?: RunOptions) => runScriptCommand(evaluate, argv, options)

describe('npm run evaluate', () => {
  it('prints the control models with the requested model, and costly controls only for it', async () => {
    const { code, stdout } = await run(['--gold', '-', '--model', 'bayes-en', '--format', 'json'], { stdin: GOLD })
    expect(code).toBe(0)
    const { evaluations } = JSON.parse(stdout) as { evaluations: { models: { model: string; controls: unknown }[] }[] }
    expect(evaluations[0]?.models.map(({ model }) => model)).toEqual(['bayes-en', 'linear-en', 'sentiment', 'majority'])
    expect(evaluations[0]?.models.map(({ controls }) => controls !== null)).toEqual([true, false, false, false])
  })

  it('leaves out the costly controls on request', async () => {
    const { stdout } = await run(['--gold', '-', '--model', 'majority', '--controls', 'off'], { stdin: GOLD })
    expect(stdout).toContain('majority')
    expect(stdout).not.toContain('labels that move')
  })

  it.each([
    { argv: ['--gold', '-', '--evidence', '5'], what: 'expected --evidence without --gold' },
    { argv: ['--predictions', 'out.jsonl'], what: 'expected --predictions together with --gold' },
  ])('refuses $argv instead of silently ignoring an option', async ({ argv, what }) => {
    expectRefusal(await run(argv, { stdin: GOLD }), 64, `USAGE_OPTION_INVALID: ${what}`)
  })

  it('describes the runs in its help', async () => {
    const { stdout } = await run(['--help'])
    for (const words of ['company names swapped', 'masked', 'coverage', 'contrast sets'])
      expect(stdout.replace(/\s+/g, ' ')).toContain(words)
  })
})
