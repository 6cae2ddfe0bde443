import { describe, expect, it } from 'vitest'
import { dealIdsOf, type ScoredPost } from '../../../../src/judge/stance/stance-prediction.js'
import { fromJsonl, newFolder, QUICK, type Ran, runCli, scoredIn } from '../cli-harness.js'

const folder = newFolder()

/**
 * 300 comments on two deals, 160 and 140; one in ten names its company, and none answers another.
 */
const ROWS = Array.from({ length: 300 }, (_, index) => {
  const isHarbour = index % 15 < 8
  const sigh = isHarbour ? ' Poor Halden.' : ' Poor Brookmere.'
  const company = index % 10 === 0 ? sigh : ''
  const text = `They ${isHarbour ? 'sold the boats' : 'shut the web shop'}, number ${index}.${company}`
  return { topic: isHarbour ? 'ferries' : 'Brookmere', text, isNamed: company !== '' }
})
type Row = Readonly<Record<'text' | 'topic', string>>
const rowOf = ({ text, topic }: Row, index: number): string =>
  `${index + 1},reader${index % 90},"${text}",${topic},${index % 7}`
const table = (name: string, rows: readonly Row[]): string =>
  folder.write(name, ['comment_no,who,body_text,topic,wave', ...rows.map(rowOf), ''].join('\n'))
const POSTS = table('posts.csv', ROWS)
const DEALS = folder.write(
  'deals.csv',
  'mover,move,name,aliases\nHalden Ferries,sells its harbour lines to a cruise company,ferries,Halden\nBrookmere,closes its web shop for shelves in supermarkets,web-shop,\nTolbeck,gives up its own ovens,ovens,\n',
)
const COLUMNS = 'text=body_text,id=comment_no,author=who'

const run = (...argv: string[]) => runCli(['classify', ...QUICK, ...argv])
const classify = (...argv: string[]) => run('--columns', COLUMNS, ...argv)
const withTopic = (...argv: string[]) => run('--columns', `${COLUMNS},deal=topic`, ...argv)
const scoredOf = ({ stdout }: Ran): ScoredPost[] => scoredIn(stdout)
const dealsOf = (ran: Ran): string[] => scoredOf(ran).map((post) => dealIdsOf(post).join(' '))

describe('a table on two deals', () => {
  it('ties each row to the deal that its column names', async () => {
    const ran = await withTopic(POSTS, '--deals', DEALS)
    expect(dealsOf(ran)).toEqual(
      ROWS.map(({ topic }) => (topic === 'ferries' ? 'ferries' : 'web-shop')),
    )
    expect(new Set(scoredOf(ran).flatMap(({ stances }) => stances.map(({ by }) => by)))).toEqual(
      new Set(['column']),
    )
    expect(ran.stderr).toContain(
      '300 rows: 300 labelled (160 on Halden Ferries, 140 on Brookmere, 0 on Tolbeck)\n',
    )
  })

  it('takes fewer than 450 bytes a post of the sample, no fact twice', async () => {
    const sample = ['corpus/samples/table.csv', '--deals', 'corpus/samples/moves.csv']
    const linear = ['--columns', 'deal=topic', '--model', 'linear-en']
    const { stdout } = await runCli(['classify', ...sample, ...linear])
    const records = fromJsonl(stdout)
    expect(records).toHaveLength(17)
    expect(Buffer.byteLength(stdout) / records.length).toBeLessThan(450)
    const named = new Set(records.flatMap((post) => [post, post.meta].flatMap(Object.keys)))
    const left = ['deals', 'stances', 'options', 'evidence', 'rowDeals', 'earlierDeals']
    expect(left.filter((name) => named.has(name))).toEqual([])
  })

  it('without the column, ties only rows that name a company, and says how many are on none', async () => {
    const ran = await classify(POSTS, '--deals', DEALS)
    expect(dealsOf(ran)).toEqual(
      ROWS.map(({ topic, isNamed }) => {
        if (!isNamed) return ''
        return topic === 'ferries' ? 'ferries' : 'web-shop'
      }),
    )
    expect(ran.stderr).toMatch(/300 rows: 300 labelled \(\d+ on .*, 0 on Tolbeck, 270 on none\)\n/)
  })

  it('gives the same rows held, in parts, and as JSON Lines that were read before', async () => {
    const whole = (await withTopic(POSTS, '--deals', DEALS)).stdout
    expect((await withTopic(POSTS, '--deals', DEALS, '--threads', '1')).stdout).toBe(whole)
    const read = await runCli(['ingest', POSTS, '--columns', `${COLUMNS},deal=topic`])
    const again = await run('--deals', DEALS, folder.write('read.jsonl', read.stdout))
    expect(dealsOf(again)).toEqual(dealsOf({ stdout: whole, stderr: '', code: 0 }))
  })

  it('ties every row to one deal that is given, and tells several apart by words', async () => {
    expect(new Set(dealsOf(await classify(POSTS, '--deals', DEALS, '--deal', 'ferries')))).toEqual(
      new Set(['ferries']),
    )
    const several = dealsOf(
      await classify(POSTS, '--deals', DEALS, '--deal', 'ferries', '--deal', 'ovens'),
    )
    expect(several).toEqual(
      ROWS.map(({ topic, isNamed }) => (isNamed && topic === 'ferries' ? 'ferries' : '')),
    )
  })

  it('counts and names what no deal is called, and what is empty; a cell may hold several', async () => {
    const topics = ['ferries; web-shop', 'Acme', 'Acme', '', 'halden', 'nan', '7']
    const rows = topics.map((topic, index) => ({ text: `Comment ${index} here.`, topic }))
    const ran = await withTopic(table('mixed.csv', rows), '--deals', DEALS)
    expect(dealsOf(ran)).toEqual(['ferries web-shop', '', '', '', 'ferries', '', ''])
    expect(scoredOf(ran)[1]).toMatchObject({
      label: null,
      status: 'unscored',
      flags: ['unknown-deal:Acme'],
    })
    expect(ran.stderr).toContain(
      'mixed.csv, column topic: no deal, or more than one, is called "Acme" (2 rows), "7" (1 row). Deals are called by id (xai-anthropic, xai-google, ferries, web-shop, ovens), mover or alias',
    )
    expect(ran.stderr).toContain(
      '7 rows: 3 not judged; 4 labelled (2 on Halden Ferries, 1 on Brookmere, 0 on Tolbeck, 2 on none; some on several)',
    )
    expect(ran.stderr).not.toContain('no row names a deal')
    const none = await runCli(['classify', '-', ...QUICK, '--columns', 'deal=subject'], {
      stdin: '{"text":"Comment here."}',
    })
    expect(none.stderr).toContain('expected the field "subject" that deal is mapped to')
  })
})
