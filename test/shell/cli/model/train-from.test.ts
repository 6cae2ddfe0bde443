import { describe, expect, it } from 'vitest'
import { scoredPost } from '../../../count/scored-posts.js'
import { toJsonl } from '../../../jsonl.js'
import { smallExamples } from '../../../judge/stance/small-posts.js'
import { newFolder, runCli } from '../cli-harness.js'

const folder = newFolder()
const scored = folder.write(
  'scored.jsonl',
  toJsonl(
    smallExamples().map(({ features, label }, index) =>
      scoredPost(label, { id: `s${index}`, threadId: `t${index}`, text: features.text }, [`deal-${index % 6}`]),
    ),
  ),
)

describe('train --from', () => {
  it('trains on the labels of another model, and the new one scores', async () => {
    const trained = await runCli(['train', '--from', scored, '--out', folder.path('mine'), '--group', 'deal'])
    expect(trained.stderr).toContain('36 labels are those of test-model, each with the weight of its probability')
    expect(trained.stderr).toContain('how well the new model repeats the labels')
    expect(trained).toMatchObject({ code: 0, stdout: expect.stringContaining('mine: macro-F1') })
    expect(folder.read('mine/card.md')).toContain(`--from ${scored} --group deal`)
    const again = await runCli(['classify', '-', '--model', folder.path('mine'), '--format', 'jsonl'], {
      stdin: 'They are giving up the race.',
    })
    expect(JSON.parse(again.stdout)).toMatchObject({ model: 'mine', status: 'scored' })
  })

  it.each([
    { argv: ['train', '--from', scored, '--posts', scored, '--out', folder.path('x')], says: 'got both' },
    { argv: ['train', '--from', scored, '--labels', scored, '--out', folder.path('x')], says: 'classify --learn AUDIT' },
    { argv: ['audit', scored, '--suggest', '5'], says: 'draw a random sample with --size' },
  ])('refuses $argv', async ({ argv, says }) => {
    expect(await runCli(argv)).toMatchObject({ code: 64, stderr: expect.stringContaining(says) })
  })
})
