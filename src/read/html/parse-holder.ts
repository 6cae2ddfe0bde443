import type { Element } from 'domhandler'
import { foldSpace } from '../../base/text/fold-text.js'
import { contentHash } from '../../base/thread/content-id.js'
import type { FoundPost } from '../link/group-into-threads.js'
import { withdrawnBy } from '../record/deleted-or-bot.js'
import { known } from '../record/json-fields.js'
import { textOf } from './element-text.js'
import type { PostElement } from './find-posts.js'
import type { PageFacts } from './page-facts.js'
import { parseField, parseTime, webAddress } from './parse-fields.js'
import { listed, matcherOf, type SiteRecord } from './parse-site-record.js'
import { elementsOf } from './parse-tree.js'

/** Facts about a post from outside its element: its id, place on the page, and quoted post. */
interface OuterFacts {
  readonly givenId: string | null
  readonly at: number
  readonly quotes: string | null
}

/** Post of an element, by the record of its site; its parent and thread are not yet known. */
export function parseHolder(
  holder: PostElement,
  record: SiteRecord,
  facts: PageFacts,
  isHolder: ReadonlySet<Element>,
  { givenId, at, quotes }: OuterFacts,
): FoundPost {
  const { ownElements, isRoot, element } = holder
  const rules = isRoot ? { ...record, ...record.root } : record
  const author = parseField(ownElements, rules.author)
  const handle = parseField(ownElements, rules.handle)?.replace(/^@/, '') ?? null
  const { createdAt, shown } = parseTime(ownElements, rules.time)
  const words = parseHolderText(
    ownElements,
    rules.text,
    record.skip ?? [],
    new Set(holder.quotes),
    isHolder,
  )
  const title = isRoot ? parseField(ownElements, record.root?.title) : null
  const text = [title, words].filter((part) => part !== null && part !== '').join('\n\n')
  const removal = removalOf(holder, record, {
    text,
    isEmpty: words === null && title === null && author === null,
  })
  const isGone = removal !== null
  const name = handle ?? author
  const isNameGone = name !== null && withdrawnBy(name) !== null
  const [quote] = holder.quotes
  return {
    // Withdrawn posts without an id differ only by their place.
    id: givenId ?? `p-${contentHash([author, text === '' ? String(at) : text])}`,
    threadId: null,
    parentId: null,
    author: isGone || isNameGone ? null : name,
    createdAt,
    text: isGone ? '' : text,
    meta: {
      ...(removal !== null && { node: removal }),
      ...known({
        timeText: createdAt === null ? shown : null,
        authorName: !isGone && author?.replace(/^@/, '') !== name ? author : null,
        quotes,
        quotedText: quote === undefined || isGone ? null : textOf(quote),
        url: webAddress(linkIn(ownElements, rules.url, givenId), facts.address ?? homeOf(record)),
        platform: record.name.replace(/-\d{4}$/, ''),
        language: element.attribs['lang'] ?? null,
      }),
    },
  }
}

/** Kind of a post that is gone; null for one that is there. */
function removalOf(
  { ownElements, isRoot }: PostElement,
  { gone }: SiteRecord,
  { text, isEmpty }: { readonly text: string; readonly isEmpty: boolean },
): 'deleted' | 'not-found' | null {
  const isMarkedGone = gone !== undefined && !isRoot && ownElements.some(matcherOf(gone))
  if (withdrawnBy(text) !== null || isMarkedGone) return 'deleted'
  return isEmpty ? 'not-found' : null
}

const homeOf = ({ hosts: [host] = [] }: SiteRecord): string | null =>
  host === undefined ? null : `https://${host}`

/** Address of a post: written with its id, or read from the page. */
function linkIn(
  ownElements: readonly Element[],
  url: SiteRecord['url'],
  id: string | null,
): string | null {
  if (typeof url !== 'string') return parseField(ownElements, url)
  return id === null ? null : url.replaceAll('{id}', encodeURIComponent(id))
}

function parseHolderText(
  ownElements: readonly Element[],
  rules: SiteRecord['text'],
  skip: readonly string[],
  quotes: ReadonlySet<Element>,
  isHolder: ReadonlySet<Element>,
): string | null {
  for (const { sel, at, drop = [], all, pre } of listed(rules)) {
    const matches = sel === undefined ? null : matcherOf(sel)
    const elements = matches === null ? ownElements.slice(0, 1) : ownElements.filter(matches)
    if (elements.length === 0) continue
    const isDropped =
      drop.length + skip.length === 0 ? null : matcherOf([...drop, ...skip].join(','))
    const isOmitted = (each: Element): boolean =>
      quotes.has(each) || isHolder.has(each) || isDropped?.(each) === true
    const read = (each: Element): string =>
      at === undefined ? textOf(each, isOmitted, pre) : foldSpace(each.attribs[at] ?? '')
    const isFound = new Set<unknown>(elements)
    const outer =
      all === true ? elements.filter(({ parent }) => !isFound.has(parent)) : elements.slice(0, 1)
    return outer.map(read).filter(Boolean).join('\n\n').trim()
  }
  return null
}

/** Id of a quoted post: on the quotation or an element in it. */
export function idOfQuote(
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
