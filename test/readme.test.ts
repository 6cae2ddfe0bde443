import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

/** Its commands are run by `guides.test.ts`. */
const README = readFileSync('README.md', 'utf8')

it('says which model the file of the page labels with, and which the served page', () => {
  expect(README).toMatch(/`dealstance\.html`[^:]+`linear-en`[^:]+`stance-en`/)
})

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
