import { expect, it } from 'vitest'
import type { CorpusPost } from '../../scripts/corpus/corpus.js'
import { extractCorpusFeatures } from '../../scripts/corpus/corpus-questions.js'
import {
  buildTaughtSet,
  buildTrainingSet,
  type TrainingSettings,
  trainingWeight,
} from '../../scripts/research/train/training-set.js'
import { SMALL_SETTINGS } from '../judge/stance/small-posts.js'
import { inRows } from '../support/in-rows.js'

const SETTINGS: TrainingSettings = {
  files: [
    { prefix: 'crowd-odd', weight: 0.25 },
    { prefix: 'crowd-', weight: 1 },
    { prefix: 'irony', weight: 0 },
  ],
  taught: { real: 2, 'more-neither': 0.5, more: 1 },
  disputedWeight: 0.5,
  linear: SMALL_SETTINGS,
}

function post(id: string, changes: Partial<CorpusPost> = {}): CorpusPost {
  const base = {
    threadId: 't',
    parentId: null,
    author: 'a',
    dealId: 'd',
    text: 'Acme leases',
    label: 'neither',
    kind: 'plain',
  }
  return {
    ...base,
    id,
    file: 'crowd-new',
    lineNumber: 1,
    part: 'natural',
    split: 'train',
    ...changes,
  } as CorpusPost
}

it.each([
  { changes: {}, weight: 1 },
  { changes: { file: 'crowd-odd-posts' }, weight: 0.25 },
  { changes: { file: 'irony' }, weight: 0 },
  { changes: { file: 'contrast' }, weight: 0 },
  { changes: { secondLabel: 'neither' }, weight: 1 },
  { changes: { secondLabel: 'retreat' }, weight: 0.5 },
  { changes: { unsure: true }, weight: 0.5 },
  { changes: { unsure: false, secondLabel: 'neither' }, weight: 1 },
  { changes: { unsure: true, secondLabel: 'retreat', file: 'crowd-odd' }, weight: 0.125 },
])('trainingWeight is $weight for $changes', ({ changes, weight }) => {
  expect(trainingWeight(post('1', changes), SETTINGS)).toBe(weight)
})

it('buildTrainingSet takes the posts of the given splits, weighted, without those of weight 0', () => {
  const posts = [
    post('1'),
    post('2', { split: 'dev', label: 'retreat' }),
    post('3', { file: 'irony' }),
    post('4', { split: 'test' }),
    post('5', { parentId: '1', unsure: true, text: 'no' }),
  ]
  const features = extractCorpusFeatures(posts)
  const set = buildTrainingSet(posts, features, SETTINGS, ['train', 'dev'])
  const rows = set.map(({ features: { postId }, label, weight }) => [postId, label, weight])
  expect(inRows(rows)).toEqual(['1 | neither | 1', '2 | retreat | 1', '5 | neither | 0.5'])
  expect(set[2]?.features.parent?.postId).toBe('1')
  expect(buildTrainingSet(posts, features, SETTINGS, [])).toEqual([])
})

it('buildTaughtSet weighs real posts by part, doubt, and label, and leaves out parts of weight 0', () => {
  const line = (text: string, label: string, part: string, unsure = false) =>
    JSON.stringify({ id: text, text, label, part, unsure })
  const lines = [
    line('one', 'retreat', 'real'),
    line('two', 'shrewd pivot', 'real', true),
    line('three', 'neither', 'more'),
    line('four', 'retreat', 'more'),
    line('five', 'retreat', 'list'),
    '',
  ].join('\n')
  const set = buildTaughtSet(lines, SETTINGS)
  const rows = set.map(({ features, label, weight }) => [features.text, label, weight])
  expect(inRows(rows.slice(0, 2))).toEqual(['one | retreat | 2', 'two | shrewd pivot | 1'])
  expect(inRows(rows.slice(2))).toEqual(['three | neither | 0.5', 'four | retreat | 1'])
  expect(buildTaughtSet('', SETTINGS)).toEqual([])
})
