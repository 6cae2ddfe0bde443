import { seededRandom } from '../../../src/base/statistics/random/seeded-random.js'
import { compactName } from '../../../src/base/text/fold-text.js'
import type { Question } from '../../../src/count/evaluate/predict.js'
import { spellingsOf } from '../../../src/judge/deals/company-name.js'
import type { Deal } from '../../../src/judge/deals/deal.js'
import { extractTextFeatures } from '../../../src/judge/features/extract-features.js'
import { PostFeatures } from '../../../src/judge/features/token.js'
import { EVERYDAY_NAMES } from './everyday-names.js'

/** A company of a thread's deals. Names of products and people are not included. */
interface Company {
  readonly isMover: boolean
  /** The name, and the parts between slashes. */
  readonly spellings: readonly string[]
}

/**
 * Swaps the companies of questions: in each thread, the mover gets the name of another deal's
 * mover. Each counterparty gets that of another deal's counterparty, in the post, its context and
 * the move. Seeded; a company has one new name per thread.
 */
export function swapCompanies(
  questions: readonly Question[],
  deals: readonly Deal[],
  seed: number,
): Question[] {
  const random = seededRandom(seed)
  const isPlain = (name: string): boolean =>
    /^\p{Lu}[\p{L}\p{N}]{2,}$/u.test(name) && !EVERYDAY_NAMES.has(name.toLowerCase())
  const donors = (names: readonly string[]): string[] => [...new Set(names)].filter(isPlain)
  const movers = donors(deals.map(({ mover }) => mover))
  const counterparties = donors(deals.flatMap((deal) => deal.counterparties))
  return renameCompanies(questions, deals, (companies) => {
    const taken = new Set(companies.flatMap(({ spellings }) => spellings))
    return companies.map(({ isMover }) => {
      const free = (isMover ? movers : counterparties).filter((name) => !taken.has(name))
      const name = free[Math.floor(random() * free.length)] ?? 'Acme'
      taken.add(name)
      return name
    })
  })
}

/**
 * Replaces company names by "Company A", "Company B", … in the order in which a thread's deals name
 * them.
 */
export const maskCompanies = (questions: readonly Question[], deals: readonly Deal[]): Question[] =>
  renameCompanies(questions, deals, (companies) =>
    companies.map((_, index) => `Company ${String.fromCharCode(65 + index)}`),
  )

type NameThread = (companies: readonly Company[]) => readonly string[]

function renameCompanies(
  questions: readonly Question[],
  deals: readonly Deal[],
  nameThread: NameThread,
): Question[] {
  const companiesOf = listCompanies(deals)
  const threads = new Map<string, Map<string, Company>>()
  for (const { clusterId, input } of questions) {
    if (input.target === null) continue
    const { dealId, mover } = input.target
    const thread = threads.get(clusterId) ?? new Map<string, Company>()
    threads.set(clusterId, thread)
    for (const one of companiesOf.get(dealId) ?? [
      { isMover: true, spellings: [mover, ...mover.split('/')] },
    ])
      if (!thread.has(one.spellings[0] as string)) thread.set(one.spellings[0] as string, one)
  }
  const renameOf = new Map(
    [...threads].map(
      ([id, companies]) => [id, renamer([...companies.values()], nameThread)] as const,
    ),
  )
  const renamed = new Map<string, Map<PostFeatures, PostFeatures>>()
  return questions.map((question) => {
    const { clusterId, input } = question
    const rename = renameOf.get(clusterId)
    if (rename === undefined || input.target === null) return question
    const known = renamed.get(clusterId) ?? new Map<PostFeatures, PostFeatures>()
    renamed.set(clusterId, known)
    const { dealId, mover, move } = input.target
    const target = { dealId, mover: rename(mover), move: rename(move) }
    return {
      ...question,
      input: { features: renameFeatures(input.features, rename, known), target },
    }
  })
}

/** The companies of each deal, by its id: the mover first. */
function listCompanies(deals: readonly Deal[]): ReadonlyMap<string, readonly Company[]> {
  return new Map(
    deals.map(({ id, mover, counterparties }) => {
      const others = counterparties.map((name) => ({
        isMover: false,
        spellings: [name, ...name.split('/')],
      }))
      return [id, [{ isMover: true, spellings: spellingsOf(mover) }, ...others]]
    }),
  )
}

/** Renames companies as words, hashtags, handles and cashtags, in the case of the old name. */
function renamer(companies: readonly Company[], nameThread: NameThread): (text: string) => string {
  const newNames = nameThread(companies)
  const newNameOf = new Map(
    companies.flatMap(({ spellings }, index) =>
      spellings.map((each) => [compactName(each), newNames[index] ?? '']),
    ),
  )
  const longestFirst = companies
    .flatMap(({ spellings }) => spellings)
    .sort((one, other) => other.length - one.length)
  const anyName = longestFirst
    .map((name) => name.replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`))
    .join('|')
  const pattern = new RegExp(
    String.raw`(?<![\p{L}\p{N}])([@#$]?)(${anyName})(?![\p{L}\p{N}])`,
    'giu',
  )
  return (text) =>
    text.replace(pattern, (whole: string, mark: string, old: string) => {
      const isLower = old === old.toLowerCase()
      if (isLower && mark === '' && EVERYDAY_NAMES.has(old)) return whole
      const newName = newNameOf.get(compactName(old)) ?? old
      const name = mark === '' ? newName : newName.replaceAll(' ', '')
      if (isLower) return mark + name.toLowerCase()
      return mark + (old === old.toUpperCase() ? name.toUpperCase() : name)
    })
}

/**
 * Renames a post and its ancestors iteratively from the root, so that long chains cannot exhaust
 * the stack.
 */
function renameFeatures(
  features: PostFeatures,
  rename: (text: string) => string,
  known: Map<PostFeatures, PostFeatures>,
): PostFeatures {
  const waiting: PostFeatures[] = []
  for (let at: PostFeatures | null = features; at !== null && !known.has(at); at = at.parent)
    waiting.push(at)
  for (const old of waiting.reverse()) {
    const { postId, depth, isPrompt } = old
    const parent = old.parent === null ? null : (known.get(old.parent) as PostFeatures)
    const root = parent === null ? null : (parent.root ?? parent)
    known.set(
      old,
      new PostFeatures({
        ...extractTextFeatures(rename(old.text)),
        postId,
        depth,
        isPrompt,
        parent,
        root,
      }),
    )
  }
  return known.get(features) as PostFeatures
}
