import type { Element } from 'domhandler'
import { foldSpace } from '../../base/text/fold-text.js'
import { tryJsonLossless } from '../../base/text/parse-json-lossless.js'
import { get, walkValues } from '../record/json-fields.js'
import { lineOf } from './element-text.js'
import { webAddress } from './parse-fields.js'

const META = new Map([
  ['og:url', 'address'],
  ['og:title', 'title'],
  ['commentCount', 'comments'],
] as const)
const OPENING =
  /^(?:DiscussionForumPosting|SocialMediaPosting|(?:News|Reportage|Blog)?Article|BlogPosting|Question|VideoObject)$/
const DATA_LENGTH_LIMIT = 2_000_000

/**
 * Reads facts that supplement the posts of a page. Structured data seldom hold more than the
 * opening post, so no posts are read from them.
 */
export function parsePageFacts(elements: readonly Element[], saved: string | null) {
  const pageTexts: Partial<
    Record<'address' | 'title' | 'comments' | 'canonical' | 'head', string>
  > = {}
  let opening: unknown
  for (const element of elements) {
    const { name, attribs } = element
    const key = META.get((attribs['property'] ?? attribs['itemprop']) as 'og:url')
    if (key !== undefined)
      pageTexts[key] ??= foldSpace(attribs['content'] ?? (name === 'meta' ? '' : lineOf(element)))
    if (name === 'title') pageTexts.head ??= foldSpace(dataOf(element))
    if (name === 'link' && attribs['rel'] === 'canonical')
      pageTexts.canonical ??= attribs['href'] ?? ''
    if (name === 'script') opening ??= findOpening(dataOf(element))
  }
  const links = [saved, pageTexts.canonical, pageTexts.address].map((link) =>
    webAddress(link ?? null, null),
  )
  return {
    address: links.find((link) => link !== null) ?? null,
    title: pageTexts.title || pageTexts.head || null,
    // Number of comments, and time of the opening post.
    total: get.count(opening, 'commentCount') ?? get.count(pageTexts.comments),
    openedAt: instantOf(get.name(opening, 'datePublished')),
  }
}

/** The record of the opening post in structured data. */
function findOpening(text: string): unknown {
  let opening: unknown
  const data = text.length > DATA_LENGTH_LIMIT ? null : tryJsonLossless(text)
  walkValues(data, null, (value, _, queue) => {
    if (Array.isArray(value)) queue(value as readonly unknown[], null)
    const graph = get.list(value, '@graph')
    if (graph.length > 0) queue(graph, null)
    if (OPENING.test(get.string(value, '@type') ?? '')) opening ??= value
  })
  return opening
}

export type PageFacts = ReturnType<typeof parsePageFacts>

const dataOf = ({ children }: Element): string =>
  children.map((child) => ('data' in child ? child.data : '')).join('')

const instantOf = (time: string | null): string | null =>
  time?.includes('T') && /(?:Z|[+-]\d\d:?\d\d)$/.test(time) ? get.time(time) : null
