import { CASES } from './cases.js'

/** The process of one round of one case: its place in the list in, the figure out. */
const found = CASES[Number(process.argv[2])]
if (!found) throw new Error(`no case ${process.argv[2]}`)
process.stdout.write(`${await found.measure()}\n`)
