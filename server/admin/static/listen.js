/** Sentences to listen to. */

/** Makes the buttons `data-listen="<address of a sound>"` play; where the office has no voice, says so. */
export function openListen() {
  document.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("[data-listen]");
    if (button instanceof HTMLElement) void play(button);
  });
}

/** @param {HTMLElement} button */
async function play(button) {
  const said = document.getElementById("listened");
  said?.replaceChildren();
  const answer = await fetch(String(button.dataset.listen), { credentials: "same-origin" });
  if (!answer.ok) {
    if (said) said.textContent = said.dataset.none ?? "";
    return;
  }
  const sound = new Audio(URL.createObjectURL(await answer.blob()));
  sound.addEventListener("ended", () => URL.revokeObjectURL(sound.src), { once: true });
  await sound.play();
}
