import type { ColumnMetaData, PageHeader } from 'hyparquet'
import { describe, expect, it } from 'vitest'
import { checkRuns, type PageColumn } from '../../../../src/read/table/parquet/check-runs.js'

const column = (type: string): PageColumn => ({
  meta: { codec: 'UNCOMPRESSED', type } as ColumnMetaData,
  schemaPath: ['REQUIRED', 'OPTIONAL'].map((repetition) => ({
    element: { name: 'text', repetition_type: repetition as 'REQUIRED' },
    children: [],
    count: 1,
    path: [],
  })),
  compressors: {},
  maxPageByteCount: 1000,
})

/** A page of version 1 with 16 values. */
const check = (encoding: string, bytes: readonly number[], type = 'BYTE_ARRAY'): void =>
  checkRuns(
    Uint8Array.from(bytes),
    { uncompressed_page_size: bytes.length, data_page_header: { num_values: 16, encoding } } as PageHeader,
    column(type),
  )

/** Levels: a run of 16 values that are there. */
const ALL = [2, 0, 0, 0, 32, 1]

describe('checkRuns', () => {
  it('passes runs of an index, packed and not', () => {
    expect(() => check('RLE_DICTIONARY', [...ALL, 2, 5, 0, 0, 0, 0])).not.toThrow()
    expect(() => check('RLE_DICTIONARY', [...ALL, 2, 32, 1])).not.toThrow()
  })

  // Found: hyparquet 1.31.5 counted such a run down from -8 and never came to 0.
  it('refuses a packed run whose length is below zero as 32 bits', () => {
    expect(() => check('PLAIN', [6, 0, 0, 0, 255, 255, 255, 255, 15, 0])).toThrow('a run of 17179869176 values where 16 are left')
  })

  it('refuses a run of a value that is longer than its page, and an index of too many bits', () => {
    expect(() => check('RLE_DICTIONARY', [...ALL, 2, 0xfe, 0xff, 0xff, 0x0f, 1])).toThrow(/a run of \d+ values where 16 are left/)
    expect(() => check('RLE_DICTIONARY', [...ALL, 33, 32, 1])).toThrow('an index of 33 bits')
  })

  it('refuses blocks of differences that have no values, and texts that share more than there is', () => {
    expect(() => check('DELTA_BINARY_PACKED', [...ALL, 128, 1, 0, 16, 2], 'INT32')).toThrow('a block of 128 values in 0 parts')
    const [block, zeros] = [
      [128, 1, 4, 16],
      [0, 0, 0, 0],
    ]
    expect(() => check('DELTA_BYTE_ARRAY', [...ALL, ...block, 2, 0, ...zeros, ...block, 2, 0, ...zeros])).toThrow(
      'a text of 2 bytes that shares 1 of 0',
    )
  })

  it('refuses a number without end', () => {
    expect(() => check('DELTA_BINARY_PACKED', [...ALL, 128, 1, 4, ...new Array<number>(20).fill(255)], 'INT64')).toThrow(
      'a number of more than 64 bits',
    )
  })
})
