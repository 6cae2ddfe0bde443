import { expect, it } from 'vitest'
import { repairEncoding } from '../../../src/read/record/repair-encoding.js'

it.each([
  ['donâ€™t', 'don’t'],
  ['naÃ¯ve, Ã\u00a0 la carte', 'naïve, à la carte'],
  ['Ð\u0094Ð°, ÐºÐ¾Ð½ÐµÑ\u0086', 'Да, конец'],
  ['half \ud83d of one', 'half \ufffd of one'],
])('%j was misread', (given, wanted) => expect(repairEncoding(given)).toBe(wanted))

/** Pairs whose bytes are letters of other scripts in UTF-8, as French, German and Spanish print. */
it.each([
  '«\u00a0une pivot de qualité\u00a0»',
  'UN CAFÉ\u00a0! UN CAFÉ\u00a0?',
  '»Das macht Spaß«, sagte er. Groß\u00a0war es nicht.',
  '«SÍ», dijo. «CAFÉ»',
  'la fin du café…» Et après\u00a0?',
  '14 ×\u00a099',
])('%j stands as it is meant', (text) => expect(repairEncoding(text)).toBe(text))

it('repairs such a pair beside another that is surely misread', () =>
  expect(repairEncoding('Ã©tÃ©, CafÃ©\u00a0Â» â€™')).toBe('été, Café\u00a0» ’'))
