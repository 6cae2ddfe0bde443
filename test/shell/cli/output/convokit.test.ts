import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { fromJsonl, toJsonl } from '../../../support/jsonl.js'
import { expectRefusal } from '../../../support/refusal.js'
import { newFolder, runCli, runWell, SAMPLE } from '../cli-harness.js'

const UTTERANCES = fileURLToPath(new URL('../../../fixtures/import/convokit-utterances.jsonl', import.meta.url))
const FILES = ['conversations.json', 'corpus.json', 'index.json', 'speakers.json', 'utterances.jsonl']

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

  it('ingest --format convokit writes a folder that gives the same words, authors and answers', async () => {
    const folder = newFolder()
    await runWell(['ingest', SAMPLE, '--format', 'convokit', '--out', folder.path('corpus')])
    expect(readdirSync(folder.path('corpus')).sort()).toEqual(FILES)
    const posts = (text: string): unknown[] => fromJsonl(text).map(({ meta: _meta, createdAt: _time, ...post }) => post)
    const back = await runCli(['ingest', folder.path('corpus')])
    const read = fromJsonl((await runCli(['ingest', SAMPLE])).stdout).filter(({ meta }) => (meta as { role: string }).role !== 'header')
    expect(posts(back.stdout)).toEqual(posts(toJsonl(read)))
  })

  it('classify --format convokit keeps the results apart', async () => {
    const folder = newFolder()
    const out = folder.path('scored')
    await runWell(['classify', SAMPLE, '--model', 'linear-en', '--format', 'convokit', '--out', out, '--quiet'])
    const first = JSON.parse(folder.read('scored/utterances.jsonl').split('\n')[0] ?? '') as { meta: { dealstance: { stance: object } } }
    expect(Object.keys(first.meta.dealstance.stance)).toEqual(
      expect.arrayContaining(['label', 'lean', 'probabilities', 'status', 'deals', 'model']),
    )
  })

  it('needs a folder, and one without other files', async () => {
    const folder = newFolder()
    expectRefusal(await runCli(['ingest', SAMPLE, '--format', 'convokit']), 64, 'expected --out with the name of a folder')
    folder.write('notes.txt', 'mine')
    expectRefusal(await runCli(['ingest', SAMPLE, '--format', 'convokit', '--out', folder.path('.')]), 74, 'notes.txt')
    expect(existsSync(folder.path('utterances.jsonl'))).toBe(false)
  })
})
