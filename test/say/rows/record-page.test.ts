import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import { factColumns, resultColumns } from '../../../src/base/thread/table-columns.js'
import { parseScoredPost } from '../../../src/count/breakdown/parse-scored-post.js'
import type { ScoredRecord } from '../../../src/judge/stance/stance-prediction.js'
import { META_FACTS } from '../../../src/read/record/own-value.js'
import { recordOf } from '../../../src/say/rows/render-jsonl.js'
import { scoredPost } from '../../count/scored-posts.js'

const PAGE = readFileSync('scripts/recipes/record.md', 'utf8')
const [FIELD_PART = '', FACT_PART = ''] = PAGE.split('\n## ')
const rowsOf = (part: string): string[][] =>
  part
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.slice(2, -2).split(' | '))
const namesIn = (cell: string): string[] =>
  [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name)

/** Complete by its type: a field that the record gains or loses fails to compile here. */
const FIELDS: Readonly<Record<keyof ScoredRecord, true>> = {
  id: true,
  threadId: true,
  parentId: true,
  author: true,
  createdAt: true,
  text: true,
  meta: true,
  label: true,
  lean: true,
  probabilities: true,
  status: true,
  labelledBy: true,
  unlearnt: true,
  dealId: true,
  dealBy: true,
  stances: true,
  sentiment: true,
  reason: true,
  flags: true,
  evidence: true,
  model: true,
  run: true,
  options: true,
  scheme: true,
}

it('the page of the record names every field, in the order of the record', () => {
  const names = rowsOf(FIELD_PART).map(([name = '']) => name.replaceAll('`', ''))
  expect(names).toEqual(Object.keys(FIELDS))
  const always = rowsOf(FIELD_PART).flatMap(([name = '', there]) =>
    there === 'always' ? namesIn(name) : [],
  )
  const places = (keys: readonly string[]): number[] => keys.map((key) => names.indexOf(key))
  for (const post of [
    scoredPost('retreat'),
    scoredPost('unscored', { evidence: [], run: 'r' }, ['a', 'b']),
    scoredPost('unsure', { options: { twoWay: true, minProbability: 0 } }, []),
  ]) {
    const keys = Object.keys(recordOf(post))
    expect(places(keys)).toEqual(places(keys).sort((one, other) => one - other))
    expect(keys).toEqual(expect.arrayContaining(always))
  }
})

it('its examples are a record that the commands read, and write again as it stands', () => {
  const cells = rowsOf(FIELD_PART).map(
    ([name = '', , , example = '']) =>
      [name.replaceAll('`', ''), JSON.parse(example.slice(1, -1)) as unknown] as const,
  )
  const recordWithout = (...left: readonly string[]): object =>
    Object.fromEntries(cells.filter(([name]) => !left.includes(name)))
  for (const record of [
    recordWithout('scheme', 'reason', 'dealBy', 'labelledBy', 'unlearnt'),
    recordWithout('scheme', 'reason', 'stances'),
  ]) {
    const post = parseScoredPost<string>(record, 'the page')
    expect(JSON.stringify(recordOf(post))).toBe(JSON.stringify(record))
  }
})

it('it names every fact of meta', () => {
  const names = rowsOf(FACT_PART).flatMap(([cell = '']) => namesIn(cell))
  expect(new Set(names)).toEqual(META_FACTS)
  expect(names).toHaveLength(META_FACTS.size)
})

it('its fields are the columns of tables', () => {
  const columns = [...factColumns(String), ...resultColumns(scheme.labels)].map(({ name }) => name)
  const named = columns.filter((name) => !/^p[A-Z]/.test(name) || name === 'parentIsInferred')
  for (const name of named) expect(PAGE).toContain(`\`${name}\``)
})
