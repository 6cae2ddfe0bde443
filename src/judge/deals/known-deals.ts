import { normaliseSpace } from '../../base/thread/deal-record.js'
import type { Deal } from './deal.js'

const OWNERS = [
  'xAI/SpaceX',
  'xAI',
  'SpaceX',
  'SpaceXAI',
  'SPCX',
  'Musk',
  'Elon',
  'Elon Musk',
  'Grok',
  'Colossus 2',
  'Memphis',
]

/** Deals that are known by name. A thread must name the mover, and a counterparty or the move. */
export const KNOWN_DEALS: readonly Deal[] = Object.freeze([
  {
    id: 'xai-anthropic',
    title: "xAI's deal with Anthropic",
    mover: 'xAI/SpaceX',
    counterparties: ['Anthropic/AnthropicAI/Anthropoc'],
    move: 'xAI/SpaceX rents its Colossus 1 data centre in Memphis to Anthropic.',
    parties: [...OWNERS, 'Anthropic', 'Claude', 'Dario'],
    aliases: ['Colossus', 'Colossus 1'],
    date: '2026-05',
  },
  {
    id: 'xai-google',
    title: "xAI's deal with Google",
    mover: 'xAI/SpaceX',
    counterparties: ['Google', 'Alphabet'],
    move: 'xAI/SpaceX rents out GPU computing capacity of its data centres to Google.',
    parties: [...OWNERS, 'Google', 'Alphabet', 'Gemini', 'GOOG', 'GOOGL', 'Sundar', 'TPU', 'Demis'],
    aliases: ['Google lease'],
    date: '2026-06',
  },
])

/** The known deals by id; posts carry the records of others. */
export const KNOWN_DEALS_BY_ID: ReadonlyMap<string, Deal> = new Map(
  KNOWN_DEALS.map((deal) => [deal.id, deal]),
)

/** Tells a known deal by id, mover and move. The record of any other travels with the posts. */
export const isKnownDeal = ({ id, mover, move }: Deal): boolean =>
  KNOWN_DEALS.some(
    (known) =>
      known.id === id &&
      known.mover === mover &&
      normaliseSpace(known.move) === normaliseSpace(move),
  )
