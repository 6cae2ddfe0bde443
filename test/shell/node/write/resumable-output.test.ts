import { appendFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { sha256Of } from '../../../../src/base/text/sha256-text.js'
import {
  openResumable,
  type ResumableOutput,
  RUN_SCHEMA,
  type RunIdentity,
  removeLeftBehind,
} from '../../../../src/shell/node/write/resumable-output.js'
import { newFolder } from '../../cli/cli-harness.js'

const IDENTITY: RunIdentity = {
  schema: RUN_SCHEMA,
  version: '1',
  inputs: [{ name: 'posts.jsonl', sha256: 'a' }],
  modelSha256: 'b',
  optionsSha256: 'c',
}
const ROWS = ['{"id":"1"}\n', '{"id":"2"}\n', '{"text":"drei Äpfel"}\n', '{"id":"4"}\n']

const open = (path: string, isResuming: boolean): Promise<ResumableOutput> => openResumable(path, IDENTITY, isResuming)

async function leave(output: ResumableOutput): Promise<void> {
  await output.end()
  await output.unlock()
}

/** Four rows, not committed. @returns the output's path */
async function leaveBehind(): Promise<string> {
  const path = newFolder().path('scored.csv')
  const output = await open(path, false)
  await output.write(Buffer.from(ROWS.join('')))
  await leave(output)
  return path
}

describe('openResumable', () => {
  it('goes on behind all whole rows, again and again', async () => {
    const path = await leaveBehind()
    for (let round = 0; round < 2; round++) {
      const output = await open(path, true)
      for (const rows of [ROWS.slice(0, 1), ROWS.slice(1)]) expect(await output.takeWritten(rows.length)).toEqual(rows)
      expect(await output.takeWritten(1)).toBeNull()
      expect(await output.end()).toBe(sha256Of(readFileSync(`${path}.partial`)))
      await output.unlock()
    }
    expect(readFileSync(`${path}.partial`, 'utf8')).toBe(ROWS.join(''))
  })

  it.each([
    ['the middle of the last row', 2],
    ['the line feed of the last row', 1],
  ])('drops a part that is torn at %s, and gives the bytes and hash of an unbroken run', async (_, lost) => {
    const path = await leaveBehind()
    truncateSync(`${path}.partial`, readFileSync(`${path}.partial`).length - lost)
    const output = await open(path, true)
    expect([await output.takeWritten(1), await output.takeWritten(3)]).toEqual([ROWS.slice(0, 1), null])
    await output.write(Buffer.from(ROWS.slice(1).join('')))
    const sha256 = await output.end()
    await output.commit()
    await output.unlock()
    expect(readFileSync(path, 'utf8')).toBe(ROWS.join(''))
    expect(sha256).toBe(sha256Of(readFileSync(path)))
    expect([existsSync(`${path}.partial`), existsSync(`${path}.run`)]).toEqual([false, false])
  })

  it.each([
    ['where the header is torn', 3],
    ['where the file is empty', 0],
  ])('begins anew %s', async (_, length) => {
    const path = await leaveBehind()
    truncateSync(`${path}.partial`, length)
    const output = await open(path, true)
    expect(await output.takeWritten(1)).toBeNull()
    await leave(output)
    expect(readFileSync(`${path}.partial`, 'utf8')).toBe('')
  })

  it('takes no rows without --resume, and cuts off what no batch of the run wrote', async () => {
    const path = await leaveBehind()
    const anew = await open(path, false)
    expect(await anew.takeWritten(1)).toBeNull()
    await anew.write(Buffer.from(ROWS[0] ?? ''))
    await leave(anew)
    appendFileSync(`${path}.partial`, 'of another program')
    const output = await open(path, true)
    expect(await output.takeWritten(1)).toEqual(ROWS.slice(0, 1))
    await leave(output)
    expect(readFileSync(`${path}.partial`, 'utf8')).toBe(ROWS[0])
  })

  it.each([
    ['no inputs', /"inputs":\[.*?\],/, ''],
    ['another model', '"modelSha256":"b"', '"modelSha256":"x"'],
    ['no JSON', /^.*\n/, 'garbage\n'],
    ['null', /^.*\n/, 'null\n'],
  ])('refuses a run whose identity holds %s', async (_, from, to) => {
    const path = await leaveBehind()
    const before = readFileSync(`${path}.run`, 'utf8')
    writeFileSync(`${path}.run`, before.replace(from, to))
    expect(readFileSync(`${path}.run`, 'utf8')).not.toBe(before)
    await expect(open(path, true)).rejects.toMatchObject({ code: 'RESUME_MISMATCH' })
    expect(existsSync(`${path}.partial`)).toBe(true)
    expect(existsSync(`${path}.lock`)).toBe(false)
  })
})

describe('removeLeftBehind', () => {
  it('removes what a run left, and nothing that is not ours', async () => {
    const path = await leaveBehind()
    await removeLeftBehind(path)
    expect(existsSync(`${path}.partial`) || existsSync(`${path}.run`)).toBe(false)
    writeFileSync(`${path}.partial`, 'of another program')
    await removeLeftBehind(path)
    writeFileSync(`${path}.run`, 'of another program')
    await removeLeftBehind(path)
    expect(existsSync(`${path}.partial`) && existsSync(`${path}.run`)).toBe(true)
  })
})
