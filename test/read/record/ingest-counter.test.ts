import { expect, it } from 'vitest'
import { formatRemark, IngestCounter } from '../../../src/read/record/ingest-counter.js'
import { parseCsv } from '../../../src/read/table/parse-csv.js'

it('says remarks on one record in the singular', () => {
  expect([1, 2].map((count) => formatRemark('record is odd|records are odd', count))).toEqual([
    '1 record is odd',
    '2 records are odd',
  ])
  expect(formatRemark('left out', 3)).toBe('3 left out')
  const counter = new IngestCounter()
  counter.countRemark('time is odd|times are odd')
  expect(counter.summarise('csv', '').notes).toEqual(['1 time is odd'])
  expect(parseCsv('id,text\n1,x\n1,x').summary.notes).toContain(
    '1 record repeats the id, author, time and words of another; merged into it',
  )
})
