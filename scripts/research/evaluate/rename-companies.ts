import { type Random, seededRandom } from '../../../src/base/statistics/random/seeded-random.js'
import type { Question } from '../../../src/count/evaluate/measure/predict.js'
import { compactName } from '../../../src/judge/deals/deal-names.js'
import { extractTextFeatures } from '../../../src/judge/features/extract-features.js'
import { PostFeatures } from '../../../src/judge/features/token.js'
import type { StanceTarget } from '../../../src/judge/stance/stance-classifier.js'
import { type Company, type CompanyBook, isTickerOf } from './company-book.js'
import { compileNames } from './name-pattern.js'

type NewNames = ReadonlyMap<Company, string>
type Rename = (text: string) => string

const TICKER_LENGTH = 4

/**
 * Swaps the companies of questions: in each thread, the mover gets the name of another deal's mover, and each counterparty that of another deal's
 * counterparty, in the post, in its context and in the move. Seeded; a company has one new name per thread.
 *
 * Products, people and other companies keep their names.
 */
export function swapCompanies(questions: readonly Question[], book: CompanyBook, seed: number): Question[] {
  const random = seededRandom(seed)
  return renameCompanies(questions, book, (companies, movers) => {
    const taken = new Set([...companies].flatMap(({ spellings }) => spellings.map(compactName)))
    return new Map(
      [...companies].map((company) => {
        const name = drawName(movers.has(company) ? book.movers : book.counterparties, taken, random)
        taken.add(compactName(name))
        return [company, name] as const
      }),
    )
  })
}

/** Replaces company names by "Company A", "Company B", … in the order in which a thread's deals name them. */
export function maskCompanies(questions: readonly Question[], book: CompanyBook): Question[] {
  return renameCompanies(
    questions,
    book,
    (companies) => new Map([...companies].map((company, index) => [company, `Company ${letterOf(index)}`] as const)),
  )
}

/** A, B, … Z, AA, AB, … */
function letterOf(index: number): string {
  const last = String.fromCharCode(65 + (index % 26))
  return index < 26 ? last : letterOf(Math.floor(index / 26) - 1) + last
}

function drawName(donors: readonly Company[], taken: ReadonlySet<string>, random: Random): string {
  const free = donors.filter(({ spellings }) => !spellings.some((spelling) => taken.has(compactName(spelling))))
  return free[Math.floor(random() * free.length)]?.shortName ?? 'Acme'
}

function renameCompanies(
  questions: readonly Question[],
  book: CompanyBook,
  nameThread: (companies: ReadonlySet<Company>, movers: ReadonlySet<Company>) => NewNames,
): Question[] {
  const threads = new Map<string, { companies: Set<Company>; movers: Set<Company> }>()
  for (const { clusterId, input } of questions) {
    if (input.target === null) continue
    const thread = threads.get(clusterId) ?? { companies: new Set(), movers: new Set() }
    threads.set(clusterId, thread)
    const { mover, others } = book.companiesOf(input.target)
    thread.movers.add(mover)
    for (const company of [mover, ...others]) thread.companies.add(company)
  }
  const renameOf = new Map([...threads].map(([id, { companies, movers }]) => [id, compileRename(nameThread(companies, movers))] as const))
  const renamed = new Map<string, Map<PostFeatures, PostFeatures>>()
  return questions.map((question) => {
    const { clusterId, input } = question
    const rename = renameOf.get(clusterId)
    if (rename === undefined || input.target === null) return question
    const known = renamed.get(clusterId) ?? new Map<PostFeatures, PostFeatures>()
    renamed.set(clusterId, known)
    return { ...question, input: { features: renameFeatures(input.features, rename, known), target: renameTarget(input.target, rename) } }
  })
}

const renameTarget = ({ dealId, mover, move }: StanceTarget, rename: Rename): StanceTarget => ({
  dealId,
  mover: rename(mover),
  move: rename(move),
})

/** Renames a post and its ancestors iteratively from the root, so that long chains cannot exhaust the stack. */
function renameFeatures(features: PostFeatures, rename: Rename, known: Map<PostFeatures, PostFeatures>): PostFeatures {
  const waiting: PostFeatures[] = []
  for (let at: PostFeatures | null = features; at !== null && !known.has(at); at = at.parent) waiting.push(at)
  for (const old of waiting.reverse()) {
    const own = extractTextFeatures(rename(old.text))
    const parent = old.parent === null ? null : (known.get(old.parent) as PostFeatures)
    known.set(
      old,
      new PostFeatures({ ...own, postId: old.postId, depth: old.depth, parent, root: parent === null ? null : (parent.root ?? parent) }),
    )
  }
  return known.get(features) as PostFeatures
}

function compileRename(names: NewNames): Rename {
  const companyBySpelling = new Map(
    [...names.keys()].flatMap((company) => company.spellings.map((spelling) => [compactName(spelling), company])),
  )
  const companyOfTicker = (letters: string): Company | undefined =>
    companyBySpelling.get(compactName(letters)) ?? [...names.keys()].find(({ name }) => isTickerOf(letters, name))
  const pattern = compileNames(
    [...names.keys()].flatMap(({ spellings }) => spellings),
    (letters) => companyOfTicker(letters) !== undefined,
  )
  return (text) =>
    pattern.replace(text, ({ mark, name }) => {
      const company = mark === '$' ? companyOfTicker(name.toUpperCase()) : companyBySpelling.get(compactName(name))
      const newName = company && names.get(company)
      if (company === undefined || newName === undefined) return name
      if (mark === '$') return compactName(newName).toUpperCase().slice(0, TICKER_LENGTH)
      return dress(newName, name, company, mark !== '')
    })
}

/** Adapts a new name to the old spelling: lower and upper case are kept, and a handle stays one word. */
function dress(newName: string, oldName: string, { spellings }: Company, isHandle: boolean): string {
  const name = isHandle ? newName.replace(/[^\p{L}\p{N}]+/gu, '') : newName
  if (spellings.includes(oldName)) return name
  if (oldName === oldName.toLowerCase()) return name.toLowerCase()
  return oldName === oldName.toUpperCase() ? name.toUpperCase() : name
}
