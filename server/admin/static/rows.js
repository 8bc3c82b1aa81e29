/** Lists in a form that grow and shrink: a row more from a template, a row less by its button. */

/** Makes the buttons `data-add="<id of a template>"`, `data-up` and `data-remove` work, now and in whatever is shown later. */
export function openRows() {
  document.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("[data-add], [data-remove], [data-up]");
    if (!(button instanceof HTMLElement)) return;
    const form = button.closest("form");
    if (button.dataset.add !== undefined) add(button);
    else if (button.dataset.up !== undefined) up(button);
    else remove(button);
    form?.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

let added = 0;

/** @param {HTMLElement} button */
function add(button) {
  const pattern = document.getElementById(String(button.dataset.add));
  const list = button.closest("form")?.querySelector(`[data-rows="${pattern?.dataset.of}"]`);
  if (!(pattern instanceof HTMLTemplateElement) || !list) return;
  added += 1;
  const row = /** @type {DocumentFragment} */ (pattern.content.cloneNode(true));
  for (const part of row.querySelectorAll("[id], [for], [aria-describedby]")) {
    for (const name of ["id", "for", "aria-describedby"]) {
      const told = part.getAttribute(name);
      if (told) part.setAttribute(name, `${told}-new-${added}`);
    }
  }
  list.append(row);
  /** @type {HTMLElement | null} */ (list.lastElementChild?.querySelector("[name]") ?? null)?.focus();
}

/** One place up; the first goes to the end. @param {HTMLElement} button */
function up(button) {
  const row = button.closest("[data-row]");
  const before = row?.previousElementSibling;
  if (row && before) before.before(row);
  else row?.parentElement?.append(row);
  button.focus();
}

/** @param {HTMLElement} button */
function remove(button) {
  const row = button.closest("[data-row]");
  const neighbour = row?.nextElementSibling ?? row?.previousElementSibling ?? row?.closest("form")?.querySelector("[data-add]");
  row?.remove();
  const next = neighbour?.matches("[data-row]") ? neighbour.querySelector("[name]") : neighbour;
  if (next instanceof HTMLElement) next.focus();
}
