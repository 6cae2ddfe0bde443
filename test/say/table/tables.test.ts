import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import { formatPercent, formatPercentRange } from '../../../src/base/text/format-count.js'
import { aggregate } from '../../../src/count/aggregate.js'
import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { displayWidth } from '../../../src/say/format/display-width.js'
import { ANSI_STYLE, PLAIN_STYLE } from '../../../src/say/format/style.js'
import { renderBreakdownTable } from '../../../src/say/table/render-breakdown-table.js'
import { renderPostTable } from '../../../src/say/table/render-post-table.js'
import { drawBar } from '../../../src/say/table/render-share-bars.js'
import { auditOf } from '../../count/audit/audit-example.js'
import { manyPosts, NEITHER, PIVOT, RETREAT, scoredPost } from '../../count/scored-posts.js'
import { inTurn } from '../../support/hand-labels.js'

const evidence = (toward: string, ...texts: string[]) =>
  texts.map((text, index) => ({ start: 0, end: 1, text, toward, weight: 2 - index }))
const posts: ScoredPost[] = [
  scoredPost(RETREAT, {
    id: '1',
    author: 'ann',
    meta: { role: 'root' },
    text: 'Renting out the plant is what you do when nobody buys your trucks.',
    evidence: evidence(RETREAT, 'nobody buys', 'Renting out'),
  }),
  scoredPost(
    PIVOT,
    {
      id: '2',
      text: 'Idle halls earn money now 🔥\nsmart',
      sentiment: 0.6,
      evidence: evidence(PIVOT, 'earn money'),
    },
    ['deal-a', 'deal-b'],
  ),
  scoredPost(NEITHER, { id: '3', text: 'ما هو سعر الإيجار؟', evidence: evidence(NEITHER, 'سعر') }),
  scoredPost('unsure', {
    id: '4',
    text: '撤退だよ。',
    reason: 'best probability 0.41 is below 0.5',
  }),
  scoredPost('unscored', { id: '1859300000000012345', text: '', reason: 'no words' }, []),
]
const deals = new Map([
  [
    'deal-a',
    {
      mover: 'Acme Trucks',
      move: 'Acme Trucks leases its idle plant to Bolt Motors for seven years.',
    },
  ],
])
const breakdown = aggregate(posts, { scheme, deals })
const at = (width: number) => ({ scheme, width, style: PLAIN_STYLE })
const WIDTHS = [50, 60, 79, 80, 119, 120, 140, 200]

const oneDeal: ScoredPost[] = posts
  .slice(0, 4)
  .map((post) => ({ ...post, deals: ['deal-a'], stances: post.stances.slice(0, 1) }))

describe('renderPostTable', () => {
  // Written by the first run, and by vitest -u: read the change before it is committed.
  it.each([60, 80, 120])('is as the golden file says at %i columns', async (width) => {
    const text = [oneDeal, posts].map((each) => renderPostTable(each, at(width))).join('\n')
    await expect(text).toMatchFileSnapshot(`../../golden/post-table-${width}.txt`)
  })

  it('never prints a probability beside another label than its own', () => {
    const sure = scoredPost(NEITHER, {
      lean: RETREAT,
      probabilities: { [RETREAT]: 0.006, [PIVOT]: 0.002, [NEITHER]: 0.992 },
    })
    for (const width of [60, 80, 120, 200]) {
      const text = renderPostTable([sure], at(width)).replace(/\s+/g, ' ')
      expect(text).toContain('neither 99%')
      expect(text).toContain('leans retreat')
      expect(text).not.toMatch(/retreat \d|0\.99/)
    }
  })

  it.each(WIDTHS)('fits in %i columns', (width) => {
    const lines = renderPostTable(posts, at(width)).trimEnd().split('\n')
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width)
    for (const { id } of posts)
      expect(lines.filter((line) => line.startsWith(id.length > 12 ? '…' : `${id} `))).toHaveLength(
        1,
      )
  })

  it('prints only the heading for no posts', () => {
    expect(renderPostTable([], at(80))).toMatch(/^post .*\n$/)
  })

  it('prints no escape codes in plain style, and the same text in the colours of the charts', () => {
    const plain = renderPostTable(posts, at(80))
    const coloured = renderPostTable(posts, { scheme, width: 80, style: ANSI_STYLE })
    expect(plain).not.toContain('\u001b')
    expect(coloured).toContain('\u001b[38;5;166mretreat')
    expect(coloured).toContain('\u001b[38;5;32mshrewd pivot')
    expect(stripAnsi(coloured).replace(/ +$/gm, '')).toBe(plain)
  })
})

describe('renderBreakdownTable', () => {
  const print = (width: number) => renderBreakdownTable(breakdown, at(width))

  it('prints a small deal in posts, without percent, with cautions', () => {
    const [deal = ''] = print(80).split('\n\ndeal-b')
    expect(deal).toBe(
      [
        'Acme Trucks leases its idle plant to Bolt Motors for seven years',
        'Too few posts for percentages: of 3 posts, the model labels 1 retreat, 1 shrewd',
        'pivot and 1 neither; nobody has checked them',
        '○ Not for print: too few posts for any share',
        '',
        '                   posts',
        'retreat       █··      1',
        'shrewd pivot  █··      1',
        'neither       █··      1',
        '',
        '4 posts by 1 known author and 3 unknown; labelled by the model test-model',
        '',
        'Acme Trucks leases its idle plant to Bolt Motors for seven years',
        'With a label for every post: retreat 1 to 2, shrewd pivot 1 to 2, neither 1 to',
        '  2.',
        '! Machine-labelled; not checked by people. 1 of 4 posts got no label (1 unsure).',
      ].join('\n'),
    )
  })

  it('ends with the population of the shares and the missing audit', () => {
    const text = print(100).replace(/\s+/g, ' ')
    // No interval is printed, so none is cautioned against.
    expect(text).not.toContain('wider crowd')
    expect(text).toContain(
      'These numbers are of the posts captured here, not of the public, of investors or of any other group.',
    )
    expect(text.split('! Machine-labelled; not checked by people.')).toHaveLength(2)
  })

  it('counts of one label have no interval', () => {
    const retreats = manyPosts(120, 2).filter(({ label }) => label === RETREAT)
    const text = renderBreakdownTable(aggregate(retreats, { scheme }), at(80))
    expect(text).toMatch(/^retreat {7}█+ {5}53$/m)
    expect(text).toMatch(/^neither {7}·+ {6}0$/m)
    expect(text).not.toContain('interval')
  })

  it('prints the block of all posts only where it adds to the only deal', () => {
    const one = aggregate([scoredPost(RETREAT)], { scheme })
    expect(renderBreakdownTable(one, at(80))).not.toContain('All posts')
    expect(print(80)).toContain('All posts, each once · 1 post on no named move')
  })
})

describe('an audited breakdown as a table', () => {
  const members = manyPosts(60, 3)
  const { design, labels } = auditOf(members, 60, inTurn)
  const audited = (count: number) =>
    aggregate(members, {
      scheme,
      audit: { audit: { design, labels: labels.slice(0, count) }, sha256: null },
    })
  const print = (count: number, width: number) => renderBreakdownTable(audited(count), at(width))

  it('prints audited shares first, then how they were got', () => {
    const text = print(60, 100)
    const places = ['unknown; all 50 labelled (1 reader)', 'Picked: ', 'These numbers are of']
    for (const place of places) expect(text).toContain(place)
    const found = places.map((place) => text.indexOf(place))
    expect(found).toEqual(found.toSorted((one, other) => one - other))
    expect(text).not.toContain('not checked')
  })

  it('keeps the classifier’s counts where too few posts were labelled', () => {
    const text = print(1, 100)
    expect(text).toContain('nobody has checked them')
    expect(text).toContain('only 1 of 50 posts picked have a label')
  })

  it.each(WIDTHS)('fits in %i columns, and so does one that is not audited', (width) => {
    const lines = [print(30, width), renderBreakdownTable(breakdown, at(width))]
      .join('\n')
      .split('\n')
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width)
  })
})

describe('numbers in tables', () => {
  it.each([
    [0, '0%'],
    [0.001, '<1%'],
    [0.005, '1%'],
    [1 / 3, '33%'],
    [0.994, '99%'],
    [0.999, '>99%'],
    [1, '100%'],
    [0.575, '58%'],
    [3 / 40, '8%'],
  ])('the share %d prints as %s', (share, text) => {
    expect(formatPercent(share)).toBe(text)
  })

  it('rounds a range outwards and keeps whole bounds', () => {
    expect(formatPercentRange({ low: 0.386, high: 0.712 })).toBe('38% to 72%')
    expect(formatPercentRange({ low: 0.29, high: 0.57 })).toBe('29% to 57%')
  })

  it('draws a bar of the given width for any share and interval', () => {
    expect(drawBar(0.5, { low: 0.25, high: 0.75 }, 8)).toBe('██▓▓░░··')
    expect(drawBar(0.5, null, 8)).toBe('████····')
    for (const share of [0, 0.01, 0.5, 0.99, 1])
      expect(drawBar(share, { low: share / 2, high: (1 + share) / 2 }, 13)).toHaveLength(13)
  })
})

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escapes are what is looked for
const stripAnsi = (text: string): string => text.replace(/\u001b\[[\d;]*m/g, '')
