import { existsSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { evaluate } from '../../../scripts/research/evaluate/evaluate-command.js'
import { expectRefusal } from '../../refusal.js'
import { newFolder, type RunOptions, runScriptCommand } from '../../shell/cli/cli-harness.js'
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

  it('creates a folder and writes charts to it, for models with probabilities', async () => {
    const folder = newFolder()
    const gold = folder.write('mine.jsonl', GOLD)
    const { code, stderr } = await run(['--gold', gold, '--model', 'majority', '--controls', 'off', '--svg', folder.path('a/b')])
    expect(code).toBe(0)
    expect(stderr).toContain('pictures written to')
    expect(readdirSync(folder.path('a/b'))).toEqual([
      'mine-linear-en-reliability.svg',
      'mine-linear-en-risk-coverage.svg',
      'mine-majority-reliability.svg',
      'mine-majority-risk-coverage.svg',
    ])
    expect(folder.read('a/b/mine-majority-reliability.svg')).toMatch(/^<svg .*<\/svg>\n$/s)
  })

  it('reports before scoring that a folder cannot be created', async () => {
    const folder = newFolder()
    const file = folder.write('taken', '')
    for (const path of [file, `${file}/below`]) {
      const { code, stderr, stdout } = await run(['--gold', '-', '--svg', path], { stdin: GOLD })
      expect([code, stdout]).toEqual([74, ''])
      expect(stderr).toContain('OUTPUT_UNWRITABLE')
      expect(stderr).toContain('expected a place for a folder, got a file of that name')
    }
    expect(existsSync(`${file}/below`)).toBe(false)
  })

  it.each([
    { argv: ['--gold', '-', '--evidence', '5'], what: 'expected --evidence without --gold' },
    { argv: ['--svg', 'pictures', '--evidence', '5'], what: 'expected --evidence without --svg' },
    { argv: ['--llm', 'ollama:m', '--evidence', '5'], what: 'expected --evidence with a model that names its deciding words' },
    { argv: ['--predictions', 'out.jsonl'], what: 'expected --predictions together with --gold' },
  ])('refuses $argv instead of silently ignoring an option', async ({ argv, what }) => {
    expectRefusal(await run(argv, { stdin: GOLD }), 64, `USAGE_OPTION_INVALID: ${what}`)
  })

  it('describes the runs in its help', async () => {
    const { stdout } = await run(['--help'])
    for (const words of ['company names swapped', 'masked', 'target-blind', 'coverage', 'contrast sets'])
      expect(stdout.replace(/\s+/g, ' ')).toContain(words)
  })
})
