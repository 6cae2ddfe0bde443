/** Values that fulfil a condition. */
export const shape = (expected, example, fits) => ({
    expected,
    example,
    findMisfit: (value) => (fits(value) ? null : { path: '', expected, example, got: value }),
});
const isObject = (value) => typeof value === 'object' && value !== null;
/** Objects with at least these fields. */
export function record(expected, example, fields) {
    return {
        expected,
        example,
        findMisfit(value) {
            if (!isObject(value) || Array.isArray(value))
                return { path: '', expected, example, got: value };
            for (const name in fields) {
                const misfit = fields[name].findMisfit(value[name]);
                if (misfit !== null)
                    return { ...misfit, path: `.${name}${misfit.path}` };
            }
            return null;
        },
    };
}
/** Objects with these fields and no others: a misspelt one is a mistake. */
export function closed(expected, example, fields) {
    const open = record(expected, example, fields);
    return {
        ...open,
        findMisfit(value) {
            const unknown = isObject(value) && !Array.isArray(value) ? Object.keys(value).find((name) => !Object.hasOwn(fields, name)) : undefined;
            if (unknown === undefined)
                return open.findMisfit(value);
            return { path: `.${unknown}`, expected: `one of ${Object.keys(fields).join(', ')}`, example, got: value[unknown] };
        },
    };
}
/** Several fields of one shape. @param names with spaces between them */
export const each = (of, names) => Object.fromEntries(names.split(' ').map((name) => [name, of]));
/** Arrays whose elements fit a shape. */
export function list(expected, example, element) {
    return {
        expected,
        example,
        findMisfit(value) {
            if (!Array.isArray(value))
                return { path: '', expected, example, got: value };
            for (let index = 0; index < value.length; index++) {
                const misfit = element.findMisfit(value[index]);
                if (misfit !== null)
                    return { ...misfit, path: `[${index}]${misfit.path}` };
            }
            return null;
        },
    };
}
/** Objects whose shape depends on the value. */
export function either(expected, example, shapeOf) {
    return {
        expected,
        example,
        findMisfit: (value) => (isObject(value) ? shapeOf(value).findMisfit(value) : { path: '', expected, example, got: value }),
    };
}
/** Values of a shape, or undefined. */
export const optional = (inner) => ({
    ...inner,
    findMisfit: (value) => (value === undefined ? null : inner.findMisfit(value)),
});
/** Values of a shape, or null. */
export function nullable(inner) {
    const expected = `${inner.expected} or null`;
    return {
        ...inner,
        expected,
        findMisfit(value) {
            const misfit = value === null ? null : inner.findMisfit(value);
            return misfit?.path === '' ? { ...misfit, expected } : misfit;
        },
    };
}
