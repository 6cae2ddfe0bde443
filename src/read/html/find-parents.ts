import type { FoundPost } from '../link/group-into-threads.js'
import {
  choiceOf,
  guessedParent,
  knownParent,
  missingParent,
  type ParentChoice,
} from '../link/parent-choice.js'
import type { PostElement } from './find-posts.js'
import { parseField } from './parse-fields.js'
import type { SiteRecord } from './parse-site-record.js'

/** A post, before its parent is known. */
export interface Draft {
  readonly holder: PostElement
  readonly post: FoundPost
  readonly quotedIds: readonly string[]
}

/** The opening post of each post: the last one before it, or that of the thread. */
export function findRoots(
  drafts: readonly Draft[],
  record: SiteRecord,
  threadId: string | null,
  isLaterPage: boolean,
): (Draft | null)[] {
  const isFlat = record.parent.kind === 'none'
  const numbers =
    record.number === undefined
      ? []
      : drafts.map(
          ({ holder }) => parseField(holder.ownElements, record.number)?.replace(/^#/, '') ?? null,
        )
  const isNumbered = numbers.some((number) => number !== null)
  const opens = (draft: Draft, at: number): boolean => {
    if (record.root !== undefined) return draft.holder.isRoot
    const isFirst = isNumbered ? numbers[at] === '1' : at === 0 && !isLaterPage
    return isFlat && isFirst
  }
  let current = drafts.find(({ post }) => isFlat && post.id === threadId) ?? null
  const isGiven = current !== null
  return drafts.map((draft, at) => {
    if (!isGiven && opens(draft, at)) current = draft
    return current
  })
}

/** Facts from which the parent of a post follows. */
interface ParentClues {
  readonly drafts: readonly Draft[]
  readonly at: number
  readonly root: Draft | null
  readonly rootPlace: number
  /** Parent of posts that answer no other: the opening post. */
  readonly top: ParentChoice
  /** Value of the field that names the parent, or the depth. */
  readonly value: string | null
  /** Ancestors by depth: posts above with ever smaller depths. */
  readonly chain: { readonly depth: number; readonly id: string }[]
  readonly ids: ReadonlySet<string>
  readonly idOf: ReadonlyMap<PostElement, string>
  readonly parent: SiteRecord['parent']
}

type ParentRule = (draft: Draft, clues: ParentClues) => ParentChoice

const namedParent: ParentRule = ({ post }, { value, top }) =>
  value === null || /^0?$/.test(value) || value === post.id ? top : knownParent(value)

/** Rules by the way in which a site names parents. */
const PARENT_RULES: Readonly<Record<SiteRecord['parent']['kind'], ParentRule>> = {
  attr: namedParent,
  link: namedParent,
  nest: ({ holder }, { top, idOf }) =>
    holder.around === null ? top : knownParent(idOf.get(holder.around) ?? null),
  idPrefix: ({ post: { id } }, { parent, top }) => {
    const cut = id.lastIndexOf(parent.cut ?? '.')
    return cut <= 0 ? top : knownParent(id.slice(0, cut))
  },
  depth: ({ post: { id } }, { value, chain, top }) => {
    const depth = Number.parseFloat(value ?? '0') || 0
    while ((chain.at(-1)?.depth ?? -1) >= depth) chain.pop()
    const above = chain.at(-1)
    chain.push({ depth, id })
    return above === undefined ? top : knownParent(above.id)
  },
  none: ({ post: { id }, quotedIds }, { drafts, at, root, rootPlace, top, ids }) => {
    const quoted = quotedIds.filter((each) => ids.has(each) && each !== id)
    if (quoted.length > 0) return choiceOf(quoted.toReversed(), false)
    if (root === null) return top
    // Posts above the known opening post are those that it answers.
    const isAbove = rootPlace >= at
    return guessedParent(isAbove ? (drafts[at - 1]?.post.id ?? null) : root.post.id)
  },
}

/** The parent of each post, by the rule of its site. */
export function findParents(
  drafts: readonly Draft[],
  roots: readonly (Draft | null)[],
  { parent }: SiteRecord,
  idOf: ReadonlyMap<PostElement, string>,
  threadId: string,
): ParentChoice[] {
  const ids = new Set(drafts.map(({ post }) => post.id))
  const placeOf = new Map(drafts.map((draft, at) => [draft, at]))
  let chain: ParentClues['chain'] = []
  let chainRoot: Draft | null = null
  return drafts.map((draft, at) => {
    const root = roots[at] ?? null
    if (root !== chainRoot) chain = []
    chainRoot = root
    const isRoot = root?.post.id === draft.post.id
    if (isRoot && !(parent.kind === 'none' && at > 0)) return knownParent(null)
    const top = root === null ? missingParent(threadId) : knownParent(root.post.id)
    const isNamed = parent.sel !== undefined || parent.at !== undefined
    const value = isNamed ? parseField(draft.holder.ownElements, parent) : null
    const rootPlace = root === null ? 0 : (placeOf.get(root) ?? 0)
    const clues = { drafts, at, root, rootPlace, top, value, chain, ids, idOf, parent }
    return PARENT_RULES[parent.kind](draft, clues)
  })
}
