import type { PostFeatures } from '../../features/token.js'
import type { StanceInput } from '../stance-classifier.js'

/** A post of a batch. */
export interface BatchNode {
  /** A number for a post to code, a letter for a post that is only context. */
  readonly id: string
  readonly features: PostFeatures
  /** The id of its parent; null without one. */
  readonly parentId: string | null
  readonly isCoded: boolean
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'
const letterOf = (index: number): string =>
  (index < LETTERS.length ? '' : letterOf(Math.floor(index / LETTERS.length) - 1)) + LETTERS[index % LETTERS.length]

/**
 * Lists a thread as a tree: the posts to code, their parents, and the first posts of their branches. Each stands once, after its parent.
 *
 * @param inputs of one thread and one move, each post once
 */
export function listBatch(inputs: readonly StanceInput[]): BatchNode[] {
  const coded = new Set(inputs.map(({ features }) => features))
  const shown = new Set(inputs.flatMap(({ features: { parent, root } }) => [parent, root].filter((each) => each !== null)))
  const idOf = new Map<PostFeatures, string>()
  const nodes: BatchNode[] = []
  let codedCount = 0
  const place = (features: PostFeatures): void => {
    if (idOf.has(features)) return
    const { parent, root } = features
    const above = [root, parent].filter((each) => each !== null && (coded.has(each) || shown.has(each))) as PostFeatures[]
    for (const each of above) place(each)
    const isCoded = coded.has(features)
    const id = isCoded ? String(++codedCount) : letterOf(idOf.size - codedCount)
    idOf.set(features, id)
    nodes.push({ id, features, parentId: (parent && idOf.get(parent)) ?? null, isCoded })
  }
  for (const { features } of inputs) place(features)
  return nodes
}
