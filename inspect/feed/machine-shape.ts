import { type AnyStateMachine, StateMachine } from "xstate";
import { MAX_STATES, MAX_WAYS } from "../machine-limits.ts";
import type { MachineShape, ShapeState, ShapeWay } from "../records.ts";

const MAX_NAMES = 8;
const MAX_TEXT = 200;

type Node = AnyStateMachine["root"];

const known = new WeakMap<object, MachineShape>();

/** What the machine behind an actor is like; `undefined` for logic of another kind. Read once for each machine. */
export function machineShapeOf(logic: unknown): MachineShape | undefined {
  if (!(logic instanceof StateMachine)) return undefined;
  const found = known.get(logic);
  if (found !== undefined) return found;
  const shape = shapeOf(logic);
  known.set(logic, shape);
  return shape;
}

function shapeOf({ id, root }: AnyStateMachine): MachineShape {
  const nodes: Node[] = [];
  const collect = (node: Node): void => {
    nodes.push(node);
    for (const child of Object.values(node.states)) collect(child);
  };
  collect(root);
  const size = nodes.length - 1;
  const ways = size > MAX_STATES ? [] : nodes.flatMap(waysOf);
  const isDrawn = size <= MAX_STATES && ways.length <= MAX_WAYS;
  return { id: cut(id), size, states: isDrawn ? nodes.map(stateOf) : [], ways: isDrawn ? ways : [] };
}

function stateOf(node: Node): ShapeState {
  const initial = node.type === "compound" ? node.initial.target?.[0] : undefined;
  return {
    path: pathOf(node),
    type: node.type,
    initial: initial === undefined ? null : pathOf(initial),
    description: cut(node.description ?? ""),
  };
}

function waysOf(node: Node): ShapeWay[] {
  const transitions = [...[...node.transitions.values()].flat(), ...(node.always ?? [])];
  return transitions.flatMap((transition): ShapeWay[] => {
    const way = {
      from: pathOf(node),
      event: cut(transition.eventType),
      guard: transition.guard === undefined ? null : nameOf(transition.guard),
      actions: transition.actions.map(nameOf).slice(0, MAX_NAMES),
      description: cut(transition.description ?? ""),
    };
    const { target = [] } = transition;
    return target.length === 0 ? [{ ...way, to: null }] : target.map((to) => ({ ...way, to: pathOf(to) }));
  });
}

function pathOf({ path }: Node): string {
  return path.join(".");
}

/** Of a guard or an action: a name, an object with a type, or a function. */
function nameOf(part: unknown): string {
  if (typeof part === "string") return cut(part);
  const isFunction = typeof part === "function";
  const named: unknown = isFunction || (typeof part === "object" && part !== null) ? Reflect.get(part, "type") : null;
  if (typeof named === "string") return cut(named);
  return (isFunction && cut(part.name)) || "inline";
}

function cut(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}
