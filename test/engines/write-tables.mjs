import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MAIN, run } from './suite.mjs'

const TEXTS = ['They gave up.', 'Smart move.', '=SUM(A1:A3) is what they did', '-5 for this']
const NOTES = ['null', 'None', '+1 good', 'NA']
const DEAL = ['--mover', 'Acme', '--move', 'leaves charts', '--model', 'linear-en']

/** Writes posts of interleaved threads with columns of their own, and every table of them. @returns the folder */
export function writeTables() {
  const folder = mkdtempSync(join(tmpdir(), 'dealstance-tables-'))
  const at = (name) => join(folder, name)
  const posts = Array.from({ length: 24 }, (_, index) => ({
    id: `19792490764253637${String(index).padStart(2, '0')}`,
    thread_id: `t${index % 3}`,
    ...(index > 2 && { parent_id: `19792490764253637${String(index % 3).padStart(2, '0')}` }),
    author: `@user${index % 4}`,
    created_at: `2026-03-${String(index + 1).padStart(2, '0')}T10:00:00Z`,
    text: TEXTS[index % 4],
    score: (index - 12) / 8 - 0.305,
    likes: index * 3 - 4,
    verified: index % 2 === 0,
    note: NOTES[index % 4],
  }))
  writeFileSync(at('input.jsonl'), posts.map((post) => `${JSON.stringify(post)}\n`).join(''))
  const dealstance = (...list) => run(process.execPath, [MAIN, ...list, '--quiet'])
  for (const form of ['jsonl', 'csv', 'xlsx', 'parquet']) {
    dealstance('classify', at('input.jsonl'), ...DEAL, '--out', at(`scored.${form}`))
    dealstance('ingest', at('input.jsonl'), '--out', at(`posts.${form}`))
  }
  dealstance('classify', at('posts.parquet'), ...DEAL, '--out', at('again.parquet'))
  return folder
}
