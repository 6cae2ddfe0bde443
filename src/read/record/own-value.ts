import type { JsonValue, PostRecord } from '../../base/thread/post.js'

/** Keys of `meta` that are facts about a post, not the user's columns. */
export const META_FACTS: ReadonlySet<string> = new Set(
  'role,addressees,missingParent,isParentInferred,isAuthorInferred,possibleParents,node,removal,truncated,language,editedAt,quotes,url,rowDeals,earlierDeals,engagement,capture,sourceRole,timeText,inferred,authorId,authorName,repostOf,contentWarning,included,given'.split(
    ',',
  ),
)

export const isOwnColumn = (name: string): boolean => !META_FACTS.has(name)

/**
 * Value of a source column in `meta`, where a name with another meaning has the prefix `source`.
 */
export function ownValue(meta: PostRecord['meta'], name: string): JsonValue | undefined {
  const { [name]: value, [sourceKey(name)]: other } = meta as Readonly<Record<string, JsonValue>>
  return value === undefined || (META_FACTS.has(name) && typeof value !== 'string') ? other : value
}

/** Name of a source column whose own name has another meaning, in `meta` and in tables. */
export const sourceKey = (name: string): string =>
  `source${name.charAt(0).toUpperCase()}${name.slice(1)}`

export function metaWithout(
  meta: PostRecord['meta'],
  ownColumns: readonly string[],
): Readonly<Record<string, unknown>> {
  if (ownColumns.length === 0) return meta
  const taken = new Set(ownColumns.flatMap((name) => [name, sourceKey(name)]))
  return Object.fromEntries(
    Object.entries(meta).filter(
      ([key, value]) => !taken.has(key) || (META_FACTS.has(key) && typeof value !== 'string'),
    ),
  )
}
