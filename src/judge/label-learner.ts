import { PipelineError } from '../base/errors.js'
import { formatCount } from '../base/text/format-count.js'
import { hashWords, unitKeyOf } from '../base/thread/unit-key.js'
import type { PostJudge } from './judge-posts.js'
import {
  type GivenLabel,
  type GivenLabels,
  type LabelledReading,
  type LearntModel,
  learnLabels,
} from './learn/cross-fitted-labels.js'
import type { PlannedPost } from './score-or-skip.js'
import type { StanceClassifier } from './stance/stance-classifier.js'

/** Labels of one deal, to learn from. */
interface DealLabels {
  readonly dealId: string | null
  judgementCount: number
  labelCount: number
}

/** A learnt model, with its labels by deal. */
export interface LearntLabels {
  readonly learnt: LearntModel
  readonly deals: readonly DealLabels[]
}

/** Finds the judgements of labels, and teaches a model with them, in the order of their keys. */
export class LabelLearner {
  readonly #given: GivenLabels
  readonly #waiting: Map<string, GivenLabel>
  readonly #found: { readonly given: GivenLabel; readonly planned: PlannedPost }[] = []
  readonly #deals = new Map<string | null, DealLabels>()
  readonly #threads = new Map<string, Set<string | null>>()

  constructor(givenLabels: GivenLabels, { id, scheme }: Pick<StanceClassifier, 'id' | 'scheme'>) {
    this.#given = givenLabels
    this.#waiting = new Map(givenLabels.labels.map((label) => [unitKeyOf(label), label]))
    const odd = givenLabels.labels.find(({ label }) => !scheme.labels.includes(label))
    if (odd !== undefined) {
      const message = `expected labels to learn of the model ${id} (${scheme.labels.join(', ')}), got "${odd.label}" for post "${odd.postId}". Take the model that scored the posts of the sample.`
      throw new PipelineError('SCHEME_MISMATCH', message)
    }
    if (givenLabels.labels.length === 0) {
      throw new PipelineError(
        'LEARN_LABELS_MISSING',
        'expected labels to learn, got a sample without any. Label some of it first: audit.',
      )
    }
  }

  /** Takes the posts of a thread. */
  add(planned: readonly PlannedPost[]): void {
    for (const each of planned) {
      const { post, questions } = each
      for (const { link } of questions) {
        const dealId = link?.dealId ?? null
        const deal = this.#deals.get(dealId) ?? { dealId, judgementCount: 0, labelCount: 0 }
        this.#deals.set(dealId, deal)
        this.#threads.set(
          post.threadId,
          (this.#threads.get(post.threadId) ?? new Set()).add(dealId),
        )
        deal.judgementCount += 1
        const key = unitKeyOf({ threadId: post.threadId, postId: post.id, dealId })
        const label = this.#waiting.get(key)
        if (label === undefined) continue
        if (label.textHash !== hashWords(post.text)) throw mismatch(label, 'another text')
        this.#waiting.delete(key)
        this.#found.push({ given: label, planned: each })
        deal.labelCount += 1
      }
    }
  }

  /** @param judge reads with the base model */
  async finish(
    judge: PostJudge,
    { id, scheme }: Pick<StanceClassifier, 'id' | 'scheme'>,
  ): Promise<LearntLabels> {
    const [missing] = this.#waiting.values()
    if (missing !== undefined) {
      throw mismatch(
        missing,
        this.#threads.has(missing.threadId) ? 'none on that deal' : 'none of that thread',
        this.#waiting.size,
      )
    }
    for (const [threadId, dealIds] of this.#threads) {
      if ([...dealIds].some((dealId) => (this.#deals.get(dealId)?.labelCount ?? 0) > 0)) continue
      const message = `expected labels on a deal of every thread, got none for thread "${threadId}" (${[...dealIds].map((each) => each ?? 'no deal').join(', ')}). Label a sample of it (audit), or classify it without --learn.`
      throw new PipelineError('LEARN_LABELS_MISSING', message)
    }
    const keyed = this.#found.map((each) => ({ ...each, key: unitKeyOf(each.given) }))
    keyed.sort((a, b) => (a.key < b.key ? -1 : 1))
    const read = await judge.read([...new Set(keyed.map(({ planned }) => planned))])
    const readings = keyed.flatMap(({ given: givenLabel, planned }): LabelledReading[] => {
      const { threadId, postId, dealId, label } = givenLabel
      const reading = read.get(planned)?.find((each) => each.dealId === dealId)
      return reading ? [{ unit: { threadId, postId, dealId }, label, reading }] : []
    })
    if (readings.length === 0) {
      const message = `expected a model with probabilities to learn ${formatCount(keyed.length, 'label')}, got ${id}, which gives none for these posts. Take stance-en.`
      throw new PipelineError('LEARN_PROBABILITIES_MISSING', message)
    }
    const { auditSha256 } = this.#given
    const learnt = learnLabels(readings, { labels: scheme.labels, baseModel: id, auditSha256 })
    // The label of a post without words stands, though nothing is learnt from it.
    const labels = new Map(learnt.given)
    for (const { key, given: givenLabel } of keyed)
      if (!labels.has(key)) labels.set(key, { label: givenLabel.label, fold: 0 })
    return { learnt: { ...learnt, given: labels }, deals: [...this.#deals.values()] }
  }
}

function mismatch({ threadId, postId, dealId }: GivenLabel, got: string, count = 1): PipelineError {
  const others = count > 1 ? ` (and ${formatCount(count - 1, 'other')})` : ''
  const message = `expected the posts whose labels are to be learnt, got ${got} for post "${postId}" of thread "${threadId}" on ${dealId ?? 'no deal'}${others}. Give the input, and the deals, that were scored for the sample.`
  return new PipelineError('AUDIT_MISMATCH', message, { context: { threadId, postId, dealId } })
}
