import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { asPageWrites, newFolder } from '../shell/cli/cli-harness.js'
import { startPage } from '../shell/node/audit/start-audit.js'
import { CHROMIUM_PATH, openPage, useBrowser, type Visit } from './open-browser.js'

export const PAGE = join(tmpdir(), `dealstance-page-${process.pid}`, 'dealstance.html')
/** Scoring with the encoder in one thread, on a machine with other work. */
export const SLOW_MS = 110_000

/** The move that tests give a thread that names none, and the same for `classify`. */
const MOVE = { mover: 'Sonos', move: 'drops Cast' }
export const OWN_MOVE = ['--mover', MOVE.mover, '--move', MOVE.move]

/**
 * Builds the page and starts a browser around the tests of a file; returns how they open it.
 *
 * @param isServed by its program, else as a file
 */
export function useScoringPage(isServed = false) {
  const browser = useBrowser()
  let program: Awaited<ReturnType<typeof startPage>> | null = null
  beforeAll(async () => {
    if (CHROMIUM_PATH === null) return
    mkdirSync(dirname(PAGE), { recursive: true })
    execFileSync(process.execPath, ['--import', 'tsx', 'scripts/pack-page.ts'])
    // What a reader downloads: the file that the command writes, opened from the disk.
    execFileSync(process.execPath, ['dist/src/shell/cli/main.js', 'page', '--out', PAGE])
    if (isServed) program = await startPage('page')
  }, SLOW_MS)
  afterAll(async () => {
    rmSync(dirname(PAGE), { recursive: true, force: true })
    program?.process.kill('SIGINT')
    await program?.ended
  })
  return ({
    theme = 'light' as 'light' | 'dark',
    width = 900,
    height = 800,
  } = {}): Promise<Visit> =>
    openPage(browser(), program?.url ?? pathToFileURL(PAGE).href, {
      colorScheme: theme,
      viewport: { width, height },
    })
}

/**
 * Waits for the scores; says yes to a known move, and gives {@link OWN_MOVE} where none is found,
 * also where no post names its company.
 *
 * @param mover the company to give
 */
export async function waitForScores(page: Page, mover = MOVE.mover): Promise<void> {
  const said = '#status:has-text("Nothing left this machine"), #fault:not(:empty)'
  await page.locator(`${said}, #about-dialog[open]`).first().waitFor({ timeout: SLOW_MS })
  if (await page.isVisible('#found-yes')) await page.click('#found-yes')
  else if (await page.isVisible('#found-moves button'))
    await page.click('#found-moves button >> nth=0')
  else if (await page.isVisible('#mover')) {
    await page.fill('#mover', mover)
    await page.fill('#move', MOVE.move)
    // The command takes no name of a move for the sentence.
    await page.fill('#short-name', '')
    await page.keyboard.press('Enter')
    // Most texts of tests do not name the company.
    await page.locator(`${said}, #found-sure:visible`).first().waitFor({ timeout: SLOW_MS })
    if (await page.isVisible('#found-sure')) await page.click('#found-sure')
  }
  await page.locator(said).first().waitFor({ timeout: SLOW_MS })
  expect(await page.textContent('#fault')).toBe('')
}

export async function drop(page: Page, name: string, text: string): Promise<void> {
  const data = await page.evaluateHandle(
    `(() => { const data = new DataTransfer(); data.items.add(new File([${JSON.stringify(text)}], '${name}')); return data })()`,
  )
  await page.dispatchEvent('body', 'drop', { dataTransfer: data })
}

/** Opens the form again, which a result folds. */
export async function openForm(page: Page): Promise<void> {
  if (!(await page.isVisible('#pasted'))) await page.click('#given-words')
}

export async function scorePasted(page: Page, text: string): Promise<void> {
  await openForm(page)
  await page.fill('#pasted', text)
  await page.click('#count')
  await waitForScores(page)
}

/** What the page's own button saves under this name, which may begin with the opening account. */
export async function saved(page: Page, button: string, name = button): Promise<string> {
  await page.evaluate(
    'document.querySelectorAll("#results details").forEach((one) => { one.open = true })',
  )
  const waiting = page.waitForEvent('download')
  const escaped = button.replaceAll('.', '\\.')
  await page.getByRole('button', { name: new RegExp(`^Save (?:\\S+\\.)?${escaped}$`) }).click()
  const download = await waiting
  expect(`.${download.suggestedFilename()}`).toMatch(
    new RegExp(`\\.${name.replaceAll('.', '\\.')}$`),
  )
  return readFileSync(await download.path(), 'utf8')
}

/** The same files from the command. */
export const classified = (input: string, ...argv: readonly string[]) =>
  classifiedAs('', input, ...argv)

/** @param prefix of the names of the files */
export function classifiedAs(
  prefix: string,
  input: string,
  ...argv: readonly string[]
): { jsonl: string; csv: string } {
  const folder = newFolder()
  const [scored, table] = ['scored.jsonl', 'scored.csv'].map((name) => `${prefix}${name}`) as [
    string,
    string,
  ]
  const classify = (...more: readonly string[]): void =>
    void execFileSync(process.execPath, [
      'dist/src/shell/cli/main.js',
      'classify',
      input,
      '--quiet',
      ...argv,
      ...more,
    ])
  classify('--out', folder.path(scored))
  classify('--out', folder.path(table))
  return { jsonl: asPageWrites(folder.read(scored)), csv: asPageWrites(folder.read(table)) }
}

export async function savedFiles(page: Page, prefix = ''): Promise<{ jsonl: string; csv: string }> {
  const read = (name: string): Promise<string> => saved(page, `${prefix}${name}`)
  return { jsonl: await read('scored.jsonl'), csv: await read('scored.csv') }
}

/** Requests that leave the page: none may. The worker is a blob of the page's own. */
export const outside = (requests: readonly string[]): string[] =>
  requests.filter((url) => !/^(blob:|data:,$)/.test(url)).slice(1)

/** The label page within the scoring page. */
export const labelFrame = (page: Page) => page.frameLocator('#label-dialog iframe')

/**
 * Reads posts that are open by keys; the page closes behind the last. Returns how many there were.
 *
 * @param keyOf the key for a post
 * @param most default: all
 */
export async function readAll(
  page: Page,
  keyOf: (text: string) => string,
  most = Number.POSITIVE_INFINITY,
): Promise<number> {
  const frame = labelFrame(page)
  for (let count = 0; count < most; count++) {
    const heading = await frame.locator('#heading:not(:empty)').textContent()
    await page.keyboard.press(keyOf((await frame.locator('#post-text').textContent()) ?? ''))
    const next = frame.locator(`#heading:not(:text-is("${heading}"))`).waitFor()
    const closed = page.locator('#label-dialog:not([open])').waitFor({ state: 'attached' })
    await Promise.race([next, closed].map((one) => one.catch(() => {})))
    if (!(await page.isVisible('#label-dialog'))) return count + 1
  }
  return most
}

/** An invented thread of a dozen plain posts. */
export const PLAIN_THREAD = Array.from(
  { length: 12 },
  (_, at) => `@user${at} ${['Sonos gave up', 'Smart of Sonos', 'When is it'][at % 3]}, take ${at}.`,
).join('\n\n')

/** An invented thread on two moves that are known by name; one reply names both. */
export const TWO_MOVES = readFileSync('test/fixtures/two-moves.txt', 'utf8')
