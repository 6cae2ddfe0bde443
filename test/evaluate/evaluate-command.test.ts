import { existsSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { newFolder, runCli } from '../cli/cli-harness.js'

const GOLD = [
  { id: '1', deal: 'd', mover: 'Acme', move: 'sells', text: 'Acme gave up', label: 'retreat' },
  { id: '2', deal: 'd', mover: 'Acme', move: 'sells', text: 'who is the buyer', label: 'neither' },
]
  .map((post) => JSON.stringify(post))
  .join('\n')

describe('evaluate', () => {
  it('puts the controls beside the model asked for, and the costly ones in its line alone', async () => {
    const { code, stdout } = await runCli(['evaluate', '--gold', '-', '--model', 'bayes-en', '--format', 'json'], { stdin: GOLD })
    expect(code).toBe(0)
    const { evaluations } = JSON.parse(stdout) as { evaluations: { models: { model: string; controls: unknown }[] }[] }
    expect(evaluations[0]?.models.map(({ model }) => model)).toEqual(['bayes-en', 'linear-en', 'sentiment', 'majority'])
    expect(evaluations[0]?.models.map(({ controls }) => controls !== null)).toEqual([true, false, false, false])
  })

  it('leaves the costly controls out when asked to', async () => {
    const { stdout } = await runCli(['evaluate', '--gold', '-', '--model', 'majority', '--controls', 'off'], { stdin: GOLD })
    expect(stdout).toContain('majority')
    expect(stdout).not.toContain('labels that move')
  })

  it('writes pictures into a folder that it makes, for models with probabilities', async () => {
    const folder = newFolder()
    const { code, stdout, stderr } = await runCli([
      'evaluate',
      '--gold',
      folder.write('mine.jsonl', GOLD),
      '--model',
      'majority',
      '--svg',
      folder.path('a/b'),
    ])
    expect(code).toBe(0)
    expect(stderr).toContain('pictures written to')
    expect(stdout).toContain('controls of majority: labels that move')
    expect(readdirSync(folder.path('a/b'))).toEqual([
      'mine-linear-en-reliability.svg',
      'mine-linear-en-risk-coverage.svg',
      'mine-majority-reliability.svg',
      'mine-majority-risk-coverage.svg',
    ])
    expect(folder.read('a/b/mine-majority-reliability.svg')).toMatch(/^<svg .*<\/svg>\n$/s)
  })

  it('says before it scores that a folder cannot be made', async () => {
    const folder = newFolder()
    const file = folder.write('taken', '')
    for (const path of [file, `${file}/below`]) {
      const { code, stderr, stdout } = await runCli(['evaluate', '--gold', '-', '--svg', path], { stdin: GOLD })
      expect([code, stdout]).toEqual([74, ''])
      expect(stderr).toContain('OUTPUT_UNWRITABLE')
      expect(stderr).toContain('expected a place for a folder, got a file of that name')
    }
    expect(existsSync(`${file}/below`)).toBe(false)
  })

  it.each([
    { argv: ['--gold', '-', '--evidence', '5'], what: 'expected --evidence without --gold' },
    { argv: ['--svg', 'pictures', '--evidence', '5'], what: 'expected --evidence without --svg' },
    { argv: ['--predictions', 'out.jsonl'], what: 'expected --predictions with --gold' },
  ])('refuses $argv rather than leave one out in silence', async ({ argv, what }) => {
    const { code, stdout, stderr } = await runCli(['evaluate', ...argv], { stdin: GOLD })
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' })
    expect(stderr).toContain(`USAGE_OPTION_INVALID: ${what}`)
  })

  it('says in its help what is run', async () => {
    const { stdout } = await runCli(['evaluate', '--help'])
    for (const words of ['company names swapped', 'masked', 'target-blind', 'coverage', 'contrast sets'])
      expect(stdout.replace(/\s+/g, ' ')).toContain(words)
  })
})
