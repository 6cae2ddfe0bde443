import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePaste } from '../../../src/read/copied/mentions/parse-paste.js'
import { parseCsv } from '../../../src/read/table/parse-csv.js'
import { parseJson, parseJsonl } from '../../../src/read/table/parse-jsonl.js'
import type { ParseRecordsOptions } from '../../../src/read/table/parse-records.js'
import { caught, errorOf } from '../../support/caught.js'
import { forAny } from '../../support/for-any.js'
import { inRows } from '../../support/in-rows.js'

const lines = (...records: readonly unknown[]): string => records.map((record) => JSON.stringify(record)).join('\n')
const GOOD = '{"id":"g","text":"good"}'

describe('parseJsonl', () => {
  it('takes the first name of an author that is not blank, and none where all are', () => {
    const authorOf = (author: object) => parseJsonl(JSON.stringify({ id: '1', text: 'They fold.', author })).posts[0]?.author
    expect([{ userName: '', name: 'Ann' }, { name: ' Bo ' }, { username: 7 }, { name: '' }].map(authorOf)).toEqual(['Ann', 'Bo', '7', null])
  })

  it('takes ids as strings or whole numbers, keeps unknown fields in meta', () => {
    const { posts } = parseJsonl(lines({ id: 7, text: '@ann hi', created_at: 1780000000, score: 3, user: { screen_name: 'bo' } }))
    expect(posts).toEqual([
      {
        id: '7',
        threadId: 't1',
        parentId: null,
        author: 'bo',
        createdAt: '2026-05-28T20:26:40.000Z',
        text: '@ann hi',
        meta: { role: 'root', addressees: ['ann'], score: 3 },
      },
    ])
  })

  it('ties parents whatever the order of the lines; one outside becomes meta.missingParent', () => {
    const { posts, summary } = parseJsonl(
      lines({ id: 'b', parent_id: 'a', text: 'x' }, { id: 'a', text: 'y' }, { id: 'c', reply_to: 'gone', text: 'z' }),
    )
    const rows = inRows(posts.map((post) => [post.id, post.parentId, post.meta.role, post.meta.missingParent]))
    expect(rows).toEqual(['b | a | reply | none', 'a | - | root | none', 'c | - | reply | gone'])
    expect(summary).toMatchObject({ missingParentCount: 1, rootCount: 1, replyCount: 2 })
  })

  it('looks for a parent in the same thread only', () => {
    const { posts } = parseJsonl(lines({ id: 'a', thread_id: 's', text: 'x' }, { id: 'b', thread_id: 't', parent_id: 'a', text: 'y' }))
    expect(posts[1]?.meta.missingParent).toBe('a')
  })

  it('reads posts written as JSONL back unchanged', () => {
    const { posts } = parsePaste('Root.\n\n@ann yes\n\n@bob no\n\n@ann maybe')
    expect(parseJsonl(posts.map((post) => JSON.stringify(post)).join('\n')).posts).toEqual(posts)
  })

  it('reads scored posts as posts, says so, and leaves their results out', () => {
    const post = { id: 'a', threadId: 't', parentId: null, author: null, createdAt: null, text: 'x', meta: { role: 'root', score: 2 } }
    const scored = {
      ...post,
      label: 'retreat',
      lean: 'retreat',
      probabilities: {},
      status: 'scored',
      deals: [],
      stances: [],
      sentiment: 0,
      reason: null,
      flags: [],
      evidence: null,
      model: 'm',
    }
    const { posts, summary } = parseJsonl(lines(scored))
    expect(posts).toEqual([post])
    expect(summary.notes.join()).toContain('1 record is a scored post')
  })

  it('keeps a label that is no result of ours', () => {
    expect(parseJsonl(lines({ id: 'a', text: 'x', label: 'retreat' })).posts[0]?.meta['label']).toBe('retreat')
  })

  it('keeps the digits of ids above 2^53 that stand as numbers', () => {
    const records = [
      '{"id":1979249076425363763,"text":"root"}',
      '{"id":123456789012345678901234567890,"text":"reply","parent_id":1979249076425363763,"retweeted_id":1979249076425363800}',
    ]
    const expected = [
      { id: '1979249076425363763', parentId: null },
      { id: '123456789012345678901234567890', parentId: '1979249076425363763', meta: { retweeted_id: '1979249076425363800' } },
    ]
    expect(parseJsonl(records.join('\n')).posts).toMatchObject(expected)
    expect(parseJson(`[${records.join()}]`).posts).toMatchObject(expected)
  })

  it('leaves large numbers in the meta of posts of its own as they are', () => {
    const { posts } = parseJsonl(lines({ id: 'a', threadId: 't', text: 'x', meta: { role: 'root', big: 1e20 } }))
    expect(posts[0]?.meta['big']).toBe(1e20)
  })

  it('keeps empty text and a time in an unknown form', () => {
    const { posts, summary } = parseJsonl(lines({ id: 'a', text: '', date: '5 hours ago' }))
    expect(posts[0]).toMatchObject({ text: '', createdAt: null, meta: { timeText: '5 hours ago' } })
    expect(summary.notes.join()).toContain(
      '1 time is not in a known form; kept as meta.timeText. Write it as 2026-04-13; --captured DATE dates an age',
    )
  })
})

describe.each([
  ['a broken line', '{"id":"b",', 'INGEST_JSON_BROKEN'],
  ['a line that is no object', '["b"]', 'INGEST_RECORD_INVALID'],
  ['no text', '{"id":"b"}', 'INGEST_RECORD_INVALID'],
  ['text that is no string', '{"id":"b","text":5}', 'INGEST_RECORD_INVALID'],
  ['an id that is a fraction', '{"id":1.5,"text":"x"}', 'INGEST_RECORD_INVALID'],
  ['an id that is a list', '{"id":["b"],"text":"x"}', 'INGEST_RECORD_INVALID'],
  ['an id twice', '{"id":"g","text":"x"}', 'INGEST_ID_DUPLICATE'],
  ['its own parent', '{"id":"b","parent_id":"b","text":"x"}', 'INGEST_PARENT_SELF'],
  ['a key __proto__', '{"id":"b","text":"x","__proto__":{"polluted":1}}', 'INGEST_RECORD_INVALID'],
  ['a key __proto__ within', '{"id":"b","text":"x","extra":{"__proto__":{"polluted":1}}}', 'INGEST_RECORD_INVALID'],
  ['a value nested too deep', `{"id":"b","text":"x","extra":${'['.repeat(5000)}${']'.repeat(5000)}}`, 'INGEST_RECORD_INVALID'],
])('JSONL with %s', (_fault, line, code) => {
  const text = `${GOOD}\n\n${line}\n{"id":"h","text":"also good"}`

  it(`is refused with ${code} on line 3, in one line of words`, () => {
    const error = caught(() => parseJsonl(text))
    expect(error).toMatchObject({ name: 'PipelineError', code })
    expect(error.message).toMatch(/^line 3: expected .+, got .+\.( .+)?$/)
  })

  it('is skipped and counted when skips are allowed, the rest kept', () => {
    const { posts, summary } = parseJsonl(text, { onBadRecord: 'skip' })
    expect(posts.map((post) => post.id)).toEqual(['g', 'h'])
    expect(summary.skips).toMatchObject([{ lineNumber: 3, code }])
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
    expect(posts[0]?.meta['polluted']).toBeUndefined()
  })
})

describe('a cycle of parents', () => {
  const text = lines(
    { id: 'g', text: 'good' },
    { id: 'a', parent_id: 'c', text: 'x' },
    { id: 'b', parent_id: 'a', text: 'y' },
    { id: 'c', parent_id: 'b', text: 'z' },
    { id: 'd', parent_id: 'c', text: 'hangs on it' },
  )

  it('is refused with its posts named', () => {
    const error = caught(() => parseJsonl(text))
    expect(error.code).toBe('INGEST_PARENT_CYCLE')
    expect(error.message).toContain('a -> c -> b -> a')
  })

  it('is left out whole when skips are allowed; what answered it has a missing parent', () => {
    const { posts, summary } = parseJsonl(text, { onBadRecord: 'skip' })
    expect(inRows(posts.map((post) => [post.id, post.meta.missingParent]))).toEqual(['g | none', 'd | c'])
    expect(summary.skips.map((skip) => skip.lineNumber)).toEqual([2, 3, 4])
  })

  it('is found in a chain of 30,000 posts without exhausting the stack', () => {
    const chain = Array.from({ length: 30_000 }, (_, index) => ({ id: `${index}`, parent_id: `${(index + 1) % 30_000}`, text: 'x' }))
    expect(caught(() => parseJsonl(lines(...chain))).code).toBe('INGEST_PARENT_CYCLE')
  })
})

describe('parseCsv', () => {
  it('finds columns by common names; empty cells are absent, other columns go into meta', () => {
    const { posts } = parseCsv('Comment ID;Reply To;User;Body;Likes\n1;;ann;"two\nlines; one cell";4\n2;1;;yes;\n')
    expect(posts).toMatchObject([
      { id: '1', parentId: null, author: 'ann', text: 'two\nlines; one cell', meta: { role: 'root', Likes: '4' } },
      { id: '2', parentId: '1', author: null, text: 'yes', meta: { role: 'reply' } },
    ])
    expect(posts[1]?.meta).not.toHaveProperty('Likes')
  })

  it('takes mapped columns before known ones', () => {
    const { posts } = parseCsv('id,text,remark\n1,not this,this\n', { columns: { text: 'remark' } })
    expect(posts[0]).toMatchObject({ text: 'this', meta: { text: 'not this' } })
  })

  it('numbers posts that have no id, keeps empty text, passes over rows of empty cells', () => {
    expect(inRows(parseCsv('text,author\nfirst,a\n,b\n,\n').posts.map((post) => [post.id, post.text]))).toEqual(['p1 | first', 'p2 | '])
  })

  it('reads a byte order mark, mixed line ends and tabs', () => {
    expect(parseCsv('\ufeffid\ttext\r\n1\tone\n2\ttwo\r3\tthree').posts.map((post) => post.text)).toEqual(['one', 'two', 'three'])
  })

  it.each([
    { fault: 'no text column', text: 'id,remark\n1,x\n', code: 'INGEST_COLUMN_MISSING', words: 'body' },
    {
      fault: 'a mapped column that is not there',
      text: 'id,text\n1,x\n',
      columns: { author: 'who' },
      code: 'INGEST_COLUMN_MISSING',
      words: '"who"',
    },
    { fault: 'a column twice', text: 'id,text,text\n1,x,y\n', code: 'INGEST_CSV_BROKEN', words: 'twice' },
    { fault: 'a column __proto__', text: 'id,text,__proto__\n1,x,y\n', code: 'INGEST_CSV_BROKEN', words: '__proto__' },
  ])('refuses $fault even when skips are allowed', ({ text, columns, code, words }) => {
    const options: ParseRecordsOptions = { onBadRecord: 'skip', ...(columns && { columns }) }
    const error = caught(() => parseCsv(text, options))
    expect(error.code).toBe(code)
    expect(error.message).toContain(words)
  })

  it('skips faulty rows one by one, an open quote included, and counts each with its line', () => {
    const text = 'id,text,author\n1,"a\n\nb",x\n2,b"c,y\n3,"x"y,z\n4,too,many,cells\n5,"ok ""q""",d\n6,"open,e\n7,z,f\n'
    const { posts, summary } = parseCsv(text, { onBadRecord: 'skip' })
    expect(posts.map((post) => [post.id, post.text])).toEqual([
      ['1', 'a\n\nb'],
      ['2', 'b"c'],
      ['5', 'ok "q"'],
      ['7', 'z'],
    ])
    expect(summary.skips.map((skip) => [skip.lineNumber, skip.code])).toEqual([6, 7, 9].map((line) => [line, 'INGEST_CSV_BROKEN']))
    expect(caught(() => parseCsv(text)).message).toMatch(/^line 6: expected a row of cells/)
  })

  it('takes quotes within an unquoted cell for letters, as Python and R do, whatever their number', () => {
    const rows = [
      '1;Smart, but "odd"',
      '2;A 19" rack, and no more',
      '3;"Quoted; with ""two"" lines,',
      'and a 5"" disc"',
      '4;"" is empty?',
      '5; "x" y',
    ]
    const read = (text: string) => parseCsv(text, { onBadRecord: 'skip' }).posts.map((post) => [post.id, post.text])
    const expected = [
      ['1', 'Smart, but "odd"'],
      ['2', 'A 19" rack, and no more'],
      ['3', 'Quoted; with "two" lines,\nand a 5" disc'],
      ['5', ' "x" y'],
    ]
    expect(read(['id;text', ...rows].join('\n'))).toEqual(expected)
    // Far more rows than are parsed together.
    const many = Array.from({ length: 2000 }, (_, index) => `${index + 10};no ${index}" disc`)
    expect(read(['id;text', ...many, ...rows].join('\n')).slice(2000)).toEqual(expected)
  })

  it('reads back any cells that were quoted', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r\n', ' ', 'é', '😀'), maxLength: 12 })
    const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`
    forAny(fc.array(cell, { maxLength: 8 }), (cells) => {
      const text = ['id,text', ...cells.map((value, index) => `${index},${quoted(value)}`)].join('\n')
      expect(parseCsv(text).posts.map((post) => post.text)).toEqual(cells)
    })
  })
})

describe('parseJson', () => {
  it('reads one array of posts', () => {
    expect(parseJson('[{"id":1,"text":"a"},{"id":2,"parent_id":1,"text":"b"}]').posts.map((post) => post.parentId)).toEqual([null, '1'])
  })
  it.each(['{"id":1}', '[{"id":1}', '5'])('refuses %s', (text) => {
    expect(caught(() => parseJson(text)).code).toBe('INGEST_JSON_BROKEN')
  })
})

describe('any text', () => {
  it('gives posts or a PipelineError, and posts whatever the records when skips are allowed', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.json({ maxDepth: 3 })).map((values) => values.join('\n')),
      fc.string({ unit: fc.constantFrom('"', ',', '\n', 'a', '\r') }).map((rows) => `id,text\n${rows}`),
    )
    forAny(text, (input) => {
      for (const parse of [parseJsonl, parseCsv, parseJson]) {
        errorOf(() => parse(input))
      }
      const { posts, summary } = parseJsonl(input, { onBadRecord: 'skip' })
      expect(posts.length + summary.skippedCount).toBe(input.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '').length)
    })
  })
})
