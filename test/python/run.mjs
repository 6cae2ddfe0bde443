/**
 * `npm run test:python`: writes corpora, loads them with ConvoKit from PyPI, and reads back what ConvoKit writes.
 * Needs Python 3 and a network for its first run; says SKIPPED and why where it cannot have them. DEALSTANCE_PYTHON names a Python that
 * has ConvoKit already.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MAIN, ROOT, skipperOf } from '../engines/suite.mjs'
import { findPython } from './virtual-environment.mjs'

const HERE = dirname(fileURLToPath(import.meta.url))
const ENVIRONMENT = join(ROOT, 'node_modules', '.cache', 'dealstance-python')
const CONVOKIT = 'convokit>=3.0'
const FIXTURES = join(ROOT, 'test', 'fixtures', 'import')

const CASES = [
  { name: 'reddit dump', arguments: ['ingest', join(FIXTURES, 'reddit', 'dump.jsonl')] },
  { name: 'hacker news tree', arguments: ['ingest', join(FIXTURES, 'hacker-news', 'item.json')] },
  { name: 'utterances with an orphan', arguments: ['ingest', join(FIXTURES, 'convokit-utterances.jsonl')] },
  {
    name: 'two pastes',
    arguments: ['ingest', ...['xai-compute.txt', 'apple-siri.txt'].map((name) => join(ROOT, 'corpus', 'samples', name))],
  },
  { name: 'scored paste', arguments: ['classify', join(ROOT, 'corpus', 'samples', 'xai-compute.txt'), '--model', 'linear-en'] },
]

const skip = skipperOf('test:python')

const run = (command, list) => spawnSync(command, list, { encoding: 'utf8', cwd: ROOT, maxBuffer: 2 ** 28 })

const python = findPython({
  folder: ENVIRONMENT,
  variable: 'DEALSTANCE_PYTHON',
  imports: ['convokit'],
  run,
  skip,
  install: (pip, isReady, own) => {
    pip('-r', join(HERE, 'requirements.txt'))
    const alone = pip('--no-deps', CONVOKIT)
    return isReady(own) ? alone : pip(CONVOKIT)
  },
})

function dealstance(...list) {
  const done = run(process.execPath, [MAIN, ...list, '--quiet'])
  assert.equal(done.status, 0, done.stderr)
  return done.stdout
}

const records = (text) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))

const folder = mkdtempSync(join(tmpdir(), 'dealstance-convokit-'))
try {
  for (const [index, { name, arguments: list }] of CASES.entries()) {
    const written = join(folder, `written-${index}`)
    const dumped = join(folder, `dumped-${index}`)
    dealstance(...list, '--format', 'convokit', '--out', written)
    const loaded = run(python, [join(HERE, 'load_convokit.py'), written, dumped])
    assert.equal(loaded.status, 0, `${name}: ConvoKit does not load it: ${loaded.stderr}`)
    const found = JSON.parse(readFileSync(`${dumped}.json`, 'utf8'))
    const utterances = records(readFileSync(join(written, 'utterances.jsonl'), 'utf8'))
    const posts = records(dealstance('ingest', written))

    assert.equal(found.utterances.length, posts.length, `${name}: one utterance a post`)
    assert.deepEqual(
      found.utterances.map(({ id, conversation, replyTo, speaker, timestamp, text, metaNames }) => [
        id,
        conversation,
        replyTo,
        speaker,
        timestamp,
        text,
        metaNames,
      ]),
      utterances.map((each) => [
        each.id,
        each.conversation_id,
        each['reply-to'],
        each.speaker,
        each.timestamp,
        each.text,
        Object.keys(each.meta).sort(),
      ]),
      `${name}: ConvoKit holds what was written`,
    )
    assert.deepEqual(
      posts.map(({ parentId }) => parentId === null),
      found.utterances.map(({ replyTo }) => replyTo === null),
      `${name}: posts and utterances have the same roots`,
    )
    assert.deepEqual(found.speakers, [...new Set(utterances.map(({ speaker }) => speaker))].sort(), `${name}: speakers`)
    assert.deepEqual(new Set(Object.keys(found.conversations)), new Set(posts.map(({ threadId }) => threadId)), `${name}: conversations`)
    for (const [id, walked] of Object.entries(found.walked)) {
      assert.equal(walked.length, posts.filter(({ threadId }) => threadId === id).length, `${name}: ConvoKit walks the tree of ${id}`)
    }
    const ids = (read) => read.map(({ id, threadId, parentId, author, text }) => [id, threadId, parentId, author, text])
    assert.deepEqual(ids(records(dealstance('ingest', dumped))), ids(posts), `${name}: what ConvoKit writes gives the same posts`)
    console.log(
      `ok ${name}: ${posts.length} utterances, ${Object.keys(found.conversations).length} conversations, ${Object.keys(found.walked).length} walked as trees`,
    )
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
