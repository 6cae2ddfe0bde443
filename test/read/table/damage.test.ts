import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, it } from 'vitest'
import { decode } from '../../../src/read/record/decode.js'
import { crc32 } from '../../../src/read/table/checksum.js'
import { parseCsv } from '../../../src/read/table/parse-csv.js'
import { parseMarkdownTable } from '../../../src/read/table/parse-markdown-table.js'
import { parseParquet } from '../../../src/read/table/parse-parquet.js'
import { parseXlsx } from '../../../src/read/table/parse-xlsx.js'
import { failure } from '../../support/caught.js'
import { workbookOf } from './workbook.js'

const SHEET = 'xl/worksheets/sheet1.xml'

/** A table of two texts that pyarrow 26 wrote with `write_page_checksum=True`. */
const WITH_CHECKSUMS = Buffer.from(
  'UEFSMRUAFSAVIBWetoLMDxwVBBUAFQYVBhwAAAACAAAABAEBAAAAMQEAAAAyFQAVRhVGFdjdhfwKHBUEFQAVBhUGHAAAAAIAAAAEAQwAAABU' +
    'aGV5IGdhdmUgdXAJAAAAVGhleSBncm93FQQZPDUAGAZzY2hlbWEVBAAVDCUCGAJpZCUATBwAAAAVDCUCGAR0ZXh0JQBMHAAAABYEGRwZLCYA' +
    'HBUMGSUGABkYAmlkFQAWBBZSFlImCEkcFQAVABUCADwWBBkGGSYABAAAACYAHBUMGSUGABkYBHRleHQVABYEFngWeCZaSRwVABUAFQIAPBYq' +
    'GQYZJgAEAAAAFsoBFgQmCBbKAQAoIHBhcnF1ZXQtY3BwLWFycm93IHZlcnNpb24gMjYuMC4xGSwcAAAcAAAAyQAAAFBBUjE=',
  'base64',
)

const flip = (bytes: Uint8Array, bit: number): Buffer => {
  const copy = Buffer.from(bytes)
  copy[bit >> 3] = (copy[bit >> 3] as number) ^ (1 << (bit & 7))
  return copy
}

/** Text of the sheet; null for bytes that cannot be unpacked. */
function unpackedSheet(bytes: Uint8Array): string | null {
  try {
    return strFromU8(
      unzipSync(bytes, { filter: ({ name }) => name === SHEET })[SHEET] as Uint8Array,
    )
  } catch {
    return null
  }
}

describe('checksums', () => {
  it('are those of ISO 3309', () => {
    expect(crc32(strToU8('123456789')).toString(16)).toBe('cbf43926')
    expect(crc32(new Uint8Array())).toBe(0)
  })

  it.each([6, 0] as const)(
    'of a workbook at level %s find each bit that flipped',
    async (level) => {
      const bytes = zipSync(
        unzipSync(workbookOf({ S: ['id|text', '1|They gave up', '2|They grow'] })),
        {
          level,
        },
      )
      const whole = await parseXlsx(bytes)
      expect(whole.posts).toHaveLength(2)
      const start = Buffer.from(bytes).indexOf(SHEET) + SHEET.length
      const end = Buffer.from(bytes).indexOf('PK\u0001\u0002')
      for (let bit = start * 8; bit < end * 8; bit += 7) {
        const damaged = flip(bytes, bit)
        // A flip in the padding of packed bytes changes nothing.
        if (unpackedSheet(damaged) === unpackedSheet(bytes)) continue
        await expect(parseXlsx(damaged), `bit ${bit}`).rejects.toMatchObject({
          code: 'INGEST_BINARY',
        })
      }
    },
  )

  it('of a Parquet file find each bit of a page that flipped', async () => {
    expect((await parseParquet(WITH_CHECKSUMS)).posts.map(({ text }) => text)).toEqual([
      'They gave up',
      'They grow',
    ])
    const start = WITH_CHECKSUMS.indexOf('They gave up')
    for (let bit = start * 8; bit < (start + 25) * 8; bit += 1)
      await expect(parseParquet(flip(WITH_CHECKSUMS, bit)), `bit ${bit}`).rejects.toEqual(
        failure('INGEST_PARQUET_BROKEN', 'a page that differs from its checksum'),
      )
  })
})

describe('a sheet larger than Excel holds', () => {
  const sheetOf = (rows: string): Uint8Array =>
    zipSync({
      ...unzipSync(workbookOf({ S: ['id|text'] })),
      [SHEET]: strToU8(`<worksheet><sheetData>${rows}</sheetData></worksheet>`),
    })

  it.each([
    ['rows', '<row><c><v>1</v></c></row>'.repeat(1_048_577), '1,048,576 rows'],
    ['rows with a prefix', '<x:row/>'.repeat(1_048_577), '1,048,576 rows'],
    ['columns', `<row>${'<c><v>1</v></c>'.repeat(16_385)}</row>`, '16,384 columns'],
  ])('is refused for its %s before it is parsed', async (_, rows, words) => {
    const bytes = sheetOf(rows)
    const start = process.cpuUsage()
    await expect(parseXlsx(bytes)).rejects.toEqual(failure('INGEST_BINARY', words))
    // A million parsed rows take 16 seconds of a processor.
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(5000)
  })

  it('is refused as CSV for its columns, and looks at 16,384 in a moment', () => {
    const tableOf = (count: number): string =>
      `text,${Array.from({ length: count - 1 }, (_, at) => `c${at}`).join(',')}\nA deal${','.repeat(count - 1)}`
    const start = process.cpuUsage()
    expect(parseCsv(tableOf(16_384)).posts).toHaveLength(1)
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(2000)
    expect(() => parseCsv(tableOf(16_385))).toThrow(
      failure('INGEST_TOO_LARGE', 'line 1: expected at most 16,384 columns, got 16,385'),
    )
  })
})

describe('the header of a second table', () => {
  const again = (place: number) => failure('INGEST_CSV_BROKEN', `line ${place}: `)

  it.each([
    ['CSV', 'id,text\n1,One\nid,text\n2,Two'],
    ['CSV behind a byte order mark', '\ufeffid,text\r\n1,One\r\n\ufeffid,text\r\n2,Two'],
    ['a quoted CSV', '"id";"text"\n"1";"One"\n"id";"text"\n"2";"Two"'],
  ])('in %s is refused by its line, or skipped', (_, text) => {
    expect(() => parseCsv(text)).toThrow(again(3))
    const { posts, summary } = parseCsv(text, { onBadRecord: 'skip' })
    expect(posts.map((post) => post.text)).toEqual(['One', 'Two'])
    expect(summary.skips.map(({ lineNumber }) => lineNumber)).toEqual([3])
  })

  it('is refused in Markdown, a workbook and Parquet', async () => {
    const table = '| id | text |\n|---|---|\n| 1 | One |\n| id | text |\n|---|---|\n| 2 | Two |'
    expect(() => parseMarkdownTable(table)).toThrow(again(4))
    expect(parseMarkdownTable(table, { onBadRecord: 'skip' }).posts).toHaveLength(2)
    await expect(
      parseXlsx(workbookOf({ S: ['id|text', '1|One', 'id|text', '2|Two'] })),
    ).rejects.toEqual(again(3))
    const file = parquetWriteBuffer({
      columnData: [
        { name: 'id', data: ['1', 'id'], type: 'STRING' },
        { name: 'text', data: ['One', 'text'], type: 'STRING' },
      ],
    })
    await expect(parseParquet(new Uint8Array(file))).rejects.toEqual(again(2))
  })

  it('is no row that only repeats a name or two', () => {
    expect(parseCsv('id,text,wave\nid,text,1').posts).toHaveLength(1)
  })
})

describe('UTF-16 without a mark', () => {
  it.each(['utf16le', 'utf16be'] as const)('is named: %s', (encoding) => {
    const bytes = Buffer.from('id,text\n1,They gave up', 'utf16le')
    if (encoding === 'utf16be') bytes.swap16()
    expect(() => decode(bytes)).toThrow(failure('INGEST_BINARY', 'looks like UTF-16'))
  })

  it('is no text with a zero byte', () => {
    expect(() => decode(Buffer.from('ab\0They gave up'))).toThrow(
      failure('INGEST_BINARY', 'a zero byte at byte 2'),
    )
  })
})
