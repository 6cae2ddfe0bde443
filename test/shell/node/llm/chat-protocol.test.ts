import { describe, expect, it } from 'vitest'
import { type ChatDialect, chatBody, FULL_DIALECT, parseChatReply, relaxDialect } from '../../../../src/shell/node/llm/chat-protocol.js'

describe('the chat protocol', () => {
  const request = {
    model: 'm',
    system: 's',
    user: 'u',
    schema: { type: 'object' },
    answerTokens: 2000,
  }

  it('first requests a schema and log probabilities', () => {
    expect(chatBody(request, FULL_DIALECT)).toMatchObject({
      messages: [
        { role: 'system', content: 's' },
        { role: 'user', content: 'u' },
      ],
      response_format: { type: 'json_schema', json_schema: { strict: true } },
      logprobs: true,
      top_logprobs: 20,
      max_tokens: 2000,
      temperature: 0,
      seed: 0,
      reasoning_effort: 'none',
      chat_template_kwargs: { enable_thinking: false, thinking: false },
    })
  })

  it.each([
    ["Unknown parameter: 'logprobs'", { logprobs: false }],
    ['logprobs is not supported for models created with logits_all=False', { logprobs: false }],
    ["Input should be 'text' or 'json_object' (response_format.type)", { format: 'json_object_schema' }],
    ["Use 'max_completion_tokens' instead.", { tokenLimit: 'max_completion_tokens' }],
    ["'temperature' does not support 0 with this model", { temperature: false }],
    ['Unrecognized request argument supplied: chat_template_kwargs', { template: false }],
    ["'reasoning_effort' does not support 'none'. Supported values are: 'minimal', 'low', 'medium'", { effort: 'minimal' }],
    ['`reasoning_effort` must be one of `low`, `medium`, or `high`', { effort: 'low' }],
    ['Unrecognized request argument supplied: reasoning_effort', { effort: null }],
    ['Invalid JSON payload received. Unknown name "seed": Cannot find field.', { seed: false }],
    ['bad request', { template: false }],
  ])('asks for less when told %j', (complaint, eased) =>
    expect(relaxDialect(FULL_DIALECT, complaint)).toEqual({ ...FULL_DIALECT, ...eased }),
  )

  it('returns null when nothing is left to drop', () => {
    let [dialect, steps] = [FULL_DIALECT as ChatDialect | null, 0]
    for (; dialect !== null; steps++) dialect = relaxDialect(dialect, 'no')
    expect(steps).toBe(8)
  })

  it.each([
    ['no JSON', '{"choices": [{"mess'],
    ['an error', '{"error": {"message": "overloaded"}}'],
    ['no choice', '{"choices": []}'],
    ['a choice without a message', '{"choices": [{}]}'],
    ['content that is no text', '{"choices": [{"message": {"content": [1]}}]}'],
    ['two choices that differ', '{"choices": [{"message": {"content": "a"}}, {"message": {"content": "b"}}]}'],
  ])('reads %s as no reply', (_, body) => expect(parseChatReply(body)).toBeNull())

  it('parses content, tokens, usage and the served model; identical choices count as one', () => {
    const message = { content: '{"label": "retreat"}' }
    const logprobs = { content: [{ token: 'a', logprob: -0.5, bytes: [97], top_logprobs: [{ token: 'b', logprob: -1 }] }] }
    const body = { model: 'served', choices: [{ message, logprobs }, { message }], usage: { prompt_tokens: 3, completion_tokens: 2 } }
    expect(parseChatReply(JSON.stringify(body))).toEqual({
      content: '{"label": "retreat"}',
      tokens: [{ token: 'a', bytes: [97], logprob: -0.5, alternatives: [{ token: 'b', bytes: null, logprob: -1 }] }],
      servedModel: 'served',
      usage: { prompt: 3, answer: 2 },
      isCut: false,
    })
    const declined = { choices: [{ message: { content: null, refusal: 'no' } }] }
    expect(parseChatReply(JSON.stringify(declined))).toMatchObject({ content: null, tokens: null, servedModel: null, usage: null })
  })
})
