import { Element } from 'domhandler'
import { PipelineError } from '../../base/errors.js'
import { formatCount } from '../../base/text/format-count.js'
import { type FoundPost, groupIntoThreads, ThreadFactsBook } from '../link/group-into-threads.js'
import { guessNotes, knownParent } from '../link/parent-choice.js'
import type { IngestResult } from '../record/ingest-result.js'
import { parsePageCount } from '../record/json-fields.js'
import { dateShown, reckonTime } from '../record/parse-date.js'
import { chooseSite } from './choose-site.js'
import { lineOf } from './element-text.js'
import { type Draft, findParents, findRoots } from './find-parents.js'
import { findPosts, type PostElement } from './find-posts.js'
import { type PageFacts, parsePageFacts } from './page-facts.js'
import { hostOf, parseField, patternOf } from './parse-fields.js'
import { idOfQuote, parseHolder } from './parse-holder.js'
import { listed, matcherOf, type SiteRecord } from './parse-site-record.js'
import { elementsOf, parseTree } from './parse-tree.js'
import { parseSavedComments, unwrapPage } from './unwrap-page.js'

interface ReadHtmlOptions {
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
 * Reads the posts of a page by its own structure: ids, accounts, times, parents. Sites are known by
 * records of selectors.
 *
 * Nothing of the page is run or fetched. Linear time.
 *
 * @param text HTML or MHTML, or a part of HTML
 * @throws {PipelineError} `INGEST_LAYOUT_UNKNOWN` for a page of an unknown site, `INGEST_EMPTY` for
 * one without a loaded post
 */
export function parseHtml(
  text: string,
  { site, capturedAt, threadId: givenId }: ReadHtmlOptions = {},
): IngestResult {
  const saved = unwrapPage(text)
  const { root, comments } = parseTree(saved.html)
  const savedComment = parseSavedComments(comments)
  const savedAt = saved.savedAt ?? savedComment.savedAt
  const pages = pagesIn(root).map((element): Page => {
    const elements = [...elementsOf(element)]
    return {
      element,
      elements,
      facts: parsePageFacts(elements, saved.address ?? savedComment.address),
    }
  })
  const book = new ThreadFactsBook()
  const headers = new Map<string, string[]>()
  const notes = new Set<string>()
  const foundPosts: FoundPost[] = []
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
    for (const post of read.posts) foundPosts.push(post)
    notes.add(`read as a page of ${record?.name}, by the structure of its markup`)
    if (read.title !== null && page.facts.title !== null)
      headers.set(read.threadId, [page.facts.title])
    book.add(read.threadId, read.thread)
  }
  if (foundPosts.length === 0 && refusal !== null) throw refusal
  const dated =
    capturedAt === undefined && savedAt !== null
      ? dateShown(foundPosts, (shown) => reckonTime(shown, savedAt))
      : { posts: foundPosts, count: 0 }
  if (dated.count > 0)
    notes.add(
      `${formatCount(dated.count, 'time')} reckoned from ${savedAt}, when the page was saved`,
    )
  const result = groupIntoThreads(dated.posts, { source: 'html', facts: book.byThread, headers })
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

/**
 * Reads a page by the record that fits it. The record is null where none fits, the posts where none
 * is loaded.
 */
function parseKnown(page: Page, threadId: string | undefined) {
  const { fitting, named } = chooseSite(page.elements, page.facts.address)
  for (const { record, isAtHome } of fitting) {
    const read = parseSitePosts(page, record, threadId)
    const bareCount = read.posts.filter(({ author, createdAt, text, meta }) => {
      const isSigned = author !== null || createdAt !== null || meta['timeText'] !== undefined
      return meta.node !== 'deleted' && (text === '' || !isSigned)
    }).length
    // A record does not fit where most posts lack words, or name and time.
    if (isAtHome || 2 * bareCount <= read.posts.length) return { record, read }
  }
  return { record: named, read: null }
}

function parseSitePosts(page: Page, record: SiteRecord, givenId: string | undefined) {
  const { elements, facts } = page
  const named = parseThread(elements, record, facts)
  const { all, idOf, advertCount } = draftPosts(page, record, named)
  const isLaterPage = Number(parseField(elements, record.page) ?? 1) > 1
  const roots = findRoots(all, record, named, isLaterPage)
  const firstRoot = roots.find((each) => each !== null) ?? null
  const rootId = named ?? firstRoot?.post.id
  const threadId = rootId ?? facts.address?.split('#', 1)[0] ?? givenId ?? 't1'
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
  const isTitled = firstRoot !== null && record.root?.title !== undefined
  return {
    posts,
    // No reply is on the page.
    isBare: all.every(({ holder }) => holder.isRoot),
    threadId,
    title: isTitled ? null : facts.title,
    thread: { ...statedCounts(page, record), advertCount },
  }
}

/**
 * The posts of a page, each once, before their parents are known.
 *
 * @param named thread that the page names
 */
function draftPosts({ element, facts }: Page, record: SiteRecord, named: string | null) {
  const { posts: holders, advertCount } = findPosts(element, record)
  const isHolder = new Set(holders.map((holder) => holder.element))
  const drafts = new Map<string, Draft>()
  const idOf = new Map<PostElement, string>()
  // A page of a single post has its id only in the address.
  let unclaimed = record.parent.kind === 'none' && record.root === undefined ? named : null
  for (const [at, holder] of holders.entries()) {
    const idRule = (holder.isRoot ? record.root?.id : undefined) ?? record.id
    const fieldId = parseField(holder.ownElements, idRule) ?? unclaimed
    const quotedIds = [
      ...new Set(holder.quotes.flatMap((quote) => idOfQuote(quote, record, named) ?? [])),
    ]
    const outer = { givenId: fieldId, at, quotes: quotedIds[0] ?? null }
    const post = parseHolder(holder, record, facts, isHolder, outer)
    if (post.id === named) unclaimed = null
    idOf.set(holder, post.id)
    // A post may stand twice: pinned, or as the root.
    if (!drafts.has(post.id)) drafts.set(post.id, { holder, post, quotedIds })
  }
  return { all: [...drafts.values()], idOf, advertCount }
}

/** Posts that the page states, and those behind its links. */
function statedCounts({ elements, facts }: Page, { more, total }: SiteRecord) {
  const links = more === undefined ? [] : elements.filter(matcherOf(more))
  const hiddenIn = (link: Element): number =>
    Number(/\d+/.exec(lineOf(link).replace(/[.,](?=\d{3})/g, ''))?.[0]) || 1
  const count =
    total === undefined ? facts.total : parsePageCount(parseField(elements, total) ?? '')
  return {
    ...(count !== null && { reportedCount: count }),
    notOpenedCount: links.reduce((sum, link) => sum + hiddenIn(link), 0),
  }
}

function parseThread(
  elements: readonly Element[],
  record: SiteRecord,
  { address }: PageFacts,
): string | null {
  for (const rule of listed(record.thread)) {
    const inAddress = (): string | null =>
      rule.from === undefined ? null : (patternOf(rule.from).exec(address ?? '')?.[1] ?? null)
    const id = rule.sel === undefined ? inAddress() : parseField(elements, rule)
    if (id) return id
  }
  return null
}
