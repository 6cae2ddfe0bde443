import { PRINTED_DECIMALS } from '../../aggregate/tally/summarise-sentiment.js'
import { checkArguments } from '../../arguments/check-arguments.js'
import { SCORED_POST } from '../../arguments/shapes.js'
import type { ByLabel } from '../../scheme/stance-scheme.js'
import type { Judgement, ScoredPost } from '../../stance/stance-prediction.js'
import { roundDecimals } from '../../statistics/round-decimals.js'

/** Renders a scored post as one line of JSON, ended by a line break. Keys keep the order of `ScoredPost`; numbers have four decimals. */
export function renderJsonl(post: ScoredPost): string {
  checkArguments('renderJsonl', { post: [post, SCORED_POST] })
  return `${JSON.stringify(roundForPrint(post))}\n`
}

/** Rounds probabilities, sentiment and evidence weights to four decimals. Keys have the order of `ScoredPost`. */
export function roundForPrint(post: ScoredPost): ScoredPost {
  return {
    id: post.id,
    threadId: post.threadId,
    parentId: post.parentId,
    author: post.author,
    createdAt: post.createdAt,
    text: post.text,
    meta: post.meta,
    ...roundJudgement(post),
    deals: post.deals,
    stances: post.stances.map((stance) => ({ dealId: stance.dealId, by: stance.by, ...roundJudgement(stance) })),
    sentiment: round(post.sentiment),
    reason: post.reason,
    flags: post.flags,
    evidence: post.evidence?.map(({ start, end, text, toward, weight }) => ({ start, end, text, toward, weight: round(weight) })) ?? null,
    chain: post.chain?.map((link) => ({ ...link, probability: round(link.probability) })) ?? null,
    model: post.model,
    ...(post.scheme !== undefined && { scheme: post.scheme }),
  }
}

const round = (value: number): number => roundDecimals(value, PRINTED_DECIMALS)

const roundJudgement = ({ label, lean, probabilities, status, labelledBy }: Judgement): Judgement => ({
  label,
  lean,
  probabilities: probabilities && roundByLabel(probabilities),
  status,
  ...(labelledBy !== undefined && { labelledBy }),
})

function roundByLabel(probabilities: ByLabel): ByLabel {
  const rounded: Record<string, number> = Object.create(null) as Record<string, number>
  for (const label of Object.keys(probabilities)) rounded[label] = round(probabilities[label] ?? 0)
  return rounded
}
