import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { PipelineError } from '../../../base/errors.js'
import { schemeSha256 } from '../../../base/scheme/scheme-tag.js'
import { ANSWER_TOKENS } from '../../../judge/stance/llm/chat-protocol.js'
import { parsePrompt } from '../../../judge/stance/llm/prompt-template.js'
import { createPromptRenderer } from '../../../judge/stance/llm/render-prompt.js'
import { createLlmClassifier, LLM_ID_PREFIX, type LlmPort, type LlmQuestion } from '../../../judge/stance/llm-classifier.js'
import type { StanceClassifier } from '../../../judge/stance/stance-classifier.js'
import { PACKAGE_ROOT } from '../file/package-root.js'
import { readInput } from '../file/read-source.js'
import { sha256Of } from '../file/sha256.js'
import { parseLlmAddress } from './llm-address.js'
import { LlmAsker } from './llm-asker.js'
import { estimateTokens, LlmBudget, type TokenCounts } from './llm-budget.js'
import { type LlmCache, openLlmCache } from './llm-cache.js'
import { createLlmClient } from './llm-client.js'
import { LlmServer } from './llm-server.js'
import type { LlmModelSettings, LlmRunSettings, LlmState } from './llm-settings.js'

/** An open language model. */
export interface LlmRun {
  readonly classifier: StanceClassifier
  readonly cache: Pick<LlmCache, 'path' | 'recordCount' | 'cutByteCount'>
  /** Address of the server, for messages. */
  readonly shownUrl: string
  readonly isLoopback: boolean
  /** Progress and usage so far. */
  state(): LlmState
  /** Closes the connections and the cache. */
  close(): Promise<void>
}

/** A question that a run would send. */
export interface PlannedQuestion {
  readonly question: LlmQuestion
  readonly key: string
  readonly isCached: boolean
  /** Tokens of the prompt, about, and of the longest answer. */
  readonly tokens: TokenCounts
}

const LLM_PROMPT_PATH = join(PACKAGE_ROOT, 'models', 'llm', 'prompt.md')

const TIMEOUT_MS = 240_000
const RETRY_COUNT = 5
const BACKOFF_MS = 500

/** Must change whenever the same question is phrased differently. */
const ASKING_VERSION = 'dealstance/llm@1'

/**
 * Opens a language model on a chat-completions server as a classifier.
 *
 * @throws {PipelineError} `USAGE_OPTION_INVALID` for a remote address that is not allowed, or an invalid key; `PROMPT_INVALID`;
 *   `LLM_CACHE_INVALID`, `LLM_CACHE_LOCKED`, `OUTPUT_UNWRITABLE`; errors of reading the prompt
 */
export async function openLlm(settings: LlmRunSettings): Promise<LlmRun> {
  const address = parseLlmAddress(settings.url)
  if (!address.isLoopback && !settings.isRemoteAllowed) {
    const message = `expected --llm on this machine (localhost, 127.0.0.1, [::1]), got ${address.shown}. The texts of posts would leave this machine: allow it with --allow-remote.`
    throw new PipelineError('USAGE_OPTION_INVALID', message, { context: { url: address.shown } })
  }
  checkKey(settings.key)
  const { makeAsker, makeClassifier } = await prepare(settings)
  const cache = await openLlmCache(settings.cachePath)
  const { key, slots, maxRequests, timeoutMs = TIMEOUT_MS, retryCount = RETRY_COUNT, backoffMs = BACKOFF_MS } = settings
  const budget = new LlmBudget(maxRequests)
  const client = createLlmClient(address, key, timeoutMs)
  const server = new LlmServer({ client, shown: address.shown, key, budget, retryCount, backoffMs })
  const state = (): LlmState => ({ ...asker.counts, requestCount: budget.requestCount, tokens: budget.tokens })
  const asker = makeAsker({ server, cache, slots, onAnswer: () => settings.onAnswer?.(state()) })
  return {
    classifier: makeClassifier(asker),
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

/** Creates the same classifier without a server: it passes every question to `onQuestion` and answers none. */
export async function planLlm(
  settings: LlmModelSettings,
  cachePath: string,
  onQuestion: (planned: PlannedQuestion) => void,
): Promise<Pick<LlmRun, 'classifier' | 'close'>> {
  const { makeAsker, makeClassifier } = await prepare(settings)
  const cache = existsSync(cachePath) ? await openLlmCache(cachePath, { isReadOnly: true }) : null
  const asker = makeAsker({ server: NO_SERVER, cache: cache ?? EMPTY_CACHE, slots: 1 })
  const port: LlmPort = {
    ask: async (questions) =>
      questions.map((question) => {
        const tokens = { prompt: estimateTokens(question.system) + estimateTokens(question.user), answer: ANSWER_TOKENS }
        onQuestion({ question, key: asker.keyOf(question), isCached: asker.isCached(question), tokens })
        return { key: null, answer: null, noAnswerReason: 'not asked: a dry run' }
      }),
  }
  return { classifier: makeClassifier(port), close: async () => cache?.close() }
}

async function prepare(settings: LlmModelSettings) {
  const { scheme } = settings
  const path = settings.promptPath ?? LLM_PROMPT_PATH
  const text = await readInput(path)
  const template = parsePrompt(text, path)
  const decisive = { model: settings.model, prompt: sha256Of(text), scheme: schemeSha256(scheme) }
  const run = sha256Of(JSON.stringify([ASKING_VERSION, decisive])).slice(0, 16)
  const id = `${LLM_ID_PREFIX}${settings.model}@${template.id}-${template.version}#${run.slice(0, 8)}`
  const renderer = createPromptRenderer(template, scheme, settings.edit)
  return {
    makeAsker: (connection: Omit<ConstructorParameters<typeof LlmAsker>[0], 'settings' | 'run'>): LlmAsker =>
      new LlmAsker({ ...connection, settings, run }),
    makeClassifier: (port: LlmPort): StanceClassifier => createLlmClassifier({ ...settings, id, renderer, port }),
  }
}

function checkKey(key: string | null): void {
  // Node would reject an invalid header value with a message that shows the key.
  if (key === null || /^[\x21-\x7e]{1,4096}$/.test(key)) return
  const message =
    'expected a key of visible ASCII characters without spaces in the environment, got others. Check for line ends and quotes round it.'
  throw new PipelineError('USAGE_OPTION_INVALID', message)
}

const EMPTY_CACHE: LlmCache = {
  path: '',
  recordCount: 0,
  cutByteCount: 0,
  find: () => null,
  servedModelOf: () => null,
  append: () => {},
  close: async () => {},
}

const NO_SERVER = { failure: null, ask: () => Promise.reject(new Error('a dry run asks nothing')), close: () => {} }
