import { describe, expect, it } from 'vitest'
import { CHROMIUM_PATH, violationsOf } from './open-browser.js'
import {
  labelFrame,
  openForm,
  readAll,
  saved,
  scorePasted,
  useScoringPage,
  waitForScores,
} from './scoring-page.js'

const visit = useScoringPage()

/** An invented thread as it is copied from a forum. */
const threadOf = (count: number): string =>
  Array.from(
    { length: count },
    (_, at) => `@user${at} Sonos gave up on Cast, that is my take ${at}.`,
  ).join('\n\n')

describe.skipIf(CHROMIUM_PATH === null)('the day after, in the scoring page', () => {
  it('lists the threads that were begun, takes their labels to a longer copy, and asks once before it erases', async () => {
    const { page, faults } = await visit({ width: 1000 })
    expect(await page.isVisible('#kept')).toBe(false)
    await scorePasted(page, threadOf(10))
    await page.click('#check-go')
    for (let done = 0; done < 4; done++) {
      await labelFrame(page)
        .locator(`#heading:text-is("Post ${done + 1} of 10")`)
        .waitFor()
      await page.keyboard.press('r')
    }
    await labelFrame(page).locator('#heading:text-is("Post 5 of 10")').waitFor()
    await page.reload()
    const listed = page.locator('#kept-list li')
    await listed.first().waitFor()
    expect(await listed.allTextContents()).toEqual([
      expect.stringMatching(
        /^(?:A thread|The thread of user0), Sonos drops Cast: 4 of 10 posts labelled, \d+ \w+ \d{4}$/,
      ),
    ])
    expect(await violationsOf(page)).toEqual([])
    const region = page.getByRole('region', { name: 'Threads that you began' })
    expect(await region.getByRole('listitem').count()).toBe(1)
    // The move of the thread is not asked again.
    await page.fill('#pasted', threadOf(12))
    await page.click('#count')
    await page.click('#check-go:text-is("Go on: 8 posts left")')
    await page.click('#label-back')
    await page.locator('#missing li:has-text("4 posts were read in your copy of ")').waitFor()
    await page.reload()
    expect(await listed.allTextContents()).toEqual([expect.stringContaining('4 of 12 posts')])
    await page.evaluate("localStorage.setItem('dealstance labels 0f', '{}')")
    await page.reload()
    expect(await page.textContent('#kept-other p')).toContain('of 1 thread')
    await page.click('#kept [data-erase]')
    await page.keyboard.press('Escape')
    expect(await listed.count()).toBe(1)
    await page.click('#kept [data-erase]')
    expect(await page.evaluate('document.activeElement.id')).toBe('erase-no')
    await page.click('#erase-yes')
    await page.locator('#kept').waitFor({ state: 'hidden' })
    expect(await page.isVisible('#kept-other')).toBe(false)
    expect(await page.evaluate('localStorage.length')).toBe(0)
    expect(faults).toEqual([])
  })

  it('takes the labels of a move in other words, once its reader says that it is the same', async () => {
    const { page, faults } = await visit({ width: 375 })
    await scorePasted(page, threadOf(9))
    await page.click('#check-go')
    expect(await readAll(page, (text) => 'rsn'[Number(text.at(-2)) % 3] ?? '')).toBe(9)
    await page.locator('#claim-sentence:visible').waitFor()
    await openForm(page)
    await page.click('#about-open')
    await page.fill('#move', 'gives up Google Cast')
    await page.keyboard.press('Enter')
    const same = page.locator(
      '#moves button:text-is("The same move as “Sonos drops Cast”: take its 9 labels")',
    )
    await same.waitFor()
    expect(await page.textContent('#missing')).toContain('about “Sonos drops Cast”')
    expect(await violationsOf(page)).toEqual([])
    await same.click()
    await page.locator('#claim-footnote:has-text("gives up Google Cast")').waitFor()
    expect(await same.count()).toBe(0)
    await page.reload()
    const listed = page.locator('#kept-list li')
    await listed.first().waitFor()
    expect(await listed.allTextContents()).toEqual([
      expect.stringContaining('Sonos gives up Google Cast: 9 of 9'),
      expect.stringContaining('Sonos drops Cast: 9 of 9'),
    ])
    expect(faults).toEqual([])
  })

  it('says that no post names the company, with the names that posts hold, and goes on with one of them', async () => {
    const { page } = await visit({ width: 320, height: 256, theme: 'dark' })
    const text = ['NEW: Garmin stops making maps', 'Garmin gave up', 'Sad, Garmin was good.']
    await page.fill('#pasted', text.map((words, at) => `@user${at} ${words}`).join('\n\n'))
    await page.click('#count')
    await page.fill('#mover', 'Toyota')
    await page.fill('#move', 'stops making maps')
    await page.keyboard.press('Enter')
    await page
      .locator(
        '#about-title:text-is("None of 3 posts names Toyota. Other names in the posts: Garmin.")',
      )
      .waitFor()
    const company = page.getByRole('textbox', { name: 'The company', exact: true })
    expect(await company.inputValue()).toBe('Toyota')
    expect(await violationsOf(page)).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320)
    await page.click('#companies button:text-is("Garmin")')
    await page.keyboard.press('Enter')
    await page.locator(`#subject:text-is("Garmin's move to stop making maps")`).waitFor()
  })

  it('takes the address at the paste into the disclosure, and says of other words that they are none', async () => {
    const { page } = await visit()
    await page.fill('#pasted', threadOf(9))
    await page.fill('#address', 'no address')
    await page.click('#count')
    await page.getByRole('alert').filter({ hasText: 'This is no address.' }).waitFor()
    const address = page.getByRole('textbox', { name: /^Its address, for the source line/ })
    expect(await address.inputValue()).toBe('no address')
    expect(await page.evaluate('document.activeElement.id')).toBe('address')
    await page.fill('#address', 'forum.example/t/7')
    await page.click('#count')
    await waitForScores(page)
    await page.click('#check-go')
    expect(await readAll(page, (text) => 'rsn'[Number(text.at(-2)) % 3] ?? '')).toBe(9)
    await page.locator('#report:visible').waitFor()
    const report = await saved(page, 'the report', 'report-sonos-drops-cast.html')
    expect(report).toContain('forum.example/t/7. Chart: dealstance.')
    expect(report).toContain('href="https://forum.example/t/7"')
  })
})
