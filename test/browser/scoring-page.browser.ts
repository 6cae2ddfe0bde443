import { readFileSync, statSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { MAX_PAGE_BYTES } from '../../scripts/release/check-files.mjs'
import { newFolder, SAMPLE } from '../shell/cli/cli-harness.js'
import { expectLikeKept } from './kept-picture.js'
import { CHROMIUM_PATH, inThemes, violationsOf } from './open-browser.js'
import {
  classified,
  classifiedAs,
  OWN_MOVE,
  openForm,
  outside,
  PAGE,
  readAll,
  savedFiles,
  scorePasted,
  useScoringPage,
  waitForScores,
} from './scoring-page.js'

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
const hostileLines = HOSTILE.map((text, index) =>
  JSON.stringify({ id: `h${index}`, author: '<img src=x onerror=alert(9)>', text }),
).join('\n')

const visit = useScoringPage()

describe.skipIf(CHROMIUM_PATH === null)('the scoring page in Chromium', () => {
  it('scores a pasted thread within seconds of being opened, byte for byte as the command does, and asks nothing of anybody', async () => {
    const { page, requests, faults } = await visit()
    const text = readFileSync(SAMPLE, 'utf8')
    await scorePasted(page, text)
    const resultMs = Number(await page.evaluate('performance.now()'))
    process.stderr.write(
      `scoring page: ${(statSync(PAGE).size / 1e6).toFixed(1)} MB, first result after ${Math.round(resultMs)} ms\n`,
    )
    expect(statSync(PAGE).size).toBeLessThanOrEqual(MAX_PAGE_BYTES)
    expect(resultMs).toBeLessThan(30_000)
    const folder = newFolder()
    const expected = classified(folder.write('thread.txt', text), '--model', 'linear-en')
    expect(await savedFiles(page)).toEqual(expected)
    expect([outside(requests), faults]).toEqual([[], []])
  })

  it.each([
    [
      'thread.csv',
      'id,author,text\n1,ana,"Smart move, cash for idle racks."\n2,ben,They gave up the race.\n',
    ],
    ['thread.jsonl', `${hostileLines.replaceAll('x'.repeat(1000), '')}\n`],
    [
      'odd.dat',
      '{"id":"1","text":"They gave up."}\n{"id":"2","parentId":"1","text":"Agreed, a white flag."}',
    ],
    [
      'many.jsonl',
      Array.from({ length: 1100 }, (_, index) =>
        JSON.stringify({ id: `${index}`, text: `They gave up, take ${index}.` }),
      ).join('\n'),
    ],
  ])('scores the file %s as the command does', async (name, content) => {
    const { page, requests, faults } = await visit()
    const file = newFolder().write(name, content)
    await page.setInputFiles('#thread-file', file)
    await waitForScores(page)
    const prefix = name.replace(/\.\w+$/, '.')
    // The command holds 1,000 posts at once, and gives the record of the move to the first of each.
    const plain = ({ jsonl, csv }: { readonly jsonl: string; readonly csv: string }) =>
      [jsonl, csv].map((text) => text.replace(/,?"+capture"+:\{"+deals"+:\[.*?\}\]\}/g, ''))
    expect(plain(await savedFiles(page, prefix))).toEqual(
      plain(classifiedAs(prefix, file, '--model', 'linear-en', ...OWN_MOVE)),
    )
    expect([outside(requests), faults]).toEqual([[], []])
  })

  it('keeps a chosen file: its name stands there, and its posts are counted again with another move', async () => {
    const { page } = await visit()
    const file = newFolder().write(
      'radio.txt',
      '@ana Smart move, that.\n\n@ben so they gave up. sad',
    )
    await page.setInputFiles('#thread-file', file)
    await waitForScores(page)
    expect(await page.textContent('#chosen')).toBe('Chosen file: radio.txt')
    expect(await page.textContent('#status')).toMatch(
      /^radio\.txt: 2 replies found\. Nothing left this machine\.$/,
    )
    await openForm(page)
    await page.click('#about-open')
    await page.fill('#move', '')
    await page.keyboard.press('Enter')
    expect(await page.textContent('#about-fault')).toMatch(/^Fill in all three: /)
    expect(await page.evaluate('document.activeElement.id')).toBe('move')
    await page.fill('#move', 'buys a mill')
    await page.keyboard.press('Enter')
    await page.locator('#subject:text-is("Sonos\' move to buy a mill")').waitFor()
    await openForm(page)
    await page.fill('#pasted', 'They gave up.')
    expect(await page.textContent('#chosen')).toBe('')
  })

  it('asks after a known move and ties it as the command does; offers names of another, and fills in none', async () => {
    const { page } = await visit()
    const text = readFileSync(SAMPLE, 'utf8')
    await page.fill('#pasted', text)
    await page.click('#count')
    await page.locator('#found-yes:visible').waitFor()
    expect(await page.textContent('#about-title')).toMatch(
      /^This looks like: “xAI\/SpaceX rents its Colossus 1 .*”\. Right\?$/,
    )
    await page.click('#found-no')
    expect([
      await page.evaluate('document.activeElement.id'),
      await page.inputValue('#mover'),
    ]).toEqual(['mover', ''])
    await page.keyboard.press('Escape')
    await page.fill(
      '#pasted',
      '@ana NEW: Garmin stops making maps, says Olathe\n\n@ben Garmin gave up\n\n@cyn good for garmin',
    )
    await page.click('#count')
    await page.locator('#mover:visible').waitFor()
    expect([await page.inputValue('#mover'), await page.textContent('#companies')]).toEqual([
      '',
      'Is it one of these names? Garmin',
    ])
    await page.fill('#mover', 'Toyota')
    await page.fill('#short-name', "Toyota's end of maps")
    await page.click('#companies button')
    expect([
      await page.evaluate('document.activeElement.id'),
      await page.inputValue('#mover'),
      await page.inputValue('#short-name'),
      await page.textContent('#short-hint'),
    ]).toEqual([
      'move',
      'Garmin',
      "Garmin's end of maps",
      "It will read: … saw Garmin's end of maps as a retreat.",
    ])
  })

  it('shows no figure of the model before the posts are read, then folds it, at a width of 390', async () => {
    const { page } = await visit({ width: 390 })
    await page.click('#sample')
    await waitForScores(page)
    expect(await page.textContent('#results-heading')).toMatch(
      /^\d+ (?:posts|replies) found\. Read all of them \(about \d+ minutes\) to get a sentence$/,
    )
    expect(
      await page.evaluate('document.getElementById("results-heading").getBoundingClientRect().top'),
    ).toBeLessThan(100)
    await page.evaluate(
      'document.querySelectorAll("#results details").forEach((one) => { one.open = true })',
    )
    // No figure of the model, and no name of a command, stands on a page.
    expect(await page.evaluate('document.getElementById("results").innerText')).not.toMatch(
      /\bmodel\b|computer|\d+ (?:retreat|shrewd)|\bcite\b|npm run|dealstance \w+ /,
    )
    expect([await page.isVisible('#guess'), await page.isVisible('#report')]).toEqual([
      false,
      false,
    ])
    await page.click('#check-go')
    await readAll(page, (text) => (text.length % 2 === 0 ? 'r' : 's'))
    await page.locator('#guess:visible').waitFor()
    const picture = page.locator('#guess img')
    if (!(await picture.isVisible())) await page.click('#guess > summary')
    expect((await picture.boundingBox())?.width).toBeGreaterThan(300)
    expect(await page.evaluate('document.querySelector("#guess img").naturalWidth')).toBe(360)
    expect(await page.textContent('#guess-picture')).toMatch(
      /The model is (?:linear|stance)-en\. On 580 real posts the model was right in \d+ of 100.*Readers and model agree on \d+ of \d+\./,
    )
  })

  it('quotes fewer than eight posts in place of counting them', async () => {
    const { page } = await visit()
    await scorePasted(page, '@ana They gave up.\n\n@ben Smart move.\n\n@cyn When does it start?')
    expect(await page.textContent('#results-heading')).toMatch(
      /^3 (?:replies|posts): too few to count \(8 are needed\)\. Quote them$/,
    )
    expect([await page.isVisible('#check-go'), await page.isVisible('#claim')]).toEqual([
      false,
      false,
    ])
    expect(await page.textContent('#quotes li >> nth=1')).toContain('Smart move.')
    await page.evaluate(
      'Object.assign(navigator.clipboard, { writeText: async (text) => { window.copied = text } })',
    )
    await page.click('#quotes button >> nth=1')
    await page.locator('#copied:visible').waitFor()
    expect(await page.evaluate('window.copied')).toContain('Smart move.')
    expect(await page.evaluate('document.getElementById("results").innerText')).not.toMatch(
      /\bmodel\b|\d+ (?:retreat|shrewd)/,
    )
  })

  it('folds what was given to one line beside a result, and opens it again for a fault or a change', async () => {
    const { page } = await visit({ width: 1280 })
    const named = (await page.textContent('#start details')) ?? ''
    for (const platform of ['X', 'Reddit', 'Hacker News', 'YouTube', 'Bluesky'])
      expect(named).toMatch(new RegExp(`\\b${platform}\\b`))
    expect(await page.isVisible('#given-words')).toBe(false)
    await scorePasted(
      page,
      '@ana Dropping Cast tells you where the hardware stands.\n\n@ben Cash for idle racks.',
    )
    expect([await page.isVisible('#pasted'), await page.isVisible('#thread-file')]).toEqual([
      false,
      false,
    ])
    expect(await page.textContent('#given-words')).toMatch(
      /^Change: (?:the thread of ana|2 replies) · Sonos drops Cast$/,
    )
    const [line, heading] = await Promise.all(
      ['#given', '#results-heading'].map((one) => page.locator(one).boundingBox()),
    )
    expect(line?.height).toBeLessThan(50)
    expect(
      (heading?.y ?? 0) - (line?.y ?? 0) - (line?.height ?? 0),
      'the finding follows the line',
    ).toBeLessThan(100)
    await page.focus('#given-words')
    await page.keyboard.press('Enter')
    await page.fill('#pasted', '{"text": ')
    await page.click('#count')
    await page.locator('#fault:not(:empty)').waitFor()
    expect([await page.isVisible('#pasted'), await page.isVisible('#results')]).toEqual([
      true,
      false,
    ])
  })

  it('opens a report of hostile posts, which runs under its own rules', async () => {
    const { page, requests, faults } = await visit({ width: 380 })
    await scorePasted(page, hostileLines)
    await page.click('#check-go')
    await readAll(page, () => 'n')
    await page.locator('#report:visible').waitFor()
    const opening = page.context().waitForEvent('page')
    if (!(await page.isVisible('#open-report'))) await page.click('#report > summary')
    await page.click('#open-report')
    const report = await opening
    const wrong: string[] = []
    report.on('console', (message) => wrong.push(message.text()))
    await report.locator('#list > *').first().waitFor({ state: 'attached' })
    expect(await report.title()).toContain('no post names Sonos')
    expect(
      await report.evaluate(
        'document.documentElement.scrollWidth <= document.documentElement.clientWidth',
      ),
    ).toBe(true)
    expect([outside(requests), faults, wrong]).toEqual([[], [], []])
  })

  it.each([
    { width: 375, height: 812 },
    { width: 320, height: 256 },
  ])('says beside the field what is wrong with a text, at $width x $height', async (size) => {
    const { page } = await visit(size)
    for (const [text, words] of [
      ['', 'Paste a thread first, or choose a file.'],
      [' https://x.com/NAME/status/123456 ', 'This is a link. Open it, '],
      ['asdf qwer', 'No post here has three words. Copy the whole thread again, with its posts.'],
    ] as const) {
      await page.fill('#pasted', text)
      await page.click('#count')
      const fault = page.locator(`#fault:has-text("${words}")`)
      await fault.waitFor()
      const box = await fault.boundingBox()
      expect(box && box.y >= 0 && box.y < size.height, `“${words}” is in view`).toBe(true)
      expect(await page.getAttribute('#pasted', 'aria-invalid')).toBe('true')
      expect(await page.isVisible('#about-dialog')).toBe(false)
    }
  })

  it('gives a button that does what a fault advises, stops when asked, and counts the next one', async () => {
    const { page } = await visit()
    await page.setInputFiles('#thread-file', {
      name: 'x.zip',
      mimeType: 'application/zip',
      buffer: Buffer.from('PK\u0003\u0004rest'),
    })
    await page.locator('#fault:has-text("This file is no text: ")').waitFor()
    await page.fill(
      '#pasted',
      Array.from({ length: 12 }, (_, index) => `const x${index} = [${index}, {}];`).join('\n'),
    )
    await page.click('#count')
    await page.locator('#fault:has-text("This does not look like posts: ")').waitFor()
    await page.click('text=Take each line as a post')
    await waitForScores(page)
    expect(await page.textContent('#status')).toMatch(/^12 posts found/)
    const many = Array.from({ length: 20_000 }, (_, index) =>
      JSON.stringify({ id: `${index}`, text: `They gave up, take ${index}.` }),
    )
    await page.setInputFiles('#thread-file', {
      name: 'm.jsonl',
      mimeType: 'text/plain',
      buffer: Buffer.from(many.join('\n')),
    })
    await page.fill('#mover', 'Sonos')
    await page.fill('#move', 'drops Cast')
    await page.keyboard.press('Enter')
    await page.click('#found-sure')
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
    expect(await page.evaluate('document.activeElement.id')).toBe('short-name')
    for (const key of ['S', 'Enter']) await page.keyboard.press(key)
    await waitForScores(page)
    expect(await page.evaluate('document.activeElement.id')).toBe('results-heading')
    for (const words of [/^Copy$/, /^Optional details for the report$/, /^For programmers: /]) {
      await page.keyboard.press('Tab')
      expect(await page.evaluate('document.activeElement.textContent')).toMatch(words)
    }
  })

  it.each(inThemes(1000, 375))(
    'has no violation of WCAG 2.2 AA ($theme, $width px)',
    async ({ theme, width }) => {
      const { page } = await visit({ theme, width })
      await page.click('#sample')
      await waitForScores(page)
      expect(await page.locator('#missing li').allTextContents()).toEqual([
        expect.stringMatching(/^\d+ replies are here\./),
        'The two opening posts are not counted.',
      ])
      expect(await page.textContent('#left-out > summary')).toBe(
        'Left out: 1 reply about another move, or about none.',
      )
      await page.evaluate(
        'for (const one of document.querySelectorAll("main details")) one.open = true',
      )
      const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
      expect(await violationsOf(page, tags)).toEqual([])
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
      await expectLikeKept(page, `scoring-page-${theme}-${width}`)
    },
  )
})

const visitServed = useScoringPage(true)

describe.skipIf(CHROMIUM_PATH === null)('the scoring page, served by its program', () => {
  it('counts with the default model as the command does, byte for byte, and asks its own server alone', async () => {
    const { page, requests, faults } = await visitServed()
    expect(await page.isVisible('#model-note')).toBe(false)
    const text = readFileSync(SAMPLE, 'utf8')
    await scorePasted(page, text)
    expect(await page.textContent('#status')).toMatch(
      /^\d+ replies and the two opening posts found\. Nothing left this machine\.$/,
    )
    expect(await savedFiles(page)).toEqual(classified(newFolder().write('thread.txt', text)))
    const { origin } = new URL(page.url())
    expect([
      requests.filter((url) => !/^(blob:|data:,)/.test(url) && new URL(url).origin !== origin),
      faults,
    ]).toEqual([[], []])
  })
})
