/**
 * `npm run test:llm`: asks a real server (llama.cpp, of PyPI) with a language model of random weights that is made on the spot. What it
 * says is nonsense; the protocol, the JSON schema and the log-probabilities are real. Needs Python 3, a C++ compiler and a network for its
 * first run; says SKIPPED and why where it cannot have them. DEALSTANCE_LLM_PYTHON names a Python that has llama_cpp and gguf already.
 */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePorts } from '../engines/processes.mjs'
import { MAIN, ROOT, skipperOf } from '../engines/suite.mjs'
import { findPython } from '../python/virtual-environment.mjs'

const HERE = dirname(fileURLToPath(import.meta.url))
const START_SECONDS = 120

const skip = skipperOf('test:llm')

const python = findPython({
  folder: join(ROOT, 'node_modules', '.cache', 'dealstance-llm'),
  variable: 'DEALSTANCE_LLM_PYTHON',
  imports: ['llama_cpp.server.app', 'gguf', 'uvicorn'],
  skip,
  install: (pip) => pip('-r', join(HERE, 'requirements.txt')),
})

const folder = mkdtempSync(join(tmpdir(), 'dealstance-llm-'))
const path = (name) => join(folder, name)
const readLines = (name) =>
  readFileSync(path(name), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

function dealstance(code, ...list) {
  const done = spawnSync(process.execPath, [MAIN, ...list], { encoding: 'utf8', cwd: folder, maxBuffer: 2 ** 28 })
  assert.equal(done.status, code, done.stderr)
  return done
}
const say = (text) => console.log(`ok ${text}`)

const modelFile = path('tiny.gguf')
const made = spawnSync(python, [join(HERE, 'make_model.py'), modelFile], { encoding: 'utf8' })
assert.equal(made.status, 0, made.stderr)
const [port] = await freePorts(1)
const server = spawn(
  python,
  ['-m', 'llama_cpp.server', '--model', modelFile, '--model_alias', 'tiny-random', '--host', '127.0.0.1', '--port', String(port)].concat([
    '--n_ctx',
    '16384',
    '--logits_all',
    'True',
    '--chat_format',
    'chatml',
    '--verbose',
    'False',
  ]),
  { stdio: ['ignore', 'pipe', 'pipe'] },
)
let log = ''
for (const stream of [server.stdout, server.stderr]) stream.on('data', (chunk) => (log = (log + chunk).slice(-4000)))

try {
  const url = `http://127.0.0.1:${port}/v1`
  const deadline = Date.now() + START_SECONDS * 1000
  while (
    !(await fetch(`${url}/models`).then(
      (reply) => reply.ok,
      () => false,
    ))
  ) {
    assert.equal(server.exitCode, null, `the server ended: ${log}`)
    assert.ok(Date.now() < deadline, `no server after ${START_SECONDS} s: ${log}`)
    await wait(250)
  }
  const ask = ['--llm', `${url} tiny-random`]
  const sample = path('sample.txt')
  writeFileSync(
    sample,
    `${readFileSync(join(ROOT, 'corpus', 'samples', 'xai-compute.txt'), 'utf8')
      .split('\n')
      .slice(0, 16)
      .join('\n')}\n`,
  )

  const first = dealstance(0, 'classify', sample, ...ask, '--out', 'first.jsonl', '--breakdown', 'breakdown.json')
  const scored = readLines('first.jsonl')
  for (const { label, probabilities, status, reason } of scored) {
    assert.deepEqual([status, reason], ['scored', null])
    assert.ok(['retreat', 'shrewd pivot', 'neither'].includes(label), label)
    if (probabilities !== null) assert.ok(Math.abs(Object.values(probabilities).reduce((sum, each) => sum + each, 0) - 1) < 2e-3)
  }
  const knownCount = scored.filter(({ probabilities }) => probabilities !== null).length
  assert.ok(knownCount > 0, 'log-probabilities of the server give probabilities')
  assert.match(first.stderr, /parse failures: 0 of \d+ \(0\.0%\)/)
  say(`${scored.length} posts labelled under a JSON schema, ${knownCount} with probabilities from log-probabilities`)

  const again = dealstance(0, 'classify', sample, ...ask, '--out', 'again.jsonl')
  assert.match(again.stderr, /; 0 requests, /)
  assert.equal(readFileSync(path('again.jsonl'), 'utf8'), readFileSync(path('first.jsonl'), 'utf8'))
  say('a rerun asks nothing and gives the same bytes')

  const mixture = ['--model', 'linear-en', '--ask-llm', 'below:0.8', ...ask]
  mkdirSync(path('mixed'))
  const mixed = dealstance(0, 'classify', sample, ...mixture, '--out', 'mixed/scored.jsonl')
  const [, askedCount] = /(\d+) of \d+ posts were asked/.exec(mixed.stderr)
  assert.ok(Number(askedCount) < scored.length, mixed.stderr)
  for (const { labelledBy, flags, label, model } of readLines('mixed/scored.jsonl')) {
    assert.equal(
      labelledBy === 'llm',
      flags.some((flag) => flag.startsWith('answer:')),
      label,
    )
    assert.match(model, /^linear-en\+llm:tiny-random@.*<0\.8$/)
  }
  say(`a small model asks about ${askedCount} of ${scored.length} posts`)

  const scheme = { id: 'rumour', labels: ['support', 'refute', 'comment'], sides: ['support', 'refute'], neutral: 'comment' }
  writeFileSync(
    path('scheme.json'),
    JSON.stringify({ ...scheme, definitions: { support: 'believes it', refute: 'denies it', comment: 'neither of the two' } }),
  )
  dealstance(0, 'classify', sample, ...ask, '--scheme', 'scheme.json', '--out', 'own.jsonl')
  assert.ok(readLines('own.jsonl').every(({ label }) => scheme.labels.includes(label)))
  say('labels of one’s own are asked for and answered')

  mkdirSync(path('killed'))
  const killed = spawn(process.execPath, [MAIN, 'classify', sample, ...ask, '--out', 'killed/scored.jsonl', '--quiet'], {
    cwd: folder,
  })
  const isBegun = () =>
    existsSync(path('killed/llm-answers.jsonl')) && readFileSync(path('killed/llm-answers.jsonl'), 'utf8').split('\n').length > 4
  while (!isBegun() && killed.exitCode === null) await wait(20)
  killed.kill('SIGKILL')
  await new Promise((resolve) => killed.on('close', resolve))
  const resumed = dealstance(0, 'classify', sample, ...ask, '--out', 'killed/scored.jsonl')
  const keptCount = Number(/(\d+) answered from the cache/.exec(resumed.stderr)[1])
  assert.deepEqual(
    readLines('killed/scored.jsonl').map(({ id, label }) => [id, label]),
    scored.map(({ id, label }) => [id, label]),
  )
  say(`killed after ${keptCount} answers, the run went on and gave the same labels`)
} finally {
  server.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
}
