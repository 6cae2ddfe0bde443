// Real pages with the tags of their lines, on which `measure-real.mjs` measures:
// node copy-pages.mjs FOLDER OUT. FOLDER takes the public repositories in which the pages of
// real-pages.jsonl stand as files; OUT takes the pages' texts: keep it out of the project.
// Needs git, the network, and Chromium (CHROME_PATH).
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { chromium } from 'playwright-core'

const LIST = new URL('real-pages.jsonl', import.meta.url)

/** Tags by their letters: `p12 n1 o1 c3` are twelve lines of the page, a name, words. */
const TAG_OF = {
  p: 'page',
  n: 'name',
  h: 'handle',
  t: 'time',
  o: 'opens',
  c: 'continues',
  u: 'unknown',
}

/** Elements that show nothing, load something or act. */
const DEAD =
  /<(script|iframe)\b[\s\S]*?<\/\1\s*>|<link\b[^>]*>|<base\b[^>]*>|<meta http-equiv=.?refresh[^>]*>/gi
const NOSCRIPT = /<noscript[\s\S]*?<\/noscript>/gi
const NOSCRIPT_TAG = /<\/?noscript[^>]*>/gi
const HANDLER = /\son\w+=("[^"]*"|'[^']*')/gi
const SOURCE = /(<(?:img|video|audio|source|embed|object)\b[^>]*?)\s(?:src|srcset|data)=/gi
/** What a reader never sees, whatever the site. */
const UNSEEN =
  '[hidden],template,dialog:not([open]),.screen-reader-text,.visually-hidden,.sr-only{display:none!important}'

const hashOf = (bytes) => createHash('sha256').update(bytes).digest('hex')

/** Bytes of a file of a public repository at a commit. */
function fetchFile(folder, { repository, commit, path }) {
  const place = join(folder, repository.replace('/', '+'))
  const git = (...args) => execFileSync('git', ['-C', place, ...args], { maxBuffer: 2 ** 28 })
  if (!existsSync(place)) {
    execFileSync('git', ['init', '-q', '--bare', place])
    git('fetch', '-q', '--depth=1', `https://github.com/${repository}`, commit)
  }
  const bytes = git('show', `${commit}:${path}`)
  return path.endsWith('.gz') ? gunzipSync(bytes) : bytes
}

/** Text of a page in the encoding that it names, unless it is UTF-8 anyhow. */
function decode(bytes) {
  const utf8 = bytes.toString('utf8')
  const named = /charset=["']?([\w-]+)/i.exec(bytes.subarray(0, 6000).toString('latin1'))?.[1]
  if (named === undefined || /utf-?8/i.test(named) || !utf8.includes('\uFFFD')) return utf8
  return new TextDecoder(named).decode(bytes)
}

/** What select all and copy give of a page whose scripts did not run. */
async function copyPage(tab, bytes, { hide = '', noscript = false }) {
  const html = decode(bytes)
    .replace(noscript ? NOSCRIPT_TAG : NOSCRIPT, '')
    .replace(DEAD, '')
    .replace(HANDLER, '')
    .replace(SOURCE, '$1 data-source=')
  await tab.setContent(html, { waitUntil: 'domcontentloaded' })
  return tab.evaluate(
    (css) => {
      const style = document.createElement('style')
      style.textContent = css
      document.head.append(style)
      const selection = getSelection()
      selection.selectAllChildren(document.body)
      return selection.toString()
    },
    hide === '' ? UNSEEN : `${UNSEEN} ${hide}{display:none!important}`,
  )
}

async function openTab() {
  const executablePath = process.env.CHROME_PATH ?? '/usr/bin/chromium'
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  const context = await browser.newContext({
    offline: true,
    viewport: { width: 1280, height: 900 },
  })
  return context.newPage()
}

/** Lines of a copied page, each with its tag. */
function tagLines(copy, tags) {
  const each = tags.split(' ').flatMap((run) => Array(Number(run.slice(1))).fill(TAG_OF[run[0]]))
  return copy.split(/\r\n|[\n\r\u2028\u2029]/).map((words, at) => [each[at], words])
}

async function main([folder, out]) {
  const tab = await openTab()
  const rows = []
  for (const line of readFileSync(LIST, 'utf8').trim().split('\n')) {
    const page = JSON.parse(line)
    const copy = await copyPage(tab, fetchFile(folder, page), page)
    const { page: name, part, tags } = page
    if (hashOf(copy) === page.sha256) rows.push({ page: name, part, lines: tagLines(copy, tags) })
    else console.error(`left out: ${page.page}: another text than the one that was tagged`)
  }
  writeFileSync(out, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  console.error(`${rows.length} pages`)
  await tab.context().browser().close()
}

await main(process.argv.slice(2))
