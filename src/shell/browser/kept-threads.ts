import { isRecord, parseJson } from '../../base/json-shape.js'
import { formatTime } from '../../say/format/format-value.js'
import type { About, Kept } from './page-messages.js'

/**
 * Record of a thread in the browser, beside its labels: enough to name it and to recognise its
 * posts. Holds none of their words.
 */
export interface KeptThread {
  /** Account of the opening post; null where it is not known. */
  readonly opener: string | null
  readonly about: About
  /** Last change, ISO 8601 UTC. */
  readonly at: string
  /** How far each move is read, for readers; absent in records of earlier versions. */
  readonly progress?: string
  /** The sentence that the labels gave last; absent without one. */
  readonly sentence?: string
  /**
   * Characters of the labels whenever the sentence of a move was copied, by the move; absent in
   * records of earlier versions.
   */
  readonly copied?: Readonly<Record<string, readonly number[]>>
  /** The earlier copy that labels were taken from, and of how many posts; null without one. */
  readonly earlier: EarlierReading | null
  /** Hash of author and words of each drawn post, by the post's key. */
  readonly marks: Readonly<Record<string, string>>
}

interface EarlierReading extends Pick<KeptThread, 'at' | 'sentence'> {
  readonly postCount: number
  /** The move that these labels were about, for readers; absent for the same words. */
  readonly move?: string
}

/** Characters of the day in an ISO 8601 time. */
const DAY_LENGTH = 10

/** "14 March 2026": the day of a thread's last change. */
export const formatDay = ({ at }: Pick<KeptThread, 'at'>): string =>
  formatTime(at.slice(0, DAY_LENGTH))

const THREAD = ' thread'

/** Key of a thread's record. @param key of its labels */
export const threadKeyOf = (key: string): string => key + THREAD

const SECOND = ' second'

/** Key of the labels of a second reader. @param hash of the posts that were given */
export const secondKeyOf = (hash: string): string => hash + SECOND

/** The threads whose records are kept, with the keys of their labels; damaged ones are left out. */
export const listKeptThreads = (
  kept: Kept,
): { readonly key: string; readonly thread: KeptThread }[] =>
  Object.entries(kept).flatMap(([name, text]) => {
    if (!name.endsWith(THREAD)) return []
    const thread = parseJson(text, () => null)
    return isKeptThread(thread) ? [{ key: name.slice(0, -THREAD.length), thread }] : []
  })

/** A record after the sentence of a move was copied. @param length of the labels, characters */
export function withCopy(
  { earlier, copied = {} }: Pick<KeptThread, 'earlier' | 'copied'>,
  dealId: string | null,
  length: number,
): Pick<KeptThread, 'earlier' | 'copied'> {
  const key = dealId ?? ''
  return { earlier, copied: { ...copied, [key]: [...(copied[key] ?? []), length] } }
}

function isKeptThread(value: unknown): value is KeptThread {
  if (!isRecord(value) || !isRecord(value['marks']) || !isRecord(value['about'])) return false
  const { opener, at, progress = '', sentence = '', earlier, copied = {} } = value
  const isNamed = opener === null || typeof opener === 'string'
  const isWhole = (earlier === null || isRecord(earlier)) && isRecord(copied)
  return isNamed && isWhole && [at, progress, sentence].every((each) => typeof each === 'string')
}
