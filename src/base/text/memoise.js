/**
 * Caches the most recent results of a pure function of a string or number: at least `count`, at most twice as many. The cache never changes
 * a result.
 *
 * @param answer never returns undefined
 */
export function memoise(answer, count) {
    // Two generations: entries used since the last switch survive the next.
    let recent = new Map();
    let older = new Map();
    return (key) => {
        let known = recent.get(key);
        if (known !== undefined)
            return known;
        known = older.get(key);
        if (known === undefined)
            known = answer(key);
        if (recent.size >= count) {
            older = recent;
            recent = new Map();
        }
        recent.set(key, known);
        return known;
    };
}
