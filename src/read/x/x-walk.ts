import { isJsonObject, listAt, objectAt, stringAt, valueAt, walkValues } from '../record/json-fields.js'

/** A post in an answer of X's website, and what the entry around it says. */
export interface WalkedTweet {
  readonly result: unknown
  readonly envelope: { readonly item_id?: string; readonly promoted?: true }
}

/** What stands in an answer. */
export interface Walked {
  readonly tweets: readonly WalkedTweet[]
  /** Whether it is an answer at all: one without a post has instructions. */
  readonly isAnswer: boolean
}

const ENTRY_ID = /(?:^|-)tweet-(\d+)/

/**
 * Finds the posts in an answer of X's website (GraphQL), whatever its query: every `tweet_results.result`, in the order of the document.
 * What a post quotes or repeats stands inside it, and is not walked into. Without recursion.
 */
export function walkTweets(answer: unknown): Walked {
  const tweets: WalkedTweet[] = []
  let isAnswer = false
  walkValues(answer, '', (value, above, queue) => {
    const entryId = stringAt(value, 'entryId') ?? above
    if (Array.isArray(value)) queue(value, entryId)
    if (!isJsonObject(value)) return
    if (Array.isArray(value['instructions'])) isAnswer = true
    const result = valueAt(value, 'tweet_results', 'result') ?? valueAt(value, 'tweetResult', 'result')
    if (isJsonObject(result)) {
      const id = ENTRY_ID.exec(entryId)?.[1]
      const isPromoted = objectAt(value, 'promotedMetadata') !== null || entryId.startsWith('promoted')
      tweets.push({ result, envelope: { ...(id !== undefined && { item_id: id }), ...(isPromoted && { promoted: true as const }) } })
    } else queue(Object.values(value), entryId)
  })
  return { tweets, isAnswer: isAnswer || tweets.length > 0 }
}

/** Whether a record is a recording of a browser's traffic (HAR). */
export const isHar = (record: unknown): boolean => Array.isArray(valueAt(record, 'log', 'entries'))

/** The texts of answers in a recording that come from X's GraphQL. */
export function harAnswers(record: unknown): string[] {
  return listAt(record, 'log', 'entries').flatMap((entry) => {
    if (!/\/graphql\/|\/i\/api\//.test(stringAt(entry, 'request', 'url') ?? '')) return []
    const text = stringAt(entry, 'response', 'content', 'text')
    if (text === null) return []
    return [stringAt(entry, 'response', 'content', 'encoding') === 'base64' ? fromBase64(text) : text]
  })
}

function fromBase64(text: string): string {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(text), (unit) => unit.charCodeAt(0)))
  } catch {
    return ''
  }
}
