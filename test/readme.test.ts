import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { expect, it } from 'vitest'
import { newFolder, runWell } from './shell/cli/cli-harness.js'
import { fromJsonl } from './support/jsonl.js'

/** Its commands are run by `guides.test.ts`. */
const README = readFileSync('README.md', 'utf8')

it('has at most 110 lines of at most 120 characters', () => {
  const lines = README.trimEnd().split('\n')
  expect(lines.length).toBeLessThanOrEqual(110)
  expect(lines.filter(({ length }) => length > 120)).toEqual([])
})

it('names its first command by line 8, then the sentence, the pictures and three doors', () => {
  const lines = README.split('\n')
  const at = (pattern: RegExp) => lines.findIndex((line) => pattern.test(line))
  expect(at(/git clone --depth 1 \S+\/dealstance && cd dealstance && npm ci/)).toBeLessThan(8)
  const places = [
    at(/git clone/),
    at(/npm run page -- --open/),
    at(/^> Of/),
    at(/^!\[/),
    at(/\[Journalists\]\(/),
    at(/\[researchers\]\(/),
    at(/\[programs\]\(/),
    at(/^## /),
  ]
  expect(places).toEqual([...places].sort((one, other) => one - other))
  expect(places[0]).toBeGreaterThan(0)
  const { homepage } = JSON.parse(readFileSync('package.json', 'utf8')) as { homepage: string }
  expect(README).toContain(homepage.replace('#readme', ''))
})

it('links to files that are there', () => {
  const paths = [...README.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path]) => path as string)
  expect(paths.length).toBeGreaterThan(10)
  expect(paths.filter((path) => !existsSync(path))).toEqual([])
})

it('says at its top what cite prints', () => {
  const [, quoted] = /^> (.+(?:\n> .+)*)/m.exec(README) ?? []
  const [, printed] = /cite -- [\s\S]*?```\n```text\n([\s\S]+?)\n\n/.exec(README) ?? []
  expect(quoted?.replaceAll('\n> ', ' ')).toBe(printed?.replaceAll(' \n', ' '))
})

it('shows labels that the default model and the two readers of the sample gave', async () => {
  const folder = newFolder()
  const deal = ['--mover', 'Quire', '--move', 'lets Amazon run its bookshop']
  await runWell([
    'classify',
    'corpus/samples/quire.txt',
    ...deal,
    '--out',
    folder.path('scored.jsonl'),
  ])
  const scored = fromJsonl(readFileSync(folder.path('scored.jsonl'), 'utf8')) as {
    id: string
    text: string
    label: string
    flags: string[]
  }[]
  const given = parse(readFileSync('corpus/samples/quire-labels.csv', 'utf8'), {
    columns: true,
  }) as Record<string, string>[]
  const settledOf = new Map(given.map(({ postId, label }) => [postId, label]))
  const differing = new Set(
    given.flatMap(({ postId, adjudication }) => (adjudication ? [postId] : [])),
  )
  const replies = scored.filter(({ flags }) => !flags.some((flag) => flag.startsWith('prompt:')))
  const agreed = replies.filter(({ id, label }) => settledOf.get(id) === label)
  expect(README).toContain(
    `agrees with the two people on ${agreed.length} of the ${replies.length} replies`,
  )
  const rows = [
    ...README.matchAll(
      /^\| (\S.*?)(?: …)? \| \**(\w[\w ]*?)\** \| (\w[\w ]*?)(, after a talk)? \|$/gm,
    ),
  ].slice(1)
  expect(rows.length).toBeGreaterThan(4)
  for (const [, text = '', label, settled, talk] of rows) {
    const { id = '', label: own } = scored.find((each) => each.text.includes(text)) ?? {}
    expect([text, label, settled, talk !== undefined]).toEqual([
      text,
      own,
      settledOf.get(id),
      differing.has(id),
    ])
  }
})
