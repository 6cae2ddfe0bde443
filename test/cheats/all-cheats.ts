import type { Cheats } from './cheat.js'
import { COPIES, DRAWS } from './plays/draws.js'
import { EDITED, REMOVED, REORDERED } from './plays/labels.js'
import { AFTER, BEFORE, EXCHANGED } from './plays/posts.js'
import { IMPORTED, PICKED } from './plays/samples.js'
import { SETTINGS } from './plays/settings.js'
import { STRANGERS } from './plays/strangers.js'
import { DEALS_OF_USERS, FILES, LABELS_OF_USERS } from './plays/users.js'

/** What an honest person gets, to show that refusals are the cheats' own. */
const CONTROL: Cheats = {
  honest: async (desk) => ({ claim: await desk.print(await desk.audit()) }),
  'honest-rebuilt': async (desk) => ({ claim: await desk.print(desk.close(await desk.rebind(await desk.opened(), desk.scored))) }),
}

export const ALL_CHEATS: Cheats = {
  ...CONTROL,
  ...REMOVED,
  ...REORDERED,
  ...EDITED,
  ...IMPORTED,
  ...PICKED,
  ...DRAWS,
  ...COPIES,
  ...AFTER,
  ...EXCHANGED,
  ...BEFORE,
  ...SETTINGS,
  ...FILES,
  ...LABELS_OF_USERS,
  ...DEALS_OF_USERS,
  ...STRANGERS,
}
