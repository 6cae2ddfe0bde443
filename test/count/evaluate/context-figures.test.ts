import { describe, expect, it } from 'vitest'
import type { CorpusPost } from '../../../scripts/corpus/corpus.js'
import { extractCorpusFeatures } from '../../../scripts/corpus/corpus-questions.js'
import { measureContext } from '../../../scripts/research/evaluate/context-figures.js'
import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import { surrenderClassifier as classifier } from '../../judge/stance/small-posts.js'

const [RETREAT, PIVOT, NEITHER] = STANCE_SCHEME.labels as readonly [string, string, string]

function post(id: string, parentId: string | null, text: string, label: string, kind = 'plain'): CorpusPost {
  return {
    id,
    threadId: 't',
    parentId,
    author: id,
    dealId: 'd',
    text,
    label,
    kind,
    file: 'f',
    lineNumber: 1,
    part: 'natural',
    split: 'dev',
  }
}

describe('measureContext', () => {
  const posts = [
    post('1', null, 'a surrender', RETREAT),
    post('2', '1', 'yes', RETREAT, 'agreement'),
    post('3', '1', 'no', PIVOT, 'disagreement'),
    post('4', null, 'the filing', NEITHER),
    post('5', '4', 'yes', NEITHER),
  ]

  it('measures the effect of context on replies, by group', async () => {
    const rows = await measureContext(classifier, posts, extractCorpusFeatures(posts), [])
    const rowOf = (group: string) => rows.find((row) => row.group === group)
    expect(rowOf('all')?.postCount).toBe(5)
    // Alone both replies to the surrender are read as "neither"; in the thread both are right.
    expect(rowOf('agrees or objects (kind)')).toMatchObject({ postCount: 2, off: { sidesF1: 0 }, on: { sidesF1: 1 } })
    expect(rowOf('answers a post that takes no side')).toMatchObject({ postCount: 1 })
    const flat = rowOf('answers a post that takes no side')
    expect(flat?.on).toEqual(flat?.off)
    expect(rowOf('depth 1')?.postCount).toBe(3)
    expect(rowOf('depth 2')).toBeUndefined()
  })
})
