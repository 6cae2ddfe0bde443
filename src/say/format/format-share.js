import { formatPercent } from '../../base/text/format-count.js';
/** Probability of the label, or of the lean where the label is withheld: "98%", at most ">99%", since "100%" would claim certainty. */
export function formatProbability({ label, lean, probabilities }) {
    const shown = label ?? lean;
    const probability = shown === null ? undefined : probabilities?.[shown];
    return probability === undefined ? null : formatPercent(Math.min(0.999, probability));
}
/** A sentiment with its sign and a true minus: "+0.21", "−0.40", "0.00". */
export function formatSentiment(sentiment) {
    const digits = Math.abs(sentiment).toFixed(2);
    return Number(digits) === 0 ? digits : `${sentiment < 0 ? '−' : '+'}${digits}`;
}
/** "2026-03-14 18:05 UTC" for an ISO 8601 time in UTC; any other text unchanged. */
export const formatTime = (createdAt) => createdAt.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?Z$/, '$1 $2 UTC');
/**
 * Draws a share as a bar of `width` columns: solid up to the interval's low end, dark up to the share, light up to the high end, then
 * dots. Without an interval, the bar is solid up to the share.
 */
export function drawBar(share, interval, width) {
    const columns = (value) => Math.round(value * width);
    const shareEnd = columns(share);
    const lowEnd = interval ? Math.min(columns(interval.low), shareEnd) : shareEnd;
    const highEnd = interval ? Math.max(columns(interval.high), shareEnd) : shareEnd;
    return '█'.repeat(lowEnd) + '▓'.repeat(shareEnd - lowEnd) + '░'.repeat(highEnd - shareEnd) + '·'.repeat(width - highEnd);
}
