import { mkdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { post } from '../../../base/thread/post-example.js'
import { newFolder, QUICK, runWell, toJsonl } from '../cli-harness.js'

const POSTS = toJsonl([
  { ...post('1', null, 'A smart move, if you ask me.'), author: 'quietann' },
  { ...post('2', '1', '@quietann it is a sad retreat'), author: 'loudbob' },
  { ...post('3', '1', 'See https://x.com/quietann for more of that nonsense'), author: 'loudbob' },
  { ...post('4', '2', 'No idea, honestly'), author: 'quietcat' },
])

it('--pseudonymise hides every name in posts and scored posts, alike in each run with the key', async () => {
  const folder = newFolder()
  mkdirSync(folder.path('data'))
  const posts = folder.write('posts.jsonl', POSTS)
  const key = folder.path('people.key')
  const argv = ['classify', posts, ...QUICK, '--pseudonymise']
  const first = await runWell([...argv, `new:${key}`, '--out', folder.path('data/scored.jsonl')])
  expect(first.stderr).toContain('names in plain words stay in texts')
  const scored = await runWell([...argv, key])
  const written = folder.read('data/scored.jsonl')
  for (const text of [written, scored.stdout]) expect(text).not.toMatch(/quietann|loudbob|quietcat/)
  const namesIn = (text: string) => [...new Set(text.match(/"author":"[^"]+"/g))]
  expect(namesIn(scored.stdout)).toEqual(namesIn(written))
})
