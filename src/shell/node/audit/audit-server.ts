import { randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { isRecord } from '../../../base/json-shape.js'
import { MAX_REASON_LENGTH } from '../../../count/audit/label/corrections.js'
import type { LabelSession, SessionAnswer } from '../../../count/audit/label/label-session.js'
import { MAX_NOTE_LENGTH } from '../../../count/audit/label/label-task.js'
import { renderLabelPage } from '../../../say/page/label-page.js'
import { type Loopback, type PageAsks, send, sendJson, serveLoopback } from '../page/loopback.js'

/** A page for labelling on this machine's loopback address. */
interface AuditServer extends Loopback {
  /**
   * Fulfilled when all is labelled and the time for an undo is over, or the coder says that they
   * are done.
   */
  readonly finished: Promise<void>
}

/** The coder's desk: the current session, and the way to the next labels once all are given. */
interface LabelDesk {
  readonly session: LabelSession
  more?(): Promise<LabelSession>
}

/** The largest answer of the page is a label with its note. */
const MAX_BODY_BYTES = 10_000

const POLICY = `connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

/**
 * Serves the label page on this machine alone.
 *
 * @param graceMs that the page stays after the last label, for an undo or for more
 */
export async function serveLabelPage(desk: LabelDesk, graceMs = 60_000): Promise<AuditServer> {
  const page = new LabelPage(desk, graceMs)
  const options = { maxBodyBytes: MAX_BODY_BYTES }
  const { url, close } = await serveLoopback(page.answer.bind(page), options)
  return {
    url,
    finished: page.finished,
    close: async () => {
      page.stay()
      await close()
    },
  }
}

const expected = (response: ServerResponse, what: string): void =>
  send(response, 400, 'text/plain', `expected ${what}`)

/** Answers the requests of one label page. */
class LabelPage {
  readonly finished: Promise<void>
  readonly #desk: LabelDesk
  readonly #graceMs: number
  #finish = (): void => {}
  #graceTimer: NodeJS.Timeout | undefined
  #opening: Promise<unknown> | null = null

  constructor(desk: LabelDesk, graceMs: number) {
    this.#desk = desk
    this.#graceMs = graceMs
    this.finished = new Promise((resolve) => {
      this.#finish = resolve
    })
  }

  async answer({ route, body }: PageAsks, response: ServerResponse): Promise<void> {
    if (body === undefined) return this.#show(route, response)
    if (!isRecord(body)) return expected(response, 'an answer of the page')
    if (route === 'finish') {
      sendJson(response, {})
      response.once('close', this.#finish)
      return
    }
    const { revision } = body
    if (typeof revision !== 'number') return expected(response, 'a revision')
    const state = await this.#take(route, body, revision)
    if (typeof state === 'string') return expected(response, state)
    this.stay()
    if (state.unit === null) this.#graceTimer = setTimeout(this.#finish, this.#graceMs)
    sendJson(response, state)
  }

  /** Keeps the page of a coder who looks through the labels. */
  stay(): void {
    clearTimeout(this.#graceTimer)
  }

  async #show(route: string, response: ServerResponse): Promise<void> {
    const { session } = this.#desk
    if (route === 'state') return sendJson(response, session.state())
    if (route === 'labelled') {
      this.stay()
      return sendJson(response, session.labelled())
    }
    if (route !== '') return send(response, 405, 'text/plain', 'wrong method')
    const nonce = randomBytes(16).toString('base64')
    const pagePolicy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'`
    response.setHeader(
      'content-security-policy',
      `${pagePolicy}; ${POLICY}; require-trusted-types-for 'script'`,
    )
    const page = {
      scheme: session.design.scheme,
      nonce,
      graceSeconds: Math.ceil(this.#graceMs / 1000),
    }
    send(response, 200, 'text/html', renderLabelPage(page))
  }

  /** Takes what the coder did: the state after it, or what was expected instead. */
  async #take(route: string, body: Body, revision: number): Promise<SessionAnswer | string> {
    const { session } = this.#desk
    if (route === 'more') return await this.#openMore()
    if (route === 'undo') return await session.undo(revision)
    const answer = ['label', 'correct'].includes(route)
      ? parseAnswer(body, session.design.labels)
      : A_LABEL
    if (typeof answer === 'string') return answer
    const { label, ...remarks } = answer
    if (route === 'label') return await session.take(label, revision, remarks)
    const { place, reason } = body
    const isReason = typeof reason === 'string' && reason.length <= MAX_REASON_LENGTH
    return typeof place === 'number' && isReason
      ? await session.correct(place, { label, reason }, revision)
      : `a place in the sample and a reason of at most ${MAX_REASON_LENGTH} characters`
  }

  async #openMore(): Promise<SessionAnswer> {
    // A second window that asks meanwhile gets the same session.
    if (this.#desk.session.state().more !== null) {
      this.stay()
      this.#opening ??= Promise.resolve(this.#desk.more?.()).finally(() => {
        this.#opening = null
      })
    }
    await this.#opening
    return { ...this.#desk.session.state(), notTaken: null }
  }
}

type Body = Readonly<Record<string, unknown>>

const A_LABEL = 'a label of the scheme'

/** A label with its remarks, or what was expected instead. */
function parseAnswer(body: Body, labels: readonly string[]) {
  const { label, isInDoubt = false, isUnclear = false, note = '' } = body
  if (label !== null && !(typeof label === 'string' && labels.includes(label))) return A_LABEL
  const isNote = typeof note === 'string' && note.length <= MAX_NOTE_LENGTH
  if (typeof isInDoubt !== 'boolean' || typeof isUnclear !== 'boolean' || !isNote)
    return `a note of at most ${MAX_NOTE_LENGTH} characters`
  return { label, isInDoubt, isUnclear, note }
}
