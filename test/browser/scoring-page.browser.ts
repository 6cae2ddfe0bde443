import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importFixture } from '../contract/importer.js'
import { newFolder, SAMPLE } from '../shell/cli/cli-harness.js'
import { fromJsonl } from '../support/jsonl.js'
import { expectLikeKept } from './kept-picture.js'
import { CHROMIUM_PATH, openBrowser, openPage, type Visit } from './open-browser.js'

const PAGE = 'dist/page/dealstance.html'
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const ENCODER_FILES = ['model.onnx', 'tokenizer.json', 'model.json'].map((name) => `models/encoder-en/${name}`)
/** Scoring with the encoder in one thread, on a machine with other work. */
const SLOW_MS = 110_000

let browser: Browser
beforeAll(async () => {
  if (CHROMIUM_PATH === null) return
  execFileSync(process.execPath, ['--import', 'tsx', 'scripts/pack-page.ts'])
  browser = await openBrowser()
}, SLOW_MS)
afterAll(() => browser?.close())

const visit = ({ url = pathToFileURL(PAGE).href, theme = 'light' as 'light' | 'dark', width = 900 } = {}): Promise<Visit> =>
  openPage(browser, url, { colorScheme: theme, viewport: { width, height: 800 } })

/** Waits for the scores; where the page asks whose move a thread is about, it is to go on without. */
async function waitForScores(page: Page): Promise<void> {
  const said = '#status:has-text("Nothing left this machine"), #fault:not(:empty)'
  await page.locator(`${said}, #about-dialog[open]`).first().waitFor({ timeout: SLOW_MS })
  if (await page.isVisible('#about-skip')) await page.click('#about-skip')
  await page.locator(said).first().waitFor({ timeout: SLOW_MS })
  expect(await page.textContent('#fault')).toBe('')
}

async function scorePasted(page: Page, text: string): Promise<void> {
  await page.fill('#pasted', text)
  await page.click('#score')
  await waitForScores(page)
}

/** What the page's own button saves under this name. */
async function saved(page: Page, button: string, name = button): Promise<string> {
  await page.evaluate('document.querySelectorAll("#results details").forEach((one) => { one.open = true })')
  const waiting = page.waitForEvent('download')
  await page.getByRole('button', { name: `Save ${button}`, exact: true }).click()
  const download = await waiting
  expect(download.suggestedFilename()).toBe(name)
  return readFileSync(await download.path(), 'utf8')
}

const SAID = ['They gave up, a white flag.', 'What a smart move, brilliant.', 'When does the lease start?']
/** A thread whose labels are plain, and their keys. */
const CHECKED = Array.from({ length: 42 }, (_, index) =>
  JSON.stringify({ id: `${index}`, text: `${SAID[index % 3]} Take ${index}.` }),
).join('\n')

const labelFrame = (page: Page) => page.frameLocator('#label-dialog iframe')

/** Labels so many posts of {@link CHECKED} by keys, each tenth otherwise than the model would. */
async function label(page: Page, count: number): Promise<void> {
  const frame = labelFrame(page)
  for (let done = 0; done < count; done++) {
    const text = await frame.locator('#post-text:not(:empty)').textContent()
    await page.keyboard.press(/\d*3\.$/.test(text ?? '') ? 'n' : (['r', 's', 'n'][SAID.findIndex((said) => text?.startsWith(said))] ?? ''))
    await frame.locator(`#post-text:not(:text-is("${text}"))`).waitFor({ state: 'attached' })
  }
}

/** The same files from the command. */
const classified = (input: string, ...argv: readonly string[]) => classifiedAs('', input, ...argv)

/** @param prefix of the names of the files */
function classifiedAs(prefix: string, input: string, ...argv: readonly string[]): { jsonl: string; csv: string } {
  const folder = newFolder()
  const [scored, table] = ['scored.jsonl', 'scored.csv'].map((name) => `${prefix}${name}`) as [string, string]
  const classify = (...more: readonly string[]): void =>
    void execFileSync(process.execPath, ['dist/src/shell/cli/main.js', 'classify', input, '--quiet', ...argv, ...more])
  classify('--out', folder.path(scored))
  classify('--out', folder.path(table))
  return { jsonl: folder.read(scored), csv: folder.read(table) }
}

async function savedFiles(page: Page, prefix = ''): Promise<{ jsonl: string; csv: string }> {
  const read = (name: string): Promise<string> => saved(page, `${prefix}${name}`)
  return { jsonl: await read('scored.jsonl'), csv: await read('scored.csv') }
}

const HOSTILE = [
  '<script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)>',
  'javascript:alert(4) [link](javascript:alert(5)) <a href="javascript:alert(6)">x</a>',
  `They gave up. ${'x'.repeat(100_000)}`,
  'before \u202edesrever\u202c after \u2066isolated',
  'bell \u0007 escape \u001b[31m end, a smart move',
  'null \u0000 end',
  '"></p></li><style>*{display:none}</style></script><script>alert(7)</script><!--',
  '{{constructor.constructor("alert(8)")()}} &lt;b&gt; a smart pivot 👩‍👩‍👧 <b>so smart</b>',
]
const hostileLines = HOSTILE.map((text, index) => JSON.stringify({ id: `h${index}`, author: '<img src=x onerror=alert(9)>', text })).join(
  '\n',
)

/** Requests that leave the page: none may. The worker is a blob of the page's own. */
const outside = (requests: readonly string[]): string[] => requests.filter((url) => !/^(blob:|data:,$)/.test(url)).slice(1)

describe.skipIf(CHROMIUM_PATH === null)('the scoring page in Chromium', () => {
  it('scores a pasted thread within seconds of being opened, byte for byte as the command does, and asks nothing of anybody', async () => {
    const { page, requests, faults } = await visit()
    await page.locator('#deal option').nth(1).waitFor({ state: 'attached' })
    const readyMs = Number(await page.evaluate('performance.now()'))
    const text = readFileSync(SAMPLE, 'utf8')
    await scorePasted(page, text)
    const resultMs = Number(await page.evaluate('performance.now()'))
    process.stderr.write(
      `scoring page: ${(statSync(PAGE).size / 1e6).toFixed(1)} MB, ready after ${Math.round(readyMs)} ms, first result after ${Math.round(resultMs)} ms\n`,
    )
    expect(statSync(PAGE).size).toBeLessThan(12_000_000)
    expect(resultMs).toBeLessThan(30_000)
    const folder = newFolder()
    const expected = classified(folder.write('thread.txt', text), '--model', 'linear-en')
    expect(await savedFiles(page)).toEqual(expected)
    expect([outside(requests), faults]).toEqual([[], []])
  })

  it.each([
    ['thread.csv', 'id,author,text\n1,ana,"Smart move, cash for idle racks."\n2,ben,They gave up the race.\n'],
    ['thread.jsonl', `${hostileLines.replaceAll('x'.repeat(1000), '')}\n`],
    ['odd.dat', '{"id":"1","text":"They gave up."}\n{"id":"2","parentId":"1","text":"Agreed, a white flag."}'],
    [
      'many.jsonl',
      Array.from({ length: 1100 }, (_, index) => JSON.stringify({ id: `${index}`, text: `They gave up, take ${index}.` })).join('\n'),
    ],
  ])('scores the file %s as the command does', async (name, content) => {
    const { page, requests, faults } = await visit()
    const file = newFolder().write(name, content)
    await page.setInputFiles('#thread-file', file)
    await waitForScores(page)
    const prefix = name.replace(/\.\w+$/, '.')
    expect(await savedFiles(page, prefix)).toEqual(classifiedAs(prefix, file, '--model', 'linear-en'))
    expect([outside(requests), faults]).toEqual([[], []])
  })

  it('keeps a chosen file: its name stands there, and its posts are scored again with a deal of one’s own, or as --deal does', async () => {
    const { page } = await visit()
    const file = newFolder().write('radio.txt', '@ana Smart move.\n\n@ben so they gave up. sad')
    await page.setInputFiles('#thread-file', file)
    await waitForScores(page)
    expect(await page.textContent('#chosen')).toBe('Chosen file: radio.txt')
    expect(await page.textContent('#status')).toMatch(/^radio\.txt: 2 posts scored by linear-en/)
    await page.click('#about-open')
    await page.fill('#mover', 'Sonos')
    await page.keyboard.press('Enter')
    expect(await page.textContent('#about-fault')).toMatch(/^Say both: whose move it is, such as “Sonos”, and what it does, such as “/)
    await page.fill('#move', 'drops Cast')
    await page.keyboard.press('Enter')
    await page.locator('#card .subject:text-is("Sonos drops Cast")').waitFor()
    await page.fill('#pasted', 'They gave up.')
    expect(await page.textContent('#chosen')).toBe('')
    const known = newFolder().write('thread.txt', '@ana Smart move, they were never going to win that race.\n\n@ben so they gave up. sad')
    await page.locator('#deal option').nth(1).waitFor({ state: 'attached' })
    await page.selectOption('#deal', 'xai-google', { force: true })
    await scorePasted(page, readFileSync(known, 'utf8'))
    expect(await saved(page, 'scored.jsonl')).toBe(classified(known, '--model', 'linear-en', '--deal', 'xai-google').jsonl)
  })

  it('shows the finding with its light and a caution for each number, and draws its shares as the report does, readable at a width of 390', async () => {
    const { page } = await visit({ width: 390 })
    await page.click('#sample')
    await waitForScores(page)
    expect(await page.textContent('#results-heading')).toMatch(
      /^Too few posts for shares: of \d+ posts, the model labels .*; nobody has checked it$/,
    )
    expect(await page.textContent('#card .light')).toMatch(
      /Not ready to cite: nobody has checked a sample; \d+ labels should be enough\. On 580 real posts the model was right in \d+ of 100, /,
    )
    expect(await page.evaluate('document.getElementById("results-heading").getBoundingClientRect().top')).toBeLessThan(100)
    const picture = page.locator('#picture img')
    expect((await picture.boundingBox())?.width).toBeGreaterThan(340)
    expect(await page.evaluate('document.querySelector("#picture img").naturalWidth')).toBe(360)
    expect(await picture.getAttribute('alt')).toMatch(/retreat, shrewd pivot or neither\? Of \d+ posts\. retreat \d+ of \d+; /)
  })

  it('opens a report of hostile posts, which runs under its own rules', async () => {
    const { page, requests, faults } = await visit({ width: 380 })
    await scorePasted(page, hostileLines)
    const opening = page.context().waitForEvent('page')
    await page.click('#open-report')
    const report = await opening
    const wrong: string[] = []
    report.on('console', (message) => wrong.push(message.text()))
    await report.locator('#list > *').first().waitFor({ state: 'attached' })
    expect(await report.title()).toMatch(/^Too few posts for shares: of 8 posts/)
    expect(await report.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')).toBe(true)
    expect([outside(requests), faults, wrong]).toEqual([[], [], []])
  })

  it('says what is wrong with a text, with a button that does what it advises, stops when asked, and scores the next one', async () => {
    const { page } = await visit()
    await page.click('#score')
    expect(await page.getByRole('alert').textContent()).toBe('Paste a thread first, or choose a file.')
    await page.setInputFiles('#thread-file', { name: 'x.zip', mimeType: 'application/zip', buffer: Buffer.from('PK\u0003\u0004rest') })
    await page.locator('#fault:has-text("a ZIP archive")').waitFor()
    await page.fill('#pasted', Array.from({ length: 12 }, (_, index) => `const x${index} = [${index}, {}];`).join('\n'))
    await page.click('#score')
    await page.locator('#fault:has-text("This does not look like posts: ")').waitFor()
    await page.click('text=Take each line as a post')
    await waitForScores(page)
    expect(await page.textContent('#status')).toMatch(/^12 posts scored/)
    const many = Array.from({ length: 20_000 }, (_, index) => JSON.stringify({ id: `${index}`, text: `They gave up, take ${index}.` }))
    await page.setInputFiles('#thread-file', { name: 'm.jsonl', mimeType: 'text/plain', buffer: Buffer.from(many.join('\n')) })
    await page.click('#about-skip')
    await page.locator('#status:has-text(" of 20,000 posts")').waitFor()
    await page.click('#stop')
    await page.locator('#status:has-text("Stopped.")').waitFor()
    await scorePasted(page, 'They gave up.')
  })

  it('works by keyboard alone, and asks whose move a thread is about before it scores one that names no deal', async () => {
    const { page } = await visit()
    expect(await page.evaluate('document.activeElement.id')).toBe('pasted')
    await page.keyboard.type('They gave up.')
    await page.keyboard.press('Control+Enter')
    await page.locator('#about-dialog[open]').waitFor()
    expect(await page.evaluate('document.activeElement.id')).toBe('mover')
    for (const key of ['S', 'Tab', 'd', 'Enter']) await page.keyboard.press(key)
    await waitForScores(page)
    expect(await page.evaluate('document.activeElement.id')).toBe('results-heading')
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Open the report')
  })

  it('refuses files that are no encoder, loads those that are, and labels as the command does, alone and in the stack', async () => {
    const { page, requests, faults } = await visit()
    const thread = newFolder().write(
      'thread.txt',
      '@ana Renting Colossus to Anthropic tells you where Grok stands.\n\n@ben Cash for idle racks, what is not to like?\n\n@cyn @ben exactly this\n\n@dov when does the lease start?',
    )
    await page.setInputFiles('#encoder-files', ENCODER_FILES.slice(1))
    await page.locator('#fault:has-text("got no model.onnx")').waitFor()
    const file = (path: string, buffer = readFileSync(path)) => ({ name: path.replace(/.*\//, ''), mimeType: 'text/plain', buffer })
    const [, tokenizer = '', header = ''] = ENCODER_FILES
    await page.setInputFiles('#encoder-files', [file('model.onnx', Buffer.from('no model')), file(tokenizer), file(header)])
    await page.locator('#fault:has-text("expected model.onnx with SHA-256")').waitFor()
    expect(await page.locator('#model option').allTextContents()).toEqual(['linear-en'])
    await page.setInputFiles('#encoder-files', ENCODER_FILES)
    await page.locator('#status:has-text("The encoder is loaded; stack-en is chosen.")').waitFor({ timeout: SLOW_MS })
    for (const model of ['stack-en', 'encoder-en']) {
      await page.selectOption('#model', model, { force: true })
      await scorePasted(page, readFileSync(thread, 'utf8'))
      const labels = (jsonl: string): unknown[] =>
        fromJsonl(jsonl).map(({ id, label, lean, deals, model: by }) => {
          return { id, label, lean, deals, by }
        })
      expect(labels(await saved(page, 'scored.jsonl'))).toEqual(labels(classified(thread, '--model', model).jsonl))
      await page.fill('#pasted', '')
      await page.locator('#status').evaluate('(status) => { status.textContent = "" }')
    }
    expect([outside(requests), faults]).toEqual([[], []])
  })

  it.each([
    { theme: 'light', width: 1000 },
    { theme: 'dark', width: 1000 },
    { theme: 'light', width: 375 },
    { theme: 'dark', width: 375 },
  ] as const)('has no violation of WCAG 2.2 AA ($theme, $width px)', async ({ theme, width }) => {
    const { page } = await visit({ theme, width })
    await page.click('#sample')
    await waitForScores(page)
    for (const summary of await page.locator('summary:visible').all()) await summary.click()
    await page.evaluate(AXE)
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
    const violations = await page.evaluate(`axe.run({ runOnly: ${JSON.stringify(tags)} }).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 120)).join(' | ')))`)
    expect(violations).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
    await expectLikeKept(page, `scoring-page-${theme}-${width}`)
  })

  it('leads from a paste to the sentence that cite prints, keeps the labels through a reload, and erases them', async () => {
    const { page, requests, faults } = await visit()
    const folder = newFolder()
    await scorePasted(page, CHECKED)
    expect(await page.textContent('#check-go')).toBe('Check 30 posts')
    await page.check('#by-hand')
    await page.click('#check-go')
    await label(page, 22)
    const soFar = /±\d+\.\d points so far/.exec((await labelFrame(page).locator('#width').textContent()) ?? '')?.[0]
    await page.click('#label-back')
    await page.locator(`#check-progress:text-is("22 of 30 checked; ${soFar}.")`).waitFor()
    expect(await page.textContent('#results-heading')).toContain('nobody has checked it')
    await page.reload()
    expect(await page.textContent('#kept-words')).toBe('Labels of 1 thread are kept in this browser, without the posts.')
    await page.click('text=Go on: no known deal, 22 labels')
    expect(await page.evaluate('document.activeElement.id')).toBe('pasted')
    await scorePasted(page, CHECKED)
    await page.click('text=Go on: 8 posts left')
    await label(page, 8)
    expect(await labelFrame(page).locator('#conclusion li').allTextContents()).toContain('Ready to cite.')
    await page.keyboard.press('Enter')
    await page.locator('#claim:visible').waitFor()
    expect(await page.isVisible('#report-advice')).toBe(false)
    const scored = folder.write('scored.jsonl', await saved(page, 'scored.jsonl'))
    const audit = await saved(page, 'labels', 'scored.audit.jsonl')
    folder.write('scored.audit.jsonl', audit)
    const printed = execFileSync(process.execPath, ['dist/src/shell/cli/main.js', 'cite', scored, '--quiet'], { encoding: 'utf8' })
    expect(printed.split('\n\n').slice(0, 2)).toEqual([
      await page.textContent('#claim-sentence'),
      await page.textContent('#claim-footnote'),
    ])
    const report = await saved(page, 'the report', 'report.html')
    expect(report).toContain(`<title>${await page.textContent('#results-heading')}</title>`)
    expect([...report.matchAll(/"label":\d,"model":\d/g)]).toHaveLength(30)
    const later = `${CHECKED.split('\n').slice(18).join('\n')}\n{"id":"43","text":"${SAID[0]} Take 43."}`
    await scorePasted(page, later)
    await page.click('text=/^\\d\\d of your 30 labels fit this thread .gone or changed: 18 posts.: use them$/')
    await page.click('text=Go on: 1 post left')
    await label(page, 1)
    // Labels that are all the model's would be refused from 20 on: this one differs.
    await labelFrame(page).locator('#more').click()
    await labelFrame(page).locator('#post-text:not(:empty)').waitFor()
    const left = Number(/\d+/.exec((await labelFrame(page).locator('#counts').textContent())?.split('done, ')[1] ?? '')?.[0])
    await label(page, left)
    await page.keyboard.press('Enter')
    await page.locator('#claim-sentence:has-text("of the 25 posts")').waitFor()
    await scorePasted(page, CHECKED)
    expect(await page.textContent('#check-go')).toBe('')
    await page.click('text=Erase all labels kept here')
    await page.locator('#check-go:has-text("Check 30 posts")').waitFor()
    expect(await page.evaluate('localStorage.length')).toBe(0)
    await page.setInputFiles('#thread-file', folder.path('scored.audit.jsonl'))
    await page.locator('#claim:visible').waitFor()
    expect(await saved(page, 'labels', 'scored.audit.jsonl')).toBe(audit)
    expect([outside(requests.filter((url) => !url.startsWith('file:'))), faults]).toEqual([[], []])
  })

  it('corrects a label behind the end of the sample, with its reason, and says what decides before the first label', async () => {
    const { page, faults } = await visit()
    await scorePasted(page, CHECKED.split('\n').slice(0, 12).join('\n'))
    expect((await page.locator('#outlook li').allTextContents()).map((line) => line.split(/[:.]| will/)[0])).toEqual([
      'No deal named',
      'Captured',
      'cite',
      'Labels needed',
    ])
    await page.click('#check-go')
    await label(page, 12)
    await page.keyboard.press('Enter')
    await page.click('#check-correct')
    const frame = labelFrame(page)
    await frame.locator('#labelled-list button').first().click()
    const before = ((await frame.locator('#heading').textContent()) ?? '').replace('Correct a label: ', '')
    await frame.locator('#reason').fill('misread irony')
    await frame.locator(`button[data-label]:not([data-label="${before}"])`).first().click()
    await frame.locator('#status:has-text("Corrected: ")').waitFor()
    await page.click('#label-back')
    const events = fromJsonl(await saved(page, 'labels', 'scored.audit.jsonl')).slice(1)
    expect(events).toHaveLength(13)
    expect(events.at(-1)).toMatchObject({ kind: 'label', reason: 'misread irony' })
    expect(await page.textContent('#claim-footnote')).toContain('1 label was corrected after the first reading')
    expect(faults).toEqual([])
  })

  it('says before the first label that the browser keeps none, and takes them all the same', async () => {
    const { page } = await visit()
    await page.addInitScript('Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError") }')
    await page.reload()
    await scorePasted(page, CHECKED)
    expect(await page.textContent('#check-kept.warning')).toContain('This browser keeps no labels: its storage is refused or full.')
    await page.click('#check-go')
    await label(page, 2)
    expect(await page.textContent('#label-kept.warning')).toContain('Save them to a file before you close this page')
    const lines = fromJsonl(await saved(page, 'labels so far', 'scored.audit.jsonl'))
    expect(lines.slice(1).map(({ kind, coderKind }) => [kind, coderKind])).toEqual([
      ['label', 'unknown'],
      ['label', 'unknown'],
    ])
  })

  it('takes no label that would overwrite those of another window', async () => {
    const { page } = await visit()
    await scorePasted(page, CHECKED)
    const other = await page.context().newPage()
    await other.goto(page.url())
    await scorePasted(other, CHECKED)
    await page.click('#check-go')
    await label(page, 1)
    await other.click('#check-go')
    await label(other, 1)
    expect(await labelFrame(other).locator('#heading').textContent()).toBe('Post 3 of 30')
    await page.keyboard.press('n')
    await labelFrame(page).locator('#fault:has-text("another window of this page gave labels too")').waitFor()
    await page.click('#label-back')
    await page.locator('#check-progress:text-is("2 of 30 checked.")').waitFor()
    const turned = CHECKED.split('\n').map((line, index) => line.replace(/\d+/, `${41 - index}`))
    await scorePasted(page, turned.join('\n'))
    expect(await page.textContent('#check-progress')).toContain('2 of your 2 labels fit this thread, but its posts have other ids')
  })
})

/** A thread as a page of WordPress lays it out, and its words as a page of another site. */
const HALF_KNOWN = `<main>${['ana', 'ben', 'cyn', 'dov'].map((name) => `<p>@${name} They gave up on ${name} too.</p>`).join('')}
<ol><li class="comment" id="comment-7"><div class="comment-author"><cite class="fn">Eva</cite></div><div class="comment-content"><p>Smart.</p></div></li></ol></main>`
const HOSTILE_COPY = `<meta charset="utf-8"><base href="https://evil.example/"><script>alert(1)</script><img src="https://evil.example/a.png" onerror="alert(2)">
<table><tr class="athing comtr" id="1"><td class="ind" indent="0"></td><td><a class="hnuser" href="javascript:alert(3)">ana</a>
<span class="age" title="2026-01-01T00:00:00 1767225600"></span><div class="commtext">They gave up. <iframe srcdoc="<script>alert(4)</script>"></iframe>
<svg onload="alert(5)"><a xlink:href="javascript:alert(6)">x</a></svg></div></td></tr></table>`

describe.skipIf(CHROMIUM_PATH === null)('a thread copied or saved in Chromium', () => {
  const pageOf = (html: string): string => pathToFileURL(newFolder().write('thread.html', html)).href
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
  async function paste(page: Page, html: string, selections: readonly string[] = [ALL]): Promise<void> {
    const source = await page.context().newPage()
    await source.goto(pageOf(html))
    for (const select of selections) {
      await source.bringToFront()
      await source.evaluate(select)
      await source.keyboard.press('Control+c')
      await page.bringToFront()
      await page.focus('#pasted')
      await page.keyboard.press('Control+v')
    }
    await page.click('#score')
    await waitForScores(page)
  }
  const scoredPosts = async (page: Page) => fromJsonl(await saved(page, 'scored.jsonl'))

  it('is read by its structure, and says so', async () => {
    const { page, faults } = await visit()
    await paste(page, HN)
    expect((await scoredPosts(page)).map(({ id, author }) => [id, author])).toEqual([
      ['41000001', 'quaymaster'],
      ['41000010', 'mast'],
      ['41000011', 'quaymaster'],
      ['41000012', 'mast'],
      ['41000013', null],
      ['41000014', 'tide'],
    ])
    expect(await page.textContent('#read-as')).toMatch(
      /^Read as html: the structure of the copied page tells 5 posts, its words alone \d posts with a name\.$/,
    )
    await page.fill('#pasted', 'They gave up.')
    await page.click('#score')
    await waitForScores(page)
    expect(await page.textContent('#read-as')).toBe('')
    expect(faults).toEqual([])
  })

  it('marks the first and the last post of a part as cut, and joins parts by their ids', async () => {
    const { page } = await visit()
    const parts = [selectWords('plain and simple', 'Then it was'), selectWords('Then it was', 'Smart to')]
    await paste(page, HN, parts.slice(0, 1))
    const first = await scoredPosts(page)
    expect(first.map(({ id, author, text, meta }) => [id, author, String(text).slice(0, 16), meta.truncated])).toEqual([
      ['41000010', null, 'plain and simple', true],
      ['41000011', 'quaymaster', 'Or they knew the', undefined],
      ['41000012', 'mast', 'Then it was', true],
    ])
    await page.fill('#pasted', '')
    await paste(page, HN, parts)
    expect((await scoredPosts(page)).map(({ id }) => id)).toEqual(['41000010', '41000011', '41000012', '41000013', '41000014'])
  })

  it('is read by its words where they name more posts than its structure tells', async () => {
    const { page } = await visit()
    await paste(page, HALF_KNOWN)
    expect(await page.textContent('#read-as')).toMatch(
      /^Read as paste: .*; the structure of the copied page tells 1 post alone\. Its first posts: /,
    )
    expect((await scoredPosts(page)).map(({ text }) => String(text).split(' ')[0]).slice(0, 4)).toEqual(['@ana', '@ben', '@cyn', '@dov'])
  })

  it('is shown as it was read where its layout is doubtful, with the way to its page', async () => {
    const { page } = await visit()
    await scorePasted(
      page,
      ['ann', 'ben', 'cyn'].map((name, at) => `${name}\n${at + 1} h ago\nThey gave up, says ${name}\nReply`).join('\n\n'),
    )
    expect(await page.textContent('#read-as')).toMatch(
      / Its first posts: ann: "They gave up, says ann"; ben: .* save it \(“Save page as”\)/,
    )
    const unknown = Array.from({ length: 4 }, (_, at) => `<article class="note" id="n${at}"><time datetime="2026-01-01"></time>x</article>`)
    await page.setInputFiles('#thread-file', { name: 'page.html', mimeType: 'text/html', buffer: Buffer.from(`<html>${unknown.join('')}`) })
    await page.locator('#fault:has-text("4 of `article.note[id]` with a `time`")').waitFor()
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
      const dropped = await page.evaluateHandle(
        `(() => { const data = new DataTransfer(); data.items.add(new File([${JSON.stringify(content)}], '${name}')); return data })()`,
      )
      await page.dispatchEvent('body', 'drop', { dataTransfer: dropped })
      await waitForScores(page)
      expect(await page.textContent('#status')).toMatch(new RegExp(`^${name}: 6 posts scored`))
      const file = newFolder().write(name, content)
      expect(await saved(page, 'thread.scored.jsonl')).toBe(classified(file, '--model', 'linear-en').jsonl)
      await page.locator('#status').evaluate('(status) => { status.textContent = "" }')
    }
    expect([outside(requests).filter((url) => !url.startsWith('file:')), faults]).toEqual([[], []])
  })
})
