import { describe, expect, it } from 'vitest'
import { parseReply } from '../../../../src/shell/node/llm/llm-server.js'

describe('a reply of the chat protocol', () => {
  it.each([
    ['no JSON', '{"choices": [{"mess'],
    ['an error', '{"error": {"message": "overloaded"}}'],
    ['no choice', '{"choices": []}'],
    ['a choice without a message', '{"choices": [{}]}'],
    ['content that is no text', '{"choices": [{"message": {"content": [1]}}]}'],
  ])('is none in %s', (_, body) => expect(parseReply(body, '')).toBeNull())

  it('gives content and the served model, and tells a prompt of which the server read a part', () => {
    const body = {
      model: 'served',
      choices: [{ message: { content: 'yes' } }],
      usage: { prompt_tokens: 3, completion_tokens: 2 },
    }
    expect(parseReply(JSON.stringify(body), 'one two three')).toEqual({
      content: 'yes',
      tokens: null,
      served: 'served',
    })
    expect(parseReply(JSON.stringify(body), 'one two three four five')).toContain(
      'only a part of the prompt',
    )
    expect(parseReply(JSON.stringify({ choices: body.choices, usage: null }), 'one two')).toEqual({
      content: 'yes',
      tokens: null,
      served: null,
    })
  })

  it('gives the tokens with their log-probabilities, and none of another form', () => {
    const listed = {
      token: 'a',
      logprob: -0.5,
      bytes: [97],
      top_logprobs: [{ token: 'b', logprob: -1, bytes: null }],
    }
    const bodyOf = (logprobs: unknown) =>
      JSON.stringify({ choices: [{ message: { content: 'a' }, logprobs }] })
    expect(parseReply(bodyOf({ content: [listed] }), '')).toEqual({
      content: 'a',
      tokens: [listed],
      served: null,
    })
    expect(parseReply(bodyOf({ tokens: ['a'] }), '')).toEqual({
      content: 'a',
      tokens: null,
      served: null,
    })
  })

  it.each([
    [{ message: { content: null, refusal: 'no' } }],
    [{ message: { content: 'half', refusal: null }, finish_reason: 'content_filter' }],
  ])('is a refusal in %j', (choice) => {
    expect(parseReply(JSON.stringify({ choices: [choice] }), '')).toEqual({
      content: null,
      tokens: null,
      served: null,
    })
  })
})
