import { existsSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { seededRandom } from '../../../../src/base/statistics/random/seeded-random.js'
import { toJsonl } from '../../../support/jsonl.js'
import { expectRefusal } from '../../../support/refusal.js'
import { IS_LONG, PLAYS_FAULTS, runCount, sampleCases } from '../../../support/run-count.js'
import { newFolder, QUICK, runCli, runWell } from '../cli-harness.js'
import { bulkPosts } from './bulk-posts.js'
import { BULK, start, stopAt, writtenCount } from './stopped-run.js'

/** 50 in `npm run test:long`, 4 where fewer runs are asked for. */
const KILL_COUNT = runCount() >= 20_000 ? 50 : IS_LONG ? 4 : 1
const SEED = 12

const folder = newFolder()
let input = ''
let unbroken = ''
let told = ''
let postCount = 0
const TOLD = /^(?:Known deals named|The model counts|Deal|Captured|cite will|Labels needed)\b.*$/gm

beforeAll(async () => {
  // Over 1 MiB; few of them where no run is killed at random.
  const posts = bulkPosts({ threads: PLAYS_FAULTS || IS_LONG ? 300 : 100, replies: 19 })
  postCount = posts.length
  input = folder.write('posts.jsonl', toJsonl(posts.map((post) => ({ ...post, meta: { note: 'x'.repeat(500) } }))))
  told = (await runWell(['classify', ...BULK, input, '--threads', '1', '--out', folder.path('unbroken.jsonl'), '--resume'])).stderr
  unbroken = folder.read('unbroken.jsonl')
}, 120_000)

describe('classify --resume', () => {
  it.runIf(PLAYS_FAULTS)(
    `${KILL_COUNT} kills at random moments: no post lost, none doubled, the bytes of an unbroken run (seed ${SEED})`,
    { timeout: 60_000 + KILL_COUNT * 20_000 },
    async () => {
      const random = seededRandom(SEED)
      const out = folder.path('killed.jsonl')
      let [killed, finished, gainedCount, longest] = [0, 0, 0, 4000]
      while (killed < KILL_COUNT) {
        const before = writtenCount(out)
        const startedAt = performance.now()
        const run = start([input, '--threads', String(1 + Math.floor(random() * 2)), '--out', out, '--resume'])
        const timer = setTimeout(() => run.child.kill('SIGKILL'), random() * longest)
        const { code, signal } = await run.ended
        clearTimeout(timer)
        if (signal === 'SIGKILL') {
          killed += 1
          // A kill between the result put in its place and the exit leaves the whole result.
          if (existsSync(out)) {
            expect(readFileSync(out, 'utf8') === unbroken).toBe(true)
            rmSync(out)
            continue
          }
          expect(writtenCount(out)).toBeGreaterThanOrEqual(before)
          gainedCount += Math.max(writtenCount(out), 0) - Math.max(before, 0)
        } else {
          expect(code).toBe(0)
          longest = performance.now() - startedAt
          finished += 1
          expect(readFileSync(out, 'utf8') === unbroken).toBe(true)
          for (const left of readdirSync(folder.path('.'))) expect(left).not.toMatch(/killed.*(?:partial|run|run\.new|lock)$/)
          rmSync(out)
        }
      }
      const last = await start([input, '--out', out, '--resume']).ended
      expect(last.code).toBe(0)
      expect(readFileSync(out, 'utf8') === unbroken).toBe(true)
      process.stderr.write(`${killed} kills, ${finished + 1} runs that ended, ${gainedCount} batches kept by killed runs\n`)
    },
  )

  it.runIf(IS_LONG)(
    'goes on where a run was killed, with another number of threads, as Parquet and with a breakdown too',
    async () => {
      const forms: readonly (readonly [string, readonly string[]])[] = [
        ['go.jsonl', []],
        ['go.parquet', ['--breakdown', folder.path('go.json')]],
        ['go.csv', []],
      ]
      for (const [name, argv] of sampleCases(forms, 1)) {
        const out = folder.path(name)
        await runCli(['classify', ...BULK, input, '--threads', '1', '--out', folder.path(`whole-${name}`), ...argv])
        const breakdown = argv.length > 0 ? folder.read('go.json') : null
        expect((await stopAt(input, out, 3, argv)).signal).toBe('SIGKILL')
        const { code, stderr } = await start([input, '--threads', '2', '--out', out, '--resume', ...argv]).ended
        expect(code).toBe(0)
        expect(stderr).toMatch(/resuming after [\d,]+ of 6,000 records/)
        expect(stderr).toMatch(/6,000 posts \(300 roots, 5,700 replies, 300 threads\)/)
        expect(readFileSync(out).equals(readFileSync(folder.path(`whole-${name}`)))).toBe(true)
        if (breakdown !== null) expect(folder.read('go.json') === breakdown).toBe(true)
      }
    },
    240_000,
  )

  it.runIf(PLAYS_FAULTS).each(sampleCases(['SIGINT', 'SIGTERM', 'SIGHUP'] as const, 1))(
    'keeps what was scored at %s, says so and lets others write',
    async (asked) => {
      const out = folder.path(`${asked}.jsonl`)
      const { signal, stderr } = await stopAt(input, out, 2, [], asked)
      expect(signal).toBe(asked)
      expect(stderr).toContain(`${out}: the scored part is kept; run the same command with --resume to continue\n`)
      expect(existsSync(`${out}.lock`)).toBe(false)
      expect((await start([input, '--out', out, '--resume']).ended).code).toBe(0)
      expect(readFileSync(out, 'utf8') === unbroken).toBe(true)
    },
    60_000,
  )

  it.runIf(IS_LONG)(
    'goes on behind the last whole batch where the end of the file is torn',
    async () => {
      const out = folder.path('torn.jsonl')
      await stopAt(input, out, 4)
      truncateSync(`${out}.partial`, Math.floor(readFileSync(`${out}.partial`).length * 0.6))
      const { code, stderr } = await start([input, '--out', out, '--resume']).ended
      expect(code).toBe(0)
      expect(stderr).toMatch(/resuming after [1-4][\d,]* of/)
      expect(readFileSync(out, 'utf8') === unbroken).toBe(true)
    },
    60_000,
  )

  it('says of the whole run how posts are tied, and what it counts', async () => {
    const out = folder.path('told.jsonl')
    await stopAt(input, out, 1)
    const { code, stderr } = await start([input, '--threads', '1', '--out', out, '--resume']).ended
    expect(code).toBe(0)
    expect(stderr).toMatch(/resuming after [\d,]+ of [\d,]+ records/)
    expect(stderr.match(TOLD)).toEqual(told.match(TOLD))
    expect(told.match(TOLD)).toHaveLength(6)
  })

  it('refuses to go on with another input, model or option', async () => {
    const out = folder.path('other.jsonl')
    await stopAt(input, out, 1)
    const resume = (argv: readonly string[]) => runCli(['classify', '--memory', '1', '--threads', '1', '--out', out, '--resume', ...argv])
    const changed = folder.write('changed.jsonl', readFileSync(input, 'utf8').replace('"p1-1"', '"p1-x"'))
    for (const [argv, message] of [
      [[...QUICK, changed], /another content of .*changed\.jsonl/],
      [[...QUICK, input, changed], /1 inputs instead of 2/],
      [['--model', 'majority', input], /another model/],
      [[...QUICK, input, '--two-way'], /other options/],
      [[...QUICK, input, '--on-bad-record', 'skip'], /other options/],
    ] as const) {
      const ran = await resume(argv)
      expectRefusal(ran, 65, message)
      expect(ran.stderr).toMatch(/RESUME_MISMATCH: .*Repeat the command as it was, or run it without --resume to start again/)
    }
    await runWell(['classify', ...BULK, input, '--threads', '1', '--out', out])
    expect(readFileSync(out, 'utf8') === unbroken).toBe(true)
  }, 120_000)

  it('scores all where nothing was begun, the bytes of a run without it (above)', () => {
    expect(told).toContain('nothing to resume: scoring from the beginning')
    expect(unbroken.trimEnd().split('\n')).toHaveLength(postCount)
  })

  it.each([
    [['--resume'], /expected --resume with --out FILE, got no file/],
    [['--resume', '--out', '-'], /expected --resume with --out FILE, got no file/],
    [['--resume', '--out', 'x.json', '--format', 'json'], /expected --resume with jsonl, csv, xlsx or parquet, got --format json/],
    [['--resume', '--out', '/dev/null'], /expected --resume with a file, got \/dev\/null/],
  ] as const)('refuses %j', async (argv, message) => {
    expectRefusal(await runCli(['classify', ...QUICK, input, ...argv]), 64, message)
  })

  it('refuses a form that is read whole', async () => {
    const paste = folder.write('long.txt', `${'@someone A reply that goes on for a while and says nothing at all.\n\n'.repeat(16_000)}`)
    expectRefusal(
      await runCli(['classify', ...BULK, paste, '--resume', '--out', folder.path('paste.jsonl')]),
      64,
      /expected one record a post .* for --resume, got another form/,
    )
  })
})
