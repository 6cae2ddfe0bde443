import { join } from 'node:path'
import { PipelineError } from '../../../base/errors.js'
import { schemeSha256 } from '../../../base/scheme/scheme-tag.js'
import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { largestOf } from '../../../base/statistics/extremes.js'
import { sha256Of } from '../../../base/text/sha256-text.js'
import type { AskedModel } from '../../../base/thread/run-record.js'
import { labelProbabilities } from '../../../judge/stance/llm/label-probabilities.js'
import {
  createLlmClassifier,
  LLM_ID_PREFIX,
  type LlmOutcome,
  parseAnswer,
} from '../../../judge/stance/llm/llm-classifier.js'
import {
  createPromptRenderer,
  parsePrompt,
  type RenderedQuestion,
} from '../../../judge/stance/llm/render-prompt.js'
import { PACKAGE_ROOT } from '../file/package-root.js'
import { readInput } from '../file/read-source.js'
import { parseLlmAddress, staysHere } from './llm-address.js'
import { openLlmCache } from './llm-cache.js'
import {
  type ChatReply,
  openLlmServer,
  REFUSED,
  type RequestSettings,
  requestParameters,
} from './llm-server.js'

/** Model, server, limits and retries of a run. */
export interface LlmRunSettings extends RequestSettings {
  readonly url: string
  /** Model name on the server. */
  readonly model: string
  readonly scheme: StanceScheme
  /** Applied to every text before it is sent, for example to replace names by pseudonyms. */
  readonly edit: (text: string) => string
  /** True if texts may be sent to another machine. */
  readonly isRemoteAllowed: boolean
  readonly cachePath: string
  /** Maximum concurrent requests; integer >= 1. Default 4. */
  readonly slots?: number
  /** Called after every answer, with the number of requests so far. */
  readonly onAnswer?: (questionCount: number, requestCount: number) => void
}

/** Must change whenever the same question is phrased differently. */
const ASKING_VERSION = 'dealstance/llm@5'
const FORM = 'the language model gave no answer in the form asked for'
const DECLINED = 'the language model declined to answer'

/**
 * Opens a language model on a chat-completions server as a classifier. Every answer is on disk
 * before it counts.
 */
export async function openLlm(settings: LlmRunSettings) {
  const { model, scheme, key: secret, slots = 4 } = settings
  const address = parseLlmAddress(settings.url)
  const isLocal = staysHere(address, model, settings.isRemoteAllowed)
  // Node would reject an invalid header value with a message that shows the key.
  if (secret !== null && !/^[\x21-\x7e]{1,4096}$/.test(secret)) {
    const expected = 'expected a key of visible ASCII characters without spaces in the environment'
    throw new PipelineError(
      'USAGE_OPTION_INVALID',
      `${expected}, got others. Check for line ends and quotes round it.`,
    )
  }
  const text = await readInput(join(PACKAGE_ROOT, 'models', 'llm', 'prompt.md'))
  const template = parsePrompt(text)
  // All that decides an answer beside the question: a name alone says nothing of a server.
  const decisive = [
    ASKING_VERSION,
    `${address.shown}${address.url.search}`,
    model,
    sha256Of(text),
    schemeSha256(scheme),
    requestParameters(scheme.labels),
  ]
  const run = sha256Of(JSON.stringify(decisive)).slice(0, 16)
  const cache = openLlmCache(settings.cachePath)
  const server = openLlmServer(address, settings)
  const counts = {
    questionCount: 0,
    cachedCount: 0,
    openCount: 0,
    probableCount: 0,
    unlabelled: new Map<string, number>(),
    /** Answers by the name that the server gave its model; the empty name where it gave none. */
    served: new Map<string, number>(),
  }

  /** Null also where they prefer another label than the one answered. */
  const probabilitiesOf = (
    { content, tokens }: ChatReply,
    label: string,
  ): readonly number[] | null => {
    const probabilities = tokens && labelProbabilities(content ?? '', tokens, scheme.labels)
    return probabilities?.[scheme.labels.indexOf(label)] === largestOf(probabilities ?? [])
      ? probabilities
      : null
  }

  const askOne = async (
    key: string,
    { repair, ...question }: RenderedQuestion,
  ): Promise<LlmOutcome> => {
    const keep = (
      answer: Pick<LlmOutcome, 'label' | 'reason' | 'probabilities'>,
      named: string | null,
    ): LlmOutcome => {
      // A server may repeat the key as the name of its model.
      const served = secret === null ? named : (named?.replaceAll(secret, '…') ?? null)
      return cache.append({ key, model, served, ...answer, at: new Date().toISOString() })
    }
    const without = (reason: string) => ({ label: null, probabilities: null, reason })
    for (const user of [question.user, `${question.user}\n\n${repair}`]) {
      const reply = await server.ask({ model, ...question, user, labels: scheme.labels })
      // Until a server has answered once, a rejection may be a fault of the server, so it is not
      // stored.
      if (reply === REFUSED && server.failure() === null) return keep(without(REFUSED), null)
      if (typeof reply === 'string') return { key: null, ...without(reply) }
      if (reply.content === null) return keep(without(DECLINED), reply.served)
      const label = parseAnswer(reply.content, scheme.labels)
      if (label !== null)
        return keep(
          { label, probabilities: probabilitiesOf(reply, label), reason: null },
          reply.served,
        )
      if (user !== question.user) return keep(without(FORM), reply.served)
    }
    throw new RangeError('expected an answer or a reason')
  }

  const ask = async (questions: readonly RenderedQuestion[]): Promise<readonly LlmOutcome[]> => {
    const keys = questions.map(({ system, user }) =>
      sha256Of(`${run}\n${sha256Of(system)}\n${user}`).slice(0, 32),
    )
    // Copies of a post in the same context give the same question.
    const waiting = new Map(
      questions.map((question, index) => [keys[index] as string, question]),
    ).entries()
    const outcomes = new Map<string, LlmOutcome>()
    const work = async (): Promise<void> => {
      for (const [key, question] of waiting) {
        const known = cache.records.get(key)
        const outcome = known ?? (await askOne(key, question))
        outcomes.set(key, outcome)
        counts.questionCount += 1
        counts.cachedCount += Number(known !== undefined)
        counts.openCount += Number(outcome.key === null)
        const name = cache.records.get(key)?.served ?? ''
        if (outcome.key !== null) counts.served.set(name, (counts.served.get(name) ?? 0) + 1)
        const { reason, probabilities } = outcome
        counts.probableCount += Number(probabilities !== null)
        if (reason !== null) counts.unlabelled.set(reason, (counts.unlabelled.get(reason) ?? 0) + 1)
        settings.onAnswer?.(counts.questionCount, server.requestCount())
      }
    }
    // The first fault ends all; earlier answers are kept.
    const faults: unknown[] = []
    const stop = (fault: unknown): void => {
      faults.push(fault)
      server.close()
    }
    await Promise.all(Array.from({ length: slots }, () => work().catch(stop)))
    const fault = faults[0] ?? server.failure()
    if (fault !== null) throw fault
    return keys.map((key) => outcomes.get(key) as LlmOutcome)
  }
  const id = `${LLM_ID_PREFIX}${model}@${template.id}-${template.version}#${run.slice(0, 8)}`
  const renderer = createPromptRenderer(template, scheme, settings.edit)
  return {
    classifier: createLlmClassifier({ id, scheme, renderer, ask }),
    cache,
    shownUrl: address.shown,
    isLocal,
    /**
     * Questions that are finished, from the cache, without an answer, with probabilities, and
     * without a label by the reason.
     */
    state: () => ({ ...counts, requestCount: server.requestCount() }),
    /** Models that answered, for the record of the run. */
    record: (): AskedModel => ({
      server: address.shown,
      model,
      served: [...counts.served].map(([name, answerCount]) => ({
        name: name || null,
        answerCount,
      })),
      cachedCount: counts.cachedCount,
    }),
    close: () => server.close(),
  }
}
