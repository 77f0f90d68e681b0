/* JSON Merge Patch (RFC 7386): how a state becomes the next one. Pure; it changes neither argument. */

/**
 * `target` after `patch`. What the patch does not touch is the same object as before, so `old.x !== new.x` tells
 * whether x changed.
 * @param {*} target
 * @param {*} patch
 * @returns {*}
 */
export function merge(target, patch) {
  if (!isObject(patch)) return patch;
  const result = isObject(target) ? { ...target } : {};
  for (const key of Object.keys(patch)) {
    if (patch[key] === null) delete result[key];
    else put(result, key, merge(own(result, key), patch[key]));
  }
  return result;
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function own(object, key) {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Set `key` as plain data even where it is `__proto__`, which an assignment would take as an order. */
function put(object, key, value) {
  Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}
