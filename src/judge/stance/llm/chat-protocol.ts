import * as v from 'valibot'
import { COUNT, isRecord, objectOf, onlyOf, parseJson, TEXT } from '../../../base/json-shape.js'
import type { TokenChoice } from './llm-answer.js'

/** Ways to request the answer format, strictest first. */
const FORMATS = {
  json_schema: (schema: object) => ({ response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } } }),
  json_object: () => ({ response_format: { type: 'json_object' } }),
  none: () => ({}),
} as const
type AnswerFormat = keyof typeof FORMATS
const ANSWER_FORMATS = Object.keys(FORMATS) as AnswerFormat[]

/** Longest answer, in tokens. A dozen is enough; models that think need more. */
export const ANSWER_TOKENS = 2000

/** The parts of the protocol a server supports: all, until it rejects a request. */
export interface ChatDialect {
  readonly format: AnswerFormat
  readonly logprobs: boolean
  /** Newer hosted models reject `max_tokens`. */
  readonly tokenLimit: 'max_tokens' | 'max_completion_tokens'
  readonly temperature: boolean
}

export interface ChatRequest {
  readonly model: string
  readonly system: string
  readonly user: string
  readonly schema: object
}

/** The most alternatives per token that hosted servers list. */
const TOP_LOGPROBS = 20

export function chatBody({ model, system, user, schema }: ChatRequest, dialect: ChatDialect): object {
  return {
    model,
    messages: [
      { role: 'system', content: system },
      { role: 'user', content: user },
    ],
    [dialect.tokenLimit]: ANSWER_TOKENS,
    ...(dialect.temperature && { temperature: 0 }),
    ...(dialect.logprobs && { logprobs: true, top_logprobs: TOP_LOGPROBS }),
    ...FORMATS[dialect.format](schema),
  }
}

/** Drops a part of the dialect that a server rejected: the one its message names, or the next. Null when nothing is left to drop. */
export function relaxDialect(dialect: ChatDialect, complaint: string): ChatDialect | null {
  const lessStrict = ANSWER_FORMATS[ANSWER_FORMATS.indexOf(dialect.format) + 1]
  const format = lessStrict === undefined ? null : { ...dialect, format: lessStrict }
  const logprobs = dialect.logprobs ? { ...dialect, logprobs: false } : null
  const relaxations: readonly (readonly [RegExp, ChatDialect | null])[] = [
    [/logprob|logits_all/i, logprobs],
    [/response_format|json_schema|json_object|grammar/i, format],
    [/max_completion_tokens/i, dialect.tokenLimit === 'max_tokens' ? { ...dialect, tokenLimit: 'max_completion_tokens' } : null],
    [/temperature/i, dialect.temperature ? { ...dialect, temperature: false } : null],
  ]
  return relaxations.find(([pattern, less]) => less !== null && pattern.test(complaint))?.[1] ?? format ?? logprobs
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
}

const USAGE = objectOf({ prompt_tokens: COUNT, completion_tokens: COUNT })

/** Parses the body of a reply; null for invalid JSON, no choice, or choices that differ. */
export function parseChatReply(body: string): ChatReply | null {
  const reply = parseJson(body, () => null)
  if (!isRecord(reply) || !Array.isArray(reply['choices'])) return null
  const choices = (reply['choices'] as readonly unknown[]).filter(isRecord)
  const [first] = choices
  if (first === undefined || choices.length !== reply['choices'].length || !isRecord(first['message'])) return null
  const { content, refusal } = first['message']
  if (choices.some(({ message }) => !isRecord(message) || message['content'] !== content)) return null
  const hasDeclined = typeof refusal === 'string' || first['finish_reason'] === 'content_filter'
  if (!hasDeclined && typeof content !== 'string' && content !== null) return null
  const { model } = reply
  const usage = v.safeParse(USAGE, reply['usage'])
  return {
    content: hasDeclined ? null : ((content as string | null) ?? ''),
    tokens: parseTokens(first['logprobs']),
    servedModel: typeof model === 'string' && model !== '' ? model : null,
    usage: usage.success ? { prompt: usage.output.prompt_tokens, answer: usage.output.completion_tokens } : null,
  }
}

const CHOICE = { token: TEXT, logprob: v.number(), bytes: v.fallback(v.nullable(v.array(v.pipe(COUNT, v.maxValue(255)))), null) }
const OTHERS = v.array(v.fallback(v.nullable(onlyOf(CHOICE)), null))
const TOKENS = v.pipe(v.array(onlyOf({ ...CHOICE, top_logprobs: v.fallback(OTHERS, []) })), v.minLength(1))

function parseTokens(logprobs: unknown): TokenChoice[] | null {
  const { success, output } = v.safeParse(TOKENS, isRecord(logprobs) ? logprobs['content'] : null)
  if (!success) return null
  return output.map(({ top_logprobs: others, ...choice }) => ({ ...choice, alternatives: others.filter((other) => other !== null) }))
}
