import { expect, it } from 'vitest'
import { run } from '../../../src/shell/cli/run.js'
import { serve } from '../../../src/shell/cli/serve.js'

/** What `dealstance serve` answers to requests, command by command. */
async function ask(
  requests: readonly (object | string | null)[],
): Promise<Record<string, unknown>[][]> {
  let written = ''
  const stream = { write: (text: string | Uint8Array) => (written += String(text)), isTTY: false }
  const bytes = Buffer.from(
    requests
      .map((request) => `${typeof request === 'string' ? request : JSON.stringify(request)}\n`)
      .join(''),
  )
  const stdin = (async function* () {
    // Requests arrive cut anywhere.
    yield bytes.subarray(0, 11)
    yield bytes.subarray(11)
  })()
  expect(await serve(run, { stdin, stdout: stream, stderr: stream, env: {} })).toBe(0)
  const [hello, ...answers] = written
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(hello).toEqual({ node: process.versions.node })
  const groups: Record<string, unknown>[][] = [[]]
  for (const answer of answers) {
    groups.at(-1)?.push(answer)
    if ('exit' in answer) groups.push([])
  }
  return groups.slice(0, -1)
}

const textOf = (answers: readonly Record<string, unknown>[], name: string): string =>
  answers
    .map((answer) =>
      name === 'out' && 'bytes' in answer ? atob(String(answer['bytes'])) : (answer[name] ?? ''),
    )
    .join('')

it('serve answers commands one after the other, each with its own stdin', async () => {
  const words = ['classify', '-', '--source', 'jsonl', '--format', 'jsonl', '--model', 'linear-en']
  const [first = [], second = [], third = []] = await ask([
    { arguments: words, stdin: '{"text":"They gave up."}\n' },
    { arguments: [...words, '--model', 'nope'], stdin: '{"text":"a"}\n' },
    { arguments: words, stdin: '{"text":"Smart. Cash for mills that lose money."}\n' },
  ])
  expect(JSON.parse(textOf(first, 'out'))).toMatchObject({ label: 'retreat' })
  expect(first.at(-1)).toEqual({ exit: 0 })
  expect(first).toContainEqual({ progress: [1, 1, 'posts'] })
  expect(textOf(second, 'log')).toContain('expected --model once')
  expect(second.at(-1)).toEqual({ exit: 64 })
  expect(JSON.parse(textOf(third, 'out'))).toMatchObject({ label: 'shrewd pivot' })
})

// Found: one line that was no request ended the process, and all later requests were lost.
it('serve answers a request that is none, and the next one', async () => {
  const wrong = [
    'no JSON',
    '{"arguments":["--version"]',
    'null',
    '[]',
    '{}',
    { arguments: 'classify' },
    { arguments: [1] },
    { arguments: ['--version'], stdin: 5 },
    { arguments: ['--version'], env: null },
    { arguments: ['--version'], folder: '/no/such/folder' },
  ]
  const answers = await ask([...wrong, { arguments: ['--version'] }])
  expect(answers).toHaveLength(wrong.length + 1)
  for (const answer of answers.slice(0, -1)) {
    expect(textOf(answer, 'log')).toMatch(
      /^dealstance: USAGE_ARGUMENT_INVALID: expected .*, got .*\.\n$/,
    )
    expect(answer.at(-1)).toEqual({ exit: 64 })
  }
  expect(answers.at(-1)?.at(-1)).toEqual({ exit: 0 })
})
