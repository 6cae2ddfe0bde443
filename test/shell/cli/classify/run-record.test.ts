import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { readSheet } from 'read-excel-file/node'
import { expect, it } from 'vitest'
import { sha256Of } from '../../../../src/base/text/sha256-text.js'
import { RUN_RECORD_SCHEMA, type RunRecord } from '../../../../src/base/thread/run-record.js'
import type { Breakdown } from '../../../../src/count/breakdown/breakdown.js'
import {
  expectRefusal,
  fromJsonl,
  newFolder,
  QUICK,
  runCli,
  runWell,
  SAMPLE,
} from '../cli-harness.js'

const folder = newFolder()
const SCORED = folder.path('scored.jsonl')
const LINEAR = ['--model', 'linear-en', '--quiet']

const recordsOf = (name: string, { read } = folder): readonly RunRecord[] => {
  const { schema, runs } = JSON.parse(read(`${name}.run.json`)) as {
    schema: string
    runs: readonly RunRecord[]
  }
  expect(schema).toBe(RUN_RECORD_SCHEMA)
  return runs
}
const onlyRecord = (name: string): RunRecord => recordsOf(name)[0] as RunRecord
const namesOf = (jsonl: string): readonly unknown[] => [
  ...new Set(fromJsonl(jsonl).map(({ run }) => run)),
]
const runsIn = (json: string): Breakdown['runs'] => (JSON.parse(json) as Breakdown).runs

await runWell(['classify', SAMPLE, ...LINEAR, '--out', SCORED])

it('stands beside the scored file, and each post names it', () => {
  const record = onlyRecord('scored.jsonl')
  expect(namesOf(folder.read('scored.jsonl'))).toEqual([record.run])
  // sha256sum of coreutils.
  const sha256 = 'f6978bd6a14a32b414d4d9e1ad36f7073d2504009190695fd3f8822b1e3af7be'
  expect(record).toEqual({
    run: expect.stringMatching(/^[0-9a-f]{12}$/),
    version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    model: 'linear-en',
    weights: { model: 'linear-en', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    optionsSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    inputs: [{ name: 'xai-compute.txt', sha256 }],
    commit: expect.toSatisfy(
      (commit: unknown) => commit === null || /^[0-9a-f]{40}(?:-dirty)?$/.test(String(commit)),
    ),
    runtime: expect.stringMatching(
      new RegExp(`^Node ${process.versions.node}, ${process.platform} ${process.arch} \\([^)]+\\)`),
    ),
    command: ['classify', 'xai-compute.txt', '--model', 'linear-en'],
  })
})

it('names no folder, no address and no password', async () => {
  folder.write('in/deals.csv', 'mover,move\nSonos,drops Google Cast\n')
  const words = [
    '--deals',
    folder.path('in/deals.csv'),
    '--pseudonymise',
    `new:${newFolder().path('secret.key')}`,
  ]
  await runWell(['classify', SAMPLE, ...QUICK, ...words, '--out', folder.path('own.jsonl')])
  const { command } = onlyRecord('own.jsonl')
  expect(command).toEqual(expect.arrayContaining(['deals.csv', '--pseudonymise', '…']))
  expect(command.join(' ')).not.toMatch(/[/\\]|secret/)
})

it('names no input beside pseudonyms, in posts that are exported neither (the name of a page told who opened it)', async () => {
  const page = folder.write('in/@dana thread.txt', readFileSync(SAMPLE, 'utf8'))
  const key = newFolder().path('secret.key')
  await runWell(['classify', page, ...LINEAR, '--out', folder.path('open.jsonl')])
  await runWell([
    'classify',
    page,
    ...LINEAR,
    '--pseudonymise',
    `new:${key}`,
    '--out',
    folder.path('closed.jsonl'),
  ])
  await runWell([
    'classify',
    folder.path('open.jsonl'),
    '--pseudonymise',
    key,
    '--out',
    folder.path('exported.jsonl'),
    '--quiet',
  ])
  expect(onlyRecord('open.jsonl').inputs[0]?.name).toBe('@dana thread.txt')
  for (const name of ['closed.jsonl', 'exported.jsonl']) {
    expect(folder.read(`${name}.run.json`), name).not.toContain('dana')
    expect(onlyRecord(name).inputs, name).toEqual([
      { name: '…', sha256: onlyRecord('open.jsonl').inputs[0]?.sha256 },
    ])
  }
})

it('has one name for one input, model and options, whatever the file, the threads or the form', async () => {
  const { run } = onlyRecord('scored.jsonl')
  for (const [name, ...words] of [
    ['again.jsonl', '--threads', '1'],
    ['table.csv'],
    ['table.parquet', '--threads', '2'],
  ] as const) {
    await runWell(['classify', SAMPLE, ...LINEAR, ...words, '--out', folder.path(name)])
    expect(onlyRecord(name).run, name).toBe(run)
  }
  const piped = await runWell(['classify', '-', ...LINEAR, '--format', 'jsonl'], {
    stdin: readFileSync(SAMPLE),
  })
  expect(namesOf(piped.stdout)).toEqual([run])
})

it('has another name for another model, option or content of a file', async () => {
  const deals = (name: string, text: string): string =>
    folder.write(`${name}/deals.csv`, `mover,move\n${text}\n`)
  const names = new Set<unknown>()
  for (const words of [
    LINEAR,
    QUICK,
    [...LINEAR, '--two-way'],
    [...LINEAR, '--deals', deals('one', 'Sonos,drops Google Cast')],
    [...LINEAR, '--deals', deals('two', 'Sonos,keeps Google Cast')],
  ])
    for (const name of namesOf((await runWell(['classify', SAMPLE, ...words])).stdout))
      names.add(name)
  expect(names.size).toBe(5)
  const path = deals('one', 'Sonos,drops Google Cast')
  await runWell([
    'classify',
    SAMPLE,
    ...LINEAR,
    '--deals',
    path,
    '--out',
    folder.path('named.jsonl'),
  ])
  expect(onlyRecord('named.jsonl').files).toEqual([
    { option: 'deals', name: 'deals.csv', sha256: sha256Of(readFileSync(path)) },
  ])
  expect(onlyRecord('scored.jsonl').files).toBeUndefined()
})

it('has another name for another scheme in the folder of a model (had one for all)', async () => {
  const posts = folder.write('given.csv', 'id,text,given\n1,They gave up.,yes\n')
  const names: unknown[] = []
  for (const rule of ['one', 'two']) {
    const scheme = { id: 'own', labels: ['yes', 'no'], rules: [rule] }
    folder.write(`scheme-${rule}/model.json`, JSON.stringify({ scheme }))
    const words = [
      '--given',
      'somebody',
      '--columns',
      'given=given',
      '--scheme',
      folder.path(`scheme-${rule}`),
    ]
    names.push(
      ...namesOf(
        (await runWell(['classify', posts, ...words, '--format', 'jsonl', '--quiet'])).stdout,
      ),
    )
  }
  expect(new Set(names).size).toBe(2)
})

it('stays beside posts that are exported, in every form', async () => {
  const record = onlyRecord('scored.jsonl')
  for (const name of ['table.parquet', 'table.xlsx', 'table.csv']) {
    await runWell(['classify', SCORED, '--out', folder.path(name), '--quiet'])
    expect(recordsOf(name), name).toEqual([record])
  }
  const [header, first] = (await readSheet(
    folder.path('table.xlsx'),
  )) as readonly (readonly unknown[])[]
  expect([header?.includes('run'), first?.includes(record.run)]).toEqual([true, true])
  expect(folder.read('table.csv').split('\n')[0]).toContain(',model,run')
})

it('stands whole in breakdowns', async () => {
  const record = onlyRecord('scored.jsonl')
  const { stdout } = await runWell(['aggregate', SCORED, '--format', 'json'])
  const runs = [{ run: record.run, postCount: 18, record }]
  expect(runsIn(stdout)).toEqual(runs)
})

it('is said to be missing where it is, and the posts count', async () => {
  const alone = folder.write('alone.jsonl', folder.read('scored.jsonl'))
  const { run } = onlyRecord('scored.jsonl')
  const { stdout, stderr } = await runWell(['aggregate', alone, '--format', 'json'])
  expect(runsIn(stdout)).toEqual([{ run, postCount: 18, record: null }])
  expect(stderr).toContain(`18 posts: no record of run ${run}`)
})

it('cannot control the terminal by its name in a scored file (the name was printed as it stood)', async () => {
  const posts = fromJsonl(folder.read('scored.jsonl')).map((post) =>
    JSON.stringify({ ...post, run: '\u001b[2Jevil\nline' }),
  )
  const { stderr } = await runWell([
    'aggregate',
    folder.write('hostile.jsonl', `${posts.join('\n')}\n`),
    '--format',
    'json',
  ])
  expect(stderr).toMatch(/no record of run \S*evil line,/)
  expect(stderr).not.toContain('\u001b')
})

const DEEP = '['.repeat(100_000) + ']'.repeat(100_000)
const changed = (from: RegExp, to: string) => (): string =>
  folder.read('scored.jsonl.run.json').replace(from, to)
it.each([
  ['of another run', () => folder.read('own.jsonl.run.json'), /no record of run/],
  ['that is no JSON', () => '{"schema":', /expected JSON/],
  [
    'of 100,000 levels (ended the command)',
    () => `{"schema":"${RUN_RECORD_SCHEMA}","runs":${DEEP}}`,
    /no record of the run was taken from/,
  ],
  [
    'of another kind',
    () => '{"schema":"dealstance/breakdown@1"}',
    /expected schema to be "dealstance\/run@2"/,
  ],
  [
    'whose version was changed',
    changed(/"version": "[^"]+"/, '"version": "9.9.9"'),
    /expected run to be/,
  ],
  ['whose hash was cut', changed(/"sha256": "[^"]+"/, '"sha256": "12"'), /64 hexadecimal digits/],
])('is not taken from a file %s: a note says so, and the posts count', async (_, content, note) => {
  const scored = folder.write('foreign.jsonl', folder.read('scored.jsonl'))
  folder.write('foreign.jsonl.run.json', content())
  const { stdout, stderr } = await runWell(['aggregate', scored, '--format', 'json'])
  expect(runsIn(stdout)?.map(({ record }) => record)).toEqual([null])
  expect(stderr).toMatch(note)
})

it('is never written over an input, and a place that cannot be written to is told', async () => {
  const input = folder.write('in.jsonl.run.json', '{"id":"1","text":"They gave up."}\n')
  const refused = await runCli([
    'classify',
    input,
    ...QUICK,
    '--source',
    'jsonl',
    '--out',
    folder.path('in.jsonl'),
  ])
  expectRefusal(refused, 64, 'expected an output of its own')
  mkdirSync(folder.path('taken.jsonl.run.json'))
  const blocked = await runCli(['classify', SAMPLE, ...QUICK, '--out', folder.path('taken.jsonl')])
  expectRefusal(blocked, 74, /OUTPUT_UNWRITABLE: .*taken\.jsonl\.run\.json/)
  expect(existsSync(folder.path('taken.jsonl'))).toBe(true)
})
