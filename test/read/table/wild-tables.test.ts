import { describe, expect, it } from 'vitest'
import { detectSource } from '../../../src/read/detect-source.js'
import { joinInputs } from '../../../src/read/link/join-inputs.js'
import { parsePosts } from '../../../src/read/parse-posts.js'
import { decodeAny } from '../../../src/read/record/decode.js'
import { parseDate } from '../../../src/read/record/parse-date.js'
import { parseCsv } from '../../../src/read/table/parse-csv.js'
import { parseJson } from '../../../src/read/table/parse-jsonl.js'
import { inRows } from '../../support/in-rows.js'

const table = (...rows: readonly string[]): string => rows.join('\n')

describe('tables as others write them', () => {
  it('joins a table of submissions to the table of their comments', () => {
    const results = [
      parseCsv(
        table('id,title,selftext,num_comments', 'abc,Mill sold,About time,2', 'xyz,Other,,0'),
      ),
      parseCsv(table('post_id,comment_id,parent_id,author,body', 'abc,k1,t3_abc,ann,They fold'), {
        threadId: 't2',
      }),
    ]
    const { threads } = joinInputs(results, {
      names: ['a.csv', 'b.csv'],
      threadIds: ['t1', 't2'],
      onBadRecord: 'throw',
    })
    const rows = threads.flatMap(({ id, posts }) =>
      posts.map((post) => [id, post.id, post.parentId]),
    )
    expect(inRows(rows)).toEqual(['abc | abc | -', 'abc | k1 | abc', 'xyz | xyz | -'])
  })

  it('merges rows that repeat one word for word, and names the way out where they differ', () => {
    const { posts, summary } = parseCsv(table('id,text', '1,x', '2,y', '1,x', '1,x'))
    expect(posts).toHaveLength(2)
    expect(summary).toMatchObject({ skippedCount: 0 })
    expect(summary.notes).toContain(
      '2 records repeat the id, author, time and words of another; merged into it',
    )
    expect(() => parseCsv(table('id,text', '1,x', '1,other'))).toThrow(/threadId=NAME/)
  })

  it('takes a post_id that repeats beside comments for the thread, and one that does not for the id', () => {
    const rows = ['7,Sold.', '7,Kept.', '8,Both.']
    const { posts, summary } = parseCsv(table('post_id,comment_text', ...rows))
    expect(posts.map(({ id, threadId }) => `${threadId} ${id}`)).toEqual(['7 p1', '7 p2', '8 p3'])
    expect(summary.notes).toContain(
      '"post_id" repeats beside comments: read as the thread, not as the id',
    )
    const single = parseCsv(table('post_id,comment_text', '7,Sold.', '8,Kept.'))
    expect(single.posts.map(({ id }) => id)).toEqual(['7', '8'])
    const ofPosts = table('post_id,text', ...rows)
    for (const read of [
      () => parseCsv(ofPosts),
      () => parseCsv(table('post_id,comment_text', ...rows), { columns: { id: 'post_id' } }),
    ])
      expect(read).toThrow(/^(?!.*skip).*If such ids name the thread.*threadId=NAME/)
    const mapped = parseCsv(ofPosts, { columns: { threadId: 'post_id' } })
    expect(mapped.summary).toMatchObject({ postCount: 3, threadCount: 2 })
  })

  it('merges a post that stands in a list and below the post it answers', () => {
    const twice = { id: '3', text: 'Both.', author: 'c' }
    const record = {
      id: '1',
      text: 'Sold.',
      comments: [{ id: '2', text: 'So?', replies: [twice] }, twice],
    }
    const { posts } = parsePosts(JSON.stringify(record))
    expect(posts.map(({ id, parentId }) => [id, parentId])).toEqual([
      ['1', null],
      ['2', '1'],
      ['3', '2'],
    ])
  })

  it("reads Excel's first line sep=;", () => {
    const text = table('sep=;', 'id;text', '1;one, two', '2;three')
    expect(detectSource(text, 'a.csv').source).toBe('csv')
    expect(parsePosts(text).posts.map((post) => post.text)).toEqual(['one, two', 'three'])
    expect(() => parseCsv(table('sep=;', 'id;text', '1;a', '1;b'))).toThrow(
      /^line 4: .*first on line 3/,
    )
  })

  it('says what each column was read as, what was not read, and that no column names parents', () => {
    expect(parseCsv(table('comment_id,body,score', 'a,x,3')).summary.notes).toEqual([
      'columns read: text from "body", id from "comment_id"',
      'columns not read, kept in meta: "score"',
      'no column names the parent post: no row is tied to another. Map one: parentId=NAME',
    ])
    expect(parseCsv(table('id,text,parent_id', 'a,x,')).summary.notes).toHaveLength(2)
  })
})

describe('other small things from the wild', () => {
  it.each([
    ['Wed, 10 Oct 2018 20:19:24 +0000', '2018-10-10T20:19:24.000Z'],
    ['Wed, 10 Oct 2018 22:19:24 +0200', '2018-10-10T20:19:24.000Z'],
    ['1 Feb 2026 08:05 GMT', '2026-02-01T08:05:00.000Z'],
    ['2026-02-01 10:05:00+02', '2026-02-01T08:05:00.000Z'],
    ['2024-02-29', '2024-02-29'],
    [1_750_000_000.25, '2025-06-15T15:06:40.250Z'],
    [1_750_000_000_250, '2025-06-15T15:06:40.250Z'],
    ['2026-02-30', null],
    ['30 Feb 2026 08:05 GMT', null],
    [20_260_605, null],
    [2026, null],
    [-1, null],
  ])('reads the time %s', (given, expected) => {
    expect(parseDate(given)).toBe(expected)
  })

  it('takes a sentence with a comma for a table only where the next line has as many cells', () => {
    expect(detectSource('ok, comment\n\n@ann they gave up').source).toBe('paste')
    expect(detectSource('ok, comment\nWell, they gave up, and they know it.').source).toBe('paste')
    expect(detectSource('user, comment\nann, they gave up').source).toBe('csv')
    expect(detectSource('user,comment\nann,"they gave up, and\nthey know it"').source).toBe('csv')
    expect(detectSource('id,text').source).toBe('csv')
    expect(detectSource('text,label\nThey gave up,retreat').source).toBe('csv')
  })

  it('reads bytes that are windows-1252, says so, and refuses UTF-8 with a fault', () => {
    const bytes = Uint8Array.from(
      [...'id,text\n1,caf'].map((unit) => unit.charCodeAt(0)).concat([0xe9, 0x20, 0x80, 0x0a]),
    )
    const { text, note } = decodeAny(bytes)
    expect(text).toBe('id,text\n1,café €\n')
    expect(note).toMatch(/windows-1252/)
    expect(() => decodeAny(Uint8Array.from([0xc3, 0xa9, 0x20, 0xe9]))).toThrow(/UTF-8/)
    expect(() =>
      decodeAny(Uint8Array.from([0xef, 0xbf, 0xbd, 0x0a, 0x20, 0x0a, 0xc3, 0xa9, 0xe9])),
    ).toThrow(/line 3/)
    expect(decodeAny(new TextEncoder().encode('café')).note).toBeNull()
  })

  it('names what an object holds that is no list of posts', () => {
    expect(() => parseJson('{\n "status": "ok",\n "rows": 3\n}')).toThrow(
      /one object with status, rows, and no list of posts/,
    )
    expect(() => parseJson('[null]')).toThrow(/got null\. .*--on-bad-record skip/)
  })
})

it('JSON with posts within posts reads chains of 5,000 records without recursion', () => {
  let text = '{"id":"c0","text":"end"}'
  for (let index = 1; index < 5000; index += 1)
    text = `{"id":"c${index}","text":"x","replies":[${text}]}`
  expect(parsePosts(text).posts).toHaveLength(5000)
})
