/** What was asked may be overtaken on its way by what is told, or by what was asked later: only the newest counts. */

/** @returns {() => () => boolean}  call it when something is asked or told; what it gives says whether that is still the newest */
export function newest() {
  let last = 0;
  return () => {
    last += 1;
    const mine = last;
    return () => mine === last;
  };
}
