import { PipelineError } from '../../errors.js'

/** Where a language model is asked. */
export interface LlmAddress {
  /** Of `…/chat/completions`. */
  readonly url: URL
  /** The text of posts stays on this machine. */
  readonly isLoopback: boolean
  /** For messages: without a query. */
  readonly shown: string
}

/** The route that every server of the protocol has. */
const ROUTE = '/chat/completions'
/** Parameters of an address under which keys travel. */
const SECRET = /key|token|secret|password|sig/i

/**
 * Reads the address of a server: its base (`http://localhost:8080/v1`), or the whole address of the route.
 *
 * @throws {PipelineError} `USAGE_OPTION_INVALID` for what is no address of http or https, or holds a name, a password or a key
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
 * Whether a host is this machine, by its name alone: `localhost`, or an address of 127.0.0.0/8 or ::1 in any spelling, which `URL` has made
 * one. Other names are not looked up: whoever answers for a name decides where it leads.
 */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || isLoopbackAddress(hostname.replace(/^\[(.*)\]$/, '$1'))
}

/** @param address as `URL`, a socket or DNS writes it */
export function isLoopbackAddress(address: string): boolean {
  const bytes = /^(?:::ffff:)?(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/i.exec(address)
  if (bytes) return bytes[1] === '127' && bytes.slice(2).every((byte) => Number(byte) < 256)
  // `URL` writes the last four bytes of a mapped address as two numbers.
  return address === '::1' || /^::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}$/i.test(address)
}
