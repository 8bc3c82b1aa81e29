/** What a form wishes, as the routes of the API take it. Pure but for the form that it reads. */

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Field */
/** @typedef {{[name: string]: any}} Wish */

/**
 * The fields of a form under their names: `name.vi` lies in `name`; the rows of an element with `data-rows="windows"`,
 * each a `data-row`, make a list. A number or what may be missing (`data-none`) is null when it is empty.
 * @param {HTMLElement} form
 * @returns {Wish}
 */
export function gathered(form) {
  const wish = within(form, form);
  for (const list of form.querySelectorAll("[data-rows]")) {
    const rows = [.../** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll("[data-row]"))];
    put(wish, String(/** @type {HTMLElement} */ (list).dataset.rows), rows.map((row) => within(row, row)));
  }
  return wish;
}

/**
 * The fields of one row, or those of the form that are in none.
 * @param {HTMLElement} part
 * @param {HTMLElement} owner
 */
function within(part, owner) {
  /** @type {Wish} */
  const wish = {};
  for (const field of /** @type {NodeListOf<Field>} */ (part.querySelectorAll("[name]"))) {
    const row = field.closest("[data-row]");
    if (field.disabled || (row !== null && row !== owner)) continue;
    take(wish, field);
  }
  return wish;
}

/** @param {Wish} wish @param {Field} field */
function take(wish, field) {
  if (field instanceof HTMLInputElement && field.type === "radio") {
    if (field.checked) put(wish, field.name, field.value);
  } else if (field instanceof HTMLInputElement && field.type === "checkbox" && field.dataset.many !== undefined) {
    put(wish, field.name, [...(at(wish, field.name) ?? []), ...(field.checked ? [one(field)] : [])]);
  } else put(wish, field.name, valueOf(field));
}

/** @param {Field} field */
function valueOf(field) {
  if (field instanceof HTMLInputElement && field.type === "checkbox") return field.checked;
  if (field.dataset.yes !== undefined) return field.value !== "";
  const value = field.value.trim();
  const mayMiss = field.dataset.none !== undefined || field.type === "number" || field.dataset.number !== undefined;
  if (value === "" && mayMiss) return null;
  return one(field);
}

/** @param {Field} field */
function one(field) {
  const value = field.value.trim();
  return field.type === "number" || field.dataset.number !== undefined ? Number(value) : value;
}

/** @param {Wish} wish @param {string} path */
function at(wish, path) {
  return path.split(".").reduce((part, name) => part?.[name], wish);
}

/** @param {Wish} wish @param {string} path @param {unknown} value */
function put(wish, path, value) {
  const names = path.split(".");
  const last = String(names.pop());
  const part = names.reduce((/** @type {Wish} */ inner, name) => (inner[name] ??= {}), wish);
  part[last] = value;
}
