import { expect, it } from 'vitest'
import type { CorpusDeal, CorpusPost } from '../../scripts/corpus/corpus.js'
import {
  buildCorpusQuestions,
  extractCorpusFeatures,
} from '../../scripts/corpus/corpus-questions.js'
import { STANCE_SCHEME } from '../../src/base/scheme/stance-scheme.js'
import { inRows } from '../support/in-rows.js'

const NEITHER = STANCE_SCHEME.labels[2]

function corpusPost(id: string, parentId: string | null, text: string, threadId = 't'): CorpusPost {
  const base = {
    author: 'a',
    dealId: 'deal',
    label: NEITHER,
    kind: 'plain',
    file: 'crowd-x',
    lineNumber: 1,
    part: 'natural',
    split: 'dev',
  }
  return { ...base, id, parentId, text, threadId } as CorpusPost
}

const DEAL: CorpusDeal = {
  id: 'deal',
  mover: 'Acme',
  counterparties: [],
  move: 'Acme leases.',
  parties: [],
  aliases: [],
  date: '2026',
}

it('buildCorpusQuestions gives each post in its thread, with threads as clusters', () => {
  const posts = [
    corpusPost('1', null, 'Acme leases'),
    corpusPost('2', '1', 'no'),
    corpusPost('3', null, 'elsewhere', 'u'),
  ]
  const questions = buildCorpusQuestions(posts, extractCorpusFeatures(posts), [DEAL])
  const rows = inRows(questions.map(({ id, clusterId, goldLabel }) => [id, clusterId, goldLabel]))
  expect(rows).toEqual([`1 | t | ${NEITHER}`, `2 | t | ${NEITHER}`, `3 | u | ${NEITHER}`])
  expect(questions[1]?.input.features.parent).toBe(questions[0]?.input.features)
  expect(questions[2]?.input).toMatchObject({ features: { depth: 0 }, target: { dealId: 'deal' } })
  expect(buildCorpusQuestions(posts, extractCorpusFeatures(posts), [])[0]?.input.target).toBeNull()
})
