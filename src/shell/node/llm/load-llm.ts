import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { PipelineError } from '../../../base/errors.js'
import { schemeSha256 } from '../../../base/scheme/scheme-tag.js'
import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { sha256Of } from '../../../base/text/sha256-text.js'
import { answerSchema, type LlmOutcome, labelProbabilities, readBatch } from '../../../judge/stance/llm/llm-answer.js'
import { createPromptRenderer, parsePrompt } from '../../../judge/stance/llm/render-prompt.js'
import { createLlmClassifier, LLM_ID_PREFIX, type LlmPort, type LlmQuestion } from '../../../judge/stance/llm-classifier.js'
import type { StanceClassifier } from '../../../judge/stance/stance-classifier.js'
import { PACKAGE_ROOT } from '../file/package-root.js'
import { readInput } from '../file/read-source.js'
import { listOllama } from './chat-doors.js'
import type { ChatReply, ChatRequest, TokenCounts } from './chat-protocol.js'
import { estimateTokens } from './count-tokens.js'
import { groupQuestions, type KeyedQuestion } from './group-questions.js'
import { parseLlmAddress } from './llm-address.js'
import { type LlmCache, type LlmRecord, needsRetry, openLlmCache, outcomeOf } from './llm-cache.js'
import { ANSWER_CUT, LlmServer, PROMPT_CUT, REFUSED, type RequestSettings } from './llm-server.js'
import { sendJson } from './send-json.js'

/** Settings that determine the answers of a language model. */
export interface LlmModelSettings<Label extends string = string> {
  /** Model name on the server. */
  readonly model: string
  /** Prompt file; null for the built-in prompt. */
  readonly promptPath: string | null
  readonly scheme: StanceScheme<Label>
  /** Applied to every text before it is sent, for example to replace names by pseudonyms. */
  readonly edit: (text: string) => string
  /** True if the caller requires probabilities. */
  readonly needsProbabilities: boolean
  /** Posts of a thread in one request; default 1. */
  readonly batchSize?: number
}

/** Server, limits and retries of a run. */
export interface LlmRunSettings<Label extends string = string> extends LlmModelSettings<Label>, RequestSettings {
  readonly url: string
  readonly cachePath: string
  /** Maximum concurrent requests; integer >= 1. */
  readonly slots: number
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
  /** Questions not sent, or without a whole reply. */
  readonly silentCount: number
  /** Silent questions whose prompt or answer the server cut. */
  readonly cutCount: number
  /** Answers that were read despite their form: a capital letter, a fence, words around them. */
  readonly looseCount: number
  /** Posts asked again alone, since a joint answer left them out, repeated them or gave no label. */
  readonly aloneCount: number
  readonly requestCount: number
  readonly tokens: TokenCounts
}

/** An open language model. */
export interface LlmRun<Label extends string = string> {
  readonly classifier: StanceClassifier<Label>
  readonly cache: Pick<LlmCache, 'path' | 'recordCount' | 'cutByteCount'>
  /** Address of the server, for messages. */
  readonly shownUrl: string
  readonly isLoopback: boolean
  /** Progress and usage so far. */
  state(): LlmState
  /** Closes the connections and the cache. */
  close(): Promise<void>
}

/** Must change whenever the same question is phrased differently. */
const ASKING_VERSION = 'dealstance/llm@2'
const LISTING_MS = 10_000
/** Longest answer, in tokens. A dozen is enough; models that think need more. */
const ANSWER_TOKENS = 2000
/** Tokens of one label in an answer, and of the text around the labels. */
const [LABEL_TOKENS, FRAME_TOKENS] = [7, 2]

/**
 * Opens a language model on a chat-completions server as a classifier.
 *
 * @throws {PipelineError} `USAGE_OPTION_INVALID` for a remote address that is not allowed, or an invalid key; `PROMPT_INVALID`;
 *   `LLM_CACHE_INVALID`, `LLM_CACHE_LOCKED`, `OUTPUT_UNWRITABLE`; errors of reading the prompt
 */
export async function openLlm<Label extends string>(settings: LlmRunSettings<Label>): Promise<LlmRun<Label>> {
  const address = parseLlmAddress(settings.url)
  if (!address.isLoopback && !settings.isRemoteAllowed) {
    const message = `expected --llm on this machine (localhost, 127.0.0.1, [::1]), got ${address.shown}. The texts of posts would leave this machine: allow it with --allow-remote.`
    throw new PipelineError('USAGE_OPTION_INVALID', message, { context: { url: address.shown } })
  }
  // Node would reject an invalid header value with a message that shows the key.
  if (settings.key !== null && !/^[\x21-\x7e]{1,4096}$/.test(settings.key)) {
    const message =
      'expected a key of visible ASCII characters without spaces in the environment, got others. Check for line ends and quotes round it.'
    throw new PipelineError('USAGE_OPTION_INVALID', message)
  }
  const asking = await prepare(settings)
  const cache = await openLlmCache(settings.cachePath)
  const server = new LlmServer(address, settings)
  const { ask, state } = createAsker(server, cache, settings, asking)
  return {
    classifier: asking.classifierOf({ ask }) as StanceClassifier<Label>,
    cache,
    shownUrl: address.shown,
    isLoopback: address.isLoopback,
    state,
    close: async () => {
      server.close()
      await cache.close()
    },
  }
}

/** A request that a run would send. */
export interface PlannedRequest extends Pick<ChatRequest, 'system' | 'user'> {
  readonly questions: readonly LlmQuestion[]
  /** True if the question was answered before, and would not be sent. */
  readonly isCached: boolean
  /** Estimated tokens if the first answers are valid. */
  readonly likely: TokenCounts
  /** Estimated tokens if all answers have the maximum length, and all posts the maximum of requests. */
  readonly most: TokenCounts
}

/** Creates the same classifier without a server. It answers no question, and reports each request that it would send, once. */
export async function planLlm(
  settings: LlmModelSettings & Pick<LlmRunSettings, 'cachePath'>,
  onRequest: (request: PlannedRequest) => void,
): Promise<Pick<LlmRun, 'classifier' | 'close'>> {
  const { keyOf, classifierOf, requestFor, batchSize } = await prepare(settings)
  const cache = existsSync(settings.cachePath) ? await openLlmCache(settings.cachePath, { isReadOnly: true }) : null
  const seen = new Set<string>()
  const plan = (group: readonly KeyedQuestion[], isCached: boolean): void => {
    const questions = group.map(({ question }) => question)
    const request = requestFor(questions)
    const prompt = promptTokens(request)
    const again = questions.map((question) => 2 * promptTokens(question) + estimateTokens(question.repair))
    const [whole, answer] = questions.length === 1 ? [0, 0] : [prompt, request.answerTokens]
    onRequest({
      ...request,
      questions,
      isCached,
      likely: { prompt, answer: FRAME_TOKENS + LABEL_TOKENS * questions.length },
      most: { prompt: again.reduce((sum, each) => sum + each, whole), answer: answer + 2 * ANSWER_TOKENS * questions.length },
    })
  }
  const port: LlmPort = {
    ask: async (questions) => {
      const pending: KeyedQuestion[] = []
      for (const question of questions) {
        const key = keyOf(question)
        if (seen.has(key)) continue
        seen.add(key)
        if (cache !== null && findAnswer(cache, key) !== null) plan([{ key, question }], true)
        else pending.push({ key, question })
      }
      for (const group of groupQuestions(pending, batchSize)) plan(group, false)
      return questions.map(() => ({ key: null, answer: null, noAnswerReason: 'not asked: a dry run' }))
    },
  }
  return { classifier: classifierOf(port), close: async () => cache?.close() }
}

const promptTokens = ({ system, user }: Pick<ChatRequest, 'system' | 'user'>): number => estimateTokens(system) + estimateTokens(user)

/** Lists the models of the Ollama at an address, in words. */
export const listModelsOf = (url: string): Promise<string> => {
  const sending = { key: null, timeoutMs: LISTING_MS, stop: new AbortController().signal }
  return listOllama((route, body) => sendJson(new URL(route, parseLlmAddress(url).url), body, sending))
}

async function prepare(settings: LlmModelSettings) {
  const { scheme, model, batchSize = 1 } = settings
  const path = settings.promptPath ?? join(PACKAGE_ROOT, 'models', 'llm', 'prompt.md')
  const text = await readInput(path)
  const template = parsePrompt(text, path)
  const decisive = { model, prompt: sha256Of(text), scheme: schemeSha256(scheme), ...(batchSize > 1 && { batchSize }) }
  const run = sha256Of(JSON.stringify([ASKING_VERSION, decisive])).slice(0, 16)
  const id = `${LLM_ID_PREFIX}${model}@${template.id}-${template.version}#${run.slice(0, 8)}`
  const renderer = createPromptRenderer(template, scheme, settings.edit)
  const { labels } = scheme
  return {
    run,
    batchSize,
    /** The request for one question, or for several posts of a thread. `ids` are the keys of the labels in its answer. */
    requestFor: (questions: readonly LlmQuestion[]): ChatRequest & { readonly ids: readonly string[] } => {
      const [{ system, user }] = questions as readonly [LlmQuestion]
      if (questions.length === 1) return { model, system, user, ids: ['label'], schema: answerSchema(labels), answerTokens: ANSWER_TOKENS }
      const batch = renderer.renderBatch(questions.map(({ input }) => input))
      const answerTokens = ANSWER_TOKENS + LABEL_TOKENS * questions.length
      return { ...batch, model, schema: answerSchema(labels, batch.ids), answerTokens }
    },
    /** The key of a question: a hash of everything that its answer depends on; 32 hex digits. */
    keyOf: ({ system, user }: Pick<LlmQuestion, 'system' | 'user'>): string =>
      sha256Of(`${run}\n${sha256Of(system)}\n${user}`).slice(0, 32),
    classifierOf: (port: LlmPort): StanceClassifier => createLlmClassifier({ ...settings, id, renderer, port }),
  }
}

/** The stored final answer to a question; null without one. */
function findAnswer(cache: LlmCache, key: string): LlmOutcome | null {
  const record = cache.lastOf(key)
  return record === null || needsRetry(record) ? null : outcomeOf(record)
}

type LlmContent = Pick<LlmRecord, 'content' | 'problem' | 'probabilities'>
const withoutContent = (problem: 'refused' | 'form'): LlmContent => ({ content: null, problem, probabilities: null })

/** Answers questions from the cache or the server. Stores every answer on disk before it counts. */
function createAsker(
  server: LlmServer,
  cache: LlmCache,
  { model, scheme, slots, onAnswer }: LlmRunSettings,
  { run, keyOf, requestFor, batchSize }: Awaited<ReturnType<typeof prepare>>,
): LlmPort & Pick<LlmRun, 'state'> {
  const { labels } = scheme
  const counts = { questionCount: 0, cachedCount: 0, failedCount: 0, silentCount: 0, cutCount: 0, looseCount: 0, aloneCount: 0 }
  const state = (): LlmState => ({ ...counts, ...server.usage })
  let served = cache.servedModelOf(run)

  /** Throws when the server switches models, because one name must not cover answers of two models. */
  const checkServed = (now: string | null): void => {
    if (now === null) return
    served ??= now
    if (served === now) return
    const message = `expected answers of the model "${served}" as before (${cache.path}), got one of "${now.slice(0, 80)}" to requests for "${model}". Name the exact version with --llm, or start another cache with --llm-cache; the answer was not kept.`
    throw new PipelineError('LLM_MODEL_CHANGED', message, { context: { model, before: served, now } })
  }

  /** The content of a reply for each id; null for a doubtful one. */
  const contentsOf = ({ content, tokens }: ChatReply, ids: readonly string[]): (LlmContent | null)[] => {
    if (content === null) return ids.map(() => ({ content, problem: 'declined', probabilities: null }))
    return readBatch(content, ids, labels).map((read, place) => {
      if (read === null) return null
      if (read.isLoose) counts.looseCount += 1
      // Only the label is kept: the rest could repeat the post.
      const kept = JSON.stringify({ label: labels[read.label] })
      return { content: kept, problem: null, probabilities: tokens && labelProbabilities(content, tokens, labels, ids[place]) }
    })
  }

  /** @param reply null where the server refused the question; `shareCount` questions share its tokens */
  const keep = (key: string, attempt: number, content: LlmContent, reply: ChatReply | null, shareCount = 1): LlmRecord => {
    const { servedModel: served = null, usage = null } = reply ?? {}
    checkServed(served)
    const tokens = usage && ([Math.ceil(usage.prompt / shareCount), Math.ceil(usage.answer / shareCount)] as const)
    const record = { key, attempt, run, model, served, ...content, tokens, at: new Date().toISOString() }
    cache.append(record)
    return record
  }

  const askOne = async ({ key, question }: KeyedQuestion): Promise<LlmOutcome> => {
    const { ids, ...request } = requestFor([question])
    let record = cache.lastOf(key)
    while (record === null || needsRetry(record)) {
      const attempt: number = record === null ? 0 : 1
      const reply = await server.ask(attempt === 0 ? request : { ...request, user: `${request.user}\n\n${question.repair}` })
      // Until a server has answered once, a rejection may be a fault of the server, so it is not stored.
      if (typeof reply === 'string' && (reply !== REFUSED || server.failure !== null))
        return { key: null, answer: null, noAnswerReason: reply }
      const isRefused = typeof reply === 'string'
      const content = isRefused ? withoutContent('refused') : (contentsOf(reply, ids)[0] ?? withoutContent('form'))
      record = keep(key, attempt, content, isRefused ? null : reply)
    }
    return outcomeOf(record)
  }

  type Settle = (key: string, outcome: LlmOutcome, isCached: boolean) => void

  /** Asks about posts of a thread together, then alone about each post with a doubtful answer. */
  const askGroup = async (group: readonly KeyedQuestion[], settle: Settle): Promise<void> => {
    const alone: KeyedQuestion[] = []
    if (group.length > 1 && group.every(({ key }) => cache.lastOf(key) === null)) {
      const { ids, ...request } = requestFor(group.map(({ question }) => question))
      const reply = await server.ask(request)
      const contents = typeof reply === 'string' || reply.content === null ? [] : contentsOf(reply, ids)
      const isOver = typeof reply === 'string' && ![REFUSED, PROMPT_CUT, ANSWER_CUT].includes(reply)
      for (const [place, each] of group.entries()) {
        const content = contents[place] ?? null
        if (content !== null) settle(each.key, outcomeOf(keep(each.key, 0, content, reply as ChatReply, group.length)), false)
        else if (isOver) settle(each.key, { key: null, answer: null, noAnswerReason: reply }, false)
        else alone.push(each)
      }
      counts.aloneCount += alone.length
    } else alone.push(...group)
    for (const each of alone) settle(each.key, await askOne(each), false)
  }

  const ask = async (questions: readonly LlmQuestion[]): Promise<readonly LlmOutcome[]> => {
    const outcomes = new Map<string, LlmOutcome>()
    const settle: Settle = (key, outcome, isCached) => {
      outcomes.set(key, outcome)
      counts.questionCount += 1
      counts.cachedCount += Number(isCached)
      counts.failedCount += Number(typeof outcome.answer === 'string')
      counts.silentCount += Number(outcome.noAnswerReason !== null)
      counts.cutCount += Number(outcome.noAnswerReason === PROMPT_CUT || outcome.noAnswerReason === ANSWER_CUT)
      onAnswer?.(state())
    }
    const keys = questions.map(keyOf)
    // Copies of a post in the same context give the same question.
    const pending = new Map(questions.map((question, index) => [keys[index] as string, question]))
    for (const key of pending.keys()) {
      const known = findAnswer(cache, key)
      if (known === null) continue
      settle(key, known, true)
      pending.delete(key)
    }
    const groups = groupQuestions(
      [...pending].map(([key, question]) => ({ key, question })),
      batchSize,
    )
    const waiting = groups.values()
    const faults: unknown[] = []
    // The first error ends all; earlier answers are kept.
    const work = async (): Promise<void> => {
      try {
        for (const group of waiting) await askGroup(group, settle)
      } catch (fault) {
        faults.push(fault)
        server.close()
      }
    }
    await Promise.all(Array.from({ length: Math.min(slots, groups.length) }, work))
    if (faults.length > 0) throw faults[0]
    if (server.failure !== null) throw server.failure
    return keys.map((key) => outcomes.get(key) as LlmOutcome)
  }
  return { ask, state }
}
