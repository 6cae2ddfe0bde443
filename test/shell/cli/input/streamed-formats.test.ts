import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { fromJsonl } from '../../../support/jsonl.js'
import { newFolder, runCli, runWell } from '../cli-harness.js'

const folder = newFolder()
const PADDING = 'x'.repeat(4000)

/** The lines of a file of the gallery, over and over with ids of their own, until they are beyond 1 MiB. */
function repeated(name: string, rename: (line: string, round: number) => string): string {
  const lines = readFileSync(`test/fixtures/import/${name}`, 'utf8').trimEnd().split('\n')
  const rounds: string[] = []
  for (let round = 100; round < 220; round += 1) {
    for (const line of lines) rounds.push(rename(line, round).replace(/^\{/, `{"padding":"${PADDING}",`))
  }
  return `${rounds.join('\n')}\n`
}

const FORMATS: readonly (readonly [name: string, rename: (line: string, round: number) => string])[] = [
  ['x/v1-twarc1.jsonl', (line, round) => line.replaceAll('20600000', `20600${round}`)],
  ['youtube/downloader.jsonl', (line, round) => line.replaceAll('"Ug', `"Ug${round}x`)],
  ['social/tiktok-comments.ndjson', (line, round) => line.replace(/"c(\d)"/g, `"c${round}x$1"`)],
]

describe('formats with one post a line', () => {
  it.each(FORMATS)('%s is read line by line to the same posts as at once', async (name, rename) => {
    const path = folder.write(`${name.replace('/', '-')}.txt`, repeated(name, rename))
    const read = (memory: string) => runWell(['ingest', path, '--format', 'jsonl', '--memory', memory])
    const [whole, streamed] = [await read('1024'), await read('1')]
    const posts = (text: string): unknown[] =>
      fromJsonl(text)
        .map(({ id, threadId, parentId, author, createdAt, text: words, meta }) => {
          return { id, threadId, parentId, author, createdAt, words, node: meta.node, role: meta.role }
        })
        .sort((left, right) => (left.id < right.id ? -1 : 1))
    expect(posts(whole.stdout).length).toBeGreaterThan(240)
    expect(posts(streamed.stdout)).toEqual(posts(whole.stdout))
  })
})

describe('tables of other programs', () => {
  const rows = Array.from({ length: 300 }, (_, index) => `t${index % 9},${index},"They gave up ${PADDING}",ann,sad`)
  const csv = folder.write('table.csv', ['thread_id,id,text,author,mood', ...rows].join('\n'))
  const tsv = folder.write('table.tsv', ['thread_id,id,text,author,mood', ...rows].join('\n').replaceAll(',', '\t').replaceAll('"', ''))

  it.each([
    ['ingest of a CSV at once', ['ingest', csv, '--memory', '1024']],
    ['ingest of a CSV row by row', ['ingest', csv, '--memory', '1']],
    ['ingest of a TSV row by row', ['ingest', tsv, '--memory', '1']],
  ])('%s says which columns were read and which were not', async (_, argv) => {
    const { stderr } = await runWell(argv)
    expect(stderr).toContain('  columns read: text from "text", id from "id", author from "author", threadId from "thread_id"\n')
    expect(stderr).toContain('  columns not read, kept in meta: "mood"\n')
  })

  it.each(['table/posts.xlsx', 'table/4cat-x.csv', 'table/youtube-data-tools.tsv', 'twarc.csv'])('%s does too', async (name) => {
    const { stderr } = await runCli(['ingest', `test/fixtures/import/${name}`])
    expect(stderr).toMatch(/ {2}columns read: .*\n {2}columns not read(?:, kept in meta)?: /)
  })
})
