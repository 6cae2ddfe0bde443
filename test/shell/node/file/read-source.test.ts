import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { openSource, readWhole } from '../../../../src/shell/node/file/read-source.js'
import { failure } from '../../../support/caught.js'
import { newFolder } from '../../cli/cli-harness.js'

const { write } = newFolder()
const MEBIBYTE = 1024 * 1024
const options = { stdin: [] as unknown as AsyncIterable<Uint8Array>, headByteCount: 1000 }
const open = (path: string, changes: Partial<typeof options> = {}) =>
  openSource(path, { ...options, ...changes })
const TEXT = Array.from(
  { length: 5000 },
  (_, index) => `Line ${index} of a long file, with ${(index * 7919) % 1000} words 🦋\n`,
).join('')

it('gives up a text as soon as a line of it is too long, however long it would go on', async () => {
  let taken = 0
  const endless = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from('one line\nand ')
    for (; taken < 500; taken += 1) yield Buffer.alloc(MEBIBYTE, 'a')
  }
  await expect(open('-', { stdin: endless() }).then(readWhole)).rejects.toEqual(
    failure('INGEST_LINE_TOO_LONG', 'got a longer one on line 2'),
  )
  expect(taken).toBeLessThan(70)
})

it.each([
  ['plain', Buffer.from(TEXT)],
  ['gzip', gzipSync(TEXT)],
  [
    'gzip of several members',
    Buffer.concat([gzipSync(TEXT.slice(0, 5000)), gzipSync(TEXT.slice(5000))]),
  ],
])('reads %s, recognised by its first bytes', async (name, bytes) => {
  const path = write(`${name}.bin`, bytes)
  const source = await open(path)
  expect(source.isWhole).toBe(false)
  expect(source.head.length).toBeGreaterThanOrEqual(1000)
  expect(Buffer.from(await readWhole(source)).toString('utf8')).toBe(TEXT)
  const whole = await open(path, { headByteCount: 100 * MEBIBYTE })
  expect([whole.isWhole, Buffer.from(whole.head).toString('utf8') === TEXT]).toEqual([true, true])
})

it('reads an empty input as whole and empty', async () => {
  const { head, isWhole } = await open(write('empty', Buffer.alloc(0)))
  expect([head.length, isWhole]).toEqual([0, true])
})

it('refuses gzip that ends early', async () => {
  const path = write('short.gz', gzipSync(TEXT).subarray(0, 3000))
  const refused = failure(
    'INPUT_UNREADABLE',
    'expected gzip, got bytes that cannot be decompressed',
  )
  await expect(open(path, { headByteCount: 100 * MEBIBYTE })).rejects.toEqual(refused)
})

it('refuses zstd with the command that unpacks it', async () => {
  const refused = failure(
    'INPUT_UNREADABLE',
    /expected plain bytes or gzip, got zstd.*zstd -dc --long=31 FILE > UNPACKED, and give UNPACKED/,
  )
  await expect(
    open(write('a.zst', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0, 1, 0, 0]))),
  ).rejects.toEqual(refused)
})

it('reads gzip whatever the pieces that it comes in', async () => {
  const bytes = gzipSync(TEXT)
  for (const size of [1, 3, 4096]) {
    const pieces = async function* (): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
    }
    expect(
      Buffer.from(await readWhole(await open('-', { stdin: pieces() }))).toString('utf8') === TEXT,
    ).toBe(true)
  }
})
