import { basename } from 'node:path'
import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { leanOf } from '../../../judge/stance/judge.js'
import { type LlmVerdict, resolveAnswer } from '../../../judge/stance/llm/llm-answer.js'
import { ANSWER_FLAG, namesLlm } from '../../../judge/stance/llm-classifier.js'
import type { Judgement, ScoredPost } from '../../../judge/stance/stance-prediction.js'
import type { Difference } from '../../../say/verify/compare-documents.js'
import type { AnswerCheck } from '../../../say/verify/verify-report.js'
import { readBytes } from '../file/read-input.js'
import { sha256Of } from '../file/sha256.js'
import { textHash } from './llm-asker.js'
import { type LlmCache, openLlmCache, outcomeOf, recordsOf } from './llm-cache.js'

/** Rounding tolerance: probabilities are printed with four decimals. */
const PRINTED_TOLERANCE = 6e-5

/**
 * Checks scored posts against the recorded answers of language models. Every label, lean and probability must follow from the answer
 * whose key the post names, and that answer must belong to the text of the post. A label by a small model that asks a language model counts
 * as checked where an answer without a label stands beside it.
 *
 * @param twoWay whether the label is the lean (`--two-way`); null when the report does not say
 */
export async function checkAnswers(
  posts: readonly ScoredPost[],
  cachePath: string,
  { scheme, twoWay }: { readonly scheme: StanceScheme; readonly twoWay: boolean | null },
): Promise<AnswerCheck> {
  const sha256 = sha256Of(await readBytes(cachePath))
  const cache = await openLlmCache(cachePath, { isReadOnly: true })
  try {
    const asked = posts.filter(({ model }) => namesLlm(model))
    // A run in which every labelled post has its lean as label was a two-way run.
    const isTwoWay =
      twoWay ??
      asked.every(({ stances, label, lean }) =>
        [{ label, lean }, ...stances].every((each) => each.label === null || each.label === each.lean),
      )
    const differences: Difference[] = []
    let checkedCount = 0
    for (const post of asked) {
      for (const { name, judgement, key } of judgementsOf(post)) {
        const isOthers = judgement.status === 'unscored' || judgement.labelledBy === 'model' || judgement.labelledBy === 'hand'
        if (isOthers && key === null) continue
        checkedCount += 1
        const asked = { path: `${post.threadId}/${post.id}${name}`, text: post.text, judgement, key }
        differences.push(...compare(asked, cache, scheme, isTwoWay))
      }
    }
    return { name: basename(cachePath), sha256, checkedCount, differences }
  } finally {
    await cache.close()
  }
}

/** The judgements of a post, each with the key of its answer; null when the post names none. */
function judgementsOf(post: ScoredPost): { readonly name: string; readonly judgement: Judgement; readonly key: string | null }[] {
  const keys = new Map(
    post.flags
      .filter((flag) => flag.startsWith(ANSWER_FLAG))
      .map((flag) => flag.slice(ANSWER_FLAG.length).split(':', 2) as [string, string]),
  )
  if (post.stances.length === 0) return [{ name: '', judgement: post, key: keys.get('') ?? null }]
  return post.stances.map((stance) => ({ name: ` on ${stance.dealId}`, judgement: stance, key: keys.get(stance.dealId) ?? null }))
}

function compare(
  {
    path,
    text,
    judgement,
    key,
  }: { readonly path: string; readonly text: string; readonly judgement: Judgement; readonly key: string | null },
  cache: LlmCache,
  scheme: StanceScheme,
  isTwoWay: boolean,
): Difference[] {
  const differ = (what: string, printed: unknown, recomputed: unknown): Difference => ({
    path: `${path}: ${what}`,
    printed: JSON.stringify(printed),
    recomputed: recomputed === undefined ? null : JSON.stringify(recomputed),
  })
  const [, question = '', count = '1'] = /^([0-9a-f]{32})(?:x(\d{1,3}))?$/.exec(key ?? '') ?? []
  const records = recordsOf(cache, question, Number(count)) ?? []
  const [record] = records
  if (record === undefined) return [differ('answer', key, undefined)]
  const hash = textHash(text)
  const places = record.posts.flatMap((each, place) => (each === hash ? [place] : []))
  if (places.length === 0) return [differ('text', hash, record.posts)]
  const outcome = outcomeOf(key, records)
  // Two posts of a batch may have the same text. Either answer may then belong to this post.
  const found = places.map((place) => compareVerdict(resolveAnswer(outcome, scheme.labels, record.posts.length, place)))
  return found.find((differences) => differences.length === 0) ?? found[0] ?? []

  function compareVerdict({ label, probabilities }: LlmVerdict): Difference[] {
    const { status, labelledBy, unlearnt } = judgement
    const isStandIn = labelledBy === 'model' || labelledBy === 'hand'
    if (label === null) return status === 'unscored' || isStandIn ? [] : [differ('label', judgement.label, null)]
    if (labelledBy === 'model') return [differ('labelledBy', 'model', 'llm')]
    const scores = probabilities ?? scheme.labels.map((_, place) => (place === label ? 1 : 0))
    const lean = leanOf(scores, scheme)
    const wanted = isTwoWay ? lean : scheme.labels[label]
    const differences: Difference[] = []
    // What labels by hand taught has moved the label, and only the probabilities from before can follow from the answer.
    const isMoved = labelledBy === 'hand' || unlearnt != null
    if (!isMoved && (status === 'unscored' || (status === 'scored' && judgement.label !== wanted))) {
      differences.push(differ('label', judgement.label, wanted))
    }
    if (!isMoved && status !== 'unscored' && judgement.lean !== lean) differences.push(differ('lean', judgement.lean, lean))
    const printed = unlearnt ?? judgement.probabilities
    const isSame =
      (printed === null) === (probabilities === null) &&
      scheme.labels.every((name, place) => Math.abs((printed?.[name] ?? 0) - (probabilities?.[place] ?? 0)) < PRINTED_TOLERANCE)
    if (!isSame && status !== 'unscored') differences.push(differ('probabilities', printed, probabilities))
    return differences
  }
}
