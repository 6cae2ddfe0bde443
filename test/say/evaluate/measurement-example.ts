import type { Measurement } from '../../../src/count/evaluate/measure.js'

export const measurement: Measurement = {
  postCount: 709,
  clusterCount: 31,
  macroF1: { value: 0.5871, low: 0.5519, high: 0.6204 },
  accuracy: 0.6,
  f1: [0.61, 0.5, 0.65125],
  sidedCount: 402,
  leanMacroF1: { value: 0.75, low: 0.7, high: 0.79 },
  calibrationError: 0.0394,
}
