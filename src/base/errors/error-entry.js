const entryOf = (exit) => (when, advice) => ({ exit, when, advice });
export const usage = entryOf('usage');
export const data = entryOf('data');
export const missing = entryOf('missing');
export const internal = entryOf('internal');
export const io = entryOf('io');
export const again = entryOf('again');
