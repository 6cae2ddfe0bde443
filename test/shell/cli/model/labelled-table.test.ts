import { describe, expect, it } from 'vitest'
import { smallExamples } from '../../../judge/stance/small-posts.js'
import { newFolder, runCli, runWell } from '../cli-harness.js'

const ROWS = smallExamples().map(({ features: { text }, label }, index) => [
  `r${index}`,
  `"${text}"`,
  label,
])
const table = (header: string, rows: readonly (readonly string[])[]): string =>
  `${header}\n${rows.map((row) => row.join(',')).join('\n')}\n`

describe('a labelled table whose columns have names of their own', () => {
  const folder = newFolder()
  const labelled = folder.write('labelled.csv', table('nr,what_they_wrote,verdict', ROWS))

  const columns = ['--columns', 'text=what_they_wrote']
  it('trains: labels are the only column that holds nothing else', async () => {
    const ran = await runWell([
      'train',
      ...columns,
      '--posts',
      labelled,
      '--out',
      folder.path('model'),
    ])
    expect(ran.stderr).toContain('"verdict" holds the labels; another: --columns label=NAME')
    expect(ran.stdout).toContain('36 posts, cross-validated by post in 5 parts')
  })

  it('is measured on', async () => {
    const ran = await runWell(['evaluate', ...columns, labelled, '--model', 'sentiment'])
    expect(ran.stderr).toContain('"verdict" holds the labels')
    expect(ran.stdout).toMatch(/^majority /m)
  })

  it('says which posts nearly repeat one of another part of the test', async () => {
    const long =
      'the harbour board sold every night boat to the canal company before the toll rises in spring and nobody on the pier was told'
    const cut = (count: number) =>
      [`y${count}`, `${long} that ${count} jobs go`, 'retreat'] as const
    const repeats = [
      cut(300),
      cut(4000),
      ['x1', `${long} at all`, 'retreat'] as const,
      ['x2', `${long} at  all!`, 'neither'] as const,
    ]
    const path = folder.write(
      'repeats.csv',
      table('nr,text,label', [...ROWS, ...repeats, ['x3', `${long} at all today`, 'shrewd pivot']]),
    )
    const ran = await runWell(['train', '--posts', path, '--out', folder.path('repeats')])
    expect((await runCli(['evaluate', path, '--model', 'linear-en'])).stderr).toMatch(
      /2 posts nearly repeat one of another deal or thread \(.* like .*\): the intervals are too narrow/,
    )
    expect(ran.stderr).toMatch(
      /posts? nearly repeat one of another part of the test \(.* like .*\): the figures are too good/,
    )
  })
})
