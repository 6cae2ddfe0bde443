import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { fromJsonl, newFolder, runCli, runWell } from '../cli-harness.js'

const UTTERANCES = fileURLToPath(new URL('../../../fixtures/import/convokit-utterances.jsonl', import.meta.url))

describe('ConvoKit corpora on the command line', () => {
  it('a folder is an input: its utterances are records with known names', async () => {
    const folder = newFolder()
    folder.write('utterances.jsonl', readFileSync(UTTERANCES, 'utf8'))
    const { stdout } = await runWell(['ingest', folder.path('.')])
    expect(fromJsonl(stdout)).toMatchObject([
      { id: 'u1', threadId: 'u1', parentId: null, author: 'ada', createdAt: '2026-06-05T08:00:00.250Z' },
      { id: 'u2', threadId: 'u1', parentId: 'u1', author: 'bo', createdAt: '2026-06-05T09:00:00.000Z' },
      { id: 'u3', threadId: 'u1', parentId: 'u2', author: null, text: '', meta: { node: 'deleted' } },
      { id: 'u4', threadId: 'u1', parentId: null, author: 'cy', meta: { missingParent: 'u99' } },
      { id: 'v1', threadId: 'v1', parentId: null, author: 'ada', meta: { timeText: '12' } },
    ])
  })

  it('a speaker [unknown] is an unknown author', async () => {
    const folder = newFolder()
    folder.write('utterances.jsonl', '{"id":"a","conversation_id":"a","text":"r","speaker":"[unknown]","reply-to":null}\n')
    expect(fromJsonl((await runCli(['ingest', folder.path('utterances.jsonl')])).stdout)).toMatchObject([{ author: null }])
  })
})
