import { CASES } from '../cases.js'

// Process of one round of one case. Arguments: id, folder of the packages for comparison, round. Prints the result as JSON.
const [, , id, kit = '', round = '1'] = process.argv
const found = CASES.find((one) => one.id === id)
if (!found) throw new Error(`no case ${id}`)
const missing = found.missing?.() ?? null
process.stdout.write(`${JSON.stringify(missing === null ? { value: await found.measure(kit, Number(round)) } : { missing })}\n`)
