import type { AuditEvent, LabelEvent } from '../../../src/count/audit/audit-event.js'
import { RETREAT } from '../../count/scored-posts.js'
import { type Cheats, type Played, told } from '../cheat.js'
import { type AuditContent, coderOf, type Desk, labelledIds, refit, relabel } from '../cheat-harness.js'
import { shuffle } from '../world.js'

const againstUs = (label: string | null): boolean => label !== RETREAT

/** Plays an edited audit, chained anew. */
async function editedAudit(desk: Desk, edit: (audit: AuditContent, spoilt: readonly string[]) => AuditContent): Promise<Played> {
  const audit = await desk.opened()
  const spoilt = desk.some(labelledIds(audit.events, againstUs))
  return { claim: await desk.print(desk.close(edit(audit, spoilt))) }
}

/** The same with other events under the same design. */
const edited = (desk: Desk, edit: (events: readonly AuditEvent[], spoilt: readonly string[]) => readonly AuditEvent[]): Promise<Played> =>
  editedAudit(desk, ({ design, events }, spoilt) => ({ design, events: edit(events, spoilt) }))

/** Plays the bytes of the honest audit after an edit by hand. */
async function editedText(desk: Desk, edit: (lines: readonly string[]) => readonly string[]): Promise<Played> {
  const lines = desk
    .read(desk.close(await desk.opened()))
    .trimEnd()
    .split('\n')
  return { claim: await desk.print(desk.write('.audit.jsonl', `${edit(lines).join('\n')}\n`)) }
}

const isOf = (event: AuditEvent, ids: readonly string[]): event is LabelEvent => event.kind === 'label' && ids.includes(event.postId)

/** The events, then the labels of these posts once more, each for retreat. */
const again = (events: readonly AuditEvent[], ids: readonly string[], changes: Partial<LabelEvent> = {}): AuditEvent[] => [
  ...events,
  ...events.filter((event) => isOf(event, ids)).map((event) => ({ ...event, label: RETREAT, ...changes })),
]

/** The number of labels from the front, from 20 to nine tenths, with the largest share of retreat. */
function bestStop(labels: readonly (string | null)[]): number {
  let [best, bestShare, retreats] = [0, -1, 0]
  for (const [index, label] of labels.slice(0, Math.floor(labels.length * 0.9)).entries()) {
    if (label === RETREAT) retreats += 1
    if (index < 19 || retreats / (index + 1) <= bestShare) continue
    best = index + 1
    bestShare = retreats / best
  }
  return best
}

const labelsOf = (events: readonly AuditEvent[]): (string | null)[] => events.map((event) => (event.kind === 'label' ? event.label : null))

const STOPPED = /first \d+ of \d+ in the order picked/

export const REMOVED: Cheats = {
  'side-removed': (desk) => edited(desk, (events, spoilt) => events.filter((event) => !isOf(event, spoilt))),
  'few-removed': (desk) =>
    edited(desk, (events) => {
      const ids = labelledIds(events, againstUs).slice(0, Math.floor(events.length * 0.04))
      return events.filter((event) => !isOf(event, ids))
    }),
  'side-skipped': (desk) => edited(desk, (events, spoilt) => relabel(events, spoilt, null)),
  'side-undone': (desk) =>
    edited(desk, (events, spoilt) =>
      events.flatMap((event): AuditEvent[] =>
        isOf(event, spoilt) ? [event, { kind: 'undo', coder: event.coder, isAdjudication: false, at: event.at }] : [event],
      ),
    ),
  'side-tied': (desk) => edited(desk, (events, spoilt) => again(events, spoilt, { coder: 'ben' })),
  'stopped-at-best': told(STOPPED, (desk) => edited(desk, (events) => events.slice(0, bestStop(labelsOf(events))))),
  'file-cut': told(STOPPED, async (desk) => {
    const stop = bestStop(labelsOf((await desk.opened()).events))
    return editedText(desk, (lines) => lines.slice(0, 1 + stop))
  }),
  'units-removed': (desk) =>
    editedAudit(desk, ({ design, events }, spoilt) => ({
      design: refit({ ...design, units: design.units.filter(({ postId }) => !spoilt.includes(postId)) }, desk.world.posts.length),
      events: events.filter((event) => !isOf(event, spoilt)),
    })),
}

/** The labels dealt anew to the events in this order; as many of each as before. */
function dealt(events: readonly AuditEvent[], order: (ids: readonly string[]) => readonly string[]): AuditEvent[] {
  const labels = labelsOf(events).sort((one, other) => Number(other === RETREAT) - Number(one === RETREAT))
  const byId = new Map(order(labelledIds(events, () => true)).map((id, index) => [id, labels[index] ?? null]))
  return events.map((event) => (event.kind === 'label' ? { ...event, label: byId.get(event.postId) ?? null } : event))
}

export const REORDERED: Cheats = {
  'lines-moved': (desk) => editedText(desk, ([design = '', ...events]) => [design, ...events.slice(10), ...events.slice(0, 10)]),
  'labels-shuffled': (desk) => edited(desk, (events) => dealt(events, (ids) => shuffle(ids, desk.random))),
  'labels-sorted': (desk) => {
    const chances = new Map(desk.world.posts.map(({ id, probabilities }) => [id, probabilities?.[RETREAT] ?? 0]))
    const byChance = (ids: readonly string[]) => [...ids].sort((one, other) => (chances.get(other) ?? 0) - (chances.get(one) ?? 0))
    return edited(desk, (events) => dealt(events, byChance))
  },
  'units-reordered': (desk) =>
    editedAudit(desk, ({ design, events }, spoilt) => {
      const isLast = ({ postId }: { readonly postId: string }): boolean => spoilt.includes(postId)
      return {
        design: { ...design, units: [...design.units.filter((unit) => !isLast(unit)), ...design.units.filter(isLast)] },
        events: events.filter((event) => !isOf(event, spoilt)),
      }
    }),
}

const AFTER_A_LOOK = /\d+ labels? (was|were) changed after/

export const EDITED: Cheats = {
  'label-edited': async (desk) => {
    const { events } = await desk.opened()
    const spoilt = desk.some(labelledIds(events, againstUs))
    return editedText(desk, (lines) =>
      lines.map((line, index) =>
        index > 0 && spoilt.includes(JSON.parse(line).postId) ? line.replace(/"label":"[^"]*"/, `"label":"${RETREAT}"`) : line,
      ),
    )
  },
  'labels-flipped': (desk) => edited(desk, (events, spoilt) => relabel(events, spoilt, RETREAT)),
  'all-one-label': async (desk) => ({ claim: await desk.print(await desk.draw({ readings: { ana: () => RETREAT } })) }),
  'label-misspelt': (desk) => edited(desk, (events, spoilt) => relabel(events, spoilt, `${RETREAT} `)),
  'chain-stripped': async (desk) => {
    const { design, events } = await desk.opened()
    const lines = [design, ...relabel(events, labelledIds(events, againstUs), RETREAT)].map((one) => JSON.stringify(one))
    return { claim: await desk.print(desk.write('.audit.jsonl', `${lines.join('\n')}\n`)) }
  },
  'settled-alone': told(/settled|adjudicat|overrul/i, (desk) =>
    edited(desk, (events, spoilt) => again(events, spoilt, { coder: 'eva', isAdjudication: true })),
  ),
  relabelled: told(AFTER_A_LOOK, (desk) => edited(desk, (events, spoilt) => again(events, spoilt))),
  'history-erased': (desk) =>
    edited(desk, (events, spoilt) => {
      const all = again(events, spoilt)
      const isLast = (event: AuditEvent, index: number): boolean =>
        event.kind === 'label' && !all.slice(index + 1).some((later) => isOf(later, [event.postId]))
      return all.filter(isLast)
    }),
  'coder-merged': told(AFTER_A_LOOK, async (desk) => {
    const two = desk.open(await desk.draw({ readings: { ana: desk.truly, ben: desk.truly } }))
    const spoilt = desk.some([...new Set(labelledIds(two.events, againstUs))])
    const lying = two.events.map((event) => (isOf(event, spoilt) && event.coder === 'ben' ? { ...event, label: RETREAT } : event))
    const inTurns = lying.sort((one, other) => (coderOf(one) < coderOf(other) ? -1 : coderOf(one) > coderOf(other) ? 1 : 0))
    return { claim: await desk.print(desk.close({ ...two, events: inTurns.map((event) => ({ ...event, coder: 'ana' })) })) }
  }),
}

/** What a coder says who calls this share of the posts against us retreat. */
export function liar(desk: Desk): (postId: string) => string | null {
  const spoilt = new Set(desk.some([...desk.world.truth].filter(([, label]) => againstUs(label)).map(([id]) => id)))
  return (postId) => (spoilt.has(postId) ? RETREAT : desk.truly(postId))
}
