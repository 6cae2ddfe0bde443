import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { PLAYS_FAULTS } from '../support/run-count.js'

const BUILT = 'dist/src/shell/cli'
/** Beside the build, so that the commands find their models. */
const copy = `dist/src/shell/cached-${process.pid}`
const [script = ''] = readdirSync(BUILT).filter((name) => /^commands-\w+\.cjs$/.test(name))
const cachePath = join(copy, `${script}.cache`)

function classify(): string {
  const argv = [
    join(copy, 'main.js'),
    'classify',
    'corpus/samples/xai-compute.txt',
    '--model',
    'linear-en',
    '--quiet',
    '--format',
    'jsonl',
  ]
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, ''])
  return stdout
}

afterAll(() => rmSync(copy, { recursive: true }))

// Each start after the first takes what V8 compiled from a file.
it.runIf(PLAYS_FAULTS)('keeps compiled commands at the first classify', () => {
  cpSync(BUILT, copy, { recursive: true, filter: (path) => !/\.(?:cache|map|ts)$/.test(path) })
  const rows = classify()
  expect(rows.split('\n').length).toBeGreaterThan(10)
  const cache = readFileSync(cachePath)
  expect(classify()).toBe(rows)
  expect(readFileSync(cachePath)).toEqual(cache)
})

// Another Node, a full disk or a cut may have spoilt the file.
it.runIf(PLAYS_FAULTS)(
  'makes a spoilt cache anew, and does without where none can be written',
  () => {
    const rows = classify()
    const cache = readFileSync(cachePath)
    const spoilt = [
      cache.subarray(0, 1000),
      Buffer.concat([cache.subarray(0, 1e6), Buffer.alloc(64, 7), cache.subarray(1e6 + 64)]),
      Buffer.from('not a cache'),
    ]
    for (const bytes of spoilt) {
      writeFileSync(cachePath, bytes)
      expect(classify()).toBe(rows)
      expect(readFileSync(cachePath).length).toBeGreaterThan(cache.length / 2)
    }
    rmSync(cachePath)
    mkdirSync(cachePath)
    expect(classify()).toBe(rows)
    expect(readdirSync(copy).filter((name) => name.includes('.cache'))).toEqual([`${script}.cache`])
  },
)
