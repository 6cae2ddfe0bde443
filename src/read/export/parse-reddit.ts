import { decodeEntities } from '../../base/text/html-to-text.js'
import type { FoundPost, ThreadFactsBook } from '../link/group-into-threads.js'
import { withdrawnBy } from '../record/deleted-or-bot.js'
import {
  engagementOf,
  get,
  isJsonObject,
  type JsonObject,
  known,
  walkValues,
} from '../record/json-fields.js'
import { byRecords } from '../record/source-sample.js'
import { defineJsonSource, type Harvest } from './json-source.js'
import { parseMapped, type RecordMap } from './record-map.js'

const DEPTH_LIMIT =
  'Reddit nests about ten replies and puts deeper ones behind "continue this thread"'

const DELETED_LATER =
  'text that its author deleted is in the archive; dropped, its node kept|texts that their authors deleted are in the archive; dropped, their nodes kept'

/** Unescapes Markdown: Reddit escapes `&`, `<` and `>`, and its editor leaves other entities. */
const unescapeMarkdown = (text: string): string =>
  text
    .replace(/&(?:amp|lt|gt);/g, (entity) => decodeEntities(entity))
    .replace(/&#x200b;/gi, '')
    .replace(/&nbsp;/g, '\u00a0')

/** `t1_abc` unchanged, `abc` with the kind's prefix, Pushshift's decimal ids in base 36. */
function fullName(value: unknown, kind: 't1' | 't3'): string | null {
  const id =
    typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
      ? value.toString(36)
      : get.id(value)
  if (id === null) return null
  return /^t\d_/.test(id) ? id : `${kind}_${id}`
}

/**
 * Kind of a record: submission (`RS`), comment (`RC`), or null. A user page's comments have
 * `link_title`, never `title`.
 */
function kindOfRecord(fields: JsonObject): 't1' | 't3' | null {
  const name = typeof fields['name'] === 'string' ? fields['name'].slice(0, 3) : ''
  if (typeof fields['body'] === 'string' || name === 't1_') return 't1'
  if (name === 't3_') return 't3'
  const hasSubmission =
    typeof fields['selftext'] === 'string' ||
    fields['num_comments'] !== undefined ||
    fields['is_self'] !== undefined
  return typeof fields['title'] === 'string' && hasSubmission ? 't3' : null
}

const RECORD: RecordMap = { author: ['author'], createdAt: ['created_utc'] }

interface Withdrawal {
  /** Remover of the text, author or moderator, by its placeholder or by the archive. */
  readonly removal: 'deleted' | 'removed' | null
  /** True where the author deleted what the archive still holds. */
  readonly isPrivate: boolean
}

/** Since November 2023 Arctic Shift keeps later-deleted texts and restores earlier ones. */
function findWithdrawal(fields: JsonObject, body: string, title: string): Withdrawal {
  const isPrivate =
    get.value(fields, '_meta', 'was_deleted_later') === true ||
    get.value(fields, '_meta', 'removal_type') === 'deleted'
  return { isPrivate, removal: isPrivate ? 'deleted' : (withdrawnBy(body) ?? withdrawnBy(title)) }
}

function parseWords(title: string, body: string, { removal, isPrivate }: Withdrawal): string {
  if (isPrivate) return ''
  const shown = removal === null ? body : ''
  const isBoth = title !== '' && shown.trim() !== ''
  return unescapeMarkdown(isBoth ? `${title}\n\n${shown}` : title + shown)
}

/** Votes up minus votes down: likes, unless below 0. */
function parseScore(fields: JsonObject): { likes: number | null; score: number | null } {
  const { score, score_hidden: isHidden } = fields
  if (isHidden === true || typeof score !== 'number') return { likes: null, score: null }
  return score >= 0 ? { likes: score, score: null } : { likes: null, score }
}

/**
 * Where a record stands: a submission is its own thread, a comment answers one or another comment.
 */
function parsePlace(fields: JsonObject, id: string, isTop: boolean) {
  if (isTop) return { id, threadId: id, parentId: null }
  const threadId = fullName(fields['link_id'], 't3') ?? linkOfPermalink(fields['permalink'])
  return { id, threadId, parentId: fullName(fields['parent_id'], 't1') ?? threadId }
}

const addressOf = (permalink: string | null): string | null =>
  permalink?.startsWith('/') ? `https://www.reddit.com${permalink}` : null

/** Facts that submissions alone have. */
const submissionFacts = (fields: JsonObject, removal: Withdrawal['removal']) => ({
  quotes: fullName(fields['crosspost_parent'], 't3'),
  link: removal === null && fields['is_self'] !== true ? get.string(fields, 'url') : null,
})

/**
 * Post of a submission or comment; null for other records.
 * Deleted by its author: text and author are dropped even if archived; the node stays.
 * Removed by a moderator: the archived text stays.
 */
export function parseRedditRecord(fields: JsonObject): FoundPost | null {
  const kind = kindOfRecord(fields)
  const id = kind === null ? null : (fullName(fields['id'], kind) ?? fullName(fields['name'], kind))
  if (kind === null || id === null) return null
  const isTop = kind === 't3'
  const title = isTop ? (get.name(fields, 'title') ?? '') : ''
  const body = get.string(fields, isTop ? 'selftext' : 'body') ?? ''
  const withdrawal = findWithdrawal(fields, body, title)
  const { removal } = withdrawal
  const author = get.name(fields, 'author')
  const isNamed = author !== null && !withdrawal.isPrivate && withdrawnBy(author) === null
  const isAdvert = fields['promoted'] === true || fields['is_created_from_ads_ui'] === true
  const { likes, score } = parseScore(fields)
  const foundPost = parseMapped(fields, RECORD, {
    ...parsePlace(fields, id, isTop),
    ...(isTop && submissionFacts(fields, removal)),
    text: parseWords(title, body, withdrawal),
    node: removal === null && isAdvert ? 'advert' : null,
    editedAt: typeof fields['edited'] === 'number' ? get.time(fields, 'edited') : null,
    url: addressOf(get.string(fields, 'permalink')),
    ...(!isNamed && { author: null }),
  })
  if (foundPost === null) return null
  const replies = isTop ? get.count(fields, 'num_comments') : null
  return {
    ...foundPost,
    meta: {
      ...(removal !== null && { node: 'deleted', removal }),
      ...foundPost.meta,
      ...(fields['edited'] === true && { isEdited: true }),
      ...engagementOf({ likes, replies }),
      ...known({ score, community: get.string(fields, 'subreddit') }),
      ...(fields['is_submitter'] === true && { isThreadAuthor: true }),
    },
  }
}

function linkOfPermalink(value: unknown): string | null {
  const link =
    typeof value === 'string' ? /\/comments\/([a-z0-9]{1,13})(?:\/|$)/.exec(value)?.[1] : undefined
  return link === undefined ? null : `t3_${link}`
}

/**
 * "12 more replies" has ids and a count. "continue this thread" has neither, and hides one reply at
 * least.
 */
function countStub(
  stub: Readonly<Record<string, unknown>>,
  threadId: string | null,
  facts: ThreadFactsBook,
): void {
  const parent = get.id(stub['parent_id'])
  const thread = threadId ?? (parent?.startsWith('t3_') ? parent : null)
  const count = Math.max(get.count(stub['count']) ?? 0, get.list(stub, 'children').length)
  facts.add(thread, {
    notOpenedCount: Math.max(count, 1),
    ...(count === 0 && { depthLimit: DEPTH_LIMIT }),
  })
}

/** Fields of Reddit alone. A record needs two of them. */
const OWN_FIELDS = [
  'link_id',
  'subreddit',
  'num_comments',
  'selftext',
  'author_fullname',
  'retrieved_on',
  'permalink',
  'is_self',
]
const THING_KINDS: ReadonlySet<unknown> = new Set(['Listing', 't1', 't3', 'more'])

const recogniseReddit = byRecords((record) => {
  const listed = get.value(record, 'data')
  const first = Array.isArray(listed) ? listed[0] : record
  if (THING_KINDS.has(get.value(first, 'kind')) && get.object(first, 'data') !== null)
    return 'it holds things of Reddit ("kind", "data")'
  const bare = isJsonObject(first) ? first : record
  const ownCount = OWN_FIELDS.filter((name) => Object.hasOwn(bare, name)).length
  const isNamed = /^t[13]_/.test(
    get.string(bare, 'parent_id') ?? get.string(bare, 'link_id') ?? get.string(bare, 'name') ?? '',
  )
  if (kindOfRecord(bare) !== null && (isNamed ? ownCount >= 1 : ownCount >= 3)) {
    return 'it holds submissions or comments of Reddit (selftext or body, with subreddit, link_id, permalink)'
  }
  return null
})

/** Dumps may mix both kinds of lines in any order; a page's `.json` is an array of two. */
export const REDDIT = defineJsonSource({
  id: 'reddit',
  description: 'Reddit: dump lines (Pushshift, Arctic Shift), the tree API, the .json of a page',
  refusal:
    'expected a submission (title) or a comment (body) of Reddit with an id, got neither. Leave it out.',
  // https://praw.readthedocs.io/en/stable/code_overview/models/submission.html (num_comments)
  repliesCounted: 'all depths',
  recognise: recogniseReddit,
  read: (top, harvest) =>
    walkValues<string | null>(top, null, (value, above, queue) => {
      const fields = get.object(value)
      const wrapped = get.object(fields, 'data')
      const isStub = fields?.['kind'] === 'more' && wrapped !== null
      const listed = isStub ? null : listIn(value, fields, wrapped)
      if (isStub) countStub(wrapped, above, harvest.facts)
      else if (listed !== null) queue(listed, above)
      else {
        const record = wrapped ?? fields
        const post = takeRecord(record, above, harvest)
        if (post !== null) queue(get.list(record, 'replies', 'data', 'children'), post.threadId)
      }
    }),
})

/** Takes a submission or a comment, which may stand in the thread above; null for other records. */
function takeRecord(
  record: JsonObject | null,
  above: string | null,
  harvest: Harvest,
): FoundPost | null {
  const read = record === null ? null : parseRedditRecord(record)
  const post = read && { ...read, threadId: read.threadId ?? above }
  harvest.add(post)
  if (post?.meta['removal'] === 'deleted' && get.object(record, '_meta') !== null)
    harvest.remark(DELETED_LATER)
  return post
}

/** Records of a list, or of a listing; null for a record. */
function listIn(
  value: unknown,
  fields: JsonObject | null,
  wrapped: JsonObject | null,
): readonly unknown[] | null {
  const children = wrapped?.['children']
  if (wrapped !== null && Array.isArray(children) && kindOfRecord(wrapped) === null) return children
  const listed = Array.isArray(value) ? value : fields?.['data']
  return Array.isArray(listed) ? listed : null
}
