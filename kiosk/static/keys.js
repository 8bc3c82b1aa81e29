/** What keys mean at the kiosk: arrows walk, digits and letters choose a service, Escape goes back. Pure. */

/** @typedef {{left: number, top: number, width: number, height: number}} Box */
/** @typedef {"left" | "right" | "up" | "down"} Way */

/** @type {{[key: string]: Way}} */
const WAYS = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };

/**
 * @param {string} key
 * @returns {Way | undefined}
 */
export function wayOf(key) {
  return WAYS[key];
}

/**
 * The service that a digit (its place, from 1) or a letter (its prefix) stands for.
 * @template {{prefix: string}} Service
 * @param {string} key
 * @param {Service[]} services
 * @returns {Service | undefined}
 */
export function serviceOf(key, services) {
  if (/^[1-9]$/.test(key)) return services[Number(key) - 1];
  return services.find((service) => service.prefix.toLowerCase() === key.toLowerCase());
}

/**
 * Which of the boxes lies next in a direction; the same one when there is none. The nearest along the way wins, and
 * what lies aside of it counts double: from a card one gets to the card above it, not to one that is higher.
 * @param {Box[]} boxes
 * @param {number} from
 * @param {Way} way
 */
export function neighbour(boxes, from, way) {
  const start = centre(boxes[from]);
  let best = from;
  let shortest = Infinity;
  boxes.forEach((box, index) => {
    const { x, y } = centre(box);
    const [along, aside] = { left: [start.x - x, y - start.y], right: [x - start.x, y - start.y], up: [start.y - y, x - start.x], down: [y - start.y, x - start.x] }[way];
    const distance = along + 2 * Math.abs(aside);
    if (index !== from && along > 1 && distance < shortest) [best, shortest] = [index, distance];
  });
  return best;
}

/** @param {Box} box */
function centre(box) {
  return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
}
