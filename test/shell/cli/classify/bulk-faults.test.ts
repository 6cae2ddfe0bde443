import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { toJsonl } from '../../../support/jsonl.js'
import { expectRefusal } from '../../../support/refusal.js'
import { IS_LONG, PLAYS_FAULTS, sampleCases } from '../../../support/run-count.js'
import { newFolder, QUICK, runCli, runWell } from '../cli-harness.js'
import { bulkPosts } from './bulk-posts.js'
import { awaitBatches, BULK, type Ended, start, stopAt } from './stopped-run.js'

const folder = newFolder()
let input = ''
let unbroken = ''
const SMALL = toJsonl(bulkPosts({ threads: 2, replies: 3 }))

/** What stands beside an output. */
const beside = (out: string): string[] =>
  readdirSync(folder.path('.'))
    .filter((name) => name.startsWith(`${basename(out)}.`))
    .sort()

/** Does something to a copy of the input when two batches are written. */
async function during(name: string, act: (path: string) => void): Promise<Ended & { path: string; out: string }> {
  const [path, out] = [folder.path(`${name}-posts.jsonl`), folder.path(`${name}.jsonl`)]
  copyFileSync(input, path)
  const run = start([path, '--threads', '1', '--out', out])
  await awaitBatches(run, out, 2)
  act(path)
  return { ...(await run.ended), path, out }
}

beforeAll(async () => {
  input = folder.write('posts.jsonl', toJsonl(bulkPosts({ threads: 500, replies: 19 })))
  if (!PLAYS_FAULTS) return
  await runCli(['classify', ...BULK, input, '--threads', '1', '--out', folder.path('unbroken.jsonl')])
  unbroken = folder.read('unbroken.jsonl')
}, 120_000)

describe('an input that changes while it is scored', () => {
  const CHANGES = [
    ['removed', (path: string) => rmSync(path)],
    ['cut', (path: string) => truncateSync(path, Math.floor(statSync(path).size / 3))],
    ['written over', (path: string) => writeFileSync(path, readFileSync(path, 'utf8').replaceAll('retreat', 'retraet'))],
  ] as const

  it.runIf(PLAYS_FAULTS).each(sampleCases(CHANGES, 1))(
    '%s: scored as it was read',
    async (name, act) => {
      const { code, out } = await during(name.slice(0, 7), act)
      expect(code).toBe(0)
      expect(readFileSync(out, 'utf8') === unbroken).toBe(true)
      expect(beside(out)).toEqual([`${basename(out)}.run.json`])
    },
    60_000,
  )
})

describe('--breakdown', () => {
  it('that cannot be written is found before anything is scored', async () => {
    const out = folder.path('counted.jsonl')
    for (const argv of [BULK, [...QUICK, '--memory', '1024']]) {
      const ran = await runCli(['classify', ...argv, input, '--out', out, '--breakdown', '/nonexist/b.json'])
      expectRefusal(ran, 74, /OUTPUT_UNWRITABLE: \/nonexist\/b\.json: expected a place to write to/)
      expect(ran.stderr).not.toContain('posts')
      expect([existsSync(out), ...beside(out)]).toEqual([false])
    }
  })

  it.runIf(IS_LONG)(
    'that cannot be written at the end leaves a whole file, of which aggregate gives it',
    async () => {
      const [out, breakdown] = [folder.path('whole.jsonl'), folder.path('whole.json')]
      const run = start([input, '--threads', '1', '--out', out, '--breakdown', breakdown])
      await awaitBatches(run, out, 1)
      mkdirSync(breakdown)
      const { code, stderr } = await run.ended
      expect(code).toBe(74)
      expect(stderr).toContain(`${out} is whole: aggregate ${out} gives the breakdown`)
      expect(stderr).not.toContain('--resume')
      expect(readFileSync(out, 'utf8') === unbroken).toBe(true)
      expect(beside(out)).toEqual([`${basename(out)}.run.json`])
    },
    60_000,
  )
})

describe('a run beside a large one', () => {
  it.runIf(IS_LONG)(
    'of few posts removes what a stopped run left at its file, so that nobody goes on from there',
    async () => {
      const out = folder.path('left.jsonl')
      await stopAt(input, out, 2)
      await runWell(['classify', ...BULK, folder.write('small.jsonl', SMALL), '--out', out])
      expect(beside(out)).toEqual([`${basename(out)}.run.json`])
      const resumed = await start([input, '--out', out, '--resume']).ended
      expect(resumed.stderr).toContain(`nothing to resume: scoring from the beginning; ${out} is replaced at the end\n`)
    },
    60_000,
  )

  it.each(PLAYS_FAULTS ? ['few', 'many'] : ['few'])(
    'of %s posts does not write the file that another run writes',
    async (count) => {
      const out = folder.path(`${count}.jsonl`)
      const run = start([input, '--threads', '1', '--out', out])
      await awaitBatches(run, out, 1)
      const posts = count === 'few' ? folder.write('small.jsonl', SMALL) : input
      const { code, stderr } = await runCli(['classify', ...BULK, posts, '--out', out])
      run.child.kill('SIGKILL')
      await run.ended
      expect(code).toBe(75)
      expect(stderr).toMatch(/OUTPUT_LOCKED: .*(few|many)\.jsonl: expected no other process to write to it, got process \d+/)
      expect(beside(out)).toEqual(['lock', 'partial', 'run'].map((end) => `${count}.jsonl.${end}`))
    },
    60_000,
  )
})

describe('messages', () => {
  it('of options that only --help-all lists name that page', async () => {
    for (const option of ['--threads', '--memory'])
      expect((await runCli(['classify', input, option, '-1'])).stderr).toMatch(/See --help-all\./)
  })

  it('refuse inputs without records, as empty ones', async () => {
    const path = folder.write('bare.csv', 'id,text\n')
    for (const argv of [[], ['--resume', '--out', folder.path('bare.jsonl')]]) {
      const refused = await runCli(['classify', ...BULK, path, ...argv])
      expectRefusal(refused, 65, 'INGEST_EMPTY: expected posts, got inputs that hold no records.')
    }
  })
})
