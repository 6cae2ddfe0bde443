import { describe, expect, it } from 'vitest'
import { newFolder, QUICK, runWell, toJsonl } from '../cli-harness.js'
import { bulkPosts } from './bulk-posts.js'

const CLOSING =
  /^(?:warning: )?(?:The model labels|Too few posts for percentages|Move|No move is named\.|Most posts name no move\.|(?:\d+ of )?\d+ replies are here|cite will|Label|Then cite)\b.*$/gm
const NAMED = ['--mover', 'Sonos', '--move', 'drops Google Cast']
const X_PAGE = 'test/fixtures/layouts/x-desktop.txt'

describe('the closing lines of classify', () => {
  it('say of a copied page how little of it is there, and that cite will say so, before anybody labels', async () => {
    const out = newFolder().path('page.jsonl')
    const { stderr } = await runWell([
      'classify',
      X_PAGE,
      ...NAMED,
      '--model',
      'linear-en',
      '--out',
      out,
    ])
    expect(stderr.match(CLOSING)).toEqual([
      expect.stringMatching(
        /^Too few posts for percentages: of 10 replies, the model labels .*; nobody has checked them\. These counts are not for print\.$/,
      ),
      'Move: “Sonos drops Google Cast”: 11 of 11 posts.',
      '11 of 613 replies are here.',
      'warning: cite will refuse: only 11 of 613 replies are here, less than a tenth.',
    ])
    const mover = ['--mover', 'Zorblax', '--move', 'sells its mill']
    const other = await runWell([
      'classify',
      X_PAGE,
      ...mover,
      '--model',
      'linear-en',
      '--out',
      out,
    ])
    expect(other.stderr).toContain('warning: cite will refuse: ')
    expect(other.stderr).not.toContain('Then cite prints a sentence')
    const unnamed = await runWell(['classify', X_PAGE, '--model', 'linear-en', '--out', out])
    expect(unnamed.stderr.match(/.*--mover COMPANY.*/g)).toEqual([
      expect.stringMatching(/^warning: No move named: .* Name it: .*x-desktop\.txt .* --out /),
    ])
  })

  it('say that no post is tied to a deal of --deals, and ask for none', async () => {
    const folder = newFolder()
    const posts = folder.write('posts.csv', 'id,text\na,They gave up.\nb,Smart.\n')
    const deals = folder.write(
      'deals.csv',
      'mover,move\nTolbeck,gives up its own ovens\nSonos,drops Google Cast\n',
    )
    const { stderr } = await runWell([
      'classify',
      posts,
      '--deals',
      deals,
      ...QUICK,
      '--out',
      folder.path('out.jsonl'),
    ])
    expect(stderr).toMatch(
      /^No post is tied to a move that you gave\. Tie all to one: .* --deals \S+deals\.csv --deal ID --out /m,
    )
    expect(stderr).not.toContain('No move named')
  })

  it('name the next command', async () => {
    const folder = newFolder()
    const posts = folder.write('posts.jsonl', toJsonl(bulkPosts({ threads: 15, replies: 19 })))
    const argv = ['classify', posts, ...NAMED, ...QUICK, '--out', folder.path('scored.jsonl')]
    const { stderr } = await runWell(argv, { terminalWidth: 200 })
    expect(stderr.match(CLOSING)).toHaveLength(5)
    expect(stderr).toMatch(/^Next: .* audit \S+scored\.jsonl$/m)
  })
})
