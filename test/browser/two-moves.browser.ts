import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { fromJsonl, newFolder } from '../shell/cli/cli-harness.js'
import { CHROMIUM_PATH } from './open-browser.js'
import { labelFrame, outside, readAll, saved, useScoringPage } from './scoring-page.js'

/** Replies that see good sense in the lease; the others are labelled as a retreat or a question. */
const SHREWD = /well played|pays for|smart|funds|shovels|landlord/i
const keyOf = (text: string): string => {
  if (SHREWD.test(text)) return 's'
  return text.includes('?') ? 'n' : 'r'
}

const REPLIES = [
  'They gave up on models of their own.',
  'Cash for idle racks, well played.',
  'The rent to Google is a white flag.',
  'The rent to Google pays for the next site.',
  'Google gets the chips, and Anthropic gets them too: arming rivals is a retreat.',
  'When does the lease begin?',
  'A smart hedge while the racks stand still.',
  'Nobody rents out what it needs.',
  'It funds the rockets, that is the plan.',
  'Selling shovels now, I see.',
  'A landlord with rockets. Fine by me.',
  'So the race is over for them.',
]
/** An invented thread on two moves that are known by name; one reply names both. */
const THREAD = [
  'xAI Rents Racks To Google And Anthropic',
  'Many users argued about the leases.',
  'Most Activity',
  'xAI rents its racks to Google and Anthropic now. It has stopped racing, I think.',
  ...REPLIES.map((text) => `@lenamoor ${text}`),
].join('\n\n')

const visit = useScoringPage()

describe.skipIf(CHROMIUM_PATH === null)('two moves in one thread', () => {
  it('asks which is read first, and keeps the labels that hold for the other: two sentences by four clicks and a key a post', async () => {
    const { page, requests, faults } = await visit()
    await page.fill('#pasted', THREAD)
    await page.click('#count')
    await page.locator('#found-moves button').first().waitFor()
    const asked = (await page.textContent('#about-title')) ?? ''
    const [, googleCount, anthropicCount] =
      /^Two moves here: Google \((\d+) posts\), Anthropic \((\d+)\)\. Which first\?$/.exec(asked) ??
      []
    expect(asked).toContain('Two moves here')
    await page.click('#found-moves button:text-is("Google")')
    await page.click(`#check-go:text-is("Read ${googleCount} posts")`)
    const firstCount = await readAll(page, keyOf)
    expect(firstCount).toBe(Number(googleCount))
    await page.locator('#claim:visible').waitFor()
    const first = (await page.textContent('#claim-sentence')) ?? ''
    expect(first).toContain('to Google')
    expect(first).toContain("saw xAI's rental of GPUs to Google as a")
    expect(await page.textContent('#missing')).not.toMatch(/by the model|\d+ retreat/)

    // One reply names both moves: it alone is asked again. The opening post is not counted.
    const left = `Now Anthropic: ${anthropicCount} posts, 1 left to read`
    await page.click(`#moves button:text-is("${left}")`)
    const heading = labelFrame(page).locator(
      `#heading:text-is("Post ${anthropicCount} of ${anthropicCount}")`,
    )
    await heading.waitFor()
    expect(await readAll(page, keyOf)).toBe(1)
    await page.locator(`#moves button:text-is("Show Google: ${googleCount} posts")`).waitFor()
    await page.locator('#claim-sentence:has-text("to Anthropic")').waitFor()
    const second = await page.textContent('#claim-sentence')
    // The folded line names the move that is shown.
    expect(await page.textContent('#given-words')).toMatch(/ · .*Anthropic/)

    const folder = newFolder()
    const scored = folder.write('scored.jsonl', await saved(page, 'scored.jsonl'))
    const audit = await saved(page, 'labels', 'scored.audit.jsonl')
    folder.write('scored.audit.jsonl', audit)
    const carried = fromJsonl(audit).filter(({ note }) => String(note).startsWith('read once'))
    expect(carried).toHaveLength(Number(anthropicCount) - 1)
    const citeOf = (dealId: string): string =>
      execFileSync(
        process.execPath,
        ['dist/src/shell/cli/main.js', 'cite', scored, '--deal', dealId, '--quiet'],
        { encoding: 'utf8' },
      ).split('\n\n')[0] ?? ''
    expect([citeOf('xai-google'), citeOf('xai-anthropic')]).toEqual([first, second])

    await page.click('#moves button')
    await page.locator('#claim-sentence:has-text("to Google")').waitFor()
    expect(await page.textContent('#claim-sentence')).toBe(first)
    // A post that was read for two moves is one post.
    const listed = `${googleCount} of ${googleCount} posts labelled`
    await page.locator(`#kept-list li:has-text("${listed}")`).waitFor({ state: 'attached' })
    expect([outside(requests), faults]).toEqual([[], []])
  })

  it('shows the second sentence at once where every label holds for both', async () => {
    const { page } = await visit()
    const both = /Anthropic gets them too/
    const paragraphs = THREAD.split('\n\n').filter((paragraph) => !both.test(paragraph))
    await page.fill('#pasted', paragraphs.join('\n\n'))
    await page.click('#count')
    await page.click('#found-moves button:text-is("Google")')
    await page.click('#check-go')
    await readAll(page, keyOf)
    await page.click('#moves button:has-text("Show Anthropic: ")')
    await page.locator('#claim-sentence:has-text("to Anthropic")').waitFor()
    expect(await page.isVisible('#label-dialog')).toBe(false)
    expect(await page.evaluate('document.activeElement.id')).toBe('results-heading')
  })

  it('keeps the sentence of the first move while the second is half read', async () => {
    const { page } = await visit()
    await page.fill('#pasted', THREAD)
    await page.click('#count')
    await page.click('#found-moves button:text-is("Anthropic")')
    await page.click('#check-go')
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
