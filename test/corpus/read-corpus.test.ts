import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Corpus } from '../../scripts/corpus/corpus.js'
import { readCorpus } from '../../scripts/corpus/read-corpus.js'
import { newFolder } from '../shell/cli/cli-harness.js'
import { caught } from '../support/caught.js'
import { writeCorpus } from './check-corpus-example.js'

const folder = newFolder()

function write(name: string, change: Readonly<Record<string, string>> = {}): string {
  writeCorpus(folder.path(name), change)
  return folder.path(name)
}

describe('a written folder', () => {
  it('gives posts sorted by file name and line, with part, split and second label', () => {
    const { posts } = readCorpus(write('sound'))
    expect(
      posts.map(
        (post) =>
          `${post.file}:${post.lineNumber} ${post.part} ${post.split} ${post.secondLabel} ${post.unsure}`,
      ),
    ).toEqual([
      'crowd-harbour:1 natural train neither undefined',
      'crowd-harbour:2 natural train neither true',
      'crowd-test:1 test test undefined undefined',
      'crowd-test:2 test test undefined undefined',
      'sarcasm:1 hard train undefined undefined',
      'sarcasm:2 hard train undefined undefined',
    ])
  })

  it('stops at the first invalid record, with file and line', () => {
    const path = write('broken', { 'threads/sarcasm.jsonl': '{"threadId":"sarcasm-t01"}\n' })
    const error = caught(() => readCorpus(path))
    expect(error.code).toBe('CORPUS_INVALID')
    expect(error.message).toMatch(
      /sarcasm\.jsonl, line 1: expected id, got none \(and 6 more\)\. Run "npm run check-corpus"/,
    )
    expect(error.context).toMatchObject({
      file: 'threads/sarcasm.jsonl',
      lineNumber: 1,
      rule: 'schema',
    })
  })

  it('names a missing file', () => {
    const path = write('no-splits')
    rmSync(join(path, 'splits.json'))
    expect(caught(() => readCorpus(path)).message).toMatch(/no-splits\/splits\.json, found none/)
  })
})

describe('the shipped corpus', () => {
  let corpus: Corpus
  beforeAll(() => {
    corpus = readCorpus('corpus')
  })

  it('has both xAI deals in train, with Colossus as an alias of one of them', () => {
    const ids = ['xai-google', 'xai-anthropic']
    expect(corpus.splits.train).toEqual(expect.arrayContaining(ids))
    const named = corpus.deals.filter((deal) =>
      [...deal.aliases, ...deal.parties].includes('Colossus'),
    )
    expect(named.map((deal) => deal.id)).toEqual(['xai-anthropic'])
  })

  it('holds out the 120 posts on three test deals outside the test file, and the second wave in the shape of real posts', () => {
    const threads = new Set(corpus.splits['held-out'].threads)
    const all = corpus.posts.filter((post) => threads.has(post.threadId))
    const heldOut = all.filter(({ file }) => !/^crowd-shape-[r-u]$/.test(file))
    expect(all.length - heldOut.length).toBe(1640)
    expect([heldOut.length, [...new Set(heldOut.map((post) => post.dealId))].sort()]).toEqual([
      120,
      ['bombardier-airbus-cseries', 'ibm-hitachi-disks', 'nissan-hq-leaseback'],
    ])
  })
})
