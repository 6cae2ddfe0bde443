import { symlinkSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { expectOneLine, fromJsonl, newFolder, QUICK, runCli, toJsonl } from './cli-harness.js'

const folder = newFolder()
const classify = (...argv: readonly string[]) => runCli(['classify', ...QUICK, ...argv])

const post = (fields: object): string => `${JSON.stringify(fields)}\n`

describe('--on-bad-record skip', () => {
  it('keeps the rest and counts every skip with its line', async () => {
    const text = 'A smart move.'
    const bad = [{ id: '1', text: 'Other words.' }, { id: '3' }, { id: '4', parentId: '4', text }]
    const lines = `${post({ id: '1', text })}{broken\n${toJsonl(bad)}${post({ id: '5', text })}`
    const ran = await classify(
      folder.write('mixed.jsonl', lines),
      '--on-bad-record',
      'skip',
      '--verbose',
    )
    expect(ran.code).toBe(0)
    expect(fromJsonl(ran.stdout).map(({ id }) => id)).toEqual(['1', '5'])
    expect(ran.stderr).toMatch(/4 records skipped:/)
    const lineOf = {
      INGEST_JSON_BROKEN: 2,
      INGEST_ID_DUPLICATE: 3,
      INGEST_RECORD_INVALID: 4,
      INGEST_PARENT_SELF: 5,
    }
    for (const [code, line] of Object.entries(lineOf))
      expect(ran.stderr).toContain(`${code} line ${line}`)
  })

  it('says so when nothing is left', async () => {
    const ran = await classify(folder.write('none.jsonl', '{broken\n'), '--on-bad-record', 'skip')
    expect([ran.code, ran.stdout]).toEqual([0, ''])
    expect(ran.stderr).toMatch(/warning: no post is left/)
  })
})

describe('links', () => {
  const POSTS = post({ id: '1', text: 'They gave up.' })
  const path = (name: string): string => folder.path(`links/${name}`)
  folder.write('links/posts.jsonl', POSTS)
  folder.write('links/scored.jsonl', POSTS)
  folder.write('links/deals.csv', 'mover,move\nSonos,drops Google Cast\n')
  for (const [target, name] of [
    ['posts.jsonl', 'link.jsonl'],
    ['link.jsonl', 'second.jsonl'],
    ['deals.csv', 'deals-link.csv'],
    ['scored.jsonl', 'page.html'],
    ['../links', 'folder'],
    ['loop-b', 'loop-a'],
    ['loop-a', 'loop-b'],
  ] as const)
    symlinkSync(target, path(name))

  it.each([
    ['the link of an input', ['classify', 'posts.jsonl', '--out', 'link.jsonl']],
    ['a link of a link', ['ingest', 'posts.jsonl', '--out', 'second.jsonl']],
    ['the target of an input', ['classify', 'link.jsonl', '--out', 'posts.jsonl']],
    ['an input in a linked folder', ['ingest', 'posts.jsonl', '--out', 'folder/posts.jsonl']],
    [
      'the deals of a run',
      ['classify', 'posts.jsonl', '--deals', 'deals.csv', '--out', 'deals-link.csv'],
    ],
    ['scored posts, as a page', ['report', 'scored.jsonl', '--out', 'page.html']],
    [
      'another output in a linked folder',
      ['cite', 'scored.jsonl', '--out', 'new.txt', '--disclosure', 'folder/new.txt'],
    ],
  ])('no output is written over %s', async (_what, [command = '', ...words]) => {
    const argv = words.map((word) => (word.startsWith('--') ? word : path(word)))
    const ran = await runCli([command, ...argv, ...(command === 'classify' ? QUICK : [])])
    expectOneLine(
      ran,
      64,
      /USAGE_OPTION_INVALID: .*expected an output of its own, got \S+, which is \S+, an input or another output/,
    )
    expect([folder.read('links/posts.jsonl'), folder.read('links/scored.jsonl')]).toEqual([
      POSTS,
      POSTS,
    ])
  })

  it.each(['ingest', 'classify', 'audit', 'aggregate'])(
    'in a loop: one line of %s',
    async (command) => {
      const ran = await runCli([
        command,
        path('loop-a'),
        ...(command === 'audit' ? ['--size', '5'] : []),
      ])
      expectOneLine(
        ran,
        66,
        /INPUT_UNREADABLE: .*loop-a: expected a file, got links that lead to each other in a loop/,
      )
    },
  )
})
