import { get, type JsonObject } from '../record/json-fields.js'
import { defineJsonSource, type Harvest } from './json-source.js'
import { parseMapped, type RecordMap } from './record-map.js'

/** Comment of the Data API. `textDisplay` is HTML; only the author sees `textOriginal`. */
const API_COMMENT: RecordMap = {
  id: ['id'],
  text: ['snippet.textDisplay'],
  markup: 'html',
  parentId: ['snippet.parentId'],
  threadId: ['snippet.videoId'],
  author: ['snippet.authorDisplayName'],
  authorId: ['snippet.authorChannelId.value'],
  createdAt: ['snippet.publishedAt'],
  engagement: { likes: ['snippet.likeCount'] },
}

/** Video of the Data API or yt-dlp: the root post. */
const VIDEO: RecordMap = {
  id: ['id.videoId', 'id'],
  text: [],
  author: ['snippet.channelTitle', 'uploader_id', 'uploader', 'channel'],
  authorId: ['snippet.channelId', 'channel_id'],
  createdAt: ['snippet.publishedAt', 'timestamp'],
  url: ['webpage_url'],
  engagement: {
    likes: ['statistics.likeCount', 'like_count'],
    views: ['statistics.viewCount', 'view_count'],
    replies: ['statistics.commentCount', 'comment_count'],
  },
}

const YT_DLP_COMMENT: RecordMap = {
  id: ['id'],
  text: ['text'],
  author: ['author', 'author_id'],
  authorId: ['author_id'],
  createdAt: ['timestamp'],
  engagement: { likes: ['like_count'] },
}

/** youtube-comment-downloader: a reply's id is "PARENT.OWN". */
const DOWNLOADER_COMMENT: RecordMap = {
  id: ['cid'],
  text: ['text'],
  author: ['author', 'channel'],
  authorId: ['channel'],
  createdAt: ['time_parsed'],
  engagement: { likes: ['votes'], replies: ['replies'] },
}

function parseComment(comment: unknown, harvest: Harvest, videoId: string | null): void {
  const plain = get.string(comment, 'snippet', 'textOriginal')
  const post = parseMapped(comment, API_COMMENT, plain === null ? {} : { text: plain })
  harvest.add(post && { ...post, threadId: post.threadId ?? videoId ?? harvest.threadId })
}

const titleAnd = (title: string | null, description: string | null): string =>
  [title, description].filter((part) => part !== null && part.trim() !== '').join('\n\n')

const isThread = (record: unknown): boolean =>
  get.object(record, 'snippet', 'topLevelComment', 'snippet') !== null
const isComment = (record: unknown): boolean =>
  (get.string(record, 'snippet', 'textOriginal') ??
    get.string(record, 'snippet', 'textDisplay')) !== null && get.id(record, 'id') !== null
const isVideo = (record: unknown): boolean =>
  /^youtube#(?:video|searchResult)$/.test(get.string(record, 'kind') ?? '') &&
  get.name(record, 'snippet', 'title') !== null

function parseItem(item: unknown, harvest: Harvest): void {
  if (isThread(item)) {
    const videoId = get.id(item, 'snippet', 'videoId')
    parseComment(get.value(item, 'snippet', 'topLevelComment'), harvest, videoId)
    const replies = get.list(item, 'replies', 'comments')
    for (const reply of replies) parseComment(reply, harvest, videoId)
    const total = get.value(item, 'snippet', 'totalReplyCount')
    if (typeof total === 'number' && total > replies.length)
      harvest.facts.add(videoId ?? harvest.threadId, { notOpenedCount: total - replies.length })
  } else if (isComment(item)) parseComment(item, harvest, null)
  else if (isVideo(item)) {
    const text = titleAnd(
      get.name(item, 'snippet', 'title'),
      get.string(item, 'snippet', 'description'),
    )
    const id = get.id(item, 'id', 'videoId') ?? get.id(item, 'id')
    harvest.add(parseMapped(item, VIDEO, { id, text, threadId: id, parentId: null }))
  } else harvest.add(null)
}

const YT_DLP_MARKS = ['author_is_uploader', 'author_thumbnail', 'is_favorited', '_time_text']

const isYtDlpComment = (value: unknown): boolean =>
  get.id(value, 'id') !== null &&
  get.id(value, 'parent') !== null &&
  get.string(value, 'text') !== null &&
  get.id(value, 'author_id') !== null

function parseYtDlp(comment: unknown, harvest: Harvest, videoId: string): void {
  const parent = get.id(comment, 'parent')
  harvest.add(
    parseMapped(comment, YT_DLP_COMMENT, {
      threadId: videoId,
      parentId: parent === 'root' ? null : parent,
    }),
  )
}

const isDownloaded = (record: JsonObject): boolean =>
  get.name(record, 'cid') !== null &&
  get.string(record, 'text') !== null &&
  Object.hasOwn(record, 'votes') &&
  get.name(record, 'channel') !== null

/**
 * The root is the video if the input describes it, else each top comment.
 *
 * @see https://developers.google.com/youtube/v3/docs/commentThreads
 */
export const YOUTUBE = defineJsonSource({
  id: 'youtube',
  description: 'comments of YouTube: the Data API, yt-dlp, youtube-comment-downloader',
  refusal:
    'expected a comment or video of YouTube with an id and a text, got none. Leave the record out.',
  // https://developers.google.com/youtube/v3/docs/videos#statistics.commentCount
  repliesCounted: 'all depths',
  shapes: [
    {
      sign: 'the record is an answer of the YouTube Data API (items with snippets of comments)',
      accepts: (record) =>
        Array.isArray(record['items']) &&
        (get
          .list(record, 'items')
          .some((item) => isThread(item) || isComment(item) || isVideo(item)) ||
          /^youtube#comment(?:Thread)?ListResponse$/.test(get.string(record, 'kind') ?? '')),
      read: (record, harvest) => {
        for (const item of get.list(record, 'items')) parseItem(item, harvest)
      },
    },
    {
      sign: 'the records are comments or videos of the YouTube Data API',
      accepts: (record) =>
        isThread(record) ||
        isVideo(record) ||
        (isComment(record) && get.name(record, 'snippet', 'authorDisplayName') !== null),
      read: parseItem,
    },
    {
      sign: 'the record is a video from yt-dlp (comments with parent and author_id)',
      accepts: (record) => get.list(record, 'comments').some(isYtDlpComment),
      read: (record, harvest) => {
        const videoId = get.id(record, 'id') ?? harvest.threadId
        const text = titleAnd(get.name(record, 'title'), get.string(record, 'description'))
        if (text !== '')
          harvest.add(
            parseMapped(record, VIDEO, { id: videoId, text, threadId: videoId, parentId: null }),
          )
        for (const comment of get.list(record, 'comments')) parseYtDlp(comment, harvest, videoId)
      },
    },
    {
      sign: 'the records are comments as yt-dlp writes them (parent, author_id)',
      accepts: (record) =>
        isYtDlpComment(record) &&
        (record['parent'] === 'root' || YT_DLP_MARKS.some((name) => Object.hasOwn(record, name))),
      read: (record, harvest) => parseYtDlp(record, harvest, harvest.threadId),
    },
    {
      sign: 'the records are comments of youtube-comment-downloader (cid, votes, channel)',
      accepts: isDownloaded,
      read: (record, harvest) => {
        const id = get.name(record, 'cid') ?? ''
        const parentId = id.includes('.') ? id.slice(0, id.indexOf('.')) : null
        harvest.add(
          parseMapped(record, DOWNLOADER_COMMENT, { threadId: harvest.threadId, parentId }),
        )
      },
    },
  ],
})
