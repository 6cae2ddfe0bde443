import { get } from '../record/json-fields.js'
import { defineJsonSource, type Harvest, listing, NOTICE } from './json-source.js'
import { parseMapped, type RecordMap } from './record-map.js'

const DISCORD_MESSAGE: RecordMap = {
  id: ['id'],
  text: ['content'],
  parentId: ['reference.messageId'],
  author: ['author.name', 'author.id'],
  authorId: ['author.id'],
  authorName: ['author.nickname'],
  createdAt: ['timestamp'],
  editedAt: ['timestampEdited'],
  nodes: { 'author.isBot': 'bot', forwardedMessage: 'retweet' },
}
const DISCORD_POSTS: ReadonlySet<unknown> = new Set(['Default', 'Reply', 'ThreadStarterMessage'])

const isDiscordMessage = (value: unknown): boolean =>
  get.id(value, 'id') !== null &&
  get.string(value, 'content') !== null &&
  get.object(value, 'author') !== null &&
  get.name(value, 'type') !== null

function parseDiscord(record: unknown, harvest: Harvest): void {
  const threadId = get.id(record, 'channel', 'id') ?? harvest.threadId
  for (const message of get.list(record, 'messages')) {
    if (!DISCORD_POSTS.has(get.value(message, 'type'))) {
      harvest.remark(NOTICE)
      continue
    }
    const forwarded =
      get.string(message, 'content') === '' ? get.object(message, 'forwardedMessage') : null
    const facts =
      forwarded === null ? {} : { text: get.string(forwarded, 'content') ?? '', parentId: null }
    harvest.add(parseMapped(message, DISCORD_MESSAGE, { threadId, ...facts }))
  }
}

/** @see https://github.com/Tyrrrz/DiscordChatExporter */
export const DISCORD = defineJsonSource({
  id: 'discord',
  description: 'a channel of Discord as DiscordChatExporter writes it in JSON',
  refusal:
    'expected a channel of Discord with messages that have id, content and author, got none. Leave the record out.',
  shapes: [
    {
      sign: 'the record is a channel of Discord (guild, channel, messages)',
      accepts: (record) =>
        get.object(record, 'channel') !== null &&
        Array.isArray(record['messages']) &&
        (get.object(record, 'guild') !== null ||
          get.list(record, 'messages').some(isDiscordMessage)),
      read: parseDiscord,
    },
  ],
})

const TELEGRAM_MESSAGE: RecordMap = {
  id: ['id'],
  text: [],
  author: ['from', 'from_id'],
  authorId: ['from_id'],
  createdAt: ['date_unixtime', 'date'],
  editedAt: ['edited_unixtime', 'edited'],
  nodes: { forwarded_from: 'retweet', forwarded_from_id: 'retweet' },
}

const isTelegramMessage = (value: unknown): boolean =>
  get.string(value, 'type') === 'message' &&
  (get.value(value, 'date') ?? get.value(value, 'date_unixtime')) !== undefined &&
  get.value(value, 'text') !== undefined

const isChat = (value: unknown): boolean => get.list(value, 'messages').some(isTelegramMessage)

/** Text of a message: a string, or pieces of which some have a form. */
const telegramText = (value: unknown): string =>
  (Array.isArray(value) ? (value as readonly unknown[]) : [value])
    .map((piece) => (typeof piece === 'string' ? piece : (get.string(piece, 'text') ?? '')))
    .join('')

const NO_ID =
  'message has no id: numbered by its place|messages have no ids: numbered by their places'

function parseChat(chat: unknown, harvest: Harvest): void {
  const chatId = get.id(chat, 'id') ?? get.name(chat, 'name') ?? harvest.threadId
  for (const message of get.list(chat, 'messages')) {
    if (get.string(message, 'type') !== 'message') {
      harvest.remark(NOTICE)
      continue
    }
    const id = get.id(message, 'id') ?? `p${harvest.posts.length + 1}`
    if (get.id(message, 'id') === null) harvest.remark(NO_ID)
    const answered = get.id(message, 'reply_to_message_id')
    const isElsewhere = get.id(message, 'reply_to_peer_id') !== null
    harvest.add(
      parseMapped(message, TELEGRAM_MESSAGE, {
        // Message ids start at 1 in each chat.
        id: `${chatId}/${id}`,
        threadId: chatId,
        parentId: answered === null || isElsewhere ? null : `${chatId}/${answered}`,
        text: telegramText(get.value(message, 'text')),
      }),
    )
  }
}

/**
 * One chat, or all chats of an account. Forwarded messages are nodes.
 *
 * @see https://core.telegram.org/import-export
 */
export const TELEGRAM = defineJsonSource({
  id: 'telegram',
  description: 'chats of Telegram Desktop, exported in JSON',
  refusal:
    'expected a chat of Telegram with messages that have an id and a date, got none. Leave the record out.',
  shapes: [
    {
      sign: 'the record is a chat of Telegram (name, type, messages)',
      accepts: (record) => isChat(record) && get.object(record, 'channel') === null,
      read: parseChat,
    },
    listing(
      'the record holds chats of Telegram (chats.list)',
      (record) => get.list(record, 'chats', 'list'),
      isChat,
      parseChat,
    ),
    {
      sign: 'the records are messages of Telegram (type, date, text)',
      accepts: isTelegramMessage,
      read: (record, harvest) => parseChat({ messages: [record] }, harvest),
    },
  ],
})
