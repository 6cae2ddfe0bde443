import { describe, expect, it } from 'vitest'
import { PipelineError } from '../../../../src/base/errors.js'
import { parseLlmAddress, parseModelName } from '../../../../src/shell/node/llm/llm-address.js'

describe('parseLlmAddress', () => {
  it.each([
    ['http://localhost:8080', 'http://localhost:8080/v1/chat/completions'],
    ['http://localhost:8080/', 'http://localhost:8080/v1/chat/completions'],
    ['http://127.0.0.1:1/v1', 'http://127.0.0.1:1/v1/chat/completions'],
    ['https://host.example/openai/v1/', 'https://host.example/openai/v1/chat/completions'],
    [
      'https://host.example/x/chat/completions?api-version=1',
      'https://host.example/x/chat/completions?api-version=1',
    ],
    ['http://localhost:11434', 'http://localhost:11434/v1/chat/completions'],
    ['https://host.example/api/v1', 'https://host.example/api/v1/chat/completions'],
  ])('makes %s the address %s', (text, href) => expect(parseLlmAddress(text).url.href).toBe(href))

  it.each([
    ...'http://localhost:1 http://LOCALHOST:1 http://127.0.0.1 http://127.255.0.9:1 http://127.1:1 http://0x7f.0.0.1'.split(
      ' ',
    ),
    ...'http://2130706433 http://[::1]:1 http://[0:0:0:0:0:0:0:1] http://[::ffff:127.0.0.1]'.split(
      ' ',
    ),
  ])('takes %s for this machine', (text) => expect(parseLlmAddress(text).isLoopback).toBe(true))

  it.each([
    ...'http://127.0.0.1.evil.com http://127.0.0.1.nip.io:1 http://localhost.evil.com http://evil.com/localhost'.split(
      ' ',
    ),
    ...'http://evil.com#@localhost http://evil.com?@127.0.0.1 http://localhost. http://my.localhost http://0.0.0.0:1'.split(
      ' ',
    ),
    ...'http://[::]:1 http://[::ffff:10.0.0.1] http://[::ffff:8.8.8.8] http://[fe80::1] http://128.0.0.1'.split(
      ' ',
    ),
    ...'http://10.0.0.7 http://1270.0.0.1.com https://api.example/v1'.split(' '),
  ])('takes %s for another machine', (text) => expect(parseLlmAddress(text).isLoopback).toBe(false))

  it.each([
    ['localhost:8080', 'the scheme localhost:'],
    ['not an address', '"not an address"'],
    ['ftp://localhost', 'the scheme ftp:'],
    ['file:///etc/passwd', 'the scheme file:'],
    ['http://127.0.0.1@evil.com', 'a password or a key'],
    ['http://user:sk-secret@localhost', 'a password or a key'],
    ['https://host.example/v1?api-key=sk-secret', 'a password or a key'],
    ['http://u:sk-secret@ bad', '"http://…'],
  ])('refuses %s, and never repeats a secret', (text, got) => {
    expect(() => parseLlmAddress(text)).toThrow(PipelineError)
    expect(() => parseLlmAddress(text)).toThrow(got)
    expect(() => parseLlmAddress(text)).not.toThrow('sk-secret')
  })

  it('shows no query', () =>
    expect(parseLlmAddress('https://h.example/v1?x=1').shown).toBe(
      'https://h.example/v1/chat/completions',
    ))
})

describe('parseModelName', () => {
  it.each([
    ['ollama:qwen3:8b', 'http://localhost:11434/v1', 'qwen3:8b', null],
    ['openai:gpt-5-mini', 'https://api.openai.com/v1', 'gpt-5-mini', 'OPENAI_API_KEY'],
    [
      'anthropic:claude-haiku-4-5',
      'https://api.anthropic.com/v1',
      'claude-haiku-4-5',
      'ANTHROPIC_API_KEY',
    ],
    [
      'gemini:gemini-2.5-flash',
      'https://generativelanguage.googleapis.com/v1beta/openai',
      'gemini-2.5-flash',
      'GEMINI_API_KEY',
    ],
    [
      'mistral:mistral-small-latest',
      'https://api.mistral.ai/v1',
      'mistral-small-latest',
      'MISTRAL_API_KEY',
    ],
    [
      'openrouter:qwen/qwen3-32b:free',
      'https://openrouter.ai/api/v1',
      'qwen/qwen3-32b:free',
      'OPENROUTER_API_KEY',
    ],
    [
      'groq:openai/gpt-oss-20b',
      'https://api.groq.com/openai/v1',
      'openai/gpt-oss-20b',
      'GROQ_API_KEY',
    ],
    [' http://localhost:8080/v1  qwen3 ', 'http://localhost:8080/v1', 'qwen3', null],
  ])('reads %j', (text, url, model, keyVariable) =>
    expect(parseModelName(text)).toEqual({ url, model, keyVariable }),
  )

  it.each([
    'opnai:gpt-5',
    'openai',
    'openai:',
    'constructor:x',
    'ollama',
    'ollama:a b c',
    'http://localhost:1/v1',
    'a b c',
    '',
  ])('refuses %j in one line that names the services', (text) =>
    expect(() => parseModelName(text)).toThrow(
      /^expected --llm ollama:NAME, openai:NAME, .*'URL NAME' in quotes.*, got "/,
    ),
  )

  it('repeats no password', () =>
    expect(() => parseModelName('http://me:sk-secret@host')).not.toThrow('sk-secret'))
})
