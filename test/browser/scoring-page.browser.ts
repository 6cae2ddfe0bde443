import { readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { fromJsonl, newFolder, SAMPLE } from '../shell/cli/cli-harness.js'
import { expectLikeKept } from './kept-picture.js'
import { CHROMIUM_PATH, inThemes } from './open-browser.js'
import {
  classified,
  classifiedAs,
  openForm,
  outside,
  PAGE,
  SLOW_MS,
  saved,
  savedFiles,
  scorePasted,
  useScoringPage,
  waitForScores,
} from './scoring-page.js'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const ENCODER_FILES = ['model.onnx', 'tokenizer.json', 'model.json'].map((name) => `models/stance-en/${name}`)

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

const visit = useScoringPage()

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
    await openForm(page)
    await page.click('#about-open')
    await page.fill('#mover', 'Sonos')
    await page.keyboard.press('Enter')
    expect(await page.textContent('#about-fault')).toMatch(/^Say both: whose move it is, such as “Sonos”, and what it does, such as “/)
    await page.fill('#move', 'drops Cast')
    await page.keyboard.press('Enter')
    await page.locator('#card .subject:text-is("Sonos drops Cast")').waitFor()
    await openForm(page)
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
      /^Too few posts for shares: of \d+ posts, the model labels .*; nobody has checked them$/,
    )
    expect(await page.textContent('#card .light')).toMatch(
      /Not ready to cite: nobody has checked a sample; \d+ labels are enough\. On 580 real posts the model was right in \d+ of 100; /,
    )
    expect(await page.evaluate('document.getElementById("results-heading").getBoundingClientRect().top')).toBeLessThan(100)
    const picture = page.locator('#picture img')
    expect((await picture.boundingBox())?.width).toBeGreaterThan(340)
    expect(await page.evaluate('document.querySelector("#picture img").naturalWidth')).toBe(360)
    expect(await picture.getAttribute('alt')).toMatch(/retreat, shrewd pivot or neither\? Of \d+ posts\. retreat \d+ of \d+; /)
  })

  it('folds what was given to one line beside a result, which has the width of the column, and opens it again for a fault or a change', async () => {
    const { page } = await visit({ width: 1280 })
    const named = (await page.textContent('#platforms')) ?? ''
    for (const platform of ['X', 'Reddit', 'Hacker News', 'YouTube', 'Bluesky']) expect(named).toMatch(new RegExp(`\\b${platform}\\b`))
    expect(await page.isVisible('#given-words')).toBe(false)
    await page.fill('#pasted', '@ana Dropping Cast tells you where the hardware stands.\n\n@ben Cash for idle racks.')
    await page.click('#about-open')
    await page.fill('#mover', 'Sonos')
    await page.fill('#move', 'drops Cast')
    await page.keyboard.press('Enter')
    await waitForScores(page)
    expect([await page.isVisible('#pasted'), await page.isVisible('#model')]).toEqual([false, false])
    expect(await page.textContent('#given-words')).toBe('Change: “@ana Dropping Cast tells you where the hardware…” · Sonos drops Cast')
    const [line, heading, picture] = await Promise.all(
      ['#given', '#results-heading', '#picture img'].map((one) => page.locator(one).boundingBox()),
    )
    expect(line?.height).toBeLessThan(50)
    expect((heading?.y ?? 0) - (line?.y ?? 0) - (line?.height ?? 0), 'the finding follows the line').toBeLessThan(100)
    expect(picture?.width).toBe(line?.width)
    await page.focus('#given-words')
    await page.keyboard.press('Enter')
    await page.fill('#pasted', '{"text": ')
    await page.click('#score')
    await page.locator('#fault:not(:empty)').waitFor()
    expect([await page.isVisible('#pasted'), await page.isVisible('#results')]).toEqual([true, false])
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

  it('refuses files that are no encoder, loads those that are, and labels as the command does', async () => {
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
    await page.locator('#status:has-text("The encoder is loaded; stance-en is chosen.")').waitFor({ timeout: SLOW_MS })
    await scorePasted(page, readFileSync(thread, 'utf8'))
    const labels = (jsonl: string): unknown[] =>
      fromJsonl(jsonl).map(({ id, label, lean, deals, model: by }) => {
        return { id, label, lean, deals, by }
      })
    expect(labels(await saved(page, 'scored.jsonl'))).toEqual(labels(classified(thread, '--model', 'stance-en').jsonl))
    expect([outside(requests), faults]).toEqual([[], []])
  })

  it.each(inThemes(1000, 375))('has no violation of WCAG 2.2 AA ($theme, $width px)', async ({ theme, width }) => {
    const { page } = await visit({ theme, width })
    await page.click('#sample')
    await waitForScores(page)
    await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true')
    await page.evaluate(AXE)
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
    const violations = await page.evaluate(`axe.run({ runOnly: ${JSON.stringify(tags)} }).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 120)).join(' | ')))`)
    expect(violations).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
    await expectLikeKept(page, `scoring-page-${theme}-${width}`)
  })
})
