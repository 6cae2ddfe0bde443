import { memoiseByNames } from '../../base/text/lazily.js'
import { YES } from './deleted-or-bot.js'
import { bare, type Columns, findFields } from './field-names.js'
import { get, isJsonObject, type JsonObject } from './json-fields.js'

/**
 * Fields that tell a post's kind, with names as in `bare`. They hold a yes, a post or an account.
 */
const KINDS = {
  repostFlag: ['isretweet', 'isrepost', 'isreblog', 'isboost'],
  repostOf: [
    'retweetedstatusid',
    'retweetedstatusidstr',
    'retweetedstatus',
    'retweetedtweet',
    'retweeteduser',
    'repostedpost',
    'reblog',
    'referencedtweets.retweeted.id',
  ],
  replyFlag: ['isreply'],
  advertFlag: ['isad', 'ispromoted'],
  replied: ['repliedauthor', 'replieduser', 'inreplytoscreenname', 'inreplytouser'],
  references: ['referencedtweets'],
} as const
type Kind = keyof typeof KINDS

const KIND_BY_NAME: ReadonlyMap<string, Kind> = new Map(
  (Object.keys(KINDS) as Kind[]).flatMap((kind) =>
    KINDS[kind].map((name) => [name, kind] as const),
  ),
)

export const isReadAsKind = (name: string): boolean => KIND_BY_NAME.has(bare(name))

/** Start of a retweet in tables of X's first API. */
const RETWEET_TEXT = /^RT @\w{1,30}: /

/** The names of a record that tell a kind. */
const kindNames = memoiseByNames((shape, _: null): Partial<Record<Kind, string[]>> => {
  const names: Partial<Record<Kind, string[]>> = {}
  for (const name of shape) {
    const kind = KIND_BY_NAME.get(bare(name))
    if (kind !== undefined) names[kind] = [...(names[kind] ?? []), name]
  }
  return names
})

const isYes = (value: unknown): boolean => YES.test(String(value ?? ''))
const isPresent = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && value !== false

/**
 * Adds the kind of a record that its fields tell: `node` for a repost or an advert, `role` for a
 * reply whose post is unknown. A record without such a field stays as it is.
 */
export function withKind(record: JsonObject, columns?: Columns): JsonObject {
  const shape = Object.keys(record)
  const names = kindNames(shape, null)
  const fields = findFields(shape, columns)
  const referred = parseReferences(record[names.references?.[0] ?? ''])
  const parentName = fields.get('parentId')
  const words = record[fields.get('text') ?? '']
  const hasParent =
    (parentName === undefined ? referred.repliedTo : record[parentName]) != null &&
    record[parentName ?? ''] !== ''
  const marksRepost =
    (names.repostFlag ?? []).some((name) => isYes(record[name])) ||
    (names.repostOf ?? []).some((name) => isPresent(record[name]))
  const opensAsRepost = !hasParent && typeof words === 'string' && RETWEET_TEXT.test(words)
  const more: Record<string, unknown> = {}
  if (parentName === undefined && referred.repliedTo !== null)
    more['parent_id'] = referred.repliedTo
  if (marksRepost || referred.retweeted !== null || opensAsRepost) more['node'] = 'retweet'
  if ((names.advertFlag ?? []).some((name) => isYes(record[name]))) more['node'] = 'advert'
  if (!hasParent && (names.replyFlag ?? []).some((name) => isYes(record[name])))
    Object.assign(more, replyTo(record[names.replied?.[0] ?? '']))
  return Object.keys(more).length === 0 ? record : { ...more, ...withoutMissing(record, more) }
}

/** The record without empty fields that are filled. */
const withoutMissing = (record: JsonObject, more: object): JsonObject =>
  Object.fromEntries(
    Object.entries(record).filter(([name, value]) => !(name in more && value == null)),
  )

/** A reply without a named post: its parent is missing. @param replied account that it answers */
function replyTo(replied: unknown): JsonObject {
  const name = isJsonObject(replied) ? get.name(replied, 'username') : get.name(replied)
  if (name === null) return { role: 'reply' }
  return { role: 'reply', missingParent: name.startsWith('@') ? name : `@${name}` }
}

const NO_REFERENCES = { repliedTo: null, retweeted: null }

/**
 * References as pandas writes X's API, `[{'type': 'replied_to', 'id': '12'}]`, or tweepy,
 * `[<ReferencedTweet id=12 type=replied_to>]`.
 */
function parseReferences(value: unknown): Record<'repliedTo' | 'retweeted', string | null> {
  const listed = Array.isArray(value) ? JSON.stringify(value) : ''
  const text = typeof value === 'string' ? value : listed
  if (text === '') return NO_REFERENCES
  const idOf = (type: string): string | null => {
    for (const [part] of text.matchAll(/[{<][^{}<>]{0,300}[}>]/g)) {
      if (!part.includes(type)) continue
      const id = /\bid['"]?\s*[:=]\s*['"]?(\d{1,25})/.exec(part)?.[1]
      if (id !== undefined) return id
    }
    return null
  }
  return { repliedTo: idOf('replied_to'), retweeted: idOf('retweeted') }
}
