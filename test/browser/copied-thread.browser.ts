import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { importFixture } from '../contract/importer.js'
import { fromJsonl, newFolder } from '../shell/cli/cli-harness.js'
import { CHROMIUM_PATH } from './open-browser.js'
import {
  classified,
  drop,
  OWN_MOVE,
  openForm,
  outside,
  saved,
  scorePasted,
  useScoringPage,
  waitForScores,
} from './scoring-page.js'

const visit = useScoringPage()
const COMMENT_IDS = [10, 11, 12, 13, 14].map((number) => `410000${number}`)

/** A thread as a page of WordPress lays it out, and its words as a page of another site. */
const HALF_KNOWN = readFileSync('test/fixtures/half-known.html', 'utf8')
const HOSTILE_COPY = readFileSync('test/fixtures/hostile-copy.html', 'utf8')

describe.skipIf(CHROMIUM_PATH === null)('a thread copied or saved in Chromium', () => {
  const pageOf = (html: string): string =>
    pathToFileURL(newFolder().write('thread.html', html)).href
  const HN = importFixture('html/hacker-news.html')
  const ALL = 'getSelection().selectAllChildren(document.body)'
  /** From within the words of one post to within those of a later one. */
  const selectWords = (from: string, to: string): string => `{
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const nodes = []
    while (walker.nextNode()) nodes.push(walker.currentNode)
    const [start, end] = [${JSON.stringify(from)}, ${JSON.stringify(to)}].map((words) => nodes.find(({ data }) => data.includes(words)))
    getSelection().setBaseAndExtent(start, start.data.indexOf(${JSON.stringify(from)}), end, end.data.indexOf(${JSON.stringify(to)}) + ${to.length})
  }`

  /** Copies selections of a page one after another, and pastes each into the scoring page. */
  async function paste(
    page: Page,
    html: string,
    selections: readonly string[] = [ALL],
  ): Promise<void> {
    const source = await page.context().newPage()
    await source.goto(pageOf(html))
    for (const select of selections) {
      await source.bringToFront()
      await source.evaluate(select)
      await source.keyboard.press('Control+c')
      await page.bringToFront()
      await openForm(page)
      await page.focus('#pasted')
      await page.keyboard.press('Control+v')
    }
    await page.click('#count')
    await waitForScores(page)
  }
  const scoredPosts = async (page: Page) => fromJsonl(await saved(page, 'scored.jsonl'))

  it('is no article: the page asks what its paragraphs are, and shows quotations to quote', async () => {
    const { page } = await visit()
    await page.fill('#pasted', readFileSync('test/fixtures/articles/no-byline.txt', 'utf8'))
    await page.click('#count')
    await page.waitForSelector('#advice button')
    expect(await page.textContent('#fault')).toBe(
      'This may be an article: each paragraph was taken for a post. If each is a reply, say so; else copy the replies with their authors.',
    )
    expect(await page.isVisible('#results')).toBe(false)
    await page.click('text=Each paragraph is one reply')
    await waitForScores(page, 'Orvane Glass')
    expect(await page.textContent('#results-heading')).toContain('12 posts found')
    expect(await page.textContent('#missing')).toContain('as whoever gave the text says')
    await scorePasted(page, readFileSync('test/fixtures/articles/byline.txt', 'utf8'))
    expect(await page.textContent('#results-heading')).toBe('This is an article: 2 quotations')
    expect(await page.textContent('#given-whose')).toBe('Change: the article of Nora Vell')
    expect(await page.locator('#quotes li').count()).toBe(2)
    expect(await page.isVisible('#check-go')).toBe(false)
  })

  it('is read by its structure, and says so', async () => {
    const { page, faults } = await visit()
    await paste(page, HN)
    const posts = await scoredPosts(page)
    expect(posts.map(({ id }) => id)).toEqual(['41000001', ...COMMENT_IDS])
    const authors = posts.map(({ author = null }) => author)
    expect(authors).toEqual(['quaymaster', 'mast', 'quaymaster', 'mast', null, 'tide'])
    expect(await page.textContent('#read')).toMatch(
      /read as a page: the structure of the copied page tells 5 posts, its words alone \d posts with a name$/m,
    )
    expect(faults).toEqual([])
  })

  it('is read from a part of a page, and joined to another part by the ids', async () => {
    const { page } = await visit()
    const parts = [
      selectWords('plain and simple', 'Then it was'),
      selectWords('Then it was', 'Smart to'),
    ]
    await paste(page, HN, parts.slice(0, 1))
    const first = await scoredPosts(page)
    expect(
      first.map(({ id, author = null, text }) => [id, author, String(text).slice(0, 16)]),
    ).toEqual([
      ['41000010', null, 'plain and simple'],
      ['41000011', 'quaymaster', 'Or they knew the'],
      ['41000012', 'mast', 'Then it was'],
    ])
    await openForm(page)
    await page.fill('#pasted', '')
    await paste(page, HN, parts)
    expect((await scoredPosts(page)).map(({ id }) => id)).toEqual(COMMENT_IDS)
  })

  it('is read by its words where they name more posts than its structure tells', async () => {
    const { page } = await visit()
    await paste(page, HALF_KNOWN)
    expect(await page.textContent('#read-as')).toMatch(/^It is a guess where posts begin here\./)
    expect(
      (await scoredPosts(page)).map(({ text }) => String(text).split(' ')[0]).slice(0, 4),
    ).toEqual(['@ana', '@ben', '@cyn', '@dov'])
  })

  it('is shown as it was read where its layout is doubtful, with the way to its page', async () => {
    const { page } = await visit()
    await scorePasted(
      page,
      ['ann', 'ben', 'cyn']
        .map((name, at) => `${name}\n${at + 1} h ago\nThey gave up, says ${name}\nReply`)
        .join('\n\n'),
    )
    expect(await page.textContent('#read-as')).toMatch(
      / its first posts are ann: "They gave up, says ann"; ben: .* save it \(“Save page as”\)/,
    )
    const unknown = Array.from(
      { length: 4 },
      (_, at) => `<article class="note" id="n${at}"><time datetime="2026-01-01"></time>x</article>`,
    )
    await page.setInputFiles('#thread-file', {
      name: 'page.html',
      mimeType: 'text/html',
      buffer: Buffer.from(`<html>${unknown.join('')}`),
    })
    await page
      .locator('#fault:has-text("expected a page of a known site, got a page of an unknown site")')
      .waitFor()
  })

  it('runs, fetches and shows nothing of the markup', async () => {
    const { page, requests, faults } = await visit()
    const copying = `addEventListener('copy', (event) => {
      event.clipboardData.setData('text/html', ${JSON.stringify(HOSTILE_COPY).replaceAll('<', '\\u003c')})
      event.clipboardData.setData('text/plain', 'ana They gave up.')
      event.preventDefault()
    })`
    await paste(page, `<p>thread</p><script>${copying}</script>`)
    expect(await scoredPosts(page)).toMatchObject([{ id: '1', author: 'ana' }])
    expect(await page.locator('[src*="evil"], [href*="evil"], base').count()).toBe(0)
    expect([outside(requests).filter((url) => !url.startsWith('file:')), faults]).toEqual([[], []])
  })

  it('is read from a dropped page and a dropped page of parts as the command reads it', async () => {
    const { page, requests, faults } = await visit()
    const source = await page.context().newPage()
    await source.goto(pageOf(HN))
    const session = await page.context().newCDPSession(source)
    const { data: mhtml } = await session.send('Page.captureSnapshot', { format: 'mhtml' })
    for (const [name, content] of [
      ['thread.html', HN],
      ['thread.mhtml', mhtml],
    ] as const) {
      await drop(page, name, content)
      await waitForScores(page)
      expect(await page.textContent('#status')).toMatch(new RegExp(`^${name}: 5 posts found`))
      const file = newFolder().write(name, content)
      expect(await saved(page, 'thread.scored.jsonl')).toBe(
        classified(file, '--model', 'linear-en', ...OWN_MOVE).jsonl,
      )
      await page.locator('#status').evaluate('(status) => { status.textContent = "" }')
    }
    expect([outside(requests).filter((url) => !url.startsWith('file:')), faults]).toEqual([[], []])
  })
})
