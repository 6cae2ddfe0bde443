import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { builtIn } from './built-in.js'

const LOOPBACK = '127.0.0.1'

/** A page on this machine's loopback address. */
export interface PageServer {
  readonly url: string
  /** Stops the server and cuts open connections. */
  close(): Promise<void>
}

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

/** Ends a response. Headers that were set before stay. */
export function send(response: ServerResponse, status: number, type: string, body: string): void {
  const headers = Object.entries(HEADERS).filter(([name]) => !response.hasHeader(name))
  response.writeHead(status, {
    ...Object.fromEntries(headers),
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(body),
  })
  response.end(response.req.method === 'HEAD' ? undefined : body)
}

/**
 * Serves the loopback address alone, at a random port. Requests that name another host are rejected. A fault of an answer becomes a 500 with
 * its message.
 */
export async function serveLocally(
  answer: (request: IncomingMessage, response: ServerResponse, host: string) => void | Promise<void>,
): Promise<PageServer> {
  let host = ''
  const server = builtIn.http().createServer(async (request, response) => {
    try {
      if (request.headers.host === host) await answer(request, response, host)
      else send(response, 421, 'text/plain', 'wrong host')
    } catch (error) {
      if (!response.headersSent) send(response, 500, 'text/plain', error instanceof Error ? error.message : String(error))
    }
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, LOOPBACK, resolve)
  })
  host = `${LOOPBACK}:${(server.address() as AddressInfo).port}`
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { url: `http://${host}/`, close }
}
