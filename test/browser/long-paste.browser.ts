import { describe, expect, it } from 'vitest'
import { CHROMIUM_PATH } from './open-browser.js'
import { SLOW_MS, useScoringPage, waitForScores } from './scoring-page.js'

const visit = useScoringPage()

describe.skipIf(CHROMIUM_PATH === null)('a long paste in the scoring page', () => {
  it(
    'is held apart from the field, says its size at once, and counts all its pieces',
    async () => {
      const { page, faults } = await visit()
      const pieceOf = (first: number): string =>
        Array.from(
          { length: 2500 },
          (_, at) => `@user${at} Sonos gave up on Cast, that is my take ${first + at} of it.`,
        ).join('\n\n')
      const paste = (words: string) =>
        page.evaluate(`{
        const clipboardData = new DataTransfer()
        clipboardData.setData('text/plain', ${JSON.stringify(words)})
        const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
        document.getElementById('pasted').dispatchEvent(event)
      }`)
      await paste(pieceOf(0))
      expect(await page.inputValue('#pasted')).toBe('')
      expect(await page.textContent('#chosen')).toBe(
        'Pasted: 4,999 lines, 0.2 MB, too long for the field',
      )
      await paste(pieceOf(2500))
      expect(await page.textContent('#status')).toBe(
        'The whole paste is kept, though the field is empty. Press “Find the posts”.',
      )
      await page.click('#count')
      expect(await page.textContent('#status')).toBe('Reading 0.3 MB…')
      await waitForScores(page)
      expect(await page.textContent('#status')).toBe(
        '5,000 replies found. Nothing left this machine.',
      )
      await page.click('#given-words')
      await page.fill('#pasted', '@ana Sonos gave up.')
      expect(await page.textContent('#chosen')).toBe('')
      expect(faults).toEqual([])
    },
    SLOW_MS,
  )
})
