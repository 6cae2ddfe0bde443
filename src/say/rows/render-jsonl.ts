import type { ByLabel } from '../../base/scheme/stance-scheme.js'
import { roundDecimals } from '../../base/statistics/estimate/mean.js'
import {
  type DealStance,
  type Judgement,
  type ScoredPost,
  sourceOf,
  withSource,
} from '../../judge/stance/stance-prediction.js'

/**
 * Renders a scored post as one line of JSON, ended by a line break. Keys keep the order of
 * `ScoredPost`; numbers have four decimals.
 */
export function renderJsonl(post: ScoredPost): string {
  return `${JSON.stringify(roundForPrint(post))}\n`
}

/**
 * Rounds probabilities, sentiment and evidence weights to four decimals. Keys have the order of
 * `ScoredPost`.
 */
export function roundForPrint(post: ScoredPost): ScoredPost {
  const rounded: { -readonly [Field in keyof ScoredPost]: ScoredPost[Field] } = {
    id: post.id,
    threadId: post.threadId,
    parentId: post.parentId,
    author: post.author,
    createdAt: post.createdAt,
    text: post.text,
    meta: post.meta,
    label: post.label,
    lean: post.lean,
    probabilities: post.probabilities && roundByLabel(post.probabilities),
    status: post.status,
    deals: post.deals,
    stances: post.stances.map(roundStance),
    sentiment: round(post.sentiment),
    reason: post.reason,
    flags: post.flags,
    evidence:
      post.evidence?.map(({ start, end, text, toward, weight }) => ({
        start,
        end,
        text,
        toward,
        weight: round(weight),
      })) ?? null,
    model: post.model,
  }
  if (post.run !== undefined) rounded.run = post.run
  if (post.options !== undefined) rounded.options = post.options
  const whole = withSource(rounded, roundSource(post))
  return post.scheme === undefined ? whole : { ...whole, scheme: post.scheme }
}

/** To the decimals that are printed. */
const round = (value: number): number => roundDecimals(value, 4)

/** The source of a judgement: see `sourceOf`. */
const roundSource = (judgement: Judgement): Pick<Judgement, 'labelledBy' | 'unlearnt'> =>
  judgement.unlearnt
    ? { ...sourceOf(judgement), unlearnt: roundByLabel(judgement.unlearnt) }
    : judgement

function roundStance(stance: DealStance): DealStance {
  const { dealId, by, label, lean, status, labelledBy, unlearnt } = stance
  const rounded = {
    dealId,
    by,
    label,
    lean,
    probabilities: stance.probabilities && roundByLabel(stance.probabilities),
    status,
  }
  return labelledBy === undefined && unlearnt === undefined
    ? rounded
    : { ...rounded, ...sourceOf(roundSource(stance)) }
}

function roundByLabel(probabilities: ByLabel): ByLabel {
  const rounded: Record<string, number> = Object.create(null) as Record<string, number>
  for (const label of Object.keys(probabilities)) rounded[label] = round(probabilities[label] ?? 0)
  return rounded
}
