import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  faultsOfList,
  faultsOfPage,
  hashLine,
  MAX_PAGE_BYTES,
} from '../../scripts/release/check-files.mjs'
import { newFolder } from '../shell/cli/cli-harness.js'

const POLICY = "default-src 'none'; connect-src 'none'; form-action 'none'"
const pageOf = ({ policy = POLICY, body = '' } = {}) =>
  `<!doctype html>\n<meta http-equiv="content-security-policy" content="${policy}">\n${body}`

describe('the release', () => {
  it('takes a page that is one file and asks nothing', () => {
    const body = '<link href="data:,"><a href="#top">x</a><script>a = "src=\\"x\\""</script>'
    expect(faultsOfPage(pageOf({ body }))).toEqual([])
  })

  it.each([
    ['a page too large to send', pageOf({ body: 'x'.repeat(MAX_PAGE_BYTES) }), 'expected at most'],
    ['another file', 'PK', 'expected a page of HTML'],
    [
      'a page that may ask the network',
      pageOf({ policy: POLICY.replace("connect-src 'none'", 'connect-src *') }),
      "expected the rule connect-src 'none'",
    ],
    [
      'a page that loads a picture',
      pageOf({ body: '<img src="https://forum.example/x.png">' }),
      'expected nothing to load, got src="https://forum.example/x.png"',
    ],
  ])('refuses %s', (_, page, fault) => {
    expect(faultsOfPage(page).join('\n')).toContain(fault)
  })

  it('names files that an archive lacks, and those that it must not hold', () => {
    const list = 'dealstance/__init__.py\ndealstance/clone.txt\n'
    expect(faultsOfList(list, { needed: ['__init__.py'], refused: ['py.typed'] })).toEqual([])
    expect(faultsOfList(list, { needed: ['py.typed'], refused: ['clone.txt'] })).toEqual([
      'expected the file py.typed, got none',
      'expected no file clone.txt, got one',
    ])
  })

  it('writes the line that sha256sum checks', () => {
    const path = newFolder().write('a.txt', 'abc')
    const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
    expect(hashLine(path, 'a.txt')).toBe(`${abc}  a.txt\n`)
  })

  it('is built and attached by the workflow of a tag, by the same command', () => {
    const workflow = readFileSync('.github/workflows/release.yml', 'utf8')
    expect(workflow).toContain('run: npm run release')
    expect(workflow).toMatch(/gh release create .* release\/\*/)
    expect(JSON.parse(readFileSync('package.json', 'utf8')).scripts.release).toBe(
      'node scripts/release/make-release.mjs',
    )
  })
})
