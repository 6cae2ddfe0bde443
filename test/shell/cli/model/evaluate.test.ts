import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { GOLD } from '../../../count/evaluate/gold-example.js'
import { fromJsonl } from '../../../jsonl.js'
import { expectRefusal } from '../../../refusal.js'
import { newFolder, runCli } from '../cli-harness.js'

describe('dealstance evaluate', () => {
  it('measures a model on a gold file beside its controls, and keeps predictions, figures and pictures', async () => {
    const folder = newFolder()
    const [predictions, figures, svg] = ['predictions.jsonl', 'figures.json', 'svg'].map(folder.path)
    const { code, stdout, stderr } = await runCli(
      ['evaluate', '--gold', '-', '--model', 'majority', '--predictions', `${predictions}`, '--figures', `${figures}`, '--svg', `${svg}`],
      { stdin: GOLD },
    )
    expect(code, stderr).toBe(0)
    for (const model of ['majority', 'linear-en', 'sentiment']) expect(stdout).toMatch(new RegExp(`^${model} `, 'm'))
    expect(stdout).not.toContain('labels that move')
    expect(fromJsonl(readFileSync(`${predictions}`, 'utf8')).map(({ id }) => id)).toEqual(['1', '2'])
    expect(JSON.parse(folder.read('figures.json'))).toMatchObject({ model: 'majority', sets: [{ on: '-', weights: 'shipped' }] })
    expect(stderr).toContain('pictures written to')
  })

  it.each([
    { argv: [], what: 'expected --gold FILE with labelled posts, or --scored FILE' },
    { argv: ['--predictions', 'out.jsonl'], what: 'expected --gold FILE' },
  ])('refuses $argv: the package holds no corpus to measure on', async ({ argv, what }) => {
    expectRefusal(await runCli(['evaluate', ...argv]), 64, `USAGE_OPTION_INVALID: ${what}`)
  })

  it.each(['--corpus', '--evidence', '--controls'])('does not know %s, which needs the repository', async (option) => {
    expect(await runCli(['evaluate', option, 'x'])).toMatchObject({ code: 64, stderr: expect.stringContaining('USAGE_OPTION_UNKNOWN') })
  })
})
