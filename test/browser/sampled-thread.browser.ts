import { describe, expect, it } from 'vitest'
import { CHROMIUM_PATH } from './open-browser.js'
import { readAll, saved, useScoringPage } from './scoring-page.js'

const visit = useScoringPage()

const SAID = ['Volta gave up on cells', 'Smart of Volta to buy them', 'When does it start?']
const keyOf = (text: string): string => 'rsn'[SAID.findIndex((said) => text.includes(said))] ?? ''

/** An invented thread as it is copied from X: as many replies on one side as on the other. */
const THREAD = [
  'Post\n\nSee new posts\nConversation\nCarla Stone\n@carlastone',
  'Volta stops making battery cells and will buy them from CATL.',
  '8:05 AM · Nov 18, 2026\n·\n90.1K\n Views\n72\n70\n812\n44\nRelevant\nView quotes\n',
  ...Array.from(
    { length: 72 },
    (_, at) =>
      `User ${at}\n@user_${at}_x\n·\nNov 18\n${SAID[at % 3]}, take ${at}.\n1\n2\n3\n1.${at % 10}K\n`,
  ),
].join('\n')

const VERDICT = 'Too close to say that either side leads'

describe.skipIf(CHROMIUM_PATH === null)('a thread of which a sample is read', () => {
  it('ends without a leading side in the same words in sentence, picture and report, each with its place', async () => {
    const { page, faults } = await visit({ width: 1280 })
    await page.fill('#pasted', THREAD)
    await page.click('#count')
    await page.fill('#mover', 'Volta')
    await page.fill('#move', 'buys its battery cells from CATL')
    await page.keyboard.press('Enter')
    const heading = page.locator('#results-heading:has-text("72 replies found. Read ")')
    await heading.waitFor()
    expect(await heading.textContent()).toMatch(/Read \d\d of them, picked at random/)
    await page.click('#check-go')
    expect(await readAll(page, keyOf)).toBeLessThan(60)
    await page.locator('#claim:visible').waitFor()
    const sentence = (await page.textContent('#claim-sentence')) ?? ''
    expect(sentence).toMatch(
      /^Of 72 replies in @carlastone's X thread, about \d+ saw Volta's move to buy its battery cells from CATL as a retreat \(\d+–\d+\) and about \d+ as a shrewd pivot \(\d+–\d+\), estimated: one person read \d+, picked at random\./,
    )
    expect(sentence.endsWith(`${VERDICT}.`)).toBe(true)
    for (const address of await pictures()) {
      const [title = '', ...lines] = textsOf(decodeURIComponent(address))
      expect(title.startsWith(VERDICT.slice(0, title.length))).toBe(true)
      expect(lines.join(' ')).toContain("in @carlastone's X")
      expect(lines.join(' ')).not.toMatch(/more saw|most saw/i)
    }
    const report = (
      await saved(page, 'the report', 'report-volta-buys-battery-cells.html')
    ).replaceAll('&#39;', "'")
    expect(report.match(/<title>(.*?)<\/title>/)?.[1]).toBe(sentence)
    expect(report.match(/<h1>(.*?)<\/h1>/)?.[1]?.replace(/<[^>]+>/g, '')).toBe(sentence)
    expect(report).not.toMatch(/more saw|most saw/i)
    expect(faults).toEqual([])

    function pictures(): Promise<string[]> {
      return page.evaluate(
        "[...document.querySelectorAll('#picture img, #picture source')].map((one) => one.src || one.srcset)",
      )
    }
  })
})

/** The texts of a picture, line by line. */
const textsOf = (svg: string): string[] =>
  [...svg.matchAll(/<text[^>]*>(.*?)<\/text>/gs)].map(([, words = '']) =>
    words.replace(/<[^>]+>/g, '').replaceAll('&#39;', "'"),
  )
