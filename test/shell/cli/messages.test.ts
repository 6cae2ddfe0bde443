import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { smallExamples } from '../../judge/stance/small-posts.js'
import { LINES, SCRAPS } from '../../read/copied/unknown-texts.js'
import { wordsOf } from '../../support/shell-lines.js'
import { expectOneLine, newFolder, QUICK, runCli, SAMPLE, toJsonl } from './cli-harness.js'

/**
 * Every refusal of every command: the words, exit code and code of the error are written by hand;
 * DEALSTANCE_WRITE=1 writes the words behind them anew: read each of them then.
 */
const MESSAGES = new URL('messages.txt', import.meta.url)
const IS_WRITING = process.env['DEALSTANCE_WRITE'] === '1'
const folder = newFolder()
const post = (fields: object): string => toJsonl([fields])
const A = { id: '1', text: 'They gave up.' }
const B = { id: '2', text: 'Smart.' }
/** The example of CONTRIBUTING.md. */
const LAYOUT = {
  id: 'board-paste',
  name: 'a board',
  byline: '(?<name>short) badge? (?<time>time)',
  words: { badge: 'broker|house member' },
}
const GIVEN_HEAD = 'id,reply_to,body,stance,chance\np2,,More words,neither,1\np3,,Words here,'
const LABELLED = smallExamples().map(({ features: { text }, label }, index) => [
  `r${index}`,
  `"${text}"`,
  label,
])
const labelled = (header: string, rows: readonly (readonly string[])[]): string =>
  [header, ...rows.map((row) => row.join()), ''].join('\n')
const TOPICS =
  'mover,move,name\nHalden Ferries,sells its harbour lines,ferries\nTolbeck,gives up its own ovens,ovens\n'

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
  'scraps.txt': SCRAPS,
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
  'layout-group.json': JSON.stringify({ ...LAYOUT, byline: '(?<nme>short) badge?' }),
  'layout-to.json': JSON.stringify({ ...LAYOUT, words: { answered: 'to (?<too>.{1,40})' } }),
  'layout-words.json': JSON.stringify({ ...LAYOUT, words: { badge: '(broker' } }),
  'layout-field.json': JSON.stringify({ ...LAYOUT, title: 'x' }),
  'layout-text.json': 'id: board',
  'site-selector.json': '{"name":"a","post":"li[","parent":{"kind":"none"}}',
  'site-pattern.json':
    '{"name":"a","post":"li","id":{"at":"id","from":"(("},"parent":{"kind":"none"}}',
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

/** Words that stand for several. */
const SHORT: Readonly<Record<string, readonly string[]>> = {
  SAMPLE: [SAMPLE],
  SAVED: ['test/fixtures/import/html/hacker-news.html'],
  SMALL: ['--model', 'linear-en'],
  NAMED: ['--mover', 'Sonos', '--move', 'drops Google Cast'],
  GIVEN: ['--given', 'GPT', '--columns', 'text=body,given=stance,givenProbability=chance'],
}
/** Refusals in the order of commands: the words of each, its exit code, and the whole line. */
const REFUSED = readFileSync(MESSAGES, 'utf8')
  .trimEnd()
  .split('\n\n')
  .map(
    (block) =>
      /^\$ (?<line>\S+.*)\n(?<code>\d+) (?<message>(?<name>[A-Z_]+).*)$/.exec(block)?.groups ?? {
        line: block,
      },
  )

const argvOf = (line: string): string[] => {
  const words = wordsOf(line.replaceAll('\\n', '\n')).flatMap(
    (word) => SHORT[word] ?? [word.replace('@', `${folder.path('')}/`)],
  )
  const isQuick = words[0] === 'classify' && !/SMALL|GIVEN|--(?:model|given|llm)\b/.test(line)
  return [...words, ...(isQuick ? QUICK : []), '--quiet']
}

const said: string[] = []

it.each(REFUSED)(
  '$line: exit $code $name',
  async ({ line = '', code = '', message = '', name = '' }) => {
    const ran = await runCli(argvOf(line))
    const stderr = ran.stderr
      .replaceAll(`${folder.path('')}/`, '@')
      .replaceAll(folder.path(''), '@')
    said.push(`$ ${line}\n${code} ${stderr.replace('dealstance: ', '')}`)
    expectOneLine(
      { ...ran, stderr },
      Number(code),
      IS_WRITING ? `dealstance: ${name}:` : `dealstance: ${message}\n`,
    )
  },
)

it('none leaves a file', () => {
  expect(REFUSED.length).toBeGreaterThan(150)
  expect(readdirSync(folder.path(''), { recursive: true }).sort()).toEqual(ALL)
  if (IS_WRITING && said.length === REFUSED.length) writeFileSync(MESSAGES, said.join('\n'))
})
