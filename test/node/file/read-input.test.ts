import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, describe, expect, it } from 'vitest'
import { readInput } from '../../../src/node/file/read-input.js'

const folder = mkdtempSync(join(tmpdir(), 'dealstance-read-input-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

describe('readInput', () => {
  it('reads a file and, for -, standard input', async () => {
    expect(await readInput(file('a.txt', '\ufeffhello\r\n'))).toBe('hello\r\n')
    // A letter cut in two by the chunks.
    const stdin = Readable.from([Buffer.from([0x68, 0xc3]), Buffer.from([0xa9])])
    expect(await readInput('-', { stdin })).toBe('hé')
  })

  it.each([
    ['a missing file', () => join(folder, 'none.txt'), 'INPUT_MISSING'],
    ['a path through a file', () => join(file('b.txt', 'x'), 'c.txt'), 'INPUT_MISSING'],
    ['a directory', () => folder, 'INPUT_IS_DIRECTORY'],
    ['an empty file', () => file('empty.txt', ''), 'INGEST_EMPTY'],
    ['a binary file', () => file('d.bin', new Uint8Array([1, 0, 2])), 'INGEST_BINARY'],
    ['a file of another encoding', () => file('e.txt', new Uint8Array([0x63, 0xe9])), 'INGEST_ENCODING'],
    ['a path with a zero byte', () => 'a\0b', 'INPUT_UNREADABLE'],
  ])('%s is one clear line that names the path', async (_name, path, code) => {
    const error: unknown = await readInput(path()).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ name: 'PipelineError', code })
    const { message } = error as Error
    expect(message.startsWith(`${path()}: ${code === 'INPUT_MISSING' ? 'no file at this path' : 'expected '}`)).toBe(true)
    expect(message).not.toContain('\n')
  })

  it('names stdin when it is empty or fails', async () => {
    await expect(readInput('-', { stdin: Readable.from([]) })).rejects.toThrow(/^stdin: expected/)
    const failing = new Readable({ read: (): void => void failing.destroy(Object.assign(new Error('gone'), { code: 'EIO' })) })
    await expect(readInput('-', { stdin: failing })).rejects.toMatchObject({ code: 'INPUT_UNREADABLE' })
  })
})
