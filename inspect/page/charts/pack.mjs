// Makes layouts short: each text and each row is written once, and fields go by their place.
// `form.ts` reads what this writes.

export function pack(layouts) {
  const texts = new Numbered();
  const rows = new Numbered();
  const text = (one) => (one === null ? -1 : texts.of(one));
  const all = (many) => many.map(text);
  const rowOf = ({ event, guard, intents, description, rules }) =>
    rows.of(JSON.stringify([text(event), text(guard), all(intents), text(description), all(rules)]));
  const boxOf = ({ x, y, width, height }) => [x, y, width, height];
  const packed = layouts.map(({ name, description, initial, width, height, states, edges }) => [
    text(name),
    text(description),
    text(initial),
    width,
    height,
    states.map((state) => [text(state.name), text(state.description), state.final ? 1 : 0, ...boxOf(state)]),
    edges.map((edge) => [
      text(edge.from),
      text(edge.to),
      edge.rows.map(rowOf),
      all(edge.lines),
      all(edge.rules),
      edge.points.flat(),
      edge.label === null ? [] : boxOf(edge.label),
    ]),
  ]);
  return { texts: texts.list, rows: rows.list.map((row) => JSON.parse(row)), layouts: packed };
}

class Numbered {
  list = [];
  #numbers = new Map();

  of(one) {
    const known = this.#numbers.get(one);
    if (known !== undefined) return known;
    this.#numbers.set(one, this.list.length);
    return this.list.push(one) - 1;
  }
}
