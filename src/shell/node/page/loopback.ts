import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { parseJson } from '../../../base/json-shape.js'
import { builtIn } from '../lazy-node-modules.js'

export interface Loopback {
  /** Address of the page; anybody who knows it may use it. */
  readonly url: string
  /** The port that was asked for, where another program holds it. */
  readonly takenPort?: number
  /** Ends the server, and cuts open connections. */
  close(): Promise<void>
}

export interface PageAsks {
  /** Path behind the token; empty for the page. */
  readonly route: string
  /** Body of a POST, as JSON; undefined for a GET. */
  readonly body: unknown
}

interface LoopbackOptions {
  readonly maxBodyBytes: number
  /** Port to take where it is free: a browser keeps what a page stores by its port. Default any. */
  readonly port?: number
}

/**
 * Serves a page only on the loopback address, under a random token. Refuses requests for another
 * host, from another origin, or without the token. So no other page in the browser can read posts
 * or give labels.
 */
export async function serveLoopback(
  answer: (asks: PageAsks, response: ServerResponse) => Promise<void> | void,
  { maxBodyBytes, port = 0 }: LoopbackOptions,
): Promise<Loopback> {
  const token = randomBytes(24).toString('base64url')
  let host = ''
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [, pathToken = '', route = ''] = /^\/([\w-]+)\/([a-z.]*)$/.exec(request.url ?? '') ?? []
    if (request.headers.host !== host) return send(response, 421, 'text/plain', 'wrong host')
    if (!isSame(pathToken, token)) return send(response, 404, 'text/plain', 'not found')
    // Without a referrer, browsers send the origin of a POST as null.
    response.setHeader('referrer-policy', 'same-origin')
    const refusal = refusalOf(request, route, host)
    if (refusal !== null) return send(response, refusal.status, 'text/plain', refusal.reason)
    if (request.method === 'GET') return await answer({ route, body: undefined }, response)
    // A browser names the length of what it sends.
    const isShort = Number(request.headers['content-length']) <= maxBodyBytes
    return await answer(
      { route, body: isShort ? parseJson(await text(request), () => null) : null },
      response,
    )
  }
  const server = builtIn.http().createServer(async (request, response) => {
    try {
      await take(request, response)
    } catch (error) {
      // The page shows the reason, such as a full disk or a foreign write to a file.
      if (!response.headersSent)
        send(response, 500, 'text/plain', error instanceof Error ? error.message : String(error))
    }
  })
  // A page is silent while it is read; a connection closed meanwhile could lose its next question.
  server.keepAliveTimeout = 0
  const listen = (at: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen(at, LOOPBACK, resolve)
    })
  let taken: Pick<Loopback, 'takenPort'> = {}
  await listen(port).catch((error: NodeJS.ErrnoException) => {
    if (port === 0 || error.code !== 'EADDRINUSE') throw error
    taken = { takenPort: port }
    return listen(0)
  })
  host = `${LOOPBACK}:${(server.address() as AddressInfo).port}`
  return {
    url: `http://${host}/${token}/`,
    ...taken,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

interface Refusal {
  readonly status: number
  readonly reason: string
}

const FOREIGN: Refusal = { status: 403, reason: 'wrong origin' }

/** Null for a request of the page itself, or of its address in a browser. */
function refusalOf(
  { method, headers }: IncomingMessage,
  route: string,
  host: string,
): Refusal | null {
  const site = headers['sec-fetch-site'] ?? 'same-origin'
  const isAddress = method === 'GET' && route === '' && site === 'none'
  if (site !== 'same-origin' && !isAddress) return FOREIGN
  if (method === 'GET') return null
  if (method !== 'POST') return { status: 405, reason: 'wrong method' }
  if (headers.origin !== `http://${host}`) return FOREIGN
  const isJson = headers['content-type'] === 'application/json'
  return isJson ? null : { status: 415, reason: 'expected JSON' }
}

function isSame(pathToken: string, token: string): boolean {
  const one = Buffer.from(pathToken)
  const other = Buffer.from(token)
  return one.length === other.length && timingSafeEqual(one, other)
}

const LOOPBACK = '127.0.0.1'

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

export function send(response: ServerResponse, status: number, type: string, body: string): void {
  const headers = Object.entries(HEADERS).filter(([name]) => !response.hasHeader(name))
  response.writeHead(status, {
    ...Object.fromEntries(headers),
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(body),
  })
  response.end(body)
}

export const sendJson = (response: ServerResponse, value: unknown): void =>
  send(response, 200, 'application/json', JSON.stringify(value))
