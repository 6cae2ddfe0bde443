import { describe, expect, it } from 'vitest'
import { newFolder, QUICK, runWell } from '../cli-harness.js'

const folder = newFolder()
const GERMAN = 'Das ist ein Rückzug: die Firma gibt auf und verkauft alles, was sie hat.'
const FRENCH = "C'est un abandon, la société vend tout ce qu'elle possède et quitte le marché."
const ROWS = [
  ...Array.from({ length: 8 }, (_, index) => [
    `n${index}`,
    `They gave up, as in ${index}.`,
    'norvik',
  ]),
  ['n0', 'They gave up, as in 0.', 'norvik'],
  ...Array.from({ length: 5 }, (_, index) => [
    `t${index}`,
    `Smart, less risk: ${index}.`,
    'teldane',
  ]),
  ['e1', '', 'norvik'],
  ['e2', '👉 https://example.org', 'teldane'],
  ['g1', GERMAN, 'norvik'],
  ['g2', GERMAN.replace('alles', 'jedes Werk'), 'teldane'],
  ['f1', FRENCH, 'norvik'],
  ['e3', ' ', 'teldane'],
]
const TABLE = folder.write(
  'posts.csv',
  ['id,text,deal', ...ROWS.map((cells) => cells.map((cell) => `"${cell}"`).join(','))].join('\n'),
)
const DEALS = folder.write(
  'deals.csv',
  'id,mover,move\nnorvik,Norvik,sells its stores\nteldane,Teldane,leaves the market\n',
)
const WHOLE = ['--columns', 'deal=deal', '--deals', DEALS]

/** The numbers of a line before and behind its colon. */
function sumsOf(line: string): { readonly whole: number; readonly parts: number } {
  const [head = '', rest = ''] = line.split(/:(.*)/s)
  const parts = rest.replace(/\([^)]*\)/g, '').match(/\d[\d,]*/g) ?? []
  const numberOf = (text: string): number => Number(text.replace(/\D/g, ''))
  return { whole: numberOf(head), parts: parts.reduce((sum, part) => sum + numberOf(part), 0) }
}

describe('one line of classify adds up', () => {
  it.each(['1', '2'])(
    'rows merged, without words, in other languages, and labelled by deal (%s threads)',
    async (threads) => {
      const out = folder.path(`scored-${threads}.jsonl`)
      const { stderr } = await runWell([
        'classify',
        TABLE,
        ...WHOLE,
        ...QUICK,
        '--threads',
        threads,
        '--out',
        out,
      ])
      const [line = ''] = /^20 rows: .*$/m.exec(stderr) ?? []
      expect(line).toBe(
        '20 rows: 1 repeat merged, 2 without words, 3 in other languages (de 2, fr 1); 14 labelled (8 on Norvik, 6 on Teldane)',
      )
      const { whole, parts } = sumsOf(line)
      expect(parts).toBe(whole)
    },
  )

  it('counts bad rows that were left out, and labels that are withheld', async () => {
    const lines = ['{"id":"a","text":"They gave up."}', '{"id":"b"}', '{"id":"c","text":"Hm."}']
    const { stderr } = await runWell([
      'classify',
      folder.write('bad.jsonl', lines.join('\n')),
      '--model',
      'linear-en',
      '--on-bad-record',
      'skip',
      '--min-probability',
      '0.99',
      '--out',
      folder.path('bad.out.jsonl'),
    ])
    const [line = ''] = /^3 posts: .*$/m.exec(stderr) ?? []
    expect(line).toMatch(/^3 posts: 1 bad and skipped, 2 with a label too unsure; 0 labelled$/)
  })

  it('has a line for each deal behind it', async () => {
    const { stderr } = await runWell([
      'classify',
      TABLE,
      ...WHOLE,
      ...QUICK,
      '--out',
      folder.path('deals.jsonl'),
    ])
    expect(stderr).toMatch(/^Norvik sells its stores: Too few posts for percentages: of 8 posts/m)
    expect(stderr).toMatch(/^Teldane leaves the market: \d posts, by the model .*; too few/m)
    expect(stderr).toMatch(
      /^Move: “Norvik sells its stores”: \d+ of \d+ posts\.\nMove: “Teldane leaves the market”: \d+ of \d+ posts\.$/m,
    )
    expect(stderr).not.toContain('other move')
  })
})
