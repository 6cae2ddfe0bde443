import { PipelineError } from '../../base/errors.js'
import { countEach } from '../../base/statistics/group-by.js'
import { sha256OfText } from '../../base/text/sha256-text.js'
import { type Judgement, modelLabel, type ScoredPost } from '../../judge/stance/stance-prediction.js'
import type { AuditDesign, DrawnRecord } from './audit.js'
import type { PopulationUnit, SortedPopulation } from './population.js'

/** Fields of the scored file that changed since the draw. */
export type DrawnField = 'predictions' | 'authors' | 'times' | 'places'

/** Largest share of judgements that one account may have lost since the draw. Choice: half of a large account's share. */
const MAX_LOST_SHARE = 0.05

/** Files in other formats round probabilities by less than this. */
const TOLERANCE = 1e-9

/** The predictions as an audit keeps them. @param labels of the scheme, in its order */
export function recordDraw(population: SortedPopulation, labels: readonly string[]): DrawnRecord {
  const predictions = population.units.map((unit) => predictionOf(unit, labels))
  return { predictions, ...recordFacts(population) }
}

function predictionOf({ judgement }: PopulationUnit, labels: readonly string[]): number[] {
  const { probabilities } = judgement
  const chances = probabilities === null ? [] : labels.map((label) => probabilities[label] ?? 0)
  return [labels.indexOf(modelLabel(judgement) ?? ''), ...chances]
}

function recordFacts({ units }: SortedPopulation): Omit<DrawnRecord, 'predictions'> {
  const numberOf = new Map<string | null, number>([[null, -1]])
  const authors = units.map(({ post: { author } }) => {
    const number = numberOf.get(author) ?? numberOf.size - 1
    if (number === numberOf.size - 1) numberOf.set(author, number)
    return number
  })
  return { authors, ...hashFacts({ units }) }
}

export function hashFacts({ units }: Pick<SortedPopulation, 'units'>): Pick<DrawnRecord, 'timesSha256' | 'placesSha256'> {
  const hash = (wordOf: (post: ScoredPost) => string | null | undefined): string =>
    sha256OfText(units.map(({ post }) => `${wordOf(post) ?? ''}\n`).join(''))
  return { timesSha256: hash(({ createdAt }) => createdAt), placesSha256: hash(({ meta, parentId }) => `${meta.role} ${parentId}`) }
}

/**
 * Gives judgements the predictions of the draw, since later predictions may know the labels. Names the fields that changed. Leaves a
 * population that the sample was not drawn from; `joinAudit` refuses it.
 *
 * @param sha256 of the scored file; that of the draw says what it said then
 * @throws {PipelineError} `AUDIT_MISMATCH` where an account with more than 5 % of the judgements is gone, or the audit keeps no predictions
 */
export function asDrawn(
  population: SortedPopulation,
  { drawn, labels, populationSha256, scoredSha256 }: AuditDesign,
  sha256: string | null = null,
): { readonly population: SortedPopulation; readonly changed: readonly DrawnField[] } {
  if (populationSha256 !== population.sha256) return { population, changed: [] }
  if (drawn === undefined) throw mismatch('an audit that keeps the predictions of its sample, got one without')
  if (scoredSha256 === sha256) return { population, changed: [] }
  const now = recordFacts(population)
  checkAccounts(drawn, now)
  const changed: DrawnField[] = []
  if (population.units.some((unit, at) => !areNear(drawn.predictions[at] ?? [], predictionOf(unit, labels)))) changed.push('predictions')
  if (!areNear(drawn.authors, now.authors)) changed.push('authors')
  if (drawn.timesSha256 !== now.timesSha256) changed.push('times')
  if (drawn.placesSha256 !== now.placesSha256) changed.push('places')
  return { population: changed[0] === 'predictions' ? withPredictions(population, drawn, labels) : population, changed }
}

const areNear = (one: readonly number[], other: readonly number[]): boolean =>
  one.length === other.length && one.every((value, at) => Math.abs(value - (other[at] as number)) <= TOLERANCE)

function checkAccounts(before: Pick<DrawnRecord, 'authors'>, now: typeof before): void {
  for (const [account, count] of countEach(before.authors)) {
    if (account < 0 || count <= MAX_LOST_SHARE * before.authors.length || count < 2) continue
    const heirs = new Set(before.authors.flatMap((one, at) => (one === account ? [now.authors[at]] : [])))
    if (heirs.size > 1 || heirs.has(-1))
      throw mismatch(
        `the authors of the posts as they were when the sample was picked, got others: one account had ${count} of the ${before.authors.length} posts, and its posts are no longer one account's`,
      )
  }
}

const withPredictions = (
  { units, ...rest }: SortedPopulation,
  { predictions }: DrawnRecord,
  labels: readonly string[],
): SortedPopulation => ({
  ...rest,
  units: units.map((unit, at) => ({ ...unit, judgement: drawnJudgement(unit.judgement, predictions[at] ?? [], labels) })),
})

/** The lean is not recorded, so it stays that of the file: no estimate uses it. */
function drawnJudgement({ lean }: Judgement, [place = -1, ...chances]: readonly number[], labels: readonly string[]): Judgement {
  const probabilities = chances.length === 0 ? null : Object.fromEntries(labels.map((label, at) => [label, chances[at] ?? 0]))
  const label = labels[place] ?? null
  return { label, lean, probabilities, status: label !== null ? 'scored' : probabilities !== null ? 'unsure' : 'unscored' }
}

export const mismatch = (expectedAndGot: string): PipelineError =>
  new PipelineError(
    'AUDIT_MISMATCH',
    `expected ${expectedAndGot}. Give the scored posts that the sample was picked from, or take a new sample.`,
  )
