import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import type { Breakdown } from '../../../../src/count/breakdown/breakdown.js'
import { readAuditPosts } from '../../../../src/shell/node/scored/read-scored-posts.js'
import { saidOf } from '../../../support/said-of.js'
import { expectRefusal, newFolder, QUICK, runCli, runWell, SAMPLE } from '../cli-harness.js'

const folder = newFolder()
const WHOLE = folder.path('scored.jsonl')
await runWell(['classify', SAMPLE, ...QUICK, '--out', WHOLE])
const LINES = folder.read('scored.jsonl').trimEnd().split('\n')
/** Three files of one run, cut by post. */
const files = [LINES.slice(0, 5), LINES.slice(5, 6), LINES.slice(6)].map((part, index) =>
  folder.write(`part-${index}.jsonl`, `${part.join('\n')}\n`),
)

it.each(['json', 'csv', 'table'])(
  'prints what it prints of one file, in any order, but for the evidence, as %s',
  async (format) => {
    const whole = await runCli(['aggregate', WHOLE, '--format', format])
    const several = await runWell(['aggregate', ...files, '--format', format])
    expect((await runCli(['aggregate', ...[...files].reverse(), '--format', format])).stdout).toBe(
      several.stdout,
    )
    if (format !== 'json') return expect(several.stdout).toBe(whole.stdout)
    const { evidence, runs, ...counted } = JSON.parse(several.stdout)
    const { runs: single, ...one } = JSON.parse(whole.stdout)
    expect(counted).toEqual({ ...one, evidence: undefined })
    // No record lies beside the parts.
    expect(runs).toEqual([{ ...single[0], record: null }])
    expect(evidence.map(({ name }: { name: string }) => name)).toEqual([
      'part-0.jsonl',
      'part-1.jsonl',
      'part-2.jsonl',
    ])
  },
)

it('reads packed files', async () => {
  const out = folder.path('breakdown.json')
  const ran = await runCli(['aggregate', ...files, '--out', out])
  expect(ran.stderr).toContain(`breakdown of 18 posts written to ${out}`)
  const [first = '', ...rest] = files
  writeFileSync(`${first}.gz`, gzipSync(readFileSync(first)))
  const packed = await runCli(['aggregate', `${first}.gz`, ...rest, '--format', 'csv'])
  expect(packed.stdout).toBe((await runCli(['aggregate', ...files, '--format', 'csv'])).stdout)
})

it.skipIf(process.platform === 'win32')('reads a pipe among the files of an audit', async () => {
  const pipe = folder.path('pipe.jsonl')
  const [first = '', second = ''] = files
  execFileSync('mkfifo', [pipe])
  const [{ posts }] = await Promise.all([
    readAuditPosts([first, pipe]),
    writeFile(pipe, readFileSync(second)),
  ])
  expect(posts).toEqual((await readAuditPosts([first, second])).posts)
})

it('takes a file without posts among others, such as that of an empty part, and refuses it alone', async () => {
  const empty = folder.write('empty.jsonl', '')
  const ran = await runCli(['aggregate', empty, ...files])
  expect(JSON.parse(ran.stdout)).toMatchObject({
    overall: { postCount: 16, promptCount: 2 },
    evidence: [{ name: 'empty.jsonl' }, {}, {}, {}],
  })
  expect(ran.stderr).toContain('empty.jsonl: 0 scored posts')
  expect(await runCli(['aggregate', empty])).toMatchObject({ code: 65, stdout: '' })
})

it('leaves out audits among the inputs, and one of a single file, and says both', async () => {
  const [first = ''] = files
  const audit = folder.path('part-0.audit.jsonl')
  await runWell(['audit', first, '--size', '3', '--export', folder.path('sheet.csv')])
  const plain = await runWell(['aggregate', ...files, '--format', 'csv'])
  expect(plain.stderr).toContain(
    `${audit}: left out: its sample is not of all posts of these 3 files. Count ${first} alone with it, or`,
  )
  for (const options of [['aggregate', '--format', 'csv'], ['report']])
    expect((await runWell([...options, audit, ...files])).stderr).toContain(
      `1 audit among the inputs left out: ${audit}\n`,
    )
  expect((await runCli(['cite', audit, ...files])).stderr).toContain(
    'left out: its sample is not of all posts',
  )
  expect((await runWell(['aggregate', first])).stderr).toContain(`Counted with ${audit}: `)
  expectRefusal(await runCli(['aggregate', audit]), 65, 'got a file of the kind "audit"')
  rmSync(audit)
  expect((await runWell(['aggregate', ...files, '--format', 'csv'])).stdout).toBe(plain.stdout)
})

it('refuses a post that stands in two files', async () => {
  const ran = await runCli([
    'aggregate',
    ...files,
    folder.write('again.jsonl', readFileSync(files[1] ?? '', 'utf8')),
  ])
  expectRefusal(ran, 65, /SCORED_INVALID: expected every post once, got post/)
})

it.each([
  ['two-way', [...QUICK, '--two-way'], 'Every post had to take a side (two-way)'],
  [
    'min-probability',
    ['--model', 'linear-en', '--min-probability', '0.9'],
    'Labels with a low probability were withheld: below 0.9.',
  ],
])(
  'prints the caution of a run with --%s, and does not count it with another',
  async (name, options, caution) => {
    const out = folder.path(`${name}.jsonl`)
    await runWell(['classify', SAMPLE, ...options, '--out', out])
    const counted = JSON.parse((await runWell(['aggregate', out])).stdout) as Breakdown
    expect(saidOf(counted.overall)).toContainEqual(expect.stringContaining(caution))
    await runWell(['report', out, '--out', folder.path('report.html')])
    expect(folder.read('report.html')).toContain(caution)
    const refused = new RegExp(
      `SCORED_INVALID: .*expected posts classified with .*--${name}.*, got .*--${name}.*Count them apart`,
    )
    for (const command of ['aggregate', 'cite', 'report', 'audit'])
      expectRefusal(await runCli([command, WHOLE, out]), 65, refused)
    expectRefusal(await runCli(['evaluate', WHOLE, out]), 65, refused)
  },
)
