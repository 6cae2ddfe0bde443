import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Post } from '../../../src/base/thread/post.js'
import { parsePaste } from '../../../src/read/copied/plain/parse-mentions.js'
import { parsePosts } from '../../../src/read/parse-posts.js'
import type { Columns } from '../../../src/read/record/field-names.js'
import type { IngestResult } from '../../../src/read/record/ingest-result.js'
import { parseCsv } from '../../../src/read/table/parse-csv.js'
import { parseJson, parseJsonl } from '../../../src/read/table/parse-jsonl.js'
import type { ParseRecordsOptions } from '../../../src/read/table/parse-records.js'
import { RETREAT, scoredPost } from '../../count/scored-posts.js'
import { caught, errorOf, failure } from '../../support/caught.js'
import { CODE_POINT } from '../../support/code-point.js'
import { forAny } from '../../support/for-any.js'
import { inRows } from '../../support/in-rows.js'

const lines = (...records: readonly unknown[]): string =>
  records.map((record) => JSON.stringify(record)).join('\n')
const GOOD = '{"id":"g","text":"good"}'

describe('parseJsonl', () => {
  it('reads posts written as JSONL back unchanged', () => {
    const { posts } = parsePaste('Root.\n\n@ann yes\n\n@bob no\n\n@ann maybe')
    expect(parseJsonl(posts.map((post) => JSON.stringify(post)).join('\n')).posts).toEqual(posts)
  })

  it('reads scored posts as posts, says so, and leaves their results out', () => {
    const post: Post = {
      id: 'a',
      threadId: 't',
      parentId: null,
      author: null,
      createdAt: null,
      text: 'x',
      meta: { role: 'root', score: 2 },
    }
    const { posts, summary } = parseJsonl(lines(scoredPost(RETREAT, post)))
    expect(posts).toEqual([post])
    expect(summary.notes.join()).toContain('1 record is a scored post')
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
  [
    'a key __proto__ within',
    '{"id":"b","text":"x","extra":{"__proto__":{"polluted":1}}}',
    'INGEST_RECORD_INVALID',
  ],
  [
    'a value nested too deep',
    `{"id":"b","text":"x","extra":${'['.repeat(5000)}${']'.repeat(5000)}}`,
    'INGEST_RECORD_INVALID',
  ],
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
    expect(inRows(posts.map((post) => [post.id, post.meta.missingParent]))).toEqual([
      'g | none',
      'd | c',
    ])
    expect(summary.skips.map((skip) => skip.lineNumber)).toEqual([2, 3, 4])
  })

  it('is found in a chain of 30,000 posts without exhausting the stack', () => {
    const chain = Array.from({ length: 30_000 }, (_, index) => ({
      id: `${index}`,
      parent_id: `${(index + 1) % 30_000}`,
      text: 'x',
    }))
    expect(caught(() => parseJsonl(lines(...chain))).code).toBe('INGEST_PARENT_CYCLE')
  })
})

describe('a field that the caller names', () => {
  const records = [
    { id: '1', conv: 'a', user: 'u1', body: 'Sold.', meta: { wave: '2' } },
    { id: '2', conv: 'b', user: 'u2', body: 'Kept.' },
    { id: '3', conv: 'b', user: null, body: 'Both.' },
  ]
  const forms: [string, (columns: Columns) => IngestResult][] = [
    ['lines', (columns) => parsePosts(lines(...records), { columns })],
    ['an array', (columns) => parsePosts(JSON.stringify(records), { columns })],
    [
      'a table',
      (columns) => parsePosts('id,conv,user,body\n1,a,u1,Sold.\n2,b,u2,Kept.', { columns }),
    ],
  ]

  it.each(forms)(
    'is refused where no record of %s has it, with the one that is meant',
    (_form, read) => {
      for (const [field, name, near] of [
        ['threadId', 'cnov', 'conv'],
        ['author', 'usr', 'user'],
        ['text', 'bdoy', 'body'],
        ['id', 'idd', 'id'],
        ['createdAt', 'wehn', undefined],
      ] as const) {
        const { code, message } = caught(() => read({ text: 'body', [field]: name }))
        expect(code).toBe('INGEST_COLUMN_MISSING')
        expect(message).toContain(
          near === undefined ? 'Correct the mapping' : `Did you mean ${field}=${near}?`,
        )
      }
      expect(read({ text: 'body', threadId: 'conv' }).summary.threadCount).toBe(2)
    },
  )

  it('is read in the meta of an earlier run, and at a path', () => {
    const { posts } = parsePosts(lines({ text: 'x', who: { name: 'ann' }, meta: { at: '7' } }), {
      columns: { author: 'who.name', id: 'at' },
    })
    expect(posts[0]).toMatchObject({ author: 'ann', id: '7' })
  })

  it('is said where few records have it', () => {
    const { cautions } = parsePosts(lines(...records), { columns: { author: 'wave' } }).summary
    expect(cautions).toContain(
      'author is mapped to "wave", which 1 of 3 records hold: compare the names',
    )
    expect(parsePosts(lines(...records), { columns: { author: 'user' } }).summary.cautions).toEqual(
      [],
    )
  })

  it('is said where the form has no use for it', () => {
    const { cautions } = parsePosts('@ann: Sold.\n@bo: Kept.', { columns: { author: 'x' } }).summary
    expect(cautions.join()).toContain('they are not used')
  })
})

describe('parseCsv', () => {
  it('takes mapped columns before known ones', () => {
    const { posts } = parseCsv('id,text,remark\n1,not this,this\n', { columns: { text: 'remark' } })
    expect(posts[0]).toMatchObject({ text: 'this', meta: { text: 'not this' } })
  })

  it('reads a byte order mark, mixed line ends and tabs, and a single column', () => {
    expect(
      parseCsv('\ufeffid\ttext\r\n1\tone\n2\ttwo\r3\tthree').posts.map((post) => post.text),
    ).toEqual(['one', 'two', 'three'])
    expect(parseCsv('text\nSo | what\n').posts[0]?.text).toBe('So | what')
  })

  it.each<[string, string, string, string, ParseRecordsOptions?]>([
    ['no text column', 'id,remark\n1,x\n', 'INGEST_COLUMN_MISSING', 'body'],
    [
      'a mapped column that is not there',
      'id,text\n1,x\n',
      'INGEST_COLUMN_MISSING',
      '"who"',
      { columns: { author: 'who' } },
    ],
    ['a column twice', 'id,text,text\n1,x,y\n', 'INGEST_CSV_BROKEN', 'twice'],
    ['a column __proto__', 'id,text,__proto__\n1,x,y\n', 'INGEST_CSV_BROKEN', '__proto__'],
  ])('refuses %s even when skips are allowed', (_fault, text, code, words, options) => {
    expect(() => parseCsv(text, { ...options, onBadRecord: 'skip' })).toThrow(failure(code, words))
  })

  it('skips faulty rows one by one, an open quote included, and counts each with its line', () => {
    const text =
      'id,text,author\n1,"a\n\nb",x\n2,b"c,y\n3,"x"y,z\n4,too,many,cells\n5,"ok ""q""",d\n6,"open,e\n7,z,f\n'
    const { posts, summary } = parseCsv(text, { onBadRecord: 'skip' })
    expect(inRows(posts.map((post) => [post.id, post.text]))).toEqual([
      '1 | a\n\nb',
      '2 | b"c',
      '5 | ok "q"',
      '7 | z',
    ])
    expect(summary.skips.map((skip) => [skip.lineNumber, skip.code])).toEqual(
      [6, 7, 9].map((line) => [line, 'INGEST_CSV_BROKEN']),
    )
    expect(caught(() => parseCsv(text)).message).toMatch(/^line 6: expected a row of cells/)
  })

  it('takes quotes within an unquoted cell for letters in far more rows than are parsed together', () => {
    const texts = Array.from({ length: 2000 }, (_, index) => `no ${index}" disc`)
    const text = [
      'id;text',
      ...texts.map((cell, index) => `${index};${cell}`),
      '2000;"" is empty?',
      '2001; "x" y',
    ].join('\n')
    expect(parseCsv(text, { onBadRecord: 'skip' }).posts.map((post) => post.text)).toEqual([
      ...texts,
      ' "x" y',
    ])
  })

  it('reads back any cells that were quoted', () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', '"', ',', '\n', '\r\n', ' ', 'é', '😀'),
      maxLength: 12,
    })
    const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`
    forAny(fc.array(cell, { maxLength: 8 }), (cells) => {
      const text = ['id,text', ...cells.map((value, index) => `${index},${quoted(value)}`)].join(
        '\n',
      )
      expect(parseCsv(text).posts.map((post) => post.text)).toEqual(cells)
    })
  })
})

it.each(['{"id":1}', '[{"id":1}', '5'])('parseJson refuses %s', (text) => {
  expect(caught(() => parseJson(text)).code).toBe('INGEST_JSON_BROKEN')
})

it('any text gives posts or a PipelineError, and posts whatever the records when skips are allowed', () => {
  const text = fc.oneof(
    fc.string({ unit: CODE_POINT }),
    fc.array(fc.json({ maxDepth: 3 })).map((values) => values.join('\n')),
    fc
      .string({ unit: fc.constantFrom('"', ',', '\n', 'a', '\r') })
      .map((rows) => `id,text\n${rows}`),
  )
  forAny(text, (input) => {
    for (const parse of [parseJsonl, parseCsv, parseJson]) {
      errorOf(() => parse(input))
    }
    const { posts, summary } = parseJsonl(input, { onBadRecord: 'skip' })
    expect(posts.length + summary.skippedCount).toBe(
      input.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '').length,
    )
  })
})
