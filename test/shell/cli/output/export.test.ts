import { describe, expect, it } from 'vitest'
import { expectRefusal, newFolder, QUICK, runCli, runWell, SAMPLE } from '../cli-harness.js'

describe('formats of posts', () => {
  it.each(['csv', 'xlsx', 'parquet'])(
    'ingest writes %s that ingest reads as the same posts',
    async (format) => {
      const folder = newFolder()
      const path = folder.path(`posts.${format}`)
      expect((await runCli(['ingest', SAMPLE, '--out', path])).code).toBe(0)
      expect((await runCli(['ingest', path])).stdout).toBe(
        (await runCli(['ingest', SAMPLE])).stdout,
      )
    },
  )

  it.each([
    ['parquet', /expected a file for Parquet, got a terminal/],
    ['xlsx', /expected a file for a workbook of Excel, got a terminal/],
  ])('%s is not written to a terminal', async (format, words) => {
    expectRefusal(
      await runCli(['classify', SAMPLE, ...QUICK, '--format', format], { terminalWidth: 100 }),
      64,
      words,
    )
  })

  it('are JSON Lines in a file whose name has no ending', async () => {
    const own = newFolder()
    await runWell(['ingest', SAMPLE, '--out', own.path('posts')])
    expect(own.read('posts')).toMatch(/^\{"id"/)
  })
})

describe('CSV for programs and for spreadsheets', () => {
  const folder = newFolder()
  const POSTS = folder.write(
    'posts.csv',
    'id,author,text,score,note\n1,@ana,=They folded,-0.305,null\n2,-bo,"@ana no; =really",-1,None\n3,cy,They grew,+2,\n',
  )

  it('leaves numbers, handles and words as they are, and counts those that a spreadsheet runs', async () => {
    const { stderr } = await runCli(['ingest', POSTS, '--out', folder.path('plain.csv')])
    const [, one, two] = folder.read('plain.csv').split('\r\n')
    expect([one, two]).toEqual([
      expect.stringMatching(/^1,t1,,,@ana,,=They folded,.*,-0\.305,null$/),
      expect.stringMatching(/^2,t1,,,-bo,,"@ana no; =really",.*,-1,None$/),
    ])
    expect(stderr).toContain(
      'texts that begin with "=", which a spreadsheet runs: 1 cell; a workbook (--out posts.xlsx) holds them as texts',
    )
  })
})
