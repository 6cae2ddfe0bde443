/** Arithmetic mean; null without values, since the mean is undefined. */
export const mean = (values) => (values.length === 0 ? null : sum(values) / values.length);
/** Sum in input order; 0 without values. */
export function sum(values) {
    let total = 0;
    for (let index = 0; index < values.length; index++)
        total += values[index];
    return total;
}
/** Variance of a sample around its mean, ddof 1; null for fewer than two values. */
export function variance(values) {
    if (values.length < 2)
        return null;
    const centre = sum(values) / values.length;
    let squares = 0;
    for (let index = 0; index < values.length; index++)
        squares += (values[index] - centre) ** 2;
    return squares / (values.length - 1);
}
/** Covariance of paired values, ddof 1; null for fewer than two pairs. @param others as many as `values` */
export function covariance(values, others) {
    if (values.length < 2)
        return null;
    const centre = sum(values) / values.length;
    const otherCentre = sum(others) / values.length;
    let products = 0;
    for (let index = 0; index < values.length; index++) {
        products += (values[index] - centre) * (others[index] - otherCentre);
    }
    return products / (values.length - 1);
}
