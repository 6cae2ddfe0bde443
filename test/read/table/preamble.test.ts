import { describe, expect, it } from 'vitest'
import { parsePosts } from '../../../src/read/parse-posts.js'

const rows =
  'No.;Name;Date;Comment\r\n1;ada;2026-03-05;They sold the quay.\r\n2;bo;2026-03-06;So?\r\n'
const read = (text: string) => parsePosts(text, { fileName: 'export.csv' })
const wordsOf = (text: string): string[] => read(text).posts.map((post) => post.text)

describe('lines above the header of a table', () => {
  it('are left out, and told', () => {
    const text = `\ufeffURL;https://video.example/1\r\nTitle;"Quay: sold, or saved?"\r\nTotal comments;2\r\n\r\n${rows}`
    expect(wordsOf(text)).toEqual(['They sold the quay.', 'So?'])
    expect(read(text).summary.notes.join('\n')).toContain('3 lines above the line of column names')
    expect(() => read(text.replace('2;bo;', '2;bo;x;'))).toThrow(/^line 7: /)
  })

  it('are rows where a cell goes on, or where no names stand below', () => {
    const paragraphs = 'author,text\nada,"They sold it.\n\nWhy, when, how, comment?"\n'
    expect(wordsOf(paragraphs)).toEqual(['They sold it.\n\nWhy, when, how, comment?'])
    expect(() => read('author,text\nada,Sold.\n\nbo,Why, when, how\n')).toThrow(/expected 2 cells/)
  })

  it('are not sought above a table that begins at once', () => {
    expect(wordsOf(`sep=;\r\n${rows}`)).toEqual(['They sold the quay.', 'So?'])
  })
})
