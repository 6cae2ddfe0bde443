import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { dealIdsOf } from '../../../../src/judge/stance/stance-prediction.js'
import {
  expectRefusal,
  fromJsonl,
  newFolder,
  QUICK,
  runCli,
  runWell,
  scoredIn,
  toJsonl,
  withoutRun,
} from '../cli-harness.js'

const folder = newFolder()
const TABLES = ['scored.csv', 'scored.parquet', 'scored.xlsx']
const MOVER = ['--mover', 'Halden Ferries', '--move', 'sells its harbour lines']
const WORDS = [
  'They gave up.',
  '=A clever turn; really.',
  'What now?',
  'Sad, "truly" sad.',
  'Good for them',
]
const POSTS = Array.from({ length: 45 }, (_, index) => ({
  id: `${index}`,
  threadId: 'harbour',
  parentId: index === 0 ? null : '0',
  author: `reader${index % 31}`,
  createdAt: `2026-03-0${(index % 9) + 1}T10:00:00.000Z`,
  text: `${WORDS[index % 5]} (${index})`,
  wave: index % 3,
  ...(index === 44 && { meta: { isParentInferred: true } }),
}))
const INPUT = folder.write('posts.jsonl', toJsonl(POSTS))
const scored = (name: string): string => folder.path(name)

for (const name of ['scored.jsonl', ...TABLES]) {
  await runWell(['classify', ...QUICK, INPUT, ...MOVER, '--out', scored(name)])
}

/** Every command that reads scored posts, or their folder. */
const COMMANDS: Readonly<Record<string, (path: string) => readonly string[]>> = {
  aggregate: (path) => ['aggregate', path],
  audit: (path) => ['audit', path, '--size', '3'],
  cite: (path) => ['cite', path],
  report: (path) => ['report', path],
}

describe.each(Object.entries(COMMANDS))('%s', (_, argvOf) => {
  it.each(TABLES)('refuses %s, an export, and names the JSON Lines beside it', async (table) => {
    const path = scored(table)
    const line = `SCORED_INVALID: ${path}: expected scored posts as JSON Lines, got a table, an export. Give ${scored('scored.jsonl')}.`
    expectRefusal(await runCli(argvOf(path)), 65, new RegExp(line.replaceAll(/[.\\]/g, '\\$&')))
  })
})

it('an export that stands alone, packed or from stdin, is refused with what classify writes', async () => {
  const alone = folder.write('alone.csv.gz', gzipSync(readFileSync(scored('scored.csv'))))
  const line =
    /got a table, an export\. Give the \.jsonl that classify wrote \(classify --out scored\.jsonl\)\./
  expectRefusal(await runCli(['aggregate', alone]), 65, line)
  expectRefusal(
    await runCli(['cite', '-'], { stdin: readFileSync(scored('scored.xlsx')) }),
    65,
    line,
  )
})

describe('classify --out of a table', () => {
  it.each(TABLES)('%s says what else to write, since the table is an export', async (table) => {
    const { stderr } = await runCli([
      'classify',
      ...QUICK,
      INPUT,
      ...MOVER,
      '--out',
      folder.path(`again-${table}`),
    ])
    expect(stderr).toContain(
      `again-${table} is an export; give --out posts.jsonl to count, cite or audit`,
    )
  })

  it('of scored posts says nothing of it: they are there', async () => {
    const { stderr } = await runCli([
      'classify',
      scored('scored.jsonl'),
      '--out',
      folder.path('again.csv'),
    ])
    expect(stderr).not.toContain('is an export')
  })
})

describe('posts that are scored again', () => {
  it.each(['scored.jsonl', ...TABLES])(
    'of %s stay on the deals of the user: of a column, and of the command',
    async (form) => {
      const waves =
        'id,mover,move\nnil,Halden Ferries,sells its harbour lines\ntwo,Orrin Air,closes its hub\n'
      const deals = folder.write('deals-of-waves.csv', waves)
      const table = folder.write(
        'waves-posts.csv',
        'text,wave\nThey gave up.,nil\nA clever turn.,two\n',
      )
      const byColumn = folder.path(form.replace('scored', 'waves'))
      await runCli([
        'classify',
        ...QUICK,
        table,
        '--deals',
        deals,
        '--columns',
        'deal=wave',
        '--out',
        byColumn,
      ])
      const again = await runCli([
        'classify',
        ...QUICK,
        byColumn,
        '--deals',
        deals,
        '--format',
        'jsonl',
      ])
      expect(scoredIn(again.stdout).map(dealIdsOf)).toEqual([['nil'], ['two']])
      const moved = await runCli([
        'classify',
        scored(form),
        '--model',
        'linear-en',
        ...MOVER,
        '--format',
        'jsonl',
      ])
      expect(new Set(scoredIn(moved.stdout).flatMap(dealIdsOf))).toEqual(
        new Set(['halden-ferries-sells-harbour-lines']),
      )
    },
  )

  it.each(TABLES)(
    '%s is read as posts with the columns of their source, the results left out',
    async (form) => {
      const { stdout, stderr } = await runCli([
        'classify',
        ...QUICK,
        scored(form),
        '--format',
        'jsonl',
      ])
      expect(stderr).toContain('records are scored posts; read as posts, their results left out')
      const first = fromJsonl(stdout)[0]
      const last = fromJsonl(stdout).at(-1)
      expect(Object.keys(Object(first?.['meta'])).sort()).toEqual(['wave'])
      expect(Object(last?.['meta']).isParentInferred).toBe(true)
    },
  )

  it('are scored with the options of a model', async () => {
    const argv = ['--model', 'linear-en']
    const { stdout, stderr } = await runCli([
      'classify',
      scored('scored.jsonl'),
      '--format',
      'jsonl',
      ...argv,
    ])
    expect(stderr).toContain('records are scored posts; read as posts, their results left out')
    expect(fromJsonl(stdout)[0]?.['model']).toBe('linear-en')
    const first = await runCli(['classify', ...QUICK, 'corpus/samples/xai-compute.txt'])
    const again = await runCli(['classify', '-', ...QUICK], { stdin: first.stdout })
    expect(withoutRun(again.stdout)).toBe(withoutRun(first.stdout))
  })
})

it('several files keep their threads apart where a number is all that they share; the same posts twice are refused', async () => {
  const made = async (name: string, text: string): Promise<string> => {
    const posts = folder.write(`${name}.csv`, `text\n${text}\nNothing new here\n`)
    await runWell(['classify', ...QUICK, posts, ...MOVER, '--out', folder.path(`${name}.jsonl`)])
    return folder.path(`${name}.jsonl`)
  }
  const one = await made('one', 'They gave up on it')
  const two = await made('two', 'Clever cut that earns more')
  const counted = await runCli(['aggregate', one, two, '--format', 'json'])
  expect(counted.stderr).toMatch(
    /one\.jsonl: another file has a different thread of the same name: counted apart as t1-[0-9a-f]{10}/,
  )
  expect(JSON.parse(counted.stdout).overall.postCount).toBe(4)
  expectRefusal(
    await runCli(['aggregate', one, one]),
    65,
    /SCORED_INVALID: .*post "p1" of thread "t1" twice/,
  )
})

it('classify exports scored posts as they are, from a file, stdin and gzip: the bytes of the first run', async () => {
  const stdin = readFileSync(scored('scored.jsonl'))
  for (const given of [null, stdin, gzipSync(stdin)]) {
    const argv = [
      'classify',
      given === null ? scored('scored.jsonl') : '-',
      '--out',
      folder.path('again.csv'),
    ]
    const ran = await runCli(argv, { stdin: given ?? '' })
    expect(ran.stderr).toContain('45 posts, already scored; copied unchanged')
    expect(folder.read('again.csv')).toBe(folder.read('scored.csv'))
  }
})
