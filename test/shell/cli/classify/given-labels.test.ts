import { describe, expect, it } from 'vitest'
import { fromJsonl, toJsonl } from '../../../support/jsonl.js'
import { expectRefusal } from '../../../support/refusal.js'
import { newFolder, runCli, runWell } from '../cli-harness.js'

const folder = newFolder()
const NAME = 'GPT-5, prompt 7'
const LABELS = ['retreat', 'shrewd pivot', 'neither']
const DEAL = ['--mover', 'Tolbeck', '--move', 'gives up its own ovens']
const COLUMNS = 'text=body,given=stance,givenProbability=chance'

interface Row {
  readonly id: string
  readonly reply_to: string
  readonly body: string
  readonly stance: string
  readonly chance: number
}

const rowsOf = (count: number): Row[] =>
  Array.from({ length: count }, (_, at) => ({
    id: `p${at}`,
    reply_to: at === 0 ? '' : 'p0',
    body: `Remark ${at} on the ovens and what number ${(at * 7919) % 997} makes of them.`,
    stance: LABELS[(at * 7) % 3] ?? '',
    chance: 0.4 + ((at * 13) % 60) / 100,
  }))
const csvOf = (rows: readonly Row[]): string =>
  `id,reply_to,body,stance,chance\n${rows.map((row) => `${row.id},${row.reply_to},${row.body},${row.stance},${row.chance}`).join('\n')}\n`

const ROWS = rowsOf(60)
const CSV = folder.write('posts.csv', csvOf(ROWS))
const given = (input: string, ...options: string[]): string[] => ['classify', input, '--given', NAME, ...DEAL, '--quiet', ...options]

interface Scored {
  readonly label: string | null
  readonly lean: string | null
  readonly probabilities: Readonly<Record<string, number>> | null
  readonly model: string
  readonly reason: string | null
  readonly stances: readonly { readonly label: string | null }[]
}
const scoredIn = (text: string): Scored[] => fromJsonl(text) as unknown as Scored[]
const classified = async (input: string, ...options: string[]): Promise<Scored[]> =>
  scoredIn((await runWell(given(input, ...options))).stdout)

describe('classify --given: labels of another model or tool', () => {
  it('takes labels and probabilities as they are, and says whose they are', async () => {
    const posts = await classified(CSV, '--columns', COLUMNS)
    expect(posts.map(({ label }) => label)).toEqual(ROWS.map(({ stance }) => stance))
    expect(posts.every(({ model, label, stances }) => model === `given:${NAME}` && stances[0]?.label === label)).toBe(true)
    const [first] = posts
    expect(first?.probabilities).toEqual({ retreat: 0.4, 'shrewd pivot': 0.3, neither: 0.3 })
    expect(posts.find(({ label }) => label === 'neither')?.lean).toBeNull()
    const bare = await classified(CSV, '--columns', 'text=body,given=stance')
    expect(bare.map(({ probabilities }) => probabilities)).toEqual(ROWS.map(() => null))
  })

  it('reads JSON Lines, workbooks, Parquet and parts of a large table alike', async () => {
    const unlike = ({ label, probabilities }: Scored) => ({ label, probabilities })
    const expected = (await classified(CSV, '--columns', COLUMNS)).map(unlike)
    const lines = folder.write('posts.raw.jsonl', toJsonl(ROWS.map(({ reply_to, ...row }) => ({ ...row, reply_to: reply_to || null }))))
    expect((await classified(lines, '--columns', COLUMNS)).map(unlike)).toEqual(expected)
    for (const form of ['xlsx', 'parquet']) {
      const table = folder.path(`posts.${form}`)
      await runWell(['ingest', CSV, '--columns', 'text=body', '--out', table, '--quiet'])
      expect((await classified(table, '--columns', 'given=stance,givenProbability=chance')).map(unlike)).toEqual(expected)
    }
    const large = folder.write('large.csv', csvOf(rowsOf(1500)))
    const held = (await runWell(given(large, '--columns', COLUMNS, '--evidence', 'auto', '--threads', '1'))).stdout
    const out = folder.path('large.jsonl')
    await runWell(given(large, '--columns', COLUMNS, '--resume', '--out', out))
    expect(scoredIn(folder.read('large.jsonl')).map(unlike)).toEqual(scoredIn(held).map(unlike))
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
    const scheme = folder.write('scheme.json', JSON.stringify({ id: 'heat', labels: ['hot', 'cold', 'none'], neutral: 'none' }))
    const table = folder.write('heat.csv', 'id,text,stance\na,They burn for it.,hot\nb,The ovens are grey.,none\n')
    const posts = await classified(table, '--columns', 'given=stance', '--scheme', scheme)
    expect(posts.map(({ label }) => label)).toEqual(['hot', 'none'])
  })

  it('keeps a post whose row has no label without one, and says so', async () => {
    const table = folder.write('blank.csv', 'id,reply_to,body,stance,chance\np2,,More words,neither,1\np3,,Words here, ,0.5\n')
    const { stdout, stderr } = await runWell(['classify', table, '--given', NAME, ...DEAL, '--columns', COLUMNS])
    expect(scoredIn(stdout).map(({ label, reason }) => [label, reason])).toEqual([
      ['neither', null],
      [null, 'its row gives no label'],
    ])
    expect(stderr).toContain('1 row has no label: kept without one')
  })

  it.each([
    [
      'an unknown label',
      'p3,,Words here,against,0.5',
      'line 3: expected a label under stance, one of retreat, shrewd pivot, neither, got "against"',
    ],
    ['a probability above 1', 'p3,,Words here,retreat,50', 'line 3: expected a probability from 0 to 1 under chance, got "50"'],
    ['no probability', 'p3,,Words here,retreat,', 'line 3: expected a probability from 0 to 1 under chance, got null'],
  ])('refuses %s, naming the row', async (_, row, message) => {
    const table = folder.write('bad.csv', `id,reply_to,body,stance,chance\np2,,More words,neither,1\n${row}\n`)
    expectRefusal(await runCli(given(table, '--columns', COLUMNS)), 65, message)
    const skipping = await runWell(given(table, '--columns', COLUMNS, '--on-bad-record', 'skip'))
    expect(fromJsonl(skipping.stdout)).toHaveLength(1)
  })

  it.each([
    [['--columns', 'text=body'], '--given GPT-5, prompt 7 without the column'],
    [['--columns', COLUMNS, '--llm', 'ollama:any'], 'got --given and --llm'],
    [['--columns', COLUMNS, '--two-way'], 'got --given and --two-way'],
    [['--columns', COLUMNS, '--context', 'on'], 'got --given and --context'],
    [['--columns', COLUMNS, '--min-probability', '.9'], 'got --given and --min-probability'],
    [['--columns', COLUMNS, '--model', 'linear-en'], 'got --given and --model'],
  ])('refuses what has no effect on given labels: %s', async (options, message) => {
    expectRefusal(await runCli(given(CSV, ...options)), 64, message)
  })

  it.each([['classify'], ['ingest']])('refuses the column without a name: %s', async (command) => {
    expectRefusal(await runCli([command, CSV, '--columns', COLUMNS]), 64, 'the column stance alone')
  })

  it('refuses a form without columns, and a name that no sentence can quote', async () => {
    const paste = folder.write('thread.txt', '@ada: they gave up\n\n@bob: no, it is clever\n')
    const ran = await runCli(given(paste, '--columns', COLUMNS, '--source', 'paste'))
    expectRefusal(ran, 65, 'Give a table or JSON Lines with a column of labels')
    for (const name of [' ', 'a\nb', 'x'.repeat(81)])
      expectRefusal(await runCli(['classify', CSV, '--columns', COLUMNS, '--given', name]), 64, '--given with a name')
  })

  it('is audited and quoted like any model, under its name in quotes', async () => {
    const scored = folder.path('scored.jsonl')
    await runWell(given(CSV, '--columns', COLUMNS, '--out', scored))
    await runWell(['audit', scored, '--size', '30', '--export', folder.path('sheet.csv'), '--quiet'])
    const stanceOf = new Map(ROWS.map(({ id, stance }) => [id, stance]))
    const drawn = folder
      .read('sheet.csv')
      .split('\r\n')
      .slice(1)
      .flatMap((line) => /^p\d+/.exec(line)?.[0] ?? [])
    const labels = drawn.map((id, at) => `${id},ana,person,${at % 5 === 0 ? 'neither' : stanceOf.get(id)}`)
    const sheet = folder.write('labels.csv', `postId,coder,coderKind,label\n${labels.join('\n')}\n`)
    await runWell(['audit', scored, '--import', sheet, '--quiet'])
    const audited = [scored, '--audit', folder.path('scored.audit.jsonl')]
    const cited = await runWell(['cite', ...audited, '--max-width', '20'])
    expect(cited.stdout).toContain('with a random 30 labelled by hand')
    expect(cited.stdout).toContain('a model (“GPT-5, prompt 7”, labels as given) labelled all 60 posts')
    expect(cited.stdout).not.toContain('given:')
    await runWell(['aggregate', ...audited, '--format', 'json', '--out', folder.path('breakdown.json'), '--quiet'])
    expect((await runWell(['verify', folder.path('breakdown.json')])).stdout).toContain('numbers agree')
    await runWell(['report', ...audited, '--out', folder.path('report.html'), '--quiet'])
    expect(folder.read('report.html').replaceAll(/<script[\s\S]*?<\/script>/g, '')).not.toMatch(/[^"]given:GPT/)
  })

  it('is not judged as a copy by how often coders agree with the model that ships', async () => {
    const scored = folder.path('surest.jsonl')
    const sure = folder.write('sure.csv', csvOf(ROWS.map((row) => ({ ...row, chance: 0.9 }))))
    await runWell(given(sure, '--columns', COLUMNS, '--out', scored))
    await runWell(['audit', scored, '--size', '40', '--coder', 'ana', '--export', folder.path('sure-sheet.csv'), '--quiet'])
    const drawn = [...folder.read('sure-sheet.csv').matchAll(/^(p\d+),/gm)].map(([, id]) => id ?? '')
    const stanceOf = new Map(ROWS.map(({ id, stance }) => [id, stance]))
    const labels = drawn.map((id, at) => `${id},ana,person,${at < 2 ? 'neither' : stanceOf.get(id)}`)
    const sheet = folder.write('sure-labels.csv', `postId,coder,coderKind,label\n${labels.join('\n')}\n`)
    await runWell(['audit', scored, '--import', sheet, '--quiet'])
    const cited = await runCli(['cite', scored, '--audit', folder.path('surest.audit.jsonl'), '--max-width', '20'])
    expect(cited.stderr + cited.stdout).not.toContain('CITE_LABELS_COPIED')
  })
})
