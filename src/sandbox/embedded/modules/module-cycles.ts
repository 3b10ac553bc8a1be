/** Which modules import each other in a circle. Tarjan, "Depth-first search and linear graph algorithms", 1972. */

interface Linked {
  readonly dependencies: readonly Linked[];
}

/** The members of every circle that can be reached from `root`; a module that imports itself is one too. */
export function modulesInCycles<Module extends Linked>(root: Module): Set<Module> {
  const found = new Set<Module>();
  const indexes = new Map<Module, number>();
  const lowest = new Map<Module, number>();
  const stack: Module[] = [];
  const onStack = new Set<Module>();
  const visit = (module: Module): number => {
    const index = indexes.size;
    let low = index;
    indexes.set(module, index);
    stack.push(module);
    onStack.add(module);
    for (const dependency of module.dependencies as readonly Module[]) {
      if (!indexes.has(dependency)) low = Math.min(low, visit(dependency));
      else if (onStack.has(dependency)) low = Math.min(low, lowest.get(dependency) ?? indexes.get(dependency) ?? low);
    }
    lowest.set(module, low);
    if (low === index) closeComponent(module);
    return low;
  };
  const closeComponent = (head: Module) => {
    const members = stack.splice(stack.indexOf(head));
    for (const member of members) onStack.delete(member);
    if (members.length > 1 || head.dependencies.includes(head)) for (const member of members) found.add(member);
  };
  visit(root);
  return found;
}
