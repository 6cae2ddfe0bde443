import { readdirSync } from 'node:fs'
import { expect } from 'vitest'
import { STANCE_SCHEME } from '../../../../src/base/scheme/stance-scheme.js'
import type { ScoredPost } from '../../../../src/judge/stance/stance-prediction.js'
import { createScoredParquet } from '../../../../src/say/rows/render-parquet.js'
import { renderPostsCsv } from '../../../../src/say/rows/render-posts-csv.js'
import { manyPosts, NEITHER, PIVOT, RETREAT, scoredPost } from '../../../count/scored-posts.js'
import { fromJsonl, toJsonl } from '../../../jsonl.js'
import { newFolder, runCli } from '../cli-harness.js'

export const POSTS: readonly ScoredPost[] = [
  ...manyPosts(300, 3),
  scoredPost('unsure', { author: 'author-1' }, ['deal-a', 'deal-b']),
  scoredPost('unscored', { author: null, meta: { role: 'root' } }),
  scoredPost(RETREAT, { author: 'both', createdAt: '2026-03-14T12:00:00.000Z' }),
  scoredPost(PIVOT, { author: 'both', createdAt: '2026-03-15T23:59:59.999Z' }, ['deal-b']),
  scoredPost(NEITHER, { author: 'nobody else' }, []),
]

export const toCsv = (posts: readonly ScoredPost[]): string => renderPostsCsv(posts, STANCE_SCHEME)

export async function toParquet(posts: readonly ScoredPost[]): Promise<Uint8Array> {
  const table = await createScoredParquet(STANCE_SCHEME)
  return Buffer.concat([table.add(posts), table.end()])
}

/** Where these queries spill. */
export const SPILL = newFolder().path('.')
export const spilled = (): string[] => readdirSync(SPILL)

/** Rows of a query, from its JSON Lines. */
export async function ask(sql: string, ...files: readonly string[]): Promise<Record<string, unknown>[]> {
  const { code, stdout, stderr } = await runCli(['query', ...files, sql, '--format', 'jsonl', '--spill', SPILL])
  expect(stderr).toMatch(/^\d+ rows?\n$/)
  expect(code).toBe(0)
  return fromJsonl(stdout)
}

/** The posts in each form. */
export async function writeForms(folder: ReturnType<typeof newFolder>): Promise<Readonly<Record<'jsonl' | 'csv' | 'parquet', string>>> {
  return {
    jsonl: folder.write('scored.jsonl', toJsonl(POSTS)),
    csv: folder.write('scored.csv', toCsv(POSTS)),
    parquet: folder.write('scored.parquet', await toParquet(POSTS)),
  }
}
