import { type Act, type ChatBody, goodAnswer, reply, send } from './scripted-server.js'

/** A server that does what its documents say, with a model that labels posts by their words. */
interface Documented {
  /** Context window, in tokens. Default 8,192. */
  readonly window?: number
  /** The model thinks, beyond any limit of tokens, unless it is told not to. */
  readonly thinks?: boolean
}

/** Tokens of a text: more than its words, as every vocabulary counts. */
const tokensOf = (body: ChatBody): number =>
  Math.ceil(body.messages.reduce((sum, { content }) => sum + content.split(/\s+/).length, 0) * 1.4)

/** What a model says that has not read its instructions: a label, since the schema forces one. */
const BLIND = JSON.stringify({ label: 'retreat' })

const fault = (message: string): object => ({ error: { message, type: 'invalid_request_error' } })
const usageOf = (body: ChatBody): object => ({
  prompt_tokens: tokensOf(body),
  completion_tokens: 9,
})

/** A body of thoughts that used up the limit. */
const thoughts = (body: ChatBody, field: string): object =>
  reply(
    null,
    { usage: { prompt_tokens: tokensOf(body), completion_tokens: body['max_tokens'] } },
    {
      message: { role: 'assistant', content: null, [field]: 'Let me see … ' },
      finish_reason: 'length',
    },
  )

/** What a server says of a part of a request that it does not take; null for one that it takes. */
type Complaint = (body: ChatBody) => string | null

/** A hosted service: refuses by name what it does not take, and what is too long. */
const hosted =
  (complain: Complaint, status = 400, { window = 8192 }: Documented = {}): Act =>
  (seen, response) => {
    const complaint = complain(seen.body)
    if (complaint !== null) return send(response, status, fault(complaint))
    if (tokensOf(seen.body) > window)
      return send(response, 400, fault(`This model's maximum context length is ${window} tokens.`))
    send(response, 200, reply(goodAnswer(seen), { usage: usageOf(seen.body) }))
  }

const taking =
  (fields: string, more: Complaint = () => null): Complaint =>
  (body) => {
    const unknown = Object.keys(body).find(
      (field) => !['model', 'messages', ...fields.split(' ')].includes(field),
    )
    return unknown === undefined ? more(body) : `Unrecognized request argument supplied: ${unknown}`
  }

/** OpenAI (openai-openapi, CreateChatCompletionRequest), with a model that does not think. */
export const openAi = (model: Documented = {}): Act =>
  hosted(taking('max_tokens temperature logprobs top_logprobs response_format'), 400, model)

/** OpenAI with a reasoning model, which forbids log-probabilities. */
export const openAiReasoning: Act = (seen, response) => {
  if (seen.body['logprobs'])
    return send(response, 403, fault('You are not allowed to request logprobs from this model'))
  hosted(
    taking(
      'max_completion_tokens response_format reasoning_effort',
      ({ reasoning_effort: effort }) =>
        effort === 'none' ? "'reasoning_effort' does not support 'none' with this model." : null,
    ),
  )(seen, response)
}

/** Mistral: no effort, template or log-probabilities, status 422. */
export const mistral: Act = hosted(taking('max_tokens temperature response_format'), 422)

/** Groq with a model that takes no schema. */
export const groq: Act = hosted(
  taking(
    'max_tokens temperature reasoning_effort response_format',
    ({ response_format: format }) =>
      format?.type === 'json_schema'
        ? 'This model does not support response format `json_schema`.'
        : null,
  ),
)

/**
 * Ollama's address for OpenAI's protocol (docs/openai.md): reads unknown fields past, and cuts a
 * prompt without a word.
 */
export function ollama({ window = 4096, thinks = true }: Documented = {}): Act {
  return (seen, response) => {
    const { body } = seen
    const tokens = tokensOf(body)
    if (thinks && body['reasoning_effort'] !== 'none')
      return send(response, 200, thoughts(body, 'reasoning'))
    const usage = { prompt_tokens: Math.min(tokens, window), completion_tokens: 9 }
    send(response, 200, reply(tokens > window ? BLIND : goodAnswer(seen), { usage }))
  }
}

const isTemplated = (body: ChatBody): boolean =>
  (body['chat_template_kwargs'] as { enable_thinking?: boolean } | undefined)?.enable_thinking ===
  false

/**
 * vLLM (docs/features/reasoning_outputs.md, structured_outputs.md): refuses an effort of none, and
 * what is too long.
 */
export function vllm({ window = 8192, thinks = true }: Documented = {}): Act {
  return (seen, response) => {
    const { body } = seen
    if (body['reasoning_effort'] === 'none')
      return send(response, 400, fault("Input should be 'low', 'medium' or 'high'"))
    if (tokensOf(body) + Number(body['max_tokens'] ?? 0) > window)
      return send(response, 400, fault(`This model's maximum context length is ${window} tokens.`))
    if (thinks && !isTemplated(body)) return send(response, 200, thoughts(body, 'reasoning'))
    send(response, 200, reply(goodAnswer(seen), { usage: usageOf(body) }))
  }
}

/**
 * llama.cpp's server (tools/server/README.md); `cuts` is one of before 2025, which read the
 * prompt's end alone.
 */
export function llamaCpp({
  window = 8192,
  thinks = true,
  cuts = false,
}: Documented & { cuts?: boolean } = {}): Act {
  return (seen, response) => {
    const { body } = seen
    const tokens = tokensOf(body)
    if (tokens > window && !cuts)
      return send(
        response,
        400,
        fault(`request (${tokens} tokens) exceeds the available context size (${window} tokens)`),
      )
    if (thinks && !isTemplated(body))
      return send(response, 200, thoughts(body, 'reasoning_content'))
    const usage = { prompt_tokens: Math.min(tokens, Math.floor(window / 2)), completion_tokens: 9 }
    send(
      response,
      200,
      reply(tokens > window ? BLIND : goodAnswer(seen), {
        usage: tokens > window ? usage : usageOf(body),
      }),
    )
  }
}
