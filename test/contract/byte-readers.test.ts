import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, it } from 'vitest'
import { PipelineError } from '../../src/base/errors.js'
import { decode } from '../../src/read/record/decode.js'
import type { IngestResult } from '../../src/read/record/ingest-result.js'
import { parseParquet } from '../../src/read/table/parse-parquet.js'
import { parseXlsx } from '../../src/read/table/parse-xlsx.js'
import { readBytes } from '../../src/shell/node/file/read-source.js'
import { forSomeAwaited } from '../support/for-any.js'
import { FUZZ_TIMEOUT, fuzzCount } from '../support/run-count.js'

/** Milliseconds by the clock that one damaged file may take; a hang takes for ever. */
const TIME_LIMIT = 10_000

const IDS = Array.from({ length: 40 }, (_, index) => `p${index}`)
const TEXT = IDS.map((id) => JSON.stringify({ id, text: `They sold hall ${id} 🙂` })).join('\n')
const parquet = (
  codec: 'SNAPPY' | 'UNCOMPRESSED',
  encoding: 'PLAIN' | 'DELTA_BYTE_ARRAY' = 'PLAIN',
): Uint8Array =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: 'id', data: IDS, type: 'STRING', encoding, offsetIndex: true },
        {
          name: 'text',
          data: IDS.map((id) => `They sold the café, ${id}`),
          type: 'STRING',
          encoding,
        },
        { name: 'likes', data: IDS.map((_, index) => index), type: 'INT32' },
      ],
      codec,
      pageSize: 100,
      rowGroupSize: 16,
    }),
  )

/** Pages of another writer: of version 1, with empty values, lists and an index. */
async function parquetOfDuckdb(): Promise<Uint8Array> {
  const path = join(tmpdir(), `dealstance-bytes-${process.pid}.parquet`)
  const connection = await (await DuckDBInstance.create()).connect()
  const select = `SELECT 'p' || i AS id, CASE WHEN i % 7 > 0 THEN 'p' || (i // 3) END AS parentId, 'They sold hall ' || (i % 5) AS text, [i, i % 2] AS seats FROM range(40) t(i)`
  await connection.run(`COPY (${select}) TO '${path}' (FORMAT parquet, COMPRESSION uncompressed)`)
  connection.closeSync()
  const bytes = new Uint8Array(readFileSync(path))
  rmSync(path)
  return bytes
}

type Read = (bytes: Uint8Array) => Promise<IngestResult | string>
const READERS: readonly (readonly [name: string, bytes: Uint8Array, read: Read])[] = [
  [
    'a workbook of Excel',
    readFileSync(new URL('../fixtures/import/table/posts.xlsx', import.meta.url)),
    (bytes) => parseXlsx(bytes),
  ],
  ['Parquet', parquet('UNCOMPRESSED'), (bytes) => parseParquet(bytes)],
  ['Parquet, compressed', parquet('SNAPPY'), (bytes) => parseParquet(bytes)],
  [
    'Parquet, of differences',
    parquet('UNCOMPRESSED', 'DELTA_BYTE_ARRAY'),
    (bytes) => parseParquet(bytes),
  ],
  ['Parquet of another writer', await parquetOfDuckdb(), (bytes) => parseParquet(bytes)],
  ['gzip', gzipSync(TEXT), async (bytes) => decode(await readBytes('-', Readable.from([bytes])))],
  ['UTF-16', Buffer.from(`\ufeff${TEXT}`, 'utf16le'), async (bytes) => decode(bytes)],
]

/**
 * Files like a given one with something wrong: bytes changed, cut out, put in, or the end missing.
 * Of Parquet one byte at a time.
 */
function damaged(bytes: Uint8Array, name: string): fc.Arbitrary<Uint8Array> {
  const place = fc.nat({ max: bytes.length })
  const put = name.startsWith('Parquet')
    ? fc.uint8Array({ minLength: 1, maxLength: 1 })
    : fc.oneof(
        fc.uint8Array({ maxLength: 8 }),
        fc.constantFrom(...[0, 0x7f, 0x80, 0xff].map((byte) => new Uint8Array(4).fill(byte))),
      )
  const join = (from: number, piece: Uint8Array, to: number): Uint8Array =>
    new Uint8Array(
      Buffer.concat([bytes.subarray(0, from), piece, bytes.subarray(Math.max(from, to))]),
    )
  return fc.oneof(
    fc.tuple(place, put).map(([from, piece]) => join(from, piece, from + piece.length)),
    fc
      .tuple(place, fc.nat({ max: 8 }), put)
      .map(([from, length, piece]) => join(from, piece, from + length)),
    fc.tuple(place, place).map(([from, to]) => join(from, new Uint8Array(), to)),
    place.map((end) => bytes.slice(0, end)),
  )
}

describe.each(READERS)('%s', (name, bytes, read) => {
  it('is read whole', async () => {
    const found = await read(bytes)
    expect(typeof found === 'string' ? found : found.summary.skippedCount).toBe(
      typeof found === 'string' ? TEXT : 0,
    )
  })

  it(
    `is read, or refused in one line, for ${fuzzCount()} damaged files, each within ${TIME_LIMIT} ms`,
    async () => {
      await forSomeAwaited(fuzzCount(), damaged(bytes, name), async (file) => {
        const start = performance.now()
        const found = await read(file).catch((error: unknown) => {
          expect(error).toBeInstanceOf(PipelineError)
          expect((error as PipelineError).code).toMatch(/^(?:INGEST|INPUT)_/)
          expect((error as PipelineError).message).not.toMatch(/\n/)
          return null
        })
        expect(performance.now() - start).toBeLessThan(TIME_LIMIT)
        if (found === null || typeof found === 'string') return
        const ids = found.posts.map(({ threadId, id }) => `${threadId}/${id}`)
        expect(new Set(ids).size).toBe(ids.length)
        expect(found.summary.postCount).toBe(ids.length)
      })
    },
    FUZZ_TIMEOUT,
  )
})
