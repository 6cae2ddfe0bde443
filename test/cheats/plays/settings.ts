import { RETREAT } from '../../count/scored-posts.js'
import type { Cheats } from '../cheat.js'
import { isLuckyLead, sitDown } from '../cheat-harness.js'

const FEW = 8

export const SETTINGS: Cheats = {
  'few-labels': async (desk) => ({ claim: await desk.print(await desk.draw({ size: FEW }), desk.scored, ['--max-width', '50']) }),
  'one-label': async (desk) => ({ claim: await desk.print(await desk.audit(), desk.scored, ['--label', RETREAT]) }),
  'no-lead': async (desk) => {
    const even = await sitDown(desk.size, { shares: [0.35, 0.35, 0.3], isMeant: isLuckyLead })
    return { claim: await even.print(await even.audit()), truth: even.world.truth }
  },
}
