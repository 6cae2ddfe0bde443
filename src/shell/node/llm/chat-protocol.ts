import * as v from 'valibot'
import { COUNT, isRecord, objectOf, onlyOf, parseJson, TEXT } from '../../../base/json-shape.js'
import type { TokenChoice } from '../../../judge/stance/llm/llm-answer.js'

/** Ways to request the answer format, strictest first. */
const FORMATS = {
  json_schema: (schema: object) => ({ response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } } }),
  // llama.cpp and its Python server.
  json_object_schema: (schema: object) => ({ response_format: { type: 'json_object', schema } }),
  json_object: () => ({ response_format: { type: 'json_object' } }),
  none: () => ({}),
} as const
type AnswerFormat = keyof typeof FORMATS
const ANSWER_FORMATS = Object.keys(FORMATS) as AnswerFormat[]

/** The parts of the protocol a server supports: all, until it rejects a request. */
export interface ChatDialect {
  readonly format: AnswerFormat
  readonly logprobs: boolean
  /** Newer hosted models reject `max_tokens`. */
  readonly tokenLimit: 'max_tokens' | 'max_completion_tokens'
  readonly temperature: boolean
  readonly seed: boolean
  /** Turns thoughts off in chat templates: vLLM, llama.cpp. Hosted services reject it. */
  readonly template: boolean
  /** Turns thoughts off, or keeps them short for models that must think: OpenAI and most hosted services. */
  readonly effort: 'none' | 'minimal' | 'low' | null
}

/** Dialect of the first request to a server. */
export const FULL_DIALECT: ChatDialect = {
  format: 'json_schema',
  logprobs: true,
  tokenLimit: 'max_tokens',
  temperature: true,
  seed: true,
  template: true,
  effort: 'none',
}

export interface ChatRequest {
  readonly model: string
  readonly system: string
  readonly user: string
  readonly schema: object
  /** Longest answer, in tokens. */
  readonly answerTokens: number
}

/** The most alternatives per token that servers list. */
export const TOP_LOGPROBS = 20

export const messagesOf = ({ system, user }: Pick<ChatRequest, 'system' | 'user'>): object[] => [
  { role: 'system', content: system },
  { role: 'user', content: user },
]

export function chatBody(request: ChatRequest, dialect: ChatDialect): object {
  return {
    model: request.model,
    messages: messagesOf(request),
    [dialect.tokenLimit]: request.answerTokens,
    ...(dialect.temperature && { temperature: 0 }),
    ...(dialect.seed && { seed: 0 }),
    ...(dialect.effort !== null && { reasoning_effort: dialect.effort }),
    // Qwen and GLM name the first, DeepSeek and Granite the second.
    ...(dialect.template && { chat_template_kwargs: { enable_thinking: false, thinking: false } }),
    ...(dialect.logprobs && { logprobs: true, top_logprobs: TOP_LOGPROBS }),
    ...FORMATS[dialect.format](request.schema),
  }
}

/** Words by which servers name the parts of a request that they lack. */
const NAMES = {
  template: /chat_template_kwargs|enable_thinking/i,
  effort: /reasoning|\beffort\b/i,
  seed: /\bseed\b/i,
  logprobs: /logprob|logits_all/i,
  format: /response_format|response format|json_schema|json_object|grammar/i,
  tokenLimit: /max_completion_tokens/i,
  temperature: /temperature/i,
} as const

/** Tells a complaint about a part of the protocol. */
export const namesPart = (complaint: string): boolean => Object.values(NAMES).some((name) => name.test(complaint))

/**
 * Drops a rejected part of the dialect: the one that the message names, else the next. Null when nothing is left to drop. Thoughts that
 * cannot be turned off become as short as the message allows.
 */
export function relaxDialect(dialect: ChatDialect, complaint: string): ChatDialect | null {
  const format = ANSWER_FORMATS[ANSWER_FORMATS.indexOf(dialect.format) + 1]
  const effort = (['minimal', 'low'] as const).find((level) => dialect.effort === 'none' && complaint.includes(level)) ?? null
  const without: Readonly<Record<keyof typeof NAMES, Partial<ChatDialect> | null>> = {
    template: dialect.template ? { template: false } : null,
    effort: dialect.effort === null ? null : { effort },
    seed: dialect.seed ? { seed: false } : null,
    logprobs: dialect.logprobs ? { logprobs: false } : null,
    format: format === undefined ? null : { format },
    tokenLimit: dialect.tokenLimit === 'max_tokens' ? { tokenLimit: 'max_completion_tokens' } : null,
    temperature: dialect.temperature ? { temperature: false } : null,
  }
  const parts = Object.keys(NAMES) as (keyof typeof NAMES)[]
  const named = parts.find((part) => NAMES[part].test(complaint) && without[part] !== null)
  const next = named ?? parts.slice(0, parts.indexOf('tokenLimit')).find((part) => without[part] !== null)
  return next === undefined ? null : { ...dialect, ...without[next] }
}

/** Tokens of a request and its answer, as the server counts them. */
export interface TokenCounts {
  readonly prompt: number
  readonly answer: number
}

export interface ChatReply {
  /** The model's answer; null when it declined. */
  readonly content: string | null
  /** Null when the server lists no log probabilities. */
  readonly tokens: readonly TokenChoice[] | null
  /** The model as named by the server; null when it names none. */
  readonly servedModel: string | null
  /** Null when the server does not count tokens. */
  readonly usage: TokenCounts | null
  /** True if the answer ended at a limit of tokens. */
  readonly isCut: boolean
}

const USAGE = objectOf({ prompt_tokens: COUNT, completion_tokens: COUNT })

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
    usage: usage.success ? { prompt: usage.output.prompt_tokens, answer: usage.output.completion_tokens } : null,
    isCut: LIMITS.includes(end),
  }
}

export const nameOf = (model: unknown): string | null => (typeof model === 'string' && model !== '' ? model : null)

const CHOICE = { token: TEXT, logprob: v.number(), bytes: v.fallback(v.nullable(v.array(v.pipe(COUNT, v.maxValue(255)))), null) }
const OTHERS = v.array(v.fallback(v.nullable(onlyOf(CHOICE)), null))
const TOKENS = v.pipe(v.array(onlyOf({ ...CHOICE, top_logprobs: v.fallback(OTHERS, []) })), v.minLength(1))

/** Parses the tokens of an answer; null where a server lists none. */
export function parseTokens(listed: unknown): TokenChoice[] | null {
  const { success, output } = v.safeParse(TOKENS, listed)
  if (!success) return null
  return output.map(({ top_logprobs: others, ...choice }) => ({ ...choice, alternatives: others.filter((other) => other !== null) }))
}
