import { CODER_KINDS } from '../../audit/audit.js'
import { isCoderName } from '../../audit/coders.js'
import { NODE_KINDS } from '../../thread/node-kind.js'
import { DRAW_RECORDS } from './breakdown-origin.js'
import type { Checks, Fields } from './checks-at.js'

/** Checks what the model learnt, and who labelled: every coder once, with a name, and what is said of their labels. */
export function checkOrigin(audit: Fields, checks: Checks): void {
  const { fail, list, record, string, stringOrNull, number, count, oneOf } = checks
  if (audit['learnt'] !== undefined) checkLearning(record(audit['learnt'], 'audit.learnt'), checks)
  const names = list(audit['coders'], 'audit.coders').map((entry, index) => {
    const place = `audit.coders[${index}]`
    const { coder, kind, labelledCount } = record(entry, place)
    if (!isCoderName(string(coder, `${place}.coder`))) fail(`${place}.coder to be the name of a coder`, coder)
    if (kind !== undefined) oneOf(kind, CODER_KINDS, `${place}.kind`)
    count(labelledCount, `${place}.labelledCount`)
    return coder
  })
  if (new Set(names).size !== names.length) fail('every coder once', names)
  if (audit['origin'] === undefined) return
  const origin = record(audit['origin'], 'audit.origin')
  const labelsBy = record(origin['labelsBy'], 'audit.origin.labelsBy')
  for (const kind of CODER_KINDS) count(labelsBy[kind], `audit.origin.labelsBy.${kind}`)
  stringOrNull(origin['drawnModel'], 'audit.origin.drawnModel')
  if (typeof origin['isSeedChosen'] !== 'boolean') fail('audit.origin.isSeedChosen to be true or false', origin['isSeedChosen'])
  for (const field of ['lookCount', 'changedCount', 'forgottenCount']) count(origin[field], `audit.origin.${field}`)
  oneOf(origin['draw'], DRAW_RECORDS, 'audit.origin.draw')
  for (const [kind, value] of Object.entries(record(origin['setAside'], 'audit.origin.setAside'))) {
    oneOf(kind, NODE_KINDS, 'a kind of audit.origin.setAside')
    count(value, `audit.origin.setAside.${kind}`)
  }
  if (origin['balance'] !== null) {
    const balance = record(origin['balance'], 'audit.origin.balance')
    stringOrNull(balance['label'], 'audit.origin.balance.label')
    number(balance['z'], -Number.MAX_VALUE, Number.MAX_VALUE, 'audit.origin.balance.z')
  }
  if (origin['modelAgreement'] === null) return
  const agreement = record(origin['modelAgreement'], 'audit.origin.modelAgreement')
  for (const part of ['all', 'leastSure']) {
    const place = `audit.origin.modelAgreement.${part}`
    if (part === 'leastSure' && agreement[part] === null) continue
    const test = record(agreement[part], place)
    if (count(test['equalCount'], `${place}.equalCount`) > count(test['judgedCount'], `${place}.judgedCount`)) {
      fail(`${place}.equalCount to be at most its judgedCount`, test['equalCount'])
    }
    number(test['carefulShare'], 0, 1, `${place}.carefulShare`)
    number(test['chance'], 0, 1, `${place}.chance`)
  }
}

/** Checks what the model learnt; absent in breakdowns of 0.2.0 and before. */
function checkLearning(learnt: Fields, { fail, string, count, list }: Checks): void {
  string(learnt['baseModel'], 'audit.learnt.baseModel')
  count(learnt['labelCount'], 'audit.learnt.labelCount')
  list(learnt['deals'], 'audit.learnt.deals')
  for (const field of ['isRandom', 'isLearntHere']) {
    if (typeof learnt[field] !== 'boolean') fail(`audit.learnt.${field} to be true or false`, learnt[field])
  }
}
