import { compactName } from '../../base/text/fold-text.js'
import { memoise } from '../../base/text/lazily.js'
import type { Post } from '../../base/thread/post.js'
import { splitText } from '../features/tokenise.js'
import { spellingsOf } from './company-name.js'
import type { Deal } from './deal.js'

/**
 * Part of a name in a deal: its mover, a counterparty, or another name that tells it from other
 * deals.
 */
export type Role = 'mover' | 'counterparty' | 'other'

/** A spelling that stands for a company of a deal, or for the deal. */
export interface DealName {
  /** Normalised tokens of the name, joined by spaces. */
  readonly key: string
  readonly written: string
  readonly compact: string
  /** Its role in each deal that has it, by the index of the deal, ascending. */
  readonly roles: ReadonlyMap<number, Role>
}

const SPLIT_NAME_COUNT = 1000
/** Letters of a word that may stand for a company: not "The", "New". */
const SHORT_NAME_LENGTH = 4

/**
 * Normalised tokens of a name or a move; none for a text without letters and digits. A warm program
 * splits the same names at each call.
 */
export const normalsOf = memoise((text: string): readonly string[] => {
  const isWritten = /[\p{L}\p{N}]/u.test(text)
  return isWritten ? splitText(text.replace(/\s/g, ' ')).words.map(({ normal }) => normal) : []
}, SPLIT_NAME_COUNT)

/** Spellings of the mover and the counterparties. */
export const companiesOf = ({ mover, counterparties }: Deal): string[] =>
  [mover, ...counterparties].flatMap(spellingsOf)

export const namesOf = (deal: Deal): string[] => [
  ...companiesOf(deal),
  ...deal.parties,
  ...deal.aliases,
]

/**
 * True if a text holds a name of the deal, by letters and digits alone, or the first word of the
 * mover's.
 */
export function namesDeal(deal: Deal, texts: Iterable<string>): boolean {
  const names = namesOf(deal).map(compactName)
  for (const text of texts) {
    const letters = compactName(text)
    if (names.some((name) => letters.includes(name)) || namesShortly(deal.mover, text)) return true
  }
  return false
}

/** True if a text holds the first word of a company's name: "Halvorsen" of "Halvorsen Cement". */
export function namesShortly(company: string, text: string): boolean {
  const [first = '', ...others] = company.split(' ')
  const isLong = others.length > 0 && first.length >= SHORT_NAME_LENGTH
  return isLong && text.split(/[^\p{L}\p{N}]+/u).includes(first)
}

/** True if a thread's only opener has a name of the deal: a company seldom names itself. */
export function isOpenedBy({ mover }: Deal, posts: readonly Post[]): boolean {
  const openings = posts.filter(({ meta }) => meta.role === 'root')
  const names = spellingsOf(mover).map(compactName)
  const isOwn = ({ author, meta }: Post): boolean =>
    [author, meta['authorName']].some((name) => names.includes(compactName(String(name))))
  const isKnown = openings.every(({ meta }) => meta['isAuthorInferred'] !== true)
  const isThread = openings.length > 0 && openings.length < posts.length
  return isThread && isKnown && openings.every(isOwn)
}

/** Collects every name of every deal with its role, in order of first appearance. */
export function collectNames(deals: readonly Deal[]): readonly DealName[] {
  const names = new Map<string, DealName & { readonly roles: Map<number, Role> }>()
  for (const [index, deal] of deals.entries()) {
    for (const [written, role] of rolesOf(deal)) {
      const key = normalsOf(written).join(' ')
      if (key === '') continue
      let name = names.get(key)
      if (name === undefined)
        names.set(key, (name = { key, written, compact: compactName(written), roles: new Map() }))
      if (!name.roles.has(index)) name.roles.set(index, role)
    }
  }
  return [...names.values()]
}

function rolesOf({
  mover,
  counterparties,
  parties,
  aliases,
}: Deal): readonly (readonly [written: string, role: Role])[] {
  const as = (role: Role, names: readonly string[]) =>
    names.map((written) => [written, role] as const)
  return [
    ...as('mover', spellingsOf(mover)),
    ...as('counterparty', counterparties.flatMap(spellingsOf)),
    ...as('other', [...parties, ...aliases]),
  ]
}
