/** Choices that only make sense beside others: `data-only="<id of a select>" data-only-values="a b"`. */

/** Offers each such choice while the select says one of its values; else it is there to be read, not to be chosen. */
export function openOnly() {
  document.addEventListener("input", (event) => {
    if (event.target instanceof HTMLSelectElement) drawOnly();
  });
  drawOnly();
}

export function drawOnly() {
  for (const choice of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("[data-only]"))) {
    const said = /** @type {HTMLSelectElement | null} */ (document.getElementById(String(choice.dataset.only)))?.value ?? "";
    choice.disabled = !(choice.dataset.onlyValues ?? "").split(" ").includes(said) || said === "";
    if (choice.disabled && choice.checked) {
      const other = document.querySelector(`input[name="${choice.name}"]:not([data-only])`);
      if (other instanceof HTMLInputElement) other.checked = true;
    }
  }
}
