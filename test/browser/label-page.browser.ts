import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { ScoredPost } from '../../src/judge/stance/stance-prediction.js'
import { readAudit } from '../../src/shell/node/audit/audit-log.js'
import { NEITHER, onDeal, PIVOT, RETREAT, scoredPost } from '../count/scored-posts.js'
import { newFolder, toJsonl } from '../shell/cli/cli-harness.js'
import { startAudit } from '../shell/node/audit/start-audit.js'
import { expectLikeKept } from './kept-picture.js'
import { CHROMIUM_PATH, openPage, shownAs, useBrowser, type Visit } from './open-browser.js'

const OPENING = 'They rent out the hall.\n\nWhat does that tell you?'
const THREAD = [
  scoredPost(RETREAT, { id: 'root', author: 'tallow', text: OPENING, meta: { role: 'root' } }),
  scoredPost(PIVOT, { id: 'mid', parentId: 'root', author: 'oriel', text: 'Cash for idle racks.' }),
  scoredPost(NEITHER, { id: 'leaf', parentId: 'mid', author: null, text: 'How many racks?' }),
  ...Array.from({ length: 7 }, (_, index) =>
    scoredPost(RETREAT, { id: `more-${index}`, parentId: 'root', text: `Reply number ${index}.` }),
  ),
]

/** As long as a post on X may be. */
const USUAL_POST =
  'How many racks stand in that hall, and who pays for the power while the new tenant moves in? They said in spring that every one was booked, then they rent out the lot by autumn. Either the first plan failed or the rent beats what their own ovens earned; the filing says neither.'

const browser = useBrowser()

async function visit(url: string, theme: 'light' | 'dark' = 'light'): Promise<Visit> {
  const visited = await openPage(browser(), url, {
    colorScheme: theme,
    viewport: { width: 900, height: 700 },
  })
  await visited.page.locator('#heading:not(:text-is("Loading…"))').waitFor()
  return visited
}

/**
 * Starts an audit of so many of the posts, and opens its page. `stop` interrupts it and gives what
 * it said.
 */
async function openAudit(posts: readonly ScoredPost[], size: number, theme?: 'light' | 'dark') {
  const folder = newFolder()
  const scored = folder.write('scored.jsonl', toJsonl(posts))
  const out = folder.path('audit.jsonl')
  const program = await startAudit(scored, '--size', String(size), '--out', out)
  const stop = () => {
    program.process.kill('SIGINT')
    return program.ended
  }
  return { ...(await visit(program.url, theme)), scored, out, program, stop }
}

/** Pixels: the height of the post that is in view above the buttons, and where these end. */
async function measureView(page: Page): Promise<{ shownHeight: number; buttonsEnd: number }> {
  const [post, buttons] = await Promise.all(
    ['#post-text', '#buttons'].map((one) => page.locator(one).boundingBox()),
  )
  if (!post || !buttons) return { shownHeight: 0, buttonsEnd: Number.POSITIVE_INFINITY }
  return {
    shownHeight: Math.min(post.y + post.height, buttons.y) - post.y,
    buttonsEnd: buttons.y + buttons.height,
  }
}

const heading = (page: Page): Promise<string | null> => page.textContent('#heading')
const press = async (page: Page, key: string, expected: string) => {
  await page.keyboard.press(key)
  await page.locator(`#heading:text-is("${expected}")`).waitFor()
}

describe.skipIf(CHROMIUM_PATH === null)('the label page in Chromium', () => {
  it('shows the day alone where the source had no clock', async () => {
    const times = ['2026-03-04T09:42:00.000Z', '2026-03-03']
    const dated = THREAD.slice(0, 2).map((post, index) => ({
      ...post,
      createdAt: times[index] ?? null,
    }))
    const { page, stop } = await openAudit(dated, 2)
    const bylines = [await page.textContent('#post-by')]
    await press(page, 'r', 'Post 2 of 2')
    bylines.push(await page.textContent('#post-by'))
    expect(bylines.sort()).toEqual(['· 3 March 2026', '· 4 March 2026, 09:42 UTC'])
    await stop()
  })

  it('labels by keyboard alone, each label on disk before the next post shows, and ends when all is done', async () => {
    const { page, requests, faults, out, program } = await openAudit(THREAD, 4)
    expect(await heading(page)).toBe('Post 1 of 4')
    const keys = [
      ['r', RETREAT],
      ['s', PIVOT],
      ['n', NEITHER],
    ] as const
    for (const [index, [key, label]] of keys.entries()) {
      await press(page, key, `Post ${index + 2} of 4`)
      expect((await readAudit(out)).labels.map((given) => given.label)).toEqual(
        keys.slice(0, index + 1).map(([, name]) => name),
      )
      expect(await page.textContent('#status')).toBe(`Saved: ${label}.`)
    }
    await press(page, 'u', 'Post 3 of 4')
    expect((await readAudit(out)).labels).toHaveLength(2)
    await press(page, ' ', 'Post 4 of 4')
    expect(await page.textContent('#counts')).toBe('2 of 4 labelled, 1 left, 1 skipped')
    await press(page, 'R', 'All read')
    await page.keyboard.press('Enter')
    const { code, stderr } = await program.ended
    expect(code).toBe(0)
    expect(stderr).toContain(
      `4 of 4 posts done by coder a (1 of them skipped; --skipped goes through them again), all on disk in ${out}.`,
    )
    expect((await readAudit(out)).labels.map((given) => given.label)).toEqual([
      RETREAT,
      PIVOT,
      null,
      RETREAT,
    ])
    expect(faults).toEqual([])
    expect([...new Set(requests.map((url) => new URL(url).origin))]).toEqual(
      [new URL(program.url).origin, 'null'].slice(
        0,
        requests.some((url) => url.startsWith('data:')) ? 2 : 1,
      ),
    )
  })

  it('works by buttons with focus, names and a live region, as a screen reader needs it', async () => {
    const { page, faults, stop } = await openAudit(THREAD, 10)
    expect(await page.evaluate('document.activeElement.id')).toBe('main')
    const reached: string[] = []
    for (let step = 0; step < 20 && !reached.includes('u undo'); step++) {
      await page.keyboard.press('Tab')
      reached.push(String(await page.evaluate('document.activeElement.textContent.trim()')))
    }
    expect(reached.slice(-6)).toEqual([
      `1 r ${RETREAT}`,
      `2 s ${PIVOT}`,
      `3 n ${NEITHER}`,
      'space skip',
      'x unreadable',
      'u undo',
    ])
    for (const name of [RETREAT, 'skip', 'unreadable', 'correct a label'])
      expect(
        await page.getByRole('button', { name, exact: true }).count(),
        `${name}, without its key`,
      ).toBe(1)
    await page.getByRole('button', { name: PIVOT }).focus()
    await press(page, ' ', 'Post 2 of 10')
    expect(await page.locator('[role=status]').allTextContents()).toEqual([
      `Saved: ${PIVOT}.`,
      `Post 2 of 10: ${await page.textContent('#post-text')}`,
    ])
    await page.uncheck('#keys')
    for (const key of ['r', 's', '1', 'u', '?', ',']) await page.keyboard.press(key)
    await page.reload()
    await page.locator('#heading:text-is("Post 2 of 10")').waitFor()
    await page.keyboard.press('r')
    expect([
      await page.isChecked('#keys'),
      await page.textContent('#status'),
      await heading(page),
    ]).toEqual([false, '', 'Post 2 of 10'])
    await page.check('#keys')
    await page.getByRole('button', { name: 'undo' }).click()
    await page.locator('#heading:text-is("Post 1 of 10")').waitFor()
    expect(await page.getByRole('progressbar').getAttribute('max')).toBe('10')
    expect(await page.getByRole('main').getAttribute('aria-labelledby')).toBe('heading')
    expect(await stop()).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('0 of 10 posts done by coder a, all on disk'),
    })
    await page.keyboard.press('r')
    await page.locator('#fault:not(:empty)').waitFor()
    expect(await page.getByRole('alert').textContent()).toContain('The program has ended.')
    expect(faults.filter((fault) => !fault.includes('ERR_CONNECTION_REFUSED'))).toEqual([])
  })

  it('shows the post with its parent and root, and nothing that the model said', async () => {
    const { page, program } = await openAudit(THREAD, 10)
    const answers: string[] = []
    page.on('response', async (response) => answers.push(await response.text()))
    for (let post = 1; post <= 10; post++) {
      if ((await page.textContent('#post-text')) === 'How many racks?') {
        const context = await page.locator('#context .text').allTextContents()
        expect(context).toEqual(['Cash for idle racks.', OPENING])
      }
      await press(page, 'n', post === 10 ? 'All read' : `Post ${post + 1} of 10`)
    }
    // What the labels say stands in the last answer alone, when nothing is left to label.
    const isLast = (answer: string): boolean => answer.includes('Not for print')
    await expect.poll(() => answers.filter(isLast).length).toBe(1)
    const seen = answers.filter((answer) => !isLast(answer)).join('\n')
    expect(seen).toContain('How many racks?')
    for (const word of [
      'probabilit',
      'lean',
      'stratum',
      'status',
      'certain',
      '0.6',
      RETREAT,
      PIVOT,
    ])
      expect(seen).not.toContain(word)
    await page.keyboard.press('Enter')
    await page.locator('#heading:has-text("You can close this page.")').waitFor()
    expect([
      await page.locator('#conclusion li').first().isVisible(),
      await page.isVisible('#finish'),
    ]).toEqual([true, false])
    await program.ended
  })

  it.each([
    { width: 1280, height: 720 },
    { width: 390, height: 844 },
  ])(
    'shows the post, what it answers and the buttons on one screen at $width x $height, however long they are',
    async (viewport) => {
      const long = 'The hall fed their own ovens, and now somebody else bakes in it. '.repeat(40)
      const posts = [
        scoredPost(RETREAT, { id: 'root', author: 'tallow', text: long, meta: { role: 'root' } }, [
          'xai-anthropic',
        ]),
        scoredPost(PIVOT, { id: 'mid', parentId: 'root', author: 'oriel', text: long }, [
          'xai-anthropic',
        ]),
        scoredPost(NEITHER, { id: 'leaf', parentId: 'mid', text: long }, ['xai-anthropic']),
        scoredPost(
          NEITHER,
          { id: 'lost', text: 'Well.', meta: { role: 'reply', missingParent: '@gone' } },
          ['xai-anthropic'],
        ),
      ]
      const { page, faults, stop } = await openAudit(posts, 4)
      await page.setViewportSize(viewport)
      const seen: string[] = []
      const places = new Set<string>()
      for (let post = 1; post <= 4; post++) {
        seen.push((await page.textContent('#context .context:first-child :is(h3, summary)')) ?? '')
        let bottom = 0
        for (const place of ['#post', '#context', '#buttons']) {
          const box = await page.locator(place).boundingBox()
          expect(box?.y, `${place} of post ${post}`).toBeGreaterThanOrEqual(bottom - 1)
          bottom = (box?.y ?? 0) + (box?.height ?? 0)
          expect(box?.height).toBeGreaterThan(30)
        }
        expect(bottom).toBeLessThanOrEqual(viewport.height)
        const boxes = await Promise.all(
          (await page.locator('#buttons button').all()).map((button) => button.boundingBox()),
        )
        places.add(JSON.stringify(boxes.map((box) => [box?.x, box?.y])))
        expect(
          new Set(boxes.map((box) => Math.round(box?.width ?? 0))).size,
          'three equal buttons',
        ).toBe(1)
        await page.keyboard.press('?')
        expect(await page.locator('#codebook li').first().isVisible()).toBe(true)
        expect((await page.locator('#undo').boundingBox())?.y).toBeLessThan(viewport.height)
        await page.keyboard.press('?')
        await press(page, '3', post === 4 ? 'All read' : `Post ${post + 1} of 4`)
      }
      expect(places.size, 'buttons stay where they are').toBe(1)
      expect(seen.map((title) => title.trim().split(' · ')[0]).sort()).toEqual([
        'It answers',
        'It answers',
        'It answers no post: it starts the thread',
        'The post that it answers is not known: @gone is not among the posts',
      ])
      expect(faults).toEqual([])
      await stop()
    },
  )

  it.each([
    { width: 812, height: 375 },
    { width: 640, height: 400 },
    { width: 320, height: 256 },
  ])(
    'keeps the post in view while keys label it at $width x $height, and the rest within reach',
    async (viewport) => {
      const posts = THREAD.map((post) =>
        post.id === 'mid' ? { ...post, text: USUAL_POST.repeat(3) } : post,
      )
      const { page, stop } = await openAudit(posts, 10)
      await page.setViewportSize(viewport)
      for (let post = 1; post <= 10; post++) {
        for (const place of ['start', 'end']) {
          await page.evaluate(
            `document.getElementById('main').scrollTo(0, ${place === 'end' ? 9999 : 0})`,
          )
          const { shownHeight, buttonsEnd } = await measureView(page)
          expect(
            shownHeight,
            `pixels of post ${post} above the buttons, scrolled to the ${place}`,
          ).toBeGreaterThanOrEqual(20)
          expect(buttonsEnd).toBeLessThanOrEqual(viewport.height)
          expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(viewport.width)
        }
        if (post === 1) {
          await page.click('#tools > summary')
          await page.locator('#undo:visible').scrollIntoViewIfNeeded()
          await page.click('#tools > summary')
          await page.keyboard.press('?')
          await page.locator('#codebook dt').first().scrollIntoViewIfNeeded()
          await page.keyboard.press('?')
        }
        await press(page, 'n', post === 10 ? 'All read' : `Post ${post + 1} of 10`)
      }
      await stop()
    },
  )

  it('opens a post to correct, asks why, and keeps the first label in the file', async () => {
    const { page: first, scored, out, program: drawn } = await openAudit(THREAD, 2)
    await press(first, 'r', 'Post 2 of 2')
    await press(first, 'r', 'All read')
    await first.keyboard.press('Enter')
    await drawn.ended
    const [labelled] = (await readAudit(out)).labels
    const program = await startAudit(scored, '--out', out, '--open')
    const place = (await readAudit(out)).design.units.findIndex(
      ({ postId }) => postId === labelled?.postId,
    )
    const { page, faults } = await visit(`${program.url}#correct=${place}`)
    await page.locator(`#heading:text-is("Label to correct: ${RETREAT}")`).waitFor()
    await page.keyboard.press('s')
    expect(await page.textContent('#reason-for')).toBe(
      `Why does it become ${PIVOT}? Say it, then press Enter`,
    )
    await page.keyboard.type('misread')
    await page.keyboard.press('Enter')
    await page.locator('#status:has-text("Corrected: ")').waitFor()
    expect((await readAudit(out)).events.slice(-2)).toMatchObject([
      { label: RETREAT },
      { label: PIVOT, reason: 'misread' },
    ])
    expect(faults).toEqual([])
    program.process.kill('SIGINT')
    await program.ended
  })

  it('keeps a doubt and a note with their label, says at the end how many labels are missing, and opens them', async () => {
    const posts = Array.from({ length: 60 }, (_, index) =>
      scoredPost(RETREAT, { id: `p${index}`, text: `Reply number ${index}.` }),
    )
    const { page, faults, out, stop } = await openAudit(posts, 2)
    await page.keyboard.type('./irony? r\n')
    await page.keyboard.press('r')
    await page.locator('#heading:text-is("Post 2 of 2")').waitFor()
    expect((await readAudit(out)).labels).toMatchObject([
      { label: RETREAT, isInDoubt: true, note: 'irony? r' },
    ])
    expect([await page.isChecked('#doubt'), await page.inputValue('#note')]).toEqual([false, ''])
    await page.reload()
    await page.locator('#heading:text-is("Post 2 of 2")').waitFor()
    await press(page, 'u', 'Post 1 of 2')
    expect([await page.isChecked('#doubt'), await page.inputValue('#note')]).toEqual([
      true,
      'irony? r',
    ])
    await press(page, 's', 'Post 2 of 2')
    await press(page, 'r', 'All read')
    expect(await page.textContent('#conclusion')).toContain('Not for print: 58 more labels')
    await page.click('text=Read 58 more posts')
    await page.locator('#heading:text-is("Post 3 of 60")').waitFor()
    await press(page, 'n', 'Post 4 of 60')
    const { design, labels, events } = await readAudit(out)
    expect([
      design.units.length,
      labels.length,
      events.map(({ kind }) => kind).includes('grow'),
      faults,
    ]).toEqual([60, 3, true, []])
    await stop()
  })

  it('lets two coders take turns on one file and meet on the double-coded part', async () => {
    const folder = newFolder()
    const scored = folder.write('scored.jsonl', toJsonl(THREAD))
    const argv = [
      scored,
      '--size',
      '10',
      '--double-code',
      '0.5',
      '--out',
      folder.path('audit.jsonl'),
    ]
    const one = await startAudit(...argv, '--coder', 'ana')
    const first = await visit(one.url)
    for (let post = 1; post <= 6; post++) await press(first.page, 'r', `Post ${post + 1} of 10`)
    one.process.kill('SIGINT')
    await one.ended
    const two = await startAudit(...argv, '--coder', 'ben')
    const second = await visit(two.url)
    // Four posts nobody labelled, and the double-coded ones among ana's six.
    expect(await heading(second.page)).toBe('Post 1 of 7')
    expect(await second.page.textContent('#coder')).toBe('· coder ben')
    for (let post = 1; post <= 7; post++)
      await press(second.page, 's', post === 7 ? 'All read' : `Post ${post + 1} of 7`)
    await second.page.keyboard.press('Enter')
    expect(await second.page.textContent('#more-words')).toBe(
      'Settle together the 3 posts on which readers differ',
    )
    expect((await two.ended).code).toBe(0)
    const three = await startAudit(...argv, '--coder', 'chris', '--adjudicate')
    const third = await visit(three.url)
    expect(await heading(third.page)).toBe('Post 1 of 3')
    expect(await third.page.textContent('#given')).toBe(
      `Given so far: ana: ${RETREAT}; ben: ${PIVOT}`,
    )
    for (let post = 1; post <= 3; post++) {
      // Neither coder said so: the first press asks.
      await third.page.keyboard.press('n')
      await press(third.page, 'n', post === 3 ? 'All read' : `Post ${post + 1} of 3`)
    }
    await third.page.keyboard.press('Enter')
    await three.ended
    const { labels } = await readAudit(folder.path('audit.jsonl'))
    expect([labels.length, labels.filter(({ isAdjudication }) => isAdjudication).length]).toEqual([
      16, 3,
    ])
  })

  it('shows hostile text as text: markup, links, 100 kB, direction marks, controls', async () => {
    const hostile = [
      '<script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)>',
      'javascript:alert(4) [link](javascript:alert(5)) <a href="javascript:alert(6)">x</a>',
      'x'.repeat(100_000),
      'before \u202edesrever\u202c after \u2066isolated',
      'null \u0000 bell \u0007 escape \u001b[31m \ud800 end',
      '"></p></section><style>*{display:none}</style></script><script>alert(7)</script>',
      '{{constructor.constructor("alert(8)")()}} &lt;b&gt;',
    ]
    const posts = hostile.map((text, index) =>
      scoredPost(NEITHER, { id: `h${index}`, author: text.slice(0, 40), text }, [
        '<img src=x onerror=alert(10)>',
      ]),
    )
    const { page, requests, faults, program } = await openAudit(posts, 7)
    const shown = new Set<string>()
    for (let post = 1; post <= 7; post++) {
      shown.add((await page.textContent('#post-text')) ?? '')
      expect(
        await page
          .locator('#main script, #main img, #main svg, #main a, #main style, #main iframe')
          .count(),
      ).toBe(0)
      const wide = await page.evaluate(
        'document.documentElement.scrollWidth > document.documentElement.clientWidth',
      )
      expect(wide, 'scrolls sideways').toBe(false)
      const footer = await page.locator('#undo').boundingBox()
      expect(footer !== null && footer.y < 700, 'buttons in sight').toBe(true)
      await press(page, 'n', post === 7 ? 'All read' : `Post ${post + 1} of 7`)
    }
    const expected = hostile.map(shownAs)
    const inShort = (texts: Iterable<string>): string[] =>
      [...texts].map((text) => `${text.length} ${text.slice(0, 100)}`).sort()
    expect(inShort(shown)).toEqual(inShort(expected))
    expect(expected.every((text) => shown.has(text))).toBe(true)
    expect(faults).toEqual([])
    for (const url of requests)
      expect(url.startsWith(new URL(program.url).origin) || url === 'data:,').toBe(true)
    await page.keyboard.press('Enter')
    expect((await program.ended).code).toBe(0)
  })

  it.each(['light', 'dark'] as const)(
    'is drawn in the %s theme, on a phone with the post first and whole',
    async (theme) => {
      const posts = THREAD.map((post) => ({
        ...onDeal(post, 'xai-anthropic'),
        text: post.id === 'leaf' ? USUAL_POST : post.text,
      }))
      const { page, stop } = await openAudit(posts, 10, theme)
      for (let post = 1; (await page.textContent('#post-text')) !== USUAL_POST; post++)
        await press(page, 'n', `Post ${post + 1} of 10`)
      const ground = await page.evaluate('getComputedStyle(document.body).backgroundColor')
      expect(ground).toBe(theme === 'light' ? 'rgb(251, 250, 247)' : 'rgb(22, 23, 26)')
      await expectLikeKept(page, `label-page-${theme}`)
      await page.setViewportSize({ width: 375, height: 667 })
      await page.reload()
      await page.locator('#post-text:not(:empty)').waitFor()
      const bottom = async (place: string): Promise<number> => {
        const box = await page.locator(place).boundingBox()
        return (box?.y ?? 0) + (box?.height ?? 0)
      }
      expect(await bottom('header'), 'one line and the bar').toBeLessThan(56)
      expect(await bottom('#post'), 'the post stands above the buttons').toBeLessThanOrEqual(
        await bottom('#main'),
      )
      expect(
        await page.evaluate(
          '(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)(document.getElementById("post"))',
        ),
      ).toBe(0)
      expect(
        await page.locator('#context .context').count(),
        'its parent, and the start of the thread',
      ).toBe(2)
      const order = await page
        .locator('#question, #post, #context, #codebook, #buttons')
        .evaluateAll((all) => all.map(({ id }) => id))
      expect(order).toEqual(['question', 'post', 'context', 'codebook', 'buttons'])
      for (const place of ['#main', '#context', '#post'])
        expect(await page.locator(place).evaluate((one) => one.scrollTop)).toBe(0)
      await expectLikeKept(page, `label-page-${theme}-narrow`)
      await stop()
    },
  )
})
