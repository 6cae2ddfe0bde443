import { describe, expect, it } from 'vitest'
import { readVersion } from '../../../../src/shell/node/file/package-root.js'
import { fromJsonl, newFolder, runCli, runWell, SAMPLE, toJsonl } from '../cli-harness.js'

describe('ingest', () => {
  it('prints posts as JSON Lines with the fields of a post', async () => {
    const { stdout, stderr } = await runWell(['ingest', SAMPLE])
    expect(fromJsonl(stdout)).toHaveLength(22)
    expect(Object.keys(fromJsonl(stdout)[0] ?? {})).toEqual([
      'id',
      'threadId',
      'parentId',
      'author',
      'createdAt',
      'text',
      'meta',
    ])
    expect(stderr).toMatch(/ambiguous places: --verbose/)
  })

  it('writes header pieces as well, and they are read back as none of the posts', async () => {
    const folder = newFolder()
    await runCli(['ingest', SAMPLE, '--out', folder.path('posts.jsonl')])
    const all = fromJsonl(folder.read('posts.jsonl'))
    expect(all.filter(({ meta }) => meta.role === 'header')).toHaveLength(4)
    const { stdout, stderr } = await runCli(['ingest', folder.path('posts.jsonl'), '--verbose'])
    expect(stdout).toBe((await runCli(['ingest', SAMPLE])).stdout)
    expect(stderr).toMatch(
      /18 posts \(2 roots, 16 replies, 1 thread\).*\n {2}4 lines above the posts kept as titles/,
    )
  })

  it('marks a bot in posts of its own form, which keep their bytes otherwise', async () => {
    const folder = newFolder()
    const root = {
      id: '1',
      threadId: 't',
      parentId: null,
      author: 'ana',
      createdAt: null,
      text: 'They gave up.',
      meta: { role: 'root' },
    }
    const bot = {
      ...root,
      id: '2',
      parentId: '1',
      author: 'AutoModerator',
      meta: { role: 'reply' },
    }
    const { stdout } = await runCli(['ingest', folder.write('posts.jsonl', toJsonl([root, bot]))])
    expect(stdout).toBe(toJsonl([root, { ...bot, meta: { role: 'reply', node: 'bot' } }]))
  })

  it('--captured gives the ages that a page shows their dates', async () => {
    const page = 'test/fixtures/import/paste/reddit-new.txt'
    const { stdout, stderr } = await runCli([
      'ingest',
      page,
      '--captured',
      '2026-06-05',
      '--verbose',
    ])
    expect(
      fromJsonl(stdout).map(({ createdAt, meta }) => [createdAt, meta.timeText]),
    ).toContainEqual(['2026-06-05T08:00:00.000Z', '4h ago'])
    expect(stderr).toMatch(
      /times reckoned from 2026-06-05T12:00:00.000Z, as exact as the page shows them/,
    )
  })

  it('--source and --columns say what the input cannot', async () => {
    const folder = newFolder()
    const path = folder.write('odd.txt', 'nr;remark\n1;A smart move\n')
    const { stdout } = await runCli([
      'ingest',
      path,
      '--source',
      'csv',
      '--columns',
      'text=remark,id=nr',
    ])
    expect(fromJsonl(stdout)).toMatchObject([{ id: '1', text: 'A smart move' }])
  })
})

it('one post is no "1 posts"', async () => {
  const folder = newFolder()
  const { stderr } = await runCli([
    'ingest',
    folder.write('one.jsonl', '{"text":"a"}\n'),
    '--out',
    folder.path('posts.jsonl'),
  ])
  expect(stderr).toContain(`1 post written to ${folder.path('posts.jsonl')}`)
})

it('--version prints name and version', async () => {
  const { code, stdout } = await runCli(['--version'])
  expect([code, stdout]).toEqual([0, `dealstance ${readVersion()}\n`])
  expect((await runCli(['--help'])).stdout).toContain('dealstance --version')
})

it('--source list explains every source, without an input', async () => {
  for (const name of ['ingest', 'classify']) {
    const { stdout } = await runWell([name, '--source', 'list'])
    expect(stdout).toMatch(/^csv\n {2}a table /m)
  }
})
