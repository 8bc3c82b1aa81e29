/** The four faces of a rating, drawn by ourselves: an emoji looks different on every machine, and means different things. */

const SVG = "http://www.w3.org/2000/svg";

/** Eyes and mouth of each score on a field of 96; every face is told apart by its mouth alone. */
const DRAWN = {
  4: { eyes: ["M27 42q6-9 12 0", "M57 42q6-9 12 0"], mouth: "M25 54h46a23 23 0 0 1-46 0z", full: true },
  3: { eyes: ["M33 37v5", "M63 37v5"], mouth: "M28 57q20 20 40 0", full: false },
  2: { eyes: ["M33 37v5", "M63 37v5"], mouth: "M31 63h34", full: false },
  1: { eyes: ["M33 40v5", "M63 40v5"], mouth: "M29 70q19-19 38 0", full: false },
};

/**
 * The face of a score, 4 the happiest; always beside its words, so hidden from screen readers.
 * @param {1 | 2 | 3 | 4} score
 */
export function face(score) {
  const { eyes, mouth, full } = DRAWN[score];
  const drawing = shape("svg", { class: `face face-${score}`, viewBox: "0 0 96 96", "aria-hidden": "true" });
  drawing.append(shape("circle", { cx: "48", cy: "48", r: "44", class: "face-ground" }));
  for (const eye of eyes) drawing.append(shape("path", { d: eye, class: "face-line" }));
  drawing.append(shape("path", { d: mouth, class: full ? "face-line face-full" : "face-line" }));
  return drawing;
}

/**
 * @param {string} name
 * @param {{[attribute: string]: string}} attributes
 */
function shape(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  return element;
}
