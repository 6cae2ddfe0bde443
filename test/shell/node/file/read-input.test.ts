import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import { KNOWN_DEALS } from '../../../../src/judge/deals/known-deals.js'
import { readInput } from '../../../../src/shell/node/file/read-source.js'
import { readOwnDeals } from '../../../../src/shell/node/read-deals.js'
import { newFolder } from '../../cli/cli-harness.js'

const folder = newFolder()

it('reads a file and, for -, standard input', async () => {
  expect(await readInput(folder.write('a.txt', '\ufeffhello\r\n'))).toBe('hello\r\n')
  // A letter cut in two by the chunks.
  const stdin = Readable.from([Buffer.from([0x68, 0xc3]), Buffer.from([0xa9])])
  expect(await readInput('-', { stdin })).toBe('hé')
})

it.each([
  ['a missing file', () => folder.path('none.txt'), 'INPUT_MISSING'],
  ['a path through a file', () => join(folder.write('b.txt', 'x'), 'c.txt'), 'INPUT_MISSING'],
  ['a directory', () => folder.path(''), 'INPUT_IS_DIRECTORY'],
  ['an empty file', () => folder.write('empty.txt', ''), 'INGEST_EMPTY'],
  ['a binary file', () => folder.write('d.bin', new Uint8Array([1, 0, 2])), 'INGEST_BINARY'],
  [
    'a file of another encoding',
    () => folder.write('e.txt', new Uint8Array([0x63, 0xe9])),
    'INGEST_ENCODING',
  ],
  ['a path with a zero byte', () => 'a\0b', 'INPUT_UNREADABLE'],
])('%s is one clear line that names the path', async (_name, path, code) => {
  const error: unknown = await readInput(path()).catch((caught: unknown) => caught)
  expect(error).toMatchObject({ name: 'PipelineError', code })
  const { message } = error as Error
  expect(
    message.startsWith(
      `${path()}: ${code === 'INPUT_MISSING' ? 'no file at this path' : 'expected '}`,
    ),
  ).toBe(true)
  expect(message).not.toContain('\n')
})

it('gives deals from standard input too', async () => {
  expect(await readOwnDeals('-', { stdin: Readable.from(['[]']) })).toEqual(KNOWN_DEALS)
})

it('names stdin when it is empty or fails', async () => {
  await expect(readInput('-', { stdin: Readable.from([]) })).rejects.toThrow(/^stdin: expected/)
  const failing = new Readable({
    read: (): void => void failing.destroy(Object.assign(new Error('gone'), { code: 'EIO' })),
  })
  await expect(readInput('-', { stdin: failing })).rejects.toMatchObject({
    code: 'INPUT_UNREADABLE',
  })
})
