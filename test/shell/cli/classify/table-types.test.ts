import { readFileSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect, it } from 'vitest'
import { fromJsonl, newFolder, runWell, withoutRun } from '../cli-harness.js'

const folder = newFolder()
const DEAL = ['--model', 'linear-en', '--mover', 'Tolbeck', '--move', 'gives up its own ovens']
const HEADER = ['id', 'text', 'likes', 'party', 'wave', 'score', 'isNew', 'code']
const ROWS = [
  ['1', 'They gave up the ovens.', '', 'left', '1', '0.5', 'true', '007'],
  ['2', 'Smart move of theirs.', '3', '', '1', '1.0', 'false', '12'],
  ['3', 'No view on it.', '12', 'right', '2', '0.25', 'true', ''],
]
const CSV = folder.write('table.csv', [HEADER, ...ROWS].map((row) => row.join()).join('\n'))
const scored = async (input: string, name: string): Promise<string> => {
  const out = folder.path(name)
  await runWell(['classify', input, ...DEAL, '--out', out, '--quiet'])
  return out
}
const columnsOf = (path: string): string[] =>
  (readFileSync(path, 'utf8').split(/\r?\n/)[0] ?? '').split(',')
const OWN = HEADER.slice(2)
/** The records of a table, classified, without the name of the run: it goes by the bytes. */
const recordsOf = async (input: string): Promise<string> =>
  withoutRun(readFileSync(await scored(input, 'records.jsonl'), 'utf8'))

it('own columns keep their order through JSON Lines, also where the first cell is empty', async () => {
  const direct = await scored(CSV, 'direct.csv')
  const through = await scored(await scored(CSV, 'rows.jsonl'), 'through.csv')
  expect(columnsOf(direct).slice(-OWN.length)).toEqual(OWN)
  // The run names its input.
  const rowsOf = (path: string) => readFileSync(path, 'utf8').replaceAll(/,linear-en,\w+,/g, ',')
  expect(rowsOf(through)).toBe(rowsOf(direct))
})

it('a column holds numbers where every cell is one, and texts where digits tell codes apart', async () => {
  const path = folder.write(
    'kinds.csv',
    'text,share,version,flag,code\nOne.,0.50,1.1,true,007\nTwo.,1,1.10,false,12\nThree.,,2.0,,\n',
  )
  const metas = fromJsonl(readFileSync(await scored(path, 'kinds.jsonl'), 'utf8')).map(
    ({ meta: { share, version, flag, code } }) => [share, version, flag, code],
  )
  expect(metas).toEqual([
    [0.5, '1.1', 'true', '007'],
    [1, '1.10', 'false', '12'],
    [undefined, '2.0', undefined, undefined],
  ])
})

const POSTS_HEADER = ['id', 'thread', 'reply_to', 'author', 'created_at', 'text', ...OWN, 'seen']
const CLOCK = '2026-03-04T09:30:00.000Z'
const postRows = (times: readonly string[]): string[][] =>
  ROWS.map(([id = '', text = '', ...own], at) => [
    id,
    't1',
    at === 0 ? '' : '1',
    `reader ${id}`,
    times[at] ?? '',
    text,
    ...own,
    at === 1 ? '' : `2026-03-0${at + 5}T00:00:00.000Z`,
  ])

it.each([
  ['times', [CLOCK, '2026-03-05T23:59:59.250Z', '']],
  ['days', ['2026-03-04', '2026-03-05', '']],
  ['days and times', ['2026-03-04', CLOCK, '']],
])(
  'a table with %s gives the same records as CSV, as a workbook and as Parquet',
  async (what, times) => {
    const name = what.replaceAll(' ', '-')
    const path = folder.write(
      `${name}.csv`,
      [POSTS_HEADER, ...postRows(times)].map((row) => row.join()).join('\n'),
    )
    const records = await recordsOf(path)
    expect(fromJsonl(records).map(({ createdAt }) => createdAt ?? '')).toEqual(times)
    expect(fromJsonl(records)[2].meta).toMatchObject({ likes: 12, score: 0.25, isNew: 'true' })
    for (const form of ['xlsx', 'parquet']) {
      const table = folder.path(`${name}.${form}`)
      await runWell(['ingest', path, '--out', table, '--quiet'])
      expect(await recordsOf(table), form).toBe(records)
      const again = await scored(path, `${name}-scored.${form}`)
      expect(await recordsOf(again), `scored ${form}`).toBe(records)
    }
  },
)

it('a table of other programs gives the same records as Parquet and as CSV', async () => {
  const csv = folder.write(
    'other.csv',
    'id,text,created_at,likes,share\n1,They gave up the ovens.,2026-03-04T09:30:00Z,3,0.5\n2,Smart move of theirs.,2026-03-05T00:00:00Z,12,1.0\n',
  )
  const parquet = folder.path('other.parquet')
  const connection = await (await DuckDBInstance.create()).connect()
  await connection.run(
    `COPY (SELECT id::VARCHAR AS id, text, created_at, likes, share FROM '${csv}') TO '${parquet}' (FORMAT parquet)`,
  )
  connection.closeSync()
  expect(await recordsOf(parquet)).toBe(await recordsOf(csv))
})

it('another program finds times, numbers and texts in our Parquet', async () => {
  const path = folder.write(
    'typed.csv',
    [POSTS_HEADER, ...postRows([CLOCK, CLOCK, ''])].map((row) => row.join()).join('\n'),
  )
  const out = await scored(path, 'described.parquet')
  const connection = await (await DuckDBInstance.create()).connect()
  const found = await connection.runAndReadAll(`DESCRIBE SELECT * FROM '${out}'`)
  connection.closeSync()
  expect(Object.fromEntries(found.getRows().map(([name, type]) => [name, type]))).toMatchObject({
    createdAt: 'TIMESTAMP WITH TIME ZONE',
    seen: 'TIMESTAMP WITH TIME ZONE',
    likes: 'BIGINT',
    score: 'DOUBLE',
    code: 'VARCHAR',
    party: 'VARCHAR',
    pRetreat: 'DOUBLE',
  })
})
