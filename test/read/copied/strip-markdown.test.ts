import { describe, expect, it } from 'vitest'
import { stripMarkdown } from '../../../src/read/copied/lines/strip-markdown.js'
import { parsePosts } from '../../../src/read/parse-posts.js'

const post = (name: string, handle: string, words: string) =>
  `[![](https://x.example/${handle}.jpg)](https://x.com/${handle})\n\n[${name}](https://x.com/${handle})\n\n[@${handle.replace('_', '\\_')}](https://x.com/${handle})\n\n·\n\n[Nov 12](https://x.com/${handle}/status/1)\n\n${words}\n\n[12](https://x.com/a) [8](https://x.com/b) [403](https://x.com/c)\n`
const PAGE = [
  '---\ntitle: "Ina Cole on X"\ntags:\n  - "clippings"\n---\n\n## Conversation\n',
  post('Ina Cole', 'ina_cole', 'Morrow sells the **ferries** and keeps the docks.'),
  '---\n',
  post('Dan Dock', 'dockdan', 'It is a retreat\\.'),
  post('Fay', 'fay_b', 'Clever. See [the filing](https://morrow.example/f).'),
  post('Gus', 'gus', 'They keep *the* toll booth, 2 * 3 of it.'),
].join('\n')

describe('a page that was kept as Markdown', () => {
  it('is read as the page, and the summary says so', () => {
    const { posts, summary } = parsePosts(PAGE)
    expect(posts.map(({ author, text }) => [author, text])).toEqual([
      ['ina_cole', 'Morrow sells the ferries and keeps the docks.'],
      ['dockdan', 'It is a retreat.'],
      ['fay_b', 'Clever. See the filing.'],
      ['gus', 'They keep the toll booth, 2 * 3 of it.'],
    ])
    expect(summary).toMatchObject({
      source: 'x-paste',
      notes: expect.arrayContaining([expect.stringContaining('kept as Markdown or in a mail')]),
    })
    expect(stripMarkdown(PAGE)?.split('\n')).toHaveLength(PAGE.split('\n').length)
  })

  it('is read out of a mail that kept the addresses of its links', () => {
    const mailed = stripMarkdown(PAGE)?.replace(/^(?=\S)(.*\S)$/gm, '$1<https://x.com/a/status/1>') ?? ''
    expect(parsePosts(mailed).posts.map(({ text }) => text)).toEqual(parsePosts(PAGE).posts.map(({ text }) => text))
  })

  it('is never data, whose texts stay as they are', () => {
    const texts = Array.from({ length: 12 }, (_, at) => `<https://morrow.example/${at}> says they sold the ferries`)
    const json = texts.map((text, at) => JSON.stringify({ id: `p${at}`, text })).join('\n')
    expect(parsePosts(json).posts.map(({ text }) => text)).toEqual(texts)
    const csv = ['id,text', ...texts.map((text, at) => `p${at},"${text}"`)].join('\n')
    expect(parsePosts(csv).posts.map(({ text }) => text)).toEqual(texts)
  })

  it('is none where few lines open with links', () => {
    expect(stripMarkdown('@ann: see [the filing](https://morrow.example/f)\n'.repeat(20))).toBeNull()
  })
})
