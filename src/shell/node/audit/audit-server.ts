import { randomBytes } from 'node:crypto'
import { isRecord } from '../../../base/json-shape.js'
import { MAX_REASON_LENGTH } from '../../../count/audit/corrections.js'
import type { LabelSession, SessionAnswer } from '../../../count/audit/label/label-session.js'
import { MAX_NOTE_LENGTH } from '../../../count/audit/label/label-task.js'
import { renderLabelPage } from '../../../say/page/label-page.js'
import { type Loopback, send, sendJson, serveLoopback } from '../page/loopback.js'

/** A page for labelling on this machine's loopback address. */
export interface AuditServer extends Loopback {
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
 * Serves the label page on this machine alone. @param graceMs that the page stays after the last
 * label, for an undo or for more
 */
export async function serveLabelPage(desk: LabelDesk, graceMs = 60_000): Promise<AuditServer> {
  let opening: Promise<void> | null = null
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
  const { url, close } = await serveLoopback(
    async ({ route, body }, response) => {
      const { session } = desk
      if (body === undefined) {
        if (route === 'state') return sendJson(response, session.state())
        if (route === 'labelled') {
          // The page stays for a coder who looks through the labels.
          clearTimeout(graceTimer)
          return sendJson(response, session.labelled())
        }
        if (route !== '') return send(response, 405, 'text/plain', 'wrong method')
        const nonce = randomBytes(16).toString('base64')
        const own = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'`
        response.setHeader(
          'content-security-policy',
          `${own}; ${POLICY}; require-trusted-types-for 'script'`,
        )
        const page = {
          labels: session.labels,
          scheme: session.scheme,
          nonce,
          graceSeconds: Math.ceil(graceMs / 1000),
        }
        return send(response, 200, 'text/html', renderLabelPage(page))
      }
      if (!isRecord(body))
        return send(response, 400, 'text/plain', 'expected an answer of the page')
      const {
        revision,
        label,
        isInDoubt = false,
        isUnclear = false,
        note = '',
        place,
        reason,
      } = body
      if (route === 'finish') {
        send(response, 200, 'application/json', '{}')
        response.once('close', finish)
        return
      }
      if (typeof revision !== 'number')
        return send(response, 400, 'text/plain', 'expected a revision')
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
        return sendJson(response, afterAnswer({ ...desk.session.state(), notTaken: null }))
      }
      if (route === 'undo') return sendJson(response, afterAnswer(await session.undo(revision)))
      const isLabel =
        label === null || (typeof label === 'string' && session.labels.includes(label))
      if (!['label', 'correct'].includes(route) || !isLabel)
        return send(response, 400, 'text/plain', 'expected a label of the scheme')
      if (
        typeof isInDoubt !== 'boolean' ||
        typeof isUnclear !== 'boolean' ||
        typeof note !== 'string' ||
        note.length > MAX_NOTE_LENGTH
      )
        return send(
          response,
          400,
          'text/plain',
          `expected a note of at most ${MAX_NOTE_LENGTH} characters`,
        )
      if (route === 'label')
        return sendJson(
          response,
          afterAnswer(await session.take(label, revision, { isInDoubt, isUnclear, note })),
        )
      if (
        typeof place !== 'number' ||
        typeof reason !== 'string' ||
        reason.length > MAX_REASON_LENGTH
      )
        return send(
          response,
          400,
          'text/plain',
          `expected a place in the sample and a reason of at most ${MAX_REASON_LENGTH} characters`,
        )
      return sendJson(
        response,
        afterAnswer(await session.correct(place, { label, reason }, revision)),
      )
    },
    { maxBodyBytes: MAX_BODY_BYTES },
  )
  return {
    url,
    finished,
    close: async () => {
      clearTimeout(graceTimer)
      await close()
    },
  }
}
