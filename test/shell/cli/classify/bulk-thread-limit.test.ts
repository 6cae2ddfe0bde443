import { readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { toJsonl } from '../../../jsonl.js'
import { newFolder, QUICK, runCli } from '../cli-harness.js'

/** More than 16 times 1 MiB, at 1,536 bytes a post beside its own. */
const POST_COUNT = 11_000
const NOTE = 'x'.repeat(100)

describe('a thread that memory cannot hold while it is scored', () => {
  it.each([
    ['in one piece', (index: number) => ({ id: `p${index}`, text: 'They rent it out.', note: NOTE })],
    [
      'scattered among others',
      (index: number) => ({ id: `p${index}`, text: 'They rent it out.', ...(index % 5000 === 1 && { threadId: `u${index}` }), note: NOTE }),
    ],
  ])('is refused before it is scored, %s', async (_, post) => {
    const folder = newFolder()
    const path = folder.write('posts.jsonl', toJsonl(Array.from({ length: POST_COUNT }, (_, index) => post(index))))
    const argv = ['classify', ...QUICK, path, '--memory', '1', '--threads', '1', '--out', folder.path('scored.jsonl')]
    const { code, stderr } = await runCli(argv)
    expect(code).toBe(65)
    expect(stderr).toContain('INGEST_THREAD_TOO_LARGE: expected threads of at most 16 MiB, each post counted as 1536 bytes beside its own')
    expect(stderr).toContain('--columns threadId=NAME')
    expect(readdirSync(dirname(path))).toEqual(['posts.jsonl'])
  })
})
