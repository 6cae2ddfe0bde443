import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { IngestCounter } from '../../../../src/read/record/ingest-counter.js'
import { openLineFile } from '../../../../src/shell/node/batch/open-line-file.js'
import { scanBlocks } from '../../../../src/shell/node/batch/scan-lines.js'
import { openSource } from '../../../../src/shell/node/file/read-source.js'
import { createSpillFolder } from '../../../../src/shell/node/spill/spill-folder.js'
import { toJsonl } from '../../../jsonl.js'
import { bulkPosts } from '../../cli/classify/bulk-posts.js'
import { newFolder } from '../../cli/cli-harness.js'

const POSTS = toJsonl(bulkPosts({ threads: 3, replies: 4 }))

/** @returns how many lines were seen */
async function scan(lastLine: string | Uint8Array, onBadRecord: 'throw' | 'skip'): Promise<number> {
  const path = newFolder().write('posts.jsonl', Buffer.concat([Buffer.from(POSTS), Buffer.from(lastLine)]))
  const source = await openSource(path, { stdin: Readable.from([]), headByteCount: 1024, maxWindowByteCount: 1024 })
  const input = { name: 'posts.jsonl', form: 'jsonl', threadId: 't1', columns: null } as const
  const options = { folder: createSpillFolder(), inputCount: 1, onBadRecord, summary: new IngestCounter() }
  let count = 0
  for await (const block of scanBlocks(await openLineFile(path, 0, source, input, options))) block.forEach(() => void count++)
  return count
}

describe('scanBlocks', () => {
  it.each([
    ['no JSON', 'no json', /^posts\.jsonl: line 16: /],
    ['a line that is cut', '{"id":"p9","threadId":"t9","text":"It is a ret', /^posts\.jsonl: line 16: /],
    ['a record of our own without text', '{"id":"p9","threadId":"t9","author":null}', /^posts\.jsonl: line 16: /],
  ])('refuses %s when it looks through a strict file, and passes it over else', async (_, line, message) => {
    await expect(scan(line, 'throw')).rejects.toThrow(message)
    expect(await scan(line, 'skip')).toBe(16)
  })

  it('takes records with another line end, and leaves bytes that are no text to the reader', async () => {
    expect(await scan('{"id":"p9","threadId":"t9","text":"a retreat"}\r\n', 'throw')).toBe(16)
    expect(await scan(Buffer.from([0x7b, 0xff, 0x7d]), 'throw')).toBe(16)
  })
})
