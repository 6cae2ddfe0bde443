import { STANCE_SCHEME } from '../../src/base/scheme/stance-scheme.js'
import type { CorpusCheck } from './check-corpus.js'

/** The counts as Markdown, as the data page holds them. */
export function renderCorpusTables(check: CorpusCheck): string {
  const counts = check.counts.rows.map((row) => [
    row.by,
    row.name,
    ...[row.postCount, row.threadCount, row.dealCount, ...row.labelCounts].map((count) => count.toLocaleString('en-US')),
  ])
  const agreement = check.counts.agreement.map((row) => [
    row.name,
    row.postCount.toLocaleString('en-US'),
    row.unsureCount.toLocaleString('en-US'),
    row.observed === null ? '-' : row.observed.toFixed(3),
    row.kappa === null ? '-' : row.kappa.toFixed(3),
  ])
  return [
    renderTable(['by', 'value', 'posts', 'threads', 'deals', ...STANCE_SCHEME.labels], counts, 2),
    renderTable(['second labels', 'posts', 'unsure', 'agreement', "Cohen's kappa"], agreement, 1),
  ].join('\n')
}

/** @param textColumnCount number of left-aligned text columns; the others are right-aligned */
function renderTable(head: readonly string[], rows: readonly (readonly string[])[], textColumnCount: number): string {
  const rule = head.map((_, column) => (column < textColumnCount ? '---' : '---:'))
  return [head, rule, ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('')
}
