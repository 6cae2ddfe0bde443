// Turns public stance sets, which you fetch yourself, into labelled posts, test posts and a scheme: see README.md in this folder.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const [set, source, out] = process.argv.slice(2)
const readLines = (name) =>
  readFileSync(join(source, name), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
const writeLines = (name, rows) =>
  writeFileSync(join(out, name), `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`)
const writeScheme = (scheme) =>
  writeFileSync(join(out, 'scheme.json'), `${JSON.stringify(scheme, null, 2)}\n`)

const SETS = {
  // train.jsonl, dev.jsonl, test.jsonl of {id, text, target, label}: one model a target, as the task has it.
  semeval: () => {
    writeScheme({
      id: 'semeval-2016-a',
      labels: ['against', 'favor', 'none'],
      neutral: 'none',
      question: 'Which side does the tweet take on its target?',
    })
    const toPost = ({ id, text, target, label }) => ({ id, threadId: id, text, target, label })
    const training = [...readLines('train.jsonl'), ...readLines('dev.jsonl')]
    const test = readLines('test.jsonl')
    for (const target of new Set(test.map((row) => row.target))) {
      writeLines(
        `${target}-train.jsonl`,
        training.filter((row) => row.target === target).map(toPost),
      )
      writeLines(`${target}-test.jsonl`, test.filter((row) => row.target === target).map(toPost))
    }
  },
  // train.jsonl, dev.jsonl, test.jsonl of {id, text, label, parent_id, source_id}: replies in the threads that are known of them.
  rumoureval: () => {
    writeScheme({
      id: 'rumoureval-2019-a',
      labels: ['support', 'deny', 'query', 'comment'],
      sides: ['support', 'deny'],
      neutral: 'comment',
      question: 'What does the post do with the rumour that its thread is about?',
    })
    const toPosts = (rows) => {
      const ids = new Set(rows.map(({ id }) => id))
      return rows.map(({ id, text, label, parent_id: parentId, source_id: sourceId }) => ({
        id,
        threadId: sourceId ?? id,
        ...(parentId && (ids.has(parentId) ? { parentId } : { missingParent: parentId })),
        text,
        label,
      }))
    }
    writeLines('train.jsonl', toPosts([...readLines('train.jsonl'), ...readLines('dev.jsonl')]))
    writeLines('test.jsonl', toPosts(readLines('test.jsonl')))
  },
  // all.jsonl of {id, text, operation, label}: each merger is tested by a model of the others.
  wtwt: () => {
    writeScheme({
      id: 'wt-wt',
      labels: ['support', 'refute', 'comment', 'unrelated'],
      sides: ['refute', 'support'],
      neutral: 'comment',
      question: 'Will the merger happen, going by the tweet?',
    })
    const rows = readLines('all.jsonl').map(({ id, text, operation, label }) => ({
      id,
      threadId: id,
      text,
      operation,
      label,
    }))
    for (const operation of new Set(rows.map((row) => row.operation))) {
      writeLines(
        `${operation}-train.jsonl`,
        rows.filter((row) => row.operation !== operation),
      )
      writeLines(
        `${operation}-test.jsonl`,
        rows.filter((row) => row.operation === operation),
      )
    }
  },
}

if (!Object.hasOwn(SETS, set ?? '') || source === undefined || out === undefined) {
  process.stderr.write(
    `expected ${Object.keys(SETS).join('|')} SOURCE_FOLDER OUT_FOLDER, got "${process.argv.slice(2).join(' ')}".\n`,
  )
  process.exit(64)
}
mkdirSync(out, { recursive: true })
SETS[set]()
