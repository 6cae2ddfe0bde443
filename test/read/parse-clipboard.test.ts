import { describe, expect, it } from 'vitest'
import { parseCopied } from '../../src/read/parse-clipboard.js'
import { importFixture } from '../contract/importer.js'
import { caught } from '../support/caught.js'

const rowsOf = (name: string): string[] =>
  importFixture(`html/${name}.html`).match(
    /<tr class="athing comtr[\s\S]*?<\/table><\/td><\/tr>/gu,
  ) ?? []
const ROWS = rowsOf('hacker-news')
const partOf = (from: number, to: number): string =>
  `<table>${ROWS.slice(from, to).join('')}</table>`
const WORDS = '@ana They gave up.\n\n@ben They did not.\n\n@cyn Smart move.'

describe('parseCopied', () => {
  it('takes the markup where it tells at least the posts that the words name', () => {
    const { posts, summary } = parseCopied(WORDS, [partOf(0, 3)])
    expect(posts.map(({ id }) => id)).toEqual(['41000010', '41000011', '41000012'])
    expect(summary).toMatchObject({
      source: 'html',
      postCount: 3,
      reason: 'the structure of the copied page tells 3 posts, its words alone 3 posts with a name',
    })
  })

  it('takes the words where they name more posts, or no known site has the markup', () => {
    expect(parseCopied(WORDS, [partOf(0, 2)]).summary.reason).toMatch(
      /; the structure of the copied page tells 2 posts alone$/,
    )
    const read = parseCopied(WORDS, [
      '<meta charset="utf-8"><div style="color: red"><span>@ana They gave up.</span></div>',
    ])
    expect(read.posts).toHaveLength(3)
    expect(read.summary.reason).toMatch(/; no known site has the structure of the copied page$/)
  })

  it('counts an advert that the markup sets apart, which the words take for a post', () => {
    const { posts, summary } = parseCopied(`${WORDS}\n\n@sails4u Buy sails.`, [
      importFixture('html/x.html'),
    ])
    expect(summary.source).toBe('html')
    expect(posts[0]?.meta.capture).toMatchObject({ advertCount: 1, capturedCount: 2 })
  })

  it('takes the markup where the words are refused, and refuses the words where the markup tells nothing', () => {
    const code = Array.from({ length: 12 }, (_, index) => `const x${index} = [${index}, {}];`).join(
      '\n',
    )
    expect(parseCopied(code, [partOf(0, 2)]).summary.reason).toMatch(
      /tells 2 posts, its words alone none$/,
    )
    expect(
      caught(() => parseCopied(code, ['<pre class="code">const x = 1</pre>'])).message,
    ).toContain('got other text')
  })

  it('joins pieces by the ids of their posts, a whole post before a cut one', () => {
    const whole = ROWS[2] ?? ''
    const cut = whole.replace(/(<div class="commtext[^>]*>[^<]{9})[\s\S]*$/u, '$1</div></td></tr>')
    const { posts } = parseCopied(WORDS, [
      `<table>${ROWS.slice(0, 2).join('')}${cut}</table>`,
      partOf(2, 5),
    ])
    expect(posts.map(({ id, meta }) => [id, meta.truncated])).toEqual(
      ['41000010', '41000011', '41000012', '41000013', '41000014'].map((id) => [id, undefined]),
    )
    expect(posts.find(({ id }) => id === '41000012')?.text).toBe('Then it was cheap to find out.')
  })
})
