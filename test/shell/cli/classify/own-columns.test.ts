import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { describe, expect, it } from 'vitest'
import {
  fromJsonl,
  newFolder,
  QUICK,
  runCli,
  runWell,
  toJsonl,
  withoutRun,
} from '../cli-harness.js'

const folder = newFolder()
const TABLE = folder.write(
  'wave.csv',
  [
    'nr,body,reader,label,region,url,weight,parent_id',
    '1,They gave up at last.,Ana,3,"North, coast",https://a.example/1,0.5,',
    "2,A clever turn.,Ben,,'=South,,2,1",
    '3,No idea.,Ana,5,,,,1',
    '',
  ].join('\n'),
)
const COLUMNS = ['--columns', 'text=body,id=nr,author=reader']
const OWN = ['sourceLabel', 'region', 'url', 'weight']

const classify = (...argv: string[]) => runCli(['classify', ...QUICK, ...argv])
const rowsOf = (csv: string): string[][] =>
  csv
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/))

describe('columns of the source', () => {
  it('stand last in a CSV under their own names, one that we have too as source…, and no more in meta', async () => {
    const { stdout } = await classify(TABLE, ...COLUMNS, '--format', 'csv')
    const [header = [], ...rows] = rowsOf(stdout)
    expect(header.slice(0, 8)).toEqual([
      'id',
      'threadId',
      'parentId',
      'parentIsInferred',
      'author',
      'createdAt',
      'text',
      'meta',
    ])
    expect(header.slice(-4)).toEqual(OWN)
    expect(rows.map((row) => row.slice(-4))).toEqual([
      ['3', '"North, coast"', 'https://a.example/1', '0.5'],
      ['', "'=South", '', '2'],
      ['5', '', '', ''],
    ])
    expect(rows.map((row) => row[3])).toEqual(['', 'false', 'false'])
    expect(rows.map((row) => row[7])).toEqual([
      '"{""role"":""root""}"',
      '"{""role"":""reply""}"',
      '"{""role"":""reply""}"',
    ])
  })

  it('are the same in Parquet and in a workbook, and for posts that were read before', async () => {
    const csv = (await classify(TABLE, ...COLUMNS, '--format', 'csv')).stdout
    const out = folder.path('scored.parquet')
    await classify(TABLE, ...COLUMNS, '--out', out)
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(out) })
    expect(rows.map((row) => OWN.map((name) => row[name]))).toEqual([
      [3n, 'North, coast', 'https://a.example/1', 0.5],
      [null, "'=South", null, 2],
      [5n, null, null, null],
    ])
    const book = folder.path('scored.xlsx')
    await classify(TABLE, ...COLUMNS, '--out', book)
    await runCli(['ingest', book, '--out', folder.path('again.csv')])
    expect(rowsOf(folder.read('again.csv'))[0]?.slice(-4)).toEqual(OWN)
    const read = folder.path('read.csv')
    await runCli(['ingest', TABLE, ...COLUMNS, '--out', read])
    expect(rowsOf(folder.read('read.csv'))[0]?.slice(-4)).toEqual(OWN)
    expect(withoutRun((await classify(read, '--format', 'csv')).stdout)).toBe(withoutRun(csv))
  })

  it('are the fields of the first records of JSON Lines, as texts; what only later ones have stays in meta', async () => {
    const postOf = (_: unknown, n: number) => ({
      text: `Post ${n}.`,
      n,
      tags: ['a'],
      ...(n > 110 && { late: 1 }),
    })
    const path = folder.write('posts.jsonl', toJsonl(Array.from({ length: 120 }, postOf)))
    const csv = (await classify(path, '--format', 'csv')).stdout
    const [header, ...rows] = rowsOf(csv)
    expect(header?.slice(-2)).toEqual(['n', 'tags'])
    expect(rows[4]?.slice(-2)).toEqual(['4', '"[""a""]"'])
    expect(rows[115]?.[7]).toContain('late')
  })

  it('keep the types of numbers and booleans in Parquet, written again too', async () => {
    const postOf = (n: number) => ({
      text: `Post ${n}.`,
      n,
      x: n / 2,
      ok: n > 0,
      mixed: n === 1 ? 'one' : n,
      gap: n === 1 ? null : n,
    })
    const path = folder.write('typed.jsonl', toJsonl([0, 1, 2].map(postOf)))
    const write = async (name: string, ...argv: string[]): Promise<string> => {
      await runWell(['classify', ...argv, '--out', folder.path(name)])
      return folder.path(name)
    }
    for (const name of [
      await write('held.parquet', ...QUICK, path),
      await write('again.parquet', await write('typed-scored.jsonl', ...QUICK, path)),
    ]) {
      const rows = await parquetReadObjects({ file: await asyncBufferFromFile(name) })
      const own = rows.map(({ n, x, ok, mixed, gap }) => ({ n, x, ok, mixed, gap }))
      expect(own, name).toEqual([
        { n: 0n, x: 0, ok: false, mixed: '0', gap: 0n },
        { n: 1n, x: 0.5, ok: true, mixed: 'one', gap: null },
        { n: 2n, x: 1, ok: true, mixed: '2', gap: 2n },
      ])
    }
  })

  it('are left out beside pseudonyms, in every form', async () => {
    const path = folder.write(
      'people.csv',
      'text,author,Account name,note\nHi.,ana,Ana P,ask @ana\n',
    )
    const key = folder.path('key')
    const { stdout, stderr } = await classify(
      path,
      '--format',
      'csv',
      '--pseudonymise',
      `new:${key}`,
    )
    expect(stderr).toContain('your own columns are left out')
    const rows = await classify(path, '--format', 'jsonl', '--pseudonymise', key)
    for (const text of [stdout, rows.stdout]) expect(text).not.toMatch(/ana|Account name|note/i)
    expect(stdout).toMatch(/,u_[0-9a-f]{16},/)
  })

  it('stay in meta of JSON Lines', async () => {
    const [first] = fromJsonl((await classify(TABLE, ...COLUMNS)).stdout)
    expect(first?.['meta']).toEqual({
      label: 3,
      region: 'North, coast',
      url: 'https://a.example/1',
      weight: 0.5,
    })
  })
})
