import { type RunRecord, runIdOf } from '../../../src/base/thread/run-record.js'

const KNOWN: Omit<RunRecord, 'run'> = {
  version: '1.2.3',
  model: 'linear-en',
  weights: { model: 'linear-en', sha256: 'a'.repeat(64) },
  optionsSha256: 'b'.repeat(64),
  inputs: [{ name: 'thread.txt', sha256: 'c'.repeat(64) }],
  commit: null,
  runtime: 'Node 20.20.2',
  command: ['classify', 'thread.txt'],
}

export function recordOf(changes: Partial<RunRecord> = {}): RunRecord {
  const known = { ...KNOWN, ...changes }
  return { ...known, run: runIdOf(known) }
}
