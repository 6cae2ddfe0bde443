import { expect, it } from 'vitest'
import { newFolder, runCli } from './cli-harness.js'

it('cite refuses one sentence on rows of several deals that no record describes', async () => {
  const folder = newFolder()
  const topics = ['plant', 'plant', 'shops']
  const rows = topics.map((topic, at) => `r${at},"They gave up, ${at}.",${topic}`)
  folder.write('posts.csv', ['id,text,topic', ...rows, ''].join('\n'))
  folder.write('deals.csv', 'mover,move,name\nHalden Ferries,sells its harbour lines,ferries\n')
  const scored = folder.path('scored.jsonl')
  const input = ['classify', folder.path('posts.csv'), '--model', 'linear-en']
  const deals = ['--columns', 'deal=topic', '--deals', folder.path('deals.csv')]
  await runCli([...input, ...deals, '--out', scored, '--quiet'])
  const { code, stderr } = await runCli(['cite', scored, '--quiet'])
  expect(code).toBe(64)
  expect(stderr).toContain(
    'the rows name 2 deals that no record describes: plant (2 posts), shops (1 post). ',
  )
})
