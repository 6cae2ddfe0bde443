import type { LlmQuestion } from '../../../judge/stance/llm-classifier.js'

/** A question under its key in the cache. */
export interface KeyedQuestion {
  readonly key: string
  readonly question: LlmQuestion
}

/** Most characters of posts in a request about several: some 6,000 tokens, which fit the windows of small servers. */
const MAX_BATCH_LENGTH = 24_000

/**
 * Groups questions into requests: posts of one thread on one move together, in order, up to limits of posts and characters. Posts without a
 * thread are grouped by move, those without both alone.
 *
 * @param size posts in one request
 */
export function groupQuestions(questions: Iterable<KeyedQuestion>, size: number): KeyedQuestion[][] {
  const groups: KeyedQuestion[][] = []
  const open = new Map<string, { readonly group: KeyedQuestion[]; length: number }>()
  for (const each of questions) {
    const { features, target } = each.question.input
    const length = features.text.length + (features.parent?.text.length ?? 0)
    const about = JSON.stringify([features.threadId, target?.dealId ?? null])
    const last = open.get(about)
    const isApart = size === 1 || (features.threadId === null && target === null)
    if (!isApart && last && last.group.length < size && last.length + length <= MAX_BATCH_LENGTH) {
      last.group.push(each)
      last.length += length
      continue
    }
    const group = [each]
    groups.push(group)
    open.set(about, { group, length })
  }
  return groups
}
