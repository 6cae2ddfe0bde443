import { readFileSync, symlinkSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { CliIo } from '../../../../src/shell/cli/kit/command.js'
import { withOutput } from '../../../../src/shell/cli/kit/write-output.js'
import { manyPosts } from '../../../count/scored-posts.js'
import { expectRefusal, labelsOf, newFolder, runCli, runWell, toJsonl } from '../cli-harness.js'

const folder = newFolder()
const POSTS = manyPosts(30, 5)
const SCORED = folder.write('scored.jsonl', toJsonl(POSTS))
const AUDIT = folder.path('scored.audit.jsonl')
const THREAD = folder.write('thread.csv', 'id,author,text\n1,ana,They quit.\n')
const LABELS = folder.write('labels.csv', labelsOf(POSTS))
const LINK = folder.path('link.jsonl')
await runWell(['audit', SCORED, '--size', 'all', '--import', LABELS])
symlinkSync(AUDIT, LINK)
const before = readFileSync(AUDIT, 'utf8')

const LOST =
  /^dealstance: USAGE_OPTION_INVALID: expected an output of its own, got .*jsonl, .* Name another file\.\n$/m

it.each([
  ['cite --out', ['cite', SCORED, '--out', AUDIT], LOST],
  ['cite --out, through a link', ['cite', SCORED, '--out', LINK], LOST],
  ['cite --disclosure', ['cite', SCORED, '--disclosure', AUDIT], LOST],
  [
    'classify --learn',
    ['classify', THREAD, '--model', 'linear-en', '--learn', AUDIT, '--out', AUDIT],
    LOST,
  ],
  [
    'classify --out, of another thread',
    ['classify', THREAD, '--model', 'linear-en', '--out', AUDIT],
    LOST,
  ],
  ['aggregate --out', ['aggregate', SCORED, '--format', 'json', '--out', AUDIT], LOST],
  ['report --out', ['report', SCORED, '--out', AUDIT], LOST],
  ['ingest --out', ['ingest', THREAD, '--out', AUDIT], LOST],
  ['audit --export', ['audit', SCORED, '--export', AUDIT], LOST],
])(
  '%s refuses to write over labels by hand: exit 64, the audit as it was (they were lost)',
  async (_name, argv, words) => {
    expectRefusal(await runCli(argv), 64, words)
    expect(readFileSync(AUDIT, 'utf8')).toBe(before)
  },
)

it('whatever command writes, also one that checks no paths', async () => {
  const io = {
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    env: {},
  } as unknown as CliIo
  await expect(withOutput(AUDIT, io, (output) => output.write('lost'))).rejects.toThrow(
    'an audit, whose labels would be lost',
  )
  expect(readFileSync(AUDIT, 'utf8')).toBe(before)
})

it('a new audit is no place for its own export', async () => {
  const path = folder.path('new.jsonl')
  const ran = await runCli(['audit', SCORED, '--size', '5', '--out', path, '--export', path])
  expect([ran.code, ran.stdout]).toEqual([64, ''])
})
