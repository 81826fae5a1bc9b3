/** A stream of `count` items, made when they are asked for. */
export function source(count, make) {
  let left = count;
  return new ReadableStream({
    pull(controller) {
      if (left === 0) {
        controller.close();
        return;
      }
      left -= 1;
      controller.enqueue(make(left));
    },
  });
}
