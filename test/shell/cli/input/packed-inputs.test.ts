import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { threadOf } from '../../../say/report-example.js'
import {
  expectRefusal,
  labelsOf,
  newFolder,
  QUICK,
  runCli,
  runWell,
  toJsonl,
} from '../cli-harness.js'

const SCORED = toJsonl(threadOf(30))
const folder = newFolder()

/** One name in two folders, so that outputs that name their inputs are the same. */
const PACKS = {
  plain: (text: string) => Buffer.from(text),
  gzip: (text: string) => gzipSync(text),
}
type Pack = keyof typeof PACKS
const write = (pack: Pack, name: string, text: string): string =>
  folder.write(`${pack}/${name}`, PACKS[pack](text))

const run = async (...argv: readonly string[]): Promise<string> => (await runWell(argv)).stdout

it.each([
  ['ingest'],
  ['classify', ...QUICK],
  ['aggregate'],
  ['report', '--credit', 'a forum'],
  ['audit', '--export', '-'],
])('%s takes plain and gzip inputs alike', async (...argv) => {
  const outOf = (pack: Pack): string[] =>
    argv[0] === 'audit' ? ['--out', folder.path(`${pack}.audit.jsonl`)] : []
  const read = (pack: Pack): Promise<string> =>
    run(...argv, write(pack, 'scored.jsonl', SCORED), ...outOf(pack))
  const plain = await read('plain')
  expect(plain.length).toBeGreaterThan(0)
  expect((await read('gzip')) === plain).toBe(true)
})

it('an audit belongs to its scored file, packed or not', async () => {
  const scored = write('plain', 'scored.jsonl', SCORED)
  const audit = folder.path('audit.jsonl')
  const labels = folder.write('labels.csv', labelsOf(threadOf(30)))
  await runWell(['audit', scored, '--size', '6', '--import', labels, '--out', audit])
  const plain = await run('aggregate', scored, '--audit', audit, '--format', 'json')
  expect(
    (await run(
      'aggregate',
      write('gzip', 'scored.jsonl', SCORED),
      '--audit',
      audit,
      '--format',
      'json',
    )) === plain,
  ).toBe(true)
})

it('gzip that breaks off is told as such', async () => {
  const path = folder.write('cut.jsonl.gz', gzipSync(SCORED).subarray(0, 200))
  for (const command of ['aggregate', 'report', 'classify']) {
    const line =
      /INPUT_UNREADABLE: .*cut\.jsonl\.gz: expected gzip, got bytes that cannot be decompressed/
    expectRefusal(await runCli([command, path]), 66, line)
  }
})
