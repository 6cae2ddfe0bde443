/** The capture of a breakdown; null without one, and for a capture from another program that has only counts. */
export function breakdownCaptureOf({ capture }) {
    return capture !== null && Array.isArray(capture['groups']) && Array.isArray(capture['threads'])
        ? capture
        : null;
}
