import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, it } from 'vitest'
import { parsePosts } from '../../../src/read/parse-posts.js'
import { parseParquet } from '../../../src/read/table/parse-parquet.js'
import { parseXlsx } from '../../../src/read/table/parse-xlsx.js'
import { workbookOf } from './workbook.js'

/** Author, words and answered post of each row or record, as scraping tools write them. */
const read = (lines: readonly string[], fileName: string) =>
  parsePosts(lines.join('\n'), { fileName }).posts.map(({ author, text, parentId }) => [
    author,
    text,
    parentId,
  ])

describe('exports of scraping tools', () => {
  it('hold answers in the columns of the answered row', () => {
    const lines = [
      'id,ownerUsername,text,replies/0/id,replies/0/ownerUsername,replies/0/text,replies/1/text',
      '7,ann,Sold.,8,bo,Why?,',
      '9,cy,Kept.,,,,',
    ]
    expect(read(lines, 'comments.csv')).toEqual([
      ['ann', 'Sold.', null],
      ['bo', 'Why?', '7'],
      ['cy', 'Kept.', null],
    ])
  })

  it('have no field for the words of a picture', () => {
    const records = [
      { id: 'a', profileName: 'Ann', text: 'Shame.' },
      { id: 'b', profileName: 'Bo', sticker: 'https://img.example/1' },
    ]
    const { posts, summary } = parsePosts(JSON.stringify(records), { fileName: 'comments.json' })
    expect(posts.map(({ text, meta }) => [text, meta.node])).toEqual([
      ['Shame.', undefined],
      ['', 'empty'],
    ])
    expect(summary.emptyCount).toBe(1)
  })

  it('write signs by their names', () => {
    const lines = [
      '{"id":"a","user":{"username":"ann"},"content":"R&amp;D is gone, margin &lt; 4%"}',
      '{"id":"b","user":{"username":"bo"},"content":"AT&T > all, &amp; so on"}',
    ]
    expect(read(lines, 'tweets.jsonl').map(([, text]) => text)).toEqual([
      'R&D is gone, margin < 4%',
      'AT&T > all, &amp; so on',
    ])
  })

  it('name the author and the words otherwise', () => {
    const actor = { id: 'x', name: 'Ann Bo' }
    const record = { id: 'a', actor, commentary: 'Well done.', linkedinUrl: 'https://l.example/a' }
    expect(read([JSON.stringify([record])], 'comments.json')).toEqual([
      ['Ann Bo', 'Well done.', null],
    ])
    const lines = ['Name (click to view profile),Date,Comment', 'Ann Bo,2024-06-10,Gracias']
    expect(read(lines, 'comments.csv')).toEqual([['Ann Bo', 'Gracias', null]])
  })

  it('have a title above the columns, with empty cells beside it', () => {
    const lines = ['Gas price 2024;;;', 'As of 14 March;;;', ';;;', 'Nr.;Wer;Kommentar;Notiz']
    const { posts, summary } = parsePosts([...lines, '1;Ann;Zu teuer.;'].join('\r\n'), {
      fileName: 'sheet.csv',
    })
    expect(posts.map(({ text }) => text)).toEqual(['Zu teuer.'])
    expect(summary.notes).toContain('2 lines above the line of column names left out')
  })

  it('may hold the words in two columns: the one that was read is named, in each form', async () => {
    const lines = ['body|comment', 'memo 1|Sold.', 'memo 2|Kept.']
    const [header = '', ...rows] = lines.map((line) => line.replace('|', ','))
    const byColumn = (name: string, at: number) => ({
      name,
      data: lines.slice(1).map((line) => line.split('|')[at] ?? ''),
    })
    const parquet = parquetWriteBuffer({
      columnData: [byColumn('body', 0), byColumn('comment', 1)],
    })
    const results = [
      parsePosts([header, ...rows].join('\n'), { fileName: 'posts.csv' }),
      parsePosts(lines.toSpliced(1, 0, '---|---').join('\n'), { fileName: 'posts.md' }),
      await parseXlsx(workbookOf({ Posts: lines })),
      await parseParquet(new Uint8Array(parquet)),
    ]
    for (const { summary } of results)
      expect(summary.cautions?.[0], summary.source).toMatch(
        /^"body" was read as the text, though "comment" may hold it: /,
      )
    const few = parsePosts('comment,remark\n,Sold.\n,Kept.\nx,Why?', { fileName: 'posts.csv' })
    expect(few.summary.cautions?.[0]).toMatch(
      /^most cells of "comment", which was read as the text, are empty: /,
    )
    const named = await parseXlsx(workbookOf({ Posts: lines }), { columns: { text: 'body' } })
    expect(named.summary.cautions).toEqual([])
  })
})

describe('names of columns for texts that have none', () => {
  it('change nothing: a page of X, an export of Reddit', () => {
    const page = ['Ann', 'Bo', 'Cy']
      .map((name) => `${name} D\n@${name}d\n·\n2h\nSold, says ${name}.\n4\n`)
      .join('\n')
    const columns = { text: 'body' }
    const plain = parsePosts(page)
    expect(parsePosts(page, { columns }).posts).toEqual(plain.posts)
    const records = ['a', 'b'].map((id) =>
      JSON.stringify({
        id,
        body: `Sold ${id}`,
        subreddit: 's',
        link_id: 't3_z',
        parent_id: 't3_z',
      }),
    )
    const { summary } = parsePosts(records.join('\n'), { fileName: 'comments.jsonl', columns })
    expect(summary.source).toBe('reddit')
  })
})
