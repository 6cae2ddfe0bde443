import type { ByLabel } from '../../base/scheme/stance-scheme.js'
import { roundDecimals } from '../../base/statistics/estimate/mean.js'
import { type PostMeta, roleBy } from '../../base/thread/post.js'
import {
  type Judgement,
  type ScoredPost,
  type ScoredRecord,
  sourceOf,
} from '../../judge/stance/stance-prediction.js'

/** Renders a scored post as one line of JSON: its record, with four decimals. */
export function renderJsonl(post: ScoredPost): string {
  return `${JSON.stringify(recordOf(post))}\n`
}

/** The record of a scored post: each fact once, fields that say nothing left out. */
export function recordOf(post: ScoredPost): ScoredRecord {
  const rounded = roundForPrint(post)
  const { id, threadId, parentId, author, createdAt, text, meta } = rounded
  const { label, lean, probabilities, status, sentiment, flags, reason, evidence } = rounded
  const { model, run, options, scheme } = rounded
  const { role, ...facts } = sourceMeta(meta)
  const isUsual = options === undefined || (!options.twoWay && options.minProbability === 0)
  return {
    id,
    threadId,
    parentId,
    ...(author !== null && { author }),
    ...(createdAt !== null && { createdAt }),
    text,
    meta: role === roleBy(rounded) ? facts : { role, ...facts },
    label,
    lean,
    probabilities,
    status,
    ...sourceOf(rounded),
    ...dealFields(rounded),
    sentiment,
    ...(reason !== null && { reason }),
    flags,
    ...(evidence !== null && { evidence }),
    model,
    ...(run !== undefined && { run }),
    ...(!isUsual && { options }),
    ...(scheme !== undefined && { scheme }),
  }
}

/** Facts of the source about a post, without its deals. */
export function sourceMeta({ rowDeals: _, earlierDeals: __, ...meta }: PostMeta): PostMeta {
  return meta
}

function dealFields({
  meta,
  stances,
}: Pick<ScoredPost, 'meta' | 'stances'>): Pick<ScoredRecord, 'dealId' | 'dealBy' | 'stances'> {
  const [first] = stances
  if (first === undefined) return { dealId: null, ...(meta.rowDeals && { dealBy: 'column' }) }
  const { dealId, by } = first
  if (stances.length > 1) return { dealId, stances }
  return by === 'column' ? { dealId } : { dealId, dealBy: by }
}

/** Rounds probabilities, sentiment and evidence weights to four decimals. */
export function roundForPrint(post: ScoredPost): ScoredPost {
  return {
    ...post,
    ...roundJudgement(post),
    stances: post.stances.map((stance) => ({ ...stance, ...roundJudgement(stance) })),
    sentiment: round(post.sentiment),
    evidence: post.evidence?.map((one) => ({ ...one, weight: round(one.weight) })) ?? null,
  }
}

/** To the decimals that are printed. */
const round = (value: number): number => roundDecimals(value, 4)

const roundJudgement = ({
  probabilities,
  unlearnt,
}: Judgement): Pick<Judgement, 'probabilities' | 'unlearnt'> => ({
  probabilities: probabilities && roundByLabel(probabilities),
  ...(unlearnt && { unlearnt: roundByLabel(unlearnt) }),
})

function roundByLabel(probabilities: ByLabel): ByLabel {
  const rounded: Record<string, number> = Object.create(null) as Record<string, number>
  for (const label of Object.keys(probabilities)) rounded[label] = round(probabilities[label] ?? 0)
  return rounded
}
