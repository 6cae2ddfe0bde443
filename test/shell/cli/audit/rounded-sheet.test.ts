import { expect, it } from 'vitest'
import { readAudit } from '../../../../src/shell/node/audit/audit-log.js'
import { PIVOT, RETREAT, scoredPost } from '../../../count/scored-posts.js'
import { newFolder, runWell, toJsonl } from '../cli-harness.js'

const folder = newFolder()
const TEXTS = ['They gave up.', 'Capital light, less risk 👍', 'Hm', 'Hm']

it('finds rows of a saved CSV by thread, text and the digits left, says so, and names those that fit several posts', async () => {
  const posts = TEXTS.map((text, index) =>
    scoredPost(RETREAT, { id: `174550120000563${4100 + index}`, threadId: 't0', text }),
  )
  const scored = folder.write('scored.jsonl', toJsonl(posts))
  const rows = [...TEXTS, 'Another'].map((text) => `1745501200005630000;ben;${PIVOT};t0;"${text}"`)
  const sheet = folder.write('ben.csv', ['postId;coder;label;threadId;text', ...rows].join('\n'))
  const out = folder.path('audit.jsonl')
  const { stderr } = await runWell(['audit', scored, '--import', sheet, '--out', out])
  expect(stderr).toContain(
    'a spreadsheet rounded ids; 2 rows found by thread, text and the digits left',
  )
  expect(stderr).toContain(
    'not taken: 2 rows whose rounded ids and text are those of several posts (lines 4, 5)',
  )
  expect(stderr).toContain(
    'not taken: 1 row whose rounded ids and text are those of no post (line 6)',
  )
  const { labels } = await readAudit(out)
  expect(labels.map(({ postId }) => postId).sort()).toEqual(posts.slice(0, 2).map(({ id }) => id))
})
