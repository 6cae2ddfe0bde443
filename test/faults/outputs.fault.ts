import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { CHROMIUM_PATH, useBrowser } from '../browser/open-browser.js'
import { newFolder, QUICK, runCli } from '../shell/cli/cli-harness.js'
import { findOffice } from './find-office.js'

const folder = newFolder()
const ATTACK = `</script><script>window.hit=1</script><img src=x onerror=window.hit=1><svg onload=window.hit=1><image href="https://example.org/i">]]>`
const TERMINAL = '\u001b[2J\u001b]0;owned\u0007\u009b31m\u202eevil\u2066\u200b\u{e0041}\u061c\r'
const FORMULAS = [
  '=',
  '+',
  '-',
  '@',
  ';=',
  ';+',
  ';-',
  '; @',
  '\t=',
  '\n=',
  ';"=',
  '\r\n"=',
  ';\t-',
].map((start) => `${start.length > 1 ? 'a smart move' : ''}${start}1+1`)

const postsOf = (texts: readonly string[]) =>
  texts
    .map((text, index) =>
      JSON.stringify({
        id: `p${index} ${text.slice(0, 60)}`,
        author: text.slice(0, 80),
        text: `${text} They gave up.`,
      }),
    )
    .join('\n')

/**
 * Scores hostile posts on a deal with hostile names.
 *
 * @returns paths of the scored posts by format
 */
async function classify(name: string, texts: readonly string[], format: string): Promise<string> {
  const input = folder.write(`${name}.in.jsonl`, `${postsOf(texts)}\n`)
  const out = folder.path(`${name}.${format}`)
  const deal = ['--mover', texts[0] ?? '', '--move', `${texts[0]} sells`]
  const { code, stderr } = await runCli([
    'classify',
    input,
    ...QUICK,
    ...deal,
    '--format',
    format,
    '--out',
    out,
  ])
  if (code !== 0) throw new Error(stderr)
  return out
}

describe.skipIf(CHROMIUM_PATH === null)('in Chromium', () => {
  const browser = useBrowser()

  // Found: nothing. No script ran and no request left; it must stay so.
  it('neither the report nor one of its pictures runs a script or asks for anything', async () => {
    const scored = await classify(
      'page',
      Array.from({ length: 40 }, (_, index) => `${ATTACK}${index}`),
      'jsonl',
    )
    const page = folder.path('page.html')
    const pictures = folder.path('pictures')
    const { code, stderr } = await runCli([
      'report',
      scored,
      '--out',
      page,
      '--svg',
      pictures,
      '--credit',
      ATTACK,
    ])
    expect([code, stderr]).toEqual([0, expect.any(String)])
    const svgs = readdirSync(pictures).map((name) => join(pictures, name))
    expect(svgs.length).toBeGreaterThan(0)
    for (const path of [page, ...svgs.filter((name) => name.endsWith('.svg'))]) {
      const tab = await (await browser().newContext()).newPage()
      const requests: string[] = []
      tab.on('request', (request) => requests.push(request.url()))
      await tab.goto(pathToFileURL(path).href)
      expect(await tab.evaluate('window.hit'), path).toBeUndefined()
      expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([pathToFileURL(path).href])
      await tab.context().close()
    }
  })
})

// Found: zero-width and tag characters reached the terminal.
describe('on a terminal', () => {
  it.each([
    ['classify', ['--format', 'table']],
    ['aggregate', ['--format', 'table']],
  ])('%s prints no control, direction or hidden mark of a post', async (command, argv) => {
    const texts = Array.from({ length: 40 }, (_, index) => `${TERMINAL}${index}`)
    const input =
      command === 'classify'
        ? folder.write('terminal.jsonl', postsOf(texts))
        : await classify('terminal', texts, 'jsonl')
    const more =
      command === 'classify' ? [...QUICK, '--mover', TERMINAL, '--move', `${TERMINAL} sells`] : []
    const { code, stdout, stderr } = await runCli([command, input, ...argv, ...more], {
      terminalWidth: 80,
      env: { NO_COLOR: '1' },
    })
    expect([code, stderr]).toEqual([0, expect.any(String)])
    // A bar of progress, where the machine is slow.
    const words = (stdout + stderr).replaceAll('\r\u001b[K', '')
    expect(words).not.toMatch(
      /(?![\n\u2068\u2069])[\p{Cc}\u202a-\u202e\u2066-\u2069\u200b\u061c]|[\u{e0000}-\u{e007f}]/u,
    )
  })
})

/**
 * Opens a CSV as a spreadsheet does that splits at a separator.
 *
 * @returns the number of formulas it would run
 */
function countFormulas(path: string, separator: string, language: string): number {
  const out = join(folder.path('sheets'), `${separator.charCodeAt(0)}-${language}`)
  mkdirSync(out, { recursive: true })
  // Separator, quote, UTF-8, first line, columns, language, quoted fields as text, detection of
  // special numbers.
  const filter = `CSV:${separator.charCodeAt(0)},34,76,1,,${language === 'de' ? 1031 : 1033},false,true`
  const argv = [
    '--headless',
    `-env:UserInstallation=${pathToFileURL(folder.path(`office-${language}`)).href}`,
  ]
  const { status, stderr } = spawnSync(
    'soffice',
    [...argv, `--infilter=${filter}`, '--convert-to', 'fods', '--outdir', out, path],
    {
      encoding: 'utf8',
      timeout: 120_000,
    },
  )
  if (status !== 0) throw new Error(`soffice: ${stderr}`)
  const sheet = readFileSync(join(out, readdirSync(out)[0] ?? ''), 'utf8')
  return sheet.match(/table:formula=/g)?.length ?? 0
}

const hasOffice = findOffice('CSV in a spreadsheet')

// Found: `smart move;=cmd|'/C calc'!A0;win` was a live cell where the separator is `;`.
describe.skipIf(!hasOffice)('in a spreadsheet', () => {
  it.each([
    [',', 'en'],
    [';', 'de'],
    ['\t', 'en'],
  ])(
    'split at %j, no cell of a sheet for coders is a formula (%s)',
    async (separator, language) => {
      const scored = await classify('cells', FORMULAS, 'jsonl')
      const sheet = folder.path('cells.csv')
      const audit = ['audit', scored, '--size', 'all', '--export', sheet]
      expect((await runCli(audit)).code).toBe(0)
      expect(countFormulas(sheet, separator, language)).toBe(0)
      // The same cells without their apostrophes would run.
      writeFileSync(
        folder.path('bare.csv'),
        FORMULAS.map(
          (text) =>
            `x${separator}${text.replace(/^a smart move/, '').replace(/^[;\t\r\n "]+/, '')}\n`,
        ).join(''),
      )
      expect(countFormulas(folder.path('bare.csv'), separator, `${language}-bare`)).toBeGreaterThan(
        0,
      )
    },
  )
})
