import { expect, it } from 'vitest'
import { parsePosts } from '../../../src/read/parse-posts.js'
import { parseXlsx } from '../../../src/read/table/parse-xlsx.js'
import { inRows } from '../../support/in-rows.js'
import { workbookOf } from './workbook.js'

const textsOf = (text: string, missing?: readonly string[]) =>
  parsePosts(text, { source: 'csv', missing }).posts.map((post) => post.text)

it('an NA without quotes is missing where R puts texts into quotes, and a word where nothing is quoted', () => {
  // write.csv(data.frame(id = 1:4, text = c("They quit.", NA, "Smart, they say", "NA")))
  const written =
    '"","id","text"\n"1",1,"They quit."\n"2",2,NA\n"3",3,"Smart, they say"\n"4",4,"NA"'
  expect(textsOf(written)).toEqual(['They quit.', '', 'Smart, they say', 'NA'])
  expect(textsOf('id;text\n1;"They quit."\n2;NA')).toEqual(['They quit.', ''])
  const names = 'author,text\n"Ann ""A"", Bo","They quit."\n"Cy, ""C""",NA\n"Di","NA"'
  expect(textsOf(names)).toEqual(['They quit.', '', 'NA'])
  expect(textsOf('id,text\n1,They quit.\n2,NA')).toEqual(['They quit.', 'NA'])
})

it('what else looks missing is counted in one line, and left out where --missing names it', () => {
  const table = 'id,text\n1,They quit.\n2,NA\n3,null\n4,NA\n5,#N/A\n6,None of them will stay'
  const { posts, summary } = parsePosts(table)
  const kept = ['They quit.', 'NA', 'null', 'NA'].map((text) => `${text} | none`)
  expect(inRows(posts.map(({ text, meta }) => [text, meta.node]))).toEqual([
    ...kept,
    ' | empty',
    'None of them will stay | none',
  ])
  expect(summary.cautions).toEqual([
    '3 texts are "NA", "null" alone: counted as posts; --missing NA,null leaves them out',
  ])
  const left = parsePosts(table, { missing: ['NA', 'null'] })
  expect([left.summary.emptyCount, left.summary.cautions]).toEqual([4, []])
})

it('an NA alone is a word in quotes and in a workbook, which has none; --missing NA leaves it out of both', async () => {
  const csv = '"id","text"\n"1","They quit."\n"2",NA\n"3","NA"\n"4","#N/A"'
  const sheet = workbookOf({ Data: ['id|text', '1|They quit.', '2|NA', '3|NA', '4|#N/A'] })
  const read = async (missing?: readonly string[]) =>
    [parsePosts(csv, { source: 'csv', missing }), await parseXlsx(sheet, { missing })].map(
      ({ posts, summary }) => [...posts.map(({ text }) => text), summary.cautions.length].join('|'),
    )
  expect(await read()).toEqual(['They quit.||NA||1', 'They quit.|NA|NA||1'])
  expect(await read(['NA'])).toEqual(['They quit.||||0', 'They quit.||||0'])
})

it.each(['jsonl', 'csv'] as const)('a text that --missing names is missing in %s', (source) => {
  const text =
    source === 'csv'
      ? 'id,text\n1,-\n2,shrewd'
      : '{"id":"1","text":"-"}\n{"id":"2","text":"shrewd"}'
  expect(parsePosts(text, { source, missing: ['-'] }).summary.emptyCount).toBe(1)
})

it('an entity that was encoded twice is read as one', () => {
  expect(textsOf('id,text\n1,"R&amp;amp;D cut &amp;gt; a retreat"\n2,AT&amp;T')).toEqual([
    'R&D cut > a retreat',
    'AT&T',
  ])
})

it('a day without a clock is a day in CSV and in a workbook', async () => {
  expect(parsePosts('id,text,date\n1,They quit.,2026-03-01').posts[0]?.createdAt).toBe('2026-03-01')
  const sheets = workbookOf({ Data: ['id|text|date', '1|They quit.|1 March 2026'] })
  expect((await parseXlsx(sheets)).posts[0]?.createdAt).toBe('2026-03-01')
})
