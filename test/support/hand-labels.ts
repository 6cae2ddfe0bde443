import { NEITHER, PIVOT, RETREAT } from '../count/scored-posts.js'

/** A table of labels as `audit --import` takes it. */
export const labelTable = (rows: Iterable<string>, header = 'postId,coder,label') =>
  `${[header, ...rows].join('\n')}\n`

/** The labels that ship, in turn. */
export const inTurn = (_: unknown, index: number) => [RETREAT, PIVOT, NEITHER][index % 3] as string

/** The same table, each label for every deal of its post. */
export const onEachDeal = (table: string) =>
  table
    .trimEnd()
    .split('\n')
    .map((line, at) => `${line},${at === 0 ? 'dealId' : '*'}\n`)
    .join('')

/** Labels of one coder on all these posts: one label, or by a rule. */
export const labelsOf = <Post extends { readonly id: string }>(
  posts: readonly Post[],
  label: string | ((post: Post, index: number) => string | null | undefined) = inTurn,
  coder = 'ana',
): string =>
  labelTable(
    posts.map(
      (post, at) => `${post.id},${coder},${typeof label === 'string' ? label : label(post, at)}`,
    ),
  )
