import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { newFolder, runCli } from './shell/cli/cli-harness.js'

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
    const [, printed] = /cite -- [\s\S]*?```\n```text\n([\s\S]+?)\n```/.exec(README) ?? []
    expect(quoted?.replaceAll('\n> ', ' ')).toBe(printed?.replaceAll(' \n', ' '))
  })

  it('shows the picture that report draws of the sample', async () => {
    const folder = newFolder()
    const [scored, audit] = [folder.path('scored.jsonl'), folder.path('scored.audit.jsonl')]
    await runCli(['classify', 'corpus/samples/xai-compute.txt', '--out', scored])
    await runCli(['audit', scored, '--size', 'all', '--import', 'corpus/samples/xai-compute-labels.csv'])
    await runCli(['report', scored, '--audit', audit, '--credit', '17 posts of a sample thread', '--svg', folder.path('')])
    expect(folder.read('xai-anthropic-shares.svg')).toBe(readFileSync('corpus/samples/xai-compute.svg', 'utf8'))
  })
})
