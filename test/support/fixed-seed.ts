import { configureGlobal } from 'fast-check'

/**
 * Properties draw the same cases in every run, so that a run tells about the code alone. Other
 * cases: `DEALSTANCE_SEED=2 npm run test:long`.
 */
configureGlobal({ seed: Number(process.env['DEALSTANCE_SEED'] ?? 1) })
