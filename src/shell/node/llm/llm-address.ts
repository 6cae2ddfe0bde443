import { PipelineError } from '../../../base/errors.js'

/** Services by name, with the usual environment variable of the key; null where none is needed. */
const SERVICES: Readonly<Record<string, readonly [url: string, keyVariable: string | null]>> = {
  ollama: ['http://localhost:11434/v1', null],
  openai: ['https://api.openai.com/v1', 'OPENAI_API_KEY'],
  anthropic: ['https://api.anthropic.com/v1', 'ANTHROPIC_API_KEY'],
  gemini: ['https://generativelanguage.googleapis.com/v1beta/openai', 'GEMINI_API_KEY'],
  mistral: ['https://api.mistral.ai/v1', 'MISTRAL_API_KEY'],
  openrouter: ['https://openrouter.ai/api/v1', 'OPENROUTER_API_KEY'],
  groq: ['https://api.groq.com/openai/v1', 'GROQ_API_KEY'],
}

const invalid = (message: string): PipelineError =>
  new PipelineError('USAGE_OPTION_INVALID', message)

/** Parses `SERVICE:NAME` or `URL NAME`. @throws {PipelineError} `USAGE_OPTION_INVALID` */
export function parseModelName(text: string): {
  readonly url: string
  readonly model: string
  readonly keyVariable: string | null
} {
  const [, word = '', model = ''] = /^([a-z]+):(\S+)$/.exec(text.trim()) ?? []
  const [known, keyVariable = null] = (Object.hasOwn(SERVICES, word) && SERVICES[word]) || []
  if (known !== undefined) return { url: known, model, keyVariable }
  const [url = '', name = '', ...more] = text.trim().split(/\s+/)
  if (name !== '' && more.length === 0) return { url, model: name, keyVariable }
  const services = Object.keys(SERVICES).map((service) => `${service}:NAME`)
  const got = text.replace(/(?<=:\/\/)[^/\s]*@/g, '…').slice(0, 80)
  throw invalid(
    `expected --llm ${services.join(', ')}, or 'URL NAME' in quotes, such as 'http://localhost:8080/v1 qwen3', got "${got}".`,
  )
}

/** Where a server answers. */
export interface LlmAddress {
  readonly url: URL
  /** True if the server is this machine, so that texts do not leave it. */
  readonly isLoopback: boolean
  /** For messages, without a query. */
  readonly shown: string
}

const CHAT_ROUTE = '/chat/completions'
/** Names of query parameters that may carry secrets. */
const SECRET = /key|token|secret|password|sig/i
/**
 * This machine by name or address, which `URL` spells in one way. Other names could lead anywhere.
 */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|\[::ffff:7f[\da-f]{2}:[\da-f]{1,4}\])$/

/**
 * Parses the address of a server: its base (`http://localhost:8080/v1`), or the full address of the
 * route.
 */
export function parseLlmAddress(text: string): LlmAddress {
  const fail = (got: string): PipelineError =>
    invalid(
      `expected --llm with the address of a server, such as http://localhost:8080/v1, got ${got}.`,
    )
  if (!URL.canParse(text))
    throw fail(`"${text.replace(/[?#].*|(?<=:\/\/)[^/]*@/gs, '…').slice(0, 80)}"`)
  const url = new URL(text)
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw fail(`the scheme ${url.protocol}`)
  const isSecret =
    url.username !== '' ||
    url.password !== '' ||
    [...url.searchParams.keys()].some((name) => SECRET.test(name))
  if (isSecret)
    throw fail('one that holds a password or a key. Keys come from the environment alone')
  url.hash = ''
  const path = url.pathname.replace(/(?<!\/)\/+$/, '')
  if (!path.endsWith(CHAT_ROUTE)) url.pathname = `${path || '/v1'}${CHAT_ROUTE}`
  return { url, isLoopback: LOOPBACK.test(url.hostname), shown: `${url.origin}${url.pathname}` }
}

/** Ollama passes models of such names on to its own machines. */
const CLOUD_MODEL = /[:-]cloud$/

/** True if texts stay on this machine; refused where they would leave it unallowed. */
export function staysHere(
  { isLoopback, shown }: LlmAddress,
  model: string,
  isRemoteAllowed: boolean,
): boolean {
  if (isLoopback && !CLOUD_MODEL.test(model)) return true
  if (isRemoteAllowed) return false
  throw invalid(
    `expected --llm on this machine (localhost, 127.0.0.1, [::1]), got ${isLoopback ? model : shown}. The texts of posts would leave this machine: allow it with --allow-remote.`,
  )
}
