import { Element } from 'domhandler'
import { PipelineError } from '../../base/errors.js'
import { foldSpace } from '../../base/text/fold-text.js'
import { formatCount } from '../../base/text/format-count.js'
import { contentHash } from '../../base/thread/content-id.js'
import { assemblePosts, type FoundPost, ThreadFactsBook } from '../link/assemble-posts.js'
import {
  choiceOf,
  guessedParent,
  guessNotes,
  knownParent,
  missingParent,
  type ParentChoice,
} from '../link/mark-choice.js'
import type { IngestResult } from '../record/ingest-result.js'
import { known, parsePageCount } from '../record/json-fields.js'
import { dateShown, reckonTime } from '../record/parse-date.js'
import { withdrawnBy } from '../record/sentinels.js'
import { SITE_FILES } from '../sites/sites.js'
import { lineOf, textOf } from './element-text.js'
import { findPosts, type PostElement } from './find-posts.js'
import { type PageFacts, parsePageFacts } from './page-facts.js'
import { hostOf, parseField, parseTime, patternOf, webAddress } from './parse-fields.js'
import { elementsOf, parseTree } from './parse-tree.js'
import { listed, matcherOf, type SiteRecord } from './site-record.js'
import { parseSavedComments, unwrapPage } from './unwrap-page.js'

export const SITES = Object.values(SITE_FILES).flatMap(
  ({ saved = [] }) => saved,
) as readonly SiteRecord[]

export interface ReadHtmlOptions {
  /** Caller's own record, used alone. */
  readonly site?: SiteRecord
  /** Time of the copy, ISO 8601 in UTC. Default: the one in the copy, if any. */
  readonly capturedAt?: string | undefined
  readonly threadId?: string
}

/** A page with its facts. A text may hold several pages. */
interface Page {
  readonly elements: readonly Element[]
  readonly element: Element
  readonly facts: PageFacts
}

/**
 * Reads the posts of a page by its own structure: ids, accounts, times, parents. Sites are known by records of selectors.
 *
 * Nothing of the page is run or fetched. Linear time.
 *
 * @param text HTML or MHTML, or a part of HTML
 * @throws {PipelineError} `INGEST_LAYOUT_UNKNOWN` for a page of an unknown site, `INGEST_EMPTY` for one without a loaded post
 */
export function parseHtml(
  text: string,
  { site, capturedAt, threadId: givenId }: ReadHtmlOptions = {},
): IngestResult {
  const saved = unwrapPage(text)
  const { root, comments } = parseTree(saved.html)
  const told = parseSavedComments(comments)
  const savedAt = saved.savedAt ?? told.savedAt
  const pages = pagesIn(root).map((element): Page => {
    const elements = [...elementsOf(element)]
    return { element, elements, facts: parsePageFacts(elements, saved.address ?? told.address) }
  })
  const book = new ThreadFactsBook()
  const headers = new Map<string, string[]>()
  const notes = new Set<string>()
  const found: FoundPost[] = []
  let refusal: Error | null = null
  for (const page of pages) {
    const { record, read } =
      site === undefined
        ? parseKnown(page, givenId)
        : { record: site, read: parseSitePosts(page, site, givenId) }
    if (read === null || read.isBare) {
      refusal ??=
        record === null
          ? refuseUnknownPage(page.facts.address)
          : refuseBarePage(record, site !== undefined)
      notes.add('a page without known posts left out')
      continue
    }
    for (const post of read.posts) found.push(post)
    notes.add(`read as a page of ${record?.name}, by the structure of its markup`)
    if (read.title !== null && page.facts.title !== null)
      headers.set(read.threadId, [page.facts.title])
    book.add(read.threadId, read.thread)
  }
  if (found.length === 0 && refusal !== null) throw refusal
  const own =
    capturedAt === undefined && savedAt !== null
      ? dateShown(found, (shown) => reckonTime(shown, savedAt))
      : { posts: found, count: 0 }
  if (own.count > 0)
    notes.add(`${formatCount(own.count, 'time')} reckoned from ${savedAt}, when the page was saved`)
  const result = assemblePosts(own.posts, { source: 'html', facts: book.byThread, headers })
  const { summary } = result
  return {
    ...result,
    summary: { ...summary, notes: [...notes, ...summary.notes, ...guessNotes(result.posts)] },
  }
}

/** Pages of a text: each `html` element, or the whole of a part of a page. */
function pagesIn(root: Element): Element[] {
  const pages = root.children.filter(
    (child): child is Element => child instanceof Element && child.name === 'html',
  )
  return pages.length > 1 ? pages : [root]
}

const SAVE_AGAIN =
  'Scroll down until the comments are there, open the replies, and save the page again'

function refuseUnknownPage(address: string | null): PipelineError {
  const host = hostOf(address)
  const place =
    host === '' ? 'a page of an unknown site' : `a page of ${host}, which has no record here`
  const advice =
    'Copy the comments as text, or give a record of the site: --site FILE (CONTRIBUTING.md shows one).'
  return new PipelineError(
    'INGEST_LAYOUT_UNKNOWN',
    `expected a page of a known site, got ${place}. ${advice}`,
    {
      context: { kind: 'page', host },
    },
  )
}

function refuseBarePage({ name, post }: SiteRecord, isOwn: boolean): PipelineError {
  const message = isOwn
    ? `expected posts as the record ${name} lays them out, got no element that fits its post (${post}). Compare it with the page.`
    : `expected the comments of a page of ${name}, got a page in which none was loaded. ${SAVE_AGAIN}.`
  return new PipelineError(isOwn ? 'INGEST_LAYOUT_UNKNOWN' : 'INGEST_EMPTY', message, {
    context: { site: name },
  })
}

/** Elements that the record of a site may name. A page may hold a hundred thousand others. */
const isMarked = ({ name, attribs }: Element): boolean =>
  Object.keys(attribs).length > 0 || /-|^(?:div|table|t[dr])$/.test(name)

/** Reads a page by the record of its host, else by the one that fits most posts. The record is null where none fits, the posts where none is loaded. */
function parseKnown(
  page: Page,
  threadId: string | undefined,
): { readonly record: SiteRecord | null; readonly read: ReturnType<typeof parseSitePosts> | null } {
  const { elements, facts } = page
  const host = hostOf(facts.address)
  const isAt = ({ hosts = [] }: SiteRecord): boolean =>
    hosts.some((name) => host === name || host.endsWith(`.${name}`))
  const marked = elements.filter(isMarked)
  const countOf = (records: readonly SiteRecord[]) =>
    records.flatMap((record) => {
      const count = marked.some(matcherOf(record.detect ?? record.post))
        ? marked.filter(matcherOf(record.post)).length
        : 0
      return count === 0 ? [] : { record, count }
    })
  const atHome = countOf(SITES.filter(isAt))
  const fitting = atHome.length > 0 ? atHome : countOf(SITES.filter((record) => !isAt(record)))
  for (const { record } of fitting.toSorted((one, other) => other.count - one.count)) {
    const read = parseSitePosts(page, record, threadId)
    const bareCount = read.posts.filter(({ author, createdAt, text, meta }) => {
      const isSigned = author !== null || createdAt !== null || meta['timeText'] !== undefined
      return meta.node !== 'deleted' && (text === '' || !isSigned)
    }).length
    // A record does not fit where most posts lack words, or name and time.
    if (isAt(record) || 2 * bareCount <= read.posts.length) return { record, read }
  }
  const opens = ({ detect, root }: SiteRecord): boolean =>
    detect !== undefined &&
    root !== undefined &&
    [detect, root.post].every((each) => marked.some(matcherOf(each)))
  return { record: SITES.find(isAt) ?? SITES.find(opens) ?? null, read: null }
}

/** A post, before its parent is known. */
interface Draft {
  readonly holder: PostElement
  readonly post: FoundPost
  readonly quotedIds: readonly string[]
}

function parseSitePosts(
  { element, elements, facts }: Page,
  record: SiteRecord,
  givenId: string | undefined,
) {
  const { posts: holders, advertCount } = findPosts(element, record)
  const isHolder = new Set(holders.map((holder) => holder.element))
  const drafts = new Map<string, Draft>()
  const idOf = new Map<PostElement, string>()
  const named = parseThread(elements, record, facts)
  // A page of a single post has its id only in the address.
  let unclaimed = record.parent.kind === 'none' && record.root === undefined ? named : null
  for (const [at, holder] of holders.entries()) {
    const given =
      parseField(holder.own, (holder.isRoot ? record.root?.id : undefined) ?? record.id) ??
      unclaimed
    const quotedIds = [
      ...new Set(holder.quotes.flatMap((quote) => idOfQuote(quote, record, named) ?? [])),
    ]
    const post = parseHolder(holder, record, facts, isHolder, {
      given,
      at,
      quotes: quotedIds[0] ?? null,
    })
    if (post.id === named) unclaimed = null
    idOf.set(holder, post.id)
    // A post may stand twice: pinned, or as the root.
    if (!drafts.has(post.id)) drafts.set(post.id, { holder, post, quotedIds })
  }
  const all = [...drafts.values()]
  const roots = findRoots(all, record, named, Number(parseField(elements, record.page) ?? 1) > 1)
  const firstRoot = roots.find((each) => each !== null) ?? null
  const threadId = named ?? firstRoot?.post.id ?? facts.address?.split('#', 1)[0] ?? givenId ?? 't1'
  const parents = findParents(all, roots, record, idOf, threadId)
  const posts = all.map((draft, at): FoundPost => {
    const { post } = draft
    const { parentId, facts: onParent } = parents[at] ?? knownParent(null)
    const root = roots[at] ?? firstRoot
    const isOpening = draft === firstRoot && record.root === undefined
    return {
      ...post,
      threadId: root === null || root === firstRoot ? threadId : root.post.id,
      parentId,
      createdAt: post.createdAt ?? (isOpening ? facts.openedAt : null),
      meta: { ...post.meta, ...onParent },
    }
  })
  const more = record.more === undefined ? [] : elements.filter(matcherOf(record.more))
  const hiddenIn = (link: Element): number =>
    Number(/\d+/.exec(lineOf(link).replace(/[.,](?=\d{3})/g, ''))?.[0]) || 1
  const total =
    record.total === undefined
      ? facts.total
      : parsePageCount(parseField(elements, record.total) ?? '')
  const isTitled = firstRoot !== null && record.root?.title !== undefined
  const notOpenedCount = more.reduce((sum, link) => sum + hiddenIn(link), 0)
  return {
    posts,
    // No reply is on the page.
    isBare: all.every(({ holder }) => holder.isRoot),
    threadId,
    title: isTitled ? null : facts.title,
    thread: { ...(total !== null && { reportedCount: total }), notOpenedCount, advertCount },
  }
}

/** What the page says of a post beside its element: its id, its number on the page, and the post that it quotes. */
interface Found {
  readonly given: string | null
  readonly at: number
  readonly quotes: string | null
}

function parseHolder(
  holder: PostElement,
  record: SiteRecord,
  facts: PageFacts,
  isHolder: ReadonlySet<Element>,
  { given, at, quotes }: Found,
): FoundPost {
  const { own, isRoot, element } = holder
  const rules = isRoot ? { ...record, ...record.root } : record
  const [author, handle] = [
    parseField(own, rules.author),
    parseField(own, rules.handle)?.replace(/^@/, '') ?? null,
  ]
  const { createdAt, shown } = parseTime(own, rules.time)
  const words = parseHolderText(
    own,
    rules.text,
    record.skip ?? [],
    new Set(holder.quotes),
    isHolder,
  )
  const title = isRoot ? parseField(own, record.root?.title) : null
  const text = [title, words].filter((part) => part !== null && part !== '').join('\n\n')
  const isWithdrawn =
    withdrawnBy(text) !== null ||
    (record.gone !== undefined && !isRoot && own.some(matcherOf(record.gone)))
  const isGone = isWithdrawn || (words === null && title === null && author === null)
  const [quote] = holder.quotes
  const { url } = rules
  const link =
    typeof url === 'string'
      ? given === null
        ? null
        : url.replaceAll('{id}', encodeURIComponent(given))
      : parseField(own, url)
  const name = handle ?? author
  return {
    // Withdrawn posts without an id differ only by their place.
    id: given ?? `p-${contentHash([author, text === '' ? String(at) : text])}`,
    threadId: null,
    parentId: null,
    author: isGone || (name !== null && withdrawnBy(name) !== null) ? null : name,
    createdAt,
    text: isGone ? '' : text,
    meta: {
      ...(isGone && { node: isWithdrawn ? ('deleted' as const) : ('not-found' as const) }),
      ...known({
        timeText: createdAt === null ? shown : null,
        authorName: !isGone && author?.replace(/^@/, '') !== name ? author : null,
        quotes,
        quotedText: quote === undefined || isGone ? null : textOf(quote),
        url: webAddress(
          link,
          facts.address ?? (record.hosts?.[0] === undefined ? null : `https://${record.hosts[0]}`),
        ),
        platform: record.name.replace(/-\d{4}$/, ''),
        language: element.attribs['lang'] ?? null,
      }),
    },
  }
}

function parseHolderText(
  own: readonly Element[],
  rules: SiteRecord['text'],
  skip: readonly string[],
  quotes: ReadonlySet<Element>,
  isHolder: ReadonlySet<Element>,
): string | null {
  for (const { sel, at, drop = [], all, pre } of listed(rules)) {
    const matches = sel === undefined ? null : matcherOf(sel)
    const found = matches === null ? own.slice(0, 1) : own.filter(matches)
    if (found.length === 0) continue
    const isDropped =
      drop.length + skip.length === 0 ? null : matcherOf([...drop, ...skip].join(','))
    const isOmitted = (each: Element): boolean =>
      quotes.has(each) || isHolder.has(each) || isDropped?.(each) === true
    const read = (each: Element): string =>
      at === undefined ? textOf(each, isOmitted, pre) : foldSpace(each.attribs[at] ?? '')
    const isFound = new Set<unknown>(found)
    const outer =
      all === true ? found.filter(({ parent }) => !isFound.has(parent)) : found.slice(0, 1)
    return outer.map(read).filter(Boolean).join('\n\n').trim()
  }
  return null
}

/** Id of a quoted post: on the quotation or an element in it. */
function idOfQuote(
  quote: Element,
  { quote: rule }: SiteRecord,
  threadId: string | null,
): string | null {
  if (rule?.at === undefined) return null
  const { sel: _, thread, ...place } = rule
  const quotedIn = thread === undefined ? undefined : quote.attribs[thread]
  if (quotedIn !== undefined && threadId !== null && quotedIn !== threadId) return null
  for (const element of elementsOf(quote)) {
    const id = rule.at in element.attribs ? parseField([element], place) : null
    if (id !== null) return id
  }
  return null
}

function parseThread(
  elements: readonly Element[],
  record: SiteRecord,
  { address }: PageFacts,
): string | null {
  for (const rule of listed(record.thread)) {
    const id =
      rule.sel === undefined
        ? address === null || rule.from === undefined
          ? null
          : patternOf(rule.from).exec(address)?.[1]
        : parseField(elements, rule)
    if (id) return id
  }
  return null
}

function findRoots(
  drafts: readonly Draft[],
  record: SiteRecord,
  threadId: string | null,
  isLaterPage: boolean,
): (Draft | null)[] {
  const isFlat = record.parent.kind === 'none'
  const numbers =
    record.number === undefined
      ? []
      : drafts.map(({ holder }) => parseField(holder.own, record.number)?.replace(/^#/, '') ?? null)
  const isNumbered = numbers.some((number) => number !== null)
  const opens = (draft: Draft, at: number): boolean =>
    record.root !== undefined
      ? draft.holder.isRoot
      : isFlat && (isNumbered ? numbers[at] === '1' : at === 0 && !isLaterPage)
  let current = drafts.find(({ post }) => isFlat && post.id === threadId) ?? null
  const isGiven = current !== null
  return drafts.map((draft, at) => {
    if (!isGiven && opens(draft, at)) current = draft
    return current
  })
}

function findParents(
  drafts: readonly Draft[],
  roots: readonly (Draft | null)[],
  record: SiteRecord,
  idOf: ReadonlyMap<PostElement, string>,
  threadId: string,
): ParentChoice[] {
  const { parent } = record
  const ids = new Set(drafts.map(({ post }) => post.id))
  const placeOf = new Map(drafts.map((draft, at) => [draft, at]))
  /** Ancestors by depth: posts above with ever smaller depths. */
  let chain: { readonly depth: number; readonly id: string }[] = []
  let chainRoot: Draft | null = null
  return drafts.map(({ holder, post: { id }, quotedIds }, at) => {
    const root = roots[at] ?? null
    if (root !== chainRoot) [chain, chainRoot] = [[], root]
    const top = root === null ? missingParent(threadId) : knownParent(root.post.id)
    if (root?.post.id === id && !(parent.kind === 'none' && at > 0)) return knownParent(null)
    const value =
      parent.sel === undefined && parent.at === undefined ? null : parseField(holder.own, parent)
    switch (parent.kind) {
      case 'attr':
      case 'link':
        return value === null || /^0?$/.test(value) || value === id ? top : knownParent(value)
      case 'nest':
        return holder.around === null ? top : knownParent(idOf.get(holder.around) ?? null)
      case 'idPrefix': {
        const cut = id.lastIndexOf(parent.cut ?? '.')
        return cut <= 0 ? top : knownParent(id.slice(0, cut))
      }
      case 'depth': {
        const depth = Number.parseFloat(value ?? '0') || 0
        while ((chain.at(-1)?.depth ?? -1) >= depth) chain.pop()
        const above = chain.at(-1)
        chain.push({ depth, id })
        return above === undefined ? top : knownParent(above.id)
      }
      default: {
        const quoted = quotedIds.filter((each) => ids.has(each) && each !== id)
        if (quoted.length > 0) return choiceOf(quoted.toReversed(), false)
        // Posts above the known opening post are those that it answers.
        const isAbove = root !== null && (placeOf.get(root) ?? 0) >= at
        return isAbove
          ? guessedParent(drafts[at - 1]?.post.id ?? null)
          : root === null
            ? top
            : guessedParent(root.post.id)
      }
    }
  })
}
