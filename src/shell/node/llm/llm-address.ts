import { PipelineError } from '../../../base/errors.js'
import { lazily } from '../../../base/text/lazily.js'
import { builtIn } from '../built-in.js'

export interface LlmAddress {
  /** URL of `…/chat/completions`. */
  readonly url: URL
  /** Whether the server is this machine, so that texts do not leave it. */
  readonly isLoopback: boolean
  /** Address for messages, without its query. */
  readonly shown: string
}

const ROUTE = '/chat/completions'
/** Names of query parameters that may carry secrets. */
const SECRET = /key|token|secret|password|sig/i

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
  if (!path.endsWith(ROUTE)) url.pathname = `${path === '' ? '/v1' : path}${ROUTE}`
  return { url, isLoopback: isLoopbackHost(url.hostname), shown: `${url.origin}${url.pathname}` }
}

/** Whether a host name means this machine. Other names than `localhost` are not resolved, because their DNS could lead anywhere. */
function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || isLoopbackAddress(hostname.replace(/^\[(.*)\]$/, '$1'))
}

const loopback = lazily(() => {
  const list = new (builtIn.net().BlockList)()
  list.addSubnet('127.0.0.0', 8, 'ipv4')
  list.addAddress('::1', 'ipv6')
  return list
})

/** Whether an IP address is of this machine, also in the IPv6 form of an IPv4 address. */
function isLoopbackAddress(address: string): boolean {
  const family = builtIn.net().isIP(address)
  return family !== 0 && loopback().check(address, family === 6 ? 'ipv6' : 'ipv4')
}
