import { describe, expect, it } from 'vitest'
import { GOLD } from '../../../count/evaluate/gold-example.js'
import { manyPosts } from '../../../count/scored-posts.js'
import { labelsOf } from '../../../support/hand-labels.js'
import { fromJsonl, toJsonl } from '../../../support/jsonl.js'
import { expectRefusal } from '../../../support/refusal.js'
import { newFolder, runCli, runWell } from '../cli-harness.js'

describe('dealstance evaluate', () => {
  it('measures a model on a gold file beside its controls, and keeps predictions and figures', async () => {
    const folder = newFolder()
    const kept = [
      '--predictions',
      folder.path('predictions.jsonl'),
      '--figures',
      folder.path('figures.json'),
      '--svg',
      folder.path('m.svg'),
    ]
    const { stdout } = await runWell(['evaluate', '--gold', '-', '--model', 'majority', ...kept], { stdin: GOLD })
    for (const model of ['majority', 'linear-en', 'sentiment']) expect(stdout).toMatch(new RegExp(`^${model} `, 'm'))
    expect(stdout).not.toContain('labels that move')
    expect(stdout).toMatch(/\n\nmajority, label by label\nlabelled +predicted retreat/)
    expect(folder.read('m.svg')).toContain('Confusion matrix of majority')
    expect(fromJsonl(folder.read('predictions.jsonl')).map(({ id }) => id)).toEqual(['1', '2'])
    expect(JSON.parse(folder.read('figures.json'))).toMatchObject({ model: 'majority', sets: [{ on: '-', weights: 'shipped' }] })
  })

  it('measures scored posts by the labels of the audit beside them', async () => {
    const folder = newFolder()
    const posts = manyPosts(40, 3).map((post, index) => ({ ...post, id: `v${index}`, author: `w${index % 9}` }))
    const scored = folder.write('scored.jsonl', toJsonl(posts))
    const own = ({ label }: (typeof posts)[number]) => label
    const labels = folder.write('labels.csv', labelsOf(posts.slice(0, 30), own))
    await runWell(['audit', scored, '--size', '20', '--import', labels, '--all-deals'])
    const audit = folder.path('scored.audit.jsonl')
    const { stdout } = await runWell(['evaluate', '--audit', audit])
    expect(stdout).toMatch(
      /^scored\.audit\.jsonl: test-model against \d+ labels of a random sample, posts by \d+ authors\nlabelled +predicted retreat/,
    )
    expect(stdout).toMatch(/^macro-F1 +\d\.\d{3} +\d\.\d{3} to \d\.\d{3} +/m)
    const json = await runCli(['evaluate', '--audit', audit, '--scored', scored, '--format', 'json'])
    expect(JSON.parse(json.stdout)).toMatchObject({ models: ['test-model'], confusion: expect.any(Array) })
    await runWell(['evaluate', '--audit', audit, '--svg', folder.path('taken.svg')])
    expect(folder.read('taken.svg')).toMatch(/^<svg .*Confusion matrix of test-model.*of scored\.audit\.jsonl/)
    expectRefusal(await runCli(['evaluate', '--audit', audit, '--svg', scored]), 64, 'USAGE_')
    expectRefusal(await runCli(['evaluate', '--audit', folder.write('other.jsonl', '')]), 64, 'expected --scored with the posts')
  })

  it.each([
    { argv: [], what: 'expected --gold FILE with labelled posts, --scored FILE' },
    { argv: ['--predictions', 'out.jsonl'], what: 'expected --gold FILE' },
  ])('refuses $argv: the package holds no corpus to measure on', async ({ argv, what }) => {
    expectRefusal(await runCli(['evaluate', ...argv]), 64, `USAGE_OPTION_INVALID: ${what}`)
  })

  it.each(['--corpus', '--evidence', '--controls'])('does not know %s, which needs the repository', async (option) => {
    expect(await runCli(['evaluate', option, 'x'])).toMatchObject({ code: 64, stderr: expect.stringContaining('USAGE_OPTION_UNKNOWN') })
  })
})
