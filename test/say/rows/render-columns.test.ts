import { parquetReadObjects } from 'hyparquet'
import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { createScoredParquet } from '../../../src/say/rows/render-parquet.js'
import { createColumnsRenderer } from '../../../src/say/rows/scored-columns.js'

const probabilities = { retreat: 0.00049, 'shrewd pivot': 0.25, neither: 0.74951 }
const judgement = { label: 'neither', lean: 'shrewd pivot', probabilities, status: 'scored' } as const
const post: ScoredPost = {
  id: 'a/1',
  threadId: 't',
  parentId: null,
  author: 'ann',
  createdAt: '2026-01-13T09:41:00.000Z',
  text: 'line\nand "quotes", 🦋',
  meta: { role: 'root', score: 1e-7 },
  ...judgement,
  deals: ['d'],
  stances: [{ dealId: 'd', by: 'text', ...judgement }],
  sentiment: 0.123456,
  reason: null,
  flags: ['truncated'],
  evidence: null,
  chain: [],
  model: 'linear-en',
}
const unscored: ScoredPost = {
  ...post,
  ...{ id: 'b', label: null, lean: null, probabilities: null, status: 'unscored' },
  ...{ deals: [], stances: [], createdAt: null, author: null, reason: 'no text' },
}

describe('createColumnsRenderer', () => {
  it('prints the names and values of the Parquet file, one flat object per line', async () => {
    const table = await createScoredParquet(STANCE_SCHEME)
    const bytes = Buffer.concat([table.add([post, unscored]), table.end()])
    const rows = await parquetReadObjects({ file: new Uint8Array(bytes).buffer })
    const render = createColumnsRenderer(STANCE_SCHEME)
    for (const [index, scored] of [post, unscored].entries()) {
      const line = render(scored)
      expect(line.endsWith('}\n')).toBe(true)
      expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify(rows[index])))
    }
  })

  it('prints numbers inside strings as JSON does', () => {
    const row = JSON.parse(createColumnsRenderer(STANCE_SCHEME)(post)) as Record<string, string>
    expect(row['meta']).toBe('{"role":"root","score":1e-7}')
    expect(row['stances']).toContain('"retreat":0.0005,')
    expect([row['p_retreat'], row['p_shrewd_pivot'], row['sentiment']]).toEqual([0.0005, 0.25, 0.1235])
  })
})
