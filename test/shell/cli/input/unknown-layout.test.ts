import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { BOARD_PAGE, FORUM_PAGE, LINES, TELEGRAM_HTML } from '../../../read/copied/unknown-texts.js'
import { fromJsonl, labelsOf, newFolder, QUICK, type Ran, runCli, runWell } from '../cli-harness.js'

const folder = newFolder()
const DEAL = ['--deal', 'xai-anthropic']
const NOTE = 'each line is one post, as whoever gave the text says'
const CAUTION = 'Note: each line is one post, as whoever gave the text says.'
const PAGE = folder.write('page.txt', FORUM_PAGE)
const LIST = folder.write('list.txt', LINES)
const postsOf = ({ stdout }: Ran) => fromJsonl(stdout).filter(({ meta }) => meta.role !== 'header')

describe('a text in a layout that no source knows', () => {
  it('names the nearest format', async () => {
    const { stderr } = await runCli(['ingest', '-'], { stdin: TELEGRAM_HTML })
    expect(stderr).toContain('Nearest: telegram (chats of Telegram Desktop, exported in JSON)')
  })

  it.each([
    ['--one-post-per paragraph', ['--one-post-per', 'paragraph'], 140],
    ['--source paste', ['--source', 'paste'], 135],
  ])('is read with %s', async (_, options, count) => {
    expect(postsOf(await runWell(['ingest', PAGE, ...options]))).toHaveLength(count)
  })

  it('is read line by line from a file of any name, and large inputs too', async () => {
    const named = folder.write('list.csv', LINES)
    for (const more of [[], ['--threads', '2']])
      expect(
        postsOf(await runWell(['classify', named, '--one-post-per', 'line', ...QUICK, ...more])),
      ).toHaveLength(35)
  })
})

it.each([
  ['no-byline', 'this may be an article: each paragraph was taken for a post. If they are posts'],
  ['byline', 'an article chose these quotations: they are no crowd. Quote them'],
])('cite refuses what may be no posts: %s', async (name, words) => {
  const scored = folder.path(`${name}.jsonl`)
  const move = ['--mover', 'Orvane Glass', '--move', 'closes its last furnace']
  const input = `test/fixtures/articles/${name}.txt`
  await runWell(['classify', input, ...QUICK, ...move, '--out', scored])
  const { code, stdout, stderr } = await runCli(['cite', scored])
  expect([code, stdout]).toEqual([65, ''])
  expect(stderr).toContain(`CITE_NO_POSTS: Not for print: ${words}`)
})

it('cite refuses a page of which words stand in no post, until somebody has looked', async () => {
  const page = folder.write('board-page.txt', BOARD_PAGE)
  const scored = folder.path('board-page.jsonl')
  const move = ['--mover', 'Sonos', '--move', 'sells its foundry']
  const classify = ['classify', page, ...QUICK, ...move, '--out', scored]
  await runWell(classify)
  expect((await runCli(['cite', scored])).stderr).toContain(
    'CITE_NO_POSTS: Not for print: words of this page stand in no post. Compare lines 18, 47, 76 with the page: if no post',
  )
  await runWell([...classify, '--all-posts-here'])
  expect((await runCli(['cite', scored])).stderr).toContain('CITE_NOT_AUDITED')
})

describe('the caution', async () => {
  const scored = folder.path('scored.jsonl')
  await runWell(['classify', LIST, '--one-post-per', 'line', ...QUICK, ...DEAL, '--out', scored])

  it('stands in the table and in the breakdown', async () => {
    const { stdout } = await runCli([
      'classify',
      LIST,
      '--one-post-per',
      'line',
      ...QUICK,
      ...DEAL,
      '--format',
      'table',
    ])
    expect(stdout).toContain(`! ${CAUTION}`)
    const { stdout: breakdown } = await runCli(['aggregate', scored, '--format', 'json'])
    expect(JSON.parse(breakdown).overall.findings).toContainEqual(
      expect.objectContaining({ id: 'capture-notes', notes: [NOTE] }),
    )
  })

  it('travels through posts that were read and written again, and into a breakdown of several files', async () => {
    const posts = folder.path('posts.jsonl')
    await runCli(['ingest', LIST, '--one-post-per', 'line', '--out', posts])
    const { stdout } = await runCli(['classify', posts, ...QUICK, ...DEAL, '--format', 'table'])
    expect(stdout).toContain(`! ${CAUTION}`)
    const counted = await runCli([
      'aggregate',
      scored,
      folder.write('empty.jsonl', ''),
      '--format',
      'json',
    ])
    expect(JSON.parse(counted.stdout).overall.findings).toContainEqual(
      expect.objectContaining({ id: 'capture-notes', notes: [NOTE] }),
    )
  })

  it('stands in the report and in the footnote of cite', async () => {
    const labels = folder.path('labels.csv')
    const audit = folder.path('audit.jsonl')
    folder.write('labels.csv', labelsOf(fromJsonl(folder.read('scored.jsonl'))))
    await runWell([
      'audit',
      scored,
      '--size',
      '35',
      '--import',
      labels,
      '--out',
      audit,
      '--accept',
      'words.',
    ])
    const { stdout } = await runCli(['cite', scored, '--audit', audit, '--deal', 'xai-anthropic'])
    expect(stdout).toContain(CAUTION)
    expect((await runCli(['report', scored])).stdout).toContain(CAUTION.slice(0, -1))
  })
})

// The example of CONTRIBUTING.md, a site made up for it.
const EXAMPLE =
  /```json\n(\{[^`]*"dealboard-paste"[^`]*)```/.exec(
    readFileSync('CONTRIBUTING.md', 'utf8'),
  )?.[1] ?? ''
const BOARD = folder.write(
  'board.txt',
  'The Deal Board\nMotions\n\nann_k\nHouse Member\n3 h ago\nThey are giving up.\nObject\n4\n\nBo Lund\n2 h ago\nin answer to ann_k\nNo. They keep what earns.\n\nIt is a plan.\nObject\n1\n',
)

it('--site FILE reads a page by the record of a file', async () => {
  const { stdout, stderr } = await runWell([
    'ingest',
    '--site',
    folder.write('layout.json', EXAMPLE),
    BOARD,
  ])
  const posts = fromJsonl(stdout)
  expect(posts).toMatchObject([
    { author: 'ann_k', text: 'They are giving up.' },
    {
      author: 'Bo Lund',
      text: 'No. They keep what earns.\n\nIt is a plan.',
      parentId: posts[0].id,
      meta: { timeText: '2 h ago' },
    },
  ])
  expect(stderr).toContain('read as dealboard-paste: a layout given by the caller')
})
