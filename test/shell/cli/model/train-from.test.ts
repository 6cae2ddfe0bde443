import { describe, expect, it } from 'vitest'
import { NEITHER, PIVOT, RETREAT, scoredPost } from '../../../count/scored-posts.js'
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

describe('audit --suggest, then train --from', () => {
  it('labels suggested posts in a file of their own, trains on them, and the model scores', async () => {
    const suggested = await runCli(['audit', scored, '--suggest', '12', '--export', folder.path('todo.csv')])
    expect(suggested).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('12 of 36 judgements suggested to label from 36 scored posts'),
    })
    const rows = folder.read('todo.csv').trim().split(/\r?\n/).slice(1)
    expect(rows).toHaveLength(12)
    const ids = JSON.parse(folder.read('scored.suggest.jsonl').split('\n')[0] ?? '').units.map(
      ({ postId }: { postId: string }) => postId,
    ) as string[]
    const csv = folder.write(
      'labels.csv',
      ['postId,label', ...ids.map((id, index) => `${id},${[RETREAT, PIVOT, NEITHER][index % 3]}`)].join('\n'),
    )
    expect(await runCli(['audit', scored, '--suggest', '12', '--import', csv])).toMatchObject({ code: 0 })

    const model = folder.path('mine')
    const labels = folder.path('scored.suggest.jsonl')
    const trained = await runCli(['train', '--from', scored, '--labels', labels, '--out', model, '--group', 'deal'])
    expect(trained.stderr).toContain(
      '24 labels are those of test-model, each with the weight of its probability; 12 were given by hand (scored.suggest.jsonl, by a)',
    )
    expect(trained.stderr).toContain('how well the new model repeats the labels')
    expect(trained).toMatchObject({ code: 0, stdout: expect.stringContaining('mine: macro-F1') })
    const card = folder.read('mine/card.md')
    expect(card).toContain(`--from ${scored} --labels ${labels}`)
    expect(card).toContain('12 were given by hand')
    const again = await runCli(['classify', '-', '--model', model, '--format', 'jsonl'], { stdin: 'They are giving up the race.' })
    expect(JSON.parse(again.stdout)).toMatchObject({ model: 'mine', status: 'scored' })
  })

  it.each([
    {
      name: 'suggestions for an estimate',
      argv: ['aggregate', scored, '--audit', folder.path('scored.suggest.jsonl')],
      code: 65,
      says: 'AUDIT_NOT_RANDOM',
    },
    {
      name: 'a sample for training',
      argv: ['train', '--from', scored, '--labels', folder.path('scored.audit.jsonl'), '--out', folder.path('x')],
      code: 65,
      says: 'AUDIT_IS_SAMPLE',
    },
    {
      name: '--suggest on the file of a sample',
      argv: ['audit', scored, '--suggest', '5', '--out', folder.path('scored.audit.jsonl')],
      code: 64,
      says: 'a file of its own for suggested posts',
    },
    {
      name: '--size on the file of suggestions',
      argv: ['audit', scored, '--size', '5', '--out', folder.path('scored.suggest.jsonl')],
      code: 64,
      says: 'a file of its own for a random sample',
    },
    {
      name: '--suggest beside --size',
      argv: ['audit', scored, '--suggest', '5', '--size', '5'],
      code: 64,
      says: 'expected --suggest or --size, got both',
    },
    { name: '--labels alone', argv: ['train', '--labels', folder.path('scored.suggest.jsonl')], code: 64, says: '--from SCORED' },
    {
      name: '--from beside --posts',
      argv: ['train', '--from', scored, '--posts', scored, '--out', folder.path('x')],
      code: 64,
      says: 'got both',
    },
  ])('refuses $name', async ({ argv, code, says }) => {
    const sample = folder.write('none.csv', 'postId,label\n')
    await runCli(['audit', scored, '--size', '6', '--import', sample])
    const ran = await runCli(argv)
    expect(ran.stderr).toContain(says)
    expect(ran.code).toBe(code)
  })
})
