import type { LabelSession, SessionState } from '../../count/audit/label/label-session.js'
import type { PageRequest } from './page-messages.js'

export type LabelAnswer = Omit<Extract<PageRequest, { readonly kind: 'answer' }>, 'kind'>

/** Coder of whoever reads first in the page, and of the second reader. */
export const FIRST_CODER = 'a'
export const SECOND_CODER = 'b'
/** Coder of those who settle together. */
export const BOTH_CODERS = 'a and b'

const READERS: Readonly<Record<string, string>> = {
  [FIRST_CODER]: 'first reader',
  [SECOND_CODER]: 'second reader',
}

/** The state with words for the page's own coders. */
export const withReaders = <State extends SessionState>(state: State): State => ({
  ...state,
  givenLabels: state.givenLabels.map((label) => ({
    ...label,
    coder: READERS[label.coder] ?? label.coder,
  })),
})

/** Answers the label page as the server of `audit` does, but for "more". */
export async function answerSession(
  session: LabelSession,
  { route, revision, label, place = -1, reason = '', ...remark }: LabelAnswer,
) {
  if (route === 'labelled') return session.labelled()
  if (route === 'label') return withReaders(await session.take(label, revision, remark))
  if (route === 'correct')
    return withReaders(await session.correct(place, { label, reason }, revision))
  return withReaders(route === 'undo' ? await session.undo(revision) : session.state())
}
