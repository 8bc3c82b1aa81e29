/** Reads the code in a picture. A script of its own: only who presses for the camera fetches it. */

import { decodeQR } from "qr/decode.js";

/** What a QR code in these pixels says; "" when there is none. @param {ImageData} picture */
function readCode(picture) {
  try {
    return decodeQR(picture);
  } catch {
    return "";
  }
}

Object.assign(window, { readCode });
