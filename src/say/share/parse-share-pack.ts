import { PipelineError } from '../../base/errors.js'
import { parseJson } from '../../base/json-shape.js'
import { STANCE_SCHEME, type StanceScheme } from '../../base/scheme/stance-scheme.js'
import { recordDeals, recordedDeals } from '../../base/thread/deal-record.js'
import type { PostMeta, PostRecord } from '../../base/thread/post.js'
import { postKeyOf } from '../../base/thread/post-key.js'
import { parseScoredPost } from '../../count/breakdown/parse-scored-post.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { SHARE_SCHEMA, type Sha256Of } from './render-share-pack.js'

/** Outcome of restoring the posts of a share pack. */
export interface RehydrationCounts {
  readonly restoredCount: number
  /** Posts of the dump with a shared id but a changed text or parent. */
  readonly changedCount: number
  /** Shared posts that the dump lacks. */
  readonly missingCount: number
}

/** Restores the posts of a share pack from a dump with their texts. */
export interface Rehydration {
  readonly kind: 'posts' | 'scored'
  /** @returns the post, with its results if the pack holds scored posts; null for a post that was not shared or has changed */
  restore(post: PostRecord): PostRecord | ScoredPost | null
  /** @returns the outcome so far */
  count(): RehydrationCounts
}

interface SharedPost {
  readonly parentId: string | null
  readonly textSha256: string
  readonly record: Readonly<Record<string, unknown>>
}

/** Parses a share pack. @param name name of the pack, for messages @param scheme scheme of the labels in a pack of scored posts */
export function parseSharePack(text: string, name: string, sha256Of: Sha256Of, scheme: StanceScheme = STANCE_SCHEME): Rehydration {
  const fail = (expected: string, lineNumber: number): never => {
    const message = `${name}: expected ${expected}, got another line (line ${lineNumber}). Give the output of --format share unchanged.`
    throw new PipelineError('SHARE_INVALID', message, { context: { name, lineNumber } })
  }
  const lines = text.split('\n')
  const header = parseObject(lines[0] ?? '')
  const kind = header?.['kind']
  if (header?.['schema'] !== SHARE_SCHEMA || (kind !== 'posts' && kind !== 'scored')) return fail(`a share pack (${SHARE_SCHEMA})`, 1)
  const shared = new Map<string, SharedPost>()
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.trim() === '') continue
    const record = parseObject(line) ?? fail('one JSON object', index + 1)
    const { id, threadId, parentId, textSha256 } = record
    if (typeof id !== 'string' || typeof threadId !== 'string' || typeof textSha256 !== 'string')
      return fail('id, threadId and textSha256', index + 1)
    if (parentId !== null && typeof parentId !== 'string') return fail('parentId as a string or null', index + 1)
    shared.set(postKeyOf({ threadId, id }), { parentId, textSha256, record })
  }
  const seen = new Set<string>()
  let restoredCount = 0
  let changedCount = 0
  return {
    kind,
    restore: (post) => {
      const key = postKeyOf(post)
      const found = shared.get(key)
      if (found === undefined || seen.has(key)) return null
      seen.add(key)
      if (found.textSha256 !== sha256Of(post.text) || found.parentId !== post.parentId) {
        changedCount += 1
        return null
      }
      restoredCount += 1
      return kind === 'posts' ? post : restoreScored(post, found.record, name, scheme)
    },
    count: () => ({ restoredCount, changedCount, missingCount: shared.size - seen.size }),
  }
}

function restoreScored(post: PostRecord, record: Readonly<Record<string, unknown>>, name: string, scheme: StanceScheme): ScoredPost {
  const { textSha256: _, evidence, capture, ...results } = record
  const places = Array.isArray(evidence) ? (evidence as readonly { readonly start: number; readonly end: number }[]) : null
  const quoted = places?.map(({ start, end, ...place }) => ({ start, end, text: post.text.slice(start, end), ...place })) ?? null
  const deals = recordedDeals({ capture })
  const meta = deals.length === 0 ? post.meta : recordDeals(post.meta as PostMeta, deals)
  return parseScoredPost({ ...results, ...post, meta, evidence: quoted }, `post "${post.id}" of ${name}`, scheme)
}

function parseObject(line: string): Readonly<Record<string, unknown>> | null {
  const value = parseJson(line, () => null)
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : null
}
