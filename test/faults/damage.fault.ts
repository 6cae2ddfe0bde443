import { writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { strToU8, unzipSync, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { parseXlsx } from '../../src/read/table/parse-xlsx.js'
import { workbookOf } from '../read/table/workbook.js'
import { newFolder } from '../shell/cli/cli-harness.js'
import { runMeasured } from './run-measured.js'

const folder = newFolder()
const SHEET = 'xl/worksheets/sheet1.xml'

const write = (name: string, bytes: Uint8Array) => {
  writeFileSync(folder.path(name), bytes)
  return folder.path(name)
}

describe('what is small and unpacks to many rows', () => {
  it('a workbook of 4 million rows is refused within 2 seconds and 300 MiB', () => {
    const rows = '<row><c t="inlineStr"><is><t>a</t></is></c></row>'.repeat(4_000_000)
    const header = '<row><c t="inlineStr"><is><t>text</t></is></c></row>'
    const parts = {
      ...unzipSync(workbookOf({ S: ['id|text'] })),
      [SHEET]: strToU8(`<worksheet><sheetData>${header}${rows}</sheetData></worksheet>`),
    }
    const path = write('many-rows.xlsx', zipSync(parts))
    const { status, stderr, peakMebibytes, cpuSeconds } = runMeasured(['ingest', path], folder)
    expect([status, stderr]).toEqual([65, expect.stringContaining('over 1,048,576 rows')])
    // Takes 0.8 s where nothing else runs.
    expect(cpuSeconds).toBeLessThan(2)
    expect(peakMebibytes).toBeLessThan(300)
  })

  it.each([
    ['text', ''],
    ['CSV', 'id,text\n'],
  ])('60 million lines of %s in gzip are refused early', (_, start) => {
    const member = gzipSync(Buffer.from('1,a\n'.repeat(1_000_000)))
    const path = write(
      'lines.gz',
      Buffer.concat([gzipSync(start), ...Array.from({ length: 60 }, () => member)]),
    )
    const { status, stderr, peakMebibytes } = runMeasured(['ingest', path], folder)
    expect([status, stderr]).toEqual([65, expect.stringContaining('at most 5,000,000 lines')])
    expect(peakMebibytes).toBeLessThan(300)
  })
})

it('every bit of a workbook that flips is refused, or changes nothing that is read', async () => {
  const bytes = workbookOf({ S: ['id|text', '1|They gave up', '2|They grow', '3|A fair deal'] })
  const { posts } = await parseXlsx(bytes)
  let refusedCount = 0
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const damaged = Uint8Array.from(bytes)
    damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7))
    const outcome = await parseXlsx(damaged).catch((fault: { code?: string }) => fault)
    if ('posts' in outcome) expect(outcome.posts, `bit ${bit}`).toEqual(posts)
    else expect(outcome.code, `bit ${bit}`).toBe('INGEST_BINARY')
    if (!('posts' in outcome)) refusedCount += 1
  }
  expect(refusedCount).toBeGreaterThan(bytes.length * 3)
})
