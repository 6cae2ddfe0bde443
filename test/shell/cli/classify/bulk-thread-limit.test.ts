import { readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { toJsonl } from '../../../support/jsonl.js'
import { expectRefusal } from '../../../support/refusal.js'
import { newFolder, QUICK, type Ran, runCli } from '../cli-harness.js'

/** More than 16 times 1 MiB, in few posts of many bytes: scoring them is quick. */
const POST_COUNT = 440
const NOTE = 'x'.repeat(40_000)

const row = (index: number) => ({ id: `p${index}`, text: 'They rent it out.', note: NOTE })

describe('a thread that memory cannot hold while it is scored', () => {
  it.each([
    ['in one piece', (index: number) => ({ ...row(index), ...(index > 0 && { parentId: 'p0' }) })],
    ['scattered among others', (index: number) => ({ ...row(index), threadId: index % 200 === 1 ? `u${index}` : 'one' })],
    [
      'of rows that name no thread, one of which answers another',
      (index: number) => ({ ...row(index), ...(index === 7 && { parentId: 'p0' }) }),
    ],
  ])('is refused before it is scored, %s', async (_, post) => {
    const folder = newFolder()
    const path = folder.write('posts.jsonl', toJsonl(Array.from({ length: POST_COUNT }, (_, index) => post(index))))
    const argv = ['classify', ...QUICK, path, '--memory', '1', '--threads', '1', '--out', folder.path('scored.jsonl')]
    const ran = await runCli(argv)
    expectRefusal(ran, 65, 'INGEST_THREAD_TOO_LARGE: expected threads of at most 16 MiB, each post counted as 1536 bytes beside its own')
    expect(ran.stderr).toContain('--columns threadId=NAME')
    expect(readdirSync(dirname(path))).toEqual(['posts.jsonl'])
  })
})

describe('rows that name no thread', () => {
  const idsOf = (count: number): string[] => Array.from({ length: count }, (_, index) => `p${index}`)
  const write = (ids: readonly string[], note: string): string => {
    const rows = ids.map((id, index) => ({ id, text: `They rent out hall ${index % 700}, a smart way to earn.`, note }))
    return newFolder().write('posts.jsonl', toJsonl(rows))
  }
  const run = (path: string, ...argv: readonly string[]): Promise<Ran> =>
    runCli(['classify', ...QUICK, path, '--evidence', 'off', '--threads', '1', '--format', 'csv', ...argv])

  it('are one thread of any size: scored in parts as they are together', async () => {
    const path = write(idsOf(3300), NOTE.slice(0, 4000))
    const [whole, parts] = [await run(path, '--memory', '1024'), await run(path, '--memory', '1')]
    expect(parts.stderr).toContain('3,300 posts (3,300 roots, 0 replies, 1 thread) read as jsonl')
    expect(parts.stdout === whole.stdout).toBe(true)
  })

  it.each([
    ['throw', 65],
    ['skip', 0],
  ])('are refused where two have one id, however far apart: --on-bad-record %s', async (mode, code) => {
    const ran = await run(write([...idsOf(200), 'p3'], NOTE), '--memory', '1', '--on-bad-record', mode)
    expect(ran.code).toBe(code)
    expect(ran.stderr).toContain('line 201: expected every id once in thread "t1", got "p3" again (first on line 4)')
  })
})
