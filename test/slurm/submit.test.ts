import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { newFolder } from '../shell/cli/cli-harness.js'
import { IS_LONG, sampleCases } from '../support/run-count.js'

/** Notes what is submitted, and refuses a job whose arguments hold `$REFUSED`. */
const SBATCH = `#!/bin/bash
if [[ -n \${REFUSED:-} && "$*" == *"$REFUSED"* ]]; then echo 'sbatch: error: Invalid account' >&2; exit 1; fi
echo "$*" >>"$NOTES"
wc -l <"$NOTES"
`
const SCANCEL = '#!/bin/bash\necho "scancel $*" >>"$NOTES"\n'

const POSTS = Array.from(
  { length: 12 },
  (_, index) =>
    `{"id":"p${index}","threadId":"t${index % 6}","text":"A smart move by xAI, number ${index}."}\n`,
)
const SENTIMENT = ['--', '--model', 'sentiment']

/**
 * The scripts on a machine without Slurm, in a folder of their own: what Slurm would start is
 * started by hand.
 */
function openRun() {
  const folder = newFolder()
  mkdirSync(folder.path('bin'))
  for (const [name, script] of Object.entries({ sbatch: SBATCH, scancel: SCANCEL }))
    writeFileSync(folder.path(`bin/${name}`), script, { mode: 0o755 })
  folder.write('posts.jsonl', POSTS.join(''))
  const notes = folder.write('notes', '')
  const call = (
    script: string,
    list: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ) => {
    const { status, stdout, stderr } = spawnSync(
      'bash',
      [resolve('scripts/slurm', script), ...list],
      {
        encoding: 'utf8',
        cwd: folder.path('.'),
        env: {
          ...process.env,
          PATH: `${folder.path('bin')}:${process.env['PATH']}`,
          NOTES: notes,
          ...environment,
        },
      },
    )
    return { status, stdout, stderr }
  }
  const run = folder.path('run')
  const edit = (name: string, change: (text: string) => string): void => {
    const path = join(run, name)
    writeFileSync(path, change(readFileSync(path, 'utf8')))
  }
  return {
    folder,
    run,
    edit,
    submit: (...list: string[]) => call('submit.sh', list),
    submitRefused: (refused: string, ...list: string[]) =>
      call('submit.sh', list, { REFUSED: refused }),
    task: (index: number) =>
      call('score.sbatch', [run], { SLURM_ARRAY_JOB_ID: '9', SLURM_ARRAY_TASK_ID: String(index) }),
    count: () => call('aggregate.sbatch', [run]),
    notes: () => readFileSync(notes, 'utf8').trimEnd().split('\n'),
  }
}

it.each([0, 1, 4, 100])('keeps scattered threads whole with %i ids of them in memory', (held) => {
  const folder = newFolder()
  const threadCount = 40
  const lines = Array.from(
    { length: 400 },
    (_, index) =>
      `${JSON.stringify({ id: `p${index}`, threadId: `t${index % threadCount}`, meta: {} })}\n`,
  )
  const { status } = spawnSync(
    process.execPath,
    [resolve('scripts/slurm/split-threads.mjs'), '4', folder.path('parts'), String(held)],
    { input: lines.join('') },
  )
  expect(status).toBe(0)
  const names = readdirSync(folder.path('parts'))
  const parts = names.map((name) => folder.read(`parts/${name}`).trimEnd().split('\n'))
  const threadsOf = (part: readonly string[]): Set<string> =>
    new Set(part.map((line) => (JSON.parse(line) as { threadId: string }).threadId))
  expect(parts).toHaveLength(4)
  expect(parts.flat()).toHaveLength(lines.length)
  expect(parts.map((part) => threadsOf(part).size).reduce((sum, size) => sum + size)).toBe(
    threadCount,
  )
})

describe.skipIf(process.platform !== 'linux')(
  'scripts/slurm, with a stub in place of sbatch',
  { timeout: IS_LONG ? 900_000 : 120_000 },
  () => {
    const REFUSED_OPTIONS = [
      {
        options: ['--min-probabilty', '0.6'],
        message: 'behind --, got --min-probabilty. They are: --model',
      },
      { options: ['--min-probability', '2'], message: 'USAGE_OPTION_INVALID' },
      { options: ['--out=x'], message: 'got --out=x. They are' },
      { options: ['--help'], message: 'got --help. They are' },
    ]

    it.each(sampleCases(REFUSED_OPTIONS, 2))(
      '$options behind -- is refused before anything is cut',
      ({ options, message }) => {
        const { run, submit, notes } = openRun()
        expect(submit('run', 'posts.jsonl', ...SENTIMENT, ...options)).toMatchObject({
          status: 64,
          stderr: expect.stringContaining(message),
        })
        expect([existsSync(run), notes()]).toEqual([false, ['']])
      },
    )

    it('leaves bad records out where it is told to', () => {
      const { folder, submit, task, count, run } = openRun()
      folder.write('bad.jsonl', `${POSTS.slice(0, 4).join('')}{"id":\n`)
      expect(submit('run', 'bad.jsonl', '--parts', '1', ...SENTIMENT)).toMatchObject({
        status: 65,
        stderr: expect.stringContaining('line 5'),
      })
      expect(existsSync(run)).toBe(false)
      expect(
        submit('run', 'bad.jsonl', '--parts', '1', '--on-bad-record', 'skip', ...SENTIMENT),
      ).toMatchObject({ status: 0 })
      expect([task(0).status, count().status]).toEqual([0, 0])
      expect(folder.read('run/scored/part-1.4-posts.jsonl').split('\n')).toHaveLength(5)
    })

    it.runIf(IS_LONG)('reads columns of other names', () => {
      const { folder, submit } = openRun()
      folder.write('table.csv', 'who,body\na,A smart move.\nb,A blunder.\n')
      const columns = ['--source=csv', '--columns', 'author=who,text=body', '--parts', '1']
      expect(submit('table', 'table.csv', ...columns, ...SENTIMENT)).toMatchObject({ status: 0 })
      expect(folder.read('table/parts/part-1.2-posts.jsonl')).toContain('A blunder.')
    })

    it.runIf(IS_LONG)(
      'prints its help, and refuses a file as the folder, and another cut of a folder that stands',
      () => {
        const { submit, folder } = openRun()
        expect(submit('--help')).toMatchObject({
          status: 0,
          stderr: '',
          stdout: expect.stringMatching(/^Usage: submit\.sh RUN_FOLDER/),
        })
        expect(submit()).toMatchObject({ status: 64, stdout: '' })
        expect(submit('posts.jsonl', ...SENTIMENT)).toMatchObject({
          status: 74,
          stderr: expect.stringContaining('got the file'),
        })
        submit('run', 'posts.jsonl', '--parts', '2', ...SENTIMENT)
        for (const list of [
          ['--parts', '5'],
          ['--columns', 'text=body'],
          ['posts.jsonl'],
          ['--', '--two-way'],
        ])
          expect(submit('run', ...list)).toMatchObject({ status: 64 })
        expect(readdirSync(folder.path('run/parts'))).toHaveLength(2)
        mkdirSync(folder.path('own/parts'), { recursive: true })
        expect(submit('own', 'posts.jsonl', ...SENTIMENT)).toMatchObject({
          status: 74,
          stderr: expect.stringContaining('no submit has cut'),
        })
      },
    )

    it.runIf(IS_LONG)(
      'an sbatch that refuses ends it with 75; an array without its aggregate is cancelled, and the folder goes on',
      () => {
        const { submit, submitRefused, notes } = openRun()
        const refused = submitRefused(
          'score.sbatch',
          'run',
          'posts.jsonl',
          '--parts',
          '1',
          ...SENTIMENT,
        )
        expect(refused).toMatchObject({
          status: 75,
          stdout: '',
          stderr: expect.stringMatching(/Invalid account\n.*The cut stands/),
        })
        expect(submitRefused('aggregate.sbatch', 'run')).toMatchObject({
          status: 75,
          stdout: '',
          stderr: expect.stringContaining('The job array 1 is cancelled'),
        })
        expect(notes().at(-1)).toBe('scancel 1')
        expect(submit('run')).toMatchObject({ status: 0 })
      },
    )
  },
)
