import { CASES } from './cases.js'

/** The process of one round of one case: its id and the folder of the packages compared with in, what came out as JSON. */
const [, , id, kit = ''] = process.argv
const found = CASES.find((one) => one.id === id)
if (!found) throw new Error(`no case ${id}`)
const missing = found.missing?.() ?? null
process.stdout.write(`${JSON.stringify(missing === null ? { value: await found.measure(kit) } : { missing })}\n`)
