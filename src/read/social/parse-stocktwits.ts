import { defineJsonSource, type Harvest, listing } from '../json/json-source.js'
import { type RecordMap, readMapped } from '../json/record-map.js'
import { get } from '../record/json-fields.js'

const MESSAGE: RecordMap = {
  id: ['id'],
  text: ['body'],
  markup: 'entities',
  author: ['user.username', 'user.id'],
  authorId: ['user.id'],
  authorName: ['user.name'],
  createdAt: ['created_at'],
  repostOf: ['reshare_message.message.id'],
  engagement: { likes: ['likes.total'], replies: ['conversation.replies'], reposts: ['reshares.reshared_count'] },
}

const isMessage = (value: unknown): boolean =>
  get.id(value, 'id') !== null &&
  get.string(value, 'body') !== null &&
  get.name(value, 'user', 'username') !== null &&
  get.value(value, 'source') !== undefined

function readMessage(message: unknown, harvest: Harvest): void {
  const id = get.id(message, 'id')
  const top = get.id(message, 'conversation', 'parent_message_id')
  const answered = get.id(message, 'conversation', 'in_reply_to_message_id')
  const shared = get.string(message, 'reshare_message', 'message', 'body')
  const isRepost = shared !== null && shared.trim() === (get.string(message, 'body') ?? '').trim()
  harvest.add(
    readMapped(message, MESSAGE, {
      threadId: top ?? id,
      parentId: answered ?? (top === id ? null : top),
      node: isRepost ? 'retweet' : null,
    }),
  )
}

/** @see https://api.stocktwits.com/developers/docs/api */
export const STOCKTWITS = defineJsonSource({
  id: 'stocktwits',
  description: 'Stocktwits: streams of its API, conversations, messages',
  sign: 'messages with body, user.username and source',
  refusal: 'expected a message of Stocktwits with id, body and user, got none. Leave the record out.',
  shapes: [
    listing(
      'the record is a stream of Stocktwits (messages with body and user.username)',
      (record) => [...[record['parent']].filter(isMessage), ...get.list(record, 'messages')],
      isMessage,
      readMessage,
    ),
    {
      sign: 'the records are messages of Stocktwits (body, user.username, source)',
      isOnePost: true,
      accepts: isMessage,
      read: readMessage,
    },
  ],
})
