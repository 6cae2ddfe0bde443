import { describe, expect, it } from 'vitest'
import type { ScoredPost } from '../../../../src/judge/stance/stance-prediction.js'
import { inRows } from '../../../support/in-rows.js'
import { fromJsonl, labelsOf, newFolder, runWell, scoredIn, toJsonl } from '../cli-harness.js'

const folder = newFolder()
const NAME = 'GPT-5, prompt 7'
const LABELS = ['retreat', 'shrewd pivot', 'neither']
const DEAL = ['--mover', 'Tolbeck', '--move', 'gives up its own ovens']
const COLUMNS = 'text=body,given=stance,givenProbability=chance'

const rowsOf = (count: number) =>
  Array.from({ length: count }, (_, at) => ({
    id: `p${at}`,
    reply_to: at === 0 ? '' : 'p0',
    body: `Remark ${at} on Tolbeck and what number ${(at * 7919) % 997} makes of them.`,
    stance: LABELS[(at * 7) % 3] ?? '',
    chance: 0.4 + ((at * 13) % 60) / 100,
  }))
const csvOf = (rows: ReturnType<typeof rowsOf>): string =>
  ['id,reply_to,body,stance,chance', ...rows.map((row) => Object.values(row).join()), ''].join('\n')

const ROWS = rowsOf(60)
const CSV = folder.write('posts.csv', csvOf(ROWS))
const given = (input: string, ...options: string[]): string[] => [
  'classify',
  input,
  '--given',
  NAME,
  ...DEAL,
  '--quiet',
  ...options,
]

const classified = async (input: string, ...options: string[]): Promise<ScoredPost[]> =>
  scoredIn((await runWell(given(input, ...options))).stdout)

/**
 * Scores a table, labels a sample of so many by hand, and cites.
 *
 * @param isOther which of the sample get another label than was given
 */
async function audited(
  name: string,
  table: string,
  size: number,
  isOther: (at: number) => boolean,
) {
  const scored = folder.path(`${name}.jsonl`)
  await runWell(given(table, '--columns', COLUMNS, '--out', scored))
  await runWell([
    'audit',
    scored,
    '--size',
    `${size}`,
    '--coder',
    'ana',
    '--export',
    folder.path(`${name}.csv`),
    '--quiet',
  ])
  const stanceOf = new Map(ROWS.map(({ id, stance }) => [id, stance]))
  const drawn = [...folder.read(`${name}.csv`).matchAll(/^(p\d+),/gm)].map(([, id = '']) => ({
    id,
  }))
  expect(drawn).toHaveLength(size)
  const labels = labelsOf(drawn, ({ id }, at) => (isOther(at) ? 'neither' : stanceOf.get(id)))
  await runWell([
    'audit',
    scored,
    '--import',
    folder.write(`${name}.csv`, labels),
    '--coder-kind',
    'person',
    '--quiet',
  ])
  return {
    files: [scored, '--audit', folder.path(`${name}.audit.jsonl`)],
    cited: await runWell(['cite', scored]),
  }
}

describe('classify --given: labels of another model or tool', () => {
  it('takes labels and probabilities as they are, and says whose they are', async () => {
    const posts = await classified(CSV, '--columns', COLUMNS)
    expect(posts.map(({ label }) => label)).toEqual(ROWS.map(({ stance }) => stance))
    expect(
      posts.every(
        ({ model, label, stances }) => model === `given:${NAME}` && stances[0]?.label === label,
      ),
    ).toBe(true)
    const [first] = posts
    expect(first?.probabilities).toEqual({ retreat: 0.4, 'shrewd pivot': 0.3, neither: 0.3 })
    expect(posts.find(({ label }) => label === 'neither')?.lean).toBeNull()
    const bare = await classified(CSV, '--columns', 'text=body,given=stance')
    expect(bare.map(({ probabilities }) => probabilities)).toEqual(ROWS.map(() => null))
  })

  it('reads JSON Lines, workbooks and Parquet alike', async () => {
    const unlike = ({ label, probabilities }: ScoredPost) => ({ label, probabilities })
    const expected = (await classified(CSV, '--columns', COLUMNS)).map(unlike)
    const lines = folder.write(
      'posts.raw.jsonl',
      toJsonl(ROWS.map(({ reply_to, ...row }) => ({ ...row, reply_to: reply_to || null }))),
    )
    expect((await classified(lines, '--columns', COLUMNS)).map(unlike)).toEqual(expected)
    for (const form of ['xlsx', 'parquet']) {
      const table = folder.path(`posts.${form}`)
      await runWell(['ingest', CSV, '--columns', 'text=body', '--out', table, '--quiet'])
      expect(
        (await classified(table, '--columns', 'given=stance,givenProbability=chance')).map(unlike),
      ).toEqual(expected)
    }
  })

  it('takes labels as tools write them, in any language, and needs none for posts without words', async () => {
    const table = folder.write(
      'own.csv',
      'id,text,stance\na,Das ist eine kluge Wende und bringt endlich Geld ins Haus.,Shrewd_Pivot\nb,[deleted],\n',
    )
    const [german, deleted] = await classified(table, '--columns', 'given=stance')
    expect(german?.label).toBe('shrewd pivot')
    expect([deleted?.label, deleted?.reason]).toEqual([null, 'deleted: its words are gone'])
  })

  it('takes the labels of a scheme of one’s own, one called none too', async () => {
    const scheme = folder.write(
      'scheme.json',
      JSON.stringify({ id: 'heat', labels: ['hot', 'cold', 'none'], neutral: 'none' }),
    )
    const table = folder.write(
      'heat.csv',
      'id,text,stance\na,They burn for it.,hot\nb,The ovens are grey.,none\n',
    )
    const options = ['--columns', 'given=stance', '--scheme', scheme]
    const { stdout } = await runWell(given(table, ...options))
    expect(fromJsonl(stdout).map(({ label }) => label)).toEqual(['hot', 'none'])
  })

  it('keeps a post whose row has no label without one, and says so', async () => {
    const table = folder.write(
      'blank.csv',
      'id,reply_to,body,stance,chance\np2,,More words,neither,1\np3,,Words here, ,0.5\n',
    )
    const { stdout, stderr } = await runWell([
      'classify',
      table,
      '--given',
      NAME,
      ...DEAL,
      '--columns',
      COLUMNS,
      '--verbose',
    ])
    const rows = inRows(scoredIn(stdout).map(({ label, reason }) => [label, reason]))
    expect(rows).toEqual(['neither | -', '- | its row gives no label'])
    expect(stderr).toContain('1 row has no label: kept without one')
  })

  it('leaves out a row with a label that is none where bad records are left out', async () => {
    const table = folder.write(
      'bad.csv',
      'id,reply_to,body,stance,chance\np2,,More words,neither,1\np3,,Words here,against,0.5\n',
    )
    expect(await classified(table, '--columns', COLUMNS, '--on-bad-record', 'skip')).toHaveLength(1)
  })

  it('is audited and quoted like any model, under its name in quotes', async () => {
    const { files, cited } = await audited('scored', CSV, 30, (at) => at % 5 === 0)
    expect(cited.stdout).toContain('one person read 30, picked at random.')
    expect(cited.stdout).not.toContain('given:')
    await runWell(['report', ...files, '--out', folder.path('report.html'), '--quiet'])
    expect(folder.read('report.html')).toContain('“GPT-5, prompt 7”')
    expect(folder.read('report.html').replaceAll(/<script[\s\S]*?<\/script>/g, '')).not.toMatch(
      /[^"]given:GPT/,
    )
  })

  it('is judged as a copy from nine in ten labels on, like any model', async () => {
    const sure = folder.write('sure.csv', csvOf(ROWS.map((row) => ({ ...row, chance: 0.9 }))))
    expect((await audited('surest', sure, 40, (at) => at < 12)).cited.code).toBe(0)
  })
})
