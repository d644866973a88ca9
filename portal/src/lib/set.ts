// A criteria set as the screens use it: nodes by id, each leaf's figures, who shares a figure.
import type { Figure, Leaf, Node, Structure } from "../gen/par/criteria/v1/criteria_pb";

export interface CriteriaSet {
  structure: Structure;
  nodes: Map<string, Node>;
  children: Map<string, Node[]>; // "" holds the areas.
  figures: Map<string, Figure>;
  sharedBy: Map<string, string[]>; // Figure to the leaves that use it.
  leaves: Node[]; // In the order of the document.
}

export function criteriaSet(structure: Structure): CriteriaSet {
  const children = new Map<string, Node[]>();
  const sharedBy = new Map<string, string[]>();
  for (const node of structure.nodes) {
    children.set(node.parent, [...(children.get(node.parent) ?? []), node]);
    for (const input of node.leaf?.inputs ?? []) {
      sharedBy.set(input.figure, [...(sharedBy.get(input.figure) ?? []), node.id]);
    }
  }
  return {
    structure,
    nodes: new Map(structure.nodes.map((node) => [node.id, node])),
    children,
    figures: new Map(structure.figures.map((figure) => [figure.id, figure])),
    sharedBy,
    leaves: structure.nodes.filter((node) => node.leaf !== undefined),
  };
}

/** The figures of a leaf whose value of the year before its rule reads. */
export function readsYearBefore(leaf: Leaf): Set<string> {
  return new Set(leaf.inputs.filter((input) => input.readsYearBefore).map((input) => input.figure));
}
