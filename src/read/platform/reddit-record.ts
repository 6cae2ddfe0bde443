import type { JsonValue, PostFacts } from '../../base/thread/post.js'
import type { FoundPost } from '../link/found-post.js'
import { countAt, engagementOf, idAt, type JsonObject, nameAt, timeAt } from '../record/json-fields.js'
import { withdrawnBy } from '../record/sentinels.js'

const NAMED_ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>' }

/** Reddit escapes the three signs of HTML in what is Markdown, and its editor leaves entities of its own there. */
function unescapeMarkdown(text: string): string {
  if (!text.includes('&')) return text
  return text
    .replace(/&(amp|lt|gt);/g, (_, name: string) => NAMED_ENTITIES[name] ?? '')
    .replace(/&#x200b;/gi, '')
    .replace(/&nbsp;/g, '\u00a0')
}

/** `t1_abc` as it stands, `abc` with the kind's prefix, a number as Pushshift writes ids: base 36, counted in tens. */
function fullName(value: unknown, kind: 't1' | 't3'): string | null {
  const id = typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value.toString(36) : idAt(value)
  return id === null ? null : /^t\d_/.test(id) ? id : `${kind}_${id}`
}

/** Whether a record is a submission (`RS`), a comment (`RC`), or neither. Comments of user pages have a `link_title`, never a `title`. */
export function kindOfRecord(fields: JsonObject): 't1' | 't3' | null {
  const name = typeof fields['name'] === 'string' ? fields['name'].slice(0, 3) : ''
  if (typeof fields['body'] === 'string' || name === 't1_') return 't1'
  if (name === 't3_') return 't3'
  const hasSubmission = typeof fields['selftext'] === 'string' || fields['num_comments'] !== undefined || fields['is_self'] !== undefined
  return typeof fields['title'] === 'string' && hasSubmission ? 't3' : null
}

/**
 * Makes a post of one submission or comment of Reddit, as dumps (Pushshift, Arctic Shift) and listings write it. Ids are full names
 * (`t1_…`, `t3_…`), under which parents are named too; a thread has the name of its submission.
 *
 * A text that its author deleted, also when the archive kept or restored it, is dropped with its author; the node stays. A text that a
 * moderator removed is what the archive holds.
 *
 * @returns null for a record that is neither, or has no id
 */
export function readRedditRecord(fields: JsonObject, lineNumber?: number): FoundPost | null {
  const kind = kindOfRecord(fields)
  const id = kind === null ? null : (fullName(fields['id'], kind) ?? fullName(fields['name'], kind))
  if (kind === null || id === null) return null
  const threadId = kind === 't3' ? id : (fullName(fields['link_id'], 't3') ?? linkOfPermalink(fields['permalink']))
  const title = kind === 't3' ? (nameAt(fields['title']) ?? '') : ''
  const body = kind === 't3' ? fields['selftext'] : fields['body']
  const bodyText = typeof body === 'string' ? body : ''
  const sentinel = withdrawnBy(bodyText) ?? (kind === 't3' ? withdrawnBy(title) : null)
  const isPrivate = isDeletedByAuthor(fields['_meta'])
  const removal = isPrivate ? 'deleted' : sentinel
  const shown = sentinel === null ? bodyText : ''
  const text = isPrivate ? '' : unescapeMarkdown(title !== '' && shown.trim() !== '' ? `${title}\n\n${shown}` : title + shown)
  const named = nameAt(fields['author'])
  const author = named === null || isPrivate || withdrawnBy(named) !== null ? null : named
  return {
    id,
    threadId,
    parentId: kind === 't3' ? null : (fullName(fields['parent_id'], 't1') ?? threadId),
    author,
    createdAt: timeAt(fields['created_utc']),
    text,
    meta: readFacts(fields, { kind, removal }),
    ...(lineNumber !== undefined && { lineNumber }),
  }
}

/** Since November 2023 Arctic Shift keeps the text of what was deleted later, and restores what was deleted before. */
function isDeletedByAuthor(given: unknown): boolean {
  if (typeof given !== 'object' || given === null) return false
  const { was_deleted_later: wasDeleted, removal_type: removal } = given as JsonObject
  return wasDeleted === true || removal === 'deleted'
}

function linkOfPermalink(value: unknown): string | null {
  const link = typeof value === 'string' ? /\/comments\/([a-z0-9]{1,13})(?:\/|$)/.exec(value)?.[1] : undefined
  return link === undefined ? null : `t3_${link}`
}

interface Known {
  readonly kind: 't1' | 't3'
  readonly removal: 'deleted' | 'removed' | null
}

function readFacts(fields: JsonObject, { kind, removal }: Known): PostFacts {
  const meta: Record<string, JsonValue> = {}
  const isAdvert = fields['promoted'] === true || fields['is_created_from_ads_ui'] === true
  if (removal !== null) {
    meta['node'] = 'deleted'
    meta['removal'] = removal
  } else if (isAdvert) meta['node'] = 'advert'
  const { edited, score, permalink, url, subreddit } = fields
  const editedAt = typeof edited === 'number' ? timeAt(edited) : null
  if (editedAt !== null) meta['editedAt'] = editedAt
  else if (edited === true) meta['isEdited'] = true
  const quoted = kind === 't3' ? fullName(fields['crosspost_parent'], 't3') : null
  if (quoted !== null) meta['quotes'] = quoted
  if (typeof permalink === 'string' && permalink.startsWith('/')) meta['url'] = `https://www.reddit.com${permalink}`
  if (kind === 't3' && removal === null && typeof url === 'string' && fields['is_self'] !== true) meta['link'] = url
  // Reddit's score is votes up less votes down: below 0 nobody is known to have liked the post.
  const likes = typeof score === 'number' && Number.isFinite(score) && fields['score_hidden'] !== true ? Math.max(0, score) : null
  Object.assign(meta, engagementOf({ likes, replies: kind === 't3' ? countAt(fields['num_comments']) : null }))
  if (typeof subreddit === 'string') meta['community'] = subreddit
  if (fields['is_submitter'] === true) meta['isThreadAuthor'] = true
  return meta
}
