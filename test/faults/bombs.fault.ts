import { readFileSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { newFolder } from '../shell/cli/cli-harness.js'
import { IS_LONG } from '../support/run-count.js'
import { runMeasured } from './run-measured.js'

const LIMIT_MEBIBYTES = 1024
/**
 * Rows of a slice as objects, and what the garbage collector leaves: 1,000 MiB at one million rows,
 * 1,066 at ten.
 */
const ROWS_LIMIT_MEBIBYTES = 1280
/** Beside the reading thread, each of two holds a model. */
const SCORING_LIMIT_MEBIBYTES = 1536
/** The text in bytes and as read, its cell, and the line of JSON that is written. */
const CELL_LIMIT_MEBIBYTES = 500
const folder = newFolder()

/** A gigabyte of one letter in gzip: the members of a file follow each other. */
function gzipBomb(start: string): Buffer {
  const member = gzipSync(Buffer.alloc(2 ** 24, 'a'))
  return Buffer.concat([gzipSync(start), ...Array.from({ length: 64 }, () => member)])
}

const write = (name: string, bytes: Buffer | string) => {
  writeFileSync(folder.path(name), bytes)
  return folder.path(name)
}

const writeParquet = async (name: string, select: string, options: string): Promise<string> => {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const connection = await (await DuckDBInstance.create()).connect()
  await connection.run(`COPY (${select}) TO '${folder.path(name)}' (FORMAT parquet, ${options})`)
  connection.closeSync()
  return folder.path(name)
}

describe(`bombs are refused within ${LIMIT_MEBIBYTES} MiB`, () => {
  // Found: 1 MB of gzip took 2.1 GB before it was refused.
  it.each([
    ['a text in gzip', 'paste.txt.gz', gzipBomb('A lease\n\n@ann They gave up ')],
    ['JSON in gzip', 'posts.json.gz', gzipBomb('[{"id":"1","text":"')],
    [
      'lines in gzip',
      'posts.jsonl.gz',
      gzipBomb('{"id":"1","text":"They gave up."}\n{"id":"2","text":"'),
    ],
  ])('%s', (_, name, bytes) => {
    const { status, stderr, peakMebibytes } = runMeasured(['ingest', write(name, bytes)], folder)
    expect([status, stderr.match(/INPUT_UNREADABLE|INGEST_LINE_TOO_LONG/)?.[0]]).toEqual([
      expect.toBeOneOf([65, 66]),
      expect.any(String),
    ])
    expect(peakMebibytes).toBeLessThan(LIMIT_MEBIBYTES)
  })

  it('a page of Parquet of 300 MB', async () => {
    const path = await writeParquet(
      'page.parquet',
      "SELECT 'p1' AS id, repeat('a', 300000000) AS text",
      'COMPRESSION zstd',
    )
    const { status, stderr, peakMebibytes } = runMeasured(['ingest', path], folder)
    expect([status, stderr]).toEqual([
      65,
      expect.stringMatching(/INGEST_PARQUET_BROKEN.*a page of at most 128 MiB.*smaller pages/s),
    ])
    expect(peakMebibytes).toBeLessThan(LIMIT_MEBIBYTES)
  })

  it('a small Parquet file with a gigabyte of texts', async () => {
    const select = "SELECT 'p' || i AS id, repeat('a', 1000000) || i AS text FROM range(1000) t(i)"
    const path = await writeParquet(
      'texts.parquet',
      select,
      'COMPRESSION zstd, ROW_GROUP_SIZE 2048',
    )
    const { status, stderr, peakMebibytes } = runMeasured(['ingest', path], folder)
    expect([status, stderr]).toEqual([
      65,
      expect.stringMatching(/INGEST_PARQUET_BROKEN.*pages of at most 512 MiB/s),
    ])
    expect(peakMebibytes).toBeLessThan(LIMIT_MEBIBYTES)
  })

  it.each([
    ['JSON nested a million deep', `${'['.repeat(1e6)}${']'.repeat(1e6)}`],
    [
      'a record nested a million deep',
      `{"id":"1","text":"a","meta":${'{"a":'.repeat(1e6)}1${'}'.repeat(1e6)}}`,
    ],
    ['a line of 100 MB', `{"id":"1","text":"${'a'.repeat(1e8)}"}\n{"id":"2","text":"b"}`],
  ])('%s', (_, text) => {
    const { status, peakMebibytes } = runMeasured(['ingest', write('deep.jsonl', text)], folder)
    expect(status).toBeOneOf([0, 65])
    expect(peakMebibytes).toBeLessThan(LIMIT_MEBIBYTES)
  })
})

// Took 1,636 MB; from 16 MB of doubled quotes on, a pattern overflowed the stack.
it(`a quoted cell of 40 MB is read within ${CELL_LIMIT_MEBIBYTES} MiB`, () => {
  const path = write('cell.csv', `id,text\n1,"${'""'.repeat(2e7)}"\n`)
  const out = folder.path('cell.jsonl')
  const { status, peakMebibytes } = runMeasured(['ingest', path, '--out', out], folder)
  expect(status).toBe(0)
  expect(readFileSync(out).length).toBeGreaterThan(4e7)
  expect(peakMebibytes).toBeLessThan(CELL_LIMIT_MEBIBYTES)
})

describe('Parquet of any size', () => {
  const count = IS_LONG ? 10_000_000 : 150_000
  // Found: the default of pyarrow, a row group of a million rows, crashed from 120,000 rows on
  // (exit 70).
  it(`reads ${count} rows in row groups of a million within ${ROWS_LIMIT_MEBIBYTES} MiB`, async () => {
    const select = `SELECT 'p' || i AS id, 'Post number ' || i || ' says that they gave up on their own plan' AS text FROM range(${count}) t(i)`
    const path = await writeParquet('rows.parquet', select, 'ROW_GROUP_SIZE 1048576')
    const out = folder.path('rows.jsonl')
    const { status, stderr, peakMebibytes } = runMeasured(['ingest', path, '--out', out], folder)
    expect([status, stderr]).toEqual([
      0,
      expect.stringMatching(new RegExp(`${count.toLocaleString('en')} posts`)),
    ])
    expect(peakMebibytes).toBeLessThan(ROWS_LIMIT_MEBIBYTES)
  })

  const scoredCount = IS_LONG ? 2_000_000 : 30_000
  it(`scores ${scoredCount} rows in two threads within ${SCORING_LIMIT_MEBIBYTES} MiB`, async () => {
    const select = `SELECT 'p' || i AS id, 't' || (i // 20) AS threadId, 'Post number ' || i || ' says that they gave up on their own plan' AS text FROM range(${scoredCount}) t(i)`
    const path = await writeParquet('scored-rows.parquet', select, 'ROW_GROUP_SIZE 1048576')
    const argv = [
      '--model',
      'linear-en',
      '--threads',
      '2',
      '--evidence',
      'off',
      '--format',
      'jsonl',
      '--out',
      '/dev/null',
    ]
    const deal = ['--mover', 'Sonos', '--move', 'drops Google Cast']
    const { status, peakMebibytes } = runMeasured(['classify', path, ...argv, ...deal], folder)
    expect(status).toBe(0)
    expect(peakMebibytes).toBeLessThan(SCORING_LIMIT_MEBIBYTES)
  })
})
