import { NEITHER, PIVOT, RETREAT } from '../count/scored-posts.js'

/** A table of labels as `audit --import` takes it. */
export const labelTable = (rows: Iterable<string>, header = 'postId,coder,label'): string => `${[header, ...rows].join('\n')}\n`

/** The labels that ship, in turn. */
export const inTurn = (_: unknown, index: number): string => [RETREAT, PIVOT, NEITHER][index % 3] as string

/** Labels of one coder on all these posts. */
export const labelsOf = <Post extends { readonly id: string }>(
  posts: readonly Post[],
  labelOf: (post: Post, index: number) => string | null | undefined = inTurn,
  coder = 'ana',
): string => labelTable(posts.map((post, index) => `${post.id},${coder},${labelOf(post, index)}`))
