import { PipelineError } from '../../base/errors.js'
import { isRecord, parseJson } from '../../base/json-shape.js'
import { groupBy } from '../../base/statistics/group-by.js'
import { recordedDeals } from '../../base/thread/deal-record.js'
import type { Post, PostMeta } from '../../base/thread/post.js'

/** What a table of scored posts says once: a key of Parquet, the schema of the file beside a CSV. */
export const FACTS_SCHEMA = 'dealstance/table-facts@1'

/** The file beside a CSV that holds it; a workbook has a sheet, `FACTS_SHEET`. */
export const factsPathOf = (path: string): string => `${path}.meta.json`

type Capture = NonNullable<PostMeta['capture']>
/** By thread: what was captured of it, the records of its deals, what the model learnt. */
export type TableFacts = ReadonlyMap<string, Capture>

/** Takes from posts what is said of their threads, so that a table says it once and rows may be sorted, or left out. */
export class FactsCollector {
  readonly #byThread = new Map<string, Capture>()
  /** One object for threads that say the same. */
  readonly #known = new Map<string, Capture>()

  /** The post without what is said of its thread. */
  take<Each extends Pick<Post, 'threadId' | 'meta'>>(post: Each): Each {
    const { capture, ...meta } = post.meta
    if (capture === undefined) return post
    const before = this.#byThread.get(post.threadId)
    const merged = before === undefined ? capture : merge(before, capture)
    const key = JSON.stringify(merged)
    if (!this.#known.has(key)) this.#known.set(key, merged)
    this.#byThread.set(post.threadId, this.#known.get(key) ?? merged)
    return { ...post, meta }
  }

  /** All of it as JSON. */
  render(): string {
    const captures = [...groupBy(this.#byThread, ([, capture]) => capture)].map(([capture, entries]) => {
      return { capture, threads: entries.map(([threadId]) => threadId) }
    })
    return `${JSON.stringify({ schema: FACTS_SCHEMA, captures })}\n`
  }
}

function merge(before: Capture, next: Capture): Capture {
  const deals = new Map([...recordedDeals({ capture: before }), ...recordedDeals({ capture: next })].map((deal) => [deal.id, deal]))
  return { ...before, ...next, ...(deals.size > 0 && { deals: [...deals.values()] }) }
}

/** @param name of the file, for messages. @throws {PipelineError} `SCORED_INVALID` */
export function parseTableFacts(text: string, name: string): TableFacts {
  const invalid = (): never => {
    const message = `${name}: expected what classify wrote beside a table ("schema": "${FACTS_SCHEMA}"), got something else. Write the table again, or remove it: the posts are then counted, and not cited.`
    throw new PipelineError('SCORED_INVALID', message, { context: { path: name } })
  }
  const value = parseJson(text, invalid)
  if (!isRecord(value) || value['schema'] !== FACTS_SCHEMA || !Array.isArray(value['captures'])) return invalid()
  const facts = new Map<string, Capture>()
  for (const entry of value['captures'] as readonly unknown[]) {
    if (!isRecord(entry) || !isRecord(entry['capture']) || !Array.isArray(entry['threads'])) return invalid()
    for (const threadId of entry['threads'] as readonly unknown[]) facts.set(String(threadId), entry['capture'] as Capture)
  }
  return facts
}

/** Gives what is said of a thread to the first of its posts that comes. */
export function factsGiver(facts: TableFacts): <Meta extends object>(threadId: string, meta: Meta) => Meta {
  const given = new Set<string>()
  return (threadId, meta) => {
    const capture = facts.get(threadId)
    if (capture === undefined || given.has(threadId)) return meta
    given.add(threadId)
    return { ...meta, capture }
  }
}
