import { WordToken } from './token.js';
/** Number of buckets, each for the two most recently used runs of a hash. A power of two. */
const BUCKET_COUNT = 32768;
const FNV_PRIME = 16777619;
/** Extends the hash of a run by one UTF-16 code unit: FNV-1a, starting at 0. */
export const hashStep = (hash, unit) => Math.imul(hash ^ unit, FNV_PRIME);
/**
 * Caches the tokens of runs on their second occurrence, since most new runs never recur, and numbers their words. Looks runs up within a
 * text, without copying them out. The cache never changes a result.
 */
export class RunCache {
    #split;
    #latest = new Array(BUCKET_COUNT);
    #older = new Array(BUCKET_COUNT);
    /** For each bucket, the hash of the last run that occurred once. */
    #seenOnce = new Int32Array(BUCKET_COUNT);
    /** @param split a pure function of the run; its results are shared */
    constructor(split) {
        this.#split = split;
    }
    /** @param hash hash of the run, see {@link hashStep} */
    split(text, start, end, hash) {
        const bucket = (hash ^ (hash >>> 16)) & (BUCKET_COUNT - 1);
        const latest = this.#latest[bucket];
        if (latest !== undefined && matchesAt(latest.run, text, start, end))
            return latest.tokens;
        let found = this.#older[bucket];
        if (found === undefined || !matchesAt(found.run, text, start, end)) {
            const run = text.slice(start, end);
            const tokens = this.#split(run);
            if (this.#seenOnce[bucket] !== hash) {
                this.#seenOnce[bucket] = hash;
                return tokens;
            }
            found = { run, tokens: tokens.map(WordToken.numbered) };
        }
        this.#older[bucket] = latest;
        this.#latest[bucket] = found;
        return found.tokens;
    }
}
function matchesAt(run, text, start, end) {
    if (run.length !== end - start)
        return false;
    for (let at = 0; at < run.length; at++)
        if (run.charCodeAt(at) !== text.charCodeAt(start + at))
            return false;
    return true;
}
