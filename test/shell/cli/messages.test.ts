import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { smallExamples } from '../../judge/stance/small-posts.js'
import { FORUM_PAGE, LINES } from '../../read/copied/unknown-texts.js'
import { wordsOf } from '../../support/shell-lines.js'
import { expectOneLine, newFolder, QUICK, runCli, SAMPLE, toJsonl } from './cli-harness.js'

const folder = newFolder()
const post = (fields: object): string => toJsonl([fields])
const [A, B] = [
  { id: '1', text: 'They gave up.' },
  { id: '2', text: 'Smart.' },
]
/** The example of CONTRIBUTING.md. */
const LAYOUT = {
  id: 'board-paste',
  name: 'a board',
  byline: '(?<name>short) badge? (?<time>time)',
  words: { badge: 'broker|house member' },
}
const GIVEN_HEAD = 'id,reply_to,body,stance,chance\np2,,More words,neither,1\np3,,Words here,'
const LABELLED = smallExamples().map(({ features: { text }, label }, index) => [`r${index}`, `"${text}"`, label])
const labelled = (header: string, rows: readonly (readonly string[])[]): string => [header, ...rows.map((row) => row.join()), ''].join('\n')
const TOPICS = 'mover,move,name\nHalden Ferries,sells its harbour lines,ferries\nTolbeck,gives up its own ovens,ovens\n'
const GERMAN = 'test/fixtures/languages/de'

/** Files of the cases: an argument `@NAME` is the path of one, and so it stands in messages. */
const FILES: Readonly<Record<string, string | Uint8Array>> = {
  'a.jsonl': toJsonl([A]),
  'a.csv': 'id,text,topic\n1,They gave up.,ferries\n',
  'bare-csv': 'text,stance\nThey gave up.,retreat\n',
  'dir/in.txt': 'x',
  'empty.txt': '',
  'blank.txt': ' \n\n',
  'blank.jsonl': '\ufeff',
  'binary.txt': Uint8Array.of(72, 105, 0, 1, 2),
  'encodings.txt': Uint8Array.of(99, 0xc3, 0xa9, 0xe9, 10),
  'long.jsonl': Buffer.alloc(100_000_000, 97),
  'chat.json': '{"participants":[],"messages":[],"title":"Ann","thread_path":"x"}',
  'foo.json': '{"foo":1}',
  'answer.json': '{"message": "Too Many Requests", "error": 429}',
  'no-text.csv': 'id,upvotes\n1,2\n',
  'broken.jsonl': `${post(A)}{"id":\n`,
  'twice.jsonl': post(A) + post({ ...B, id: '1' }),
  'cycle.jsonl': post({ ...A, parentId: '2' }) + post({ ...B, parentId: '1' }),
  'self.jsonl': post({ ...A, parentId: '1' }),
  'proto.jsonl': '{"id":"1","text":"a","__proto__":{"label":"x"}}\n',
  'no-records.json': '[]',
  'no-records.csv': 'id,text\n',
  'page.txt': 'ann: hi there\nbob: a retreat\n',
  'forum.txt': FORUM_PAGE,
  'lines.txt': LINES,
  'object.jsonl': post({ text: 'a', topic: { a: 1 } }),
  'deals.csv': TOPICS,
  'deals-record.json': '{"a":1}',
  'deals-broken.json': '[',
  'deals-odd.csv': 'mover,move,nicknames\nA,sells B,x\n',
  'deals-no-move.csv': 'mover,move\nSonos,\n',
  'deals-taken.csv': 'mover,move,name\nSonos,drops Cast,xai-google\n',
  'given.csv': `${GIVEN_HEAD}retreat,0.5\n`,
  'given-label.csv': `${GIVEN_HEAD}against,0.5\n`,
  'given-above.csv': `${GIVEN_HEAD}retreat,50\n`,
  'given-none.csv': `${GIVEN_HEAD}retreat,\n`,
  'layout.json': JSON.stringify(LAYOUT),
  'layout-kind.json': JSON.stringify({ ...LAYOUT, byline: '(?<name>short) bagde?' }),
  'layout-words.json': JSON.stringify({ ...LAYOUT, words: { badge: '(broker' } }),
  'layout-field.json': JSON.stringify({ ...LAYOUT, title: 'x' }),
  'layout-text.json': 'id: board',
  'site-selector.json': '{"name":"a","post":"li[","parent":{"kind":"none"}}',
  'site-pattern.json': '{"name":"a","post":"li","id":{"at":"id","from":"(("},"parent":{"kind":"none"}}',
  'site-key.json': '{"name":"a","posts":"li","parent":{"kind":"none"}}',
  'site-other.json': '{"name":"a","post":"li.other","parent":{"kind":"none"}}',
  'no-texts.csv': 'nr,verdict\n1,retreat\n2,neither\n',
  'no-labels.csv': labelled(
    'id,text,verdict',
    LABELLED.map((row) => row.with(2, 'yes')),
  ),
  'mixed-labels.csv': labelled('id,text,label', [...LABELLED, ['z', 'No one knows', 'pivot']]),
  'labelled.csv': labelled('id,text,label', LABELLED),
}
for (const [name, content] of Object.entries(FILES)) folder.write(name, content)
const ALL = readdirSync(folder.path(''), { recursive: true }).sort()

type Case = readonly [words: string, code: number, names: RegExp]

/** What each command refuses: its words, the exit code, and what its one line must name. */
const REFUSED: Readonly<Record<string, readonly Case[]>> = {
  clasify: [['', 64, /USAGE_COMMAND_UNKNOWN: .*got "clasify"\. Did you mean classify\?/]],
  classify: [
    ['', 64, /USAGE_INPUT_ABSENT: expected a file, or - for stdin, got no input/],
    ['- -', 64, /expected stdin \(-\) once/],
    ['@empty.txt', 65, /INGEST_EMPTY: @empty\.txt: expected text with posts, got no bytes\. Check/],
    ['@blank.txt', 65, /INGEST_EMPTY: @blank\.txt: expected posts, got nothing but white space/],
    ['@binary.txt', 65, /INGEST_BINARY: .*a zero byte at byte 2/],
    ['@encodings.txt', 65, /INGEST_ENCODING: .*expected UTF-8, got other bytes on line 1\. Save/],
    ['@long.jsonl', 65, /INGEST_LINE_TOO_LONG: @long.jsonl: expected lines of at most \d+ bytes, got a longer one on line 1/],
    ['@chat.json', 65, /INGEST_LAYOUT_UNKNOWN: .*a private chat/],
    ['@foo.json', 65, /INGEST_RECORD_INVALID: .*got none of these fields\. .*--columns text=NAME\./],
    ['@no-text.csv', 65, /INGEST_COLUMN_MISSING: @no-text\.csv: .*--columns/],
    ['@broken.jsonl', 65, /INGEST_JSON_BROKEN: @broken\.jsonl: line 2: expected one JSON object/],
    ['@twice.jsonl', 65, /INGEST_ID_DUPLICATE: .*line 2: .*"1" again \(first on line 1\).*--on-bad-record skip/],
    ['@cycle.jsonl', 65, /INGEST_PARENT_CYCLE: @cycle\.jsonl: line 1: /],
    ['@self.jsonl', 65, /INGEST_PARENT_SELF: @self\.jsonl: line 1: /],
    ['@proto.jsonl', 65, /INGEST_RECORD_INVALID: .*"__proto__"/],
    ['@forum.txt', 65, /INGEST_LAYOUT_UNKNOWN: @forum\.txt: .* Here: --source NAME, --site FILE, --one-post-per line or .*paragraph\.\n/],
    ['@nowhere.txt', 66, /INPUT_MISSING: @nowhere\.txt: no file at this path/],
    ['@dir', 66, /INPUT_IS_DIRECTORY: @dir: expected a file, got a directory/],
    ['SAMPLE --modle x', 64, /USAGE_OPTION_UNKNOWN: unknown option --modle\. Did you mean --model\?/],
    ['-q SAMPLE', 64, /USAGE_OPTION_UNKNOWN: unknown option -q\./],
    ['SAMPLE --format xml', 64, /USAGE_OPTION_INVALID: expected --format table\|jsonl\|csv\|\S+, got "xml"/],
    ['SAMPLE --min-probability 1.5', 64, /a number from 0 to 1, got "1\.5"/],
    ['SAMPLE --threads 1.5', 64, /a whole number from 0/],
    ['SAMPLE --model a --model b', 64, /--model once, got it 2 times/],
    ['SAMPLE --model --two-way', 64, /--model followed by ID, got --two-way/],
    ['SAMPLE --two-way=yes', 64, /--two-way without a value/],
    ['SAMPLE --columns body', 64, /expected --columns as text=body/],
    ['SAMPLE --columns words=body', 64, /got "words=body"/],
    ['SAMPLE --breakdown -', 64, /--breakdown with the name of a file/],
    ['SAMPLE --out x --breakdown x', 64, /own, got x, an input or another output/],
    ['SAMPLE --out @posts.doc', 64, /a file that ends in \.jsonl, \.ndjson, \.csv, \.json, \.txt, \.parquet, \.xlsx, got @posts.doc\./],
    ['SAMPLE --out @posts.jsonl.gz', 64, /a file that ends in .*, got @posts\.jsonl\.gz\./],
    ['SAMPLE --breakdown @shares.tsv', 64, /a file that ends in \.csv, \.json, got @shares\.tsv\./],
    ['SAMPLE --format csv --out @q.jsonl', 64, /--format and the ending of --out to agree, got --format/],
    ['SAMPLE --format jsonl --out @q.csv', 64, /--format and the ending of --out to agree, got --format/],
    ['SAMPLE --for-excel --format xlsx', 64, /expected --for-excel with --format csv, got xlsx/],
    ['SAMPLE --out no/such/folder/x.jsonl', 74, /OUTPUT_UNWRITABLE: .*a folder that does not exist/],
    ['SAMPLE --out src', 74, /OUTPUT_UNWRITABLE: .*a directory/],
    ['SAMPLE --model sentimant', 64, /MODEL_UNKNOWN: .*got "sentimant"/],
    ['SAMPLE --pseudonymise new:', 64, /--pseudonymise new:KEYFILE/],
    ['@a.jsonl --pseudonymise new:@k --out @out.jsonl', 64, /expected a key outside of the folder that is written to/],
    ['@a.jsonl --learn @a.jsonl --pseudonymise key.txt', 64, /--learn/],
    // Deals.
    ['SAMPLE --deals @deals-record.json', 65, /DEALS_INVALID: @deals-record\.json: expected a JSON list of deals/],
    ['SAMPLE --deals @deals-broken.json', 65, /DEALS_INVALID: @deals-broken\.json: /],
    ['SAMPLE --deals @empty.txt', 65, /INGEST_EMPTY: @empty\.txt: expected deals, got no bytes/],
    ['SAMPLE --deals @deals-odd.csv', 65, /DEALS_INVALID: @deals-odd\.csv: expected a deal of mover, .*got "nicknames" too/],
    ['SAMPLE --deals @deals-no-move.csv', 65, /@deals-no-move\.csv, line 2: expected "move" to be a text, got none\. .*"Sonos"/],
    ['SAMPLE --deals @deals-taken.csv', 65, /expected a name that no other deal bears, got "xai-google" .*"xai-google-2"/],
    ['SAMPLE --deal xai-antropic', 64, /DEALS_ID_UNKNOWN: .*one \(xai-anthropic, xai-google\), got "xai-antropic"/],
    ['SAMPLE --deal qqq', 64, /DEALS_ID_UNKNOWN: .*A deal of your own has --mover and --move/],
    ['@a.csv --deals @deals.csv --deal oven', 64, /DEALS_ID_UNKNOWN: .*ovens.*got "oven"/],
    ['@a.csv --columns deal=subject', 65, /INGEST_COLUMN_MISSING: .*"subject" that deal is mapped to/],
    ['@a.csv --columns deal=topic --deals @deals.csv --deal ovens', 64, /deal of each row by --columns deal=NAME alone, got --deal/],
    ['@object.jsonl --columns deal=topic', 65, /line 1: expected the deal as a text, or several with ; between them, got an object/],
    ['@a.jsonl --mover Sonos', 64, /expected --mover and --move together, got --mover alone\. Such as --mover Sonos --move "drops/],
    ['@a.jsonl --mover " " --move sells', 64, /expected --mover in words, got " "\. Such as --mover Sonos/],
    ['@a.jsonl --move "drops Cast"', 64, /expected --mover and --move together, got --move alone/],
    ['@a.jsonl --url x.com/dana', 64, /expected --url with the web address of the one thread, got "x\.com\/dana" for 1 thread\./],
    ['@a.jsonl --name x', 64, /expected --mover and --move together, got --name/],
    ['@a.jsonl NAMED --name "Sonos Cast"', 64, /expected --name in small letters, .* such as sonos-cast, got "Sonos Cast"/],
    ['@a.jsonl NAMED --name xai-google', 64, /expected a --name that no other deal bears, got "xai-google" .*--deal xai-google/],
    ['@a.jsonl NAMED --deal xai-google', 64, /expected --deal for a deal of --deals or a known one, or --mover and --move/],
    // Labels that are given.
    ['@given-label.csv GIVEN', 65, /line 3: expected a label under stance, one of retreat, shrewd pivot, neither, got "against"/],
    ['@given-above.csv GIVEN', 65, /line 3: expected a probability from 0 to 1 under chance, got "50"/],
    ['@given-none.csv GIVEN', 65, /line 3: expected a probability from 0 to 1 under chance, got null/],
    ['@given.csv --given GPT --columns text=body', 64, /--given GPT without the column/],
    ['@given.csv GIVEN --llm ollama:any', 64, /got --given and --llm/],
    ['@given.csv GIVEN --two-way', 64, /got --given and --two-way/],
    ['@given.csv GIVEN --min-probability .9', 64, /got --given and --min-probability/],
    ['@given.csv GIVEN --model linear-en', 64, /got --given and --model/],
    ['@given.csv --columns text=body,given=stance', 64, /the column stance alone/],
    ['@page.txt GIVEN --source paste', 65, /Give a table or JSON Lines with a column of labels/],
    ['@given.csv --columns text=body,given=stance --given " "', 64, /--given with a name/],
    ['@given.csv --columns text=body,given=stance --given "a\nb"', 64, /--given with a name/],
    [`@given.csv --columns text=body,given=stance --given ${'x'.repeat(81)}`, 64, /--given with a name/],
    // Language models.
    ['SAMPLE SMALL --ask-llm 0.6', 64, /expected --ask-llm as below:P with P above 0 and at most 1, such as below:0.6/],
    ['SAMPLE SMALL --ask-llm below:2', 64, /got "below:2"/],
    ['SAMPLE SMALL --ask-llm below:0', 64, /got "below:0"/],
    ['SAMPLE SMALL --ask-llm sample:20', 64, /got "sample:20"/],
    ['SAMPLE SMALL --ask-llm above:0.6', 64, /got "above:0\.6"/],
    ['SAMPLE SMALL --ask-llm below:0.6', 64, /expected --llm ollama:NAME, or --llm 'URL NAME', with --ask-llm, got none/],
    ['SAMPLE --model sentiment --ask-llm below:0.6 --llm ollama:tiny', 64, /got sentiment, which gives none/],
    ['SAMPLE SMALL --ask-llm below:0.6 --llm "http://example.com/v1 tiny"', 64, /allow it with --allow-remote/],
    ['SAMPLE --llm "http://127.0.0.1.evil.com/v1 tiny"', 64, /texts of posts would leave this machine: allow it with --allow-remote\./],
    ['SAMPLE --llm "nonsense tiny"', 64, /the address of a server/],
    ['SAMPLE --llm http://localhost:1/v1', 64, /NAME, or 'URL NAME' in quotes/],
    ['SAMPLE --llm ollama', 64, /expected --llm ollama:NAME, openai:NAME/],
    ['SAMPLE --llm openai:gpt-5-mini --allow-remote', 64, /a key in the environment variable OPENAI_API_KEY/],
    ['SAMPLE SMALL --llm ollama:tiny', 64, /expected --llm alone, or --ask-llm below:P with --llm, got --model linear-en and --llm/],
    ['SAMPLE SMALL --max-requests 3', 64, /expected --max-requests with --llm, got it beside --model linear-en/],
    ['SAMPLE --llm ollama:tiny --llm-temperature 1', 64, /unknown option --llm-temperature/],
  ],
  ingest: [
    ['@no-records.json', 65, /INGEST_EMPTY: expected posts, got inputs that hold no records\. Check that the right file was given\./],
    ['@no-records.csv', 65, /INGEST_EMPTY: expected posts, got inputs that hold no records\./],
    ['@answer.json', 65, /an answer of an interface/],
    ['@forum.txt', 65, /INGEST_LAYOUT_UNKNOWN/],
    ['@page.txt --source reddit', 65, /got a line that is not JSON: "ann: hi there"\. .* A copied page: --source reddit-paste\./],
    ['@lines.txt --one-post-per line --source csv', 64, /USAGE_OPTION_INVALID/],
    ['SAMPLE --captured June', 64, /expected --captured as a date or time/],
    ['SAMPLE --out @posts.txt', 64, /a file that ends in \.jsonl, \.ndjson, \.csv, \.parquet, \.xlsx, got @posts\.txt\./],
    ['SAMPLE --sheet Data', 64, /--sheet with a workbook of Excel, got another file/],
    ['@given.csv --columns text=body,given=stance', 64, /the column stance alone/],
    ['@a.csv @a.csv', 64, /@a\.csv: expected every post once, got those of @a\.csv again\. Leave one of them out\./],
    ['@nowhere.csv @nowhere.csv', 66, /INPUT_MISSING/],
    ['--site @layout-kind.json @page.txt', 65, /LAYOUT_INVALID: expected byline to be a regular expression over Name, .*, got /],
    ['--site @layout-words.json @page.txt', 65, /expected words\.badge to be a regular expression, got /],
    ['--site @layout-field.json @page.txt', 65, /LAYOUT_INVALID: expected /],
    ['--site @layout-text.json @page.txt', 65, /expected a record of a site in JSON, got "id: board" \(@layout-text\.json\)/],
    ['--site @layout.json @page.txt', 65, /INGEST_LAYOUT_UNKNOWN: .*no byline among them\. Compare its byline with the page\./],
    ['--site @site-selector.json SAVED', 65, /LAYOUT_INVALID: .*a CSS selector/],
    ['--site @site-pattern.json SAVED', 65, /LAYOUT_INVALID: .*regular expression/],
    ['--site @site-key.json SAVED', 65, /LAYOUT_INVALID/],
    ['--site @site-other.json SAVED', 65, /got no element that fits its post \(li\.other\)/],
    ['--site @layout.json --source csv @page.txt', 64, /expected --site alone/],
  ],
  aggregate: [
    ['SAMPLE --out @shares.html', 64, /a file that ends in \.csv, \.json, \.txt, got @shares\.html\./],
    ['SAMPLE --format csv --out @q.json', 64, /--format and the ending of --out to agree, got --format/],
    ['@a.jsonl', 65, /SCORED_INVALID: .*got what has not been classified\. Run npm run classify -- \S+a\.jsonl --out scored\.jsonl/],
    ['@a.csv', 65, /SCORED_INVALID: .*got what has not been classified\./],
    ['SAMPLE', 65, /SCORED_INVALID: .*got what has not been classified\./],
  ],
  audit: [
    ['SAMPLE --size 0', 64, /--size as a whole number of at least 1, all, or points such as ±5, got "0"/],
    ['SAMPLE --size ±60', 64, /--size as a whole number/],
    ['SAMPLE --plan ±5', 64, /--plan/],
    ['SAMPLE --size 5 --coder a\u0007b', 64, /--coder as a name of letters/],
    ['@a.jsonl --size 5 --out @a.jsonl', 64, /an output of its own/],
    ['SAMPLE --size 5 --double-code 2', 64, /--double-code as a number from 0 to 1/],
    ['SAMPLE --export @labels.pdf', 64, /a file that ends in \.csv, \.xlsx, got @labels\.pdf\./],
    ['@empty.txt --size 5 --out @o.audit.jsonl', 65, /INGEST_EMPTY: @empty\.txt: expected scored posts, got no posts\./],
    ['@blank.txt --size 5 --out @o.audit.jsonl', 65, /INGEST_EMPTY: @blank\.txt: expected scored posts, got no posts\./],
    ['@blank.jsonl --size 5 --out @o.audit.jsonl', 65, /INGEST_EMPTY: @blank\.jsonl: expected scored posts, got no posts\./],
    ['@a.jsonl', 65, /got what has not been classified\./],
  ],
  cite: [
    ['', 64, /USAGE_INPUT_ABSENT/],
    ['@nowhere.json', 66, /INPUT_MISSING/],
    ['@labelled.csv', 65, /SCORED_INVALID/],
    ['@a.jsonl', 65, /got what has not been classified\./],
    ['SAMPLE --max-width ±10', 64, /--max-width/],
    ['SAMPLE --format csv', 64, /expected --format text\|json\|markdown\|datawrapper/],
    ['SAMPLE --out @c.html', 64, /a file that ends in \.json, \.txt, \.md, got @c\.html\./],
    ['SAMPLE --disclosure @d.pdf', 64, /a file that ends in \.json, \.md, got @d\.pdf\./],
    ['SAMPLE --format markdown --out @q.txt', 64, /--format and the ending of --out to agree, got --format/],
    ['SAMPLE --out x --disclosure x', 64, /own, got x, an input or another output/],
  ],
  report: [
    ['', 64, /expected /],
    ['@nowhere.jsonl', 66, /nowhere\.jsonl/],
    ['SAMPLE --out @r.pdf', 64, /a file that ends in \.html, \.htm, got @r\.pdf\./],
    ['@a.jsonl', 65, /got what has not been classified\./],
  ],
  page: [['--out @page.pdf', 64, /a file that ends in \.html, \.htm, got @page\.pdf\./]],
  train: [
    ['', 64, /expected --/],
    [`--scheme ${GERMAN}/scheme.json`, 64, /expected --scheme together with --posts/],
    ['--posts @labelled.csv', 64, /expected --out with the folder/],
    ['--posts @labelled.csv --out @linear-en', 64, /none of linear-en/],
    ['--posts @labelled.csv --out @m --language de --language Deutsch', 64, /once, got it 2 times/],
    ['--posts @labelled.csv --out @m --columns label=stance', 65, /field "stance"/],
    ['--posts @nowhere.jsonl --out @m', 66, /INPUT_MISSING/],
    ['--posts @labelled.csv --out @a.jsonl', 74, /a file of that name/],
    ['--posts @labelled.csv --on stance-en --language de --out @m', 64, /expected --on stance-en with English posts, got --language de/],
    ['--posts @no-texts.csv --out @m', 65, /INGEST_COLUMN_MISSING/],
    ['--posts @no-labels.csv --out @m', 65, /TRAIN_DATA_INVALID: .*"label"/],
  ],
  evaluate: [
    ['--gold x', 64, /USAGE_OPTION_UNKNOWN/],
    ['extra', 64, /expected options only, got "extra"/],
    ['', 64, /expected --posts FILE with labelled posts, or --audit FILE, got none/],
    ['--audit @empty.txt', 64, /expected --posts with the posts/],
    ['--posts @nowhere.jsonl', 66, /INPUT_MISSING/],
    ['--posts @empty.txt', 65, /INGEST_EMPTY/],
    ['--model sentiment --posts @no-labels.csv', 65, /GOLD_INVALID/],
    ['--model sentiment --posts @mixed-labels.csv', 65, /GOLD_INVALID: .*"pivot"/],
  ],
}

/** Words that stand for several. */
const SHORT: Readonly<Record<string, readonly string[]>> = {
  SAMPLE: [SAMPLE],
  SAVED: ['test/fixtures/import/html/hacker-news.html'],
  SMALL: ['--model', 'linear-en'],
  NAMED: ['--mover', 'Sonos', '--move', 'drops Google Cast'],
  GIVEN: ['--given', 'GPT', '--columns', 'text=body,given=stance,givenProbability=chance'],
}
const argvOf = (command: string, line: string): string[] => {
  const words = wordsOf(line).flatMap((word) => SHORT[word] ?? [word.replace('@', `${folder.path('')}/`)])
  return [command, ...words, ...(command === 'classify' && !/SMALL|GIVEN|--(?:model|given|llm)\b/.test(line) ? QUICK : []), '--quiet']
}

const said: string[] = []

describe.each(Object.entries(REFUSED))('%s', (command, cases) => {
  it.each(cases)(`${command} %s: exit %i`, async (line, code, names) => {
    const ran = await runCli(argvOf(command, line))
    const stderr = ran.stderr.replaceAll(`${folder.path('')}/`, '@').replaceAll(folder.path(''), '@')
    expectOneLine({ ...ran, stderr }, code, names)
    said.push(`$ ${command} ${line}\n${stderr}`)
  })
})

it('all messages together, and no file that a refusal left', async ({ skip }) => {
  expect(readdirSync(folder.path(''), { recursive: true }).sort()).toEqual(ALL)
  if (said.length < Object.values(REFUSED).flat().length) skip('some cases did not run')
  await expect(said.join('\n')).toMatchFileSnapshot('messages.txt')
})
