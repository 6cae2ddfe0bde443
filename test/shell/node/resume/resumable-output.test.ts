import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { DealTies } from '../../../../src/pipeline/batch/deal-ties.js'
import { IngestCounter } from '../../../../src/read/record/ingest-counter.js'
import { checkAllScored, RECEIPTS_SCHEMA, type RunIdentity } from '../../../../src/shell/node/resume/receipts.js'
import { openResumable, type ResumableOutput, removeLeftBehind } from '../../../../src/shell/node/resume/resumable-output.js'
import { newFolder } from '../../cli/cli-harness.js'

const IDENTITY: RunIdentity = {
  schema: RECEIPTS_SCHEMA,
  version: '1',
  inputs: [{ name: 'posts.jsonl', sha256: 'a' }],
  modelSha256: 'b',
  optionsSha256: 'c',
}

const open = (path: string, isResuming: boolean): Promise<ResumableOutput> =>
  openResumable(path, { identity: IDENTITY, isResuming, prefix: new Uint8Array() })

/** Three batches of 1,000 records, not committed. @returns the output's path */
async function leaveBehind(): Promise<string> {
  const path = newFolder().path('scored.jsonl')
  const output = await open(path, false)
  for (let index = 0; index < 3; index++) {
    const counts = new IngestCounter().toCounts()
    const bytes = Buffer.from(`part ${index}\n`)
    await output.append({ index, bytes, recordCount: 1000, ties: new DealTies().counts(), since: 0, counts, posts: [] })
  }
  await output.close()
  await output.unlock()
  return path
}

function editReceipts(path: string, from: string | RegExp, to: string): void {
  const before = readFileSync(`${path}.receipts`, 'utf8')
  const after = before.replace(from, to)
  expect(after).not.toBe(before)
  writeFileSync(`${path}.receipts`, after)
}

describe('openResumable', () => {
  it('goes on behind all receipts, again and again', async () => {
    const path = await leaveBehind()
    for (let round = 0; round < 2; round++) {
      const output = await open(path, true)
      expect([output.resume.doneCount, output.droppedCount]).toEqual([3, 0])
      await output.close()
      await output.unlock()
    }
  })

  it.each([
    ['another place to go on from', /("index":1.*)"since":0/, '$1"since":1', 1],
    ['a negative length', /("index":1.*)"byteCount":\d+/, '$1"byteCount":-1', 1],
    ['a length that is a word', /("index":2.*)"byteCount":\d+/, '$1"byteCount":"x"', 2],
    ['no counts', /("index":0.*?),"counts":\{.*\},"chain"/, '$1,"chain"', 0],
    ['another count of posts', /("index":1.*)"post":0/, '$1"post":5', 1],
    ['another number of records', /("index":2.*)"recordCount":1000/, '$1"recordCount":2000', 2],
    ['a line taken out', /\{"index":1.*\n/, '', 1],
    ['a line of other words', /\{"index":1.*\n/, 'garbage\n', 1],
    ['a line of null', /\{"index":1.*\n/, 'null\n', 1],
  ])('believes receipts up to one with %s', async (_, from, to, doneCount) => {
    const path = await leaveBehind()
    editReceipts(path, from, to)
    const output = await open(path, true)
    expect(output.resume).toEqual({ doneCount, since: 0 })
    expect(output.droppedCount).toBe(to === '' ? 1 : 3 - doneCount)
    await output.close()
    await output.unlock()
  })

  it.each([
    ['no inputs', /"inputs":\[.*?\],/, ''],
    ['another model', '"modelSha256":"b"', '"modelSha256":"x"'],
    ['no JSON', /^.*\n/, 'garbage\n'],
    ['null', /^.*\n/, 'null\n'],
  ])('refuses receipts whose first line holds %s', async (_, from, to) => {
    const path = await leaveBehind()
    editReceipts(path, from, to)
    await expect(open(path, true)).rejects.toMatchObject({ code: 'RESUME_MISMATCH' })
    expect(existsSync(`${path}.partial`)).toBe(true)
    expect(existsSync(`${path}.lock`)).toBe(false)
  })
})

describe('checkAllScored', () => {
  it('refuses parts that do not hold all records', () => {
    expect(() => checkAllScored(3000, 3000, 'k.jsonl')).not.toThrow()
    expect(() => checkAllScored(1000, 3000, 'k.jsonl')).toThrow(/k\.jsonl: expected the parts to hold 3000 records, got 1000/)
  })
})

describe('removeLeftBehind', () => {
  it('removes what a run left, and nothing that is not ours', async () => {
    const path = await leaveBehind()
    await removeLeftBehind(path)
    expect(existsSync(`${path}.partial`) || existsSync(`${path}.receipts`)).toBe(false)
    writeFileSync(`${path}.partial`, 'of another program')
    await removeLeftBehind(path)
    writeFileSync(`${path}.receipts`, 'of another program')
    await removeLeftBehind(path)
    expect(existsSync(`${path}.partial`) && existsSync(`${path}.receipts`)).toBe(true)
  })
})
