import type { Frame, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { newFolder } from '../shell/cli/cli-harness.js'
import { CHROMIUM_PATH, violationsOf } from './open-browser.js'
import {
  labelFrame,
  PLAIN_THREAD,
  readAll,
  scorePasted,
  TWO_MOVES,
  useScoringPage,
} from './scoring-page.js'

const visit = useScoringPage()

/** Id or words of the control in focus, and if its focus is drawn within the window. */
const FOCUSED = `(() => {
  const one = document.activeElement
  const { outlineStyle, outlineWidth } = getComputedStyle(one)
  const { top, bottom } = one.getBoundingClientRect()
  const isDrawn = outlineStyle !== 'none' && parseFloat(outlineWidth) > 0
  const isInView = bottom > 0 && top < innerHeight
  return [one.id || one.textContent.trim(), isDrawn && isInView]
})()`

/** Presses Tab so many times; gives the controls that it reaches, each with its focus drawn. */
async function tabThrough(page: Page, count: number, key = 'Tab'): Promise<string[]> {
  const reached: string[] = []
  for (let step = 0; step < count; step++) {
    await page.keyboard.press(key)
    const [name, isSeen] = await page.evaluate<[string, boolean]>(FOCUSED)
    expect(isSeen, `the focus on ${name} is seen`).toBe(true)
    reached.push(name)
  }
  return reached
}

/** Expects the names that are offered, the fields for a move, and a last button. */
async function expectFields(page: Page, last: string): Promise<void> {
  const offered = await page.locator('#companies button').allTextContents()
  const expected = [...offered, 'move', 'short-name', 'Find the posts', last]
  expect(await tabThrough(page, expected.length)).toEqual(expected)
}

/** The document of the label page within the page. */
const labelDocument = (page: Page): Frame => page.frames().at(-1) ?? page.mainFrame()

const focusedId = (page: Page): Promise<string> => page.evaluate('document.activeElement.id')

const SIZES = [
  { width: 1280, height: 800 },
  { width: 320, height: 256 },
]

describe.skipIf(CHROMIUM_PATH === null)('the dialogs by keyboard alone', () => {
  it.each(SIZES)(
    'asks after the move, and goes back to the thread, at $width x $height',
    async (size) => {
      const { page } = await visit(size)
      await page.keyboard.insertText(`${PLAIN_THREAD}\n\n@zoe Garmin and Sonos both gave up.`)
      await page.keyboard.press('Control+Enter')
      const dialog = page.getByRole('dialog', { name: 'Whose move is this thread about?' })
      await dialog.waitFor()
      expect(await focusedId(page)).toBe('mover')
      await expectFields(page, 'about-back')
      for (const name of [
        'The company',
        'Its move: what the company does',
        'The move in the sentence',
      ])
        expect(await dialog.getByRole('textbox', { name, exact: true }).count()).toBe(1)
      await page.focus('#move')
      await page.keyboard.type('drops Cast')
      await page.keyboard.press('Enter')
      expect(await dialog.getByRole('alert').textContent()).toMatch(/^Say all three: /)
      expect(await focusedId(page)).toBe('mover')
      expect(await violationsOf(page)).toEqual([])
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'hidden' })
      expect(await focusedId(page)).toBe('pasted')
      expect(await page.getByRole('status').first().textContent()).toBe(
        'To find the posts, say whose move the thread is about.',
      )
    },
  )

  it.each(SIZES)(
    'reads, erases and gives to a second reader, at $width x $height',
    async (size) => {
      const { page } = await visit(size)
      await scorePasted(page, PLAIN_THREAD)
      await page.focus('#check-go')
      await page.keyboard.press('Enter')
      await labelFrame(page).locator('#heading:text-is("Post 1 of 12")').waitFor()
      expect(await page.getByRole('dialog', { name: 'Label posts' }).count()).toBe(1)
      await page.keyboard.press('r')
      await labelFrame(page).locator('#heading:text-is("Post 2 of 12")').waitFor()
      expect(await violationsOf(labelDocument(page))).toEqual([])
      await page.keyboard.press('Escape')
      await page.locator('#check-go:text-is("Go on: 11 posts left")').waitFor()
      expect(await focusedId(page)).toBe('results-heading')
      await page.focus('#check-go')
      await page.keyboard.press('Enter')
      await readAll(page, (text) => (/gave up/.test(text) ? 'r' : 's'))
      await page.locator('#claim:visible').waitFor()
      expect(await focusedId(page)).toBe('results-heading')
      await page.focus('#second-give')
      const waiting = page.waitForEvent('download')
      await page.keyboard.press('Enter')
      const given = newFolder().path('given.json')
      await (await waiting).saveAs(given)
      await page.locator('#second-told:visible').waitFor()
      expect(await focusedId(page)).toBe('second-give')

      await page.focus('#kept-erase')
      await page.keyboard.press('Enter')
      const dialog = page.getByRole('dialog', { name: 'Erase all labels that are kept here?' })
      await dialog.waitFor()
      expect(await focusedId(page)).toBe('erase-no')
      expect(await tabThrough(page, 1)).toEqual(['erase-yes'])
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'hidden' })
      expect(await focusedId(page)).toBe('kept-erase')
      await page.keyboard.press('Enter')
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await page.locator('#status:has-text("Erased: ")').waitFor()
      expect(await focusedId(page)).toBe('results-heading')

      const { page: other } = await visit(size)
      await other.setInputFiles('#thread-file', given)
      await other
        .getByRole('heading', { name: '0 of 12 posts read as the second reader' })
        .waitFor()
      expect(await focusedId(other)).toBe('second-heading')
      expect(await tabThrough(other, 1)).toEqual(['second-go'])
      await other.keyboard.press('Enter')
      await labelFrame(other).locator('#heading:text-is("Post 1 of 12")').waitFor()
      await other.keyboard.press('s')
      await labelFrame(other).locator('#heading:text-is("Post 2 of 12")').waitFor()
      await other.keyboard.press('Escape')
      await other.getByRole('heading', { name: '1 of 12 posts read' }).waitFor()
      expect(await focusedId(other)).toBe('second-heading')
      expect(await tabThrough(other, 2)).toEqual(['second-go', 'second-save'])
      expect(await violationsOf(other)).toEqual([])
    },
  )

  it.each(SIZES)(
    'corrects a label in a field that nothing covers, at $width x $height',
    async (size) => {
      const { page } = await visit(size)
      await scorePasted(page, PLAIN_THREAD)
      await page.click('#check-go')
      await readAll(page, (text) => (/gave up/.test(text) ? 'r' : 's'))
      // The page moves the focus when the dialog has gone; a key before that is lost.
      await expect.poll(() => focusedId(page)).toBe('results-heading')
      await page.focus('#check-correct')
      await page.keyboard.press('Enter')
      const frame = labelFrame(page)
      await frame.locator('#labelled-list button').first().waitFor()
      expect(await violationsOf(labelDocument(page))).toEqual([])
      await page.keyboard.press('Enter')
      await frame.locator('#reason:visible').waitFor()
      expect(await violationsOf(labelDocument(page))).toEqual([])
      const covered = await frame.locator('#reason').evaluate((field) => {
        const { left, top, width, height } = field.getBoundingClientRect()
        const above = field.ownerDocument.elementFromPoint(left + width / 2, top + height / 2)
        return { isFree: above === field, width }
      })
      expect(covered.isFree).toBe(true)
      expect(covered.width).toBeGreaterThan(200)
      await page.keyboard.press('Escape')
      await frame.locator('#status:text-is("The label stays.")').waitFor()
      await page.keyboard.press('Escape')
      await page.locator('#label-dialog:not([open])').waitFor({ state: 'attached' })
      await expect.poll(() => focusedId(page)).toBe('results-heading')
    },
  )

  it.each(SIZES)(
    'chooses between two moves, turns to the other, and goes back, at $width x $height',
    async (size) => {
      const { page } = await visit(size)
      await page.keyboard.insertText(TWO_MOVES)
      await page.keyboard.press('Control+Enter')
      const dialog = page.getByRole('dialog', { name: /^Two moves are named here/ })
      await dialog.waitFor()
      expect(await focusedId(page)).toBe('found-both')
      const anthropic = expect.stringContaining('with Anthropic')
      expect(await tabThrough(page, 3)).toEqual([expect.anything(), anthropic, 'found-no'])
      expect(await violationsOf(page)).toEqual([])
      await page.keyboard.press('Enter')
      expect(await focusedId(page)).toBe('mover')
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'hidden' })
      expect(await focusedId(page)).toBe('pasted')
      await page.keyboard.press('Control+Enter')
      await dialog.waitFor()
      expect((await tabThrough(page, 2))[1]).toEqual(anthropic)
      await page.keyboard.press('Enter')
      await page.locator('#given-subject:has-text("Anthropic")').waitFor()
      await expect.poll(() => focusedId(page)).toBe('results-heading')
      expect(await tabThrough(page, 1)).toEqual(['check-go'])
      await page.keyboard.press('Enter')
      await readAll(page, () => 'r')
      await expect.poll(() => focusedId(page)).toBe('results-heading')
      await page.locator('#moves button').first().focus()
      await page.keyboard.press('Enter')
      await readAll(page, () => 's')
      await page.locator('#claim-sentence:has-text("with Google")').waitFor()
      await expect.poll(() => focusedId(page)).toBe('results-heading')
      await page.locator('#moves button').first().focus()
      await page.keyboard.press('Enter')
      await page.locator('#claim-sentence:has-text("with Anthropic")').waitFor()
      await expect.poll(() => focusedId(page)).toBe('results-heading')
    },
  )

  it.each(SIZES)(
    'says that no post names the company, and counts all the same, at $width x $height',
    async (size) => {
      const { page } = await visit(size)
      await page.keyboard.insertText(PLAIN_THREAD)
      await page.keyboard.press('Control+Enter')
      await page.locator('#mover:visible').waitFor()
      await page.keyboard.insertText('Toyota')
      await page.focus('#move')
      await page.keyboard.insertText('drops Cast')
      await page.keyboard.press('Enter')
      const dialog = page.getByRole('dialog', { name: /^None of 12 posts names Toyota/ })
      await dialog.waitFor()
      expect(await focusedId(page)).toBe('mover')
      await expectFields(page, 'found-sure')
      await page.keyboard.press('Enter')
      await page.locator('#missing:has-text("None of 12 posts names Toyota.")').waitFor()
      await page
        .locator('#results-heading:text-is("Not for print: no post names Toyota")')
        .waitFor()
      await expect.poll(() => focusedId(page)).toBe('results-heading')
    },
  )

  it.each(SIZES)(
    'lists the threads that were begun, and erases them, at $width x $height',
    async (size) => {
      const { page } = await visit(size)
      await scorePasted(page, PLAIN_THREAD)
      await page.click('#check-go')
      await labelFrame(page).locator('#heading:text-is("Post 1 of 12")').waitFor()
      await page.keyboard.press('r')
      await labelFrame(page).locator('#heading:text-is("Post 2 of 12")').waitFor()
      await page.reload()
      const list = page.getByRole('region', { name: 'Threads that you began' })
      await list.waitFor()
      expect(await list.getByRole('listitem').textContent()).toMatch(/1 of 12 posts labelled/)
      await expect.poll(() => focusedId(page)).toBe('pasted')
      const erase = 'Erase all that is kept here'
      expect(await tabThrough(page, 4)).toEqual(['address', 'count', 'sample', erase])
      await page.keyboard.press('Enter')
      const dialog = page.getByRole('dialog', { name: 'Erase all labels that are kept here?' })
      await dialog.waitFor()
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'hidden' })
      expect(await page.evaluate('document.activeElement.textContent')).toBe(erase)
      await page.keyboard.press('Enter')
      expect(await tabThrough(page, 1)).toEqual(['erase-yes'])
      await page.keyboard.press('Enter')
      await page.locator('#status:has-text("Erased: ")').waitFor()
      await list.waitFor({ state: 'hidden' })
      expect(await focusedId(page)).toBe('pasted')
    },
  )
})
