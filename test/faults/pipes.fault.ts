import { spawn } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { endOf, newFolder, QUICK, type Ran, runWell, withoutRun } from '../shell/cli/cli-harness.js'

const folder = newFolder()
const LINES = Array.from({ length: 40 }, (_, at) =>
  JSON.stringify({ id: `p${at}`, threadId: `t${at % 4}`, author: `a${at}`, text: 'They gave up.' }),
)

/** Runs a line of bash, which ends by itself or not at all. */
const bash = (line: string): Promise<Ran> => endOf(spawn('bash', ['-c', line], { timeout: 60_000 }))

const CLI = `"${process.execPath}" dist/src/shell/cli/main.js`

// Found: `classify <(…)` called a full pipe empty, and hung for ever at a FIFO.
describe.skipIf(process.platform === 'win32')('a pipe with a name', () => {
  const path = folder.write('in.jsonl', `${LINES.join('\n')}\n`)
  const more = QUICK.join(' ')
  const pipes = {
    'the shell made': (command: string) => command.replace('INPUT', `<(cat ${path})`),
    'mkfifo made': (command: string) => {
      const fifo = folder.path('fifo')
      return `rm -f ${fifo}; mkfifo ${fifo}; cat ${path} > ${fifo} & ${command.replace('INPUT', fifo)}`
    },
  }

  it.each(Object.entries(pipes))(
    'that %s is read by classify as the file is',
    async (_, through) => {
      const { stdout: plain } = await runWell(['classify', path, ...QUICK])
      const { code, stdout, stderr } = await bash(through(`${CLI} classify INPUT ${more}`))
      expect(code, stderr).toBe(0)
      expect(withoutRun(stdout)).toEqual(withoutRun(plain))
    },
  )

  it.each(Object.entries(pipes))('that %s counts beside another file', async (_, through) => {
    const one = folder.path('one.jsonl')
    const two = folder.path('two.jsonl')
    await runWell(['classify', path, ...QUICK, '--out', one])
    await runWell([
      'classify',
      folder.write('b.jsonl', `${LINES[0]?.replace('p0', 'q0')}\n`),
      ...QUICK,
      '--out',
      two,
    ])
    const { stdout: plain } = await runWell(['aggregate', one, two, '--format', 'json'])
    const scored = through(`${CLI} aggregate INPUT ${two} --format json`).replaceAll(path, one)
    const { code, stdout, stderr } = await bash(scored)
    expect(code, stderr).toBe(0)
    const overall = (text: string): unknown => JSON.parse(text).overall
    expect(overall(stdout)).toEqual(overall(plain))
  })
})
