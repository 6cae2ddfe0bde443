import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Post } from '../../../src/base/thread/post.js'
import { displayWidth } from '../../../src/say/format/display-width.js'
import { PLAIN_STYLE } from '../../../src/say/format/style.js'
import { renderConvokit } from '../../../src/say/rows/render-convokit.js'
import {
  cellText,
  type Row,
  type RowColumn,
  type RowRenderer,
  renderRowValue,
  rowsAsCsv,
  rowsAsJsonl,
  rowsAsTable,
} from '../../../src/say/rows/render-rows.js'
import { forAny } from '../../for-any.js'
import { fromJsonl } from '../../jsonl.js'

const text = (name: string): RowColumn => ({ name, type: 'VARCHAR', isNumeric: false })
const number = (name: string): RowColumn => ({ name, type: 'DOUBLE', isNumeric: true })
const all = (renderer: RowRenderer, ...batches: readonly (readonly Row[])[]): string =>
  batches.map((rows) => renderer.add(rows)).join('') + renderer.end()
const table = (columns: readonly RowColumn[], width: number): RowRenderer => rowsAsTable(columns, { width, style: PLAIN_STYLE })

describe('values as JSON', () => {
  it.each([
    [9007199254740991n, '9007199254740991'],
    [9007199254740992n, '"9007199254740992"'],
    [-9007199254740992n, '"-9007199254740992"'],
    [170141183460469231731687303715884105727n, '"170141183460469231731687303715884105727"'],
    [Number.NaN, '"NaN"'],
    [Number.NEGATIVE_INFINITY, '"-Infinity"'],
    [0.1, '0.1'],
    [null, 'null'],
    [[1n, null, { a: 2n ** 60n }], '[1,null,{"a":"1152921504606846976"}]'],
  ])('%s is %s', (value, json) => {
    expect(renderRowValue(value)).toBe(json)
  })

  it('keeps all digits in a cell, and distinguishes null from text', () => {
    expect(cellText(2n ** 70n)).toBe('1180591620717411303424')
    expect(cellText(null)).toBeNull()
    expect(cellText('')).toBe('')
  })
})

describe('rows as CSV', () => {
  it('makes texts safe for a spreadsheet and leaves numbers unchanged', () => {
    const rows: Row[] = [
      ['=1+1', -1.5],
      ['a "b", c', -5n],
      [null, null],
      [['-x'], true],
    ]
    expect(all(rowsAsCsv([text('t'), number('n')]), rows)).toBe('t,n\r\n\'=1+1,-1.5\r\n"a ""b"", c",-5\r\n,\r\n"[""-x""]",true\r\n')
  })

  it('prints the header once, even for no rows', () => {
    expect(all(rowsAsCsv([text('a')]))).toBe('a\r\n')
    expect(all(rowsAsCsv([text('a')]), [['1']], [], [['2']])).toBe('a\r\n1\r\n2\r\n')
  })
})

describe('rows as JSON', () => {
  it('keeps two columns of the same name', () => {
    expect(all(rowsAsJsonl([text('id'), text('id'), text('id_2')]), [['a', 'b', 'c']])).toBe('{"id":"a","id_2":"b","id_2_2":"c"}\n')
  })
})

describe('rows as a table', () => {
  it('right-aligns numbers and marks null', () => {
    expect(
      all(table([text('label'), number('n')], 80), [
        ['retreat', 5n],
        [null, 12n],
      ]),
    ).toBe('label     n\nretreat   5\n–        12\n')
  })

  it('cuts texts to the width but never numbers, and lets no control character through', () => {
    const printed = all(table([text('a'), number('n')], 40), [[`${'word '.repeat(30)}\u001b[2J`, 123456789012345]])
    for (const line of printed.trimEnd().split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(40)
    expect(printed).toContain('123456789012345')
    expect(printed).not.toContain('\u001b')
    expect(printed).toContain('…')
  })

  it('prints one block per row where the columns do not fit', () => {
    const columns = Array.from({ length: 12 }, (_, index) => text(`column${index}`))
    const printed = all(table(columns, 60), [columns.map((_, index) => `value ${index}`), columns.map(() => null)])
    const blocks = printed.trimEnd().split('\n\n')
    expect(blocks).toHaveLength(2)
    expect(blocks[0]?.split('\n')[3]).toBe('column3   value 3')
    for (const line of printed.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(60)
  })

  it('sets its widths from the first thousand rows, then streams; a longer number later is not cut', () => {
    const renderer = table([number('n')], 80)
    const rows = Array.from({ length: 1000 }, (_, index): Row => [index])
    expect(renderer.add(rows.slice(0, 999))).toBe('')
    expect(renderer.add(rows.slice(999))).toMatch(/^ {2}n\n {2}0\n/)
    expect(renderer.add([[1234567n]])).toBe('1234567\n')
    expect(renderer.end()).toBe('')
  })

  it('prints only the heading for no rows', () => {
    expect(all(table([text('a'), text('b')], 80))).toBe('a  b\n')
  })
})

const POST: Post = { id: 'a', threadId: 't', parentId: null, author: 'ana', createdAt: null, text: 'é', meta: { role: 'root' } }

const fileOf = (posts: readonly Post[], name: string): string =>
  [...(renderConvokit(posts).find((file) => file.name === name)?.pieces ?? [])].join('')
const utterancesOf = (posts: readonly Post[]) => fromJsonl(fileOf(posts, 'utterances.jsonl'))

describe('renderConvokit', () => {
  it('prefixes ids that stand in two threads by their thread, and puts unknown authors together', () => {
    const posts = ['t1', 't2'].flatMap((threadId) => [
      { ...POST, threadId },
      { ...POST, threadId, id: 'b', author: threadId === 't1' ? null : 'ben' },
    ])
    const written = utterancesOf(posts)
    expect(written.map(({ id, speaker }) => [id, speaker])).toEqual([
      ['t1/a', 'ana'],
      ['t1/b', '[unknown]'],
      ['t2/a', 'ana'],
      ['t2/b', 'ben'],
    ])
  })

  it('gives a reply to an absent post no parent, and a post without a time its place', () => {
    const posts: Post[] = [POST, { ...POST, id: 'b', parentId: 'gone', meta: { role: 'reply' } }]
    expect(utterancesOf(posts).map(({ timestamp, meta, ...rest }) => [rest['reply-to'], timestamp, meta])).toEqual([
      [null, 0, { dealstance: { timestamp: 'order' } }],
      [null, 1, { missingParent: 'gone', dealstance: { timestamp: 'order' } }],
    ])
    expect(fileOf(posts, 'utterances.jsonl')).toContain('\\u00e9')
  })

  it('writes what ConvoKit loads: ids once, parents that are there, a number for each time', () => {
    const id = fc.oneof(
      fc.string({ minLength: 1, maxLength: 3 }),
      fc.constantFrom(' ', '__proto__', 'constructor', 'a/b', '[unknown]', '\ud800'),
    )
    const drawn = fc.uniqueArray(
      fc.record({
        id,
        threadId: fc.constantFrom('t1', 't2', '__proto__'),
        author: fc.option(id),
        createdAt: fc.option(fc.date({ noInvalidDate: true, min: new Date(-1e13), max: new Date(1e13) }).map((date) => date.toISOString())),
        text: fc.string(),
        parentId: fc.option(id),
      }),
      { selector: ({ threadId, id: own }) => JSON.stringify([threadId, own]), minLength: 1, maxLength: 12 },
    )
    forAny(drawn, (records) => {
      const posts = records.map((record): Post => ({ ...record, meta: { role: record.parentId === null ? 'root' : 'reply' } }))
      const written = utterancesOf(posts)
      expect(written.map(({ text, conversation_id }) => [text, conversation_id])).toEqual(
        posts.map(({ text, threadId }) => [text, threadId]),
      )
      const threadOf = new Map(written.map((utterance) => [utterance.id, utterance.conversation_id]))
      expect(threadOf.size).toBe(posts.length)
      for (const { 'reply-to': parent, conversation_id: threadId, timestamp } of written) {
        if (parent !== null) expect(threadOf.get(parent)).toBe(threadId)
        expect(typeof timestamp).toBe('number')
      }
      expect(fileOf(posts, 'utterances.jsonl')).toMatch(/^[\n -~]*$/)
    })
  })
})
