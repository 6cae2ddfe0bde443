// What two built libraries read otherwise, on the composed pages of the tests and invented pages:
// node compare-readings.mjs OLD NEW, two folders that hold `src`, as `dist` does. Ends with a count.
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const ROOT = join(import.meta.dirname, '../../..')
/** Characters of a post that are shown. */
const SHOWN_LENGTH = 200

const load = async (folder) =>
  (await import(join(resolve(folder), 'src', 'read', 'parse-posts.js'))).parsePosts

/** Pages of the fixtures: whole files, or parts below "=== HEADING". */
function composedPages() {
  const folder = join(ROOT, 'test/fixtures')
  const paths = readdirSync(folder, { recursive: true }).filter((path) => path.endsWith('.txt'))
  return paths.sort().flatMap((path) => {
    const [first, ...parts] = readFileSync(join(folder, path), 'utf8').split(/^=== /m)
    if (parts.length === 0) return [{ name: path, text: first }]
    return parts.map((part) => {
      const end = part.indexOf('\n')
      return { name: `${path}: ${part.slice(0, end)}`, text: part.slice(end + 1, -1) }
    })
  })
}

/** One page of each template, and the pages that were written whole. */
function inventedPages() {
  const folder = join(ROOT, 'corpus/pages')
  const byName = new Map()
  for (const path of readdirSync(folder).filter((name) => name.endsWith('.jsonl')))
    for (const row of readFileSync(join(folder, path), 'utf8').trim().split('\n')) {
      const { page, lines } = JSON.parse(row)
      byName.set(page, lines.map(([, words]) => words).join('\n'))
    }
  return [...byName].map(([name, text]) => ({ name, text }))
}

/** Posts with author, parent and words, or the code of a refusal. */
function readingOf(parsePosts, text) {
  try {
    const { posts } = parsePosts(text)
    const places = new Map(posts.map(({ id }, at) => [id, at]))
    return posts.map((post) => {
      const parent = places.get(post.parentId) ?? '-'
      return `${post.author} (${parent}): ${JSON.stringify(post.text)}`
    })
  } catch (fault) {
    if (fault.code?.startsWith('INGEST_')) return [fault.code]
    throw fault
  }
}

const [oldFolder, newFolder] = process.argv.slice(2)
const [before, after] = [await load(oldFolder), await load(newFolder)]
const pages = [...composedPages(), ...inventedPages()]
let otherCount = 0
for (const { name, text } of pages) {
  const old = readingOf(before, text)
  const now = readingOf(after, text)
  const lines = [
    ...old.filter((line) => !now.includes(line)).map((line) => `- ${line}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+ ${line}`),
  ]
  if (lines.length === 0) continue
  otherCount += 1
  console.log([name, ...lines.map((line) => `  ${line.slice(0, SHOWN_LENGTH)}`)].join('\n'))
}
console.log(`${otherCount} of ${pages.length} pages are read otherwise`)
