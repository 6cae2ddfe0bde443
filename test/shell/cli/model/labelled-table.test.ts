import { describe, expect, it } from 'vitest'
import { expectRefusal } from '../../../support/refusal.js'
import { newFolder, runCli, runWell } from '../cli-harness.js'

const SAYINGS = {
  retreat: [
    'They walked away from the ferry lines',
    'Gave up on the harbour for good',
    'A sad end to the night boats',
    'Sold off what they could not run',
  ],
  'shrewd pivot': [
    'A clever trade of boats for berths',
    'Smart to sell before the toll rises',
    'They keep the routes that earn',
    'Good timing on the harbour sale',
  ],
  neither: [
    'When does the last boat leave today',
    'Is the cafe at pier two still open',
    'My cousin worked on that ferry once',
    'No idea who buys boats these days',
  ],
} as const

const ROWS = Object.entries(SAYINGS).flatMap(([label, sayings]) =>
  sayings.flatMap((saying, at) =>
    [0, 1, 2].map((turn) => [
      `${label.slice(0, 1)}${at}${turn}`,
      `${saying} ${['again', 'as always', 'it seems'][turn]} ${at * 7 + turn}`,
      label,
    ]),
  ),
)
const table = (header: string, rows: readonly (readonly string[])[]): string =>
  `${header}\n${rows.map((row) => row.join(',')).join('\n')}\n`

describe('a labelled table whose columns have names of their own', () => {
  const folder = newFolder()
  const labelled = folder.write('labelled.csv', table('nr,what_they_wrote,verdict', ROWS))

  it('trains: texts are the longest column, labels the one that holds nothing else', async () => {
    const ran = await runCli(['train', '--posts', labelled, '--regularisation', '10', '--out', folder.path('model')])
    expect([ran.code, ran.stderr]).toEqual([
      0,
      expect.stringContaining('texts are read from the column "what_they_wrote", which holds the longest'),
    ])
    expect(ran.stderr).toContain('"verdict" holds the labels; another: --label-field NAME')
    expect(ran.stdout).toContain('36 posts, cross-validated by post in 5 parts')
  })

  it('is measured on: evaluate --gold', async () => {
    const ran = await runCli(['evaluate', '--gold', labelled, '--model', 'majority'])
    expect([ran.code, ran.stderr]).toEqual([0, expect.stringContaining('"verdict" holds the labels')])
    expect(ran.stdout).toMatch(/^majority /m)
  })

  it('says which posts nearly repeat one of another part of the test', async () => {
    const long =
      'the harbour board sold every night boat to the canal company before the toll rises in spring and nobody on the pier was told'
    const cut = (count: number) => [`y${count}`, `${long} that ${count} jobs go`, 'retreat'] as const
    const repeats = [cut(300), cut(4000), ['x1', `${long} at all`, 'retreat'] as const, ['x2', `${long} at  all!`, 'neither'] as const]
    const path = folder.write('repeats.csv', table('nr,text,label', [...ROWS, ...repeats, ['x3', `${long} at all today`, 'shrewd pivot']]))
    const ran = await runWell(['train', '--posts', path, '--regularisation', '10', '--out', folder.path('repeats')])
    expect((await runCli(['evaluate', '--gold', path, '--model', 'linear-en'])).stderr).toMatch(
      /2 posts nearly repeat one of another cluster \(.* like .*\): the intervals are too narrow/,
    )
    expect(ran.stderr).toMatch(/posts? nearly repeat one of another part of the test \(.* like .*\): the figures are too good/)
  })

  it.each<[string, string, readonly string[], RegExp]>([
    ['no texts', 'nr,verdict\n1,retreat\n2,neither\n', ['train', '--out', folder.path('none'), '--posts'], /INGEST_COLUMN_MISSING/],
    [
      'no labels',
      table(
        'nr,remark,verdict',
        ROWS.map(([id = '', text = '']) => [id, text, 'yes']),
      ),
      ['train', '--out', folder.path('none'), '--posts'],
      /TRAIN_DATA_INVALID: .*"label"/,
    ],
    [
      'no labels',
      table(
        'nr,remark,verdict',
        ROWS.map(([id = '', text = '']) => [id, text, '7']),
      ),
      ['evaluate', '--model', 'majority', '--gold'],
      /GOLD_INVALID/,
    ],
    [
      'mixed labels',
      table('nr,remark,label', [...ROWS, ['z', 'No one knows what comes', 'pivot']]),
      ['evaluate', '--model', 'majority', '--gold'],
      /GOLD_INVALID: .*"pivot"/,
    ],
  ])('%s: one line', async (_, content, argv, message) => {
    expectRefusal(await runCli([...argv, folder.write('bad.csv', content)]), 65, message)
  })
})
