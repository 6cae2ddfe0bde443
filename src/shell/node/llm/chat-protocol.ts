import * as v from 'valibot'
import { COUNT, isRecord, objectOf, onlyOf, parseJson, TEXT } from '../../../base/json-shape.js'
import type { TokenChoice } from '../../../judge/stance/llm/llm-answer.js'

export interface ChatRequest {
  readonly model: string
  readonly system: string
  readonly user: string
  readonly schema: object
  /** Longest answer, in tokens. */
  readonly answerTokens: number
}

/**
 * Parts that not every server takes, those of the fewest first. A server that refuses a run's first request is asked without the first of
 * them, then without the first two, and so on; the prompt alone asks for the form too.
 */
const OPTIONAL_PARTS: readonly ((request: ChatRequest) => object)[] = [
  // Ollama and newer servers turn thoughts off by the first, vLLM and llama.cpp by the second: Qwen and GLM name it in one way, DeepSeek
  // and Granite in the other.
  () => ({ reasoning_effort: 'none' }),
  () => ({ chat_template_kwargs: { enable_thinking: false, thinking: false } }),
  () => ({ logprobs: true, top_logprobs: 20, seed: 0 }),
  ({ answerTokens }) => ({ max_tokens: answerTokens, temperature: 0 }),
  ({ schema }) => ({ response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } } }),
]
export const OPTIONAL_PART_COUNT = OPTIONAL_PARTS.length

/** @param leftOutCount parts that the server does not take */
export function chatBody(request: ChatRequest, leftOutCount: number): object {
  const { model, system, user } = request
  const messages = [
    { role: 'system', content: system },
    { role: 'user', content: user },
  ]
  return Object.assign({ model, messages }, ...OPTIONAL_PARTS.slice(leftOutCount).map((partOf) => partOf(request)))
}

export interface ChatReply {
  /** The model's answer; null when it declined. */
  readonly content: string | null
  /** Null when the server lists no log probabilities. */
  readonly tokens: readonly TokenChoice[] | null
  /** The model as named by the server; null when it names none. */
  readonly servedModel: string | null
  /** Tokens of the prompt as the server counts them; null when it does not. */
  readonly promptTokenCount: number | null
  /** True if the answer ended at a limit of tokens. */
  readonly isCut: boolean
}

const USAGE = objectOf({ prompt_tokens: COUNT })

/** Reasons for an end at a limit, as OpenAI, Mistral and translated services name them. */
const LIMITS: readonly unknown[] = ['length', 'model_length', 'max_tokens']

/** Parses the body of a reply; null for invalid JSON, no choice, or choices that differ. */
export function parseChatReply(body: string): ChatReply | null {
  const reply = parseJson(body, () => null)
  if (!isRecord(reply) || !Array.isArray(reply['choices'])) return null
  const choices = (reply['choices'] as readonly unknown[]).filter(isRecord)
  const [first] = choices
  if (first === undefined || choices.length !== reply['choices'].length || !isRecord(first['message'])) return null
  const { content, refusal } = first['message']
  if (choices.some(({ message }) => !isRecord(message) || message['content'] !== content)) return null
  const { finish_reason: end } = first
  const hasDeclined = (typeof refusal === 'string' && refusal !== '') || end === 'content_filter'
  if (!hasDeclined && typeof content !== 'string' && content !== null && content !== undefined) return null
  const usage = v.safeParse(USAGE, reply['usage'])
  return {
    content: hasDeclined ? null : ((content as string | null) ?? ''),
    tokens: parseTokens(isRecord(first['logprobs']) ? first['logprobs']['content'] : null),
    servedModel: nameOf(reply['model']),
    promptTokenCount: usage.success ? usage.output.prompt_tokens : null,
    isCut: LIMITS.includes(end),
  }
}

const nameOf = (model: unknown): string | null => (typeof model === 'string' && model !== '' ? model : null)

const CHOICE = { token: TEXT, logprob: v.number(), bytes: v.fallback(v.nullable(v.array(v.pipe(COUNT, v.maxValue(255)))), null) }
const OTHERS = v.array(v.fallback(v.nullable(onlyOf(CHOICE)), null))
const TOKENS = v.pipe(v.array(onlyOf({ ...CHOICE, top_logprobs: v.fallback(OTHERS, []) })), v.minLength(1))

/** Parses the tokens of an answer; null where a server lists none. */
function parseTokens(listed: unknown): TokenChoice[] | null {
  const { success, output } = v.safeParse(TOKENS, listed)
  if (!success) return null
  return output.map(({ top_logprobs: others, ...choice }) => ({ ...choice, alternatives: others.filter((other) => other !== null) }))
}
