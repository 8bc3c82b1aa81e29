/** Pictures of what is not saved yet: they follow the fields beside them. */

const REST_MS = 300;

/** Makes every form with `data-tries="<id>"` change the pictures in the element of that id (`img[data-tried]`). */
export function openTries() {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  document.addEventListener("input", (event) => {
    const form = /** @type {HTMLElement} */ (event.target).closest("form[data-tries]");
    if (!(form instanceof HTMLElement)) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => tryOut(String(form.dataset.tries)), REST_MS);
  });
}

/** @param {string} id */
function tryOut(id) {
  const tried = new URLSearchParams();
  for (const field of /** @type {NodeListOf<HTMLInputElement | HTMLSelectElement>} */ (
    document.querySelectorAll(`form[data-tries="${id}"] [data-try]`)
  )) {
    const value = field instanceof HTMLInputElement && field.type === "checkbox" ? String(field.checked) : field.value;
    if (value !== "" || field.name.startsWith("footer")) tried.set(String(field.dataset.try), value);
  }
  for (const picture of /** @type {NodeListOf<HTMLImageElement>} */ (document.querySelectorAll(`#${id} img[data-tried]`))) {
    const [path, own] = String(picture.getAttribute("src")).split("?");
    const kind = new URLSearchParams(own).get("kind");
    picture.src = `${path}?${new URLSearchParams([["kind", kind ?? ""], ...tried])}`;
  }
}
