import { PipelineError } from '../../../base/errors.js'

/** A service that is known by name. */
interface LlmService {
  readonly url: string
  /** Usual environment variable of its key; null where none is needed. */
  readonly keyVariable: string | null
}

const SERVICES: Readonly<Record<string, LlmService>> = {
  ollama: { url: 'http://localhost:11434/v1', keyVariable: null },
  openai: { url: 'https://api.openai.com/v1', keyVariable: 'OPENAI_API_KEY' },
  anthropic: { url: 'https://api.anthropic.com/v1', keyVariable: 'ANTHROPIC_API_KEY' },
  gemini: { url: 'https://generativelanguage.googleapis.com/v1beta/openai', keyVariable: 'GEMINI_API_KEY' },
  mistral: { url: 'https://api.mistral.ai/v1', keyVariable: 'MISTRAL_API_KEY' },
  openrouter: { url: 'https://openrouter.ai/api/v1', keyVariable: 'OPENROUTER_API_KEY' },
  groq: { url: 'https://api.groq.com/openai/v1', keyVariable: 'GROQ_API_KEY' },
}

/** A model that a word of the command line names, on a known service or on a server by its address. */
interface NamedModel extends LlmService {
  readonly model: string
}

/** Parses `SERVICE:NAME` or `URL NAME`. @throws {PipelineError} `USAGE_OPTION_INVALID` */
export function parseModelName(text: string): NamedModel {
  const [, word = '', model = ''] = /^([a-z]+):(\S+)$/.exec(text.trim()) ?? []
  const service = Object.hasOwn(SERVICES, word) ? SERVICES[word] : undefined
  if (service !== undefined) return { ...service, model }
  const [url = '', name = '', ...more] = text.trim().split(/\s+/)
  if (name !== '' && more.length === 0) return { url, model: name, keyVariable: null }
  const names = Object.keys(SERVICES)
  const message = `expected --llm ${names.slice(0, -1).join(':NAME, ')}:NAME or ${names.at(-1)}:NAME, or --llm 'URL NAME' in quotes, such as 'http://localhost:8080/v1 qwen3', got "${text.replace(/(?<=:\/\/)[^/\s]*@/g, '…').slice(0, 80)}".`
  throw new PipelineError('USAGE_OPTION_INVALID', message)
}

export interface LlmAddress {
  /** URL of the route that answers. */
  readonly url: URL
  /** True if the server is this machine, so that texts do not leave it. */
  readonly isLoopback: boolean
  /** Address for messages, without its query. */
  readonly shown: string
}

const CHAT_ROUTE = '/chat/completions'
/** Names of query parameters that may carry secrets. */
const SECRET = /key|token|secret|password|sig/i

/** This machine by name or address, which `URL` spells in one way. Other names could lead anywhere. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|\[::ffff:7f[\da-f]{2}:[\da-f]{1,4}\])$/

/** Parses the address of a server: its base (`http://localhost:8080/v1`), or the full address of the route. */
export function parseLlmAddress(text: string): LlmAddress {
  const fail = (got: string): never => {
    const message = `expected --llm with the address of a server, such as http://localhost:8080/v1, got ${got}.`
    throw new PipelineError('USAGE_OPTION_INVALID', message)
  }
  const url = URL.canParse(text) ? new URL(text) : fail(`"${text.replace(/[?#].*|(?<=:\/\/)[^/]*@/gs, '…').slice(0, 80)}"`)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') fail(`the scheme ${url.protocol}`)
  if (url.username !== '' || url.password !== '') fail('one that holds a name or a password. Keys come from the environment alone')
  if ([...url.searchParams.keys()].some((name) => SECRET.test(name))) {
    fail('one that holds a key among its parameters. Keys come from the environment alone')
  }
  url.hash = ''
  const path = url.pathname.replace(/(?<!\/)\/+$/, '')
  if (!path.endsWith(CHAT_ROUTE)) url.pathname = `${path === '' ? '/v1' : path}${CHAT_ROUTE}`
  return { url, isLoopback: LOOPBACK.test(url.hostname), shown: `${url.origin}${url.pathname}` }
}
