import { compactName } from '../../../base/text/fold-text.js'
import { type KindLine, lettersOf, over } from './kinds.js'

/** Site's name alone on a line, as the card of a link prints it. */
const SITE =
  /^(?:www\.)?[a-z0-9-]{2,40}(?:\.[a-z0-9-]{2,30}){1,5}(?: ?[·•] ?\d+ min read|\p{Lo}{1,4})?$/iu
const PREVIEW_LINE_LIMIT = 4
/** Site, dot and day above the title of a card. */
const DATED_CARD = over('(?<=[short long Name] )[short Name] furniture time (?=[short long Name])')

/**
 * First line of the card of a link at a post's end, null without one: the site of its address, a
 * site in capitals, or one that the card's last line ends with: "From mill.example". Where the site
 * is the last line, the card begins below a blank line or at its title.
 *
 *     They kept the margin.
 *     Annual report             <- the card
 *     What we sold, and why
 *     mill.example
 */
export function startOfLinkCard(
  lines: readonly KindLine[],
  from: number,
  to: number,
): number | null {
  const dated = DATED_CARD.exec(lettersOf(lines, from, to))
  if (dated !== null) return from + dated.index
  const named = startOfNamedCard(lines, from, to)
  if (named !== null) return named
  for (let at = Math.max(from + 1, to - PREVIEW_LINE_LIMIT); at < to; at += 1) {
    const words = lines[at]?.words ?? ''
    const start = SITE.test(words) ? cardAround(lines, from, at, to) : null
    if (start !== null) return start
  }
  const isTitled = isTitle(lines[to - 1]) && lines[to - 1]?.blankCountAbove === 0
  // "From mill.example" stands below the title.
  if (to - 1 > from && isTitled && isSiteLabel(lines[to])) return to - 1
  return to - 2 > from && isSiteLabel(lines[to - 2]) && isTitled ? to - 2 : null
}

const NAMED_CARD_LINE_LIMIT = 3
const DOMAIN = /https?:\/\/(?:www\.)?([\p{L}\d.-]{4,60})/giu
const LEAST_BRAND_LENGTH = 4

/**
 * First line of a card in a paragraph of its own that opens with the name of a linked site; null
 * without one.
 *
 *     Read it: https://quayledger.example/a/9
 *                                                  <- blank
 *     Quay Ledger · Nov 25                         <-
 *     An update on our port
 *     Why we sell it, and what stays the same.
 */
function startOfNamedCard(lines: readonly KindLine[], from: number, to: number): number | null {
  const card = lines.slice(from, to).findLastIndex(({ blankCountAbove }) => blankCountAbove > 0)
  const at = from + card
  const [site] = lines.slice(at, to)
  const isShort = to - at > 1 && to - at <= NAMED_CARD_LINE_LIMIT
  if (card < 1 || !isShort || !isTitle(site)) return null
  const [brand = ''] = (site?.words ?? '').toLowerCase().split(/[^\p{L}\d]+/u)
  const above = lines.slice(from, at).flatMap(({ words, tail = '' }) => [words, tail])
  const domains = above.flatMap((words) => [...words.matchAll(DOMAIN)].map(([, domain]) => domain))
  const isLinked = domains.some((domain) => domain?.toLowerCase().includes(brand))
  return brand.length >= LEAST_BRAND_LENGTH && isLinked ? at : null
}

/** "From mill.example" beside the title of a card. */
const isSiteLabel = (line: KindLine | undefined): boolean =>
  line?.kind === 'furniture' && /^\p{L}{2,4} [a-z\d-]+(?:\.[a-z\d-]+){1,4}$/iu.test(line.words)

const isAddress = (line: KindLine | undefined): boolean => /^https?:/.test(line?.words ?? '')

/** Titles are no sentences. */
const isTitle = (line: KindLine | undefined): boolean => /[^.!?…]$/.test(line?.words ?? '')

/** First line of the card that shows a site; null without one. */
function cardAround(
  lines: readonly KindLine[],
  from: number,
  siteAt: number,
  to: number,
): number | null {
  const isBelow = isCardBelow(lines, siteAt, to)
  if (isBelow) {
    const isTitleAbove = siteAt - 1 > from && lines[siteAt - 1]?.words === lines[siteAt + 1]?.words
    return siteAt - (isTitleAbove ? 1 : 0)
  }
  // Title and description between the address and the site, or between the site twice.
  const top = Math.max(from, siteAt - PREVIEW_LINE_LIMIT)
  const site = lines[siteAt]?.words.toLowerCase() ?? ''
  const above = lines
    .slice(top, siteAt)
    .map(({ words, tail = '' }) => (words === '' ? tail : words).toLowerCase())
  const addressAt = above.findLastIndex((words) => words.includes(`${site}/`))
  if (addressAt !== -1) return top + addressAt + 1
  return siteAt === to - 1 && siteAt > from + 1 ? startOfCard(lines, from + 1, siteAt) : null
}

/** True for a site in capitals, or above its card: no title begins in lower case. */
function isCardBelow(lines: readonly KindLine[], siteAt: number, to: number): boolean {
  const site = lines[siteAt]?.words ?? ''
  const [title] = lines.slice(siteAt + 1, to)
  const isTitled = title?.blankCountAbove === 0 && /^\P{Ll}/u.test(title.words)
  const below = lines.slice(siteAt + 1, to + 1)
  return (
    isTitled || site === site.toUpperCase() || below.some(({ words }) => words.endsWith(` ${site}`))
  )
}

/** First line of a card that ends with its site: that of the site above, or of the title. */
function startOfCard(lines: readonly KindLine[], first: number, siteAt: number): number {
  const [title, about, site] = lines.slice(siteAt - 2, siteAt + 1)
  const isTitled = about?.blankCountAbove === 0 && isTitle(title) && !isAddress(title)
  if (isTitled) return Math.max(first, siteAt - (isNameOfSite(lines[siteAt - 3], site) ? 3 : 2))
  return site?.blankCountAbove === 0 ? Math.max(first, siteAt - 1) : siteAt
}

/** True for the name of a site: "The Mill Trader" of "milltrader.example". */
function isNameOfSite(name: KindLine | undefined, site: KindLine | undefined): boolean {
  const letters = compactName(name?.words ?? '')
  const [brand = ''] = (site?.words ?? '')
    .toLowerCase()
    .replace(/^www\./, '')
    .split('.')
  return brand.length >= LEAST_BRAND_LENGTH && letters.includes(brand.replaceAll('-', ''))
}
