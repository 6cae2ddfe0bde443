import type {
  LabelledUnit,
  LabelSession,
  SessionAnswer,
  SessionState,
} from '../../count/audit/label/label-session.js'
import type { PageRequest } from './page-messages.js'

export type LabelAnswer = Omit<Extract<PageRequest, { readonly kind: 'answer' }>, 'kind'>

/** Answers the label page as the server of `audit` does, but for "more". */
export async function answerSession(
  session: LabelSession,
  { route, revision, label, place = -1, reason = '', ...remark }: LabelAnswer,
): Promise<SessionState | SessionAnswer | readonly LabelledUnit[]> {
  if (route === 'label') return session.take(label, revision, remark)
  if (route === 'labelled') return session.labelled()
  if (route === 'correct') return session.correct(place, { label, reason }, revision)
  return route === 'undo' ? session.undo(revision) : session.state()
}
