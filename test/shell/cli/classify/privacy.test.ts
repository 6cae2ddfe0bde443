import { mkdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { fromJsonl } from '../../../support/jsonl.js'
import { expectRefusal } from '../../../support/refusal.js'
import { newFolder, QUICK, runCli, runWell } from '../cli-harness.js'

const post = (id: string, author: string, text: string, parentId: string | null = null) =>
  JSON.stringify({
    id,
    threadId: 't',
    parentId,
    author,
    createdAt: '2026-02-03T04:05:06.000Z',
    text,
    meta: { role: parentId === null ? 'root' : 'reply' },
  })

const POSTS = [
  post('1', 'quietann', 'A smart move, if you ask me.'),
  post('2', 'loudbob', '@quietann it is a sad retreat', '1'),
  post('3', 'loudbob', 'See https://x.com/quietann for more of that nonsense', '1'),
  post('4', 'quietcat', 'No idea, honestly', '2'),
].join('\n')

describe('--pseudonymise', () => {
  it('hides every name in posts and scored posts, alike in each run with the key', async () => {
    const folder = newFolder()
    mkdirSync(folder.path('data'))
    const posts = folder.write('posts.jsonl', POSTS)
    const key = folder.path('people.key')
    const first = await runWell([
      ...['classify', posts, ...QUICK, '--pseudonymise', `new:${key}`],
      ...['--out', folder.path('data/scored.jsonl')],
    ])
    const written = folder.read('data/scored.jsonl')
    expect(written).not.toMatch(/quietann|loudbob|quietcat/)
    expect(first.stderr).toContain('names in plain words, as articles give their speakers, stay in texts')
    const scored = await runCli(['classify', posts, ...QUICK, '--pseudonymise', key, '--format', 'jsonl', '--evidence', 'on'])
    expect(scored.stdout).not.toMatch(/quietann|loudbob|quietcat/)
    const namesIn = (text: string) => [...new Set(text.match(/"author":"[^"]+"/g))]
    expect(namesIn(scored.stdout)).toEqual(namesIn(written))
    const streamed = await runCli(['classify', posts, ...QUICK, '--pseudonymise', key, '--memory', '1', '--format', 'jsonl'])
    expect(streamed.stdout).not.toMatch(/quietann|loudbob|quietcat/)
    const labels = (text: string) => fromJsonl(text).map(({ label }) => label)
    expect(labels(scored.stdout)).toEqual(labels((await runCli(['classify', posts, ...QUICK, '--format', 'jsonl'])).stdout))
  })

  it('refuses a key beside the data', async () => {
    const folder = newFolder()
    const posts = folder.write('posts.jsonl', POSTS)
    const argv = ['classify', posts, ...QUICK, '--pseudonymise', `new:${folder.path('k')}`, '--out', folder.path('out.jsonl')]
    expectRefusal(await runCli(argv), 64, 'expected a key outside of the folder that is written to')
    expectRefusal(await runCli(['classify', posts, '--pseudonymise', 'new:']), 64, '--pseudonymise new:KEYFILE')
  })
})
