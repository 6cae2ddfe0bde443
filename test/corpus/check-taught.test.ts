import { describe, expect, it } from 'vitest'
import { checkTaught, type TaughtFiles } from '../../scripts/corpus/check-taught.js'
import { readTaughtFiles } from '../../scripts/corpus/read-corpus.js'
import { toJsonl } from '../support/jsonl.js'

const hash = (digit: string) => digit.repeat(64)
const labelled = (id: string, change: object = {}) => ({
  id,
  source: 'someone/threads',
  sha256: hash('a'),
  deal: 'ferry',
  label: 'neither',
  readers: ['neither', 'retreat', 'neither'],
  unsure: false,
  part: 'real',
  ...change,
})
const SOURCE = {
  repository: 'someone/threads',
  commit: 'c'.repeat(40),
  platform: 'a forum',
  form: 'a table',
  licence: 'none stated',
  posts: 2,
  replies: 1,
  fetched: 'by hand',
  keptApart: ['mtcsd-Tesla-14'],
}
const REPLY = {
  id: 'a-4',
  source: 'someone/threads',
  path: 'threads.csv',
  sha256: hash('9'),
  answered: { path: 'threads.csv', sha256: hash('8') },
  deal: 'ferry',
  label: 'retreat',
  readers: ['retreat'],
  relation: 'agrees',
  unsure: false,
  part: 'reply',
}
const POOLED = {
  id: 'a-3',
  source: 'someone/threads',
  sha256: hash('d'),
  deal: 'ferry',
  part: 'pool',
}
const COMMENT = { ...POOLED, label: 'neither', readers: ['neither'], unsure: false }
const MEASURED = [
  { id: 'real-posts-001', sha256: hash('e'), label: 'neither' },
  { id: 'Bitcoin-9-1-2', sha256: hash('f'), depth: 2 },
]

/** Files of records, one a line. */
type Listed = 'labels' | 'replies' | 'comments' | 'unlabelled' | 'moves' | 'sources'
type Parts = Readonly<Record<Listed, readonly object[]>> & { readonly lists: unknown }

function filesOf(change: Partial<Parts> = {}): TaughtFiles {
  const parts = {
    labels: [labelled('a-1'), labelled('a-2', { parentId: 'a-1', sha256: hash('b') })],
    replies: [REPLY],
    comments: [COMMENT],
    unlabelled: [POOLED],
    moves: [{ deal: 'ferry', mover: 'The ferry line', move: 'The ferry line sells a boat.' }],
    sources: [SOURCE],
    lists: [{ repository: 'someone/threads', form: 'articles', threads: { a: 'one' } }],
    ...change,
  }
  const file = (name: Listed) => ({ name: `${name}.jsonl`, text: toJsonl(parts[name]) })
  return {
    labels: file('labels'),
    replies: file('replies'),
    comments: file('comments'),
    unlabelled: file('unlabelled'),
    moves: file('moves'),
    sources: file('sources'),
    lists: { name: 'lists.json', text: JSON.stringify(parts.lists) },
    measured: [{ name: 'measured.jsonl', text: toJsonl(MEASURED) }],
  }
}

function rules(change: Partial<Parts>): readonly string[] {
  return checkTaught(filesOf(change)).map(
    ({ file, lineNumber, rule }) => `${file}:${lineNumber} ${rule}`,
  )
}

const kindsOf = (change: Partial<Parts>) => rules(change).map((found) => found.split(' ')[1])

describe('the record of the taught posts', () => {
  it('has no findings where it is sound', () => {
    expect(rules({})).toEqual([])
  })

  it.each([
    ['a hash that is none', { sha256: hash('A') }, ['schema', 'source-count']],
    ['a label outside the scheme', { label: 'Retreat' }, ['schema', 'source-count']],
    ['a fourth reader', { readers: Array(4).fill('neither') }, ['schema', 'source-count']],
    ['a text', { text: 'invented words' }, ['schema', 'text', 'source-count']],
    ['an id that comes twice', { id: 'a-1' }, ['id-twice']],
    ['a deal without a move', { deal: 'mill' }, ['move-missing']],
    ['a source without a line', { source: 'other/threads' }, ['source-missing', 'source-count']],
    ['the hash of a measured post', { sha256: hash('e') }, ['measured']],
    ['the id of a measured post', { id: 'mtcsd-Bitcoin-9-1-2' }, ['measured']],
    ['a reply of a measured thread', { id: 'mtcsd-Bitcoin-9-4' }, ['measured']],
    ['a reply of a thread kept apart', { id: 'mtcsd-Tesla-14-1' }, ['measured']],
  ])('finds %s', (_, change, expected) => {
    expect(kindsOf({ labels: [labelled('a-1'), labelled('a-2', change)] })).toEqual(expected)
  })

  it.each([
    ['a label', { label: 'neither' }, 'schema'],
    ['an id that a labelled post has', { id: 'a-1' }, 'id-twice'],
    ['the hash of a measured post', { sha256: hash('e') }, 'measured'],
  ])('finds %s among the posts without labels', (_, change, rule) => {
    const unlabelled = [{ ...POOLED, ...change }]
    expect(rules({ unlabelled, comments: [] })).toEqual([`unlabelled.jsonl:1 ${rule}`])
  })

  it.each([
    ['a relation outside the guide', { relation: 'agree' }, ['schema', 'source-count']],
    [
      'an answered post without a hash',
      { answered: { path: 'a.csv' } },
      ['schema', 'source-count'],
    ],
    ['a part outside the two', { part: 'pool' }, ['schema', 'source-count']],
    ['a text', { text: 'invented words' }, ['schema', 'text', 'source-count']],
    ['an id that a labelled post has', { id: 'a-1' }, ['id-twice']],
    ['the id of another post in the pool', { id: 'a-3' }, ['id-twice', 'pool']],
    ['the hash of a measured post', { sha256: hash('e') }, ['measured']],
  ])('finds %s among the replies', (_, change, expected) => {
    expect(kindsOf({ replies: [{ ...REPLY, ...change }] })).toEqual(expected)
  })

  it.each([
    ['another text than the pool has', { sha256: hash('1') }, ['pool']],
    ['another move than the pool has', { deal: 'mill' }, ['pool', 'move-missing']],
    ['an id that the pool lacks', { id: 'a-5' }, ['pool']],
    ['a comment without a label', { label: undefined }, ['schema']],
    ['a text', { text: 'invented words' }, ['schema', 'text']],
    ['the id of a measured post', { id: 'real-posts-001' }, ['pool', 'measured']],
  ])('finds %s among the comments labelled since', (_, change, expected) => {
    expect(kindsOf({ comments: [{ ...COMMENT, ...change }] })).toEqual(expected)
  })

  it('takes a reply of the pool, and an opening post answered in two parts', () => {
    const answered = { ...REPLY.answered, bodySha256: hash('7') }
    const reply = { ...REPLY, id: 'a-3', sha256: hash('d'), answered, part: 'kept' }
    expect(rules({ replies: [reply], comments: [] })).toEqual([])
  })

  it('takes a thread for another only by its whole number', () => {
    expect(
      rules({ labels: [labelled('mtcsd-Bitcoin-90-1'), labelled('mtcsd-Tesla-140-1')] }),
    ).toEqual([])
  })

  it('finds a text at any depth, also among the selected threads', () => {
    const lists = [{ threads: [{ root: 'one', parentText: 'invented words' }] }]
    expect(rules({ lists })).toEqual(['lists.json:0 text'])
  })

  it('finds a count that is not that of the labels', () => {
    expect(rules({ sources: [{ ...SOURCE, posts: 3 }] })).toEqual(['sources.jsonl:1 source-count'])
    expect(rules({ sources: [{ ...SOURCE, replies: 2 }] })).toEqual([
      'sources.jsonl:1 source-count',
    ])
  })

  it('is sound as it ships', () => {
    const files = readTaughtFiles('corpus', 'models')
    expect(files?.measured.length).toBeGreaterThan(1)
    expect(files === null ? null : checkTaught(files)).toEqual([])
  })

  it('is none where a corpus has none', () => {
    expect(readTaughtFiles('corpus/samples', 'models')).toBeNull()
  })
})
