import type { DispositionName, Dispositions } from '../../count/breakdown/breakdown.js'

/** The rows of the table, in their order. */
export const DISPOSITION_TITLES: Readonly<Record<DispositionName, string>> = {
  known: 'replies known to exist',
  captured: 'replies captured',
  counted: 'posts counted here',
  scored: 'labelled by the program',
  unsure: 'unsure',
  unscored: 'unscored',
  drawn: 'drawn',
  labelled: 'labelled in the audit',
  skipped: 'skipped',
  undecided: 'undecided',
  notReached: 'not reached',
}

/** The table in one sentence. */
export function describeDispositions(dispositions: Dispositions): string {
  const list = (...names: readonly DispositionName[]): string =>
    names.map((name) => `${dispositions[name] ?? 'not known'} ${DISPOSITION_TITLES[name]}`).join(', ')
  const known = dispositions.known === null ? `replies known to exist: not known, ${list('captured')}` : list('known', 'captured')
  const drawn = dispositions.drawn === null ? 'none drawn' : `${list('drawn')} (${list('labelled', 'skipped', 'undecided', 'notReached')})`
  return `Dispositions: ${known}; ${list('counted')} (${list('scored', 'unsure', 'unscored')}); ${drawn}.`
}
