import fc from 'fast-check'
import { unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import type { PostRecord } from '../../../src/base/thread/post.js'
import { parseXlsx } from '../../../src/read/table/parse-xlsx.js'
import { checkPostCount, createPostWorkbook } from '../../../src/say/rows/render-workbook.js'
import { post as plainPost } from '../../base/thread/post-example.js'
import { runCount } from '../../run-count.js'

const post = (id: string, text: string, author: string | null = null): PostRecord => ({
  ...plainPost(id, null, text),
  threadId: 't1',
  author,
})

async function write(posts: readonly PostRecord[]): Promise<Uint8Array> {
  const table = await createPostWorkbook()
  return new Uint8Array(Buffer.concat([table.add(posts.slice(0, 1)), table.add(posts.slice(1)), table.end()]))
}

describe('createPostWorkbook', () => {
  it.each([
    ['an id of 19 digits', '1234567890123456789', 'a'],
    ['what a CSV would run', '=1', "=1+1\n+cmd|' /C calc'!A0\t-1@a"],
    ['what a sheet would take for a date, a number, a truth', '1.5', '0,953'],
    ['line ends, tabs and spaces', '1', '  a\r\nb\rc\td  e \n'],
    ['what XML cannot hold', '1', '\u0000\u0007\u000b\ud83d \ufffe & <b> ]]>'],
    ['what looks like an escape', '1', '_x0041_ _x005F_x0041_ x_x000D_'],
    ['an empty text', '1', ''],
  ])('keeps %s', async (_, id, text) => {
    const { posts } = await parseXlsx(await write([post(id, text, text || null), post('other', 'b')]))
    expect(posts[0]).toMatchObject({ id, text, author: text.trim() || null })
  })

  it('keeps any texts', async () => {
    const texts = fc.array(fc.string({ unit: 'binary', maxLength: 40 }), { minLength: 1, maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(texts, async (all) => {
        const { posts } = await parseXlsx(await write(all.map((text, index) => post(`p${index}`, text))))
        expect(posts.map(({ text }) => text)).toEqual(all)
      }),
      { numRuns: runCount(2000) },
    )
  })

  it('writes texts as texts and no formula, and the same bytes at any time', async () => {
    const bytes = await write([post('1', '=1+1')])
    const sheet = new TextDecoder().decode(unzipSync(bytes)['xl/worksheets/sheet1.xml'])
    expect(sheet).toContain('<c r="G2" t="inlineStr"><is><t xml:space="preserve">=1+1</t></is></c>')
    expect(sheet).not.toMatch(/<f[ >]|<v>/)
    expect(Buffer.compare(bytes, await write([post('1', '=1+1')]))).toBe(0)
  })

  it('refuses a cell that Excel would cut, and more posts than a sheet holds', async () => {
    await write([post('1', 'a'.repeat(32_767))])
    const fault = {
      code: 'OUTPUT_TOO_LARGE',
      message: expect.stringMatching(/^expected post "1", column text: at most 32,767 .* got 32,768/),
    }
    await expect(write([post('1', 'a'.repeat(32_768))])).rejects.toMatchObject(fault)
    checkPostCount(1_048_575)
    expect(() => checkPostCount(1_048_576)).toThrow(/at most 1,048,575 posts, got 1,048,576 posts/)
  })
})
