import { PIVOT, RETREAT } from '../../count/scored-posts.js'
import type { Cheats, Played } from '../cheat.js'
import { Desk, isLuckyLead, labelledIds, otherWorld, relabel, sitDown } from '../cheat-harness.js'

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
type Fields = { readonly [key: string]: Json }

const isFields = (value: Json | undefined): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The value with every object in it changed, inner ones first. */
function mapFields(value: Json, change: (fields: Fields) => Fields): Json {
  if (Array.isArray(value)) return value.map((one) => mapFields(one, change))
  if (!isFields(value)) return value
  return change(Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapFields(one, change)])))
}

/** Shows the breakdown of an audit after an edit to somebody who asks `verify`, with the honest files in hand. */
async function edited(desk: Desk, edit: (breakdown: Json) => Json | Promise<Json>, given?: string): Promise<Played> {
  const audit = given ?? (await desk.audit())
  const honest = JSON.parse(desk.read(await desk.aggregate(audit))) as Json
  const changed = JSON.stringify(await edit(honest))
  // A census has intervals of no width already.
  if (changed === JSON.stringify(honest)) return { claim: await desk.print(audit), isPowerless: true }
  const shown = desk.write('.breakdown.json', changed)
  await desk.run(['verify', shown, '--evidence', desk.scored, '--evidence', audit])
  return { text: desk.read(shown) }
}

/** The same with every object of the breakdown changed. */
const editedFields = (desk: Desk, change: (fields: Fields) => Fields): Promise<Played> =>
  edited(desk, (breakdown) => mapFields(breakdown, change))

const MOVED = 0.2

/** Every share and interval of retreat 20 points up, of shrewd pivot 20 points down, so that all sums still hold. */
function moveShares(breakdown: Json): Json {
  const up = (value: number, points: number): number => Math.min(1, Math.max(0, value + points))
  return mapFields(breakdown, (fields) => {
    const { label, low, high, share, [RETREAT]: ours, [PIVOT]: theirs } = fields
    if (typeof ours === 'number' && typeof theirs === 'number' && ours < 1 && theirs > MOVED) {
      return { ...fields, [RETREAT]: up(ours, MOVED), [PIVOT]: up(theirs, -MOVED) }
    }
    if ((label !== RETREAT && label !== PIVOT) || typeof low !== 'number' || typeof high !== 'number') return fields
    const points = label === RETREAT ? MOVED : -MOVED
    return { ...fields, low: up(low, points), high: up(high, points), ...(typeof share === 'number' && { share: up(share, points) }) }
  })
}

const swap = (word: string): string => (word === RETREAT ? PIVOT : word === PIVOT ? RETREAT : word)

export const BREAKDOWNS: Cheats = {
  'shares-edited': (desk) => edited(desk, moveShares),
  'interval-narrowed': (desk) =>
    editedFields(desk, (fields) =>
      typeof fields['share'] === 'number' && 'standardError' in fields
        ? { ...fields, low: fields['share'], high: fields['share'], standardError: 0 }
        : fields,
    ),
  'labels-swapped': (desk) =>
    editedFields(desk, (fields) => {
      const own = fields[RETREAT] !== undefined && fields[PIVOT] !== undefined
      const keyed = own ? { ...fields, [RETREAT]: fields[PIVOT] ?? null, [PIVOT]: fields[RETREAT] ?? null } : fields
      return typeof keyed['label'] === 'string' ? { ...keyed, label: swap(keyed['label']) } : keyed
    }),
  'count-edited': (desk) =>
    editedFields(desk, (fields) =>
      Object.fromEntries(
        Object.entries(fields).map(([key, value]) => [
          key,
          (key === 'postCount' || key === 'populationCount') && typeof value === 'number' ? value * 10 : value,
        ]),
      ),
    ),
  'missing-hidden': async (desk) => {
    const { design, events } = await desk.opened()
    const hidden = desk.some(labelledIds(events, (label) => label !== RETREAT))
    const audit = desk.close({ design, events: relabel(events, hidden, null) })
    const hide = (breakdown: Json): Json =>
      mapFields(breakdown, (fields) => {
        const { labelledCount } = fields
        if (typeof labelledCount !== 'number' || !('drawnCount' in fields)) return fields
        const counts = { drawnCount: labelledCount, skippedCount: 0, undecidedCount: 0 }
        return { ...fields, ...counts, ...('reachedCount' in fields && { reachedCount: labelledCount }) }
      })
    return edited(desk, hide, audit)
  },
  'coder-edited': async (desk) => {
    const audit = await desk.draw({ readings: { 'gpt-4o': desk.predicted } })
    return edited(desk, (breakdown) => JSON.parse(JSON.stringify(breakdown).replaceAll('gpt-4o', 'ana')) as Json, audit)
  },
  'audit-grafted': (desk) =>
    edited(desk, async (breakdown) => {
      const other = new Desk(desk.size, otherWorld(desk.size, 'p', 't1'))
      const grafted = JSON.parse(other.read(await other.aggregate(await other.audit()))) as Json
      return isFields(breakdown) && isFields(grafted) ? { ...grafted, evidence: breakdown['evidence'] ?? null } : breakdown
    }),
  'claim-edited': async (desk) => {
    const audit = await desk.audit()
    const claim = await desk.print(audit)
    const forged = { ...claim, shares: claim.shares.map((one) => (one.label === RETREAT ? { ...one, share: one.share + MOVED } : one)) }
    await desk.run(['verify', desk.write('.claim.json', JSON.stringify(forged)), '--evidence', desk.scored, '--evidence', audit])
    return { claim: forged }
  },
  'fields-of-old': (desk) =>
    edited(desk, (breakdown) =>
      mapFields(moveShares(breakdown), (fields) =>
        Object.fromEntries(Object.entries(fields).filter(([key]) => !['reachedCount', 'evidence'].includes(key))),
      ),
    ),
}

const FEW = 8

export const SETTINGS: Cheats = {
  'few-labels': async (desk) => ({ claim: await desk.print(await desk.draw({ size: FEW }), desk.scored, ['--max-width', '50']) }),
  'one-label': async (desk) => ({ claim: await desk.print(await desk.audit(), desk.scored, ['--label', RETREAT]) }),
  'no-lead': async (desk) => {
    const even = await sitDown(desk.size, { shares: [0.35, 0.35, 0.3], isMeant: isLuckyLead })
    return { claim: await even.print(await even.audit()), truth: even.world.truth }
  },
}
