/** Appends a value to the list under a key, which is created for the first value. */
export function addTo(lists, key, value) {
    const list = lists.get(key);
    if (list === undefined)
        lists.set(key, [value]);
    else
        list.push(value);
}
/** Values by key, in the order given. */
export function groupBy(values, keyOf) {
    const groups = new Map();
    for (const value of values)
        addTo(groups, keyOf(value), value);
    return groups;
}
/** How often each of the numbers 0, 1, 2 … is there, up to the highest. */
export function countNumbers(numbers) {
    let highest = -1;
    for (let index = 0; index < numbers.length; index++)
        highest = Math.max(highest, numbers[index]);
    const counts = new Uint32Array(highest + 1);
    for (let index = 0; index < numbers.length; index++)
        counts[numbers[index]] = counts[numbers[index]] + 1;
    return counts;
}
/** How often each value is there, in the order of their first. */
export function countEach(values) {
    const counts = new Map();
    for (const value of values)
        counts.set(value, (counts.get(value) ?? 0) + 1);
    return counts;
}
