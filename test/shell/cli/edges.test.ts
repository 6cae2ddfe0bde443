import { lstatSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  expectOneLine,
  expectRefusal,
  fromJsonl,
  newFolder,
  runCli,
  runWell,
  toJsonl,
} from './cli-harness.js'

const folder = newFolder()
const POSTS = [{ id: 'a', threadId: 't', text: 'They gave up.' }]

describe('an output', () => {
  it.skipIf(process.platform === 'win32')(
    'on a link to a file that is not there makes that file, and keeps the link',
    async () => {
      const input = folder.write('link/posts.jsonl', toJsonl(POSTS))
      symlinkSync('../target/new.jsonl', folder.path('link/one'))
      symlinkSync('one', folder.path('link/two'))
      folder.write('target/other', '')
      await runWell(['ingest', input, '--out', folder.path('link/two')])
      expect(fromJsonl(folder.read('target/new.jsonl'))).toHaveLength(1)
      for (const name of ['one', 'two'])
        expect(lstatSync(folder.path(`link/${name}`)).isSymbolicLink()).toBe(true)
    },
  )

  it.skipIf(process.platform === 'win32')('on a loop of links is refused', async () => {
    const input = folder.write('loop/posts.jsonl', toJsonl(POSTS))
    symlinkSync('two', folder.path('loop/one'))
    symlinkSync('one', folder.path('loop/two'))
    const path = folder.path('loop/one')
    expectRefusal(
      await runCli(['ingest', input, '--out', path]),
      74,
      `OUTPUT_UNWRITABLE: ${path}: expected a place to write to, got links that lead to each other in a loop.`,
    )
    expect(lstatSync(path).isSymbolicLink()).toBe(true)
  })
})

describe('an input', () => {
  it('that is missing is named without what moves the cursor', async () => {
    const ran = await runCli(['ingest', folder.path('no\u001b[31m\u009b2J.csv')])
    expect(ran.code).toBe(66)
    expect(ran.stderr).toContain('no␛[31m\ufffd2J.csv: no file at this path')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it looks for them
    expect(ran.stderr).not.toMatch(/[\u001b\u009b]/)
  })

  it.each(['null', '"They gave up."', 'true'])('%s in a .json is no post', async (text) => {
    const path = folder.write('one.json', text)
    expectRefusal(
      await runCli(['ingest', path]),
      65,
      `INGEST_JSON_BROKEN: ${path}: expected one JSON array of posts, got one value of another kind.`,
    )
  })

  it.each([
    [
      'twice.jsonl',
      '{"id":"a","text":"No","author":"ann","author":"bo"}\n{"id":"b","text":"Yes"}\n',
    ],
    ['twice.json', '[{"id":"a","text":"No"},{"id":"b","author":"ann","text":"Yes","author":"bo"}]'],
  ])('%s with a key twice says which value was taken', async (name, text) => {
    const { stdout, stderr } = await runWell(['ingest', folder.write(name, text)])
    expect(
      stderr.match(/JSON holds the key "author" twice in one object: the last value was taken/g),
    ).toHaveLength(1)
    expect(fromJsonl(stdout).filter(({ author }) => author === 'bo')).toHaveLength(1)
  })

  // Written with iconv: 手放した賢い判断 and Они отказались от этого.
  it.each([
    ['Shift-JIS', '8ee895fa82b582bd8c8b82a294bb92f3'],
    ['windows-1251', 'cee7e820eef2eae0e7e0ebe8f1fc20eef220fdf2eee3ee2e'],
    ['windows-1253', 'c5e3eae1f4dceb e5e9f8e1ed'.replace(' ', '')],
    ['EUC-KR', 'c1a6b0a1c6f7b1e2c7df'],
  ])('in %s is refused, with the way on', async (_, hex) => {
    const bytes = Buffer.concat([
      Buffer.from('id,text\n1,'),
      Buffer.from(hex, 'hex'),
      Buffer.from('\n'),
    ])
    const path = folder.write('other.csv', bytes)
    expectOneLine(await runCli(['ingest', path]), 65, 'Save the file as UTF-8')
  })

  it('in windows-1252 is read, with a note', async () => {
    const text =
      'id,text\n1,"Ils ont cédé. «\u00a0C\'est une déroute\u00a0» – naïveté, à l\'évidence: où sont passés les déçus?"\n'
    const { stdout, stderr } = await runWell([
      'ingest',
      folder.write('old.csv', Buffer.from(text.replace('–', '-'), 'latin1')),
    ])
    expect(fromJsonl(stdout)[0]?.text).toContain('déroute')
    expect(stderr).toContain('read as windows-1252')
  })

  it('in UTF-16 without a mark is named so', async () => {
    const path = folder.write('wide.csv', Buffer.from('id,text\n1,They gave up.\n', 'utf16le'))
    expectRefusal(
      await runCli(['ingest', path]),
      65,
      `INGEST_BINARY: ${path}: expected text, got what looks like UTF-16`,
    )
  })
})

describe('the page', () => {
  afterEach(() => {
    vi.doUnmock('../../../src/shell/node/file/package-root.js')
    vi.resetModules()
  })

  it('on a port that is taken says that labels kept there are not shown', async () => {
    const { serveLoopback } = await import('../../../src/shell/node/page/loopback.js')
    const other = createServer()
    const port = await new Promise<number>((resolve) =>
      other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port)),
    )
    const moved = await serveLoopback(() => {}, { maxBodyBytes: 1, port })
    expect(moved.takenPort).toBe(port)
    await moved.close()
    await new Promise((resolve) => other.close(resolve))
    const free = await serveLoopback(() => {}, { maxBodyBytes: 1, port })
    expect(free.takenPort).toBeUndefined()
    expect(new URL(free.url).port).toBe(String(port))
    await free.close()
  })

  it('without its build names the command that makes it', async () => {
    const root = folder.path('package')
    vi.doMock('../../../src/shell/node/file/package-root.js', async (load) => ({
      ...(await load<object>()),
      PACKAGE_ROOT: root,
    }))
    vi.resetModules()
    const { page } = await import('../../../src/shell/cli/command/page.js')
    let stderr = ''
    const io = {
      stdin: [] as unknown as AsyncIterable<string>,
      stdout: { write: () => {} },
      stderr: { write: (text: string | Uint8Array) => void (stderr += String(text)) },
      env: {},
    }
    expect(await page([], io)).toBe(66)
    expect(stderr).toMatch(/^dealstance: INPUT_MISSING: .* npm run prepare.*\n$/)
  })
})
