import { sum } from '../../base/statistics/estimate/mean.js';
/** Most steps of the power iteration. Two directions hold four fifths of an encoder's variance, so that it ends after a few. */
const MAX_POWER_STEPS = 500;
/** The iteration ends when a step turns the direction by less than this. */
const POWER_TOLERANCE = 1e-10;
/** Below this part of its length, what is left of a vector is rounding. */
const NEGLIGIBLE = 1e-9;
/**
 * The space that vectors span around their mean. Their `droppedCount` directions of most variance are left out: an encoder's pooled vectors
 * vary most where its labels differ, which its scores say; what a crowd has of its own lies in the others.
 *
 * Penalties on weights in this space are penalties on weights of the vectors themselves, since its basis is orthonormal.
 */
export function spanVectors(vectors, droppedCount) {
    const width = vectors[0]?.length ?? 0;
    const centre = new Float64Array(width);
    for (const vector of vectors)
        for (let at = 0; at < width; at++)
            centre[at] = centre[at] + vector[at] / vectors.length;
    const centred = vectors.map((vector) => Float64Array.from(vector, (value, at) => value - centre[at]));
    const dropped = [];
    while (dropped.length < droppedCount) {
        const direction = topDirection(centred);
        if (direction === null)
            break;
        for (const row of centred)
            subtract(row, direction, dot(row, direction));
        dropped.push(direction);
    }
    const meanSquare = sum(centred.map((row) => dot(row, row))) / Math.max(1, centred.length);
    const scale = 1 / Math.sqrt(meanSquare || 1);
    const basis = [];
    for (const row of centred.length < width ? centred : unitRows(width)) {
        const rest = row.slice();
        const length = Math.sqrt(dot(row, row));
        // Twice, since once leaves rounding errors of the first directions.
        for (let pass = 0; pass < 2; pass++)
            for (const each of [...dropped, ...basis])
                subtract(rest, each, dot(rest, each));
        const restLength = Math.sqrt(dot(rest, rest));
        if (restLength > NEGLIGIBLE * Math.max(length, 1 / scale))
            basis.push(rest.map((value) => value / restLength));
    }
    return { centre, basis: basis.map((direction) => direction.map((value) => value * scale)) };
}
/** The coordinates of a vector, one per row of the basis. */
export const coordinatesOf = (vector, { centre, basis }) => basis.map((direction) => {
    let total = 0;
    for (let at = 0; at < direction.length; at++)
        total += direction[at] * (vector[at] - centre[at]);
    return total;
});
/** The axes of all vectors of a width: where there are more vectors than numbers in each, they span everything. */
function unitRows(width) {
    return Array.from({ length: width }, (_, at) => {
        const row = new Float64Array(width);
        row[at] = 1;
        return row;
    });
}
/** Unit vector along which rows vary most, by power iteration from their longest row; null where nothing is left. */
function topDirection(rows) {
    let longest = null;
    for (const row of rows)
        if (longest === null || dot(row, row) > dot(longest, longest))
            longest = row;
    let direction = longest && unitOf(longest);
    for (let step = 0; step < MAX_POWER_STEPS && direction !== null; step++) {
        const before = direction;
        const sums = new Float64Array(before.length);
        for (const row of rows)
            subtract(sums, row, -dot(row, before));
        direction = unitOf(sums);
        if (direction?.every((value, at) => Math.abs(value - before[at]) < POWER_TOLERANCE))
            break;
    }
    return direction;
}
function unitOf(vector) {
    const length = Math.sqrt(dot(vector, vector));
    return length > NEGLIGIBLE ? vector.map((value) => value / length) : null;
}
function dot(a, b) {
    let total = 0;
    for (let at = 0; at < a.length; at++)
        total += a[at] * b[at];
    return total;
}
/** `vector -= factor * direction` */
function subtract(vector, direction, factor) {
    for (let at = 0; at < vector.length; at++)
        vector[at] = vector[at] - factor * direction[at];
}
