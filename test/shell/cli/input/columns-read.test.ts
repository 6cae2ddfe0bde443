import { describe, expect, it } from 'vitest'
import { newFolder, runCli, runWell } from '../cli-harness.js'

const folder = newFolder()

describe('tables of other programs', () => {
  const rows = Array.from(
    { length: 300 },
    (_, index) => `t${index % 9},${index},"They gave up",ann,sad`,
  )
  const csv = folder.write('table.csv', ['thread_id,id,text,author,mood', ...rows].join('\n'))
  const tsv = folder.write(
    'table.tsv',
    ['thread_id,id,text,author,mood', ...rows].join('\n').replaceAll(',', '\t').replaceAll('"', ''),
  )

  it.each([
    ['a CSV', csv],
    ['a TSV', tsv],
  ])('say of %s which columns were read and which were not', async (_, path) => {
    const { stderr } = await runWell(['ingest', path, '--verbose'])
    expect(stderr).toContain(
      '  columns read: text from "text", id from "id", author from "author", threadId from "thread_id"\n',
    )
    expect(stderr).toContain('  columns not read, kept in meta: "mood"\n')
  })

  it.each(['table/posts.xlsx', 'table/4cat-x.csv', 'table/youtube-data-tools.tsv', 'twarc.csv'])(
    '%s does too',
    async (name) => {
      const { stderr } = await runCli(['ingest', `test/fixtures/import/${name}`, '--verbose'])
      expect(stderr).toMatch(/ {2}columns read: .*\n {2}columns not read(?:, kept in meta)?: /)
    },
  )
})
