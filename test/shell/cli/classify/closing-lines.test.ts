import { describe, expect, it } from 'vitest'
import { toJsonl } from '../../../support/jsonl.js'
import { newFolder, QUICK, runWell } from '../cli-harness.js'
import { bulkPosts } from './bulk-posts.js'

const CLOSING = /^(?:The model counts|Deal|No deal is named\.|Most posts name no deal\.|Captured|cite will|Labels needed)\b.*$/gm
const NAMED = ['--mover', 'Sonos', '--move', 'drops Google Cast']

/** A thread of X as it is copied from the page: 61 replies said, 4 of them opened. */
const X_PAGE = `Post

See new posts
Conversation
Marta Lindqvist
@mlindqvist
Sonos drops Google Cast from its new soundbars. No word on the old ones.
9:14 AM · Nov 18, 2026
·
48.2K
 Views
61
120
840
77
Post your reply
Relevant
Devin Okafor
@devin_okafor
·
Nov 18
Gave up on it, then. Cast was the only reason I bought in.
2
3
41
1.2K
Hanne Bauer
@hannebauer
·
Nov 18
Smart. The licence cost more than it sold.
1
12
904
Priya N
@priya_n_
·
Nov 18
Does the old Beam keep it?
4
611
Jo Tran
@jotran
·
Nov 19
They ran out of people who know the code. That is a white flag.
7
502
Show more replies
`

describe('the closing lines of classify', () => {
  it('say of a copied page how little of it is there, and that cite will say so, before anybody labels', async () => {
    const folder = newFolder()
    const page = folder.write('page.txt', X_PAGE)
    const { stderr } = await runWell(['classify', page, ...NAMED, '--model', 'linear-en', '--out', folder.path('page.jsonl')])
    expect(stderr.match(CLOSING)).toEqual([
      expect.stringMatching(/^The model counts .* of 5 posts\. These counts are not for print\.$/),
      'Deal: “Sonos drops Google Cast”: 5 of 5 posts.',
      'Captured: 4 of the 61 replies that the page counts (6%).',
      expect.stringContaining('It will say that most replies are not captured.'),
      'Labels needed: all 5 posts.',
    ])
  })

  it('say that no post is tied to a deal of --deals, and ask for none', async () => {
    const folder = newFolder()
    const posts = folder.write('posts.csv', 'id,text\na,They gave up.\nb,Smart.\n')
    const deals = folder.write('deals.csv', 'mover,move\nTolbeck,gives up its own ovens\nSonos,drops Google Cast\n')
    const { stderr } = await runWell(['classify', posts, '--deals', deals, ...QUICK, '--out', folder.path('out.jsonl')])
    expect(stderr).toMatch(/^No post is tied to a deal that you gave\. Tie all to one: .* --deals \S+deals\.csv --deal ID --out /m)
    expect(stderr).not.toContain('No deal is named')
  })

  it('of a run in parts are those of a run that memory holds, also with --resume', async () => {
    const folder = newFolder()
    const posts = folder.write('posts.jsonl', toJsonl(bulkPosts({ threads: 60, replies: 19 })))
    const run = async (...more: readonly string[]): Promise<RegExpMatchArray | null> =>
      (await runWell(['classify', posts, ...NAMED, ...QUICK, ...more])).stderr.match(CLOSING)
    const held = await run('--threads', '1', '--out', folder.path('held.jsonl'))
    expect(held).toHaveLength(5)
    expect(held?.[0]).toMatch(/of 1,200 posts\. These counts are not for print\.$/)
    expect(await run('--threads', '2', '--out', folder.path('parts.jsonl'))).toEqual(held)
    expect(await run('--threads', '1', '--resume', '--out', folder.path('parts.jsonl'))).toEqual(held)
  })

  it('name the next command with the labels that it needs, of a run in parts too', async () => {
    const folder = newFolder()
    const posts = folder.write('posts.jsonl', toJsonl(bulkPosts({ threads: 60, replies: 19 })))
    const argv = ['classify', posts, ...NAMED, ...QUICK, '--threads', '2', '--out', folder.path('parts.jsonl')]
    const { stderr } = await runWell(argv, { terminalWidth: 100 })
    expect(stderr).toMatch(/^Next: .* audit \S+parts\.jsonl --size \d+$/m)
  })
})
