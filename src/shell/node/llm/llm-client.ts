import type { Agent, IncomingMessage, RequestOptions } from 'node:http'
import type { Socket } from 'node:net'
import { builtIn } from '../built-in.js'
import { isLoopbackAddress, type LlmAddress } from './llm-address.js'

/** A complete reply of a server. */
export interface HttpReply {
  readonly status: number
  readonly body: string
  /** Pause that the server demands, in milliseconds; null for none. */
  readonly retryAfterMs: number | null
  /** The reply equals the previous one on this connection, so it may belong to the previous question. The connection is closed. */
  readonly isRepeated: boolean
}

/** No reply, or an incomplete one. */
export class HttpFault extends Error {
  readonly kind: 'timed out' | 'connection failed' | 'reply too long'
  /** The connection was reused, so the server may have closed it before it saw the request. */
  readonly isStale: boolean

  constructor(kind: HttpFault['kind'], { isStale = false, cause }: { readonly isStale?: boolean; readonly cause?: unknown } = {}) {
    super(kind, { cause })
    this.kind = kind
    this.isStale = isStale
  }
}

export interface LlmClient {
  /** Sends one request and reads the complete reply. Does not follow redirects. @throws {HttpFault} */
  post(body: string): Promise<HttpReply>
  /** Closes all connections. Running requests fail. */
  close(): void
}

interface LlmClientOptions {
  /** Sent as `Authorization: Bearer …`; null sends none. */
  readonly key: string | null
  /** Limit from the first byte sent to the last byte received. */
  readonly timeoutMs: number
  readonly slots: number
  /** Rejects connections to other machines, after resolving the name. */
  readonly isLoopbackOnly: boolean
}

/** Far more than any valid answer. */
const MAX_REPLY_BYTES = 8 * 1024 * 1024
/** Matches replies with an id. Two such replies with the same bytes are one reply. */
const NAMED = /"id"\s*:\s*"[^"]/
/** Longest pause taken from a date in `Retry-After`. */
const MAX_DATE_WAIT_MS = 24 * 3600 * 1000

export function createLlmClient({ url }: LlmAddress, { key, timeoutMs, slots, isLoopbackOnly }: LlmClientOptions): LlmClient {
  const isSecure = url.protocol === 'https:'
  const { Agent, request: send } = isSecure ? builtIn.https() : builtIn.http()
  const agent = closeOnStrayData(new Agent({ keepAlive: true, maxSockets: slots, maxFreeSockets: slots }))
  const options: RequestOptions = {
    method: 'POST',
    agent,
    headers: { 'content-type': 'application/json', accept: 'application/json', ...(key !== null && { authorization: `Bearer ${key}` }) },
    ...(isLoopbackOnly && { lookup: lookUpLoopback }),
  }
  const lastBodies = new WeakMap<Socket, string>()
  return {
    post: (body) =>
      new Promise((resolve, reject) => {
        const bytes = Buffer.from(body)
        const request = send(url, { ...options, headers: { ...options.headers, 'content-length': bytes.length } })
        const fail = (kind: HttpFault['kind'], cause?: unknown): void => {
          clearTimeout(timer)
          reject(new HttpFault(kind, { isStale: kind === 'connection failed' && request.reusedSocket, cause }))
          request.destroy()
        }
        const timer = setTimeout(() => fail('timed out'), timeoutMs)
        request.on('error', (cause) => fail('connection failed', cause))
        request.on('response', (response) => {
          const { socket } = response
          receiveBody(
            response,
            (kind, cause) => fail(kind, cause),
            (text) => {
              clearTimeout(timer)
              const isRepeated = NAMED.test(text) && lastBodies.get(socket) === text
              if (isRepeated) socket.destroy()
              lastBodies.set(socket, text)
              resolve({ status: response.statusCode ?? 0, body: text, retryAfterMs: retryDelayOf(response), isRepeated })
            },
          )
        })
        request.end(bytes)
      }),
    close: () => agent.destroy(),
  }
}

function receiveBody(
  response: IncomingMessage,
  fail: (kind: HttpFault['kind'], cause?: unknown) => void,
  done: (text: string) => void,
): void {
  const chunks: Buffer[] = []
  let byteCount = 0
  response.on('data', (chunk: Buffer) => {
    byteCount += chunk.length
    if (byteCount > MAX_REPLY_BYTES) fail('reply too long')
    else chunks.push(chunk)
  })
  response.on('error', (cause) => fail('connection failed', cause))
  response.on('end', () => {
    if (response.complete) done(Buffer.concat(chunks).toString('utf8'))
    else fail('connection failed')
  })
}

/** The pause of `Retry-After` (seconds or a date), or of `retry-after-ms`, which some servers send. */
function retryDelayOf({ headers }: IncomingMessage): number | null {
  const exact = Number(headers['retry-after-ms'])
  if (headers['retry-after-ms'] !== undefined && exact >= 0) return exact
  const wait = headers['retry-after']
  if (wait === undefined) return null
  if (/^\d+(\.\d+)?$/.test(wait.trim())) return Number(wait) * 1000
  const until = Date.parse(wait)
  return Number.isNaN(until) ? null : Math.min(MAX_DATE_WAIT_MS, Math.max(0, until - Date.now()))
}

/** Closes idle connections that receive data: the next reply on them could belong to another question. */
function closeOnStrayData<Kind extends Agent>(agent: Kind): Kind {
  const strays = new WeakMap<Socket, () => void>()
  const hooks = agent as unknown as {
    keepSocketAlive(socket: Socket): boolean
    reuseSocket(socket: Socket, request: unknown): void
  }
  const keep = hooks.keepSocketAlive.bind(agent)
  const reuse = hooks.reuseSocket.bind(agent)
  hooks.keepSocketAlive = (socket) => {
    if (socket.readableLength > 0) return false
    if (!keep(socket)) return false
    const drop = (): void => void socket.destroy()
    strays.set(socket, drop)
    socket.on('data', drop)
    return true
  }
  hooks.reuseSocket = (socket, request) => {
    const drop = strays.get(socket)
    if (drop) socket.off('data', drop)
    reuse(socket, request)
  }
  return agent
}

/** Resolves a name and rejects addresses of other machines. Even `localhost` depends on the system's configuration. */
const lookUpLoopback: NonNullable<RequestOptions['lookup']> = (hostname, options, callback) => {
  builtIn.dns().lookup(hostname, options, (error, address, family) => {
    const found = error ? [] : typeof address === 'string' ? [address] : (address as { address: string }[]).map((each) => each.address)
    const odd = found.find((each) => !isLoopbackAddress(each))
    if (odd === undefined) callback(error, address, family)
    else callback(new Error(`${hostname} leads to ${odd}, which is not this machine`), address, family)
  })
}
