import type { PostFacts } from '../../../base/thread/post.js'
import { assemblePosts, type FoundPost } from '../../link/assemble-posts.js'
import { choiceOf, missingParent } from '../../link/mark-choice.js'
import { nameByWords } from '../../link/name-by-words.js'
import type { SourceFacts } from '../../record/ingest-counter.js'
import type { IngestResult } from '../../record/ingest-result.js'
import { parseDate, settleDayOrder } from '../../record/parse-date.js'
import type { Answer } from '../answers.js'

/** Message of a conversation copied as text, and those that it answers, by their places. */
export interface Message {
  readonly author: string | null
  /** Time as the text shows it. */
  readonly timeText: string | null
  readonly text: string
  readonly answer: Answer
  readonly facts?: PostFacts
}

const idOf = (at: number): string => `p${at + 1}`

/** Posts of a conversation, tied to those that they answer. */
export function assembleMessages(
  messages: readonly Message[],
  titles: readonly string[],
  facts: SourceFacts,
): IngestResult {
  const days = settleDayOrder(messages.flatMap(({ timeText }) => timeText ?? []))
  const posts = messages.map(
    ({ author, timeText, text, answer, facts: ownFacts }, at): FoundPost => {
      const { posts: answered, isGuessed, missing } = answer
      const choice =
        missing === undefined ? choiceOf(answered.map(idOf), isGuessed) : missingParent(missing)
      return {
        id: idOf(at),
        threadId: 't1',
        parentId: choice.parentId,
        author,
        createdAt: timeText === null ? null : parseDate(days.of(timeText)),
        text,
        meta: { ...ownFacts, ...(timeText !== null && { timeText }), ...choice.facts },
      }
    },
  )
  return nameByWords(assemblePosts(posts, { source: facts.source }).posts, titles, facts)
}
