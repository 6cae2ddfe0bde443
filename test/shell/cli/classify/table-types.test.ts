import { readFileSync } from 'node:fs'
import { parquetReadObjects } from 'hyparquet'
import { expect, it } from 'vitest'
import { fromJsonl, newFolder, runWell } from '../cli-harness.js'

const folder = newFolder()
const DEAL = ['--model', 'linear-en', '--mover', 'Tolbeck', '--move', 'gives up its own ovens']
const HEADER = ['id', 'text', 'likes', 'party', 'wave', 'score', 'isNew', 'code']
const ROWS = [
  ['1', 'They gave up the ovens.', '', 'left', '1', '0.5', 'true', '007'],
  ['2', 'Smart move of theirs.', '3', '', '1', '1.0', 'false', '12'],
  ['3', 'No view on it.', '12', 'right', '2', '', 'true', ''],
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

it('own columns keep their order through JSON Lines, also where the first cell is empty', async () => {
  const direct = await scored(CSV, 'direct.csv')
  const through = await scored(await scored(CSV, 'rows.jsonl'), 'through.csv')
  expect(columnsOf(direct).slice(-OWN.length)).toEqual(OWN)
  // The run names its input.
  const rowsOf = (path: string) => readFileSync(path, 'utf8').replaceAll(/,linear-en,\w+,/g, ',')
  expect(rowsOf(through)).toBe(rowsOf(direct))
})

it('a table gives the same own columns as CSV, as a workbook and as Parquet', async () => {
  const metas = async (input: string, name: string) =>
    fromJsonl(readFileSync(await scored(input, name), 'utf8')).map(({ meta }) =>
      OWN.map((column) => meta[column] ?? null),
    )
  const fromCsv = await metas(CSV, 'a.jsonl')
  expect(fromCsv[1]).toEqual([3, null, 1, '1.0', 'false', '12'])
  const workbook = await scored(CSV, 'table.xlsx')
  const parquet = await scored(CSV, 'table.parquet')
  const numeric = [0, 2]
  const numbersOf = (rows: readonly (readonly unknown[])[]) =>
    rows.map((row) => numeric.map((at) => row[at]))
  expect(numbersOf(await metas(workbook, 'b.jsonl'))).toEqual(numbersOf(fromCsv))
  expect(numbersOf(await metas(parquet, 'c.jsonl'))).toEqual(numbersOf(fromCsv))
})

it('columns of whole and of decimal numbers are numbers in Parquet, codes are texts', async () => {
  const bytes = readFileSync(await scored(CSV, 'typed.parquet'))
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  const rows = await parquetReadObjects({ file: file as ArrayBuffer })
  expect(rows.map(({ likes, wave, score, code }) => [likes, wave, score, code])).toEqual([
    [null, 1n, 0.5, '007'],
    [3n, 1n, 1, '12'],
    [12n, 2n, null, null],
  ])
})
