import * as v from 'valibot'
import { COUNT, isRecord, objectOf, parseJson } from '../../../base/json-shape.js'
import { type ChatReply, type ChatRequest, messagesOf, nameOf, parseTokens, TOP_LOGPROBS } from './chat-protocol.js'

/** A model as Ollama's `/api/show` describes it. */
export interface OllamaModel {
  /** Largest context window, in tokens; null when it is not reported. */
  readonly window: number | null
  /** Host to which Ollama forwards requests; null for a local model. */
  readonly remoteHost: string | null
  /** False for models that always think; they are asked to think little. */
  readonly canAnswerAtOnce: boolean
}

const WINDOW = v.pipe(COUNT, v.minValue(1))

/** Parses the reply of `/api/show`. The window stands under `ARCHITECTURE.context_length`. */
export function parseOllamaModel(body: string): OllamaModel {
  const shown = parseJson(body, () => null)
  const { model_info: info, details, remote_host: host } = isRecord(shown) ? shown : {}
  const [, window] = Object.entries(isRecord(info) ? info : {}).find(([name]) => /^[^.]+\.context_length$/.test(name)) ?? []
  const family = isRecord(details) ? details['family'] : null
  return { window: v.is(WINDOW, window) ? window : null, remoteHost: nameOf(host), canAnswerAtOnce: family !== 'gptoss' }
}

/** Parses the reply of `/api/tags`: the names of the models of a server. */
export function parseOllamaNames(body: string): string[] {
  const listed = parseJson(body, () => null)
  const models = isRecord(listed) && Array.isArray(listed['models']) ? (listed['models'] as readonly unknown[]) : []
  return models.flatMap((model) => (isRecord(model) ? (nameOf(model['name']) ?? []) : []))
}

/** @param window context window to load the model with, in tokens: Ollama's default is often too small for a prompt */
export function ollamaBody(request: ChatRequest, window: number, { canAnswerAtOnce }: OllamaModel): object {
  return {
    model: request.model,
    messages: messagesOf(request),
    stream: false,
    format: request.schema,
    think: canAnswerAtOnce ? false : 'low',
    keep_alive: '10m',
    // A prompt that does not fit gives an error, rather than a cut prompt.
    truncate: false,
    shift: false,
    logprobs: true,
    top_logprobs: TOP_LOGPROBS,
    options: { num_ctx: window, num_predict: request.answerTokens, temperature: 0, seed: 0 },
  }
}

const COUNTS = objectOf({ prompt_eval_count: COUNT, eval_count: COUNT })

/** Parses the body of a reply of `/api/chat`; null for anything but a whole answer. */
export function parseOllamaReply(body: string): ChatReply | null {
  const reply = parseJson(body, () => null)
  if (!isRecord(reply) || reply['done'] !== true || !isRecord(reply['message'])) return null
  const { content } = reply['message']
  if (typeof content !== 'string') return null
  const usage = v.safeParse(COUNTS, reply)
  return {
    content,
    tokens: parseTokens(reply['logprobs']),
    servedModel: nameOf(reply['model']),
    usage: usage.success ? { prompt: usage.output.prompt_eval_count, answer: usage.output.eval_count } : null,
    isCut: reply['done_reason'] === 'length',
  }
}
