import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { newFolder, QUICK, runCli } from '../cli-harness.js'

const folder = newFolder()
const TEXT = 'id,author,text\n1,ann,They are giving up on ships.\n2,ben,A smart move.\n'
const posts = folder.write('posts.csv', TEXT)
const copy = folder.write('copy.csv', TEXT)
const alike = folder.write('alike.csv', TEXT.replace('ann', 'eve'))
const link = folder.path('link.csv')
symlinkSync(posts, link)

describe('an input that is given twice', () => {
  it.each([
    ['ingest', posts, posts],
    ['ingest', posts, link],
    ['ingest', posts, copy],
    ['classify', alike, posts, copy, ...QUICK],
  ])('%s %s %s is refused, and both are named', async (...argv) => {
    const ran = await runCli(argv)
    const paths = argv.filter((one) => one.endsWith('.csv') && one !== alike)
    expect(ran).toMatchObject({ code: 64, stdout: '' })
    expect(ran.stderr).toContain(
      `${paths[1]}: expected every post once, got those of ${paths[0]} again. Leave one of them out.`,
    )
  })

  it('of equal size alone is taken, so is a copy on stdin', async () => {
    expect((await runCli(['ingest', posts, alike])).code).toBe(0)
    expect((await runCli(['ingest', posts, '-', '--source', 'csv'], { stdin: TEXT })).code).toBe(0)
  })

  it('may be a folder; of paths without a file the reader speaks', async () => {
    const corpus = folder.path('corpus')
    mkdirSync(corpus)
    expect((await runCli(['ingest', corpus, join(corpus, '..', 'corpus')])).stderr).toContain(
      'again. Leave one',
    )
    const absent = folder.path('none.csv')
    expect((await runCli(['ingest', absent, absent])).stderr).toMatch(/INPUT_MISSING/)
  })
})
