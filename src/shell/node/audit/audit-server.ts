import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isRecord, parseJson } from '../../../base/json-shape.js'
import { MAX_REASON_LENGTH } from '../../../count/audit/corrections.js'
import type { LabelSession, SessionAnswer, SessionState } from '../../../count/audit/label/label-session.js'
import { MAX_NOTE_LENGTH } from '../../../count/audit/label/label-task.js'
import { renderLabelPage } from '../../../say/page/label-page.js'
import { readUpTo } from '../file/read-source.js'
import { builtIn } from '../lazy-node-modules.js'

/** A page for labelling on this machine's loopback address. */
export interface AuditServer {
  /** Address of the page; anybody who knows it may label. */
  readonly url: string
  /** Fulfilled when all is labelled and the time for an undo is over, or the coder says that they are done. */
  readonly finished: Promise<void>
  /** Ends the server, and cuts open connections. */
  close(): Promise<void>
}

/** The coder's desk: the current session, and the way to open more. */
export interface LabelDesk {
  readonly session: LabelSession
  /** Opens the next labels once all are given. */
  more?(): Promise<LabelSession>
}

/** Lifetime of the page. */
export interface AuditServerOptions {
  /** Time that the page stays after the last label, for an undo or for more. Default: a minute. */
  readonly graceMs?: number
}

/** The largest answer of the page is a label with its note. */
const MAX_BODY_BYTES = 10_000

/**
 * Serves the label page only on the loopback address, at a random port, under a random token. Refuses requests for another host, from
 * another origin, or without the token. So no other page in the browser can read posts or give labels.
 */
export async function serveLabelPage(desk: LabelDesk, { graceMs = 60_000 }: AuditServerOptions = {}): Promise<AuditServer> {
  let opening: Promise<void> | null = null
  const token = randomBytes(24).toString('base64url')
  let finish = (): void => {}
  const finished = new Promise<void>((resolve) => {
    finish = resolve
  })
  let graceTimer: NodeJS.Timeout | undefined
  const afterAnswer = (state: SessionAnswer): SessionAnswer => {
    clearTimeout(graceTimer)
    if (state.unit === null) graceTimer = setTimeout(finish, graceMs)
    return state
  }
  let host = ''
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [, given = '', route = ''] = /^\/([\w-]+)\/([a-z]*)$/.exec(request.url ?? '') ?? []
    if (!isSame(given, token)) return send(response, 404, 'text/plain', 'not found')
    const { session } = desk
    // Without a referrer, browsers send the origin of a POST as null.
    response.setHeader('referrer-policy', 'same-origin')
    const site = request.headers['sec-fetch-site']
    if (request.method === 'GET' && route === '') {
      if (site !== undefined && site !== 'none' && site !== 'same-origin') return send(response, 403, 'text/plain', 'wrong origin')
      const nonce = randomBytes(16).toString('base64')
      response.setHeader('content-security-policy', contentPolicy(nonce))
      return send(
        response,
        200,
        'text/html',
        renderLabelPage({ labels: session.labels, scheme: session.scheme, nonce, graceSeconds: Math.ceil(graceMs / 1000) }),
      )
    }
    if (site !== undefined && site !== 'same-origin') return send(response, 403, 'text/plain', 'wrong origin')
    if (request.method === 'GET' && route === 'state') return sendState(response, session.state())
    if (request.method === 'GET' && route === 'labelled') {
      // The page stays for a coder who looks through the labels.
      clearTimeout(graceTimer)
      return send(response, 200, 'application/json', JSON.stringify(session.labelled()))
    }
    if (request.method !== 'POST') return send(response, 405, 'text/plain', 'wrong method')
    if (request.headers.origin !== `http://${host}`) return send(response, 403, 'text/plain', 'wrong origin')
    if (request.headers['content-type'] !== 'application/json') return send(response, 415, 'text/plain', 'expected JSON')
    const body = parseJson(String(await readUpTo(MAX_BODY_BYTES, request)), () => null)
    if (!isRecord(body)) return send(response, 400, 'text/plain', 'expected an answer of the page')
    const { revision, label, isInDoubt = false, isUnclear = false, note = '', place, reason } = body
    if (route === 'finish') {
      send(response, 200, 'application/json', '{}')
      response.once('close', finish)
      return
    }
    if (typeof revision !== 'number') return send(response, 400, 'text/plain', 'expected a revision')
    if (route === 'more') {
      // A second window that asks meanwhile gets the same session.
      if (session.state().more !== null)
        opening ??= (async () => {
          clearTimeout(graceTimer)
          await desk.more?.()
        })().finally(() => {
          opening = null
        })
      await opening
      return sendState(response, afterAnswer({ ...desk.session.state(), notTaken: null }))
    }
    if (route === 'undo') return sendState(response, afterAnswer(await session.undo(revision)))
    const isLabel = label === null || (typeof label === 'string' && session.labels.includes(label))
    if (!['label', 'correct'].includes(route) || !isLabel) return send(response, 400, 'text/plain', 'expected a label of the scheme')
    if (typeof isInDoubt !== 'boolean' || typeof isUnclear !== 'boolean' || typeof note !== 'string' || note.length > MAX_NOTE_LENGTH)
      return send(response, 400, 'text/plain', `expected a note of at most ${MAX_NOTE_LENGTH} characters`)
    if (route === 'label') return sendState(response, afterAnswer(await session.take(label, revision, { isInDoubt, isUnclear, note })))
    if (typeof place !== 'number' || typeof reason !== 'string' || reason.length > MAX_REASON_LENGTH)
      return send(response, 400, 'text/plain', `expected a place in the sample and a reason of at most ${MAX_REASON_LENGTH} characters`)
    return sendState(response, afterAnswer(await session.correct(place, { label, reason }, revision)))
  }
  const server = builtIn.http().createServer(async (request, response) => {
    try {
      if (request.headers.host === host) await answer(request, response)
      else send(response, 421, 'text/plain', 'wrong host')
    } catch (error) {
      // The page shows the reason why a label was not taken, such as a full disk or a foreign write to the file.
      if (!response.headersSent) send(response, 500, 'text/plain', error instanceof Error ? error.message : String(error))
    }
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, LOOPBACK, resolve)
  })
  host = `${LOOPBACK}:${(server.address() as AddressInfo).port}`
  return {
    url: `http://${host}/${token}/`,
    finished,
    close: () =>
      new Promise((resolve) => {
        clearTimeout(graceTimer)
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function contentPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ')
}

function isSame(given: string, token: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(token)]
  return one.length === other.length && timingSafeEqual(one, other)
}

const sendState = (response: ServerResponse, state: SessionState): void => send(response, 200, 'application/json', JSON.stringify(state))

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

function send(response: ServerResponse, status: number, type: string, body: string): void {
  const headers = Object.entries(HEADERS).filter(([name]) => !response.hasHeader(name))
  response.writeHead(status, {
    ...Object.fromEntries(headers),
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(body),
  })
  response.end(body)
}
