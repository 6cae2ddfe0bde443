import { execFileSync } from 'node:child_process'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { fromJsonl, newFolder } from '../shell/cli/cli-harness.js'
import { CHROMIUM_PATH } from './open-browser.js'
import { labelFrame, outside, readAll, saved, scorePasted, useScoringPage } from './scoring-page.js'

const SAID = [
  'They gave up, a white flag.',
  'What a smart move, brilliant.',
  'When does Sonos do that?',
]
/** A thread whose labels are plain, and their keys. */
const CHECKED = Array.from({ length: 42 }, (_, index) =>
  JSON.stringify({ id: `${index}`, text: `${SAID[index % 3]} Take ${index}.` }),
).join('\n')

const TWELVE = CHECKED.split('\n').slice(0, 12).join('\n')

/** Labels so many posts of {@link CHECKED} by keys, some of them otherwise than the model would. */
async function label(page: Page, count: number): Promise<void> {
  const keyOf = (text: string): string =>
    /[378]\.$/.test(text) ? 'n' : ('rsn'[SAID.findIndex((said) => text.startsWith(said))] ?? '')
  expect(await readAll(page, keyOf, count)).toBe(count)
}

const visit = useScoringPage()

describe.skipIf(CHROMIUM_PATH === null)('the check by hand in the scoring page', () => {
  it('leads from a paste to the sentence that cite prints, by two presses and a key a post, keeps the labels through a reload, and erases them', async () => {
    const { page, requests, faults } = await visit()
    const folder = newFolder()
    await scorePasted(page, CHECKED)
    expect(await page.textContent('#check-go')).toBe('Read 42 posts')
    expect(await page.textContent('#results-heading')).toBe(
      '42 posts found. Read all of them (about 7 minutes) to get a sentence',
    )
    await page.click('#check-go')
    await label(page, 22)
    await page.keyboard.press('Escape')
    await page
      .locator(
        '#results-heading:text-is("22 of 42 posts read. 20 more (about 4 minutes) to get a sentence")',
      )
      .waitFor()
    expect(await page.isVisible('#guess img'), 'the shares of the model are folded').toBe(false)
    await page.click('#study-title')
    const facts = { url: 'https://forum.example/t/7', captured: '18 November 2026' }
    await page.getByLabel('The address of the thread').fill(facts.url)
    await page.getByLabel('When the posts were captured').fill(facts.captured)
    await page.keyboard.press('Tab')
    await page.waitForFunction('JSON.stringify(localStorage).includes("18 November 2026")')
    await page.reload()
    await page.fill('#pasted', CHECKED)
    await page.click('#count')
    // The move is not asked again.
    await page.click('text=Go on: 20 posts left')
    await label(page, 20)
    await page.locator('#claim:visible').waitFor()
    const scored = folder.write('scored.jsonl', await saved(page, 'scored.jsonl'))
    const audit = await saved(page, 'my labels', 'scored.audit.jsonl')
    folder.write('scored.audit.jsonl', audit)
    folder.write('scored.facts.json', JSON.stringify(facts))
    const printed = execFileSync(
      process.execPath,
      ['dist/src/shell/cli/main.js', 'cite', scored, '--quiet'],
      { encoding: 'utf8' },
    )
    expect(printed.trimEnd().split('\n\n').slice(0, 2)).toEqual([
      await page.textContent('#claim-sentence'),
      await page.textContent('#claim-footnote'),
    ])
    const report = await saved(page, 'the report', 'report-sonos-drops-cast.html')
    expect(report.replaceAll('&#39;', "'")).toContain(
      `<h1>${await page.textContent('#claim-sentence')}</h1>`,
    )
    expect(report.match(/<article/g)).toHaveLength(42)
    expect(report).toContain('Captured: 18 November 2026.')
    const source = 'Source: captured 18 November 2026, forum.example/t/7.'
    expect(await page.textContent('#claim-footnote')).toContain(source)
    expect(report).toContain(`${source} Chart: dealstance.`)
    expect(await page.textContent('#check-go')).toBe('')
    await page.click('#kept-erase')
    await page.locator('#erase-title:visible').waitFor()
    await page.click('#erase-no')
    expect(await page.evaluate('localStorage.length')).toBeGreaterThan(0)
    await page.click('#kept-erase')
    await page.click('#erase-yes')
    await page.locator('#check-go:has-text("Read 42 posts")').waitFor()
    expect(await page.evaluate('localStorage.length')).toBe(0)
    await page.setInputFiles('#thread-file', folder.path('scored.audit.jsonl'))
    await page.click('#advice button:text-is("Mine")')
    await page.locator('#claim:visible').waitFor()
    expect(await saved(page, 'my labels', 'scored.audit.jsonl')).toBe(audit)
    expect([outside(requests.filter((url) => !url.startsWith('file:'))), faults]).toEqual([[], []])
  })

  it('corrects a label behind the end of the sample, with its reason, and says what decides before the first label', async () => {
    const { page, faults } = await visit()
    await scorePasted(page, TWELVE)
    expect(await page.textContent('#results-heading')).toBe(
      '12 posts found. Read all of them (about 2 minutes) to get a sentence',
    )
    expect(await page.locator('#missing li').allTextContents()).toEqual([
      'The copy does not show how many replies exist.',
    ])
    await page.click('#check-go')
    await label(page, 12)
    await page.click('#check-correct')
    const frame = labelFrame(page)
    // A click beside the list, and a key: nothing is chosen yet.
    await frame.locator('body').click({ position: { x: 1, y: 1 } })
    await page.keyboard.press('n')
    await frame.locator('#status:has-text("Choose a post of the list first.")').waitFor()
    await frame.locator('#labelled-list button').first().click()
    const before = ((await frame.locator('#heading').textContent()) ?? '').replace(
      'Label to correct: ',
      '',
    )
    await frame.locator(`button[data-label]:not([data-label="${before}"])`).first().click()
    await page.click('#label-back')
    expect(await frame.locator('#status').textContent()).toMatch(
      /^Not saved: .*\. Say why and press Enter, or go back to keep .*\.$/,
    )
    await page.keyboard.type('misread irony')
    await page.keyboard.press('Enter')
    await frame.locator('#status:has-text("Corrected: ")').waitFor()
    await page.click('#label-back')
    const events = fromJsonl(await saved(page, 'my labels', 'scored.audit.jsonl')).slice(1)
    expect(events).toHaveLength(13)
    expect(events.at(-1)).toMatchObject({ kind: 'label', reason: 'misread irony' })
    expect(await page.textContent('#claim-footnote')).toContain(
      '1 label was corrected after the first reading',
    )
    await page.evaluate(
      'Object.assign(navigator.clipboard, { writeText: () => Promise.reject(new Error("no")) })',
    )
    await page.click('[data-copy=claim-footnote]')
    expect(await page.isVisible('text=The text is selected: press Ctrl+C.')).toBe(true)
    expect(await page.evaluate('String(getSelection()).replace(/\\s+/g, " ")')).toBe(
      (await page.textContent('#claim-footnote'))?.replace(/\s+/g, ' '),
    )
    expect(faults).toEqual([])
  })

  it('takes a short name of the move into sentence, picture and report, also where it is added later', async () => {
    const { page } = await visit()
    await scorePasted(page, TWELVE)
    await page.click('#check-go')
    await label(page, 12)
    await page.locator('#claim-sentence:has-text("saw Sonos\' move as")').waitFor()
    await page.click('#given-words')
    await page.click('#about-open')
    const name = page.getByRole('textbox', { name: 'The move in short, as it is printed' })
    await name.fill('Sonos’s end of Cast')
    await page.keyboard.press('Enter')
    await page.locator('#claim-sentence:has-text("saw Sonos\'s end of Cast as")').waitFor()
    expect(await page.getAttribute('#picture img', 'alt')).not.toBe('')
    const report = await saved(page, 'the report', 'report-sonos-drops-cast.html')
    expect(report).toContain('on “Sonos’s end of Cast”: Sonos drops Cast')
    expect(report.match(/<title>[^<]*<\/title>/)?.[0]).toContain('Sonos')
    await page.click('#given-words')
    await page.click('#about-open')
    expect(await name.inputValue()).toBe('Sonos’s end of Cast')
  })

  it('says where the browser keeps no labels, and takes them all the same', async () => {
    const { page } = await visit()
    await page.addInitScript(
      'Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError") }',
    )
    await page.reload()
    await scorePasted(page, CHECKED)
    await page.click('#check-go')
    await label(page, 2)
    expect(await page.textContent('#label-not-kept:visible')).toContain(
      'Save them to a file before you close this page',
    )
    await page.click('#label-back')
    const lines = fromJsonl(await saved(page, 'my labels', 'scored.audit.jsonl'))
    const kinds = lines.slice(1).map(({ kind, coderKind }) => `${kind} of a ${coderKind}`)
    expect(kinds).toEqual(['label of a person', 'label of a person'])
  })
})
