import { readFileSync, symlinkSync } from 'node:fs'
import { beforeAll, expect, it } from 'vitest'
import type { CliIo } from '../../../../src/shell/cli/kit/command.js'
import { withOutput } from '../../../../src/shell/cli/kit/write-output.js'
import { manyPosts, RETREAT } from '../../../count/scored-posts.js'
import { toJsonl } from '../../../jsonl.js'
import { newFolder, runCli } from '../cli-harness.js'

const folder = newFolder()
const POSTS = manyPosts(30, 5)
const SCORED = folder.write('scored.jsonl', toJsonl(POSTS))
const AUDIT = folder.path('scored.audit.jsonl')
const THREAD = folder.write('thread.csv', 'id,author,text\n1,ana,They quit.\n')
const LABELS = folder.write('labels.csv', ['postId,coder,label', ...POSTS.map(({ id }) => `${id},ana,${RETREAT}`)].join('\n'))
const LINK = folder.path('link.jsonl')
let before = ''

beforeAll(async () => {
  expect((await runCli(['audit', SCORED, '--size', 'all', '--import', LABELS])).code).toBe(0)
  symlinkSync(AUDIT, LINK)
  before = readFileSync(AUDIT, 'utf8')
})

it.each([
  ['cite --out', ['cite', SCORED, '--out', AUDIT]],
  ['cite --out, through a link', ['cite', SCORED, '--out', LINK]],
  ['cite --disclosure', ['cite', SCORED, '--disclosure', AUDIT]],
  ['classify --learn', ['classify', THREAD, '--model', 'linear-en', '--learn', AUDIT, '--out', AUDIT]],
  ['classify --out, of another thread', ['classify', THREAD, '--model', 'linear-en', '--out', AUDIT]],
  ['aggregate --out', ['aggregate', SCORED, '--format', 'json', '--out', AUDIT]],
  ['report --out', ['report', SCORED, '--out', AUDIT]],
  ['ingest --out', ['ingest', THREAD, '--out', AUDIT]],
])('%s refuses to write over labels by hand: exit 64, the audit as it was (they were lost)', async (_name, argv) => {
  const ran = await runCli(argv)
  expect(readFileSync(AUDIT, 'utf8')).toBe(before)
  expect([ran.code, ran.stdout]).toEqual([64, ''])
  expect(ran.stderr).toMatch(/^dealstance: USAGE_OPTION_INVALID: expected an output of its own, got .*jsonl, .* Name another file\.\n$/m)
})

it.each([
  ['classify --breakdown', ['classify', THREAD, '--model', 'linear-en', '--breakdown', AUDIT]],
  ['audit --export', ['audit', SCORED, '--export', AUDIT]],
])('%s writes nothing that ends like an audit', async (_name, argv) => {
  const ran = await runCli(argv)
  expect(readFileSync(AUDIT, 'utf8')).toBe(before)
  expect([ran.code, ran.stdout]).toEqual([64, ''])
  expect(ran.stderr).toMatch(/^dealstance: USAGE_OPTION_INVALID: expected a file that ends in \.csv/m)
})

it('whatever command writes, also one that checks no paths', async () => {
  const io = { stdout: process.stdout, stderr: process.stderr, stdin: process.stdin, env: {} } as unknown as CliIo
  await expect(withOutput(AUDIT, io, (output) => output.write('lost'))).rejects.toThrow('an audit, whose labels would be lost')
  expect(readFileSync(AUDIT, 'utf8')).toBe(before)
})

it('a new audit is no place for its own export', async () => {
  const path = folder.path('new.jsonl')
  const ran = await runCli(['audit', SCORED, '--size', '5', '--out', path, '--export', path])
  expect([ran.code, ran.stdout]).toEqual([64, ''])
})
