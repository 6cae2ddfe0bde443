import { describe, expect, it } from 'vitest'
import { CLOSE, type HeadlineInterval, type Lead } from '../../../src/count/audited/lead.js'
import {
  CHANGE_CAUSES,
  CHANGE_SCHEMA,
  type ChangeCause,
  type ChangeReport,
  type GroupChange,
  type GroupState,
  type LabelChange,
} from '../../../src/count/change/compare-runs.js'
import { draftCorrectionNote, renderChangeJson, renderChangeText } from '../../../src/say/change/render-change.js'
import { NEITHER, PIVOT, RETREAT } from '../../count/scored-posts.js'

const NOTHING = Object.fromEntries(CHANGE_CAUSES.map((cause) => [cause, 0])) as Record<ChangeCause, number>

function change(label: string, from: number, to: number, halfWidth = 0.07): LabelChange<HeadlineInterval> {
  const interval = (share: number): HeadlineInterval => ({
    ...{ label, share, low: share - halfWidth, high: share + halfWidth, standardError: halfWidth / 2 },
    ...{ estimand: 'captured', method: 'ppi++', confidenceLevel: 0.95, isHeadline: true },
  })
  return { label, from: interval(from), to: interval(to) }
}

const countedOf = (changes: readonly LabelChange<HeadlineInterval>[]) =>
  changes.map(({ label, from, to }) => ({ label, from: from.share, to: to.share }))

const FROM: GroupState = { postCount: 118, labelledCount: 118, missing: null }
const TO: GroupState = { postCount: 128, labelledCount: 128, missing: null }

const group = (headline: readonly LabelChange<HeadlineInterval>[], changes: Partial<GroupChange> = {}): GroupChange => ({
  dealId: 'xai-compute',
  relabelled: [],
  title: 'xAI rents out idle racks',
  mover: 'xAI',
  from: FROM,
  to: TO,
  causeCounts: { ...NOTHING, new: 12, deleted: 2, judged: 9 },
  kind: 'correction',
  counted: countedOf(headline),
  headline,
  leads: null,
  ...changes,
})

const report = (groups: readonly GroupChange[], changes: Partial<ChangeReport> = {}): ChangeReport => ({
  schema: CHANGE_SCHEMA,
  from: { model: 'linear-en', postCount: 118, isAudited: true },
  to: { model: 'stack-en', postCount: 128, isAudited: true },
  groups,
  ...changes,
})

const note = (
  headline: readonly LabelChange<HeadlineInterval>[],
  changes: Partial<GroupChange> = {},
  runs: Partial<ChangeReport> = {},
): string => {
  const only = group(headline, changes)
  return draftCorrectionNote(report([only], runs), only)
}

const MOVED = [change(RETREAT, 0.52, 0.48), change(PIVOT, 0.2, 0.24), change(NEITHER, 0.28, 0.28)]

describe('draftCorrectionNote', () => {
  it('states the printed and the right share, the causes and the interval', () => {
    expect(note(MOVED)).toBe(
      "Correction: of the posts captured on xAI's move (xAI rents out idle racks), the share labelled “retreat” is 48%, not 52%; “shrewd pivot” is 24%, not 20%. " +
        'Between the runs: 12 new posts, 2 deleted posts, another model (stack-en in place of linear-en). ' +
        'The change of “retreat” lies within the 95% interval (45% to 59%) of the earlier figure. ' +
        'The change of “shrewd pivot” lies within the 95% interval (13% to 27%) of the earlier figure. ' +
        'The figures describe the posts captured here, not the public.',
    )
  })

  it.each([
    [0.2, 0.1, 'Retreat is still ahead, but less clearly.'],
    [0.1, 0.2, 'Retreat is still ahead, and more clearly.'],
    [0.1, 0.1, 'Retreat is still ahead.'],
    [0.2, 0, 'Retreat was ahead; there is no clear lead now.'],
    [0, 0.2, 'Retreat is ahead now; there was no clear lead before.'],
    [0.2, -0.2, 'Shrewd pivot is ahead now; retreat was before.'],
  ])('says who is ahead, %d before and %d after: %s', (before, after, words) => {
    const lead = (difference: number): Lead => {
      const [ahead, behind] = difference < 0 ? [PIVOT, RETREAT] : [RETREAT, PIVOT]
      const size = Math.abs(difference)
      return { ahead, behind, difference: size, low: 0, high: 1, word: size === 0 ? CLOSE : 'leads', rule: '' }
    }
    expect(note(MOVED, { leads: { from: lead(before), to: lead(after) } })).toContain(`not 20%. ${words} Between the runs`)
  })

  it('names the command that carries labels over to a run without', () => {
    const later = { postCount: 128, labelledCount: 128, missing: { code: 'CITE_NOT_AUDITED', needed: null } } as const
    expect(note([], { to: later }, { to: { model: 'stack-en', postCount: 128, isAudited: false } })).toContain(
      'npm run audit -- LATER --earlier EARLIER carries the labels over.',
    )
  })

  it('states that the new share lies outside the interval', () => {
    const text = note([change(RETREAT, 0.6, 0.4), change(PIVOT, 0.2, 0.4)], {
      causeCounts: { ...NOTHING, judged: 9 },
    })
    expect(text).toContain('Between the runs: another model (stack-en in place of linear-en).')
    expect(text).toContain('The new figure of “retreat” lies outside the 95% interval (53% to 67%) of the earlier figure.')
  })

  it('names no interval of an earlier figure that counts all posts', () => {
    const { from, ...counted } = change(RETREAT, 0.5, 0.6)
    expect(note([{ ...counted, from: { ...from, low: 0.5, high: 0.5 } }])).not.toContain('interval')
  })

  it('corrects nothing when every printed share is unchanged', () => {
    expect(note([change(RETREAT, 0.48, 0.482), change(PIVOT, 0.52, 0.518)])).toBe(
      "Nothing to correct: of the posts captured on xAI's move (xAI rents out idle racks), every share stands as printed (“retreat” 48%, “shrewd pivot” 52%). " +
        'Between the runs: 12 new posts, 2 deleted posts, another model (stack-en in place of linear-en).',
    )
  })

  it('drafts an update where posts were added and nothing else changed', () => {
    expect(note(MOVED, { kind: 'update', causeCounts: { ...NOTHING, new: 12, audited: 40 } })).toBe(
      "Update: of the posts captured on xAI's move (xAI rents out idle racks), the share labelled “retreat” is now 48% (before: 52%); “shrewd pivot” is now 24% (before: 20%). " +
        'Between the runs: 12 new posts, 40 new or changed hand labels. ' +
        'The change of “retreat” lies within the 95% interval (45% to 59%) of the earlier figure. ' +
        'The change of “shrewd pivot” lies within the 95% interval (13% to 27%) of the earlier figure. ' +
        'The figures describe the posts captured here, not the public.',
    )
  })

  it.each([
    ['recapture', 'Correction after a new capture: of'],
    ['estimate', 'New estimate, no correction: of'],
  ] as const)('says of a %s that it corrects nothing', (kind, opening) => {
    expect(note(MOVED, { kind })).toMatch(new RegExp(`^${opening}.* is now 48% \\(before: 52%\\)`))
  })

  const UNAUDITED = { code: 'CITE_NOT_AUDITED', needed: null } as const
  const LABELS = {
    code: 'CITE_TOO_FEW_LABELS',
    needed: { count: 20, moreCount: 19, basis: 'hand', size: 20, option: '--size 20' },
  } as const

  it.each([
    ['neither run was audited', UNAUDITED, UNAUDITED, 'neither run has a share that may be printed (nobody has checked a sample)'],
    ['the earlier run was not audited', UNAUDITED, null, 'the earlier run has no share that may be printed (nobody has checked a sample)'],
    ['the later audit lacks labels', null, LABELS, 'the later run has no share that may be printed (19 more labels)'],
    [
      'each lacks something else',
      UNAUDITED,
      LABELS,
      'the earlier run has no share that may be printed (nobody has checked a sample), and the later run has no share that may be printed (19 more labels)',
    ],
  ] as const)('drafts nothing where %s', (_, fromMissing, toMissing, why) => {
    const opening = fromMissing === null ? 'The earlier shares are not confirmed' : 'Nothing to correct'
    expect(note([], { from: { ...FROM, missing: fromMissing }, to: { ...TO, missing: toMissing } })).toBe(
      `${opening}: ${why}. Between the runs: 12 new posts, 2 deleted posts, another model (stack-en in place of linear-en).`,
    )
  })
})

// By hand: 6 of 12 labelled of 13, then 10 of 16 of 40.
const HALVED = [change(RETREAT, 0.5, 0.625), change(PIVOT, 0.25, 0.1875), change(NEITHER, 0.25, 0.1875)]
const SMALL = {
  from: { ...FROM, postCount: 13, labelledCount: 12 },
  to: { ...TO, postCount: 40, labelledCount: 16 },
  counted: countedOf(HALVED),
  causeCounts: { ...NOTHING, new: 27, judged: 1 },
}

describe('a group of fewer than 30 labelled posts in a run', () => {
  it('has a table without percent and points', () => {
    const lines = renderChangeText(report([group([], SMALL)]), 100).split('\n')
    expect(lines.slice(2, 7)).toEqual([
      'Counted by the model',
      '                 before     after',
      '  retreat       6 of 12  10 of 16',
      '  shrewd pivot  3 of 12   3 of 16',
      '  neither       3 of 12   3 of 16',
    ])
    expect(lines.join('\n')).not.toContain('in percent')
  })

  it('takes an audited share for one of all its posts, and the whole group in posts', () => {
    const audited = { ...SMALL, to: { ...SMALL.to, postCount: 20 } }
    expect(note(HALVED, audited)).toMatch(
      /the share labelled “retreat” is 13 of 20, not 7 of 13;.* lies outside the 95% interval \(5 to 8 of 13\)/,
    )
  })
})

describe('change reports', () => {
  const hostile = group(MOVED, { dealId: '<script>|x', mover: '[a](http://b) \u001b[2J' })

  it('align a table of the shares before and after', () => {
    const lines = renderChangeText(report([group(MOVED)]), 100).split('\n')
    expect(lines[0]).toBe('xAI rents out idle racks: 118 posts, then 128 posts')
    expect(lines.slice(2, 7)).toEqual([
      'To be quoted (the audits’ estimates)',
      '                before  after  change',
      '  retreat         52.0   48.0    −4.0',
      '  shrewd pivot    20.0   24.0    +4.0',
      '  neither         28.0   28.0     0.0',
    ])
  })

  it('round so that parts add up to 100 points, and changes to the difference of what stands before them', () => {
    const thirds = [change(RETREAT, 1 / 3, 0.2949), change(PIVOT, 1 / 3, 0.3748), change(NEITHER, 1 / 3, 0.3303)]
    const lines = renderChangeText(report([group(thirds)]), 100).split('\n')
    expect(lines.slice(4, 7)).toEqual([
      '  retreat         33.4   29.5    −3.9',
      '  shrewd pivot    33.3   37.5    +4.2',
      '  neither         33.3   33.0    −0.3',
    ])
  })

  it('say all posts once where one deal has them all, and after the deal where others have some', () => {
    const all = group(MOVED, { dealId: null, title: null, mover: null })
    expect(renderChangeText(report([group(MOVED), all]), 100)).not.toContain('All posts')
    const more = { ...all, to: { ...TO, postCount: 140 } }
    expect(renderChangeText(report([group(MOVED), more]), 100)).toContain('All posts, each once: 118 posts, then 140 posts')
  })

  it('let no name control a terminal', () => {
    expect(renderChangeText(report([hostile]), 80)).not.toContain('\u001b')
  })

  it('hold unrounded numbers and the note as JSON', () => {
    const read = JSON.parse(renderChangeJson(report([group(MOVED)])))
    expect(read).toMatchObject({
      schema: 'dealstance/change@1',
      groups: [{ headline: [{ from: { share: 0.52 }, to: { share: 0.48 } }, {}, {}], causeCounts: { new: 12 } }],
    })
    expect(read.groups[0].note).toBe(note(MOVED))
  })
})
