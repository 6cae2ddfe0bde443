import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { newFolder } from '../shell/cli/cli-harness.js'
import { CHROMIUM_PATH, violationsOf } from './open-browser.js'
import {
  drop,
  labelFrame,
  PLAIN_THREAD,
  readAll,
  scorePasted,
  useScoringPage,
} from './scoring-page.js'

const visit = useScoringPage()

const keyOf = (text: string): string => (/gave up/.test(text) ? 'r' : 's')

async function savedBy(page: Page, click: string): Promise<{ name: string; text: string }> {
  const waiting = page.waitForEvent('download')
  await page.click(click)
  const download = await waiting
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') }
}

describe.skipIf(CHROMIUM_PATH === null)('a second reader, by file', () => {
  it('takes the posts from one page to another by drag and drop, and settles the differences on the first', async () => {
    const { page, faults } = await visit()
    await scorePasted(page, PLAIN_THREAD)
    await page.click('#check-go')
    await readAll(page, keyOf)
    const given = await savedBy(page, '#second-give')
    expect(given.name).toBe('scored.sonos-drops-cast.second-reader.json')
    await page
      .locator(
        '#second-told:has-text("scored.sonos-drops-cast.second-reader.json is saved: it holds the posts of this move")',
      )
      .waitFor()

    await drop(page, given.name, given.text)
    await page.locator('#fault:has-text("is for your second reader")').waitFor()

    const { page: other, faults: otherFaults } = await visit({ width: 375 })
    await drop(other, 'renamed (1).json', given.text)
    await other
      .locator('#second-heading:text-is("0 of 12 posts read as the second reader")')
      .waitFor()
    expect([await other.isVisible('#pasted'), await other.isVisible('#results')]).toEqual([
      false,
      false,
    ])
    expect(await violationsOf(other)).toEqual([])
    await other.click('#second-go')
    await readAll(other, (text) => (/take 1\./.test(text) ? 'n' : keyOf(text)))
    await other.locator('#second-done:visible').waitFor()
    await other.locator('#second-go:text-is("Correct a label")').waitFor()
    const labels = await savedBy(other, '#second-save')
    expect(await other.textContent('#second-saved')).toBe(
      `${labels.name} is saved. Send it to the first reader.`,
    )

    await page.setInputFiles('#label-file', newFolder().write('other.txt', PLAIN_THREAD))
    await page.locator('#fault:has-text("This file holds no labels.")').waitFor()
    await page.setInputFiles('#label-file', newFolder().write('mail.jsonl', labels.text))
    await page.click('#check-go:text-is("Settle together the post on which readers differ")')
    await labelFrame(page)
      .locator('#given:text-is("Given so far: first reader: shrewd pivot; second reader: neither")')
      .waitFor()
    await page.keyboard.press('r')
    await labelFrame(page)
      .locator('#status:text-is("No reader chose “retreat”: give it again, or another.")')
      .waitFor()
    await readAll(page, keyOf)
    await page.locator('#claim:visible').waitFor()
    expect(await page.textContent('#claim-footnote')).toContain('they agree on 11')
    expect(await page.isVisible('#second-give')).toBe(false)
    // The second reader's labels are listed where they were given, and go when asked.
    await other.reload()
    await other
      .locator('#kept-list li:text-is("1 file of posts that you read as the second reader")')
      .waitFor()
    await other.click('#kept [data-erase]')
    await other.click('#erase-yes')
    await other.locator('#kept').waitFor({ state: 'hidden' })
    expect(await other.evaluate('[localStorage.length, document.activeElement.id]')).toEqual([
      0,
      'pasted',
    ])
    expect([faults, otherFaults]).toEqual([[], []])
  })
})
