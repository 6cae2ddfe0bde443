import { describe, expect, it } from 'vitest'
import { chatBody, OPTIONAL_PART_COUNT, parseChatReply } from '../../../../src/shell/node/llm/chat-protocol.js'

describe('the chat protocol', () => {
  const request = {
    model: 'm',
    system: 's',
    user: 'u',
    schema: { type: 'object' },
    answerTokens: 2000,
  }

  it('asks for all at first, and leaves out a part more after each refusal', () => {
    const messages = [
      { role: 'system', content: 's' },
      { role: 'user', content: 'u' },
    ]
    const parts = [
      { reasoning_effort: 'none' },
      { chat_template_kwargs: { enable_thinking: false, thinking: false } },
      { logprobs: true, top_logprobs: 20, seed: 0 },
      { max_tokens: 2000, temperature: 0 },
      { response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema: { type: 'object' } } } },
    ]
    for (let count = 0; count <= OPTIONAL_PART_COUNT; count++)
      expect(chatBody(request, count)).toEqual(Object.assign({ model: 'm', messages }, ...parts.slice(count)))
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
      promptTokenCount: 3,
      isCut: false,
    })
    const declined = { choices: [{ message: { content: null, refusal: 'no' } }] }
    expect(parseChatReply(JSON.stringify(declined))).toMatchObject({
      content: null,
      tokens: null,
      servedModel: null,
      promptTokenCount: null,
    })
  })
})
