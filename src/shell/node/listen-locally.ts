import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { builtIn } from './built-in.js'

const LOOPBACK = '127.0.0.1'

/** Opens a server on the loopback address alone, at a random port. `close` cuts connections that are open. */
export async function listenLocally(server: Server): Promise<{ readonly host: string; readonly close: () => Promise<void> }> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, LOOPBACK, resolve)
  })
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { host: `${LOOPBACK}:${(server.address() as AddressInfo).port}`, close }
}

export interface PageServer {
  readonly url: string
  /** Stops the server and closes open connections. */
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

/**
 * Serves one HTML text on the loopback address, at a random port. The page holds no secrets, so there is no token. Requests with
 * another `Host` header are rejected nevertheless.
 */
export async function servePage(html: string): Promise<PageServer> {
  const body = Buffer.from(html)
  let host = ''
  const answer = ({ method, url, headers }: IncomingMessage, response: ServerResponse): void => {
    const send = (status: number, type: string, content: Uint8Array): void => {
      response.writeHead(status, { ...HEADERS, 'content-type': `${type}; charset=utf-8`, 'content-length': content.length })
      response.end(method === 'HEAD' ? undefined : content)
    }
    const refuse = (status: number, why: string): void => send(status, 'text/plain', Buffer.from(why))
    if (headers.host !== host) refuse(421, 'wrong host')
    else if (url !== '/') refuse(404, 'not found')
    else if (method !== 'GET' && method !== 'HEAD') refuse(405, 'wrong method')
    else send(200, 'text/html', body)
  }
  const server = await listenLocally(builtIn.http().createServer(answer))
  host = server.host
  return { url: `http://${host}/`, close: server.close }
}
