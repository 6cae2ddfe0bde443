import { PipelineError } from '../../errors.js'
import { extractFeatures } from '../../features/extract-features.js'
import { tokeniserFor } from '../../features/tokeniser.js'
import type { StanceScheme } from '../../scheme/stance-scheme.js'
import type { TrainingExample } from '../../stance/linear/train-linear.js'
import { foldText } from '../../text/fold-text.js'
import type { Post } from '../../thread/post.js'
import type { Thread } from '../../thread/thread.js'

/** A post with its true label, ready to train on. */
export interface LabelledPost extends TrainingExample {
  readonly post: Post
}

/** Posts to train on, and how many had no label. */
export interface LabelledPosts {
  readonly posts: readonly LabelledPost[]
  /** Posts without a label: they stand in the threads of others, and are not trained on. */
  readonly unlabelledCount: number
}

/** Under which scheme labels are read, and from which field. */
export interface LabelOptions {
  readonly scheme: StanceScheme
  /** BCP 47, for the tokeniser. */
  readonly language: string
  /** Field of the record that holds the label; it stands in `meta`. */
  readonly labelField: string
}

/**
 * Takes the labels that posts bring in a field of their own, in their threads.
 *
 * @returns posts in the order of the threads, each with weight 1
 * @throws {PipelineError} `TRAIN_DATA_INVALID` for a label that the scheme does not have, and where no post has one
 */
export function takeLabels(threads: readonly Thread[], { scheme, language, labelField }: LabelOptions): LabelledPosts {
  const tokenise = tokeniserFor(language)
  const posts: LabelledPost[] = []
  let unlabelledCount = 0
  for (const thread of threads) {
    const extracted = extractFeatures(thread, tokenise)
    for (const [index, post] of thread.posts.entries()) {
      const label = readLabel(post, labelField, scheme)
      const features = extracted[index]
      if (label === null || features === undefined) unlabelledCount += 1
      else posts.push({ post, features, label, weight: 1 })
    }
  }
  if (posts.length === 0) {
    throw new PipelineError(
      'TRAIN_DATA_INVALID',
      `expected posts with a label in the field "${labelField}", got ${unlabelledCount} posts without one. Name the field with --label-field.`,
      { context: { labelField } },
    )
  }
  return { posts, unlabelledCount }
}

function readLabel({ id, threadId, meta }: Post, field: string, { labels }: StanceScheme): string | null {
  const value = Object.hasOwn(meta, field) ? meta[field] : undefined
  if (value === undefined || value === null || value === '') return null
  const label = typeof value === 'string' ? value.trim().normalize('NFC') : null
  if (label === '') return null
  if (label !== null && labels.includes(label)) return label
  throw new PipelineError(
    'TRAIN_DATA_INVALID',
    `post "${id}" of thread "${threadId}": expected a label of ${labels.join(', ')} in the field "${field}", got ${JSON.stringify(value).slice(0, 80)}. Correct it, empty it, or give the scheme it belongs to.`,
    { context: { postId: id, threadId, label: value } },
  )
}

/** By what posts are kept together when a model is tested on posts that it was not trained on: a field of the record, or one of these. */
export type Grouping = 'deal' | 'thread' | 'post' | (string & {})

/**
 * The group of each post; posts of one group never stand on both sides of a test.
 *
 * @returns null where a post names no such group
 */
export function groupPosts(posts: readonly LabelledPost[], by: Grouping, { labels }: StanceScheme): string[] | null {
  if (by === 'thread') return posts.map(({ post }) => post.threadId)
  if (by === 'post') {
    // Names in the order of labels, so that every fold gets its part of each; the same words are one group.
    const nameOf = new Map<string, string>()
    return posts.map(({ post: { text }, label }, index) => {
      const words = foldText(text)
      const name = nameOf.get(words) ?? `${labels.indexOf(label)}/${String(index).padStart(9, '0')}`
      nameOf.set(words, name)
      return name
    })
  }
  const fields = by === 'deal' ? ['deal', 'dealId'] : [by]
  const groups: string[] = []
  for (const { post } of posts) {
    const value = fields
      .map((field) => (Object.hasOwn(post.meta, field) ? post.meta[field] : undefined))
      .find((found) => found !== undefined)
    if ((typeof value !== 'string' && typeof value !== 'number') || value === '') return null
    groups.push(String(value))
  }
  return groups
}
