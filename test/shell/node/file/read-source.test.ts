import { execFileSync, spawnSync } from 'node:child_process'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decompress } from '../../../../src/shell/node/file/decompress.js'
import { openSource, readWhole } from '../../../../src/shell/node/file/read-source.js'
import { failure } from '../../../support/caught.js'
import { runCount } from '../../../support/run-count.js'
import { newFolder } from '../../cli/cli-harness.js'
import { storeZstd } from './store-zstd.js'

const numRuns = runCount()
const { write } = newFolder()
const MEBIBYTE = 1024 * 1024
const options = { stdin: [] as unknown as AsyncIterable<Uint8Array>, headByteCount: 1000 }
const open = (path: string, changes: Partial<typeof options> = {}) => openSource(path, { ...options, ...changes })
const TEXT = Array.from({ length: 5000 }, (_, index) => `Line ${index} of a long file, with ${(index * 7919) % 1000} words 🦋\n`).join('')
const hasZstd = spawnSync('zstd', ['--version']).status === 0

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size)
}

async function unpack(bytes: Uint8Array, pieceSize = 4096): Promise<string> {
  const pieces: Uint8Array[] = []
  for await (const piece of decompress(inPieces(bytes, pieceSize), 'x.zst', () => {})) pieces.push(piece)
  return Buffer.concat(pieces).toString('utf8')
}

describe('openSource', () => {
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
    ['gzip of several members', Buffer.concat([gzipSync(TEXT.slice(0, 5000)), gzipSync(TEXT.slice(5000))])],
    ['zstd', storeZstd([Buffer.from(TEXT)])],
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

  it.each([
    ['gzip', gzipSync(TEXT).subarray(0, 3000)],
    ['zstd', storeZstd([Buffer.from(TEXT)]).subarray(0, 3000)],
  ])('refuses %s that ends early', async (name, bytes) => {
    const path = write(`short.${name}`, bytes)
    const refused = failure('INPUT_UNREADABLE', `expected ${name}, got bytes that cannot be decompressed`)
    await expect(open(path, { headByteCount: 100 * MEBIBYTE })).rejects.toEqual(refused)
  })

  it('refuses a window above the limit before anything is decoded', async () => {
    const path = write('wide.zst', storeZstd([Buffer.from(TEXT)], { windowLog: 31 }))
    await expect(open(path)).rejects.toEqual(failure('INPUT_UNREADABLE', /window of at most 8 MiB.*zstd -dc --long=31/))
  })
})

describe('a stream in zstd', () => {
  it(`restores the stored bytes, whatever the chunks (${numRuns} runs)`, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }),
        fc.integer({ min: 1, max: 50 }),
        async (texts, size) => {
          const bytes = storeZstd(texts.map((text) => Buffer.from(text)))
          expect(await unpack(bytes, size)).toBe(texts.map((text) => Buffer.from(text).toString('utf8')).join(''))
        },
      ),
      { numRuns: Math.min(numRuns, 2000) },
    )
  })

  it.skipIf(!hasZstd).each([['-3'], ['-19'], ['-1', '--check']])('reads what the program zstd %s %s writes', async (...level) => {
    const bytes = execFileSync('zstd', ['-q', '-c', ...level], { input: TEXT, maxBuffer: 100 * MEBIBYTE })
    const twice = Buffer.concat([bytes, Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]), bytes])
    expect((await unpack(bytes, 777)) === TEXT).toBe(true)
    expect((await unpack(twice, 65_536)) === TEXT + TEXT).toBe(true)
  })

  const PARTS = [TEXT.slice(0, 60_000), TEXT.slice(60_000, 60_010), TEXT.slice(60_010)]
  const SKIPPED = Buffer.from([0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3])
  const framesOf = (parts: readonly string[]): Buffer[] => parts.map((part) => storeZstd([Buffer.from(part)]))

  it.each([
    ['of several frames', framesOf(PARTS)],
    ['with skippable frames between and last', framesOf(PARTS).flatMap((frame) => [frame, SKIPPED])],
    ['with an empty frame', [storeZstd([Buffer.alloc(0)]), ...framesOf(PARTS)]],
  ])('%s is read to its end, whatever the chunks', async (_what, frames) => {
    for (const size of [1, 7, 4096, 1 << 20]) expect((await unpack(Buffer.concat(frames), size)) === TEXT).toBe(true)
  })

  it.each([
    ['within its first frame', 3000],
    ['within its last frame', -3],
    ['within the header of a frame', 2 + storeZstd([Buffer.from(TEXT)]).length],
  ])('is refused where it ends %s', async (_where, end) => {
    const twice = Buffer.concat([storeZstd([Buffer.from(TEXT)]), storeZstd([Buffer.from(TEXT)])])
    await expect(unpack(twice.subarray(0, end), 1000)).rejects.toEqual(
      failure('INPUT_UNREADABLE', 'expected zstd, got bytes that cannot be decompressed'),
    )
  })

  it('is refused where other bytes follow a frame', async () => {
    const frame = storeZstd([Buffer.from(TEXT)])
    await expect(unpack(Buffer.concat([frame, Buffer.from('and words')]))).rejects.toEqual(failure('INPUT_UNREADABLE', /expected zstd/))
  })

  it('rejects a frame of nothing', async () => {
    await expect(unpack(Buffer.concat([storeZstd([]).subarray(0, 6), Buffer.from('only words, no block')]), 7)).rejects.toEqual(
      failure('INPUT_UNREADABLE'),
    )
  })
})
