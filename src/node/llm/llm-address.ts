import { PipelineError } from '../../errors.js'

/** Address of the server of a language model. */
export interface LlmAddress {
  /** URL of `…/chat/completions`. */
  readonly url: URL
  /** Whether the server is this machine, so that texts do not leave it. */
  readonly isLoopback: boolean
  /** Address for messages, without its query. */
  readonly shown: string
}

/** The route of the chat-completions protocol. */
const ROUTE = '/chat/completions'
/** Names of query parameters that may carry secrets. */
const SECRET = /key|token|secret|password|sig/i

/**
 * Parses the address of a server: its base (`http://localhost:8080/v1`), or the full address of the route.
 *
 * @throws {PipelineError} `USAGE_OPTION_INVALID` unless it is an http or https address without user name, password or key
 */
export function parseLlmAddress(text: string): LlmAddress {
  const fail = (got: string): never => {
    throw new PipelineError(
      'USAGE_OPTION_INVALID',
      `expected --llm-url with the address of a server, such as http://localhost:8080/v1, got ${got}.`,
    )
  }
  const url = URL.canParse(text) ? new URL(text) : fail(`"${text.replace(/[?#].*|(?<=:\/\/)[^/]*@/gs, '…').slice(0, 80)}"`)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') fail(`the scheme ${url.protocol}`)
  if (url.username !== '' || url.password !== '') fail('one that holds a name or a password. Keys come from the environment alone')
  if ([...url.searchParams.keys()].some((name) => SECRET.test(name))) {
    fail('one that holds a key among its parameters. Keys come from the environment alone')
  }
  url.hash = ''
  const path = url.pathname.replace(/\/+$/, '')
  if (!path.endsWith(ROUTE)) url.pathname = `${path === '' ? '/v1' : path}${ROUTE}`
  return { url, isLoopback: isLoopbackHost(url.hostname), shown: `${url.origin}${url.pathname}` }
}

/**
 * Whether a host name means this machine: `localhost`, or an address of 127.0.0.0/8 or ::1 as normalised by `URL`. Other names are not
 * resolved, because their DNS could lead anywhere.
 */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || isLoopbackAddress(hostname.replace(/^\[(.*)\]$/, '$1'))
}

/** @param address in the notation of `URL`, a socket or DNS */
export function isLoopbackAddress(address: string): boolean {
  const bytes = /^(?:::ffff:)?(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/i.exec(address)
  if (bytes) return bytes[1] === '127' && bytes.slice(2).every((byte) => Number(byte) < 256)
  // `URL` writes the last four bytes of a mapped address as two numbers.
  return address === '::1' || /^::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}$/i.test(address)
}
