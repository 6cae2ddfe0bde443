import { mkdirSync, symlinkSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { fromJsonl, toJsonl } from '../../support/jsonl.js'
import { expectRefusal } from '../../support/refusal.js'
import { newFolder, QUICK, type Ran, runCli, runWell, SAMPLE } from './cli-harness.js'

const folder = newFolder()
const classify = (...argv: readonly string[]): Promise<Ran> => runCli(['classify', ...QUICK, ...argv])

/** One line that starts with the error code and shows no internals. */
function expectOneLine(ran: Ran, exit: number, code: string, words: RegExp): void {
  expectRefusal(ran, exit, words)
  const { stderr } = ran
  expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  expect(stderr).toMatch(new RegExp(`^dealstance: ${code}: `))
  expect(stderr).not.toMatch(/\bat .*\.[jt]s:\d+/)
}

const post = (fields: object): string => `${JSON.stringify(fields)}\n`

// Name and content of the file, error code, and the words that the message must contain.
const BAD_FILES: readonly (readonly [name: string, content: string | Uint8Array, code: string, words: RegExp])[] = [
  ['empty.txt', '', 'INGEST_EMPTY', /empty\.txt: expected text with posts, got no bytes\. Check/],
  ['blank.txt', ' \n\n', 'INGEST_EMPTY', /blank\.txt: expected posts, got nothing but white space/],
  ['binary.txt', Uint8Array.of(72, 105, 0, 1, 2), 'INGEST_BINARY', /a zero byte at byte 2/],
  ['encodings.txt', Uint8Array.of(99, 0xc3, 0xa9, 0xe9, 10), 'INGEST_ENCODING', /expected UTF-8, got other bytes on line 1\. Save/],
  ['chat.json', '{"participants":[],"messages":[],"title":"Ann","thread_path":"x"}', 'INGEST_LAYOUT_UNKNOWN', /a private chat/],
  ['foo.json', '{"foo":1}', 'INGEST_RECORD_INVALID', /got none of these fields\. .*--columns text=NAME\./],
  ['no-text.csv', 'id,upvotes\n1,2\n', 'INGEST_COLUMN_MISSING', /no-text\.csv: .*--columns/],
  ['broken.jsonl', `${post({ id: '1', text: 'a' })}{"id":\n`, 'INGEST_JSON_BROKEN', /broken\.jsonl: line 2: expected one JSON object/],
  [
    'twice.jsonl',
    post({ id: '1', text: 'a' }) + post({ id: '1', text: 'b' }),
    'INGEST_ID_DUPLICATE',
    /line 2: .*"1" again \(first on line 1\).*--on-bad-record skip/,
  ],
  [
    'cycle.jsonl',
    post({ id: '1', parentId: '2', text: 'a' }) + post({ id: '2', parentId: '1', text: 'b' }),
    'INGEST_PARENT_CYCLE',
    /cycle\.jsonl: line 1: /,
  ],
  ['self.jsonl', post({ id: '1', parentId: '1', text: 'a' }), 'INGEST_PARENT_SELF', /self\.jsonl: line 1: /],
  ['proto.jsonl', '{"id":"1","text":"a","__proto__":{"label":"x"}}\n', 'INGEST_RECORD_INVALID', /"__proto__"/],
]

describe('a bad file', () => {
  it.each(BAD_FILES)('%s: exit 65, one line', async (name, content, code, words) => {
    expectOneLine(await classify(folder.write(name, content)), 65, code, words)
  })

  it('a line of 100 MB: INGEST_LINE_TOO_LONG, exit 65, one line', async () => {
    expectOneLine(
      await classify(folder.write('long.jsonl', Buffer.alloc(100_000_000, 97))),
      65,
      'INGEST_LINE_TOO_LONG',
      /long\.jsonl: expected lines of at most \d+ bytes, got a longer one on line 1/,
    )
  })

  it('no file: INPUT_MISSING, exit 66', async () => {
    expectOneLine(await classify(folder.path('nowhere.txt')), 66, 'INPUT_MISSING', /nowhere\.txt: no file at this path/)
  })

  it('a directory: INPUT_IS_DIRECTORY, exit 66', async () => {
    mkdirSync(folder.path('many'))
    expectOneLine(await classify(folder.path('many')), 66, 'INPUT_IS_DIRECTORY', /many: expected a file, got a directory/)
  })

  it.each([
    ['{"a":1}', 'DEALS_INVALID', /deals\.json: expected a JSON list of deals/],
    ['[', 'DEALS_INVALID', /deals\.json: /],
    ['', 'INGEST_EMPTY', /deals\.json: expected deals, got no bytes/],
  ])('a catalogue of deals %s: %s, exit 65', async (content, code, words) => {
    expectOneLine(await classify(SAMPLE, '--deals', folder.write('deals.json', content)), 65, code, words)
  })
})

describe('--on-bad-record skip', () => {
  it('keeps the rest and counts every skip with its line', async () => {
    const text = 'A smart move.'
    const bad = [{ id: '1', text: 'Other words.' }, { id: '3' }, { id: '4', parentId: '4', text }]
    const lines = `${post({ id: '1', text })}{broken\n${toJsonl(bad)}${post({ id: '5', text })}`
    const ran = await classify(folder.write('mixed.jsonl', lines), '--on-bad-record', 'skip')
    expect(ran.code).toBe(0)
    expect(fromJsonl(ran.stdout).map(({ id }) => id)).toEqual(['1', '5'])
    expect(ran.stderr).toMatch(/4 records skipped:/)
    const lineOf = { INGEST_JSON_BROKEN: 2, INGEST_ID_DUPLICATE: 3, INGEST_RECORD_INVALID: 4, INGEST_PARENT_SELF: 5 }
    for (const [code, line] of Object.entries(lineOf)) expect(ran.stderr).toContain(`${code} line ${line}`)
  })

  it('says so when nothing is left', async () => {
    const ran = await classify(folder.write('none.jsonl', '{broken\n'), '--on-bad-record', 'skip')
    expect([ran.code, ran.stdout]).toEqual([0, ''])
    expect(ran.stderr).toMatch(/warning: no post is left/)
  })
})

describe('a bad command line', () => {
  it.each([
    [['clasify'], 'USAGE_COMMAND_UNKNOWN', /got "clasify"\. Did you mean classify\?/],
    [['classify', '--modle', 'x'], 'USAGE_OPTION_UNKNOWN', /unknown option --modle\. Did you mean --model\?/],
    [['classify', SAMPLE, '--format', 'xml'], 'USAGE_OPTION_INVALID', /expected --format table\|jsonl\|csv\|\S+, got "xml"/],
    [['classify', '-q', SAMPLE], 'USAGE_OPTION_UNKNOWN', /unknown option -q\./],
    [['classify'], 'USAGE_INPUT_ABSENT', /expected a file, or - for stdin, got no input/],
    [['classify', '-', '-'], 'USAGE_OPTION_INVALID', /expected stdin \(-\) once/],
    [['classify', SAMPLE, '--min-probability', '1.5'], 'USAGE_OPTION_INVALID', /a number from 0 to 1, got "1\.5"/],
    [['classify', SAMPLE, '--threads', '1.5'], 'USAGE_OPTION_INVALID', /a whole number from 0/],
    [['classify', SAMPLE, '--threads'], 'USAGE_OPTION_INVALID', /--threads followed by N, got nothing/],
    [['classify', SAMPLE, '--model', '--two-way'], 'USAGE_OPTION_INVALID', /--model followed by ID, got --two-way/],
    [['classify', SAMPLE, '--model', 'a', '--model', 'b'], 'USAGE_OPTION_INVALID', /--model once, got it 2 times/],
    [['classify', SAMPLE, '--two-way=yes'], 'USAGE_OPTION_INVALID', /--two-way without a value/],
    [['classify', SAMPLE, '--columns', 'body'], 'USAGE_OPTION_INVALID', /expected --columns as text=body/],
    [['classify', SAMPLE, '--columns', 'words=body'], 'USAGE_OPTION_INVALID', /got "words=body"/],
    [['classify', SAMPLE, '--breakdown', '-'], 'USAGE_OPTION_INVALID', /--breakdown with the name of a file/],
    [['classify', SAMPLE, '--out', 'x', '--breakdown', 'x'], 'USAGE_OPTION_INVALID', /own, got x, an input or another output/],
    [['cite', SAMPLE, '--out', 'x', '--disclosure', 'x'], 'USAGE_OPTION_INVALID', /own, got x, an input or another output/],
    [['classify', SAMPLE, '--quiet', '--model', 'sentimant'], 'MODEL_UNKNOWN', /got "sentimant"/],
    [['classify', SAMPLE, '--quiet', '--deal', 'xai-antropic', ...QUICK], 'DEALS_ID_UNKNOWN', /Did you mean xai-anthropic/],
    [['classify', SAMPLE, '--quiet', '--deal', 'qqq', ...QUICK], 'DEALS_ID_UNKNOWN', /The ids are xai-anthropic, xai-google\./],
    [['evaluate', 'extra'], 'USAGE_OPTION_INVALID', /expected options only, got "extra"/],
  ] as const)('%j: exit 64, %s', async (argv, code, words) => {
    expectOneLine(await runCli(argv), 64, code, words)
  })
})

describe('links', () => {
  const POSTS = post({ id: '1', text: 'They gave up.' })
  const path = (name: string): string => folder.path(`links/${name}`)
  folder.write('links/posts.jsonl', POSTS)
  folder.write('links/scored.jsonl', POSTS)
  folder.write('links/deals.csv', 'mover,move\nSonos,drops Google Cast\n')
  for (const [target, name] of [
    ['posts.jsonl', 'link.jsonl'],
    ['link.jsonl', 'second.jsonl'],
    ['deals.csv', 'deals-link.csv'],
    ['scored.jsonl', 'page.html'],
    ['../links', 'folder'],
    ['loop-b', 'loop-a'],
    ['loop-a', 'loop-b'],
  ] as const)
    symlinkSync(target, path(name))

  it.each([
    ['the link of an input', ['classify', 'posts.jsonl', '--out', 'link.jsonl']],
    ['a link of a link', ['ingest', 'posts.jsonl', '--out', 'second.jsonl']],
    ['the target of an input', ['classify', 'link.jsonl', '--out', 'posts.jsonl']],
    ['an input in a linked folder', ['ingest', 'posts.jsonl', '--out', 'folder/posts.jsonl']],
    ['the deals of a run', ['classify', 'posts.jsonl', '--deals', 'deals.csv', '--out', 'deals-link.csv']],
    ['scored posts, as a page', ['report', 'scored.jsonl', '--out', 'page.html']],
    ['another output in a linked folder', ['classify', 'posts.jsonl', '--out', 'new.csv', '--breakdown', 'folder/new.csv']],
  ])('no output is written over %s', async (_what, [command = '', ...words]) => {
    const argv = words.map((word) => (word.startsWith('--') ? word : path(word)))
    const ran = await runCli([command, ...argv, ...(command === 'classify' ? QUICK : [])])
    expectOneLine(ran, 64, 'USAGE_OPTION_INVALID', /expected an output of its own, got \S+, which is \S+, an input or another output/)
    expect([folder.read('links/posts.jsonl'), folder.read('links/scored.jsonl')]).toEqual([POSTS, POSTS])
  })

  it.each(['ingest', 'classify', 'audit', 'aggregate'])('in a loop: one line of %s', async (command) => {
    const ran = await runCli([command, path('loop-a'), ...(command === 'audit' ? ['--size', '5'] : [])])
    expectOneLine(ran, 66, 'INPUT_UNREADABLE', /loop-a: expected a file, got links that lead to each other in a loop/)
  })
})

describe('an output that cannot be written', () => {
  it.each([
    ['no/such/folder/x.jsonl', /a folder that does not exist/],
    ['src', /a directory/],
  ])('%s: OUTPUT_UNWRITABLE, exit 74', async (path, words) => {
    expectOneLine(await classify(SAMPLE, '--quiet', '--out', path), 74, 'OUTPUT_UNWRITABLE', words)
  })
})

describe('scored posts that are read back', () => {
  it.each(['', '\n \n', '\ufeff'])('a file of %j: INGEST_EMPTY, exit 65', async (content) => {
    const path = folder.write('blank-scored.jsonl', content)
    const ran = await runCli(['audit', path, '--size', '5', '--export', folder.path('sheet.csv')])
    expectOneLine(ran, 65, 'INGEST_EMPTY', /blank-scored\.jsonl: expected scored posts, got no posts\./)
    const piped = await runCli(['audit', '-', '--size', '5', '--out', folder.path('piped.audit.jsonl')], { stdin: content })
    expectOneLine(piped, 65, 'INGEST_EMPTY', /stdin: expected scored posts, got no posts\./)
  })

  it('an empty file as an audit: AUDIT_INVALID, exit 65', async () => {
    const scored = folder.write('some.jsonl', (await classify(SAMPLE, '--quiet')).stdout)
    const ran = await runCli(['audit', scored, '--size', '5', '--out', folder.write('empty.audit.jsonl', '')])
    expectOneLine(ran, 65, 'AUDIT_INVALID', /expected an audit file, got an empty file\. .*or remove this one/)
  })

  it('names line and field of the first invalid record, exit 65', async () => {
    const scored = (await classify(SAMPLE, '--quiet')).stdout.split('\n')
    const path = folder.write('scored.jsonl', `${scored[0]}\n${scored[1]?.replace('"status":"scored"', '"status":"sure"')}\n`)
    const ran = await runCli(['aggregate', path])
    expectOneLine(ran, 65, 'SCORED_INVALID', /status to be one of scored, unsure, unscored, got "sure" \(line 2 of .*scored\.jsonl\)/)
    const skipped = await runWell(['aggregate', path, '--on-bad-record', 'skip'])
    expect(JSON.parse(skipped.stdout).overall.postCount).toBe(1)
    expect(skipped.stderr).toMatch(/1 scored post, 1 record skipped/)
  })
})

it('options that npm took for itself, for want of --, are named', async () => {
  const env = { npm_lifecycle_event: 'classify', npm_config_mover: 'true' }
  const ran = await runCli(['classify', SAMPLE, 'Alderway'], { env })
  expectOneLine(ran, 64, 'USAGE_OPTION_INVALID', /got --mover, which npm took for itself\. Write npm run classify -- INPUT --mover …\./)
})
