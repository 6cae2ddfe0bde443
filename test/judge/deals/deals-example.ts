import { readFileSync } from 'node:fs'
import type { Thread } from '../../../src/base/thread/thread.js'
import type { Deal } from '../../../src/judge/deals/deal.js'
import { compileDeals } from '../../../src/judge/deals/deal-catalogue.js'
import { KNOWN_DEALS } from '../../../src/judge/deals/known-deals.js'
import { type DealLink, linkDeals } from '../../../src/judge/deals/link-deals.js'
import { parseDeals } from '../../../src/judge/deals/parse-deals.js'
import { extractFeatures } from '../../../src/judge/features/extract-features.js'
import { post } from '../../base/thread/post-example.js'

/** The deals of the training corpus. */
export const CORPUS_DEALS: readonly Deal[] = parseDeals(
  readFileSync('corpus/deals.json', 'utf8'),
  'corpus/deals.json',
)
export const CATALOGUE = compileDeals(KNOWN_DEALS)

export function deal(id: string, fields: Partial<Deal> = {}): Deal {
  return {
    id,
    mover: id,
    counterparties: [],
    move: `${id} moves.`,
    parties: [],
    aliases: [],
    date: '2026',
    ...fields,
  }
}

/**
 * Posts in order: `[text]` is a root, `[text, index]` answers the post at that index,
 * `[text, '@x']` answers a post outside the thread.
 */
export function thread(
  posts: readonly (readonly [string, (number | string)?])[],
  headers: readonly string[] = [],
): Thread {
  const all = posts.map(([text, parent], index) =>
    typeof parent === 'string'
      ? post(`p${index}`, null, text, { role: 'reply', missingParent: parent })
      : post(`p${index}`, parent === undefined ? null : `p${parent}`, text),
  )
  return { id: 't', posts: all, headers }
}

/** Links of a thread as text, one line per post: `xai-google/text xai-anthropic/text`. */
export function linked(
  of: Thread,
  { dealIds = [] }: { readonly dealIds?: readonly string[] } = {},
  catalogue = CATALOGUE,
): readonly string[] {
  const shown = (links: readonly DealLink[]) =>
    links.map(({ dealId, by }) => `${dealId}/${by}`).join(' ')
  return [...linkDeals(of, extractFeatures(of), catalogue, dealIds).values()].map(shown)
}
