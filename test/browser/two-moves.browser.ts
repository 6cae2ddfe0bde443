import { execFileSync } from 'node:child_process'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { fromJsonl, newFolder, toJsonl } from '../shell/cli/cli-harness.js'
import { CHROMIUM_PATH } from './open-browser.js'
import { labelFrame, outside, readAll, saved, TWO_MOVES, useScoringPage } from './scoring-page.js'

/** Replies that see good sense in the lease; the others are labelled as a retreat or a question. */
const SHREWD = /well played|pays for|smart|funds|shovels|landlord/i
const keyOf = (text: string): string => {
  if (SHREWD.test(text)) return 's'
  return text.includes('?') ? 'n' : 'r'
}

const GOOGLE = "xAI's deal with Google"
const ANTHROPIC = "xAI's deal with Anthropic"

/** The sentence of the command on what the page saves. */
async function citedBy(page: Page, audit: string, ...more: readonly string[]): Promise<string> {
  const folder = newFolder()
  const scored = folder.write('scored.jsonl', await saved(page, 'scored.jsonl'))
  folder.write('scored.audit.jsonl', audit)
  const argv = ['dist/src/shell/cli/main.js', 'cite', scored, '--quiet', ...more]
  return execFileSync(process.execPath, argv, { encoding: 'utf8' }).split('\n\n')[0] ?? ''
}

const visit = useScoringPage()

/** Finds the posts of a thread, and opens those on one of its moves. */
async function readOn(page: Page, choice: string, text = TWO_MOVES): Promise<void> {
  await page.fill('#pasted', text)
  await page.click('#count')
  await page.click(choice)
  await page.click('#check-go')
}

describe.skipIf(CHROMIUM_PATH === null)('two moves in one thread', () => {
  it('asks which is read first, and keeps the labels that hold for the other: sentences by a click each and a key a post', async () => {
    const { page, requests, faults } = await visit()
    await page.fill('#pasted', TWO_MOVES)
    await page.click('#count')
    await page.locator('#found-moves button').first().waitFor()
    expect(await page.textContent('#about-title')).toBe(
      'Two moves are named here. Which one will you read first?',
    )
    expect(await page.textContent('#found-shared')).toBe(
      '9 replies name neither move; they would be counted for both.',
    )
    const offered = await page.locator('#found-moves button').allTextContents()
    expect(offered.sort()).toEqual([`${ANTHROPIC} (10 of 12 posts)`, `${GOOGLE} (12 posts)`])
    await page.click(`#found-moves button:has-text("${GOOGLE}")`)
    await page.click('#check-go:text-is("Read 12 posts")')
    expect(await readAll(page, keyOf)).toBe(12)
    await page.locator('#claim:visible').waitFor()
    const first = (await page.textContent('#claim-sentence')) ?? ''
    expect(first).toContain(`saw ${GOOGLE} as a`)
    expect(await page.textContent('#missing')).not.toMatch(/by the model|\d+ retreat/)
    // The author of the opening post is not named there: the replies name whom they answer.
    const source = /Source: replies to lenamoor, labelled \d+ \w+ \d{4}\./
    expect(await page.textContent('#claim-footnote')).toMatch(source)
    const picture = await page.locator('#picture img').getAttribute('src')
    const words = decodeURIComponent(picture ?? '').replace(/(?:<[^>]*>\s*)+/g, ' ')
    expect(words).toMatch(source)

    // One reply names both moves: it alone is asked again. The opening post is not counted.
    const left = `Read next: ${ANTHROPIC} (10 of 12 posts), 1 left to read`
    await page.click(`#moves button:text-is("${left}")`)
    await labelFrame(page).locator('#heading:text-is("Post 10 of 10")').waitFor()
    expect(await readAll(page, keyOf)).toBe(1)
    await page.locator(`#moves button:text-is("Show ${GOOGLE} (12 posts)")`).waitFor()
    await page.locator('#claim-sentence:has-text("with Anthropic")').waitFor()
    const second = await page.textContent('#claim-sentence')
    expect(await page.textContent('#results-heading')).toBe(
      `Print only one: the same 9 posts stand in the sentence on ${GOOGLE}`,
    )
    expect(await page.textContent('#claim-footnote')).toContain(
      'read 10 posts; 9 labels taken from another question on the same posts; no second reader. Of fewer than 21 posts we do not say that a side leads.\nThe opening post is not counted. Left out: 2 replies about another move, or about none.',
    )
    // The folded line names the move that is shown.
    expect(await page.textContent('#given-words')).toMatch(/ · .*Anthropic/)

    const report = await saved(page, 'the report', 'report-xai-anthropic.html')
    expect(report).not.toContain('made larger')
    expect(report.split('9 labels taken from another question on the same posts')).toHaveLength(3)
    const audit = await saved(page, 'my labels', 'scored.audit.jsonl')
    expect(fromJsonl(audit).filter(({ isCarried }) => isCarried === true)).toHaveLength(9)
    expect(await citedBy(page, audit, '--deal', 'xai-google')).toBe(first)
    expect(await citedBy(page, audit, '--deal', 'xai-anthropic')).toBe(second)

    // Both together: all have the same label wherever they have one.
    await page.click('#moves button:has-text("Both together")')
    await page.locator('#claim-sentence:has-text("deals with Google and Anthropic")').waitFor()
    expect(await page.textContent('#claim-footnote')).toContain(
      'read 12 posts; 12 labels taken from another question on the same posts;',
    )
    await page.click(`#moves button:text-is("Show ${ANTHROPIC} (10 of 12 posts) alone")`)
    await page.locator('#claim-sentence:has-text("with Anthropic")').waitFor()
    expect(await page.textContent('#claim-sentence')).toBe(second)

    await page.click('#moves button')
    await page.locator('#claim-sentence:has-text("with Google")').waitFor()
    expect(await page.textContent('#claim-sentence')).toBe(first)
    const listed = `${GOOGLE}: 12 of 12 posts labelled; ${ANTHROPIC}: 10 of 10 posts labelled`
    await page.locator(`#kept-list li:has-text("${listed}")`).waitFor({ state: 'attached' })

    // Ten labels of a second reader, for the move that is not on the page.
    const lines = fromJsonl(audit).filter(({ kind, dealId }) =>
      kind === 'label' ? dealId === 'xai-anthropic' : true,
    )
    const theirs = lines.map((line) =>
      line['kind'] === 'label' ? { ...line, coder: 'b', label: 'neither' } : line,
    )
    await page.setInputFiles('#label-file', newFolder().write('b.jsonl', toJsonl(theirs)))
    await page.locator(`#status:has-text("10 labels loaded, for ${ANTHROPIC}; ")`).waitFor()
    // No button without the name of its move stands under a sentence on another one.
    expect(await page.isVisible('#check-go')).toBe(false)
    await page
      .locator(`#moves button:text-matches("^Settle \\\\d+ posts for ${ANTHROPIC}$")`)
      .waitFor()
    await page.click('#advice button:text-is("Go to that move")')
    await labelFrame(page).locator(`#question:has-text("${ANTHROPIC}")`).waitFor()
    expect([outside(requests), faults]).toEqual([[], []])
  })

  it('says of a move alone how many replies name it, and corrects a label once for all', async () => {
    const { page } = await visit()
    const text = TWO_MOVES.replace(/.*Anthropic gets them too.*\n\n/, '')
    await page.fill('#pasted', text)
    await page.click('#count')
    await page.locator('#found-moves button').first().waitFor()
    expect(await page.textContent('#found-shared')).toBe(
      '9 replies name neither move; they would be counted for both.',
    )
    expect(await page.locator('#found-moves button').allTextContents()).toEqual([
      `${GOOGLE} (11 posts)`,
      `${ANTHROPIC} (9 of 11 posts)`,
    ])
    await page.click('#found-moves button')
    await page.click('#check-go')
    await labelFrame(page).locator('#heading:text-is("Post 1 of 11")').waitFor()
    await page.keyboard.press('.')
    await readAll(page, keyOf)
    await page.locator('#list-unsure:has-text("unsure: 1.")').waitFor()
    expect(await page.textContent('#results-heading')).toBe(
      'You can print this, or both moves together',
    )
    const footnote = (await page.textContent('#claim-footnote')) ?? ''
    expect(footnote).toContain(' 1 of 11 labels is marked unsure.')
    expect(footnote).toContain(
      "9 of 11 posts name neither move, and stand in the other move's count too.",
    )
    const report = (await saved(page, 'the report', 'report-xai-google.html')).replaceAll(
      '&#39;',
      "'",
    )
    for (const note of footnote.match(/\d+ of 11 [^.:]*/g) ?? []) expect(report).toContain(note)
    const joined = '#moves button:has-text("Both together")'
    expect(await page.locator('#moves button').count()).toBe(2)
    await page.click(joined)
    const frame = labelFrame(page)
    const correct = async (label: string) => {
      await page.click('#check-correct')
      await frame.locator('#labelled-list button:has-text("A smart hedge")').click()
      await frame.locator('#reason').fill('a slip')
      await frame.locator(`button[data-label="${label}"]`).click()
      await frame.locator('#status:has-text("Corrected: ")').waitFor()
      await page.click('#label-back')
    }
    const expectSides = async (move: string, ...counts: readonly string[]) => {
      const words = `${counts[0]} saw xAI's ${move} as a retreat and ${counts[1]} as`
      await page.locator(`#claim-sentence:has-text("${words}")`).waitFor()
    }
    await expectSides('deals with Google and Anthropic', '4', '6')
    await correct('neither')
    await expectSides('deals with Google and Anthropic', '4', '5')
    expect(await page.textContent('#correction')).toMatch(
      /^Correction: of 11 replies .* still 4 .*, and not 6 but 5 .*, since 1 label was corrected\.$/,
    )
    await page.click(`#moves button:text-is("Show ${GOOGLE} (11 posts) alone")`)
    await expectSides('deal with Google', '4', '5')
    await correct('retreat')
    await expectSides('deal with Google', '5', '5')
    await page.click(joined)
    await expectSides('deals with Google and Anthropic', '5', '5')
    expect(await page.textContent('#claim-footnote')).toContain('corrected after the first reading')
  })

  it('reads two moves as one, where most replies name neither', async () => {
    const { page, faults } = await visit()
    const both = "xAI's deals with Google and Anthropic"
    await readOn(page, `#found-both:text-is("Both together: ${both} (12 posts)")`)
    expect(await readAll(page, keyOf)).toBe(12)
    await page.locator(`#claim-sentence:has-text("Of 12 replies ")`).waitFor()
    const sentence = await page.textContent('#claim-sentence')
    expect(sentence).toContain(` saw ${both} as a retreat`)
    const footnote = (await page.textContent('#claim-footnote')) ?? ''
    expect(footnote).toContain('9 of 12 posts do not name the move; they were counted.')
    expect(footnote).toContain('as the tool dealstance describes it: xAI/SpaceX rents out GPU ')
    const alone = [`Show ${GOOGLE} (12 posts) alone`, `Show ${ANTHROPIC} (10 of 12 posts) alone`]
    expect(await page.locator('#moves button').allTextContents()).toEqual(alone)
    expect(await page.isVisible('#one-only')).toBe(true)
    expect(await citedBy(page, await saved(page, 'my labels', 'scored.audit.jsonl'))).toBe(sentence)

    // One of them after all; the button leads back to the sentence on both.
    await page.click('#given-words')
    await page.click('#about-open')
    await page.click(`#found-moves button:has-text("${ANTHROPIC}")`)
    // Its labels are offered to each move alone; the post that names both is asked again.
    await page.locator('#check-go:text-is("Go on: 1 post left")').waitFor()
    await page.click('#moves button:has-text("Both together")')
    await page.locator(`#claim-sentence:has-text("${both}")`).waitFor()
    expect(faults).toEqual([])
  })

  it('keeps the sentence of the first move while the second is half read', async () => {
    const { page } = await visit()
    await readOn(page, `#found-moves button:has-text("${ANTHROPIC}")`)
    await readAll(page, keyOf)
    await page.locator('#claim:visible').waitFor()
    const first = await page.textContent('#claim-sentence')
    await page.click('#moves button')
    await page.locator('#label-dialog[open] iframe').waitFor()
    await page.click('#label-back')
    await page.locator('#check-go:has-text("Go on: ")').waitFor()
    expect(await page.isVisible('#claim')).toBe(false)
    await page.click('#moves button')
    await page.locator('#claim:visible').waitFor()
    expect(await page.textContent('#claim-sentence')).toBe(first)
  })
})
