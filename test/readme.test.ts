import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'

/** Its commands are run by `guides.test.ts`. */
const README = readFileSync('README.md', 'utf8')

describe('README', () => {
  it('has at most 110 lines of at most 120 characters', () => {
    const lines = README.trimEnd().split('\n')
    expect(lines.length).toBeLessThanOrEqual(110)
    expect(lines.filter(({ length }) => length > 120)).toEqual([])
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

  it('shows labels that the default model and the two readers of the sample gave', () => {
    const folder = mkdtempSync(join(tmpdir(), 'dealstance-readme-'))
    const out = join(folder, 'scored.jsonl')
    const deal = ['--mover', 'Quire', '--move', 'lets Amazon run its bookshop']
    execFileSync(process.execPath, ['scripts/start.mjs', 'classify', 'corpus/samples/quire.txt', ...deal, '--out', out], {
      stdio: 'ignore',
    })
    const scored = readFileSync(out, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; text: string; label: string })
    rmSync(folder, { recursive: true })
    const given = parse(readFileSync('corpus/samples/quire-labels.csv', 'utf8'), { columns: true }) as {
      postId: string
      label: string
      adjudication: string
    }[]
    const settledOf = new Map(given.map(({ postId, label }) => [postId, label]))
    const differ = new Set(given.flatMap(({ postId, adjudication }) => (adjudication ? [postId] : [])))
    const agreed = scored.filter(({ id, label }) => settledOf.get(id) === label)
    expect(README).toContain(`agrees with the two people on ${agreed.length} of the ${scored.length} posts`)
    const rows = [...README.matchAll(/^\| (\S.*?)(?: …)? \| \**(\w[\w ]*?)\** \| (differ: )?(\w[\w ]*) \|$/gm)].slice(1)
    const shown = rows.map(([, text = '', label, apart, settled]) => ({ text, label, settled, differ: apart !== undefined }))
    const post = (text: string) => scored.find((each) => each.text.includes(text))
    const found = shown.map(({ text }) => {
      const { id = '', label } = post(text) ?? {}
      return { text, label, settled: settledOf.get(id), differ: differ.has(id) }
    })
    expect(rows.length).toBeGreaterThan(4)
    expect(shown).toEqual(found)
  })
})
