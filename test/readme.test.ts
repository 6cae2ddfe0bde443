import { existsSync, readFileSync } from 'node:fs'
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
})
