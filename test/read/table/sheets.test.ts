import { expect, it } from 'vitest'
import { parseXlsx } from '../../../src/read/table/parse-xlsx.js'
import { workbookOf } from './workbook.js'

const BYTES = workbookOf({
  Codebook: ['text|meaning', 'Beitrag|words of the post'],
  'Wave 1': ['Nr|Beitrag', '1|They quit.'],
  'Wave 2': ['Beitrag|Nr', 'A smart move.|2', 'They will be back.|3'],
})
const COLUMNS = { columns: { text: 'Beitrag', id: 'Nr' } }

it('the sheet that holds the mapped columns is read, and another one with the same columns is named', async () => {
  const { posts, summary } = await parseXlsx(BYTES, COLUMNS)
  expect(posts.map(({ id, text }) => [id, text])).toEqual([['1', 'They quit.']])
  expect(summary.notes[0]).toBe(
    'the sheet "Wave 1" was read; not read: "Codebook", "Wave 2"; line numbers are its rows',
  )
  expect(summary.cautions).toEqual([
    'the sheet "Wave 2" has the same columns and is not read: --sheet "Wave 2" reads it',
  ])
})

it('--sheet names the sheet, and a name that no sheet has is refused with all names', async () => {
  const { posts } = await parseXlsx(BYTES, { ...COLUMNS, sheet: 'Wave 2' })
  expect(posts.map(({ id }) => id)).toEqual(['2', '3'])
  await expect(parseXlsx(BYTES, { ...COLUMNS, sheet: 'Wave 3' })).rejects.toMatchObject({
    code: 'USAGE_OPTION_INVALID',
    message:
      'expected the sheet "Wave 3", got a workbook with "Codebook", "Wave 1", "Wave 2". Name one of them.',
  })
})

it('a mapping that no sheet has is refused by the sheet that comes nearest, with the columns of that one', async () => {
  await expect(parseXlsx(BYTES, { columns: { text: 'Beitrag', id: 'Nrr' } })).rejects.toMatchObject(
    {
      code: 'INGEST_COLUMN_MISSING',
      message:
        'the sheet "Wave 1": expected the column "Nrr" that id is mapped to, got the columns Nr, Beitrag. Did you mean id=Nr?',
    },
  )
})
