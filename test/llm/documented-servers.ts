import { type Act, type ChatBody, goodAnswer, reply, send } from './scripted-server.js'

/** A server that does what its documents say, with a model that labels posts by their words. */
export interface Documented {
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

/** The models that an Ollama has. */
export const OLLAMA_MODELS = ['qwen3:8b', 'gpt-oss:20b', 'glm-4.6:cloud']

/** Ollama 0.12 and later (docs/openapi.yaml, api/types.go); `knowsTruncate: false` is one of before. */
export function ollama({ window = 40_960, thinks = true, knowsTruncate = true }: Documented & { knowsTruncate?: boolean } = {}): Act {
  return (seen, response) => {
    const { path, body } = seen
    if (path === '/api/tags') return send(response, 200, { models: OLLAMA_MODELS.map((name) => ({ name, model: name })) })
    if (!OLLAMA_MODELS.includes(body.model)) return send(response, 404, { error: `model '${body.model}' not found` })
    const isHarmony = body.model.startsWith('gpt-oss')
    if (path === '/api/show') {
      const family = isHarmony ? 'gptoss' : 'qwen3'
      const remote = body.model.endsWith('cloud') ? { remote_host: 'https://ollama.com:443', remote_model: 'glm-4.6' } : {}
      const info = { 'general.architecture': family, [`${family}.context_length`]: window }
      return send(response, 200, { details: { family }, model_info: info, capabilities: ['completion', 'thinking'], ...remote })
    }
    if (path !== '/api/chat') return send(response, 404, '404 page not found')
    const { num_ctx: asked = 4096, num_predict: limit = -1 } = body['options'] as { num_ctx?: number; num_predict?: number }
    const context = Math.min(asked, window)
    const [promptTokens, isTooLong] = [tokensOf(body), tokensOf(body) >= context]
    if (isTooLong && knowsTruncate && body['truncate'] === false) {
      return send(response, 400, { error: 'the prompt is longer than the context length currently available to the model' })
    }
    const isThinking = thinks && (isHarmony ? body['think'] !== 'low' : body['think'] !== false)
    const content = isThinking ? '' : isTooLong || body['format'] === undefined ? BLIND : goodAnswer(seen)
    send(response, 200, {
      model: body.model,
      message: { role: 'assistant', content, ...(isThinking && { thinking: 'Let me see … ' }) },
      done: true,
      done_reason: isThinking ? 'length' : 'stop',
      prompt_eval_count: isTooLong ? Math.floor(context / 2) : promptTokens,
      eval_count: isThinking ? limit : 9,
    })
  }
}

const OPENAI_FIELDS = new Set(
  'model messages max_tokens max_completion_tokens temperature seed reasoning_effort logprobs top_logprobs response_format'.split(' '),
)
const fault = (message: string): object => ({ error: { message, type: 'invalid_request_error' } })

/** OpenAI (openai-openapi, CreateChatCompletionRequest), with a reasoning model or one that does not think. */
export function openAi({ window = 8192, thinks = false }: Documented = {}): Act {
  return (seen, response) => {
    const { body } = seen
    const unknown = Object.keys(body).find((field) => !OPENAI_FIELDS.has(field))
    if (unknown !== undefined) return send(response, 400, fault(`Unrecognized request argument supplied: ${unknown}`))
    const effort = body['reasoning_effort']
    if (thinks && effort === 'none') {
      const values = "Supported values are: 'minimal', 'low', 'medium', and 'high'."
      return send(response, 400, fault(`Unsupported value: 'reasoning_effort' does not support 'none' with this model. ${values}`))
    }
    if (!thinks && effort !== undefined) return send(response, 400, fault('Unrecognized request argument supplied: reasoning_effort'))
    if (thinks) {
      if (body['max_tokens'] !== undefined)
        return send(response, 400, fault("Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead."))
      if (body.temperature !== undefined) return send(response, 400, fault("Unsupported value: 'temperature' does not support 0."))
      if (body.logprobs) return send(response, 403, fault('You are not allowed to request logprobs from this model'))
    }
    const tokens = tokensOf(body)
    if (tokens > window) return send(response, 400, fault(`This model's maximum context length is ${window} tokens.`))
    send(response, 200, reply(goodAnswer(seen), { usage: { prompt_tokens: tokens, completion_tokens: 9 } }))
  }
}

const isTemplated = (body: ChatBody): boolean =>
  (body['chat_template_kwargs'] as { enable_thinking?: boolean } | undefined)?.enable_thinking === false

/** A body of thoughts that used up the limit. */
const thoughts = (body: ChatBody, field: string): object =>
  reply(
    null,
    { usage: { prompt_tokens: tokensOf(body), completion_tokens: body['max_tokens'] } },
    { message: { role: 'assistant', content: null, [field]: 'Let me see … ' }, finish_reason: 'length' },
  )

/** vLLM (docs/features/reasoning_outputs.md, structured_outputs.md): ignores unknown fields, refuses what is too long. */
export function vllm({ window = 8192, thinks = true }: Documented = {}): Act {
  return (seen, response) => {
    const { body } = seen
    const tokens = tokensOf(body)
    if (tokens + Number(body['max_tokens']) > window) {
      const message = `This model's maximum context length is ${window} tokens. However, you requested ${tokens} tokens in the messages.`
      return send(response, 400, { object: 'error', message, type: 'BadRequestError', code: 400 })
    }
    if (thinks && !isTemplated(body)) return send(response, 200, thoughts(body, 'reasoning'))
    send(response, 200, reply(goodAnswer(seen), { usage: { prompt_tokens: tokens, completion_tokens: 9 } }))
  }
}

/** llama.cpp's server (tools/server/README.md); `cuts` is one of before 2025, which read the prompt's end alone. */
export function llamaCpp({ window = 8192, thinks = true, cuts = false }: Documented & { cuts?: boolean } = {}): Act {
  return (seen, response) => {
    const { body } = seen
    const tokens = tokensOf(body)
    if (tokens > window && !cuts) {
      const message = `request (${tokens} tokens) exceeds the available context size (${window} tokens), try increasing it`
      return send(response, 400, { error: { code: 400, message, type: 'exceed_context_size_error' } })
    }
    if (thinks && !isTemplated(body) && body['reasoning_effort'] !== 'none') return send(response, 200, thoughts(body, 'reasoning_content'))
    const isCut = tokens > window
    const usage = { prompt_tokens: isCut ? Math.floor(window / 2) : tokens, completion_tokens: 9 }
    send(response, 200, reply(isCut ? BLIND : goodAnswer(seen), { usage }))
  }
}
