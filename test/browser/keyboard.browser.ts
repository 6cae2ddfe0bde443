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
const expectFocus = async (page: Page, id: string) => expect(await focusedId(page)).toBe(id)
const waitForFocus = (page: Page, id: string) => expect.poll(() => focusedId(page)).toBe(id)
const press = (page: Page, key = 'Enter') => page.keyboard.press(key)
const waitForPost = (page: Page, count: number) =>
  labelFrame(page).locator(`#heading:text-is("Post ${count} of 12")`).waitFor()

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
      await press(page, 'Control+Enter')
      const dialog = page.getByRole('dialog', { name: 'Whose move is this thread about?' })
      await dialog.waitFor()
      await expectFocus(page, 'mover')
      await expectFields(page, 'about-back')
      for (const name of [
        'The company',
        'Its move: what the company does',
        'The move in short, as it is printed',
      ])
        expect(await dialog.getByRole('textbox', { name, exact: true }).count()).toBe(1)
      await page.focus('#move')
      await page.keyboard.type('drops Cast')
      await press(page)
      expect(await dialog.getByRole('alert').textContent()).toMatch(/^Fill in all three: /)
      await expectFocus(page, 'mover')
      expect(await violationsOf(page)).toEqual([])
      await press(page, 'Escape')
      await dialog.waitFor({ state: 'hidden' })
      await expectFocus(page, 'pasted')
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
      await press(page)
      await waitForPost(page, 1)
      expect(await page.getByRole('dialog', { name: 'Label posts' }).count()).toBe(1)
      await press(page, 'r')
      await waitForPost(page, 2)
      expect(await violationsOf(labelDocument(page))).toEqual([])
      await press(page, 'Escape')
      await page.locator('#check-go:text-is("Go on: 11 posts left")').waitFor()
      await expectFocus(page, 'results-heading')
      await page.focus('#check-go')
      await press(page)
      await readAll(page, (text) => (/gave up/.test(text) ? 'r' : 's'))
      await page.locator('#claim:visible').waitFor()
      await expectFocus(page, 'results-heading')
      await page.focus('#second-give')
      const waiting = page.waitForEvent('download')
      await press(page)
      const given = newFolder().path('given.json')
      await (await waiting).saveAs(given)
      await page.locator('#second-told:visible').waitFor()
      await expectFocus(page, 'second-give')

      await page.focus('#kept-erase')
      await press(page)
      const dialog = page.getByRole('dialog', { name: 'Erase all labels that are kept here?' })
      await dialog.waitFor()
      await expectFocus(page, 'erase-no')
      expect(await tabThrough(page, 1)).toEqual(['erase-yes'])
      await press(page, 'Escape')
      await dialog.waitFor({ state: 'hidden' })
      await expectFocus(page, 'kept-erase')
      await press(page)
      await press(page, 'Tab')
      await press(page)
      await page.locator('#status:has-text("Erased: ")').waitFor()
      await expectFocus(page, 'results-heading')

      const { page: other } = await visit(size)
      await other.setInputFiles('#thread-file', given)
      await other
        .getByRole('heading', { name: '0 of 12 posts read as the second reader' })
        .waitFor()
      await expectFocus(other, 'second-heading')
      expect(await tabThrough(other, 1)).toEqual(['second-go'])
      await press(other)
      await waitForPost(other, 1)
      await press(other, 's')
      await waitForPost(other, 2)
      await press(other, 'Escape')
      await other.getByRole('heading', { name: '1 of 12 posts read' }).waitFor()
      await expectFocus(other, 'second-heading')
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
      await waitForFocus(page, 'results-heading')
      await page.focus('#check-correct')
      await press(page)
      const frame = labelFrame(page)
      await frame.locator('#labelled-list button').first().waitFor()
      expect(await violationsOf(labelDocument(page))).toEqual([])
      await press(page)
      await frame.locator('#reason:visible').waitFor()
      await press(page, 'n')
      expect(await violationsOf(labelDocument(page))).toEqual([])
      const covered = await frame.locator('#reason').evaluate((field) => {
        const { left, top, width, height } = field.getBoundingClientRect()
        const above = field.ownerDocument.elementFromPoint(left + width / 2, top + height / 2)
        return { isFree: above === field, width }
      })
      expect(covered.isFree).toBe(true)
      expect(covered.width).toBeGreaterThan(200)
      await press(page, 'Escape')
      await frame.locator('#status:text-is("The label stays.")').waitFor()
      await press(page, 'Escape')
      await page.locator('#label-dialog:not([open])').waitFor({ state: 'attached' })
      await waitForFocus(page, 'results-heading')
    },
  )

  it.each(SIZES)(
    'chooses between two moves, turns to the other, and goes back, at $width x $height',
    async (size) => {
      const { page } = await visit(size)
      await page.keyboard.insertText(TWO_MOVES)
      await press(page, 'Control+Enter')
      const dialog = page.getByRole('dialog', { name: /^Two moves are named here/ })
      await dialog.waitFor()
      await expectFocus(page, 'found-both')
      const anthropic = expect.stringContaining('with Anthropic')
      expect(await tabThrough(page, 3)).toEqual([expect.anything(), anthropic, 'found-no'])
      expect(await violationsOf(page)).toEqual([])
      await press(page)
      await expectFocus(page, 'mover')
      await press(page, 'Escape')
      await dialog.waitFor({ state: 'hidden' })
      await expectFocus(page, 'pasted')
      await press(page, 'Control+Enter')
      await dialog.waitFor()
      expect((await tabThrough(page, 2))[1]).toEqual(anthropic)
      await press(page)
      await page.locator('#given-subject:has-text("Anthropic")').waitFor()
      await waitForFocus(page, 'results-heading')
      expect(await tabThrough(page, 1)).toEqual(['check-go'])
      await press(page)
      await readAll(page, () => 'r')
      await waitForFocus(page, 'results-heading')
      await page.locator('#moves button').first().focus()
      await press(page)
      await readAll(page, () => 's')
      await page.locator('#claim-sentence:has-text("with Google")').waitFor()
      await waitForFocus(page, 'results-heading')
      await page.locator('#moves button').first().focus()
      await press(page)
      await page.locator('#claim-sentence:has-text("with Anthropic")').waitFor()
      await waitForFocus(page, 'results-heading')
    },
  )

  it.each(SIZES)(
    'says that no post names the company, and counts all the same, at $width x $height',
    async (size) => {
      const { page } = await visit(size)
      await page.keyboard.insertText(PLAIN_THREAD)
      await press(page, 'Control+Enter')
      await page.locator('#mover:visible').waitFor()
      await page.keyboard.insertText('Toyota')
      await page.focus('#move')
      await page.keyboard.insertText('drops Cast')
      await press(page)
      const dialog = page.getByRole('dialog', { name: /^None of 12 posts names Toyota/ })
      await dialog.waitFor()
      await expectFocus(page, 'mover')
      await expectFields(page, 'found-sure')
      await press(page)
      await page.locator('#missing:has-text("None of 12 posts names Toyota.")').waitFor()
      await page
        .locator('#results-heading:text-is("Not for print: no post names Toyota")')
        .waitFor()
      await waitForFocus(page, 'results-heading')
    },
  )

  it.each(SIZES)(
    'lists the threads that were begun, and erases them, at $width x $height',
    async (size) => {
      const { page } = await visit(size)
      await scorePasted(page, PLAIN_THREAD)
      await page.click('#check-go')
      await waitForPost(page, 1)
      await press(page, 'r')
      await waitForPost(page, 2)
      await page.reload()
      const list = page.getByRole('region', { name: 'Threads that you began' })
      await list.waitFor()
      expect(await list.getByRole('listitem').textContent()).toMatch(/1 of 12 posts labelled/)
      await waitForFocus(page, 'pasted')
      const erase = 'Erase all that is kept here'
      expect(await tabThrough(page, 4)).toEqual(['address', 'count', 'sample', erase])
      await press(page)
      const dialog = page.getByRole('dialog', { name: 'Erase all labels that are kept here?' })
      await dialog.waitFor()
      await press(page, 'Escape')
      await dialog.waitFor({ state: 'hidden' })
      expect(await page.evaluate('document.activeElement.textContent')).toBe(erase)
      await press(page)
      expect(await tabThrough(page, 1)).toEqual(['erase-yes'])
      await press(page)
      await page.locator('#status:has-text("Erased: ")').waitFor()
      await list.waitFor({ state: 'hidden' })
      await expectFocus(page, 'pasted')
    },
  )
})
