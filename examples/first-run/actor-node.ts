/** One actor as the tree shows it. */
export interface ActorNode {
  readonly name: string;
  readonly state: string;
  /** It has ended, and is shown a moment longer. */
  readonly isEnded: boolean;
  /** What a channel has at hand: credit to send, or items that nobody took yet. */
  readonly level?: { readonly count: number; readonly full: number; readonly word: string };
  readonly children: readonly ActorNode[];
}

/** How many actors of a tree are alive. */
export function aliveIn(node: ActorNode): number {
  return node.children.reduce((sum, child) => sum + aliveIn(child), node.isEnded ? 0 : 1);
}
