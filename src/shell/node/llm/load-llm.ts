import { join } from 'node:path'
import { PipelineError } from '../../../base/errors.js'
import { schemeSha256 } from '../../../base/scheme/scheme-tag.js'
import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { sha256Of } from '../../../base/text/sha256-text.js'
import { answerSchema, type LlmOutcome, labelProbabilities, readAnswer } from '../../../judge/stance/llm/llm-answer.js'
import { createLlmClassifier, LLM_ID_PREFIX, type LlmPort, type LlmQuestion } from '../../../judge/stance/llm/llm-classifier.js'
import { createPromptRenderer, parsePrompt } from '../../../judge/stance/llm/render-prompt.js'
import type { StanceClassifier } from '../../../judge/stance/stance-classifier.js'
import { PACKAGE_ROOT } from '../file/package-root.js'
import { readInput } from '../file/read-source.js'
import type { ChatReply, ChatRequest } from './chat-protocol.js'
import { parseLlmAddress } from './llm-address.js'
import { LlmCache, type LlmRecord } from './llm-cache.js'
import { LlmServer, REFUSED, type RequestSettings } from './llm-server.js'

/** Settings that determine the answers of a language model. */
interface LlmModelSettings<Label extends string = string> {
  /** Model name on the server. */
  readonly model: string
  readonly scheme: StanceScheme<Label>
  /** Applied to every text before it is sent, for example to replace names by pseudonyms. */
  readonly edit: (text: string) => string
  /** True if the caller requires probabilities. */
  readonly needsProbabilities: boolean
}

/** Server, limits and retries of a run. */
export interface LlmRunSettings<Label extends string = string> extends LlmModelSettings<Label>, RequestSettings {
  readonly url: string
  /** True if texts may be sent to another machine. */
  readonly isRemoteAllowed: boolean
  readonly cachePath: string
  /** Maximum concurrent requests; integer >= 1. Default 4. */
  readonly slots?: number
  /** Called after every answer. */
  readonly onAnswer?: (state: LlmState) => void
}

/** Progress and usage of a run. */
export interface LlmState {
  /** Questions that are finished, with or without an answer. */
  readonly questionCount: number
  /** Questions answered from the cache. */
  readonly cachedCount: number
  /** Questions without a valid answer after the retry. */
  readonly failedCount: number
  /** Numbers of questions that were not sent or got no whole reply, by the reason. */
  readonly silent: ReadonlyMap<string, number>
  readonly requestCount: number
}

/** An open language model. */
export interface LlmRun<Label extends string = string> {
  readonly classifier: StanceClassifier<Label>
  readonly cache: Pick<LlmCache, 'path' | 'recordCount'>
  /** Address of the server, for messages. */
  readonly shownUrl: string
  /** True if texts stay on this machine. */
  readonly isLocal: boolean
  /** Progress and usage so far. */
  state(): LlmState
  /** Closes the connections. */
  close(): void
}

/** Must change whenever the same question is phrased differently. */
const ASKING_VERSION = 'dealstance/llm@2'
/** Longest answer, in tokens. A dozen is enough; models that think need more. */
const ANSWER_TOKENS = 2000
/** Ollama passes models of such names on to its own machines. */
const CLOUD_MODEL = /[:-]cloud$/

/**
 * Opens a language model on a chat-completions server as a classifier.
 *
 * @throws {PipelineError} `USAGE_OPTION_INVALID` for a remote address that is not allowed, or an invalid key;
 *   `LLM_CACHE_INVALID`, `OUTPUT_UNWRITABLE`; errors of reading the prompt
 */
export async function openLlm<Label extends string>(settings: LlmRunSettings<Label>): Promise<LlmRun<Label>> {
  const address = parseLlmAddress(settings.url)
  const isLocal = address.isLoopback && !CLOUD_MODEL.test(settings.model)
  if (!isLocal && !settings.isRemoteAllowed) {
    const message = `expected --llm on this machine (localhost, 127.0.0.1, [::1]), got ${address.isLoopback ? settings.model : address.shown}. The texts of posts would leave this machine: allow it with --allow-remote.`
    throw new PipelineError('USAGE_OPTION_INVALID', message, { context: { url: address.shown } })
  }
  // Node would reject an invalid header value with a message that shows the key.
  if (settings.key !== null && !/^[\x21-\x7e]{1,4096}$/.test(settings.key)) {
    const message =
      'expected a key of visible ASCII characters without spaces in the environment, got others. Check for line ends and quotes round it.'
    throw new PipelineError('USAGE_OPTION_INVALID', message)
  }
  const asking = await prepare(settings)
  const cache = new LlmCache(settings.cachePath)
  const server = new LlmServer(address, settings)
  const { ask, state } = createAsker(server, cache, settings, asking)
  return {
    classifier: asking.classifierOf({ ask }) as StanceClassifier<Label>,
    cache,
    shownUrl: address.shown,
    isLocal,
    state,
    close: () => server.close(),
  }
}

async function prepare(settings: LlmModelSettings) {
  const { scheme, model } = settings
  const text = await readInput(join(PACKAGE_ROOT, 'models', 'llm', 'prompt.md'))
  const template = parsePrompt(text)
  const decisive = { model, prompt: sha256Of(text), scheme: schemeSha256(scheme) }
  const run = sha256Of(JSON.stringify([ASKING_VERSION, decisive])).slice(0, 16)
  const id = `${LLM_ID_PREFIX}${model}@${template.id}-${template.version}#${run.slice(0, 8)}`
  const renderer = createPromptRenderer(template, scheme, settings.edit)
  const schema = answerSchema(scheme.labels)
  return {
    requestFor: ({ system, user }: LlmQuestion): ChatRequest => ({ model, system, user, schema, answerTokens: ANSWER_TOKENS }),
    /** The key of a question: a hash of everything that its answer depends on; 32 hex digits. */
    keyOf: ({ system, user }: Pick<LlmQuestion, 'system' | 'user'>): string =>
      sha256Of(`${run}\n${sha256Of(system)}\n${user}`).slice(0, 32),
    classifierOf: (port: LlmPort): StanceClassifier => createLlmClassifier({ ...settings, id, renderer, port }),
  }
}

type LlmContent = Pick<LlmRecord, 'content' | 'problem' | 'probabilities'>
const withoutContent = (problem: 'refused' | 'form'): LlmContent => ({ content: null, problem, probabilities: null })

/** Answers questions from the cache or the server. Stores every answer on disk before it counts. */
function createAsker(
  server: LlmServer,
  cache: LlmCache,
  { model, scheme, slots = 4, onAnswer }: LlmRunSettings,
  { keyOf, requestFor }: Awaited<ReturnType<typeof prepare>>,
): LlmPort & Pick<LlmRun, 'state'> {
  const { labels } = scheme
  const counts = { questionCount: 0, cachedCount: 0, failedCount: 0, silent: new Map<string, number>() }
  const state = (): LlmState => ({ ...counts, requestCount: server.requestCount })

  const contentOf = ({ content, tokens }: ChatReply): LlmContent => {
    if (content === null) return { content, problem: 'declined', probabilities: null }
    const read = readAnswer(content, labels)
    if (read === null) return withoutContent('form')
    // Only the label is kept: the rest could repeat the post.
    const kept = JSON.stringify({ label: labels[read.label] })
    return { content: kept, problem: null, probabilities: tokens && labelProbabilities(content, tokens, labels) }
  }

  const askOne = async (key: string, question: LlmQuestion): Promise<LlmOutcome> => {
    const request = requestFor(question)
    const keep = (content: LlmContent, served: string | null): LlmOutcome =>
      cache.append({ key, model, served, ...content, at: new Date().toISOString() })
    for (let isRetry = false; ; isRetry = true) {
      const reply = await server.ask(isRetry ? { ...request, user: `${request.user}\n\n${question.repair}` } : request)
      // Until a server has answered once, a rejection may be a fault of the server, so it is not stored.
      if (reply === REFUSED && server.failure === null) return keep(withoutContent('refused'), null)
      if (typeof reply === 'string') return { key: null, answer: null, noAnswerReason: reply }
      const content = contentOf(reply)
      if (content.problem !== 'form' || isRetry) return keep(content, reply.servedModel)
    }
  }

  const ask = async (questions: readonly LlmQuestion[]): Promise<readonly LlmOutcome[]> => {
    const outcomes = new Map<string, LlmOutcome>()
    const settle = (key: string, outcome: LlmOutcome, isCached: boolean): void => {
      outcomes.set(key, outcome)
      counts.questionCount += 1
      counts.cachedCount += Number(isCached)
      counts.failedCount += Number(typeof outcome.answer === 'string')
      const { noAnswerReason: reason } = outcome
      if (reason !== null) counts.silent.set(reason, (counts.silent.get(reason) ?? 0) + 1)
      onAnswer?.(state())
    }
    const keys = questions.map(keyOf)
    // Copies of a post in the same context give the same question.
    const pending = new Map(questions.map((question, index) => [keys[index] as string, question]))
    for (const key of pending.keys()) {
      const known = cache.find(key)
      if (known === null) continue
      settle(key, known, true)
      pending.delete(key)
    }
    const waiting = pending.entries()
    const faults: unknown[] = []
    // The first error ends all; earlier answers are kept.
    const work = async (): Promise<void> => {
      try {
        for (const [key, question] of waiting) settle(key, await askOne(key, question), false)
      } catch (fault) {
        faults.push(fault)
        server.close()
      }
    }
    await Promise.all(Array.from({ length: Math.min(slots, pending.size) }, work))
    if (faults.length > 0) throw faults[0]
    if (server.failure !== null) throw server.failure
    return keys.map((key) => outcomes.get(key) as LlmOutcome)
  }
  return { ask, state }
}
