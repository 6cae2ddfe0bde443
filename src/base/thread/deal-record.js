const NONE = Object.freeze([]);
/** The deals whose records a post carries in `meta.capture.deals`; none for a user's own column of that name. */
export function recordedDeals({ capture }) {
    if (typeof capture !== 'object' || capture === null || !Object.hasOwn(capture, 'deals'))
        return NONE;
    const { deals } = capture;
    return Array.isArray(deals) && deals.every(isRecord) ? deals : NONE;
}
const isText = (value) => typeof value === 'string' && value !== '';
function isRecord(value) {
    if (typeof value !== 'object' || value === null)
        return false;
    return ['id', 'mover', 'move'].every((key) => Object.hasOwn(value, key) && isText(value[key]));
}
/** The catalogue's deals, and in their place where they have the same id those whose records the posts carry. */
export function withRecordedDeals(deals, posts) {
    const all = new Map(deals);
    for (const { meta } of posts)
        for (const deal of recordedDeals(meta))
            all.set(deal.id, deal);
    return all;
}
/** The meta of a post with these records in place of those that it carries. */
export function recordDeals(meta, deals) {
    if (deals.length === 0 && recordedDeals(meta).length === 0)
        return meta;
    const { deals: _, ...ledger } = meta.capture ?? {};
    const { capture: __, ...facts } = meta;
    const capture = { ...ledger, ...(deals.length > 0 && { deals }) };
    return Object.keys(capture).length === 0 ? facts : { ...facts, capture };
}
